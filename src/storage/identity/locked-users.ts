/** Users about to change: locked first, and then read with all that the change may concern. */
import type { Standing } from '../../model/identity/authority.ts'
import type { HoldReason } from '../../model/identity/matching.ts'
import type { StaffHoldReason } from '../../model/identity/staff-projection.ts'
import type { Query } from '../statement.ts'
import { contextColumns, contextFrom, type DirectoryContext } from './directories.ts'
import { type UserRow, userColumns } from './directory-users.ts'
import { type AddressFactsRow, addressColumns } from './projection-facts.ts'
import { groupsColumn } from './user-groups.ts'

/**
 * A user about to change, with its customer, the customer's current address and the directory's state. The facts about the
 * address are there for a claimed one only, which is judged again at every change.
 */
export interface LockedUser extends UserRow, DirectoryContext, Nullable<AddressFactsRow> {
  readonly active: boolean
  readonly externalId: string | null
  readonly userNameFolded: string
  readonly customerId: string | null
  readonly held: HoldReason | StaffHoldReason | null
  /** What somebody decided about a user who was held back: let in, or kept out; null while nobody has. */
  readonly admitted: boolean | null
  readonly customerName: string | null
  readonly customerActive: boolean | null
  /** The directory that owns name and address. */
  readonly customerDirectoryId: number | null
  readonly severalLinks: boolean | null
  /** JSON text. */
  readonly customerDetails: string | null
  readonly addressId: string | null
  readonly address: string | null
  readonly standing: Standing | null
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null }

/**
 * Locks a user's row before `lockedUser` reads it: concurrent writers of one user wait for each other, briefly, and nobody
 * is told 409 for another's concurrency (measured: a lock serves five times what optimistic retries do). Two statements,
 * because one that waits for a lock reads the row anew, but what it joins as it was before.
 */
export function holdUser(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'hold-user',
    text: `${holding} for no key update`,
    values: [siteId, directoryId, userId],
    keys: ['uuid'],
  }
}

/**
 * The same for a user who is about to be deleted. Whoever is making the user a member somewhere is waited for now, before
 * any membership is touched: later such a membership would go uncounted, or the two would wait for each other.
 */
export function holdUserForDeletion(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'hold-user-for-deletion',
    text: `${holding} for update`,
    values: [siteId, directoryId, userId],
  }
}

const holding = 'select 1 from directory_users where site_id = $1 and directory_id = $2 and user_id = $3'

/** Reads a user whom `holdUser` or `holdUserForDeletion` has locked. */
export function lockedUser(siteId: number, directoryId: number, userId: string, withGroups: boolean): Query {
  return {
    name: withGroups ? 'locked-user-with-groups' : 'locked-user',
    text: `${lockedText(withGroups)} and u.user_id = $3`,
    values: [siteId, directoryId, userId],
    keys: ['uuid'],
  }
}

/** Locks many users before `lockedUsers` reads them, as `holdUser` does with one; in one order, or two would wait for each other. */
export function holdUsers(siteId: number, directoryId: number, userIds: readonly string[]): Query {
  return {
    name: 'hold-users',
    text: `select 1 from directory_users where site_id = $1 and directory_id = $2 and user_id = any($3::uuid[])
      order by user_id for no key update`,
    values: [siteId, directoryId, userIds],
  }
}

/** Reads many locked users: those for whom something is left to grant, or `all`. */
export function lockedUsers(
  siteId: number,
  directoryId: number,
  userIds: readonly string[],
  which: 'waiting' | 'all' = 'waiting',
): Query {
  return {
    name: which === 'waiting' ? 'locked-users' : 'locked-users-all',
    text: `${lockedText(false, eachCustomer)} and u.user_id = any($3::uuid[])
      ${which === 'waiting' ? 'and u.pending' : ''} order by u.user_id`,
    values: [siteId, directoryId, userIds],
  }
}

const theCustomer = 'customers c on c.site_id = u.site_id and c.customer_id = u.customer_id'
/** Fenced: for many users at once the planner would rather read every customer of the site. */
const eachCustomer = `lateral (
        select * from customers where site_id = u.site_id and customer_id = u.customer_id offset 0) c on true`

function lockedText(withGroups: boolean, customer = theCustomer): string {
  return `select ${userColumns}${withGroups ? `, ${groupsColumn('$3')}` : ''}, u.active, u.external_id as "externalId",
        u.user_name_folded as "userNameFolded", u.customer_id as "customerId", u.held, u.admitted, c.display_name as "customerName",
        c.active as "customerActive", c.directory_id as "customerDirectoryId",
        c.several_links as "severalLinks", c.details as "customerDetails", a.address_id as "addressId",
        a.address, a.standing, f.authority, f.guests, f."provenElsewhere", f.holder, f."ofStaff", ${contextColumns}
      from directory_users u
      join ${contextFrom} on d.site_id = u.site_id and d.directory_id = u.directory_id
      left join ${customer}
      left join lateral (
        select address_id, address, standing, address_folded from customer_addresses
        where site_id = u.site_id and customer_id = u.customer_id and until is null
        order by since desc, address_id desc limit 1) a on true
      left join lateral (
        select ${addressColumns('a.address_folded', "split_part(a.address_folded, '@', 2)", '', 'd.guests_since')}
        where a.standing = 'claimed') f on true
      where u.site_id = $1 and u.directory_id = $2`
}
