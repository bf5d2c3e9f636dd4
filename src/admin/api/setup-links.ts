import type { Call } from '../../http/contract-call.ts'
import { pageOfAll } from '../../http/page.ts'
import { setupLinkState } from '../../model/access/setup.ts'
import type { Item } from '../../model/contract.ts'
import type { SetupLinkRow } from '../../storage/access/setup-links.ts'
import type { adminApi } from '../contract.ts'
import { createSetupLink, setupLinks, withdrawLink } from '../setup-links.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

const iso = (date: Date | null) => (date === null ? null : date.toISOString())

const linkView = (link: SetupLinkRow, now: Date): Item<Api['listSetupLinks']> => ({
  id: link.id,
  name: link.name,
  address: link.address,
  state: setupLinkState(link, now),
  madeBy: link.madeBy,
  createdAt: link.createdAt.toISOString(),
  expiresAt: link.expiresAt.toISOString(),
  openedAt: iso(link.openedAt),
  lastSeenAt: iso(link.lastSeenAt),
  withdrawnAt: iso(link.withdrawnAt),
})

export const setupLinkHandlers = {
  async listSetupLinks(call: Call<Api['listSetupLinks']>) {
    const { directoryId } = await directoryOf(call)
    const all = await setupLinks(call.database, call.site.id, directoryId)
    const { rows, next } = pageOfAll(all, call.query, ({ id }) => id)
    return { items: rows.map((one) => linkView(one, call.now)), next }
  },

  async createSetupLink(call: Call<Api['createSetupLink']>) {
    const { database, site, body, caller, audit } = call
    const directory = await directoryOf(call)
    return linkView(await createSetupLink(database, site.id, directory, body, caller.name, audit), call.now)
  },

  async withdrawSetupLink(call: Call<Api['withdrawSetupLink']>) {
    const { directoryId } = await directoryOf(call)
    await withdrawLink(call.database, call.site.id, directoryId, call.params.linkId, call.audit)
    return undefined
  },
}
