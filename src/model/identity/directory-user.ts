import { type Details, detailsOf, detailsUrn } from './detail-field.ts'
import { type AddressSource, addressSourceOf } from './dialect-settings.ts'
import { foldAddress, isAddress, isTombstone, withoutTombstone, withPlainDomain } from './email-address.ts'
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
  /** Which attribute was read for it: the directory's choice. */
  readonly addressFrom: AddressSource
  /** What the identity provider says of the site's customer detail fields. */
  readonly details: Details
}

/** A directory user as a row has it, with what its directory chose. */
export interface UserText {
  /** JSON text. */
  readonly resource: string
  readonly addressFrom: string | null
}

/** The facts of a user as it is stored. */
export function readUser(row: UserText): UserFacts {
  return userFactsOf(JSON.parse(row.resource), addressSourceOf(row))
}

/** Reads those facts. A resource without `active` is active (RFC 7643 4.1.1 leaves the default to the server). */
export function userFactsOf(resource: Resource, addressFrom: AddressSource): UserFacts {
  const { userName, name } = namesOf(resource)
  return {
    userName,
    externalId: text(resource.externalId),
    active: resource.active !== false,
    name,
    ...addressOf(resource, userName, addressFrom),
    addressFrom,
    details: detailsOf(resource[detailsUrn]),
  }
}

/** The name that the identity provider knows somebody by, and the one that people see. */
export function namesOf(resource: Resource): Pick<UserFacts, 'userName' | 'name'> {
  const userName = text(resource.userName) ?? ''
  return { userName, name: nameOf(resource, userName) }
}

function nameOf(resource: Resource, userName: string): string {
  const name = object(resource.name)
  const parts = [name?.givenName, name?.familyName].map(text).filter((part) => part !== undefined)
  return withoutTombstone(
    text(resource.displayName) ?? text(name?.formatted) ?? (parts.length > 0 ? parts.join(' ') : userName),
  )
}

/**
 * A soft delete is known by its form alone: what stood there before is gone when a pause is replayed, and is another value
 * when the person was renamed shortly before.
 */
function addressOf(
  resource: Resource,
  userName: string,
  addressFrom: AddressSource,
): Pick<UserFacts, 'address' | 'softDeleted'> {
  const email = text(emailOf(resource, addressFrom)?.value)
  const given = email ?? (addressFrom === 'work-email' ? undefined : userName)
  const value = given === undefined ? undefined : withPlainDomain(given)
  if (value === undefined) return { address: undefined, softDeleted: false }
  if (isTombstone(value, undefined)) return { address: undefined, softDeleted: true }
  // A guest's user name (`ann_globex.com#EXT#@initech.onmicrosoft.com`) is no mailbox.
  const isMailbox = isAddress(value) && (email !== undefined || !userName.includes('#EXT#'))
  return { address: isMailbox ? value : undefined, softDeleted: false }
}

/** The primary e-mail, else the one of type `work`, else the first; or of those of type `work`, the primary one or the first. */
function emailOf(resource: Resource, addressFrom: AddressSource): Resource | undefined {
  const all = (Array.isArray(resource.emails) ? resource.emails : []).map(object)
  const ofWork = all.filter((email) => text(email?.type)?.toLowerCase() === 'work')
  const isPrimary = (email: Resource | undefined) => email?.primary === true
  switch (addressFrom) {
    case 'emails':
      return all.find(isPrimary) ?? ofWork[0] ?? all[0]
    case 'work-email':
      return ofWork.find(isPrimary) ?? ofWork[0]
    case 'user-name':
      return undefined
  }
}

/** By what somebody is known again after a deletion: userName and address as they were before a soft delete. */
export function knownAs(
  resource: Resource,
  addressFrom: AddressSource,
): { userNameFolded: string; addressFolded: string | null } {
  const before = (value: Json | undefined) => (typeof value === 'string' ? withoutTombstone(value) : value)
  const emails = Array.isArray(resource.emails) ? resource.emails : []
  const { userName, address } = userFactsOf(
    {
      userName: before(resource.userName) ?? null,
      emails: emails.map(object).map((email) => ({ ...email, value: before(email?.value) ?? null })),
    },
    addressFrom,
  )
  return {
    userNameFolded: foldAddress(userName),
    addressFolded: address === undefined ? null : foldAddress(address),
  }
}

/**
 * The e-mails that a directory says of somebody as well, as it writes them. They are shown, and neither match nor prove.
 * @param address the one that the person has
 */
export function otherEmailsOf(resource: Resource, address: string | undefined): string[] {
  const emails = Array.isArray(resource.emails) ? resource.emails : []
  const others = new Map<string, string>()
  for (const email of emails) {
    const value = text(object(email)?.value)
    if (value === undefined || isTombstone(value, undefined)) continue
    if (address === undefined || foldAddress(value) !== foldAddress(address))
      others.set(foldAddress(value), value)
  }
  return [...others.values()]
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
