// Who hears of what happens to a request. Whoever is to be told is found, and looked at again, when the mail is sent.
import type { Writer } from '../model/desk/request.ts'
import type { Transaction } from '../storage/database.ts'
import { leaveTask } from '../storage/outbox.ts'
import type { Acting } from './history.ts'

const who = (by: Writer | null) => (by === null ? {} : { byKind: by.kind, byId: by.id })

/**
 * A request is new.
 * @param isQuiet whoever asked is not told that it came: nothing shows that it was they who wrote
 */
export function noteOpened(tx: Transaction, requestId: string, { by, now }: Acting, isQuiet = false): void {
  leaveTask(tx, now, 'tell-request', { what: 'opened', requestId, ...(isQuiet && { isQuiet }), ...who(by) })
}

/** Somebody wrote. */
export function noteComment(
  tx: Transaction,
  requestId: string,
  commentId: string,
  { by, now }: Acting,
): void {
  leaveTask(tx, now, 'tell-request', { what: 'commented', requestId, commentId, ...who(by) })
}

/** A request is somebody's now. */
export function noteAssigned(tx: Transaction, requestId: string, { by, now }: Acting): void {
  leaveTask(tx, now, 'tell-request', { what: 'assigned', requestId, ...who(by) })
}

/** A request is resolved, and nothing was written with that. */
export function noteResolved(tx: Transaction, requestId: string, { by, now }: Acting): void {
  leaveTask(tx, now, 'tell-request', { what: 'resolved', requestId, ...who(by) })
}
