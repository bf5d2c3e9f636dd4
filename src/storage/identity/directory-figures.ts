import type { Calls } from '../../model/identity/health.ts'
import type { Query } from '../statement.ts'

/** What is in a directory, and how it goes. */
export interface DirectoryFigures {
  readonly directoryId: number
  readonly users: number
  readonly activeUsers: number
  readonly groups: number
  readonly lastExchangeAt: Date | null
  readonly liveTokens: number
  /** The live token that ends next; null when none ever does. */
  readonly nextExpiry: { readonly label: string; readonly at: string } | null
  readonly lastDay: Calls
  readonly recent: Calls
}

const sums = (since: string) => `(select json_build_object('exchanges', coalesce(sum(exchanges), 0)::int,
    'effects', coalesce(sum(effects), 0)::int, 'refused', coalesce(sum(refused), 0)::int,
    'failed', coalesce(sum(failed), 0)::int)
  from exchange_hours h where h.site_id = $1 and h.directory_id = d.directory_id and h.hour >= ${since} offset 0)`

const total = (what: string) => `(select coalesce(sum(delta), 0)::int from directory_counters n
  where n.site_id = $1 and n.directory_id = d.directory_id and n.what = '${what}' offset 0)`

const live = `t.site_id = $1 and t.directory_id = d.directory_id and t.revoked_at is null
  and (t.expires_at is null or t.expires_at > $3)`

/** The figures of some directories of a site. `offset 0`: each is looked up by itself. */
export function directoryFigures(
  siteId: number,
  directoryIds: readonly number[],
  { now, recentSince, lastDaySince }: { now: Date; recentSince: Date; lastDaySince: Date },
): Query {
  return {
    name: 'directory-figures',
    text: `select d.directory_id as "directoryId", ${total('users')} as users,
        ${total('active-users')} as "activeUsers", ${total('groups')} as groups,
        (select at from exchanges e where e.site_id = $1 and e.directory_id = d.directory_id
          order by e.exchange_id desc limit 1) as "lastExchangeAt",
        (select count(*)::int from directory_tokens t where ${live}) as "liveTokens",
        (select json_build_object('label', label, 'at', expires_at) from directory_tokens t
          where ${live} and t.expires_at is not null order by t.expires_at limit 1) as "nextExpiry",
        ${sums('$4')} as "lastDay", ${sums('$5')} as recent
      from directories d where d.site_id = $1 and d.directory_id = any($2::int[])`,
    values: [siteId, directoryIds, now, lastDaySince, recentSince],
  }
}

export interface CallsOfTime extends Calls {
  readonly at: Date
}

/** What all directories of a site came to, by the hour or by the day (UTC). */
export function callsOverTime(siteId: number, since: Date, unit: 'hour' | 'day'): Query {
  return {
    name: `calls-by-${unit}`,
    text: `select date_trunc('${unit}', hour, 'UTC') as at, sum(exchanges)::int as exchanges,
        sum(effects)::int as effects, sum(refused)::int as refused, sum(failed)::int as failed
      from exchange_hours where site_id = $1 and hour >= $2 group by 1 order by 1`,
    values: [siteId, since],
  }
}

/** Removes the hours that nobody looks at any more. */
export function forgetExchangeHours(siteId: number, before: Date): Query {
  return {
    name: '',
    text: 'delete from exchange_hours where site_id = $1 and hour < $2',
    values: [siteId, before],
  }
}
