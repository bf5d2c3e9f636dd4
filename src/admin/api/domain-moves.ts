import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { moveRefusals } from '../../model/identity/domain-move.ts'
import { beginDomainMove, moveDomain, undoDomainMove } from '../../people/domain-move.ts'
import { domainMovesOf, previewDomainMove } from '../../people/domain-move-preview.ts'
import { replayPatienceMs } from '../../people/replay.ts'
import type { DomainMoveRecord } from '../../storage/identity/domain-moves.ts'
import type { adminApi } from '../contract.ts'
import { requireMove } from '../domain-moves.ts'

type Api = typeof adminApi

function viewOf({
  begunAt,
  undoUntil,
  undoneAt,
  afterId,
  ...move
}: DomainMoveRecord): Answer<Api['beginDomainMove']> {
  return {
    ...move,
    begunAt: begunAt.toISOString(),
    isFinished: afterId === null,
    undoUntil: undoUntil.toISOString(),
    undoneAt: undoneAt?.toISOString() ?? null,
  }
}

/** @throws Error when there is none, although it was changed just now */
async function viewById(
  { database, site }: Pick<Call<Api['listDomainMoves']>, 'database' | 'site'>,
  moveId: string,
): Promise<Answer<Api['beginDomainMove']>> {
  const found = (await domainMovesOf(database, site.id)).find(({ id }) => id === moveId)
  if (!found) throw new Error('the move is gone')
  return viewOf(found)
}

export const domainMoveHandlers = {
  async previewDomainMove({ database, site, query }: Call<Api['previewDomainMove']>) {
    const { refused, organizations, first, ...counted } = await previewDomainMove(
      database,
      site.id,
      requireMove(query),
    )
    return {
      ...counted,
      refused: moveRefusals.flatMap((reason) => {
        const people = refused[reason] ?? 0
        return people > 0 ? [{ reason, people }] : []
      }),
      organizations: [...organizations],
      first: [...first],
    }
  },

  async beginDomainMove(call: Call<Api['beginDomainMove']>) {
    const { database, site, body, audit } = call
    const { people, held } = body
    const id = await beginDomainMove(database, site.id, { ...requireMove(body), people, held }, audit)
    await moveDomain(database, site.id, id, audit.now, replayPatienceMs)
    return viewById(call, id)
  },

  async listDomainMoves({ database, site }: Call<Api['listDomainMoves']>) {
    return { items: (await domainMovesOf(database, site.id)).map(viewOf) }
  },

  async undoDomainMove(call: Call<Api['undoDomainMove']>) {
    const { database, site, params, audit } = call
    await undoDomainMove(database, site.id, params.moveId, audit)
    await moveDomain(database, site.id, params.moveId, audit.now, replayPatienceMs)
    return viewById(call, params.moveId)
  },
}
