import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { notFound } from '../../model/errors.ts'
import type { CaseEffect } from '../../model/identity/case.ts'
import { merge, previewMerge, previewUndo, undoMerge } from '../../people/merge.ts'
import { customersById } from '../../storage/identity/customers.ts'
import { type MergeRow, mergesOf } from '../../storage/identity/merges.ts'
import type { adminApi } from '../contract.ts'

type Api = typeof adminApi
type OfOne = Pick<Call<Api['listMerges']>, 'database' | 'site' | 'params'>

const mergeView = ({ id, mergedId, mergedName, mergedAt, undoUntil, undoneAt }: MergeRow) => ({
  id,
  merged: { id: mergedId, name: mergedName },
  mergedAt: mergedAt.toISOString(),
  undoUntil: undoUntil.toISOString(),
  undoneAt: undoneAt?.toISOString() ?? null,
})

const effectsView = (effects: readonly CaseEffect[]) => ({
  effects: effects.map(({ code, values }) => ({ code, values: { ...values } })),
})

async function mergesIn({ database, site, params }: OfOne): Promise<MergeRow[]> {
  const [found = [], rows = []] = await database.readInSite(site.id, [
    customersById(site.id, [params.customerId]),
    mergesOf(site.id, params.customerId),
  ])
  if (found.length === 0) throw notFound('This customer')
  return rows as MergeRow[]
}

async function oneOf(call: OfOne, mergeId: string): Promise<Answer<Api['undoMerge']>> {
  const found = (await mergesIn(call)).find(({ id }) => id === mergeId)
  if (!found) throw notFound('This merge')
  return mergeView(found)
}

export const mergeHandlers = {
  async previewMerge({ database, site, params }: Call<Api['previewMerge']>) {
    const pair = { survivorId: params.customerId, mergedId: params.otherCustomerId }
    return effectsView(await previewMerge(database, site.id, pair))
  },

  async mergeCustomers(call: Call<Api['mergeCustomers']>) {
    const { database, site, params, body, audit } = call
    const pair = { survivorId: params.customerId, mergedId: body.otherCustomerId }
    return oneOf(call, await merge(database, site.id, pair, audit))
  },

  async listMerges(call: Call<Api['listMerges']>) {
    return { items: (await mergesIn(call)).map(mergeView) }
  },

  async previewUndoMerge({ database, site, params, now }: Call<Api['previewUndoMerge']>) {
    const which = { mergeId: params.mergeId, survivorId: params.customerId }
    return effectsView(await previewUndo(database, site.id, which, now))
  },

  async undoMerge(call: Call<Api['undoMerge']>) {
    const { database, site, params, audit } = call
    const which = { mergeId: params.mergeId, survivorId: params.customerId }
    await undoMerge(database, site.id, which, audit)
    return oneOf(call, params.mergeId)
  },
}
