import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import { lowestId } from '../../model/ids.ts'
import { decideHeldPerson, heldPeopleOf } from '../../people/held-people.ts'
import type { adminApi } from '../contract.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

export const heldPeopleHandlers = {
  async listHeldPeople(call: Call<Api['listHeldPeople']>) {
    const { directoryId } = await directoryOf(call)
    const { limit, after } = call.query
    const found = await heldPeopleOf(call.database, call.site.id, directoryId, {
      after: readIdPlace(after, lowestId),
      limit: limit + 1,
    })
    const { rows, next } = pageOfRows(found, limit, ({ userId }) => userId)
    return { items: rows.map((one) => ({ ...one, since: one.since.toISOString() })), next }
  },

  async decideHeldPerson(call: Call<Api['decideHeldPerson']>) {
    const { directoryId } = await directoryOf(call)
    const wanted = { userId: call.params.userId, decision: call.body.decision }
    await decideHeldPerson(call.database, call.site.id, directoryId, wanted, call.audit)
    return wanted
  },
}
