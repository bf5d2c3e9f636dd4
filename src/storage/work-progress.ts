import { toReplay } from './identity/directories.ts'
import type { Query, Write } from './statement.ts'

/** Long work of a directory: granting what waited, or removing the members of a deleted group. */
export interface LongWork {
  readonly directoryId: number
  readonly kind: 'replay' | 'purge'
  /** The group that is meant; empty where it is the whole directory. */
  readonly subject: string
}

/** Says that it begins, or goes on after a crash: what was done stays done. */
export function beginWork(siteId: number, work: LongWork, waiting: number, now: Date): Write {
  return {
    name: 'begin-work',
    table: 'work_progress',
    text: `insert into work_progress as w (site_id, directory_id, kind, subject, total, began_at, seen_at)
      values ($1, $2, $3, $4, $5, $6, $6)
      on conflict (site_id, directory_id, kind, subject) do update set total = w.done + excluded.total,
        seen_at = excluded.seen_at`,
    values: [siteId, work.directoryId, work.kind, work.subject, waiting, now],
  }
}

export function advanceWork(siteId: number, work: LongWork, by: number, now: Date): Write {
  return {
    name: 'advance-work',
    table: 'work_progress',
    text: `update work_progress set done = done + $5, seen_at = $6
      where site_id = $1 and directory_id = $2 and kind = $3 and subject = $4`,
    values: [siteId, work.directoryId, work.kind, work.subject, by, now],
  }
}

export function endWork(siteId: number, work: LongWork): Write {
  return {
    name: 'end-work',
    table: 'work_progress',
    text: `delete from work_progress where site_id = $1 and directory_id = $2 and kind = $3 and subject = $4`,
    values: [siteId, work.directoryId, work.kind, work.subject],
  }
}

/** Takes away replays that have nothing to do any more: they were paused, or what waited went another way. */
export function endIdleReplays(siteId: number): Write {
  return {
    name: 'end-idle-replays',
    table: 'work_progress',
    text: `delete from work_progress where site_id = $1 and kind = 'replay'
      and directory_id not in (select d.directory_id from ${toReplay})`,
    values: [siteId],
  }
}

export interface WorkUnderWay extends LongWork {
  readonly directoryName: string
  readonly total: number
  readonly done: number
  readonly beganAt: Date
  readonly seenAt: Date
}

/** What is under way at a site, the oldest first; never more than a page has room for. */
export function listWork(siteId: number): Query {
  return {
    name: 'list-work',
    text: `select w.directory_id as "directoryId", w.kind, w.subject, d.name as "directoryName", w.total, w.done,
        w.began_at as "beganAt", w.seen_at as "seenAt"
      from work_progress w join directories d on d.site_id = $1 and d.directory_id = w.directory_id
      where w.site_id = $1 order by w.began_at limit 50`,
    values: [siteId],
  }
}

/** How much waits in a directory to be granted. */
export function countPending(siteId: number, directoryId: number): Query {
  const pending = (table: string) =>
    `(select count(*)::int from ${table} where site_id = $1 and directory_id = $2 and pending)`
  return {
    name: 'count-pending',
    text: `select ${pending('directory_users')} + ${pending('directory_groups')}
        + ${pending('asserted_groups')} as waiting`,
    values: [siteId, directoryId],
  }
}
