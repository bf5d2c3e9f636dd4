// Erasing a person on an administrator's order: one transaction, everywhere, and for good (decision 30).
import { conflict, invalid, notFound } from '../model/errors.ts'
import type { CaseEffect } from '../model/identity/case.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { keepTraces, makeErasureKey } from '../storage/identity/erasure-traces.ts'
import {
  type ErasureFacts,
  eraseCustomers,
  eraseExchanges,
  eraseExports,
  eraseMails,
  eraseMerges,
  eraseRows,
  eraseSummaries,
  erasureFacts,
  personOf,
} from '../storage/identity/erasures.ts'
import { holdCustomers, holdUsersOf } from '../storage/identity/merges.ts'
import { judgeClaimantsAnew } from '../storage/identity/unmanaged-customers.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'

/** A shorter name stands within other words: exchanges that say it alone, without address or id, keep what they say. */
const nameMin = 5

/** Somebody who may be erased: the customer, whoever was merged into them, and what an erasure looks at. */
export interface Erased extends ErasureFacts {
  readonly customerId: string
  readonly ids: readonly string[]
}

/** @param holds whether the rows are locked first */
export async function readErased(tx: Transaction, customerId: string, holds: boolean): Promise<Erased> {
  const { siteId } = tx
  const ids = (await tx.read<{ id: string }>(personOf(siteId, customerId))).map(({ id }) => id)
  if (holds) await tx.readAll([holdUsersOf(siteId, ids), holdCustomers(siteId, ids)])
  const [facts] = await tx.read<ErasureFacts>(erasureFacts(siteId, customerId, ids))
  if (!facts) throw notFound('This customer')
  return { ...facts, customerId, ids }
}

async function factsOf(tx: Transaction, customerId: string, holds: boolean): Promise<Erased> {
  const found = await readErased(tx, customerId, holds)
  if (found.mergedInto !== null)
    throw conflict(
      `${found.name} was merged into another customer (${found.mergedInto}), who is erased instead.`,
    )
  if (found.erasedAt !== null) throw conflict('This person is erased already.')
  return found
}

/** What an erasure would do, and first whether a directory still has the person. It writes nothing. */
export async function previewErasure(
  database: Database,
  siteId: number,
  customerId: string,
): Promise<readonly CaseEffect[]> {
  return database.inSite(siteId, async (tx) => {
    const { name, directories, requests, mails, exports } = await factsOf(tx, customerId, false)
    const counted = { 'erases-mails': mails, 'erases-exports': exports, 'requests-of-erased': requests }
    return [
      ...directories.map((directory) => ({ code: 'directory-has-person', values: { name, directory } })),
      { code: 'erases-person', values: { name } },
      ...Object.entries(counted).flatMap(([code, count]) => (count > 0 ? [{ code, values: { count } }] : [])),
    ]
  })
}

/** What is erased: `confirm` is the person's name, typed once more. */
export interface Erasure {
  readonly customerId: string
  readonly confirm: string
  /** The summaries of the person's requests go too. */
  readonly requestTexts: boolean
}

/**
 * Erases a person. It cannot be undone.
 * @throws DoorwardError 'conflict' while a directory has the person, who would come back with its next write
 */
export async function erase(
  database: Database,
  siteId: number,
  { customerId, confirm, requestTexts }: Erasure,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const found = await factsOf(tx, customerId, true)
    const { name, directories } = found
    if (confirm.trim() !== name.trim()) throw invalid('confirm', "must be the person's name as it is shown.")
    if (directories.length > 0)
      throw conflict(
        `${directories.join(', ')} still has ${name}. Have the person deleted there first: the next write would bring the values back.`,
      )
    eraseTogether(tx, [found], { requestTexts }, context)
  })
}

/** Erases people who are locked and whom nothing speaks against: recorded exchanges are read once for all of them. */
export function eraseTogether(
  tx: Transaction,
  people: readonly Erased[],
  { requestTexts, by }: { readonly requestTexts: boolean; readonly by?: 'retention' },
  context: AuditContext,
): void {
  const [first] = people
  if (!first) return
  const { siteId } = tx
  const { now } = context
  const ids = people.flatMap((one) => one.ids)
  const addresses = people.flatMap((one) => one.addresses)
  const present = new Set(people.flatMap((one) => one.present))
  const words = [...addresses, ...people.flatMap(({ userIds }) => userIds)].map((word) => word.toLowerCase())
  const names = people.flatMap((one) => one.names.filter((name) => name.length >= nameMin))
  tx.write(eraseExchanges(siteId, first.directoryIds, words, names))
  tx.write(makeErasureKey(siteId, now))
  for (const one of people) tx.write(keepTraces(siteId, one.ids, one.customerId, now))
  for (const write of eraseRows(siteId, ids)) tx.write(write)
  tx.write(eraseMails(siteId, ids, addresses))
  tx.write(eraseMerges(siteId, ids, now))
  tx.write(eraseExports(siteId))
  if (requestTexts) tx.write(eraseSummaries(siteId, ids))
  tx.write(eraseCustomers(siteId, ids, now))
  for (const address of present) tx.write(judgeClaimantsAnew(siteId, address))
  if (present.size > 0) leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
  for (const { customerId, requests } of people) {
    const details = { requests, requestTexts, ...(by && { by }) }
    audit(tx, context, { action: 'customer.erased', subjectKind: 'customer', subject: customerId, details })
    leaveWord(tx, now, 'customer.changed', { customerId, effects: ['erase'] })
  }
}
