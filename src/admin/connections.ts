// How a directory's people sign in: at most one connection of each directory, to SAML or OIDC.

import type { Connection, Protocol } from '../model/access/connection.ts'
import {
  closesOtherDoors,
  endsSessions,
  isAnotherProvider,
  needSays,
  needsOf,
} from '../model/access/connection-rules.ts'
import { conflict, notFound } from '../model/errors.ts'
import { told } from '../people/connection-told.ts'
import { endSessionsOfUnmanaged } from '../storage/access/affected.ts'
import { endKeysBeside } from '../storage/access/asker-keys.ts'
import {
  connectionOf,
  endSessionsBeside,
  insertConnection,
  removeConnection,
  updateConnection,
} from '../storage/access/connections.ts'
import { forgetLastingSubjects, forgetMatchValues } from '../storage/access/identities.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { forgetAsserted } from '../storage/identity/asserted-groups.ts'
import { type Directory, directoryById } from '../storage/identity/directories.ts'
import { disconnectionOf } from '../storage/identity/disconnections.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'
import { siteForUpdate } from '../storage/sites.ts'
import { type ReadCertificate, readCertificate } from './certificate.ts'
import { affectedCount } from './connection-affected.ts'
import { addCertificate, requireTaken } from './connection-certificates.ts'
import {
  type Confirmed,
  endedBy,
  endThrough,
  holdConnection,
  readStored,
  requireOwnProvider,
  type StoredConnection,
} from './connection-hold.ts'
import { auditConnection } from './connection-notices.ts'
import { type ConnectionChange, changed, newConnection } from './connection-wanted.ts'
import { type Outside, requireIssuer } from './provider-reading.ts'

const keysOf = (certificates: readonly { readonly keyFingerprint: Buffer }[]) =>
  certificates.map(({ keyFingerprint }) => keyFingerprint.toString('hex'))

export interface NewConnection extends Confirmed {
  readonly protocol: Protocol
  readonly settings: ConnectionChange
  /** SAML: PEM, or base64 as metadata has it. */
  readonly certificates: readonly string[]
}

/**
 * Connects a directory; nobody comes in by it yet.
 * @throws DoorwardError 'conflict' when it has a connection, 'invalid' naming the field
 */
export async function createConnection(
  database: Database,
  siteId: number,
  directoryId: number,
  wanted: NewConnection,
  context: AuditContext,
  outside: Outside,
  unchanged: Precondition<undefined> = whateverItIs,
): Promise<void> {
  const { protocol, settings } = wanted
  const { mode: _, ...kept } = settings
  const made = changed(newConnection(directoryId, protocol, settings), kept, outside.outboundAllow)
  const read: ReadCertificate[] = wanted.certificates.map((one) => readCertificate(one, 'certificates'))
  requireTaken(made, [], read, context.now, 'certificates')
  if (protocol === 'oidc') await requireIssuer(made.issuer, outside)
  await database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    await unchanged(tx, undefined)
    const [there] = await tx.read(connectionOf(siteId, directoryId))
    if (there) throw conflict('This directory has a connection already. Change it, or remove it first.')
    await requireOwnProvider(tx, made, keysOf(read), wanted)
    tx.write(insertConnection(siteId, made, context.now))
    for (const one of read) addCertificate(tx, directoryId, one, context.now)
    auditConnection(tx, context, 'connection.created', made, { before: null, certificates: read })
    await told(tx, context, directoryId, 'connected', made.protocol.toUpperCase())
  })
}

export interface ChangedSettings extends Confirmed {
  /** Before it is required: how many people the caller was shown who lose another door. */
  readonly affected?: number | undefined
}

/**
 * Changes settings of a connection. A change of the issuer, and switching it off, end what was opened by it.
 * @returns whether anything is otherwise than before
 */
export async function changeConnection(
  database: Database,
  siteId: number,
  directoryId: number,
  change: ConnectionChange & ChangedSettings,
  context: AuditContext,
  outside: Outside,
  unchanged: Precondition<StoredConnection> = whateverItIs,
): Promise<boolean> {
  const { sharedWith, affected, ...settings } = change
  const seen = await readStored(database, siteId, directoryId)
  if (!seen) throw notFound('The connection of this directory', 'directory')
  const isElsewhere = settings.issuer !== undefined && settings.issuer.trim() !== seen.connection.issuer
  if (isElsewhere && seen.connection.protocol === 'oidc') {
    await requireIssuer(changed(seen.connection, settings, outside.outboundAllow).issuer, outside)
  }
  return database.inSite(siteId, async (tx) => {
    const stored = await holdConnection(tx, directoryId)
    await unchanged(tx, stored)
    const { connection: before, certificates } = stored
    const after = changed(before, settings, outside.outboundAllow)
    if (JSON.stringify(after) === JSON.stringify(before)) return false
    requireComplete(stored, after, context.now)
    if (after.mode !== 'off') await requireMode(tx, directoryId, after.mode)
    if (isAnotherProvider(before, after)) {
      await requireOwnProvider(tx, after, keysOf(certificates), { sharedWith })
    }
    if (closesOtherDoors(before.mode, after.mode)) await requireAffected(tx, directoryId, affected)
    tx.write(updateConnection(siteId, after, context.now))
    const ended = await endWhatMust(tx, before, after)
    forgetWhatMust(tx, before, after)
    auditConnection(tx, context, 'connection.changed', after, { before, certificates: [], ended })
    if (after.issuer !== before.issuer) await told(tx, context, directoryId, 'issuer-changed', after.issuer)
    if (after.mode !== before.mode) await told(tx, context, directoryId, 'mode-changed', after.mode)
    return true
  })
}

/** Nobody can be let in, nor try it out, by what is not complete. */
function requireComplete({ certificates }: StoredConnection, after: Connection, now: Date): void {
  if (after.mode === 'off') return
  const until = certificates.map(({ notAfter }) => notAfter)
  const needs = needsOf(after, until, now)
  if (needs.length === 0) return
  const missing = needs.map((one) => needSays[one]).join('; ')
  throw conflict(`mode: it cannot be ${after.mode} yet: ${missing}.`, 'mode')
}

/** Whether a directory may have this mode: one that is disconnected none, one of staff not the one that closes other doors. */
async function requireMode(tx: Transaction, directoryId: number, mode: Connection['mode']): Promise<void> {
  const [[disconnected], [directory]] = (await tx.readAll([
    disconnectionOf(tx.siteId, directoryId),
    directoryById(tx.siteId, directoryId),
  ])) as [unknown[], Directory[]]
  if (disconnected) {
    throw conflict('mode: this directory is disconnected: nobody signs in by it any more.', 'mode')
  }
  if (mode === 'required' && directory?.audience === 'staff') {
    throw conflict('mode: staff keep their own way in beside their directory; take optional.', 'mode')
  }
}

async function requireAffected(
  tx: Transaction,
  directoryId: number,
  shown: number | undefined,
): Promise<void> {
  const { affected } = await affectedCount(tx, directoryId)
  if (shown === affected) return
  throw conflict(
    `affected: ${affected} of its people have another door, which closes. Look at them, then say that number.`,
    'affected',
  )
}

/** @returns how many sessions have ended */
async function endWhatMust(tx: Transaction, before: Connection, after: Connection): Promise<number> {
  const { directoryId } = after
  let ended = 0
  if (endsSessions(before, after)) {
    ended += await endThrough(tx, directoryId)
  }
  if (closesOtherDoors(before.mode, after.mode)) {
    ended += await endedBy(tx, endSessionsBeside(tx.siteId, directoryId))
    ended += await endedBy(tx, endSessionsOfUnmanaged(tx.siteId, directoryId))
    tx.write(endKeysBeside(tx.siteId, directoryId, 'own'))
    tx.write(endKeysBeside(tx.siteId, directoryId, 'unmanaged'))
  }
  return ended
}

/** Another provider calls people by other subjects; by another attribute or claim other values find them. */
function forgetWhatMust(tx: Transaction, before: Connection, after: Connection): void {
  const { siteId } = tx
  const { directoryId } = after
  if (isAnotherProvider(before, after)) {
    tx.write(forgetLastingSubjects(siteId, directoryId))
  }
  if (before.matchBy !== after.matchBy || before.matchClaim !== after.matchClaim) {
    tx.write(forgetMatchValues(siteId, directoryId))
  }
  // What another claim, or another provider, said of groups leads nobody anywhere any more: the next sign-in says it anew.
  if (before.groupsClaim !== after.groupsClaim || isAnotherProvider(before, after)) {
    tx.write(forgetAsserted(siteId, directoryId))
  }
}

/** Takes a connection away, with its certificates and our key; what was opened by it ends. */
export async function disconnect(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const { connection } = await holdConnection(tx, directoryId)
    const ended = await endThrough(tx, directoryId)
    tx.write(removeConnection(siteId, directoryId))
    tx.write(forgetLastingSubjects(siteId, directoryId))
    tx.write(forgetAsserted(siteId, directoryId))
    auditConnection(tx, context, 'connection.removed', null, { before: connection, certificates: [], ended })
    await told(tx, context, directoryId, 'removed', connection.issuer)
  })
}
