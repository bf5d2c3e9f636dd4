import type { JWK } from 'jose'
import type { Call } from '../../http/contract-call.ts'
import { answerForProof, askForProof, readProof } from '../../requests/prove.ts'
import { requestIdOf } from '../../requests/sight.ts'
import { type ReceiptKeyRow, receiptKeys } from '../../storage/desk/proofs.ts'
import type { deskApi } from '../contract.ts'

type Api = typeof deskApi

function atLink({
  site,
  body,
  customer,
  now,
  request,
}: Pick<Call<Api['readProof']>, 'site' | 'body' | 'customer' | 'now' | 'request'>) {
  const context = { actor: { kind: 'system', name: 'portal' }, now, requestId: request.id } as const
  return { siteId: site.id, link: body.link, caller: customer, context }
}

export const proofHandlers = {
  async askWriter({ database, site, params, body, caller, audit }: Call<Api['askWriter']>) {
    const agent = { kind: 'staff', id: caller.staffId, name: caller.name } as const
    const requestId = await requestIdOf(database, site.id, params.requestId)
    return { id: await askForProof(database, site.id, requestId, agent, body, audit) }
  },

  async listReceiptKeys({ database, site }: Call<Api['listReceiptKeys']>) {
    const [rows = []] = await database.readInSite(site.id, [receiptKeys(site.id)])
    const keys = (rows as ReceiptKeyRow[]).map(({ publicKey }) => JSON.parse(publicKey) as JWK)
    return {
      keys: keys.map(({ kty = '', crv = '', x = '', kid = '', alg = '', use = '' }) => {
        return { kty, crv, x, kid, alg, use }
      }),
    }
  },

  async readProof(call: Call<Api['readProof']>) {
    const message = await readProof(call.database, atLink(call))
    return {
      message: message ? { summary: message.summary, writtenAt: message.writtenAt.toISOString() } : null,
    }
  },

  async answerProof(call: Call<Api['answerProof']>) {
    const { database, body, site, sites, publicUrl } = call
    const siteUrl = await sites.urlOf(site, publicUrl, call.now)
    return { taken: await answerForProof(database, atLink(call), { answer: body.answer, siteUrl }) }
  },
}
