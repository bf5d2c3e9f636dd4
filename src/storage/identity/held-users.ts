// Directory users of whom no customer was made, because a person decides; see model/identity/matching.ts, rule 0.
import type { HoldReason } from '../../model/identity/matching.ts'
import type { Query, Write } from '../statement.ts'

/** The reason may be gone: a replay judges them anew. Of one directory, or of all. */
export function judgeHeldAnew(siteId: number, directoryId: number | null, reason: HoldReason): Write {
  return {
    name: 'judge-held-anew',
    table: 'directory_users',
    text: `update directory_users u set pending = true from directories d
      where d.site_id = $1 and ($2::int is null or d.directory_id = $2) and u.site_id = $1
        and u.directory_id = d.directory_id and u.held = $3 and not u.pending`,
    values: [siteId, directoryId, reason],
  }
}

/** Closes the one case about all whom a directory may not bring, when nobody but this user is held back for that reason. */
export function closeHeldCase(
  siteId: number,
  directoryId: number,
  { userId, reason, now }: { userId: string; reason: 'quota' | 'access-policy'; now: Date },
): Write {
  return {
    name: 'close-held-case',
    table: 'cases',
    text: `update cases set closed_at = $4, outcome = 'settled'
      where site_id = $1 and kind = $5 and case_key = $2::int::text and closed_at is null
        and not exists (select 1 from directory_users u
          where u.site_id = $1 and u.directory_id = $2 and u.held = $5 and u.user_id <> $3)`,
    values: [siteId, directoryId, userId, now, reason],
  }
}

/** A directory's quota, whom it has, active or not, and whom the quota holds back. */
export interface Quota {
  readonly peopleMax: number | null
  readonly people: number
  readonly waiting: number
}

export function countQuota(siteId: number, directoryId: number): Query {
  return {
    name: 'count-quota',
    text: `select d.people_max as "peopleMax",
        (select count(*)::int from customers c where c.site_id = $1 and c.directory_id = $2) as people,
        (select count(*)::int from directory_users u
          where u.site_id = $1 and u.directory_id = $2 and u.held = 'quota') as waiting
      from directories d where d.site_id = $1 and d.directory_id = $2`,
    values: [siteId, directoryId],
  }
}

export function setPeopleMax(siteId: number, directoryId: number, peopleMax: number | null): Write {
  return {
    name: 'set-people-max',
    table: 'directories',
    text: 'update directories set people_max = $3 where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId, peopleMax],
  }
}
