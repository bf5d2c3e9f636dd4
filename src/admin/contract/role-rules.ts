import { z } from 'zod'
import { type Contract, key, resourceId, text } from '../../model/contract.ts'
import { roleRulesMax, ruleRoles } from '../../model/identity/role-rules.ts'
import { roles } from '../../model/permissions.ts'

const rule = {
  group: text.trim().min(1).max(200).meta({
    description:
      'The external id that the identity provider gives the group, or the id here; never its name.',
  }),
  role: z.enum(ruleRoles),
}
const rules = z
  .array(z.strictObject(rule))
  .max(roleRulesMax)
  .meta({ description: 'Of several that take somebody the highest role counts; without one: a member.' })

const stored = z
  .strictObject({
    rules: z.array(
      z.strictObject({
        ...rule,
        group: z.string(),
        /** Null while the directory has no such group. */
        groupName: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'RoleRules' })

const params = z.strictObject({ directoryId: key })
const role = z.enum(roles)

export const roleRuleRoutes = {
  getRoleRules: {
    method: 'GET',
    path: '/api/directories/{directoryId}/role-rules',
    tag: 'Directories',
    summary: 'Read which groups of a directory of staff give which roles',
    permission: 'directories.read',
    params,
    answer: stored,
  },
  previewRoleRules: {
    method: 'POST',
    path: '/api/directories/{directoryId}/role-rules/preview',
    tag: 'Directories',
    summary: 'Say who would have another role by other rules, if a seat is free; changes nothing',
    permission: 'directories.change',
    alsoNeeds: ['staff.read'],
    params,
    body: z.strictObject({ rules }),
    answer: z.strictObject({
      changes: z.array(
        z.strictObject({
          /** Null for who is nobody of the staff yet, as in a rehearsal. */
          staffId: resourceId.nullable(),
          name: z.string(),
          before: role.nullable(),
          after: role,
        }),
      ),
      hasMore: z.boolean(),
    }),
  },
  changeRoleRules: {
    method: 'PATCH',
    path: '/api/directories/{directoryId}/role-rules',
    tag: 'Directories',
    summary: 'Change which groups give which roles; that a group makes admins is for an owner to say',
    permission: 'directories.change',
    alsoNeeds: ['staff.change'],
    sessionOnly: true,
    freshSignIn: true,
    params,
    body: z.strictObject({ rules }),
    answer: stored,
  },
} as const satisfies Contract
