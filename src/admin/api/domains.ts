import type { Call } from '../../http/contract-call.ts'
import { pageOfAll } from '../../http/page.ts'
import type { Item } from '../../model/contract.ts'
import {
  type DomainProof,
  endsAt,
  isExpired,
  pendingUntil,
  recordName,
  recordValue,
} from '../../model/identity/domain-proof.ts'
import type { adminApi } from '../contract.ts'
import { domainEffect } from '../domain-effect.ts'
import { begin, verify } from '../domain-proofs.ts'
import { type DomainEntry, declare, domainsOf, foldDomain, remove } from '../domains.ts'
import { changeGuests, guestsEffect } from '../guests.ts'
import { inWordsOf } from './directories.ts'
import { directoryOf, directoryToGrant } from './directory-of.ts'

type Api = typeof adminApi

const iso = (date: Date | null) => (date === null ? null : date.toISOString())

function proofView(proof: DomainProof, now: Date): NonNullable<Item<Api['listDomains']>['proof']> {
  const { domain, token, provenAt, missingSince, checkedAt, seenAt } = proof
  const ends = provenAt === null ? pendingUntil(proof) : endsAt(proof)
  const begun = isExpired(proof, now) ? 'expired' : 'begun'
  const made = missingSince === null ? 'proven' : 'missed'
  return {
    record: recordName(domain) ?? '',
    value: recordValue(token),
    state: provenAt === null ? begun : made,
    checkedAt: iso(checkedAt),
    seenAt: iso(seenAt),
    endsAt: iso(ends),
  }
}

export function domainView(entry: DomainEntry, now: Date): Item<Api['listDomains']> {
  const { domain, authority, since, proof } = entry
  return { domain, authority, since: since.toISOString(), proof: proof && proofView(proof, now) }
}

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
    return { items: rows.map((one) => domainView(one, call.now)), next }
  },

  async declareDomain(call: Call<Api['declareDomain']>) {
    const { database, site, body, audit } = call
    const { directoryId } = await directoryToGrant(call, [foldDomain(body.domain)])
    const made = await declare(database, site.id, directoryId, body.domain, audit).catch((error) => {
      throw inWordsOf(error, { domain: 'domain' })
    })
    return domainView(made, call.now)
  },

  async beginDomainProof(call: Call<Api['beginDomainProof']>) {
    const { database, site, body, audit } = call
    const { directoryId } = await directoryToGrant(call, [foldDomain(body.domain)])
    const begun = await begin(database, site.id, directoryId, body.domain, audit).catch((error) => {
      throw inWordsOf(error, { domain: 'domain' })
    })
    return domainView(begun, call.now)
  },

  async verifyDomain(call: Call<Api['verifyDomain']>) {
    const { domain } = call.params
    const { directoryId } = await directoryToGrant(call, [foldDomain(domain)])
    const { entry, found, resolvers } = await verify(call, call.site.id, directoryId, domain, call.audit)
    return { domain: domainView(entry, call.now), found, resolvers: [...resolvers] }
  },

  async previewDomain(call: Call<Api['previewDomain']>) {
    const directory = await directoryOf(call)
    const effect = await domainEffect(
      call.database,
      call.site.id,
      directory,
      call.params.domain,
      call.query.act,
    )
    return {
      ...effect,
      first: namesFor(call, effect.first),
      declarations: [...effect.declarations],
      firstOthers: namesFor(call, effect.firstOthers),
    }
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
