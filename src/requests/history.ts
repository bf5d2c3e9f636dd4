// What was done to a request is written down, and told to whoever listens.
import type { HistoryKind } from '../model/desk/history.ts'
import type { Writer } from '../model/desk/request.ts'
import type { Transaction } from '../storage/database.ts'
import { type HistoryRow, insertHistory } from '../storage/desk/thread.ts'
import { newId } from '../storage/new-id.ts'
import { announce } from '../storage/notices.ts'

/** Who acts on a request, and when. */
export interface Acting {
  /** Null: the server, by a rule. */
  readonly by: Writer | null
  readonly now: Date
}

export function note(
  tx: Transaction,
  requestId: string,
  { by, now }: Acting,
  kind: HistoryKind,
  details: HistoryRow['details'] = {},
): void {
  tx.write(insertHistory(tx.siteId, { entryId: newId(), requestId, kind, by, details, now }))
}

/** That requests of the site changed; whoever shows one reads it again, as far as they may. */
export function tellRequests(tx: Transaction): void {
  tx.write(announce([{ siteId: tx.siteId, kinds: ['requests'], directoryIds: null }]))
}
