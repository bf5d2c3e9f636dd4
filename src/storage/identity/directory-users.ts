import type { Standing } from '../../model/identity/authority.ts'
import type { HoldReason } from '../../model/identity/matching.ts'
import { foldCase } from '../../model/identity/resource-filter.ts'
import type { StaffHoldReason } from '../../model/identity/staff-projection.ts'
import type { Query, Write } from '../statement.ts'
import { contextColumns, contextFrom, type DirectoryContext } from './directories.ts'
import { type AddressFactsRow, addressColumns } from './projection-facts.ts'

/** A directory user as it is answered: the stored JSON text is never parsed when the whole resource is wanted. */
export interface UserRow {
  readonly id: string
  readonly resource: string
  readonly version: string
  /** As PostgreSQL writes moments: see `isoMoment`. */
  readonly createdAt: string
  readonly updatedAt: string
  /** What `groupsText` says of the user's groups; null: none, absent: nobody asked, `groupsLeftOut`: too many to bring along. */
  readonly groups?: string | null
}

/** What `userColumns` are called in a result. */
export const userColumnNames = ['id', 'resource', 'version', '"createdAt"', '"updatedAt"'] as const

export const userColumns = `u.user_id as id, u.resource, u.version, u.created_at::text as "createdAt",
  u.updated_at::text as "updatedAt"`

/** So many direct groups of a user are read with the user at most: whoever travels along waits for them. */
export const groupsHeldMax = 1_000
/** Stands for the groups of a user who is in more of them: `groupsOfUser` reads them. */
export const groupsLeftOut = ''

/**
 * Direct and indirect groups of a user, for the readOnly attribute `groups` (RFC 7643 4.1.2): JSON text of a list of texts, in
 * order, each a group's id, `d` or `i`, and its name; a group reached both ways is a direct one. Each group is named once,
 * however many paths lead to it. `offset 0` keeps each step a look-up by an index; objects made here cost a third more.
 * @param groups SQL of the ids of the groups that the user is in directly
 */
const groupsText = (groups: string) => `
  (select json_agg(k.group_id || case when k.is_direct then 'd' else 'i' end || g.display_name order by k.group_id)::text
    from (select k.group_id, bool_or(k.group_id = m.group_id) as is_direct
      from (${groups}) m
      cross join lateral (select group_id from directory_group_closure
        where site_id = $1 and directory_id = $2 and inner_group_id = m.group_id offset 0) k
      group by k.group_id) k
    cross join lateral (select display_name from directory_groups
      where site_id = $1 and directory_id = $2 and group_id = k.group_id offset 0) g)`

const directGroups = (user: string) => `select group_id from directory_group_members
  where site_id = $1 and directory_id = $2 and user_id = ${user}`

/** The groups of one user. @param user SQL of the id */
export const groupsColumn = (user: string) => `(
  with direct as materialized (${directGroups(user)} limit ${groupsHeldMax + 1})
  select case when (select count(*) from direct) > ${groupsHeldMax} then '${groupsLeftOut}'
    else ${groupsText('select group_id from direct')} end) as groups`

export function userById(siteId: number, directoryId: number, userId: string, withGroups: boolean): Query {
  return {
    name: withGroups ? 'user-by-id-with-groups' : 'user-by-id',
    text: `select ${userColumns}${withGroups ? `, ${groupsColumn('$3')}` : ''} from directory_users u
      where u.site_id = $1 and u.directory_id = $2 and u.user_id = $3`,
    values: [siteId, directoryId, userId],
    keys: ['uuid'],
    isBrief: true,
  }
}

/** The groups of a user who is in very many. */
export function groupsOfUser(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'groups-of-user',
    text: `select ${groupsText(directGroups('$3'))} as groups`,
    values: [siteId, directoryId, userId],
  }
}

/** The columns of a user that follow from its resource. */
export interface UserColumns {
  readonly userName: string
  readonly externalId: string | undefined
  readonly displayName: string | undefined
  /** `manager.value` of the enterprise extension. */
  readonly manager: string | undefined
  readonly active: boolean
  readonly resource: string
}

/** What became of a user: the customer, or why there is none. */
export interface Projected {
  readonly customerId: string | null
  /** Something is left to grant. */
  readonly pending: boolean
  /** A person decides. */
  readonly held: HoldReason | StaffHoldReason | null
}

const folded = (text: string | undefined) => (text === undefined ? null : foldCase(text))

export function insertUser(
  siteId: number,
  directoryId: number,
  user: UserColumns & Projected & { userId: string; now: Date },
): Write {
  return {
    name: 'insert-user',
    table: 'directory_users',
    isRow: true,
    text: `insert into directory_users (site_id, directory_id, user_id, user_name_folded, external_id,
        display_name_folded, active, resource, created_at, updated_at, customer_id, linked_at, pending,
        manager_folded, held)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10::uuid,
        case when $10::uuid is null then null else $9::timestamptz end, $11, $12, $13)`,
    values: [
      siteId,
      directoryId,
      user.userId,
      foldCase(user.userName),
      user.externalId ?? null,
      folded(user.displayName),
      user.active,
      user.resource,
      user.now,
      user.customerId,
      user.pending,
      folded(user.manager),
      user.held,
    ],
  }
}

/**
 * A type is compared in memory, on the few rows that its value found; the index holds the beginning of a long one, because
 * PostgreSQL bounds an index entry at 2,704 bytes and a value may take 2,048.
 */
const indexedTypeMax = 100

const typeOf = ({ type }: { type: string | undefined }) =>
  folded(type?.slice(0, indexedTypeMax).toWellFormed())

export function insertEmails(
  siteId: number,
  directoryId: number,
  userId: string,
  emails: readonly { value: string; type: string | undefined }[],
): Write {
  const [only] = emails
  if (only && emails.length === 1) {
    return {
      name: 'insert-email',
      table: 'directory_user_emails',
      isRow: true,
      text: `insert into directory_user_emails (site_id, directory_id, user_id, n, value_folded, type_folded)
        values ($1, $2, $3, 1, $4, $5)`,
      values: [siteId, directoryId, userId, only.value, typeOf(only)],
    }
  }
  return {
    name: 'insert-emails',
    table: 'directory_user_emails',
    text: `insert into directory_user_emails (site_id, directory_id, user_id, n, value_folded, type_folded)
      select $1, $2, $3, e.n, e.value, e.type
      from unnest($4::text[], $5::text[]) with ordinality as e (value, type, n)`,
    values: [siteId, directoryId, userId, emails.map(({ value }) => value), emails.map(typeOf)],
  }
}

export function deleteEmails(siteId: number, directoryId: number, userId: string): Write {
  return {
    name: 'delete-emails',
    table: 'directory_user_emails',
    text: 'delete from directory_user_emails where site_id = $1 and directory_id = $2 and user_id = $3',
    values: [siteId, directoryId, userId],
  }
}

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

/** Writes a changed resource. `touched` is false when only what it means for people is brought up to date. */
export function updateUser(
  siteId: number,
  directoryId: number,
  user: UserColumns & Projected & { userId: string; now: Date; touched: boolean },
): Write {
  return {
    name: 'update-user',
    table: 'directory_users',
    text: `update directory_users set user_name_folded = $4, external_id = $5, display_name_folded = $6, active = $7,
        resource = $8, customer_id = $10::uuid, pending = $11, manager_folded = $13, held = $14,
        linked_at = case when customer_id is null and $10::uuid is not null then $9::timestamptz else linked_at end,
        version = version + case when $12 then 1 else 0 end,
        updated_at = case when $12 then $9::timestamptz else updated_at end
      where site_id = $1 and directory_id = $2 and user_id = $3`,
    values: [
      siteId,
      directoryId,
      user.userId,
      foldCase(user.userName),
      user.externalId ?? null,
      folded(user.displayName),
      user.active,
      user.resource,
      user.now,
      user.customerId,
      user.pending,
      user.touched,
      folded(user.manager),
      user.held,
    ],
    keys: [
      'uuid',
      'text',
      'text',
      'text',
      'boolean',
      'text',
      'timestamptz',
      'uuid',
      'boolean',
      'boolean',
      'text',
      'text',
    ],
  }
}

/** Notes of many users whose resources have not changed who they are and whether something is left to grant. */
export function linkUsers(
  siteId: number,
  directoryId: number,
  users: readonly { userId: string; customerId: string | null; pending: boolean }[],
  now: Date,
): Write {
  return {
    name: 'link-users',
    table: 'directory_users',
    text: `update directory_users u set customer_id = w.customer_id, pending = w.pending,
        linked_at = case when u.customer_id is null and w.customer_id is not null then $6::timestamptz else u.linked_at end
      from unnest($3::uuid[], $4::uuid[], $5::boolean[]) as w (user_id, customer_id, pending)
      where u.site_id = $1 and u.directory_id = $2 and u.user_id = w.user_id`,
    values: [
      siteId,
      directoryId,
      users.map(({ userId }) => userId),
      users.map(({ customerId }) => customerId),
      users.map(({ pending }) => pending),
      now,
    ],
  }
}

export function deleteUser(siteId: number, directoryId: number, userId: string): Write {
  return {
    name: 'delete-user',
    table: 'directory_users',
    text: 'delete from directory_users where site_id = $1 and directory_id = $2 and user_id = $3',
    values: [siteId, directoryId, userId],
  }
}

/** Keeps what is needed to know the person again. */
export function rememberDeletedUser(
  siteId: number,
  directoryId: number,
  user: {
    userId: string
    externalId: string | null
    userNameFolded: string
    addressFolded: string | null
    customerId: string | null
    now: Date
  },
): Write {
  return {
    name: 'remember-deleted-user',
    table: 'deleted_directory_users',
    text: `insert into deleted_directory_users (site_id, directory_id, user_id, external_id, user_name_folded,
        address_folded, customer_id, deleted_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      siteId,
      directoryId,
      user.userId,
      user.externalId,
      user.userNameFolded,
      user.addressFolded,
      user.customerId,
      user.now,
    ],
  }
}

/** Somebody came back: the tombstone has done its work. */
export function forgetDeletedUser(siteId: number, directoryId: number, customerId: string): Write {
  return {
    name: 'forget-deleted-user',
    table: 'deleted_directory_users',
    text: `delete from deleted_directory_users where site_id = $1 and directory_id = $2 and customer_id = $3`,
    values: [siteId, directoryId, customerId],
  }
}

/** Users for whom something is left to grant, in order, after a given one. */
export function pendingUsers(siteId: number, directoryId: number, after: string, limit: number): Query {
  return {
    name: 'pending-users',
    text: `select user_id as id from directory_users
      where site_id = $1 and directory_id = $2 and pending and user_id > $3 order by user_id limit $4`,
    values: [siteId, directoryId, after, limit],
  }
}
