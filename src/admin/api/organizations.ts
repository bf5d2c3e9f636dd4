import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { previewEarlier, requireConfirmedEarlier } from '../../people/earlier-requests.ts'
import { addDomain, previewDomainSource, removeDomain } from '../../people/organization-domains.ts'
import {
  addPerson,
  changeOrganization,
  deleteOrganization,
  makeOrganization,
  previewDeletion,
  removePerson,
} from '../../people/organizations.ts'
import type { adminApi } from '../contract.ts'
import { requireDomain } from '../domains.ts'
import { inWordsOf } from './directories.ts'
import { organizationView, peopleHandlers } from './people.ts'

type Api = typeof adminApi

/** @throws FieldErrors */
function readDomain(given: string): string {
  try {
    return requireDomain(given)
  } catch (error) {
    throw inWordsOf(error, { domain: 'domain' })
  }
}

export const organizationHandlers = {
  async addOrganization(call: Call<Api['addOrganization']>): Promise<Answer<Api['getOrganization']>> {
    const { database, site, body, audit } = call
    const organizationId = await makeOrganization(database, site.id, body, audit)
    return peopleHandlers.getOrganization({ ...call, params: { organizationId } })
  },

  async changeOrganization(call: Call<Api['changeOrganization']>) {
    const { database, site, params, body, audit } = call
    const unchanged = call.unchanged(params.organizationId, organizationView)
    const { confirmEarlier, ...change } = body
    if (change.showsEarlier) {
      await requireConfirmedEarlier(database, site.id, params.organizationId, confirmEarlier)
    }
    await changeOrganization(database, site.id, params.organizationId, change, audit, unchanged)
    return peopleHandlers.getOrganization(call)
  },

  async previewEarlierRequests({ database, site, params }: Call<Api['previewEarlierRequests']>) {
    const { first, ...counted } = await previewEarlier(database, site.id, params.organizationId)
    return {
      ...counted,
      first: first.map(({ createdAt, ...one }) => ({ ...one, createdAt: createdAt.toISOString() })),
    }
  },

  async previewOrganizationDeletion({ database, site, params }: Call<Api['previewOrganizationDeletion']>) {
    const effect = await previewDeletion(database, site.id, params.organizationId)
    const { people, domains, portals, directories, refusal = null } = effect
    return { people, domains: [...domains], portals: [...portals], directories: [...directories], refusal }
  },

  async deleteOrganization({
    database,
    site,
    params,
    audit,
  }: Call<Api['deleteOrganization']>): Promise<undefined> {
    await deleteOrganization(database, site.id, params.organizationId, audit)
    return undefined
  },

  async addOrganizationPerson(call: Call<Api['addOrganizationPerson']>) {
    const { database, site, params, body, audit } = call
    await addPerson(database, site.id, params.organizationId, body.customerId, audit)
    return peopleHandlers.getOrganization(call)
  },

  async removeOrganizationPerson({
    database,
    site,
    params,
    audit,
  }: Call<Api['removeOrganizationPerson']>): Promise<undefined> {
    await removePerson(database, site.id, params.organizationId, params.customerId, audit)
    return undefined
  },

  async previewOrganizationDomain({ database, site, params }: Call<Api['previewOrganizationDomain']>) {
    const domain = readDomain(params.domain)
    const { people, ...rest } = await previewDomainSource(database, site.id, params.organizationId, domain)
    return { people: [...people], ...rest }
  },

  async addOrganizationDomain(call: Call<Api['addOrganizationDomain']>) {
    const { database, site, params, body, audit } = call
    await addDomain(database, site.id, params.organizationId, readDomain(body.domain), audit)
    return peopleHandlers.getOrganization(call)
  },

  async removeOrganizationDomain({
    database,
    site,
    params,
    audit,
  }: Call<Api['removeOrganizationDomain']>): Promise<undefined> {
    await removeDomain(database, site.id, params.organizationId, params.domain.trim().toLowerCase(), audit)
    return undefined
  },
}
