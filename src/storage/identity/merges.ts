// Two customers become one, and two again: everything that refers to a customer moves, and its ids are kept for the way back.
import { nameKey } from '../../model/desk/name-key.ts'
import { foldName } from '../../model/identity/organization.ts'
import type { Query, Write } from '../statement.ts'
import { leftAt } from './leavers.ts'

/** Directory users are locked before their customers, as a directory's own writes do it. */
export function holdUsersOf(siteId: number, customerIds: readonly string[]): Query {
  return {
    name: 'hold-users-of',
    text: `select 1 from directory_users where site_id = $1 and customer_id = any($2::uuid[])
      order by directory_id, user_id for update`,
    values: [siteId, customerIds],
  }
}

export function holdCustomers(siteId: number, customerIds: readonly string[]): Query {
  return {
    name: 'hold-merged-customers',
    text: `select 1 from customers where site_id = $1 and customer_id = any($2::uuid[]) order by customer_id for update`,
    values: [siteId, customerIds],
  }
}

/** `MergeSide` of one customer. */
export function mergeSide(siteId: number, customerId: string): Query {
  return {
    name: 'merge-side',
    text: `select c.customer_id as "customerId", c.display_name as name, c.active, c.directory_id as "directoryId",
        c.merged_into as "mergedInto", c.erased_at is not null as "isErased", c.details,
        (select count(*)::int from directory_users u where u.site_id = $1 and u.customer_id = $2) as users,
        (select count(*)::int from requests r where r.site_id = $1 and r.requester_id = $2) as requests,
        a.address_id as "addressId", a.address, a.standing
      from customers c
      left join lateral (
        select address_id, address, standing from customer_addresses
        where site_id = c.site_id and customer_id = c.customer_id and until is null
        order by since desc, address_id desc limit 1) a on true
      where c.site_id = $1 and c.customer_id = $2`,
    values: [siteId, customerId],
  }
}

/** What refers to a customer, by the column that does, and how one of its rows is known. */
const referring = {
  users: { table: 'directory_users', column: 'customer_id', key: 'user_id' },
  deletedUsers: { table: 'deleted_directory_users', column: 'customer_id', key: 'user_id' },
  requests: { table: 'requests', column: 'requester_id', key: 'request_id' },
  participations: { table: 'request_participants', column: 'customer_id', key: 'request_id' },
  comments: { table: 'request_comments', column: 'customer_id', key: 'comment_id' },
  history: { table: 'request_history', column: 'customer_id', key: 'entry_id' },
  addresses: { table: 'customer_addresses', column: 'customer_id', key: 'address_id' },
  cases: { table: 'cases', column: 'customer_id', key: 'case_id' },
  otherCases: { table: 'cases', column: 'other_customer_id', key: 'case_id' },
  joined: { table: 'organization_joined', column: 'customer_id', key: 'organization_id' },
  handOversFrom: { table: 'hand_overs', column: 'from_id', key: 'hand_over_id' },
  attachments: { table: 'attachments', column: 'customer_id', key: 'attachment_id' },
  handOversTo: { table: 'hand_overs', column: 'to_id', key: 'hand_over_id' },
  memberships: { table: 'organization_people', column: 'customer_id', key: 'organization_id' },
  identities: { table: 'sign_in_identities', column: 'customer_id', key: 'identity_id' },
  asserted: { table: 'asserted_members', column: 'customer_id', key: 'group_id' },
  mutes: { table: 'muted_requests', column: 'person_id', key: 'request_id' },
  removedMembers: { table: 'removed_members', column: 'customer_id', key: 'group_id' },
} as const
export type Referring = keyof typeof referring
export const allReferring = Object.keys(referring) as Referring[]

export interface Moved {
  readonly id: string
}

/**
 * Nobody is in one organization twice, takes part in one request or mutes it twice, nor is remembered of one group twice: whoever is there already stays, and the other row
 * waits for an undoing.
 */
const isNotThere = (what: Referring) => {
  const { table, column, key } = referring[what]
  const isOnce =
    key === 'organization_id' ||
    key === 'group_id' ||
    table === 'request_participants' ||
    table === 'muted_requests'
  if (!isOnce) return ''
  const sameDirectory = key === 'group_id' ? ` and o.directory_id = ${table}.directory_id` : ''
  return `and not exists (select from ${table} o where o.site_id = $1 and o.${column} = $3${sameDirectory}
      and o.${key} = ${table}.${key})`
}

/** Moves everything of one kind from one customer to another. */
export function moveAll(siteId: number, what: Referring, from: string, to: string): Query {
  const { table, column, key } = referring[what]
  return {
    name: `move-all-${what}`,
    text: `update ${table} set ${column} = $3 where site_id = $1 and ${column} = $2 ${isNotThere(what)}
      returning ${key} as id`,
    values: [siteId, from, to],
  }
}

/** Moves back what had come, as far as it is still there. */
export function moveBack(
  siteId: number,
  what: Referring,
  { from, to, ids }: { readonly from: string; readonly to: string; readonly ids: readonly string[] },
): Query {
  const { table, column, key } = referring[what]
  return {
    name: `move-back-${what}`,
    text: `update ${table} set ${column} = $3 where site_id = $1 and ${column} = $2 and ${key} = any($4::uuid[]) ${isNotThere(what)}
      returning ${key} as id`,
    values: [siteId, from, to, ids],
  }
}

/** A former address is the present one again; held only where nobody else has come to hold it. */
export function reviveAddress(siteId: number, customerId: string, addressId: string): Query {
  return {
    name: 'revive-address',
    text: `update customer_addresses a set until = null, standing = case when exists (
        select from customer_addresses h where h.site_id = $1 and h.address_folded = a.address_folded
          and h.standing = 'held' and h.until is null) then 'claimed' else a.standing end
      where a.site_id = $1 and a.customer_id = $2 and a.address_id = $3
        and not exists (select from customer_addresses p where p.site_id = $1 and p.customer_id = $2 and p.until is null)`,
    values: [siteId, customerId, addressId],
  }
}

export interface CustomerState {
  readonly name: string
  readonly active: boolean
  readonly directoryId: number | null
  /** JSON text. */
  readonly details: string
}

/** Writes a customer whole, as a merge or its undoing leaves it. */
export function writeCustomer(siteId: number, customerId: string, state: CustomerState, now: Date): Query {
  return {
    name: 'write-customer',
    text: `update customers set display_name = $3, name_folded = $4, active = $5, directory_id = $6::int, details = $7,
        merged_into = null, updated_at = $8, left_at = ${leftAt('$5', '$8')}, name_key = $9
      where site_id = $1 and customer_id = $2`,
    values: [
      siteId,
      customerId,
      state.name,
      foldName(state.name),
      state.active,
      state.directoryId,
      state.details,
      now,
      nameKey(state.name),
    ],
  }
}

/** Only leads to the survivor from now on: no directory's, in no list, and not found by the name. */
export function setMerged(siteId: number, customerId: string, survivorId: string, now: Date): Query {
  return {
    name: 'set-merged',
    text: `update customers set merged_into = $3, active = false, directory_id = null, name_folded = '', name_key = '', updated_at = $4,
        left_at = coalesce(left_at, $4)
      where site_id = $1 and customer_id = $2`,
    values: [siteId, customerId, survivorId, now],
  }
}

/** What was open between the two has settled. */
export function closeCasesWithin(
  siteId: number,
  customerId: string,
  exceptId: string | null,
  now: Date,
): Query {
  return {
    name: 'close-cases-within',
    text: `update cases set closed_at = $4, outcome = 'merged'
      where site_id = $1 and customer_id = $2 and other_customer_id = $2 and closed_at is null
        and case_id is distinct from $3::uuid returning case_id as id`,
    values: [siteId, customerId, exceptId, now],
  }
}

/** Is asked again, unless somebody asked the same meanwhile. */
export function reopenCases(siteId: number, caseIds: readonly string[]): Query {
  return {
    name: 'reopen-cases',
    text: `update cases c set closed_at = null, outcome = null
      where c.site_id = $1 and c.case_id = any($2::uuid[]) and c.outcome = 'merged' and not exists (
        select from cases o where o.site_id = $1 and o.kind = c.kind and o.case_key = c.case_key and o.closed_at is null)`,
    values: [siteId, caseIds],
  }
}

export function insertMerge(
  siteId: number,
  merge: {
    mergeId: string
    survivorId: string
    mergedId: string
    nameBefore: string | null
    undo: string
    undoUntil: Date
    now: Date
  },
): Write {
  return {
    name: 'insert-merge',
    table: 'customer_merges',
    text: `insert into customer_merges (site_id, merge_id, survivor_id, merged_id, merged_at, name_before, undo, undo_until)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      siteId,
      merge.mergeId,
      merge.survivorId,
      merge.mergedId,
      merge.now,
      merge.nameBefore,
      merge.undo,
      merge.undoUntil,
    ],
  }
}

export interface MergeRow {
  readonly id: string
  readonly survivorId: string
  readonly mergedId: string
  readonly mergedName: string
  readonly mergedAt: Date
  readonly nameBefore: string | null
  /** JSON. */
  readonly undo: string
  readonly undoUntil: Date
  readonly undoneAt: Date | null
}

const columns = `m.merge_id as id, m.survivor_id as "survivorId", m.merged_id as "mergedId", m.merged_at as "mergedAt",
  m.name_before as "nameBefore", m.undo, m.undo_until as "undoUntil", m.undone_at as "undoneAt",
  (select c.display_name from customers c where c.site_id = $1 and c.customer_id = m.merged_id) as "mergedName"`

/** Whom a customer has taken in, the newest first. */
export function mergesOf(siteId: number, survivorId: string): Query {
  return {
    name: 'merges-of',
    text: `select ${columns} from customer_merges m where m.site_id = $1 and m.survivor_id = $2
      order by m.merge_id desc limit 100`,
    values: [siteId, survivorId],
  }
}

export function mergeForUndo(siteId: number, mergeId: string): Query {
  return {
    name: 'merge-for-undo',
    text: `select ${columns} from customer_merges m where m.site_id = $1 and m.merge_id = $2 for update of m`,
    values: [siteId, mergeId],
  }
}

export function noteUndone(siteId: number, mergeId: string, now: Date): Write {
  return {
    name: 'note-undone',
    table: 'customer_merges',
    text: 'update customer_merges set undone_at = $3 where site_id = $1 and merge_id = $2',
    values: [siteId, mergeId, now],
  }
}

/** What came to a customer after a moment, and was not there when it was merged. */
export function arrivedSince(siteId: number, customerId: string, since: Date): Query {
  return {
    name: 'arrived-since',
    text: `select
      (select count(*)::int from requests r where r.site_id = $1 and r.requester_id = $2 and r.created_at > $3) as requests,
      (select count(*)::int from customer_addresses a where a.site_id = $1 and a.customer_id = $2 and a.since > $3) as addresses,
      (select count(*)::int from directory_users u where u.site_id = $1 and u.customer_id = $2 and u.linked_at > $3) as users`,
    values: [siteId, customerId, since],
  }
}
