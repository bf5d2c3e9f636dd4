import type { Call } from '../../http/contract-call.ts'
import { readIdPlace } from '../../http/page.ts'
import type { Answer } from '../../model/contract.ts'
import { type AccessPolicy, channels, sayAccess } from '../../model/identity/access-policy.ts'
import { keyOf, lowestId } from '../../model/ids.ts'
import {
  accessPolicy,
  changeAccessPolicy,
  changedPolicy,
  explainAccess,
  misfitsOf,
  policyEffect,
} from '../access-policy.ts'
import type { adminApi } from '../contract.ts'

type Api = typeof adminApi

const policyView = (policy: AccessPolicy): Answer<Api['getAccessPolicy']> => ({
  ...policy,
  allow: [...policy.allow],
  block: [...policy.block],
})

export const accessHandlers = {
  getAccessPolicy: async ({ database, site }: Call<Api['getAccessPolicy']>) =>
    policyView(await accessPolicy(database, site.id)),

  async changeAccessPolicy(call: Call<Api['changeAccessPolicy']>) {
    const { database, site, body, audit } = call
    const unchanged = call.unchanged(keyOf(site.id), policyView)
    return policyView(await changeAccessPolicy(database, site.id, body, audit, unchanged))
  },

  async previewAccessPolicy({ database, site, caller, body }: Call<Api['previewAccessPolicy']>) {
    const proposed = changedPolicy(await accessPolicy(database, site.id), body)
    const { people, first } = await policyEffect(database, site.id, proposed)
    return { people, first: caller.permissions.includes('customers.read') ? [...first] : [] }
  },

  async listAccessMisfits({ database, site, query }: Call<Api['listAccessMisfits']>) {
    const policy = await accessPolicy(database, site.id)
    const after = readIdPlace(query.after, lowestId)
    const { misfits, next } = await misfitsOf(database, site.id, policy, { after, limit: query.limit })
    return { items: [...misfits], next: next ?? null }
  },

  async explainAccess({ database, site, query }: Call<Api['explainAccess']>) {
    const asked = query.channel === undefined ? channels : [query.channel]
    const answers = await explainAccess(database, site.id, query.address, asked)
    return { items: answers.map((one) => ({ ...one, by: one.by ?? null, says: sayAccess(one) })) }
  },
}
