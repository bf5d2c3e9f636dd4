// How many people a directory may bring.
import { lowestId } from '../model/ids.ts'
import type { Transaction } from '../storage/database.ts'
import { closeHeldCase, judgeHeldAnew, setPeopleMax } from '../storage/identity/held-users.ts'
import { leaveTask } from '../storage/outbox.ts'

/**
 * Whom the quota held back may come now: that is judged anew, soon. Whom the directory has it keeps, however few it may have.
 * @param peopleMax null: as many as it likes
 */
export function changeQuota(tx: Transaction, directoryId: number, peopleMax: number | null, now: Date): void {
  tx.write(setPeopleMax(tx.siteId, directoryId, peopleMax))
  tx.write(judgeHeldAnew(tx.siteId, directoryId, 'quota'))
  // Where nobody waits there is nothing to ask.
  tx.write(closeHeldCase(tx.siteId, directoryId, { userId: lowestId, reason: 'quota', now }))
  leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
}
