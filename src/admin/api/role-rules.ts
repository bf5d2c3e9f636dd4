import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { requireOfStaff } from '../../model/identity/audience.ts'
import { changeRules, previewRules, readRules } from '../../people/role-rules.ts'
import type { RoleRuleRow } from '../../storage/identity/role-rules.ts'
import type { adminApi } from '../contract.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

const rulesView = (rules: readonly RoleRuleRow[]): Answer<Api['getRoleRules']> => ({
  rules: rules.map(({ group, role, groupName }) => ({ group, role, groupName })),
})

export const roleRuleHandlers = {
  async getRoleRules(call: Call<Api['getRoleRules']>) {
    const directory = await directoryOf(call)
    requireOfStaff(directory, 'rules for roles')
    return rulesView(await readRules(call.database, call.site.id, directory.directoryId))
  },

  async previewRoleRules(call: Call<Api['previewRoleRules']>) {
    const directory = await directoryOf(call)
    const { changes, hasMore } = await previewRules(call.database, call.site.id, directory, call.body.rules)
    return { changes: [...changes], hasMore }
  },

  async changeRoleRules(call: Call<Api['changeRoleRules']>) {
    const { database, site, params, body, audit, caller } = call
    const { directoryId } = await directoryOf(call)
    const context = { ...audit, role: caller.role }
    const unchanged = call.unchanged(params.directoryId, rulesView)
    const { rules } = await changeRules(database, site.id, directoryId, body.rules, context, unchanged)
    return rulesView(rules)
  },
}
