import { z } from 'zod'
import { type Contract, moment, resourceId, text } from '../../model/contract.ts'
import { moveRefusals } from '../../model/identity/domain-move.ts'

const domain = text.max(253)
const count = z.number().int()
const both = {
  from: domain.meta({ description: 'The domain of before, exact.' }),
  to: domain.meta({ description: 'The new one, exact.' }),
}

const move = z
  .strictObject({
    id: resourceId,
    from: z.string(),
    to: z.string(),
    begunAt: moment,
    /** How many addresses were moved so far. */
    moved: count,
    isFinished: z.boolean(),
    undoUntil: moment,
    undoneAt: moment.nullable(),
    back: count.meta({ description: 'Of those that were taken back: who has the old address again.' }),
    stayed: count.meta({ description: 'And who could not have it again.' }),
  })
  .meta({ id: 'DomainMove' })

const params = z.strictObject({ moveId: resourceId })

/** One domain becoming another, for customers whom no directory manages. */
export const domainMoveRoutes = {
  previewDomainMove: {
    method: 'GET',
    path: '/api/domain-moves/preview',
    tag: 'Customers',
    summary: 'Count whose addresses would move from one domain to another, and who stays, and why',
    permission: 'customers.read',
    query: z.strictObject(both),
    answer: z.strictObject({
      people: count.meta({ description: 'How many addresses move.' }),
      held: count.meta({ description: 'How many of them are held at the new domain then.' }),
      refused: z
        .array(z.strictObject({ reason: z.enum(moveRefusals), people: count }))
        .meta({ description: 'How many stay as they are.' }),
      managed: count.meta({
        description: 'Active people with an address there whom a directory manages; they stay as they are.',
      }),
      hasMore: z.boolean().meta({ description: 'There are more than were counted.' }),
      organizations: z.array(z.string()).meta({ description: 'Which the new domain will feed too.' }),
      joiners: count.meta({
        description: 'Who holds an address at the new domain already, and would join them; up to 100.',
      }),
      readable: count.meta({ description: 'Requests of before that those could read.' }),
      first: z.array(
        z.strictObject({
          id: resourceId,
          name: z.string(),
          address: z.string(),
          as: z.enum(['moves', ...moveRefusals]),
        }),
      ),
    }),
  },
  beginDomainMove: {
    method: 'POST',
    path: '/api/domain-moves',
    tag: 'Customers',
    summary: 'Move everybody without a directory from one domain to another, with the numbers of the preview',
    permission: 'customers.change',
    // What the old domain feeds the new one feeds then.
    alsoNeeds: ['organizations.change'],
    freshSignIn: 'at-a-browser',
    creates: true,
    body: z.strictObject({
      ...both,
      people: count.min(1).meta({ description: 'As the preview said.' }),
      held: count
        .min(0)
        .meta({ description: 'As the preview said: whoever confirms it vouches for these mailboxes.' }),
    }),
    answer: move,
  },
  listDomainMoves: {
    method: 'GET',
    path: '/api/domain-moves',
    tag: 'Customers',
    summary: 'List the last moves of domains',
    permission: 'customers.read',
    answer: z.strictObject({ items: z.array(move) }),
  },
  undoDomainMove: {
    method: 'POST',
    path: '/api/domain-moves/{moveId}/undo',
    tag: 'Customers',
    summary: 'Give everybody the address of before again, within seven days',
    permission: 'customers.change',
    // What the old domain feeds the new one feeds then.
    alsoNeeds: ['organizations.change'],
    freshSignIn: 'at-a-browser',
    params,
    answer: move,
  },
} as const satisfies Contract
