import type { Query, Write } from '../statement.ts'

export interface AttemptsRow {
  readonly subjectHash: Buffer
  readonly attempts: number
}

/**
 * Counts one more attempt of each and answers the counts; one that began before the moment begins anew. Counted before the
 * attempt is judged, so that many at once cannot slip through together.
 */
export function countAttempts(
  siteId: number,
  subjectHashes: readonly Buffer[],
  { since, now }: { since: Date; now: Date },
): Query {
  return {
    name: 'count-attempts',
    // In one order, so that two who try at once do not wait for each other in a circle.
    text: `insert into sign_in_attempts as a (site_id, subject_hash, attempts, since)
      select $1, hash, 1, $4 from unnest($2::bytea[]) hash order by hash
      on conflict (site_id, subject_hash) do update set
        attempts = case when a.since > $3 then a.attempts + 1 else 1 end,
        since = case when a.since > $3 then a.since else excluded.since end
      returning subject_hash as "subjectHash", attempts`,
    values: [siteId, subjectHashes, since, now],
  }
}

/** An attempt that was right does not count; what failed before it still does. */
export function takeAttemptsBack(siteId: number, subjectHashes: readonly Buffer[]): Write {
  return {
    name: 'take-attempts-back',
    table: 'sign_in_attempts',
    text: `update sign_in_attempts set attempts = greatest(attempts - 1, 0)
      where site_id = $1 and subject_hash = any($2::bytea[])`,
    values: [siteId, subjectHashes],
  }
}

/** Whose hands proved to be right is no longer held back by earlier slips. */
export function forgiveAttempts(siteId: number, subjectHash: Buffer): Write {
  return {
    name: 'forgive-attempts',
    table: 'sign_in_attempts',
    text: 'delete from sign_in_attempts where site_id = $1 and subject_hash = $2',
    values: [siteId, subjectHash],
  }
}

export function forgetAttempts(siteId: number, before: Date): Query {
  return {
    name: '',
    text: 'delete from sign_in_attempts where site_id = $1 and since <= $2',
    values: [siteId, before],
  }
}

export function noteDevice(siteId: number, staffId: string, secretHash: Buffer, now: Date): Write {
  return {
    name: 'note-device',
    table: 'staff_devices',
    text: `insert into staff_devices (site_id, staff_id, secret_hash, last_used_at) values ($1, $2, $3, $4)
      on conflict (site_id, staff_id, secret_hash) do update set last_used_at = excluded.last_used_at`,
    values: [siteId, staffId, secretHash, now],
  }
}

/** Browsers that nobody has used for long are strangers again. */
export function forgetDevices(siteId: number, before: Date): Query {
  return {
    name: '',
    text: 'delete from staff_devices where site_id = $1 and last_used_at <= $2',
    values: [siteId, before],
  }
}
