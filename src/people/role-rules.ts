// The rules by which groups of a directory of staff give roles: an administrator's audited word, and an owner's for admins.
import { DoorwardError, notFound } from '../model/errors.ts'
import { requireOfStaff } from '../model/identity/audience.ts'
import { namesOf } from '../model/identity/directory-user.ts'
import {
  givesAdmin,
  highestRole,
  type RoleRule,
  type RuleRole,
  readRoleRules,
} from '../model/identity/role-rules.ts'
import { keyOf } from '../model/ids.ts'
import { may, type Role } from '../model/permissions.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { type Directory, directoryForUpdate, holdDirectory } from '../storage/identity/directories.ts'
import {
  forgetRoleRules,
  insertRoleRules,
  type RoleRuleRow,
  roleRulesOf,
  staffUnderRules,
  usersUnderRules,
} from '../storage/identity/role-rules.ts'
import { leaveTask } from '../storage/outbox.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'
import { followRoles } from './staff-roles.ts'

export async function readRules(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<RoleRuleRow[]> {
  const [rows = []] = await database.readInSite(siteId, [roleRulesOf(siteId, directoryId)])
  return rows as RoleRuleRow[]
}

/** Who changes rules, and with whose rights. */
export interface RulesContext extends AuditContext {
  readonly role: Role
}

/**
 * Changes a directory's rules, and then the roles of whom that concerns.
 * @returns how many of the staff have another role by it
 * @throws DoorwardError 'forbidden' when a group comes to make admins, and nobody says so who may make one an owner
 */
export async function changeRules(
  database: Database,
  siteId: number,
  directoryId: number,
  given: readonly RoleRule[],
  context: RulesContext,
  unchanged: Precondition<readonly RoleRuleRow[]> = whateverItIs,
): Promise<{ readonly rules: readonly RoleRuleRow[]; readonly changed: number }> {
  const rules = readRoleRules(given)
  await database.inSite(siteId, async (tx) => {
    await tx.read(holdDirectory(siteId, directoryId))
    const [[directory] = [], before = []] = (await tx.readAll([
      directoryForUpdate(siteId, directoryId),
      roleRulesOf(siteId, directoryId),
    ])) as [Directory[], RoleRuleRow[]]
    if (!directory) throw notFound('The directory')
    requireOfStaff(directory, 'rules for roles')
    await unchanged(tx, before)
    if (givesAdmin(before, rules) && !may(context.role, 'owners.change')) {
      throw new DoorwardError('forbidden', 'Only an owner may have a group make admins.')
    }
    tx.write(forgetRoleRules(siteId, directoryId))
    if (rules.length > 0) tx.write(insertRoleRules(siteId, directoryId, rules))
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'role-rules.changed',
        subjectKind: 'directory',
        subject: keyOf(directoryId),
        details: { before: before.map(inBrief), after: rules.map(inBrief) },
      },
    )
    leaveTask(tx, context.now, 'follow-roles', { directoryId })
  })
  const changed = await followRoles(database, siteId, directoryId, context.now)
  return { rules: await readRules(database, siteId, directoryId), changed }
}

const inBrief = ({ group, role }: RoleRule) => `${group} → ${role}`

/** Somebody who would have another role. */
export interface RoleChange {
  /** Null for who is nobody of the staff yet, as in a rehearsal. */
  readonly staffId: string | null
  readonly name: string
  readonly before: Role | null
  readonly after: Role
}

export interface RulesPreview {
  readonly changes: readonly RoleChange[]
  readonly hasMore: boolean
}

const shownMax = 200

/** Who would have another role by other rules, as far as seats are free. It writes nothing. */
export async function previewRules(
  database: Database,
  siteId: number,
  directory: Directory,
  given: readonly RoleRule[],
): Promise<RulesPreview> {
  requireOfStaff(directory, 'rules for roles')
  const rules = readRoleRules(given)
  const { directoryId } = directory
  const [staff = [], users = []] = (await database.readInSite(siteId, [
    staffUnderRules(siteId, directoryId, rules, shownMax + 1),
    usersUnderRules(siteId, directoryId, rules, shownMax + 1),
  ])) as [StaffUnder[], UserUnder[]]
  const ofStaff = staff.flatMap(({ staffId, name, role, handRole, ruleNow }): RoleChange[] => {
    const after = highestRole(handRole, ruleNow)
    return after === role ? [] : [{ staffId, name, before: role, after }]
  })
  const ofUsers = users.map(({ resource, ruleNow }): RoleChange => {
    const { name } = namesOf(JSON.parse(resource))
    return { staffId: null, name, before: null, after: ruleNow }
  })
  const changes = [...ofStaff, ...ofUsers]
  const hasMore = changes.length > shownMax || staff.length > shownMax || users.length > shownMax
  return { changes: changes.slice(0, shownMax), hasMore }
}

interface StaffUnder {
  readonly staffId: string
  readonly name: string
  readonly role: Role
  readonly handRole: Role | null
  readonly ruleNow: RuleRole | null
}

interface UserUnder {
  readonly resource: string
  readonly ruleNow: RuleRole
}
