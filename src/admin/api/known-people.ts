import type { Call } from '../../http/contract-call.ts'
import { linkKnownPeople, unlinkKnownPeople, whoWouldLink } from '../../people/cases/known-people.ts'
import { replayPatienceMs } from '../../people/replay.ts'
import type { adminApi } from '../contract.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

export const knownPeopleHandlers = {
  async previewKnownPeople(call: Call<Api['previewKnownPeople']>) {
    const { directoryId } = await directoryOf(call)
    const { first, ...counted } = await whoWouldLink(call.database, call.site.id, directoryId)
    const mayRead = call.caller.permissions.includes('customers.read')
    return { ...counted, first: mayRead ? [...first] : [] }
  },

  async linkKnownPeople(call: Call<Api['linkKnownPeople']>) {
    const { database, site, audit } = call
    const { directoryId } = await directoryOf(call)
    const linked = await linkKnownPeople(database, site.id, directoryId, audit, replayPatienceMs)
    return { ...linked, since: audit.now.toISOString() }
  },

  async unlinkKnownPeople(call: Call<Api['unlinkKnownPeople']>) {
    const { database, site, body, audit } = call
    const { directoryId } = await directoryOf(call)
    const since = new Date(body.since)
    return unlinkKnownPeople(database, site.id, directoryId, since, audit, replayPatienceMs)
  },
}
