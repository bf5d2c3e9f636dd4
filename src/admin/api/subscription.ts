import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import type { Answer } from '../../model/contract.ts'
import { keyOf, lowestId } from '../../model/ids.ts'
import { grants, type Subscription } from '../../model/subscription.ts'
import { billableOf, notBillableOf, type UsageDay, usageAsCsv } from '../../model/usage.ts'
import { previewSubscription } from '../../people/directory-state.ts'
import { replayPatienceMs } from '../../people/replay.ts'
import type { Site } from '../../storage/sites.ts'
import type { adminApi } from '../contract.ts'
import { setPlan } from '../sites.ts'
import { countUsage, readRange, seatsToday, todayAt, usageBetween } from '../usage.ts'

type Api = typeof adminApi

const stateView = (of: Subscription) => ({ plan: of.plan, status: of.status, grants: grants(of) })

const subscriptionView = (site: Site): Answer<Api['getSubscription']> => ({
  ...stateView(site),
  seatsMax: site.seatsMax,
})

function usageView(usage: UsageDay): Answer<Api['getUsage']> {
  const { day, owners, admins, agents, auditors, members, customers } = usage
  return {
    day,
    billable: { total: billableOf(usage), owners, admins, agents, auditors },
    notBillable: { total: notBillableOf(usage), members, customers },
  }
}

export const subscriptionHandlers = {
  getSubscription: async ({ site }: Call<Api['getSubscription']>) => subscriptionView(site),

  async changeSubscription(call: Call<Api['changeSubscription']>) {
    const { database, site, body, audit, sites } = call
    const unchanged = call.unchanged(keyOf(site.id), subscriptionView)
    const changed = await setPlan(database, site, body, audit, unchanged, replayPatienceMs)
    sites.forget()
    return subscriptionView(changed)
  },

  async previewSubscription({ database, site, query }: Call<Api['previewSubscription']>) {
    const { before, after, ...effects } = await previewSubscription(database, site.id, query)
    return { before: stateView(before), after: stateView(after), ...effects }
  },

  async getUsage({ database, site, now }: Call<Api['getUsage']>) {
    return usageView(await countUsage(database, site, todayAt(site, now), now))
  },

  async listUsageDays({ database, site, query, now }: Call<Api['listUsageDays']>) {
    const range = readRange(site, query, now)
    const days = await usageBetween(database, site, range, now)
    return { ...range, items: days.map(usageView) }
  },

  async exportUsage({ database, site, query, now, reply }: Call<Api['exportUsage']>) {
    const { from, to } = readRange(site, query, now)
    const days = await usageBetween(database, site, { from, to }, now)
    const name = `usage-${site.slug}-${from}-${to}.csv`
    void reply.header('content-disposition', `attachment; filename="${name}"`)
    return usageAsCsv(days)
  },

  async listSeats({ database, site, query, now }: Call<Api['listSeats']>) {
    const after = readIdPlace(query.after, lowestId)
    const found = await seatsToday(database, site, { after, limit: query.limit + 1 }, now)
    const { rows, next } = pageOfRows(found, query.limit, ({ id }) => id)
    const items = rows.map(({ id, name, role, since, until }) => ({
      staffId: id,
      name,
      role,
      since: since.toISOString(),
      until: until?.toISOString() ?? null,
    }))
    return { items, next }
  },
}
