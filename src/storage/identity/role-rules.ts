import type { RoleRule } from '../../model/identity/role-rules.ts'
import { isResourceId } from '../../model/ids.ts'
import type { Query, Write } from '../statement.ts'

/**
 * The highest role that a directory's rules give a user, as SQL of $1 and $2.
 * @param user SQL of the user's id
 */
export const ruleRole = (user: string) => `select r.role from role_rules r
  where r.site_id = $1 and r.directory_id = $2 and exists (
    select 1 from (select group_id from directory_groups
        where site_id = $1 and directory_id = $2 and external_id = r.group_ref
      union all select r.group_id where r.group_id is not null) g
    cross join lateral (select inner_group_id from directory_group_closure
      where site_id = $1 and directory_id = $2 and group_id = g.group_id offset 0) c
    cross join lateral (select 1 from directory_group_members
      where site_id = $1 and directory_id = $2 and group_id = c.inner_group_id and user_id = ${user} offset 0) m
    offset 0)
  order by array_position(array['admin', 'agent', 'auditor'], r.role::text) limit 1`

/** A rule with the group that it names now. */
export interface RoleRuleRow extends RoleRule {
  /** Null while the directory has no such group. */
  readonly groupName: string | null
}

export function roleRulesOf(siteId: number, directoryId: number): Query {
  return {
    name: 'role-rules-of',
    text: `select r.group_ref as "group", r.role, coalesce(
        (select g.display_name from directory_groups g
          where g.site_id = $1 and g.directory_id = $2 and g.external_id = r.group_ref order by g.group_id limit 1),
        (select g.display_name from directory_groups g
          where g.site_id = $1 and g.directory_id = $2 and g.group_id = r.group_id)) as "groupName"
      from role_rules r where r.site_id = $1 and r.directory_id = $2
      order by array_position(array['admin', 'agent', 'auditor'], r.role::text), r.group_ref`,
    values: [siteId, directoryId],
  }
}

export function forgetRoleRules(siteId: number, directoryId: number): Write {
  return {
    name: 'forget-role-rules',
    table: 'role_rules',
    alone: true,
    text: 'delete from role_rules where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId],
  }
}

const idOf = ({ group }: RoleRule) => (isResourceId(group.toLowerCase()) ? group.toLowerCase() : null)

export function insertRoleRules(siteId: number, directoryId: number, rules: readonly RoleRule[]): Write {
  return {
    name: 'insert-role-rules',
    table: 'role_rules',
    alone: true,
    text: `insert into role_rules (site_id, directory_id, group_ref, role, group_id)
      select $1, $2, r.group_ref, r.role, r.group_id
      from unnest($3::text[], $4::text[], $5::uuid[]) as r (group_ref, role, group_id)`,
    values: [
      siteId,
      directoryId,
      rules.map(({ group }) => group),
      rules.map(({ role }) => role),
      rules.map(idOf),
    ],
  }
}

/**
 * Who is in the groups of rules, with the highest role that these give, as `ruled` of $1 and $2.
 * @param rules SQL of a table of rules, called r
 */
const ruledBy = (rules: string) => `with ruled as materialized (
    select m.user_id, min(array_position(array['admin', 'agent', 'auditor'], r.role::text)) as rank
    from ${rules}
    cross join lateral (
      select group_id from directory_groups where site_id = $1 and directory_id = $2 and external_id = r.group_ref
      union all select r.group_id where r.group_id is not null) g
    cross join lateral (select inner_group_id from directory_group_closure
      where site_id = $1 and directory_id = $2 and group_id = g.group_id offset 0) c
    cross join lateral (select user_id from directory_group_members
      where site_id = $1 and directory_id = $2 and group_id = c.inner_group_id offset 0) m
    group by m.user_id)`
export const ruledRole = `(array['admin', 'agent', 'auditor'])[w.rank]`
/** By the stored rules. */
export const ruledNow = ruledBy('(select * from role_rules where site_id = $1 and directory_id = $2) r')
const ruledByGiven = ruledBy('unnest($3::text[], $4::text[], $5::uuid[]) as r (group_ref, role, group_id)')
const given = (rules: readonly RoleRule[]) => [
  rules.map(({ group }) => group),
  rules.map(({ role }) => role),
  rules.map(idOf),
]

/** For whom of the staff other rules would say something else, whole. */
export function staffUnderRules(
  siteId: number,
  directoryId: number,
  rules: readonly RoleRule[],
  limit: number,
): Query {
  return {
    name: 'staff-under-rules',
    text: `${ruledByGiven} select p.staff_id as "staffId", p.name, p.role, p.hand_role as "handRole", ${ruledRole} as "ruleNow"
      from staff p left join ruled w on w.user_id = p.directory_user_id
      where p.site_id = $1 and p.directory_id = $2 and p.rule_role is distinct from ${ruledRole}
      order by p.staff_id limit $6`,
    values: [siteId, directoryId, ...given(rules), limit],
  }
}

/** Who is nobody of the staff yet, as in a rehearsal, and would have a role by these rules. */
export function usersUnderRules(
  siteId: number,
  directoryId: number,
  rules: readonly RoleRule[],
  limit: number,
): Query {
  return {
    name: 'users-under-rules',
    text: `${ruledByGiven} select u.user_id as "userId", u.resource, ${ruledRole} as "ruleNow"
      from ruled w cross join lateral (select user_id, resource from directory_users
        where site_id = $1 and directory_id = $2 and user_id = w.user_id and active offset 0) u
      where not exists (select 1 from staff p
          where p.site_id = $1 and p.directory_id = $2 and p.directory_user_id = u.user_id offset 0)
      order by u.user_id limit $6`,
    values: [siteId, directoryId, ...given(rules), limit],
  }
}
