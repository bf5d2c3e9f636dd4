import type { HoldReason } from '../../model/identity/matching.ts'
import { foldCase } from '../../model/identity/resource-filter.ts'
import type { StaffHoldReason } from '../../model/identity/staff-projection.ts'
import type { Query, Write } from '../statement.ts'
import { groupsColumn } from './user-groups.ts'

/** A directory user as it is answered: the stored JSON text is never parsed when the whole resource is wanted. */
export interface UserRow {
  readonly id: string
  readonly resource: string
  readonly version: string
  /** As PostgreSQL writes moments: see `isoMoment`. */
  readonly createdAt: string
  readonly updatedAt: string
  /** null: none, absent: nobody asked, `groupsLeftOut`: too many to bring along. */
  groups?: UserGroups | null
}

/** What `groupsText` says of a user's groups, or what it lists: JSON texts, which users of one page who are in one group share. */
export type UserGroups = string | readonly string[]

export const userColumns = `u.user_id as id, u.resource, u.version, u.created_at::text as "createdAt",
  u.updated_at::text as "updatedAt"`

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

/** A text as indexes hold it. */
export const folded = (text: string | undefined) => (text === undefined ? null : foldCase(text))

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
