// Customers whom no directory manages, as an administrator adds and changes them; and letting go whom a directory left behind.

import type { AuditAction, PersonalValues } from '../model/audit.ts'
import { conflict, type DoorwardError, notFound } from '../model/errors.ts'
import type { Standing } from '../model/identity/authority.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import type { ErasedTrace } from '../model/identity/matching.ts'
import {
  isActiveByHand,
  judgeRelease,
  judgeUnmanagedAddress,
  standingOf,
  type UnmanagedAddressFacts,
  type UnmanagedRefusal,
} from '../model/identity/unmanaged.ts'
import { endKeysOfCustomer } from '../storage/access/asker-keys.ts'
import { endCustomerSessions } from '../storage/access/customer-sessions.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  type CustomerRow,
  customersById,
  endAddress,
  insertAddress,
  judgeAddressAnew,
  respellAddress,
  updateCustomer,
} from '../storage/identity/customers.ts'
import {
  disownAddresses,
  forgetDeletedUsersOf,
  holdCustomer,
  insertUnmanaged,
  judgeClaimantsAnew,
  lastAddress,
  type OwnCustomer,
  ownCustomer,
  releaseCustomer,
  setDeactivatedHere,
  unlinkUsers,
  unmanagedAddressFacts,
} from '../storage/identity/unmanaged-customers.ts'
import { newId } from '../storage/new-id.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'
import { requireAccess } from './access.ts'
import { noticeAddressChange } from './address-notices.ts'
import { askAboutErased, requireDecided } from './came-back.ts'

/** Somebody to add. `isProven` is an administrator's word that the mailbox is this person's: then the address is held. */
export interface NewCustomer {
  readonly name: string
  readonly address: string | undefined
  readonly isProven: boolean
}

/**
 * Adds a customer whom no directory manages; inactive, and with a case, where somebody who was erased had the address.
 * @returns the id
 * @throws DoorwardError 'conflict', field `address`
 */
export async function addCustomer(
  database: Database,
  siteId: number,
  wanted: NewCustomer,
  context: AuditContext,
): Promise<string> {
  const { customerId } = await database.inSite(siteId, (tx) => addIn(tx, wanted, 'agent', context))
  return customerId
}

/**
 * The same in the caller's transaction, and on any channel.
 * @returns `waits`: a case asks whether the person comes in
 */
export async function addIn(
  tx: Transaction,
  { name, address, isProven }: NewCustomer,
  channel: 'agent' | 'portal',
  context: AuditContext,
): Promise<{ readonly customerId: string; readonly waits: boolean }> {
  const { siteId } = tx
  const { now } = context
  const customerId = newId()
  const erased = address === undefined ? undefined : await requireFree(tx, customerId, address)
  await requireAccess(tx, channel, address, erased !== undefined)
  tx.write(insertUnmanaged(siteId, { customerId, name, active: erased === undefined, now }))
  if (address !== undefined) giveAddress(tx, customerId, address, isProven, now)
  const values = {
    name: { after: name },
    ...(address === undefined ? {} : { address: { after: address } }),
  }
  const proven = address !== undefined && isProven
  if (erased) askAboutErased(tx, customerId, erased, now)
  const details = { proven, ...(erased && { pending: true }) }
  record(tx, context, 'customer.added', customerId, details, values, ['create'])
  return { customerId, waits: erased !== undefined }
}

/** What may change of an unmanaged customer; what is not given stays. An address of null takes it away. */
export interface CustomerChange {
  readonly name?: string | undefined
  readonly address?: string | null | undefined
  readonly isProven?: boolean | undefined
}

/**
 * Changes name and address of an unmanaged customer. The old address stays in the history.
 * @throws DoorwardError 'conflict' for a managed one, and for an address that is not to be had
 */
export async function changeCustomer(
  database: Database,
  siteId: number,
  customerId: string,
  change: CustomerChange,
  context: AuditContext,
  unchanged: Precondition<CustomerRow> = whateverItIs,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const isTheirs = await changeIn(tx, customerId, change, context, unchanged)
    // What was opened stood for the mailbox of before, as the person's password and passkeys did.
    if (isTheirs) return
    tx.write(endCustomerSessions(siteId, customerId, null))
    tx.write(endKeysOfCustomer(siteId, customerId, null))
  })
}

/**
 * The same in the caller's transaction.
 * @returns whether the mailbox of before is theirs still; where it is not, the caller ends what they have open
 */
export async function changeIn(
  tx: Transaction,
  customerId: string,
  { name, address, isProven }: CustomerChange,
  context: AuditContext,
  unchanged: Precondition<CustomerRow> = whateverItIs,
): Promise<boolean> {
  const { siteId } = tx
  const { now } = context
  const before = await holdUnmanaged(tx, customerId)
  const [row] = await tx.read<CustomerRow>(customersById(siteId, [customerId]))
  if (row) await unchanged(tx, row)
  const values: Writable<PersonalValues> = {}
  if (name !== undefined && name !== before.name) values.name = { before: before.name, after: name }
  const wanted = address === undefined ? before.address : address
  const hasMoved = foldAddress(wanted ?? '') !== foldAddress(before.address ?? '')
  const standing = wanted === null ? null : standingOf(isProven ?? (!hasMoved && before.standing === 'held'))
  if (wanted !== before.address) values.address = { before: before.address, after: wanted }
  const hasStanding = standing !== (hasMoved ? null : before.standing)
  if (Object.keys(values).length === 0 && !hasStanding) return true
  const isAsked = wanted !== null && (hasMoved || standing === 'held')
  const erased = isAsked ? await requireFree(tx, customerId, wanted) : undefined
  if (erased && hasMoved) askAboutErased(tx, customerId, erased, now, true)
  if (hasMoved) replaceAddress(tx, before, wanted, standing, now)
  else if (before.addressId !== null && wanted !== null && standing !== null) {
    tx.write(respellAddress(siteId, customerId, before.addressId, wanted))
    tx.write(judgeAddressAnew(siteId, customerId, before.addressId, standing))
  }
  if (before.address !== null && hasStanding) passOn(tx, before.address, now)
  tx.write(updateCustomer(siteId, customerId, { name: values.name ? name : undefined }, now))
  record(tx, context, 'customer.changed', customerId, { proven: standing === 'held' }, values, ['change'])
  return before.standing !== 'held' || (!hasMoved && standing === 'held')
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Ends or begins everything that an unmanaged customer can do here, or one whom only a sign-in through a directory made. Doing it
 * twice changes nothing.
 * @throws DoorwardError 'conflict' for a managed one of whom the directory has its own word
 */
export async function setActive(
  database: Database,
  siteId: number,
  customerId: string,
  active: boolean,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const before = await hold(tx, customerId)
    if (!isActiveByHand(before)) throw isManaged(before)
    if (before.active === active) return
    if (active) await requireDecided(tx, before)
    tx.write(
      before.directoryId === null
        ? updateCustomer(siteId, customerId, { active }, context.now)
        : setDeactivatedHere(siteId, customerId, active, context.now),
    )
    const action = active ? 'customer.reactivated' : 'customer.deactivated'
    record(tx, { ...context, ...directoryOf(before) }, action, customerId, {}, {}, [
      active ? 'reactivate' : 'deactivate',
    ])
  })
}

/**
 * Lets a person go whom a directory manages and who left there: unmanaged and active from now on, with requests and history.
 * The last address is theirs again, held only by the administrator's word that the mailbox is.
 * @throws DoorwardError 'conflict' when nobody manages the person, or the directory still has them as active
 */
export async function release(
  database: Database,
  siteId: number,
  customerId: string,
  isProven: boolean,
  context: AuditContext,
): Promise<void> {
  const { now } = context
  await database.inSite(siteId, async (tx) => {
    const before = await hold(tx, customerId)
    const refusal = judgeRelease(before)
    if (refusal === 'unmanaged')
      throw conflict(`No directory manages ${before.name}: there is nothing to release.`)
    if (refusal === 'still-active')
      throw conflict(
        `${before.name} is active in the directory that manages this person. Whom it has, it keeps.`,
      )
    const [last] = await tx.read<{ address: string }>(lastAddress(siteId, customerId))
    const address = before.address ?? last?.address ?? null
    const isFree = address !== null && (await judge(tx, customerId, address)).refusal === undefined
    if (isProven && !isFree) await requireFree(tx, customerId, address ?? '')
    tx.write(disownAddresses(siteId, customerId))
    if (isFree && before.addressId === null) giveAddress(tx, customerId, address, isProven, now)
    else if (isFree && before.addressId !== null && isProven) {
      tx.write(judgeAddressAnew(siteId, customerId, before.addressId, 'held'))
    }
    tx.write(unlinkUsers(siteId, customerId))
    tx.write(forgetDeletedUsersOf(siteId, customerId))
    tx.write(releaseCustomer(siteId, customerId, now))
    const values = isFree ? { address: { after: address } } : {}
    const details = { proven: isFree && isProven }
    record(tx, { ...context, ...directoryOf(before) }, 'customer.released', customerId, details, values, [
      'release',
    ])
  })
}

const directoryOf = ({ directoryId }: OwnCustomer) => (directoryId === null ? {} : { directoryId })

async function hold(tx: Transaction, customerId: string): Promise<OwnCustomer> {
  const [, rows = []] = await tx.readAll([
    holdCustomer(tx.siteId, customerId),
    ownCustomer(tx.siteId, customerId),
  ])
  const [found] = rows as OwnCustomer[]
  if (!found) throw notFound('This customer')
  if (found.isErased) throw conflict('This person was erased, for good.')
  if (found.mergedInto !== null) {
    throw conflict(
      `${found.name} was merged into another customer (${found.mergedInto}), who is changed instead.`,
    )
  }
  return found
}

async function holdUnmanaged(tx: Transaction, customerId: string): Promise<OwnCustomer> {
  const found = await hold(tx, customerId)
  if (found.directoryId !== null) throw isManaged(found)
  return found
}

/** A managed person is changed where they are managed (product.md, "Change, deletion, return"). */
function isManaged({ name, active }: OwnCustomer): DoorwardError {
  return conflict(
    active
      ? `A directory manages ${name}: only what its identity provider writes changes this person.`
      : `A directory manages ${name}, also after leaving: only what its identity provider writes, or a release, brings this person back.`,
  )
}

async function judge(
  tx: Transaction,
  customerId: string,
  address: string,
): Promise<{ refusal?: UnmanagedRefusal | undefined; erased?: ErasedTrace | undefined }> {
  const [facts] = await tx.read<UnmanagedAddressFacts>(unmanagedAddressFacts(tx.siteId, customerId, address))
  return facts ? { refusal: judgeUnmanagedAddress(facts), erased: facts.erased ?? undefined } : {}
}

/**
 * @returns what stays of somebody erased who had it
 * @throws DoorwardError 'conflict', field `address`, which says who is in the way
 */
async function requireFree(
  tx: Transaction,
  customerId: string,
  address: string,
): Promise<ErasedTrace | undefined> {
  const { refusal, erased } = await judge(tx, customerId, address)
  if (!refusal) return erased
  if (refusal.reason === 'of-staff') {
    throw conflict(`address: ${address} belongs to somebody of your staff.`, 'address')
  }
  const [other] = await tx.read<OwnCustomer>(ownCustomer(tx.siteId, refusal.customerId))
  const who = `${other?.name ?? 'another customer'} (${refusal.customerId})`
  const why = {
    held: `${who} holds ${address}.`,
    claimed: `${who} has ${address} already, not proven.`,
    left: `${who} held ${address} and has left the directory that manages this person. Only that directory, or a release, brings them back.`,
  }[refusal.reason]
  // What to do about somebody who left is more than a word at the field.
  if (refusal.reason === 'left') throw conflict(why)
  throw conflict(`address: ${why}`, 'address')
}

function giveAddress(
  tx: Transaction,
  customerId: string,
  address: string,
  isProven: boolean,
  now: Date,
): void {
  const standing = standingOf(isProven)
  tx.write(insertAddress(tx.siteId, { customerId, address, standing, directoryId: null, now }))
}

function replaceAddress(
  tx: Transaction,
  { customerId, addressId }: OwnCustomer,
  address: string | null,
  standing: Standing | null,
  now: Date,
): void {
  if (addressId !== null) tx.write(endAddress(tx.siteId, customerId, addressId, now))
  if (address !== null) giveAddress(tx, customerId, address, standing === 'held', now)
  if (addressId !== null && address !== null) noticeAddressChange(tx, customerId, now)
}

/** Whom a directory gives the address that somebody held here has been refused it: that is judged anew, soon. */
function passOn(tx: Transaction, address: string, now: Date): void {
  tx.write(judgeClaimantsAnew(tx.siteId, address))
  leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
}

function record(
  tx: Transaction,
  context: AuditContext,
  action: Exclude<
    Extract<AuditAction, `customer.${string}`>,
    | 'customer.sessions-ended'
    | 'customer.imported'
    | 'customer.erased'
    | 'customer.merged'
    | 'customer.unmerged'
    | 'customer.succeeded'
    | 'customer.disconnected'
    | 'customer.got-sender-requests'
    | `customer.pass${string}`
  >,
  customerId: string,
  details: { readonly proven?: boolean; readonly pending?: boolean },
  values: PersonalValues,
  effects: readonly string[],
): void {
  const person = Object.keys(values).length > 0 ? { person: { id: customerId, values } } : {}
  audit(tx, context, { action, subjectKind: 'customer', subject: customerId, details, ...person })
  leaveWord(tx, context.now, 'customer.changed', { customerId, effects: [...effects] })
}
