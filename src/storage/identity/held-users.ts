// Directory users of whom no customer was made, because a person decides; see model/identity/matching.ts, rule 0.
import type { UserText } from '../../model/identity/directory-user.ts'
import type { HoldReason } from '../../model/identity/matching.ts'
import { type StaffHoldReason, staffHoldReasons } from '../../model/identity/staff-projection.ts'
import type { Query, Write } from '../statement.ts'
import { addressFromOf } from './directories.ts'

/** The reason may be gone: a replay judges them anew. Of one directory, or of all. */
export function judgeHeldAnew(
  siteId: number,
  directoryId: number | null,
  reason: HoldReason | StaffHoldReason,
): Write {
  return {
    name: 'judge-held-anew',
    table: 'directory_users',
    text: `update directory_users u set pending = true from directories d
      where d.site_id = $1 and ($2::int is null or d.directory_id = $2) and u.site_id = $1
        and u.directory_id = d.directory_id and u.held = $3 and not u.pending`,
    values: [siteId, directoryId, reason],
  }
}

/** How many of a directory are held back for a reason, and nobody has decided about them. */
export function countUndecided(siteId: number, directoryId: number, reason: HoldReason): Query {
  return {
    name: 'count-undecided',
    text: `select count(*)::int as people from directory_users u
      where u.site_id = $1 and u.directory_id = $2 and u.held = $3 and u.admitted is null`,
    values: [siteId, directoryId, reason],
  }
}

/** How many active users are held back, for whatever reason; counted up to a maximum. */
export function countHeld(siteId: number, directoryId: number, max: number): Query {
  return {
    name: 'count-held',
    text: `select count(*)::int as people from (select 1 from directory_users u
      where u.site_id = $1 and u.directory_id = $2 and u.held is not null and u.active
      order by u.user_id limit $3) h`,
    values: [siteId, directoryId, max],
  }
}

/** Lets in whoever waits, or keeps them out without asking again; answers whom. */
export function decideHeld(
  siteId: number,
  directoryId: number,
  reason: HoldReason,
  admitted: boolean,
): Query {
  return {
    name: 'decide-held',
    text: `update directory_users u set admitted = $4, pending = u.pending or $4
      where u.site_id = $1 and u.directory_id = $2 and u.held = $3 and u.admitted is null returning u.user_id as id`,
    values: [siteId, directoryId, reason, admitted],
  }
}

/** The same of one user, held back for one of these reasons; null: nobody has decided. Answers the reason, or nothing. */
export function decideHeldUser(
  siteId: number,
  directoryId: number,
  userId: string,
  { reasons, admitted }: { readonly reasons: readonly HoldReason[]; readonly admitted: boolean | null },
): Query {
  return {
    name: 'decide-held-user',
    text: `update directory_users u set admitted = $5, pending = u.pending or coalesce($5, false)
      where u.site_id = $1 and u.directory_id = $2 and u.user_id = $3 and u.held = any($4::text[])
      returning u.held as reason`,
    values: [siteId, directoryId, userId, reasons, admitted],
  }
}

/** Nobody has decided about those who wait still. */
export function undecideHeld(
  siteId: number,
  directoryId: number,
  reason: HoldReason,
  admitted: boolean,
): Write {
  return {
    name: 'undecide-held',
    table: 'directory_users',
    text: `update directory_users u set admitted = null
      where u.site_id = $1 and u.directory_id = $2 and u.held = $3 and u.admitted = $4`,
    values: [siteId, directoryId, reason, admitted],
  }
}

/** Closes the one case about all whom a directory may not bring, when nobody but this user is held back for that reason and waits for a word. */
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
          where u.site_id = $1 and u.directory_id = $2 and u.held = $5 and u.user_id <> $3
            and u.admitted is distinct from false)`,
    values: [siteId, directoryId, userId, now, reason],
  }
}

const staffReasons = `array['${staffHoldReasons.join("', '")}']`

/** A user who is held back, with the open case that asks about them. */
export interface HeldUser extends UserText {
  readonly id: string
  readonly reason: HoldReason | StaffHoldReason
  readonly createdAt: Date
  readonly admitted: boolean | null
  readonly caseId: string | null
}

/** Who of a directory is held back, by id: one case each, or one for all whom the directory may not bring. */
export function heldUsers(
  siteId: number,
  directoryId: number,
  { after, limit }: { readonly after: string; readonly limit: number },
): Query {
  return {
    name: 'held-users',
    text: `select u.user_id as id, u.resource, ${addressFromOf('$2')} as "addressFrom", u.held as reason, u.created_at as "createdAt", u.admitted,
        (select c.case_id from cases c where c.site_id = $1 and c.closed_at is null
          and c.kind = case when u.held = 'erased' then 'erased-came-back'
            when u.held = any(${staffReasons}) then 'staff-held' else u.held end
          and c.case_key = case when u.held in ('quota', 'access-policy') then $2::int::text else u.user_id::text end
          limit 1) as "caseId"
      from directory_users u
      where u.site_id = $1 and u.directory_id = $2 and u.held is not null and u.user_id > $3
      order by u.user_id limit $4`,
    values: [siteId, directoryId, after, limit],
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
