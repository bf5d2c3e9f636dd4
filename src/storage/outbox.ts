import { v7 as uuidv7 } from 'uuid'
import type { Json } from '../model/identity/resource-filter.ts'
import type { Transaction } from './database.ts'
import type { Query } from './statement.ts'

/** What later work can be about. */
export type OutboxKind = 'customer.changed' | 'organization.changed'

/** Leaves word for later work, in the caller's transaction: it happens if and only if the change does. */
export function leaveWord(
  tx: Transaction,
  now: Date,
  kind: OutboxKind,
  payload: { [key: string]: Json },
): void {
  tx.write({
    name: 'outbox',
    table: 'outbox',
    text: 'insert into outbox (site_id, outbox_id, at, kind, payload) values ($1, $2, $3, $4, $5)',
    values: [tx.siteId, uuidv7({ msecs: now.getTime() }), now, kind, JSON.stringify(payload)],
  })
}

/** Forgets words that are older than anything that could still want them: ids grow with time. */
export function forgetWords(siteId: number, before: Date): Query {
  const firstKept = uuidv7({ msecs: before.getTime(), seq: 0, random: new Uint8Array(16) })
  return {
    name: '',
    text: 'delete from outbox where site_id = $1 and outbox_id < $2',
    values: [siteId, firstKept],
  }
}
