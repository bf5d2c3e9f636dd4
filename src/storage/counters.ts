import type { Query, Write } from './statement.ts'

/** What is counted per directory: `members:<group id>` beside the three kinds of resource. */
export type Counted = 'users' | 'active-users' | 'groups' | `members:${string}`

/** Folding starts when a total has this many rows; a sum of a thousand costs half a millisecond, as much as a page of users. */
const foldAt = 100
const foldMax = 10_000

/** Adds to a total without waiting for anybody: an insert-only row. */
export function count(siteId: number, directoryId: number, what: Counted, delta: number): Write {
  return {
    name: 'count',
    table: 'directory_counters',
    isRow: true,
    text: 'insert into directory_counters (site_id, directory_id, what, delta) values ($1, $2, $3, $4)',
    values: [siteId, directoryId, what, delta],
  }
}

export interface Total {
  readonly total: number
  /** How many rows make up the total. */
  readonly parts: number
}

/** Reads a total. */
export function totalOf(siteId: number, directoryId: number, what: Counted): Query {
  return {
    name: 'total-of',
    text: `select coalesce(sum(delta), 0)::int as total, count(*)::int as parts from directory_counters
      where site_id = $1 and directory_id = $2 and what = $3`,
    values: [siteId, directoryId, what],
    isBrief: true,
  }
}

/** Forgets a total, when what it counts is gone. */
export function forgetTotal(siteId: number, directoryId: number, what: Counted): Write {
  return {
    name: 'forget-total',
    table: 'directory_counters',
    text: 'delete from directory_counters where site_id = $1 and directory_id = $2 and what = $3',
    values: [siteId, directoryId, what],
  }
}

/** Tells whether this transaction may fold the site's totals; another process may be at it. */
export function tryFoldLock(siteId: number): Query {
  return { name: '', text: 'select pg_try_advisory_xact_lock(6820022, $1) as held', values: [siteId] }
}

/** Which totals have grown too many parts. */
export function totalsToFold(siteId: number): Query {
  return {
    name: '',
    text: `select directory_id as "directoryId", what from directory_counters where site_id = $1
      group by directory_id, what having count(*) >= $2`,
    values: [siteId, foldAt],
  }
}

/**
 * Folds the oldest parts of a total into one. One folder at a time per total: the caller holds the site's fold lock,
 * because two would each count the other's rows (and locking rows instead took minutes when it was measured).
 */
export function fold(siteId: number, directoryId: number, what: Counted): Query {
  return {
    name: '',
    text: `with b as materialized (
        select max(counter_id) as b from (
          select counter_id from directory_counters where site_id = $1 and directory_id = $2 and what = $3
          order by counter_id limit ${foldMax}) oldest),
      gone as (
        delete from directory_counters
        where site_id = $1 and directory_id = $2 and what = $3 and counter_id <= (select b from b) returning delta)
      insert into directory_counters (site_id, directory_id, what, delta)
      select $1, $2, $3, sum(delta) from gone having count(*) > 0`,
    values: [siteId, directoryId, what],
  }
}
