// What somebody asked by mail without an account becomes theirs when they come to hold the address (decision 47).
import { conflict, invalid, notFound } from '../model/errors.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import { isResourceId, lowestId } from '../model/ids.ts'
import { monthsBefore } from '../model/retention.ts'
import { addIn } from '../people/unmanaged.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { eraseAttachments } from '../storage/desk/attachments.ts'
import { eraseArrivedMails, eraseSenders } from '../storage/desk/erasures.ts'
import {
  countRequestsOfSender,
  giveSenderRequests,
  holderOfSender,
  holdSender,
  holdSenderRequests,
  holdSenders,
  type ListedSender,
  listSenders,
  removeSender,
  type SenderRow,
  senderByAddress,
  senderById,
  silentSenders,
  stillSilent,
} from '../storage/desk/senders.ts'
import { eraseExports, eraseMails } from '../storage/identity/erasures.ts'
import { leaveTask } from '../storage/outbox.ts'
import type { Site } from '../storage/sites.ts'
import { note, tellRequests } from './history.ts'

/** So many requests change hands in one transaction; the others follow. */
const stepMax = 500

export interface WholeSender extends SenderRow {
  readonly requestCount: number
}

const notThere = () => notFound('This sender')

/** A page of senders, and one more; see `listSenders`. */
export async function pageOfSenders(
  database: Database,
  siteId: number,
  text: string | undefined,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly ListedSender[]> {
  const wanted = { ...page, limit: page.limit + 1 }
  const [rows = []] = await database.readInSite(siteId, [listSenders(siteId, text, wanted)])
  return rows as ListedSender[]
}

/** The sender of an id or of an address. @throws DoorwardError 'not-found' */
export async function findSender(database: Database, siteId: number, which: string): Promise<WholeSender> {
  if (isResourceId(which)) return readSender(database, siteId, which)
  const [[found] = []] = (await database.readInSite(siteId, [
    senderByAddress(siteId, foldAddress(which)),
  ])) as [{ id: string }[]?]
  if (!found) throw notThere()
  return readSender(database, siteId, found.id)
}

/** @throws DoorwardError 'not-found' */
export async function readSender(database: Database, siteId: number, senderId: string): Promise<WholeSender> {
  if (!isResourceId(senderId)) throw notThere()
  const [[found] = [], [counted] = []] = (await database.readInSite(siteId, [
    senderById(siteId, senderId),
    countRequestsOfSender(siteId, senderId),
  ])) as [SenderRow[]?, { total: number }[]?]
  if (!found) throw notThere()
  return { ...found, requestCount: counted?.total ?? 0 }
}

/**
 * An agent makes a sender a customer who holds the address, where the access policy lets them; the requests become theirs.
 * @returns the customer's id
 * @throws DoorwardError 'not-found', 'forbidden' by the policy, 'conflict' where the address is somebody's
 */
export async function makeCustomerOf(
  database: Database,
  siteId: number,
  senderId: string,
  { name }: { readonly name?: string | undefined },
  context: AuditContext,
): Promise<string> {
  if (!isResourceId(senderId)) throw notThere()
  return database.inSite(siteId, async (tx) => {
    const [sender] = await tx.read<SenderRow>(holdSender(siteId, senderId))
    if (!sender) throw notThere()
    if (sender.address === null) throw conflict('This sender was erased, for good.')
    const wanted = { name: name ?? sender.name, address: sender.address, isProven: true }
    const { customerId } = await addIn(tx, wanted, 'agent', context)
    await give(tx, sender, customerId, context)
    return customerId
  })
}

/**
 * Gives what a sender asked to whoever holds the address by now; nothing happens where nobody does. It may run again and again.
 */
export async function adoptSender(
  database: Database,
  siteId: number,
  senderId: string,
  now: Date,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [sender] = await tx.read<SenderRow>(holdSender(siteId, senderId))
    const [holder] = await tx.read<{ customerId: string }>(holderOfSender(siteId, senderId))
    if (!sender || !holder) return
    await give(tx, sender, holder.customerId, { actor: { kind: 'system', name: 'senders' }, now })
  })
}

/**
 * Erases the address and name of a sender: what was asked stays, without them.
 * @throws DoorwardError 'not-found', 'invalid' where the address was not typed once more
 */
export async function eraseSender(
  database: Database,
  siteId: number,
  senderId: string,
  { confirm, requestTexts }: { readonly confirm: string; readonly requestTexts: boolean },
  context: AuditContext,
): Promise<void> {
  if (!isResourceId(senderId)) throw notThere()
  const { now } = context
  await database.inSite(siteId, async (tx) => {
    const [sender] = await tx.read<SenderRow>(holdSender(siteId, senderId))
    if (!sender) throw notThere()
    if (sender.address === null) throw conflict('This sender was erased already.')
    const address = foldAddress(sender.address)
    if (foldAddress(confirm) !== address) throw invalid('confirm', 'must be the address as it is shown.')
    eraseAddresses(tx, [address], requestTexts, now)
    const details = { requestTexts }
    audit(tx, context, { action: 'sender.erased', subjectKind: 'sender', subject: senderId, details })
    tellRequests(tx)
  })
}

function eraseAddresses(
  tx: Transaction,
  addresses: readonly string[],
  requestTexts: boolean,
  now: Date,
): void {
  const { siteId } = tx
  tx.write(eraseAttachments(siteId, [], addresses, now))
  tx.write(eraseMails(siteId, [], addresses))
  tx.write(eraseArrivedMails(siteId, addresses, now))
  for (const write of eraseSenders(siteId, addresses, requestTexts, now)) tx.write(write)
  tx.write(eraseExports(siteId))
}

/** So many senders at a time. */
const silentStep = 100

/**
 * Erases senders from whom nothing came for as long as the site keeps leavers; what they asked stays, without them. It may be stopped
 * and begun again at any time.
 */
export async function eraseSilentSenders(
  database: Database,
  { id: siteId, leaverMonths }: Pick<Site, 'id' | 'leaverMonths'>,
  now: Date,
): Promise<void> {
  if (leaverMonths === 0) return
  const since = monthsBefore(now, leaverMonths)
  const context = { actor: { kind: 'system', name: 'retention' }, now } as const
  for (let after = lowestId; ; ) {
    const [rows = []] = await database.readInSite(siteId, [silentSenders(siteId, since, after, silentStep)])
    const ids = (rows as { id: string }[]).map(({ id }) => id)
    if (ids.length > 0)
      await database.inSite(siteId, async (tx) => {
        await tx.read(holdSenders(siteId, ids))
        const due = await tx.read<{ id: string; address: string }>(stillSilent(siteId, since, ids))
        if (due.length === 0) return
        eraseAddresses(
          tx,
          due.map(({ address }) => address),
          false,
          now,
        )
        for (const { id } of due)
          audit(tx, context, {
            action: 'sender.erased',
            subjectKind: 'sender',
            subject: id,
            details: { requestTexts: false },
          })
        tellRequests(tx)
      })
    if (ids.length < silentStep) return
    after = ids.at(-1) ?? after
  }
}

async function give(
  tx: Transaction,
  { id: senderId, address }: SenderRow,
  customerId: string,
  context: AuditContext,
): Promise<void> {
  const { siteId } = tx
  const { now } = context
  const held = await tx.read<{ id: string }>(holdSenderRequests(siteId, senderId, stepMax))
  const ids = held.map(({ id }) => id)
  for (const write of giveSenderRequests(siteId, ids, senderId, customerId)) tx.write(write)
  for (const requestId of ids)
    note(tx, requestId, { by: null, now }, 'became-customers', { personId: customerId })
  // The address is kept once: with the customer.
  const values = address === null ? {} : { address: { after: address } }
  audit(tx, context, {
    action: 'customer.got-sender-requests',
    subjectKind: 'customer',
    subject: customerId,
    details: { senderId, requests: ids.length },
    person: { id: customerId, values },
  })
  if (ids.length < stepMax) tx.write(removeSender(siteId, senderId))
  else leaveTask(tx, now, 'adopt-sender', { senderId })
  tellRequests(tx)
}
