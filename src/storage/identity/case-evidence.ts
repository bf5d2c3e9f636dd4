// What the identity provider says of whom a case is about, and who speaks for the address.
import type { UserText } from '../../model/identity/directory-user.ts'
import type { Query } from '../statement.ts'
import { addressFromOf } from './directories.ts'

/** The directory user that a case is about, as its identity provider wrote it. */
export interface CaseUserRow extends UserText {
  readonly id: string
  readonly active: boolean
  readonly createdAt: Date
}

export function userOfCase(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'user-of-case',
    text: `select user_id as id, resource, ${addressFromOf('$2')} as "addressFrom", active, created_at as "createdAt" from directory_users
      where site_id = $1 and directory_id = $2 and user_id = $3`,
    values: [siteId, directoryId, userId],
  }
}

/** Who the directory user of a case is by now. */
export interface CaseUserLink {
  readonly customerId: string | null
}

export function linkOfCaseUser(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'link-of-case-user',
    text: `select customer_id as "customerId" from directory_users
      where site_id = $1 and directory_id = $2 and user_id = $3`,
    values: [siteId, directoryId, userId],
  }
}

/** Which directories speak for a domain, those that have proven it first. */
export function directoriesOfDomain(siteId: number, domain: string): Query {
  return {
    name: 'directories-of-domain',
    text: `select directory_id as "directoryId", authority from directory_domains
      where site_id = $1 and domain = $2 order by authority desc, directory_id limit 10`,
    values: [siteId, domain],
  }
}
