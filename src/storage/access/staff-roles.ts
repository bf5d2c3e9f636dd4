// The roles of staff whom a directory manages, beside what its rules say of them now.
import type { RuleRole } from '../../model/identity/role-rules.ts'
import { contextColumns, contextFrom, type DirectoryContext } from '../identity/directories.ts'
import { ruledNow, ruledRole } from '../identity/role-rules.ts'
import type { Query, Write } from '../statement.ts'
import { type MemberRow, memberColumns, type Seats, seatColumns } from './managed-staff.ts'

/** The directory's state, and how many seats there are. */
export interface RoleContext extends DirectoryContext, Seats {}

export function roleContext(siteId: number, directoryId: number): Query {
  return {
    name: 'role-context',
    text: `select ${contextColumns}, ${seatColumns} from ${contextFrom} where d.site_id = $1 and d.directory_id = $2`,
    values: [siteId, directoryId],
  }
}

/** Somebody whose role is looked at, with what the rules say now. */
export interface JudgedMember extends MemberRow {
  readonly userId: string
  readonly ruleNow: RuleRole | null
}

const judged = `${ruledNow} select ${memberColumns('p')}, p.directory_user_id as "userId", ${ruledRole} as "ruleNow"
  from staff p left join ruled w on w.user_id = p.directory_user_id`

/** Those for whom the rules say something else than before: of whoever has a role by them, and of these users. Locked. */
export function staffOfRules(
  siteId: number,
  directoryId: number,
  userIds: readonly string[],
  limit: number,
): Query {
  return {
    name: 'staff-of-rules',
    text: `${judged}
      where p.site_id = $1 and p.directory_id = $2 and p.rule_role is distinct from ${ruledRole}
        and (p.rule_role is not null or p.directory_user_id = any($3::uuid[]))
      order by p.staff_id limit $4 for no key update of p`,
    values: [siteId, directoryId, userIds, limit],
  }
}

const ranked = `array['owner', 'admin', 'agent', 'auditor', 'member']`

/** The same of everybody, and of whoever has less than is due, as for want of a seat. In order, after a given one. */
export function staffToJudge(siteId: number, directoryId: number, after: string, limit: number): Query {
  return {
    name: 'staff-to-judge',
    text: `${judged}
      where p.site_id = $1 and p.directory_id = $2 and p.staff_id > $3 and (p.rule_role is distinct from ${ruledRole}
        or p.role <> (${ranked})[least(coalesce(array_position(${ranked}, p.hand_role::text), 5),
          coalesce(array_position(${ranked}, ${ruledRole}), 5))])
      order by p.staff_id limit $4 for no key update of p`,
    values: [siteId, directoryId, after, limit],
  }
}

/** What waits there for the directory to grant is projected again then. */
export function awaitGrant(siteId: number, directoryId: number, userIds: readonly string[]): Write {
  return {
    name: 'await-grant',
    table: 'directory_users',
    text: `update directory_users set pending = true
      where site_id = $1 and directory_id = $2 and user_id = any($3::uuid[]) and not pending`,
    values: [siteId, directoryId, userIds],
  }
}

/** Closes the case about seats when nobody of the directory waits for one. */
export function closeSeatsCase(siteId: number, directoryId: number, now: Date): Write {
  return {
    name: 'close-seats-case',
    table: 'cases',
    alone: true,
    text: `update cases set closed_at = $3, outcome = 'settled'
      where site_id = $1 and kind = 'staff-seats' and case_key = $2::int::text and closed_at is null
        and not exists (select 1 from staff p where p.site_id = $1 and p.directory_id = $2 and p.role = 'member'
          and not p.disabled and (p.rule_role is not null or p.hand_role <> 'member'))`,
    values: [siteId, directoryId, now],
  }
}
