// What came from a provider, or was begun towards one, and cannot be used again.
import type { Query } from '../statement.ts'

/** A mark that something was used: its hash, and until when somebody might take it. */
export interface Use {
  readonly hash: Buffer
  readonly until: Date
}

/** Marks as used; answers a row for each that was not. Of many at once only one gets it. */
export function markUsed(siteId: number, directoryId: number, uses: readonly Use[]): Query {
  return {
    name: 'mark-used',
    text: `insert into used_assertions (site_id, directory_id, assertion_hash, until)
      select $1, $2, u.hash, u.until from unnest($3::bytea[], $4::timestamptz[]) as u (hash, until) order by u.hash
      on conflict (site_id, directory_id, assertion_hash) do nothing returning directory_id as "directoryId"`,
    values: [siteId, directoryId, uses.map(({ hash }) => hash), uses.map(({ until }) => until.toISOString())],
  }
}

/** A row, if it was used. */
export function usedMark(siteId: number, directoryId: number, hash: Buffer): Query {
  return {
    name: 'used-mark',
    text: 'select until from used_assertions where site_id = $1 and directory_id = $2 and assertion_hash = $3',
    values: [siteId, directoryId, hash],
    isBrief: true,
  }
}

export function forgetUsedMarks(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from used_assertions where site_id = $1 and until <= $2',
    values: [siteId, now],
  }
}
