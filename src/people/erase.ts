// Erasing a person on an administrator's order: everywhere, and for good (decision 30).
import { conflict, invalid, notFound } from '../model/errors.ts'
import type { CaseEffect } from '../model/identity/case.ts'
import { lowestId } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { eraseAttachments } from '../storage/desk/attachments.ts'
import {
  eraseArrivedMails,
  eraseComments,
  eraseEvidence,
  eraseSenders,
  eraseSummaries,
} from '../storage/desk/erasures.ts'
import { firstIdAt } from '../storage/first-id.ts'
import { keepTraces, makeErasureKey } from '../storage/identity/erasure-traces.ts'
import {
  type ErasureFacts,
  eraseCustomers,
  eraseDomains,
  eraseExchanges,
  eraseExchangesStep,
  eraseExports,
  eraseMails,
  eraseMerges,
  eraseRows,
  eraseSignIns,
  erasureFacts,
  personOf,
  type Spoken,
} from '../storage/identity/erasures.ts'
import { holdCustomers, holdUsersOf } from '../storage/identity/merges.ts'
import { judgeClaimantsAnew } from '../storage/identity/unmanaged-customers.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import type { Query } from '../storage/statement.ts'

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
  const read = (tx: Transaction, holds: boolean) => requireErasable(tx, customerId, confirm, holds)
  const found = await database.inSite(siteId, (tx) => read(tx, false))
  const since = await emptyExchanges(database, siteId, [found], context.now)
  await database.inSite(siteId, async (tx) => {
    eraseTogether(tx, [await read(tx, true)], { requestTexts, since }, context)
  })
}

async function requireErasable(
  tx: Transaction,
  customerId: string,
  confirm: string,
  holds: boolean,
): Promise<Erased> {
  const found = await factsOf(tx, customerId, holds)
  const { name, directories } = found
  if (confirm.trim() !== name.trim()) throw invalid('confirm', "must be the person's name as it is shown.")
  if (directories.length > 0)
    throw conflict(
      `${directories.join(', ')} still has ${name}. Have the person deleted there first: the next write would bring the values back.`,
    )
  return found
}

/** What is recorded of a call that is answered now bears an id of so long ago at most. */
const recordedWithinMs = 5 * 60 * 1000

function spokenOf(people: readonly Erased[]): Spoken {
  const words = people.flatMap(({ addresses, userIds }) => [...addresses, ...userIds])
  const names = people.flatMap((one) => one.names.filter((name) => name.length >= nameMin))
  return { words: words.map((word) => word.toLowerCase()), names }
}

/**
 * Takes people out of recorded exchanges, in steps of their own before they are erased: there may be millions, which no
 * transaction reads in its time. Should it end in the midst, the person is there still, and it begins anew.
 * @returns since which exchange the erasure itself has to look
 */
export async function emptyExchanges(
  database: Database,
  siteId: number,
  people: readonly Erased[],
  now: Date,
): Promise<string> {
  const spoken = spokenOf(people)
  const before = firstIdAt(new Date(now.getTime() - recordedWithinMs))
  for (const directoryId of people[0]?.directoryIds ?? []) {
    for (let after: string | null = lowestId; after !== null; ) {
      const step: Query = eraseExchangesStep(siteId, directoryId, spoken, { after, before })
      const rows = await database.inSite(siteId, (tx) => tx.read<{ last: string | null }>(step))
      after = rows[0]?.last ?? null
    }
  }
  return before
}

/**
 * Erases people who are locked and whom nothing speaks against.
 * @param since what `emptyExchanges` said
 */
export function eraseTogether(
  tx: Transaction,
  people: readonly Erased[],
  {
    requestTexts,
    since,
    by,
  }: {
    readonly requestTexts: boolean
    readonly since: string
    readonly by?: 'retention'
  },
  context: AuditContext,
): void {
  const [first] = people
  if (!first) return
  const { siteId } = tx
  const { now } = context
  const ids = people.flatMap((one) => one.ids)
  const addresses = people.flatMap((one) => one.addresses)
  const present = new Set(people.flatMap((one) => one.present))
  tx.write(eraseExchanges(siteId, first.directoryIds, spokenOf(people), since))
  tx.write(makeErasureKey(siteId, now))
  for (const one of people) tx.write(keepTraces(siteId, one.ids, one.customerId, now))
  for (const write of eraseRows(siteId, ids)) tx.write(write)
  tx.write(eraseAttachments(siteId, ids, addresses, now))
  for (const write of eraseDomains(siteId, addresses)) tx.write(write)
  tx.write(eraseMails(siteId, ids, addresses))
  tx.write(eraseArrivedMails(siteId, addresses, now))
  for (const write of eraseSignIns(siteId, ids, addresses)) tx.write(write)
  tx.write(eraseMerges(siteId, ids, now))
  tx.write(eraseExports(siteId))
  for (const write of eraseEvidence(siteId, ids)) tx.write(write)
  if (requestTexts) {
    tx.write(eraseSummaries(siteId, ids))
    tx.write(eraseComments(siteId, ids))
  }
  for (const write of eraseSenders(siteId, addresses, requestTexts, now)) tx.write(write)
  tx.write(eraseCustomers(siteId, ids, now))
  for (const address of present) tx.write(judgeClaimantsAnew(siteId, address))
  if (present.size > 0) leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
  for (const { customerId, requests } of people) {
    const details = { requests, requestTexts, ...(by && { by }) }
    audit(tx, context, { action: 'customer.erased', subjectKind: 'customer', subject: customerId, details })
    leaveWord(tx, now, 'customer.changed', { customerId, effects: ['erase'] })
  }
}
