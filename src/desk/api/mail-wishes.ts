import type { Call } from '../../http/contract-call.ts'
import { changeWishes, mute, muteByLink, readMutingLink, readWishes } from '../../requests/mail-wishes.ts'
import { requestIdOf } from '../../requests/sight.ts'
import type { deskApi } from '../contract.ts'

type Api = typeof deskApi

/** Which mails about requests somebody wants. */
export const mailWishHandlers = {
  getMailWishes: ({ database, site, asker }: Call<Api['getMailWishes']>) =>
    readWishes(database, site.id, asker.person.id),

  async setMailWishes({ database, site, asker, body }: Call<Api['setMailWishes']>) {
    await changeWishes(database, site.id, asker.person.id, body)
    return readWishes(database, site.id, asker.person.id)
  },

  async muteOwnRequest(call: Call<Api['muteOwnRequest']>): Promise<undefined> {
    const { database, site, asker, params, body } = call
    const requestId = await requestIdOf(database, site.id, params.requestId)
    const who = { person: asker.person, face: 'help-centre', muted: body.muted } as const
    await mute(database, site.id, requestId, who)
    return undefined
  },

  async muteRequest(call: Call<Api['muteRequest']>): Promise<undefined> {
    const { database, site, caller, params, body } = call
    const requestId = await requestIdOf(database, site.id, params.requestId)
    const person = { kind: 'staff', id: caller.staffId } as const
    await mute(database, site.id, requestId, { person, face: 'console', muted: body.muted })
    return undefined
  },

  async getMutingLink({ database, site, params }: Call<Api['getMutingLink']>) {
    const { key, muted } = await readMutingLink(database, site.id, params.token)
    return { key, muted }
  },

  async muteByLink({ database, site, params }: Call<Api['muteByLink']>): Promise<undefined> {
    await muteByLink(database, site.id, params.token)
    return undefined
  },
}
