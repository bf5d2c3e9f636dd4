import { z } from 'zod'
import { type Contract, moment, resourceId } from '../../model/contract.ts'
import { caseEffects } from './cases.ts'

const survivor = z.strictObject({ customerId: resourceId })
const pair = z.strictObject({ customerId: resourceId, otherCustomerId: resourceId })
const one = z.strictObject({ customerId: resourceId, mergeId: resourceId })

const merged = z
  .strictObject({
    id: resourceId,
    merged: z.strictObject({ id: resourceId, name: z.string() }),
    mergedAt: moment,
    undoUntil: moment,
    undoneAt: moment.nullable(),
  })
  .meta({ id: 'Merge' })

/** Two customers become one, and two again. */
export const mergeRoutes = {
  previewMerge: {
    method: 'GET',
    path: '/api/customers/{customerId}/merges/preview/{otherCustomerId}',
    tag: 'People',
    summary: 'Say what merging another customer into this one would do, and who gains sight of what',
    permission: 'customers.read',
    alsoNeeds: ['organizations.read', 'directories.read'],
    params: pair,
    answer: caseEffects,
  },
  mergeCustomers: {
    method: 'POST',
    path: '/api/customers/{customerId}/merges',
    tag: 'People',
    summary: 'Merge another customer into this one, who then has everything of both',
    permission: 'customers.change',
    freshSignIn: 'at-a-browser',
    creates: true,
    params: survivor,
    body: z.strictObject({ otherCustomerId: resourceId }),
    answer: merged,
  },
  listMerges: {
    method: 'GET',
    path: '/api/customers/{customerId}/merges',
    tag: 'People',
    summary: 'List whom a customer has taken in, the newest first; the last hundred',
    permission: 'customers.read',
    params: survivor,
    answer: z.strictObject({ items: z.array(merged) }),
  },
  previewUndoMerge: {
    method: 'GET',
    path: '/api/customers/{customerId}/merges/{mergeId}/undo',
    tag: 'People',
    summary: 'Say what undoing a merge would do, and what arrived since and stays',
    permission: 'customers.read',
    params: one,
    answer: caseEffects,
  },
  undoMerge: {
    method: 'POST',
    path: '/api/customers/{customerId}/merges/{mergeId}/undo',
    tag: 'People',
    summary: 'Undo a merge within seven days: what arrived since stays with the survivor',
    permission: 'customers.change',
    freshSignIn: 'at-a-browser',
    params: one,
    body: z.strictObject({}),
    answer: merged,
  },
} as const satisfies Contract
