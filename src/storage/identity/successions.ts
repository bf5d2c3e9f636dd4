// A directory's people become those of its successor, walked by customer so that no step is long.
import type { Query, Write } from '../statement.ts'
import { addressFromOf } from './directories.ts'

/** Somebody whom the directory of before manages, and one user of the successor with the same address or name. */
export interface SuccessionRow {
  readonly customerId: string
  readonly name: string
  readonly address: string | null
  readonly isShared: boolean
  readonly namesakes: number
  /** Null where there is nobody like that. */
  readonly userId: string | null
  readonly userCustomerId: string | null
  readonly userNamesakes: number | null
  /** JSON text. */
  readonly resource: string | null
  /** Which attribute the successor chose for addresses. */
  readonly addressFrom: string | null
}

/**
 * The next people of a directory, each with every user of the successor who may be the same person: one row for each pair, and one
 * for whoever has no such user. Namesakes are counted up to two.
 */
export function nextToSucceed(
  siteId: number,
  { fromId, toId }: { readonly fromId: number; readonly toId: number },
  after: string,
  limit: number,
): Query {
  const namesakes = (directory: string) => `(select count(*)::int from (select 1 from directory_users x
      where x.site_id = $1 and x.directory_id = ${directory} and x.display_name_folded = p.folded limit 2) n)`
  return {
    name: 'next-to-succeed',
    text: `with p as materialized (
        select c.customer_id, c.display_name, lower(c.display_name collate "C") as folded, c.several_links, a.address,
          a.address_folded
        from customers c left join lateral (
          select address, address_folded from customer_addresses
          where site_id = $1 and customer_id = c.customer_id and until is null
          order by since desc, address_id desc limit 1) a on true
        where c.site_id = $1 and c.directory_id = $2 and c.customer_id > $4 and c.merged_into is null
        order by c.customer_id limit $5)
      select p.customer_id as "customerId", p.display_name as name, p.address, p.several_links as "isShared",
        ${namesakes('$2')} as namesakes, u.user_id as "userId", u.customer_id as "userCustomerId",
        case when u.user_id is not null then ${namesakes('$3')} end as "userNamesakes", u.resource,
        ${addressFromOf('$3')} as "addressFrom"
      from p left join lateral (
        select f.user_id, f.customer_id, f.resource from (
          select n.user_id from directory_users n
            where n.site_id = $1 and n.directory_id = $3 and n.user_name_folded = p.address_folded
          union
          select e.user_id from directory_user_emails e
            where e.site_id = $1 and e.directory_id = $3 and e.value_folded = p.address_folded
          union
          select d.user_id from (select x.user_id from directory_users x
            where x.site_id = $1 and x.directory_id = $3 and x.display_name_folded = p.folded limit 2) d) w
        join directory_users f on f.site_id = $1 and f.directory_id = $3 and f.user_id = w.user_id
        offset 0) u on true
      order by p.customer_id`,
    values: [siteId, fromId, toId, after, limit],
  }
}

/** Locks the users of several customers before the customers themselves, and another user with them. */
export function holdSuccession(
  siteId: number,
  toId: number,
  userId: string,
  customerIds: readonly string[],
): Query {
  return {
    name: 'hold-succession',
    text: `select 1 from directory_users where site_id = $1
        and (customer_id = any($4::uuid[]) or (directory_id = $2 and user_id = $3))
      order by directory_id, user_id for update`,
    values: [siteId, toId, userId, customerIds],
  }
}

/** A directory user as it stands for a customer. */
export interface LinkOf {
  readonly userId: string
  readonly directoryId: number
  readonly linkedAt: Date | null
}

export function usersStandingFor(siteId: number, customerId: string): Query {
  return {
    name: 'users-standing-for',
    text: `select user_id as "userId", directory_id as "directoryId", linked_at as "linkedAt" from directory_users
      where site_id = $1 and customer_id = $2`,
    values: [siteId, customerId],
  }
}

/** Users stand for nobody from now on; those who are `waiting` are looked at when their directory grants. */
export function standForNobody(
  siteId: number,
  directoryId: number,
  userIds: readonly string[],
  waiting: boolean,
): Write {
  return {
    name: 'stand-for-nobody',
    table: 'directory_users',
    text: `update directory_users set customer_id = null, linked_at = null, pending = $4
      where site_id = $1 and directory_id = $2 and user_id = any($3::uuid[])`,
    values: [siteId, directoryId, userIds, waiting],
  }
}

/** A user stands for a customer, and is judged anew. */
export function standFor(
  siteId: number,
  directoryId: number,
  userId: string,
  customerId: string,
  linkedAt: Date,
): Query {
  return {
    name: 'stand-for',
    text: `update directory_users set customer_id = $4, linked_at = $5, pending = true
      where site_id = $1 and directory_id = $2 and user_id = $3 and customer_id is null returning user_id as id`,
    values: [siteId, directoryId, userId, customerId, linkedAt],
  }
}

/** Which directory manages somebody; null: none. */
export function setManager(siteId: number, customerId: string, directoryId: number | null, now: Date): Query {
  return {
    name: 'set-manager',
    text: 'update customers set directory_id = $3, updated_at = $4 where site_id = $1 and customer_id = $2',
    values: [siteId, customerId, directoryId, now],
  }
}

export interface SuccessionRecord {
  readonly id: string
  readonly fromId: number
  readonly toId: number
  readonly byName: boolean
  readonly begunAt: Date
  readonly afterId: string | null
  readonly moved: number
  readonly undoUntil: Date
  readonly undoneAt: Date | null
  /** Which portals name the successor since, because they name the directory of before. */
  readonly namedPortals: readonly string[]
}

const columns = `succession_id as id, from_directory_id as "fromId", to_directory_id as "toId", by_name as "byName",
  begun_at as "begunAt", after_id as "afterId", moved, undo_until as "undoUntil", undone_at as "undoneAt",
  named_portals as "namedPortals"`

export function insertSuccession(
  siteId: number,
  one: Pick<
    SuccessionRecord,
    'id' | 'fromId' | 'toId' | 'byName' | 'begunAt' | 'undoUntil' | 'namedPortals'
  > & {
    readonly afterId: string
  },
): Write {
  return {
    name: 'insert-succession',
    table: 'successions',
    text: `insert into successions (site_id, succession_id, from_directory_id, to_directory_id, by_name, begun_at,
        after_id, undo_until, named_portals)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      siteId,
      one.id,
      one.fromId,
      one.toId,
      one.byName,
      one.begunAt,
      one.afterId,
      one.undoUntil,
      one.namedPortals,
    ],
  }
}

/** The last succession of a directory's people. */
export function lastSuccession(siteId: number, fromId: number): Query {
  return {
    name: 'last-succession',
    text: `select ${columns} from successions where site_id = $1 and from_directory_id = $2
      order by succession_id desc limit 1`,
    values: [siteId, fromId],
  }
}

/** The same by its id, locked: one step at a time. */
export function successionForStep(siteId: number, id: string): Query {
  return {
    name: 'succession-for-step',
    text: `select ${columns} from successions where site_id = $1 and succession_id = $2 for update`,
    values: [siteId, id],
  }
}

/** @param afterId up to whom people were looked at; null when it is through */
export function noteStep(siteId: number, id: string, afterId: string | null, moved: number): Write {
  return {
    name: 'note-succession-step',
    table: 'successions',
    text: `update successions set after_id = $3, moved = moved + $4 where site_id = $1 and succession_id = $2`,
    values: [siteId, id, afterId, moved],
  }
}

export function noteSuccessionUndone(siteId: number, id: string, now: Date): Write {
  return {
    name: 'note-succession-undone',
    table: 'successions',
    text: `update successions set undone_at = $3, after_id = null where site_id = $1 and succession_id = $2`,
    values: [siteId, id, now],
  }
}

/** Somebody who was moved. */
export interface Successor {
  readonly customerId: string
  readonly userId: string
  /** JSON: `LinkOf` of the users of before. */
  readonly users: string
  readonly mergeId: string | null
}

export function keepSuccessor(siteId: number, successionId: string, one: Successor): Write {
  return {
    name: 'keep-successor',
    table: 'succession_people',
    isRow: true,
    text: `insert into succession_people (site_id, succession_id, customer_id, user_id, users, merge_id)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [siteId, successionId, one.customerId, one.userId, one.users, one.mergeId],
  }
}

export function successorsToReturn(siteId: number, successionId: string, limit: number): Query {
  return {
    name: 'successors-to-return',
    text: `select customer_id as "customerId", user_id as "userId", users, merge_id as "mergeId" from succession_people
      where site_id = $1 and succession_id = $2 order by customer_id limit $3`,
    values: [siteId, successionId, limit],
  }
}

export function forgetSuccessor(siteId: number, successionId: string, customerId: string): Write {
  return {
    name: 'forget-successor',
    table: 'succession_people',
    text: 'delete from succession_people where site_id = $1 and succession_id = $2 and customer_id = $3',
    values: [siteId, successionId, customerId],
  }
}
