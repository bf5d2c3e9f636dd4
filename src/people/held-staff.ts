import type { Transaction } from '../storage/database.ts'
import { judgeHeldAnew } from '../storage/identity/held-users.ts'
import { leaveTask } from '../storage/outbox.ts'

/** An address is free, or a directory has more to say: users who are not what their directory of staff says are judged anew. */
export function wakeHeldStaff(tx: Transaction, now: Date): void {
  for (const reason of ['staff-known', 'domain-of-another'] as const) {
    tx.write(judgeHeldAnew(tx.siteId, null, reason))
  }
  leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
}

/** Another owner can sign in: a directory may let the one go whom it could not. */
export function wakeLastOwners(tx: Transaction, now: Date): void {
  tx.write(judgeHeldAnew(tx.siteId, null, 'last-owner'))
  leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
}
