import { conflict } from '../../model/errors.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { effectsOfMerge, type MergePair, mergeIn, undoMergeIn } from '../merge.ts'
import type { Decider } from './decisions.ts'

/** Both are one person: the customer who is known takes in the new one, whom the directory has, with history and all. */
export const linkCustomers: Decider = {
  preview: (tx, found) => effectsOfMerge(tx, pairOf(found)),
  apply: async (tx, found, context) => {
    const pair = pairOf(found)
    return { mergeId: await mergeIn(tx, pair, context, found.id), survivorId: pair.survivorId }
  },
  undo: async (tx, _found, { mergeId, survivorId }, context) =>
    undoMergeIn(tx, { mergeId: String(mergeId), survivorId: String(survivorId) }, context),
}

function pairOf({ customerId, otherCustomerId }: CaseRow): MergePair {
  if (customerId === null || otherCustomerId === null) throw conflict('One of the two is gone.')
  return { survivorId: otherCustomerId, mergedId: customerId }
}
