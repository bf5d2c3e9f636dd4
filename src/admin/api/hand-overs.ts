import type { Call } from '../../http/contract-call.ts'
import { notFound } from '../../model/errors.ts'
import { handOver, handOversBy, previewHandOver, takeHandOverBack } from '../../requests/hand-over.ts'
import type { HandOverRow } from '../../storage/desk/hand-overs.ts'
import type { adminApi } from '../contract.ts'
import { inWordsOf } from './directories.ts'

type Api = typeof adminApi
type OfLeaver = Pick<Call<Api['listHandOvers']>, 'database' | 'site' | 'params'>

const shownMax = 100

const handOverView = ({ id, toId, colleague, requests, ...row }: HandOverRow) => ({
  id,
  colleague: { id: toId, name: colleague },
  requests,
  private: row.privateOnes,
  handedAt: row.handedAt.toISOString(),
  undoUntil: row.undoUntil.toISOString(),
  undoneAt: row.undoneAt?.toISOString() ?? null,
})

async function oneOf({ database, site, params }: OfLeaver, handOverId: string) {
  const found = (await handOversBy(database, site.id, params.customerId)).find(({ id }) => id === handOverId)
  if (!found) throw notFound('This hand-over')
  return handOverView(found)
}

/** @throws FieldErrors */
const inFields = (error: unknown) => {
  throw inWordsOf(error, { colleagueId: 'colleagueId', confirm: 'confirm' })
}

export const handOverHandlers = {
  async previewHandOver({ database, site, params }: Call<Api['previewHandOver']>) {
    const pair = { fromId: params.customerId, toId: params.colleagueId }
    const { leaver, colleague, shared, requests, hasMore } = await previewHandOver(database, site.id, pair)
    return {
      leaver: { id: leaver.customerId, name: leaver.name },
      colleague: { id: colleague.customerId, name: colleague.name },
      organizations: shared.map(({ id, name }) => ({ id, name })),
      total: requests.length,
      private: requests.filter((one) => one.isPrivate).length,
      hasMore,
      requests: requests.slice(0, shownMax).map((one) => ({
        id: one.id,
        summary: one.summary,
        organizations: one.organizations.map(({ id, name }) => ({ id, name })),
        private: one.isPrivate,
        createdAt: one.createdAt.toISOString(),
      })),
    }
  },

  async handOver(call: Call<Api['handOver']>) {
    const { database, site, params, body, caller, audit } = call
    const pair = { fromId: params.customerId, toId: body.colleagueId }
    const wish = {
      isAdministrator: caller.permissions.includes('customers.change'),
      withPrivate: body.private,
      confirm: body.confirm,
    }
    const id = await handOver(database, site.id, pair, wish, audit).catch(inFields)
    return oneOf(call, id)
  },

  async listHandOvers({ database, site, params }: Call<Api['listHandOvers']>) {
    return { items: (await handOversBy(database, site.id, params.customerId)).map(handOverView) }
  },

  async undoHandOver(call: Call<Api['undoHandOver']>) {
    const { database, site, params, audit } = call
    const which = { fromId: params.customerId, handOverId: params.handOverId }
    await takeHandOverBack(database, site.id, which, audit)
    return oneOf(call, params.handOverId)
  },
}
