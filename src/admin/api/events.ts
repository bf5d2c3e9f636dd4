import type { Call } from '../../http/contract-call.ts'
import type { adminApi } from '../contract.ts'

type Api = typeof adminApi

export const eventHandlers = {
  /** Who comes with the id of an event was here before, and hears no repetition but that something may be missed. */
  async followChanges({ events, site, caller, request, reply }: Call<Api['followChanges']>) {
    // Some proxies gather an answer until it is complete, which this one never is.
    void reply.header('x-accel-buffering', 'no')
    return events.open(site.id, caller, request.headers['last-event-id'] !== undefined)
  },
}
