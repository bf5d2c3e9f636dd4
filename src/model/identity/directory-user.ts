import { type Details, detailsOf, detailsUrn } from './detail-field.ts'
import { foldAddress, isAddress, isTombstone, withoutTombstone } from './email-address.ts'
import type { Json } from './resource-filter.ts'

export interface Resource {
  readonly [attribute: string]: Json
}

/** What the rules about people read from a directory user's SCIM resource. */
export interface UserFacts {
  readonly userName: string
  readonly externalId: string | undefined
  readonly active: boolean
  /** The name people see. */
  readonly name: string
  /** The one address that matches and proves; undefined when the identity provider gave none. */
  readonly address: string | undefined
  /** Entra's soft delete stands where the address was: nobody says any more what it is, nor that it has changed. */
  readonly softDeleted: boolean
  /** What the identity provider says of the site's customer detail fields. */
  readonly details: Details
}

/** Reads those facts. A resource without `active` is active (RFC 7643 4.1.1 leaves the default to the server). */
export function userFactsOf(resource: Resource): UserFacts {
  const userName = text(resource.userName) ?? ''
  return {
    userName,
    externalId: text(resource.externalId),
    active: resource.active !== false,
    name: nameOf(resource, userName),
    ...addressOf(resource, userName),
    details: detailsOf(resource[detailsUrn]),
  }
}

function nameOf(resource: Resource, userName: string): string {
  const name = object(resource.name)
  const parts = [name?.givenName, name?.familyName].map(text).filter((part) => part !== undefined)
  return withoutTombstone(
    text(resource.displayName) ?? text(name?.formatted) ?? (parts.length > 0 ? parts.join(' ') : userName),
  )
}

/**
 * The primary e-mail, else the one of type `work`, else the first; else `userName` if it is an address. A soft delete is
 * known by its form alone: what stood there before is gone when a pause is replayed, and is another value when the person
 * was renamed shortly before.
 */
function addressOf(resource: Resource, userName: string): Pick<UserFacts, 'address' | 'softDeleted'> {
  const emails = (Array.isArray(resource.emails) ? resource.emails : []).map(object)
  const chosen =
    emails.find((email) => email?.primary === true) ??
    emails.find((email) => text(email?.type)?.toLowerCase() === 'work') ??
    emails[0]
  const email = text(chosen?.value)
  const value = email ?? userName
  if (isTombstone(value, undefined)) return { address: undefined, softDeleted: true }
  // A guest's user name (`ann_globex.com#EXT#@initech.onmicrosoft.com`) is no mailbox.
  const isMailbox = isAddress(value) && (email !== undefined || !userName.includes('#EXT#'))
  return { address: isMailbox ? value : undefined, softDeleted: false }
}

/** By what somebody is known again after a deletion: userName and address as they were before a soft delete. */
export function knownAs(resource: Resource): { userNameFolded: string; addressFolded: string | null } {
  const before = (value: Json | undefined) => (typeof value === 'string' ? withoutTombstone(value) : value)
  const emails = Array.isArray(resource.emails) ? resource.emails : []
  const { userName, address } = userFactsOf({
    userName: before(resource.userName) ?? null,
    emails: emails.map(object).map((email) => ({ ...email, value: before(email?.value) ?? null })),
  })
  return {
    userNameFolded: foldAddress(userName),
    addressFolded: address === undefined ? null : foldAddress(address),
  }
}

/** The elements of `emails` as the filter index keeps them. */
export function emailsOf(resource: Resource): { value: string; type: string | undefined }[] {
  const emails = Array.isArray(resource.emails) ? resource.emails : []
  return emails.flatMap((email) => {
    const value = text(object(email)?.value)
    return value === undefined ? [] : [{ value: foldAddress(value), type: text(object(email)?.type) }]
  })
}

/** The extension of RFC 7643 4.3. */
export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** What lists are filtered and sorted by, beside the facts about people. */
export function listColumnsOf(resource: Resource): {
  displayName: string | undefined
  manager: string | undefined
} {
  const { displayName, [enterpriseUrn]: extension } = resource
  const manager = object(object(extension)?.manager)?.value
  return {
    displayName: typeof displayName === 'string' ? displayName : undefined,
    manager: typeof manager === 'string' ? manager : undefined,
  }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function object(value: Json | undefined): Resource | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}
