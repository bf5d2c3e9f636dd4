// Addresses to which people write, as administrators set them up.
import { mailboxesMax, readMailboxAddress } from '../model/desk/mailbox.ts'
import { conflict, invalid, notFound } from '../model/errors.ts'
import { isResourceId } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  type AddressedMailbox,
  holdMailbox,
  holdMailboxAddresses,
  insertMailbox,
  listMailboxes,
  type MailboxRow,
  mailboxById,
  mailboxOf,
  requestTypeToWriteTo,
  updateMailbox,
} from '../storage/desk/mailboxes.ts'
import { newId } from '../storage/new-id.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'

export interface WantedMailbox {
  readonly address?: string | undefined
  readonly requestTypeId?: string | undefined
  readonly isActive?: boolean | undefined
}

const about = (mailboxId: string) => ({ subjectKind: 'mailbox', subject: mailboxId }) as const

export async function mailboxesOf(database: Database, siteId: number): Promise<MailboxRow[]> {
  const [rows = []] = await database.readInSite(siteId, [listMailboxes(siteId)])
  return rows as MailboxRow[]
}

/** @param which its id or its address @throws DoorwardError 'not-found' */
export async function findMailbox(database: Database, siteId: number, which: string): Promise<MailboxRow> {
  const address = readMailboxAddress(which)
  const found = (await mailboxesOf(database, siteId)).find(
    (one) => one.id === which || one.address === address,
  )
  if (!found) throw notFound(`The mailbox ${which}`, 'mailbox')
  return found
}

function requireAddress(given: string): string {
  const address = readMailboxAddress(given)
  if (address === undefined)
    throw invalid('address', 'must be an e-mail address without a +, such as help@acme.example.')
  return address
}

/** Of all sites of this server one mailbox has an address: a mail says nothing else of whom it is for. */
async function requireFree(tx: Transaction, address: string, mailboxId: string): Promise<void> {
  await tx.read(holdMailboxAddresses())
  const [taken] = await tx.read<AddressedMailbox>(mailboxOf(address))
  if (!taken || taken.mailboxId === mailboxId) return
  const where =
    taken.siteId === tx.siteId ? 'There is a mailbox' : 'Another site of this server has a mailbox'
  throw conflict(`address: ${where} ${address} already.`, 'address')
}

async function requireRequestType(tx: Transaction, requestTypeId: string): Promise<void> {
  const found =
    isResourceId(requestTypeId) && (await tx.read(requestTypeToWriteTo(tx.siteId, requestTypeId))).length > 0
  if (!found)
    throw invalid(
      'requestTypeId',
      'must be a kind of request that can be asked for: not archived, nor its portal.',
    )
}

/**
 * Adds a mailbox. What is written to it opens requests of one kind.
 * @returns its id
 * @throws DoorwardError naming what is wrong; 'conflict' when the address is taken, also at another site
 */
export async function addMailbox(
  database: Database,
  siteId: number,
  wanted: {
    readonly address: string
    readonly requestTypeId: string
    readonly isActive?: boolean | undefined
  },
  context: AuditContext,
): Promise<string> {
  const id = newId()
  const address = requireAddress(wanted.address)
  const { requestTypeId, isActive = true } = wanted
  await database.inSite(siteId, async (tx) => {
    await requireFree(tx, address, id)
    await requireRequestType(tx, requestTypeId)
    const present = await tx.read(listMailboxes(siteId))
    if (present.length >= mailboxesMax) throw conflict(`The site has ${mailboxesMax} mailboxes already.`)
    tx.write(insertMailbox(siteId, { id, address, requestTypeId, isActive }, context.now))
    audit(tx, context, {
      action: 'mailbox.added',
      ...about(id),
      details: { address, requestTypeId, isActive },
    })
  })
  return id
}

/** Changes a mailbox; what is not given stays. @throws DoorwardError naming what is wrong */
export async function changeMailbox(
  database: Database,
  siteId: number,
  mailboxId: string,
  wanted: WantedMailbox,
  context: AuditContext,
  unchanged: Precondition<MailboxRow> = whateverItIs,
): Promise<void> {
  const given = wanted.address === undefined ? undefined : requireAddress(wanted.address)
  await database.inSite(siteId, async (tx) => {
    const [, [row] = []] = (await tx.readAll([
      holdMailbox(siteId, mailboxId),
      mailboxById(siteId, mailboxId),
    ])) as [unknown, MailboxRow[]]
    if (!row) throw notFound('This mailbox')
    await unchanged(tx, row)
    const before = { address: row.address, requestTypeId: row.requestTypeId, isActive: row.isActive }
    const { requestTypeId = row.requestTypeId, isActive = row.isActive } = wanted
    const after = { address: given ?? row.address, requestTypeId, isActive }
    if (after.address !== before.address) await requireFree(tx, after.address, mailboxId)
    if (after.requestTypeId !== before.requestTypeId) await requireRequestType(tx, requestTypeId)
    const changed = (Object.keys(before) as (keyof typeof before)[]).filter(
      (one) => before[one] !== after[one],
    )
    if (changed.length === 0) return
    tx.write(updateMailbox(siteId, { id: mailboxId, ...after }))
    const only = (values: typeof before) => Object.fromEntries(changed.map((one) => [one, values[one]]))
    audit(tx, context, {
      action: 'mailbox.changed',
      ...about(mailboxId),
      details: { address: after.address, before: only(before), after: only(after) },
    })
  })
}
