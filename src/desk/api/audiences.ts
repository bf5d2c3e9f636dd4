import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { noteAudienceLook, type RequestAudience, requestAudiences } from '../../requests/audience-looks.ts'
import { requestIdOf } from '../../requests/sight.ts'
import type { deskApi } from '../contract.ts'

type Api = typeof deskApi
type OnRequest = Pick<Call<Api['getAudiences']>, 'database' | 'site' | 'params'>

const idOf = ({ database, site, params }: OnRequest) => requestIdOf(database, site.id, params.requestId)
const asAgent = ({ caller }: Pick<Call<Api['getAudiences']>, 'caller'>) =>
  ({ person: { kind: 'staff', id: caller.staffId }, face: 'console' }) as const
const asAsker = ({ asker }: Pick<Call<Api['getOwnAudiences']>, 'asker'>) =>
  ({ person: asker.person, face: 'help-centre' }) as const

const audiencesView = (found: readonly RequestAudience[]): Answer<Api['getAudiences']> => ({
  items: found.map(({ organization, people, lookedAt, change, ...rest }) => ({
    ...rest,
    organization: { ...organization },
    people: people.map(({ id, name, address }) => ({ id, name, emailAddress: address })),
    lookedAt: lookedAt?.toISOString() ?? null,
    change: change && {
      gained: { count: change.gained.count, names: [...change.gained.names] },
      lost: { count: change.lost.count, names: [...change.lost.names] },
    },
  })),
})

export const audienceHandlers = {
  async getOwnAudiences(call: Call<Api['getOwnAudiences']>) {
    const { database, site } = call
    return audiencesView(await requestAudiences(database, site.id, await idOf(call), asAsker(call)))
  },

  async noteOwnAudience(call: Call<Api['noteOwnAudience']>): Promise<undefined> {
    const { database, site, body, now } = call
    await noteAudienceLook(database, site.id, await idOf(call), asAsker(call), body, now)
    return undefined
  },

  async getAudiences(call: Call<Api['getAudiences']>) {
    const { database, site } = call
    return audiencesView(await requestAudiences(database, site.id, await idOf(call), asAgent(call)))
  },

  async noteAudience(call: Call<Api['noteAudience']>): Promise<undefined> {
    const { database, site, body, now } = call
    await noteAudienceLook(database, site.id, await idOf(call), asAgent(call), body, now)
    return undefined
  },
}
