// Whom a directory may not bring waits, and one case asks about all of them: they are let in, or stay out.
import { conflict } from '../../model/errors.ts'
import type { HoldReason } from '../../model/identity/matching.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { countUndecided, decideHeld, undecideHeld } from '../../storage/identity/held-users.ts'
import { leaveTask } from '../../storage/outbox.ts'
import type { Decider } from './decisions.ts'

function directoryOf({ directoryId }: CaseRow): number {
  if (directoryId === null) throw conflict('The directory is gone.')
  return directoryId
}

/** Whoever waits now comes in, whatever the access policy says of them; whoever comes later waits again. */
export const letIn: Decider = {
  async preview(tx, found) {
    const counted = countUndecided(tx.siteId, directoryOf(found), 'access-policy')
    const [waiting] = await tx.read<{ people: number }>(counted)
    return [{ code: 'lets-in', values: { waiting: waiting?.people ?? 0 } }]
  },

  async apply(tx, found, context) {
    const decided = await tx.read(decideHeld(tx.siteId, directoryOf(found), 'access-policy', true))
    leaveTask(tx, context.now, 'run-task', { task: 'finish-replays' })
    return { waiting: decided.length }
  },

  /** Whoever came in stays: nobody is taken away by a policy. */
  async undo(tx, found) {
    tx.write(undecideHeld(tx.siteId, directoryOf(found), 'access-policy', true))
  },
}

/** Whoever waits now stays out without being asked about again; who comes later is another question. */
export function keepWaitingOut(reason: HoldReason & ('access-policy' | 'quota')): Decider {
  return {
    async preview(tx, found) {
      const [waiting] = await tx.read<{ people: number }>(
        countUndecided(tx.siteId, directoryOf(found), reason),
      )
      return [{ code: 'keeps-waiting-out', values: { waiting: waiting?.people ?? 0 } }]
    },

    async apply(tx, found) {
      const decided = await tx.read(decideHeld(tx.siteId, directoryOf(found), reason, false))
      return { waiting: decided.length }
    },

    async undo(tx, found) {
      tx.write(undecideHeld(tx.siteId, directoryOf(found), reason, false))
    },
  }
}
