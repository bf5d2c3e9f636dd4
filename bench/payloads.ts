// What an identity provider sends, as small as it usually is.
const core = 'urn:ietf:params:scim:schemas:core:2.0'

export const domain = 'example.com'

export function userBody(userName: string) {
  return {
    schemas: [`${core}:User`],
    userName,
    externalId: `ext-${userName}`,
    name: { givenName: 'Ann', familyName: 'Bench', formatted: 'Ann Bench' },
    displayName: 'Ann Bench',
    active: true,
    emails: [{ value: userName, type: 'work', primary: true }],
    title: 'Engineer',
  }
}

export function groupBody(displayName: string, memberIds: readonly string[] = []) {
  return {
    schemas: [`${core}:Group`],
    displayName,
    ...(memberIds.length > 0 && { members: memberIds.map((value) => ({ value })) }),
  }
}

function patchBody(operation: object) {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] }
}

export function activePatch(active: boolean) {
  return patchBody({ op: 'replace', path: 'active', value: active })
}

export function addPatch(memberIds: readonly string[]) {
  return patchBody({ op: 'add', path: 'members', value: memberIds.map((value) => ({ value })) })
}

export function removePatch(memberId: string) {
  return patchBody({ op: 'remove', path: `members[value eq "${memberId}"]` })
}

/** A path with a filter that one resource meets. */
export function filterPath(collection: '/Users' | '/Groups', attribute: string, value: string): string {
  return `${collection}?filter=${encodeURIComponent(`${attribute} eq "${value}"`)}`
}
