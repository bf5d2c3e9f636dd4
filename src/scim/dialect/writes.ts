/** Whole resources that say less, or something else, than their senders mean. */
import type { DialectSettings } from '../../model/identity/dialect-settings.ts'
import { isTombstone } from '../../model/identity/email-address.ts'
import type { JsonObject } from '../../model/identity/resource-filter.ts'

/**
 * Okta leaves `active` out of the PUT of a whole user (Okta 4, O1), and some clear it: whoever says nothing of it revives and
 * deactivates nobody.
 */
export function activeStays(resource: JsonObject, current: JsonObject): JsonObject {
  return resource.active === undefined ? { ...resource, active: current.active ?? true } : resource
}

/**
 * Entra's soft delete renames `userName` to 32 hex digits in front of the old one, with `active=false` (P11, onyx#14074). The
 * mirror keeps what was sent, people keep their address, and the restoration renames it back.
 */
export function softDeletedUserName(resource: JsonObject, current: JsonObject): boolean {
  const [after, before] = [resource.userName, current.userName]
  return typeof after === 'string' && typeof before === 'string' && isTombstone(after, before)
}

/** Keycloak's add-on: `PUT {"schemas":[…],"id":"b086..","externalId":"bbaf..","displayName":"foo2"}` (P22): setting `putWithoutMembers`. */
export function putKeepsMembers({ putWithoutMembers }: DialectSettings): boolean {
  return putWithoutMembers === 'keep'
}

/** Whether members that are not in the directory are left out of what is added: setting `unknownMembers`. */
export function unknownMembersSkipped({ unknownMembers }: DialectSettings): boolean {
  return unknownMembers === 'skip'
}
