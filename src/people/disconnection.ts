// A directory is disconnected: no token opens it any more, and its people are deactivated, or managed by nobody from now on.

import { conflict, notFound } from '../model/errors.ts'
import { requireOfCustomers } from '../model/identity/audience.ts'
import type { DisconnectWay } from '../model/identity/disconnection.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { endKeysThrough } from '../storage/access/asker-keys.ts'
import { endBegunLogins, endSessionsThrough, switchOffConnection } from '../storage/access/connections.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type Link, linksOf } from '../storage/identity/customer-links.ts'
import { updateCustomer } from '../storage/identity/customers.ts'
import {
  type Directory,
  directoryForUpdate,
  setDirectoryState,
  stopGranting,
} from '../storage/identity/directories.ts'
import {
  awaitReturn,
  type DisconnectionFacts,
  type DisconnectionRecord,
  type DisconnectionStep,
  disconnectionFacts,
  disconnectionForStep,
  disconnectionOf,
  insertDisconnection,
  keepHeldAddresses,
  type ManagedPerson,
  nextToDisconnect,
  noteDisconnected,
  revokeTokensOf,
  unlinkUsersOf,
} from '../storage/identity/disconnections.ts'
import { rememberJoined } from '../storage/identity/joined.ts'
import { type MembershipRow, membershipsOf } from '../storage/identity/memberships.ts'
import { holdCustomers, holdUsersOf } from '../storage/identity/merges.ts'
import { joinByHand } from '../storage/identity/organizations-by-hand.ts'
import { setManager } from '../storage/identity/successions.ts'
import { forgetDeletedUsersOf, releaseCustomer } from '../storage/identity/unmanaged-customers.ts'
import { leaveTask, leaveWord } from '../storage/outbox.ts'
import { endBrakes } from './brake.ts'
import { disconnectStaff } from './disconnect-staff.ts'

/** What becomes of the people of a directory that is disconnected. */
export interface Disconnection {
  readonly people: DisconnectWay
  /** Whoever is released stays in their organizations, by hand. */
  readonly keepsOrganizations: boolean
}

const step = 100
const countedMax = 10_000

export interface DisconnectionPreview extends DisconnectionFacts {
  /** There are more people than were counted. */
  readonly hasMore: boolean
}

/** What disconnecting would come to. It writes nothing. */
export async function previewDisconnection(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<DisconnectionPreview> {
  const [[facts] = []] = (await database.readInSite(siteId, [
    disconnectionFacts(siteId, directoryId, countedMax + 1),
  ])) as [DisconnectionFacts[]]
  if (!facts) throw notFound('The directory')
  return { ...facts, hasMore: facts.active > countedMax }
}

/**
 * Disconnects a directory at once; its people follow in steps, soon.
 * @throws DoorwardError 'conflict' when it is disconnected already
 */
export async function beginDisconnection(
  database: Database,
  siteId: number,
  directoryId: number,
  { people, keepsOrganizations }: Disconnection,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [[directory] = [], [before] = []] = (await tx.readAll([
      directoryForUpdate(siteId, directoryId),
      disconnectionOf(siteId, directoryId),
    ])) as [Directory[], DisconnectionRecord[]]
    if (!directory) throw notFound('The directory')
    if (before) throw conflict(`${directory.name} is disconnected already.`)
    if (keepsOrganizations) requireOfCustomers(directory, 'organizations')
    const ended = await tx.read(revokeTokensOf(siteId, directoryId, context.now))
    if (directory.state === 'live') tx.write(setDirectoryState(siteId, directoryId, 'paused'))
    tx.write(stopGranting(siteId, directoryId, context.now))
    // Whoever its provider lets in has no business here any more; nor is anybody made by signing in.
    const [switchedOff] = await tx.read<{ mode: string }>(
      switchOffConnection(siteId, directoryId, context.now),
    )
    await tx.read(endSessionsThrough(siteId, directoryId))
    tx.write(endKeysThrough(siteId, directoryId))
    tx.write(endBegunLogins(siteId, directoryId))
    const begun = { directoryId, people, keepsOrganizations, begunAt: context.now, afterId: lowestId }
    tx.write(insertDisconnection(siteId, begun))
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'directory.disconnected',
        subjectKind: 'directory',
        subject: keyOf(directoryId),
        details: {
          people,
          keepsOrganizations,
          tokens: ended.length,
          state: directory.state,
          signIn: switchedOff?.mode ?? null,
        },
      },
    )
    leaveTask(tx, context.now, 'disconnect-people', { directoryId })
  })
}

/**
 * Deactivates or releases people, step by step, as far as time allows. It may be stopped and begun again at any time.
 * @returns whether it is through
 */
export async function disconnectPeople(
  database: Database,
  siteId: number,
  directoryId: number,
  now: Date,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const end = Date.now() + maxMs
  for (;;) {
    if (await database.inSite(siteId, (tx) => disconnectStep(tx, directoryId, now))) return true
    if (Date.now() < end) continue
    await database.inSite(siteId, async (tx) =>
      leaveTask(tx, new Date(), 'disconnect-people', { directoryId }),
    )
    return false
  }
}

async function disconnectStep(tx: Transaction, directoryId: number, now: Date): Promise<boolean> {
  const { siteId } = tx
  const [found] = await tx.read<DisconnectionStep>(disconnectionForStep(siteId, directoryId))
  if (!found || found.afterId === null) return true
  const context: AuditContext = { actor: { kind: 'system', name: 'disconnection' }, now, directoryId }
  if (found.audience === 'staff') {
    const page = { after: found.afterId, limit: step }
    const staff = await disconnectStaff(tx, directoryId, found.people, page, context)
    const last = staff.length < step ? null : (staff.at(-1) ?? null)
    tx.write(noteDisconnected(siteId, directoryId, last, staff.length))
    return last === null
  }
  const people = await tx.read<ManagedPerson>(nextToDisconnect(siteId, directoryId, found.afterId, step))
  const ids = people.map(({ customerId }) => customerId)
  await tx.readAll([holdUsersOf(siteId, ids), holdCustomers(siteId, ids)])
  for (const one of people) {
    if (one.isShared) await leaveToOthers(tx, directoryId, one.customerId, context)
    else if (found.people === 'deactivate') deactivate(tx, directoryId, one.customerId, context)
    else await letGo(tx, directoryId, one.customerId, found.keepsOrganizations, context)
  }
  const last = people.length < step ? null : (ids.at(-1) ?? null)
  // What was kept until now has come to those who stay, by hand.
  if (last === null) endBrakes(tx, directoryId, now)
  tx.write(noteDisconnected(siteId, directoryId, last, people.length))
  return last === null
}

function deactivate(tx: Transaction, directoryId: number, customerId: string, context: AuditContext): void {
  tx.write(updateCustomer(tx.siteId, customerId, { active: false }, context.now))
  tx.write(awaitReturn(tx.siteId, directoryId, customerId))
  tell(tx, context, customerId, 'deactivate')
}

async function letGo(
  tx: Transaction,
  directoryId: number,
  customerId: string,
  keepsOrganizations: boolean,
  context: AuditContext,
): Promise<void> {
  const { siteId } = tx
  if (keepsOrganizations) {
    tx.write(rememberJoined(siteId, customerId, context.now))
    const memberships = await tx.read<MembershipRow>(membershipsOf(siteId, customerId))
    const ids = [...new Set(memberships.map(({ organizationId }) => organizationId))]
    if (ids.length > 0) tx.write(joinByHand(siteId, customerId, ids, context.now))
  }
  for (const write of keepHeldAddresses(siteId, customerId, context.now)) tx.write(write)
  tx.write(unlinkUsersOf(siteId, directoryId, customerId))
  tx.write(forgetDeletedUsersOf(siteId, customerId))
  tx.write(releaseCustomer(siteId, customerId, context.now))
  tell(tx, context, customerId, 'release')
}

/** Whom another directory has as well stays what that one says. */
async function leaveToOthers(
  tx: Transaction,
  directoryId: number,
  customerId: string,
  context: AuditContext,
): Promise<void> {
  const links = await tx.read<Link>(linksOf(tx.siteId, customerId))
  const other = links.find((one) => one.directoryId !== directoryId)
  tx.write(unlinkUsersOf(tx.siteId, directoryId, customerId))
  await tx.read(setManager(tx.siteId, customerId, other?.directoryId ?? null, context.now))
  leaveTask(tx, context.now, 'follow-links', { customerId })
  tell(tx, context, customerId, 'hand-over')
}

function tell(tx: Transaction, context: AuditContext, customerId: string, effect: string): void {
  audit(tx, context, {
    action: 'customer.disconnected',
    subjectKind: 'customer',
    subject: customerId,
    details: { effects: [effect] },
  })
  leaveWord(tx, context.now, 'customer.changed', { customerId, effects: [effect] })
}

/** The directory as it stands, with its disconnection. */
export async function readDisconnection(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<DisconnectionRecord | undefined> {
  const [[found] = []] = (await database.readInSite(siteId, [disconnectionOf(siteId, directoryId)])) as [
    DisconnectionRecord[],
  ]
  return found
}
