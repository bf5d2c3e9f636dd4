import type { Call } from '../../http/contract-call.ts'
import { pageOfAll } from '../../http/page.ts'
import type { DomainRow } from '../../storage/identity/domains.ts'
import type { adminApi } from '../contract.ts'
import { declare, domainEffect, domainsOf, remove } from '../domains.ts'
import { changeGuests, guestsEffect } from '../guests.ts'
import { inWordsOf } from './directories.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

const domainView = ({ domain, authority, since }: DomainRow) => ({
  domain,
  authority,
  since: since.toISOString(),
})

/** Who a customer is reads only who may read customers. */
const namesFor = <One>(
  { caller }: Pick<Call<Api['previewDomain']>, 'caller'>,
  first: readonly One[],
): One[] => (caller.permissions.includes('customers.read') ? [...first] : [])

export const domainHandlers = {
  async listDomains(call: Call<Api['listDomains']>) {
    const { directoryId } = await directoryOf(call)
    const all = await domainsOf(call.database, call.site.id, directoryId)
    const { rows, next } = pageOfAll(all, call.query, ({ domain }) => domain)
    return { items: rows.map(domainView), next }
  },

  async declareDomain(call: Call<Api['declareDomain']>) {
    const { database, site, body, audit } = call
    const { directoryId } = await directoryOf(call)
    const made = await declare(database, site.id, directoryId, body.domain, audit).catch((error) => {
      throw inWordsOf(error, { domain: 'domain' })
    })
    return domainView(made)
  },

  async previewDomain(call: Call<Api['previewDomain']>) {
    const directory = await directoryOf(call)
    const effect = await domainEffect(call.database, call.site.id, directory, call.params.domain)
    return { ...effect, first: namesFor(call, effect.first) }
  },

  async allowGuests(call: Call<Api['allowGuests']>) {
    const { directoryId } = await directoryOf(call)
    await changeGuests(call.database, call.site.id, directoryId, true, call.audit)
    return { guestsSince: call.audit.now.toISOString() }
  },

  async endGuests(call: Call<Api['endGuests']>) {
    const { directoryId } = await directoryOf(call)
    await changeGuests(call.database, call.site.id, directoryId, false, call.audit)
    return undefined
  },

  async previewGuests(call: Call<Api['previewGuests']>) {
    const effect = await guestsEffect(call.database, call.site.id, await directoryOf(call))
    return { ...effect, first: namesFor(call, effect.first) }
  },

  async removeDomain(call: Call<Api['removeDomain']>) {
    const { directoryId } = await directoryOf(call)
    await remove(call.database, call.site.id, directoryId, call.params.domain, call.audit)
    return undefined
  },
}
