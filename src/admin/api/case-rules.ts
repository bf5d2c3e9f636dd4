import type { Call } from '../../http/contract-call.ts'
import { alwaysDecide, askAgain, readCaseRules } from '../../people/cases/case-rules.ts'
import type { adminApi } from '../contract.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

export const caseRuleHandlers = {
  async listCaseRules(call: Call<Api['listCaseRules']>) {
    const { directoryId } = await directoryOf(call)
    const rules = await readCaseRules(call.database, call.site.id, directoryId)
    return {
      items: rules.map(({ kind, decision, setAt }) => ({ kind, decision, setAt: setAt.toISOString() })),
    }
  },

  async setCaseRule(call: Call<Api['setCaseRule']>): Promise<undefined> {
    const { directoryId } = await directoryOf(call)
    await alwaysDecide(call.database, call.site.id, directoryId, call.body, call.audit)
    return undefined
  },

  async removeCaseRule(call: Call<Api['removeCaseRule']>): Promise<undefined> {
    const { directoryId } = await directoryOf(call)
    await askAgain(call.database, call.site.id, directoryId, call.params.kind, call.audit)
    return undefined
  },
}
