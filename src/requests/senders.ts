// What somebody asked by mail without an account becomes theirs when they come to hold the address (decision 47).
import { conflict, invalid, notFound } from '../model/errors.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import { isResourceId } from '../model/ids.ts'
import { addIn } from '../people/unmanaged.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { eraseAttachments } from '../storage/desk/attachments.ts'
import { eraseSenders } from '../storage/desk/erasures.ts'
import {
  countRequestsOfSender,
  giveSenderRequests,
  holderOfSender,
  holdSender,
  holdSenderRequests,
  removeSender,
  type SenderRow,
  senderById,
} from '../storage/desk/senders.ts'
import { eraseExports, eraseMails } from '../storage/identity/erasures.ts'
import { leaveTask } from '../storage/outbox.ts'
import { note, tellRequests } from './history.ts'

/** So many requests change hands in one transaction; the others follow. */
const stepMax = 500

export interface WholeSender extends SenderRow {
  readonly requestCount: number
}

const notThere = () => notFound('This sender')

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
    tx.write(eraseAttachments(siteId, [], [address], now))
    tx.write(eraseMails(siteId, [], [address]))
    for (const write of eraseSenders(siteId, [address], requestTexts, now)) tx.write(write)
    tx.write(eraseExports(siteId))
    const details = { requestTexts }
    audit(tx, context, { action: 'sender.erased', subjectKind: 'sender', subject: senderId, details })
    tellRequests(tx)
  })
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
