/**
 * Which role somebody has whom a directory of staff manages: a member by default, more by a rule on a group's id, and never an
 * owner (product.md, "Signing in").
 */
import { invalid } from '../errors.ts'
import { isBillable, permissionsOf, type Role } from '../permissions.ts'

/** What a rule can give, the highest first. */
export const ruleRoles = ['admin', 'agent', 'auditor'] as const
export type RuleRole = (typeof ruleRoles)[number]

export interface RoleRule {
  /** The external id that the identity provider gives the group, or the id here; never its name, which anybody there can change. */
  readonly group: string
  readonly role: RuleRole
}

export const roleRulesMax = 100

/** @throws DoorwardError 'invalid', field `rules` */
export function readRoleRules(given: readonly RoleRule[]): RoleRule[] {
  const rules = given.map(({ group, role }) => ({ group: group.trim(), role }))
  const known = new Set<string>()
  for (const { group } of rules) {
    if (group === '') throw invalid('rules', 'a rule must name the group by its id.')
    if (known.has(group)) throw invalid('rules', `the group ${group} has two rules. Give it one role.`)
    known.add(group)
  }
  if (rules.length > roleRulesMax) throw invalid('rules', `must be at most ${roleRulesMax}.`)
  return rules
}

/** Whether rules come to make somebody an admin whom those of before did not: an owner decides that. */
export function givesAdmin(before: readonly RoleRule[], after: readonly RoleRule[]): boolean {
  const known = new Set(before.filter(({ role }) => role === 'admin').map(({ group }) => group))
  return after.some(({ group, role }) => role === 'admin' && !known.has(group))
}

const ranks: readonly Role[] = ['owner', 'admin', 'agent', 'auditor', 'member']

/** The highest of some roles; a member when there is none. */
export function highestRole(...given: readonly (Role | null | undefined)[]): Role {
  return ranks.find((role) => given.includes(role)) ?? 'member'
}

export interface RoleQuestion {
  /** The one of now. */
  readonly role: Role
  /** By a person's word; null where nobody gave one. */
  readonly handRole: Role | null
  /** The highest of the rules that take a group of this person's. */
  readonly ruleRole: RuleRole | null
  /** Whether the person has a seat now. */
  readonly hasSeat: boolean
  /** Whether the person can come in from now on. */
  readonly isActive: boolean
  readonly mayGrant: boolean
  readonly isSeatFree: boolean
}

export interface RoleAnswer {
  readonly role: Role
  /** For what a higher role waits. */
  readonly waits: 'grant' | 'seat' | null
}

/** What is taken away is taken at once; what is given waits for the directory to grant, and for a seat. */
export function judgeRole(question: RoleQuestion): RoleAnswer {
  const { handRole, ruleRole, role: now, hasSeat, isActive, mayGrant, isSeatFree } = question
  const wanted = highestRole(handRole, ruleRole)
  const role = mayGrant || isWithin(wanted, now) ? wanted : lesser(now, wanted, handRole)
  const needsSeat = isActive && !hasSeat && isBillable(role) && role !== 'owner'
  if (needsSeat && !isSeatFree) return { role: 'member', waits: 'seat' }
  return { role, waits: role === wanted ? null : 'grant' }
}

/** What somebody keeps while nothing is granted: never more than now, and never more than is due. */
function lesser(now: Role, wanted: Role, handRole: Role | null): Role {
  if (isWithin(now, wanted)) return now
  return handRole !== null && isWithin(handRole, now) ? handRole : 'member'
}

/** Whether a role may nothing that another may not. */
function isWithin(role: Role, other: Role): boolean {
  const theirs = new Set(permissionsOf(other))
  return permissionsOf(role).every((permission) => theirs.has(permission))
}
