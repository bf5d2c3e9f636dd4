// A connection after a proposal of the directory's own IT was released, and after that was taken back.

import type { Connection, ConnectionMode } from '../model/access/connection.ts'
import {
  certificatesMax,
  endsSessions,
  isAnotherProvider,
  letsPeopleIn,
  needSays,
  needsOf,
} from '../model/access/connection-rules.ts'
import type { Proposed, ProposedCertificate } from '../model/access/setup-proposal.ts'
import { conflict } from '../model/errors.ts'
import { endKeysThrough } from '../storage/access/asker-keys.ts'
import {
  type CertificateRow,
  certificatesOf,
  insertCertificate,
  removeCertificate,
} from '../storage/access/connection-keys.ts'
import {
  connectionForUpdate,
  endBegunLogins,
  endSessionsThrough,
  insertConnection,
  readConnection,
  removeConnection,
  type SameIssuer,
  sameIssuer,
  updateConnection,
} from '../storage/access/connections.ts'
import { forgetLastingSubjects } from '../storage/access/identities.ts'
import type { Transaction } from '../storage/database.ts'
import { forgetAsserted } from '../storage/identity/asserted-groups.ts'
import { disconnectionOf } from '../storage/identity/disconnections.ts'
import { newId } from '../storage/new-id.ts'
import { siteForUpdate } from '../storage/sites.ts'

interface Held {
  readonly connection: Connection | undefined
  readonly certificates: readonly CertificateRow[]
}

/** Behind the locks that every change of a connection takes. */
async function hold(tx: Transaction, directoryId: number): Promise<Held> {
  const [, [row] = []] = await tx.readAll([
    siteForUpdate(tx.siteId),
    connectionForUpdate(tx.siteId, directoryId),
  ])
  const certificates = await tx.read<CertificateRow>(certificatesOf(tx.siteId, directoryId))
  return { connection: readConnection(row), certificates }
}

/** What another directory's provider signs would be believed of this one as well: that is confirmed on its own page. */
async function requireOwn(tx: Transaction, connection: Connection, keys: readonly string[]): Promise<void> {
  const { directoryId, issuer } = connection
  const others = await tx.read<SameIssuer>(sameIssuer(tx.siteId, directoryId, issuer))
  const shared = others.find((other) =>
    connection.protocol === 'saml'
      ? other.keys.some((key) => keys.includes(key))
      : other.oidc !== null && JSON.parse(other.oidc).clientId === connection.clientId,
  )
  if (!shared) return
  throw conflict(
    `The directory ${shared.name} has the same provider. If that is meant, set it on the directory's page Sign-in.`,
  )
}

const rowOf = (one: ProposedCertificate, now: Date): CertificateRow => ({
  certificateId: newId(now),
  pem: one.pem,
  fingerprint: Buffer.from(one.fingerprint, 'hex'),
  keyFingerprint: Buffer.from(one.keyFingerprint, 'hex'),
  notBefore: new Date(one.notBefore),
  notAfter: new Date(one.notAfter),
  addedAt: now,
})

/** @throws DoorwardError 'conflict' when it cannot be added any more */
export async function takeCertificate(
  tx: Transaction,
  directoryId: number,
  proposed: ProposedCertificate,
  now: Date,
): Promise<void> {
  const { connection, certificates } = await hold(tx, directoryId)
  if (connection?.protocol !== 'saml') throw conflict('The directory has no SAML connection any more.')
  const row = rowOf(proposed, now)
  if (row.notAfter <= now) throw conflict('The certificate has expired meanwhile.')
  if (certificates.some(({ fingerprint }) => fingerprint.equals(row.fingerprint))) {
    throw conflict('The certificate is there already.')
  }
  if (certificates.length >= certificatesMax) {
    throw conflict(`There are ${certificatesMax} certificates. Remove one that is no longer used first.`)
  }
  await requireOwn(tx, connection, [proposed.keyFingerprint])
  tx.write(insertCertificate(tx.siteId, directoryId, row))
}

/** @returns how many sessions have ended */
export async function dropCertificate(
  tx: Transaction,
  directoryId: number,
  proposed: ProposedCertificate,
  now: Date,
): Promise<number> {
  const { connection, certificates } = await hold(tx, directoryId)
  const found = certificates.find(({ fingerprint }) => fingerprint.toString('hex') === proposed.fingerprint)
  if (!connection || !found) return 0
  const until = certificates.filter((one) => one !== found).map(({ notAfter }) => notAfter)
  if (connection.mode !== 'off' && needsOf(connection, until, now).length > 0) {
    throw conflict(
      'Nobody could sign in without it. Add another certificate first, or switch the connection off.',
    )
  }
  tx.write(removeCertificate(tx.siteId, directoryId, found.certificateId))
  return endThrough(tx, directoryId)
}

async function endThrough(tx: Transaction, directoryId: number): Promise<number> {
  tx.write(endBegunLogins(tx.siteId, directoryId))
  const [gone] = await tx.read<{ ended: number }>(endSessionsThrough(tx.siteId, directoryId))
  tx.write(endKeysThrough(tx.siteId, directoryId))
  return gone?.ended ?? 0
}

/** What a proposal changes of a connection that is there. */
type Target =
  | { readonly protocol: 'saml'; readonly issuer: string; readonly ssoUrl: string }
  | {
      readonly protocol: 'oidc'
      readonly issuer: string
      readonly clientId: string
      readonly tenantId: string | null
    }

const targetOf = (one: Connection): Target =>
  one.protocol === 'saml'
    ? { protocol: 'saml', issuer: one.issuer, ssoUrl: one.ssoUrl }
    : { protocol: 'oidc', issuer: one.issuer, clientId: one.clientId, tenantId: one.tenantId }

function withTarget(one: Connection, target: Target): Connection {
  if (one.protocol === 'saml' && target.protocol === 'saml') return { ...one, ...target }
  if (one.protocol === 'oidc' && target.protocol === 'oidc') return { ...one, ...target }
  throw conflict('The directory is connected in another way by now: see its page Sign-in.')
}

/** With its own secret: none is ever shown to another provider than the one that gave it. */
function withSecret(before: Connection, after: Connection, proposed: string | null): Connection {
  if (after.protocol !== 'oidc' || before.protocol !== 'oidc') return after
  const clientSecret = isAnotherProvider(before, after) ? proposed : (proposed ?? before.clientSecret)
  if (clientSecret === null && after.authentication !== 'private_key_jwt') {
    throw conflict('The client secret that was proposed is gone. Have it proposed anew.')
  }
  return { ...after, clientSecret }
}

const secretOf = (one: Connection) => (one.protocol === 'oidc' ? one.clientSecret : null)

/**
 * @param secret of the client at the proposed provider
 * @returns what was before as JSON, null where there was no connection, with its secret; and how many sessions have ended
 */
export async function putIssuer(
  tx: Transaction,
  directoryId: number,
  { connection: wanted, certificates, isNew }: Proposed['issuer'],
  secret: string | null,
  now: Date,
): Promise<{ readonly before: string | null; readonly ended: number; readonly clientSecret: string | null }> {
  const held = await hold(tx, directoryId)
  const { connection: present } = held
  // Released is what was shown: to connect what is not connected, or to change what is.
  if (isNew && present) {
    throw conflict(
      'The directory was connected meanwhile. Refuse this, and have it proposed anew if it is still meant.',
    )
  }
  if (!isNew && !present) throw conflict('The directory has no connection any more.')
  if (!present) {
    await requireOwn(
      tx,
      wanted,
      certificates.map(({ keyFingerprint }) => keyFingerprint),
    )
    const made = wanted.protocol === 'oidc' ? { ...wanted, clientSecret: secret } : wanted
    tx.write(insertConnection(tx.siteId, { ...made, mode: 'off', justInTime: false }, now))
    for (const one of certificates) tx.write(insertCertificate(tx.siteId, directoryId, rowOf(one, now)))
    return { before: null, ended: 0, clientSecret: null }
  }
  const after = withSecret(present, withTarget(present, targetOf(wanted)), secret)
  const keys = held.certificates.map(({ keyFingerprint }) => keyFingerprint.toString('hex'))
  await requireOwn(tx, after, keys)
  const ended = await change(tx, present, after, now)
  return { before: JSON.stringify(targetOf(present)), ended, clientSecret: secretOf(present) }
}

async function change(tx: Transaction, before: Connection, after: Connection, now: Date): Promise<number> {
  tx.write(updateConnection(tx.siteId, after, now))
  if (isAnotherProvider(before, after)) {
    tx.write(forgetLastingSubjects(tx.siteId, after.directoryId))
    tx.write(forgetAsserted(tx.siteId, after.directoryId))
  }
  return endsSessions(before, after) ? endThrough(tx, after.directoryId) : 0
}

/**
 * @param secret the one of before
 * @returns how many sessions have ended, and the secret that is proposed again
 */
export async function putIssuerBack(
  tx: Transaction,
  directoryId: number,
  { connection: wanted }: Proposed['issuer'],
  before: string | null,
  secret: string | null,
  now: Date,
): Promise<{ readonly ended: number; readonly clientSecret: string | null }> {
  const { connection: present } = await hold(tx, directoryId)
  if (present && JSON.stringify(targetOf(present)) !== JSON.stringify(targetOf(wanted))) {
    throw conflict('It was changed since: see the directory’s page Sign-in.')
  }
  if (!present) return { ended: 0, clientSecret: null }
  const clientSecret = secretOf(present)
  if (before !== null) {
    const after = withTarget(present, JSON.parse(before))
    const whole = after.protocol === 'oidc' ? { ...after, clientSecret: secret } : after
    return { ended: await change(tx, present, whole, now), clientSecret }
  }
  tx.write(removeConnection(tx.siteId, directoryId))
  tx.write(forgetLastingSubjects(tx.siteId, directoryId))
  tx.write(forgetAsserted(tx.siteId, directoryId))
  return { ended: await endThrough(tx, directoryId), clientSecret }
}

/**
 * Lets people in by a connection, if it does not already.
 * @returns the mode of before as JSON, null where nothing changed
 */
export async function putMode(
  tx: Transaction,
  directoryId: number,
  mode: ConnectionMode,
  now: Date,
): Promise<string | null> {
  const { connection, certificates } = await hold(tx, directoryId)
  if (!connection) throw conflict('The directory has no connection any more.')
  if (letsPeopleIn(connection.mode)) return null
  const [disconnected] = await tx.read(disconnectionOf(tx.siteId, directoryId))
  if (disconnected) throw conflict('The directory is disconnected: nobody signs in by it any more.')
  const until = certificates.map(({ notAfter }) => notAfter)
  const needs = needsOf(connection, until, now)
  if (needs.length > 0) throw conflict(`Not yet: ${needs.map((one) => needSays[one]).join('; ')}.`)
  tx.write(updateConnection(tx.siteId, { ...connection, mode }, now))
  return JSON.stringify(connection.mode)
}

/** @returns how many sessions have ended */
export async function putModeBack(
  tx: Transaction,
  directoryId: number,
  mode: ConnectionMode,
  before: string | null,
  now: Date,
): Promise<number> {
  const { connection } = await hold(tx, directoryId)
  if (before === null || !connection) return 0
  if (connection.mode !== mode) throw conflict('It was changed since: see the directory’s page Sign-in.')
  return change(tx, connection, { ...connection, mode: JSON.parse(before) as ConnectionMode }, now)
}
