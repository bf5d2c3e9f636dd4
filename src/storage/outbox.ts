import type { Json } from '../model/identity/resource-filter.ts'
import type { Transaction } from './database.ts'
import { firstIdAt } from './first-id.ts'
import { newId } from './new-id.ts'
import type { Query, Write } from './statement.ts'

/** What later work can be about. */
export type OutboxKind = 'customer.changed' | 'customers.changed' | 'organization.changed'

/** What is done soon, each by the queued task of this name. */
export type QueuedKind =
  | 'work-on-import'
  | 'send-mail'
  | 'run-task'
  | 'export-site'
  | 'follow-domain'
  | 'count-preview'
  | 'follow-mapping'
  | 'follow-addresses'
  | 'follow-roles'
  | 'take-back-address'
  | 'follow-cases'
  | 'follow-links'
  | 'notice-address'
  | 'move-people'
  | 'disconnect-people'
  | 'move-domain'
  | 'judge-losses'
  | 'remove-files'
  | 'tell-request'
  | 'adopt-sender'
  | 'take-mail'
  | 'fetch-mail'
  | 'check-mail'

export interface Payload {
  readonly [key: string]: Json
}

/** Leaves word for later work, in the caller's transaction: it happens if and only if the change does. */
export function leaveWord(tx: Transaction, now: Date, kind: OutboxKind, payload: Payload): void {
  tx.write({
    name: 'outbox',
    table: 'outbox',
    isRow: true,
    text: 'insert into outbox (site_id, outbox_id, at, kind, payload) values ($1, $2, $3, $4, $5)',
    values: [tx.siteId, newId(now), now, kind, JSON.stringify(payload)],
  })
}

/** On this channel a word that is due says its site's number when it is committed. */
export const wordsChannel = 'doorward_words'

/**
 * Has a queued task run, in the caller's transaction: it runs, at least once, if and only if the change happens.
 * @param payload what the task needs to find its work; it stays with the task when that fails, so no secrets and no
 *   personal values
 * @param dueAt not before this moment
 */
export function leaveTask(
  tx: Transaction,
  now: Date,
  kind: QueuedKind,
  payload: Payload,
  dueAt: Date = now,
): void {
  tx.write({
    name: 'outbox-task',
    table: 'outbox',
    text: `insert into outbox (site_id, outbox_id, at, kind, payload, due_at) values ($1, $2, $3, $4, $5, $6)
      returning pg_notify('${wordsChannel}', site_id::text)`,
    values: [tx.siteId, newId(now), now, kind, JSON.stringify(payload), dueAt],
  })
}

export interface QueuedWord {
  readonly id: string
  readonly kind: string
  /** JSON. */
  readonly payload: string
  readonly dueAt: Date
}

/** Whether a site has words that are due, now or later. */
export function hasQueuedWords(siteId: number, kinds: readonly string[]): Query {
  return {
    name: 'has-queued-words',
    text: 'select from outbox where site_id = $1 and due_at is not null and kind = any($2) limit 1',
    values: [siteId, kinds],
    isBrief: true,
  }
}

/** Since when the oldest words of a kind are due; no row where the queue has them all. */
export function oldestDue(siteId: number, kind: QueuedKind): Query {
  return {
    name: '',
    text: `select due_at as "dueAt" from outbox where site_id = $1 and due_at is not null and kind = $2
      order by outbox_id limit 1`,
    values: [siteId, kind],
  }
}

/** Locks the oldest words that go to the queue; those that another process hands over just now are its own. */
export function takeQueuedWords(siteId: number, kinds: readonly string[], limit: number): Query {
  return {
    name: 'take-queued-words',
    text: `select outbox_id as id, kind, payload, due_at as "dueAt" from outbox
      where site_id = $1 and due_at is not null and kind = any($2)
      order by outbox_id limit $3 for update skip locked`,
    values: [siteId, kinds, limit],
  }
}

/** The queue has them now. */
export function removeWords(siteId: number, ids: readonly string[]): Write {
  return {
    name: 'remove-words',
    table: 'outbox',
    text: 'delete from outbox where site_id = $1 and outbox_id = any($2)',
    values: [siteId, ids],
  }
}

/**
 * Forgets words that are older than anything that could still want them: ids grow with time. What must be done stays until
 * the queue has it.
 */
export function forgetWords(siteId: number, before: Date): Query {
  return {
    name: '',
    text: 'delete from outbox where site_id = $1 and outbox_id < $2 and due_at is null',
    values: [siteId, firstIdAt(before)],
  }
}
