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

/** Of a try: until when it must wait; null where it was counted. */
export interface CountedTry {
  readonly subjectHash: Buffer
  readonly waitsUntil: Date | null
}

/**
 * Counts a try of each, unless one of them must wait: then none is counted. A subject that is in no row had to wait by the time it
 * was its turn. Counted before the try is judged, so that many at once cannot slip through together.
 * @param tries of each: how many are free, the waits of those after them in seconds, and in how many seconds one is forgotten
 */
export function countTries(
  siteId: number,
  tries: readonly {
    readonly hash: Buffer
    readonly free: number
    readonly waits: readonly number[]
    readonly forgetSeconds: number
  }[],
  now: Date,
): Query {
  return {
    name: 'count-tries',
    // In one order, so that two who try at once do not wait for each other in a circle.
    text: `with given as materialized (select hash, free, waits::int[] as waits, forget
        from unnest($2::bytea[], $3::int[], $4::text[], $5::float8[]) g (hash, free, waits, forget)),
      held as materialized (select a.subject_hash, a.waits_until from sign_in_attempts a
        where a.site_id = $1 and a.subject_hash = any($2::bytea[]) and a.waits_until > $6),
      counted as (
        insert into sign_in_attempts as a (site_id, subject_hash, attempts, since)
        select $1, hash, 1, $6 from given where not exists (select from held) order by hash
        on conflict (site_id, subject_hash) do update set (attempts, since, waits_until) = (
          select least(l.left_over + 1, g.free + cardinality(g.waits)),
            case when l.left_over = 0 then $6::timestamptz else a.since + e.gone * g.forget * interval '1 second' end,
            $6::timestamptz + g.waits[least(l.left_over + 1 - g.free, cardinality(g.waits))] * interval '1 second'
          from given g,
            lateral (select floor(greatest(0, extract(epoch from $6::timestamptz - a.since)) / g.forget)::int as gone) e,
            lateral (select greatest(0, a.attempts - e.gone) as left_over) l
          where g.hash = excluded.subject_hash)
        where a.waits_until is null or a.waits_until <= $6
        returning a.subject_hash)
      select subject_hash as "subjectHash", null::timestamptz as "waitsUntil" from counted
      union all select subject_hash, waits_until from held`,
    values: [
      siteId,
      tries.map(({ hash }) => hash),
      tries.map(({ free }) => free),
      tries.map(({ waits }) => `{${waits.join(',')}}`),
      tries.map(({ forgetSeconds }) => forgetSeconds),
      now,
    ],
  }
}

/** An attempt that was right does not count, and no wait comes of it; what failed before it still does. */
export function takeAttemptsBack(siteId: number, subjectHashes: readonly Buffer[]): Write {
  return {
    name: 'take-attempts-back',
    table: 'sign_in_attempts',
    text: `update sign_in_attempts set attempts = greatest(attempts - 1, 0), waits_until = null
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

/** Whether somebody came in before in the browser of this mark; a row, if so. */
export function knownBrowser(siteId: number, markHash: Buffer): Query {
  return {
    name: 'known-browser',
    text: 'select last_used_at as "lastUsedAt" from known_browsers where site_id = $1 and mark_hash = $2',
    values: [siteId, markHash],
  }
}

export function noteKnownBrowser(siteId: number, markHash: Buffer, now: Date): Write {
  return {
    name: 'note-known-browser',
    table: 'known_browsers',
    text: `insert into known_browsers (site_id, mark_hash, last_used_at) values ($1, $2, $3)
      on conflict (site_id, mark_hash) do update set last_used_at = excluded.last_used_at`,
    values: [siteId, markHash, now],
  }
}

export function forgetKnownBrowsers(siteId: number, before: Date): Query {
  return {
    name: '',
    text: 'delete from known_browsers where site_id = $1 and last_used_at <= $2',
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
