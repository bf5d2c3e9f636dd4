// Where a request stands and stood, and where it may go; and what this desk does not measure yet.
import { z } from 'zod'
import { lines } from '../../model/contract.ts'
import { isOpen, type Status, statuses } from '../../model/desk/request.ts'
import { invalid, notFound } from '../../model/errors.ts'
import { changeAsAgent } from '../../requests/change.ts'
import { actAsAsker } from '../../requests/comment.ts'
import { readStatuses } from '../../requests/statuses.ts'
import type { WholeRequest } from '../../requests/thread.ts'
import { viewerOf } from './caller.ts'
import { write } from './comments.ts'
import { requestIn } from './on-request.ts'
import { type AnyCall, operation, pageOnly, type ServiceCall } from './operation.ts'
import { emptyPage, pageOf } from './page.ts'
import { statusName, statusOf } from './shapes.ts'

interface Transition {
  readonly id: string
  readonly name: string
  readonly go: (
    call: Pick<ServiceCall, 'database' | 'site' | 'audit' | 'staff' | 'asker'>,
    requestId: string,
  ) => Promise<unknown>
}

/** Where the caller may move the request: agents everywhere, and who asked says that it is solved, or that it is not. */
async function transitionsOf(call: AnyCall, { row }: WholeRequest): Promise<Transition[]> {
  const { database, site, staff } = call
  const { person, face } = viewerOf(call)
  if (face === 'help-centre') {
    if (row.requesterId !== person.id) return []
    const act = (id: string, name: string, what: 'solve' | 'reopen'): Transition => ({
      id,
      name,
      go: ({ database, site, audit }, requestId) =>
        actAsAsker(database, site.id, requestId, person, what, audit),
    })
    if (isOpen(row.status)) return [act('resolved', 'It is solved', 'solve')]
    return row.status === 'resolved' ? [act('waiting-for-support', 'It is not solved', 'reopen')] : []
  }
  if (!staff?.permissions.includes('requests.change')) return []
  const own = (await readStatuses(database, site.id)).filter(({ archivedAt }) => archivedAt === null)
  const move = (id: string, name: string, wish: { status?: Status; statusId?: string }): Transition => ({
    id,
    name,
    go: ({ database, site, audit }, requestId) =>
      changeAsAgent(database, site.id, requestId, person, wish, audit),
  })
  return [
    ...statuses.map((status) => move(status, statusName(status), { status })),
    ...own.map(({ id, name }) => move(id, name, { statusId: id })),
  ].filter(({ id }) => id !== (row.statusId ?? row.status))
}

/** Where it stood, the latest first. */
export function statusesOf({ row, history }: WholeRequest) {
  const before = history
    .filter(({ kind }) => kind === 'status-changed')
    .map(({ at, details }) => statusOf(details.to as Status, null, at))
  return [statusOf('open', null, row.createdAt), ...before].reverse()
}

const moved = z.object({ id: z.string(), additionalComment: z.object({ body: lines }).optional() })
const one = '/request/{issueIdOrKey}'

export const statusOperations = [
  operation('GET', `${one}/status`, { needs: 'asker', query: pageOnly }, async (call) => {
    const { query } = call
    const all = statusesOf(await requestIn(call))
    return pageOf(call, query, all.slice(query.start, query.start + query.limit + 1))
  }),
  operation('GET', `${one}/transition`, { needs: 'asker', query: pageOnly }, async (call) => {
    const { query } = call
    const all = await transitionsOf(call, await requestIn(call))
    const page = all.slice(query.start, query.start + query.limit + 1)
    return pageOf(
      call,
      query,
      page.map(({ id, name }) => ({ id, name })),
    )
  }),
  operation('POST', `${one}/transition`, { needs: 'asker', body: moved }, async (call) => {
    const { body } = call
    const whole = await requestIn(call)
    const wanted = (await transitionsOf(call, whole)).find(({ id }) => id === body.id)
    if (!wanted)
      throw invalid('id', 'must be a transition that is open to you now, as GET at this address lists them.')
    if (body.additionalComment)
      await write(call, whole, {
        ...{ body: body.additionalComment.body, isPublic: true, field: 'additionalComment.body' },
      })
    await wanted.go(call, whole.row.id)
    return undefined
  }),

  // Goals of time and approvals are not here yet: an empty page in the right shape.
  ...['sla', 'approval'].flatMap((part) => [
    operation('GET', `${one}/${part}`, { needs: 'asker', query: pageOnly }, async (call) => {
      await requestIn(call)
      return emptyPage(call, call.query)
    }),
    operation('GET', `${one}/${part}/{id}`, { needs: 'asker' }, async (call) => {
      await requestIn(call)
      throw notFound(part === 'sla' ? 'This goal' : 'This approval')
    }),
  ]),
]
