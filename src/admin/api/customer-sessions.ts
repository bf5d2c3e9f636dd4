import type { Call } from '../../http/contract-call.ts'
import type { adminApi } from '../contract.ts'
import { endSessionsOf, sessionsOf } from '../customer-sessions.ts'

type Api = typeof adminApi

export const customerSessionHandlers = {
  async listCustomerSessions({ database, site, params, now }: Call<Api['listCustomerSessions']>) {
    const rows = await sessionsOf(database, site, params.customerId, now)
    const items = rows.map(({ createdAt, lastSeenAt, expiresAt, ...session }) => ({
      ...session,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }))
    return { items }
  },

  async endCustomerSession({ database, site, params, audit }: Call<Api['endCustomerSession']>) {
    await endSessionsOf(database, site.id, params, audit)
    return undefined
  },

  async endCustomerSessions({ database, site, params, audit }: Call<Api['endCustomerSessions']>) {
    return { ended: await endSessionsOf(database, site.id, params, audit) }
  },
}
