import type { Call } from '../../http/contract-call.ts'
import { leaversOf } from '../../people/retention.ts'
import type { adminApi } from '../contract.ts'

type Api = typeof adminApi

export const leaverHandlers = {
  countLeavers: async ({ database, site, query, now }: Call<Api['countLeavers']>) =>
    leaversOf(database, site, query.months ?? site.leaverMonths, now),
}
