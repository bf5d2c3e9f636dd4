import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { keyOf } from '../../model/ids.ts'
import type { adminApi } from '../contract.ts'
import { callsOver, type Need, needsOf } from '../overview.ts'

type Api = typeof adminApi

function needView(need: Need): Answer<Api['getOverview']>['needs'][number] {
  const { kind } = need
  if (kind === 'lapsed') return { kind, directory: null, label: null, at: null }
  const { directoryId, name } = need.directory
  const label = 'label' in need ? need.label : null
  const at = 'at' in need ? need.at.toISOString() : null
  return { kind, directory: { id: keyOf(directoryId), name }, label, at }
}

export const overviewHandlers = {
  async getOverview({ database, site, query, caller, now }: Call<Api['getOverview']>) {
    const [needs, calls] = [
      await needsOf(database, site, now),
      await callsOver(database, site.id, query.span, now),
    ]
    // What the site has bought is not for everybody who looks after its directories.
    const mayKnowPlan = caller.permissions.includes('subscription.read')
    return {
      needs: needs.filter(({ kind }) => kind !== 'lapsed' || mayKnowPlan).map(needView),
      calls: calls.map(({ at, exchanges, effects, refused, failed }) => ({
        at: at.toISOString(),
        exchanges,
        effects,
        refused,
        failed,
      })),
    }
  },
}
