// The certificates by which a provider's word is known: the present one, and the next while the provider changes over.
import type { Connection } from '../model/access/connection.ts'
import { certificatesMax, judgeCertificate, needsOf } from '../model/access/connection-rules.ts'
import { conflict, invalid, notFound } from '../model/errors.ts'
import { addressKeyOf } from '../model/ids.ts'
import { told } from '../people/connection-told.ts'
import {
  type CertificateRow,
  insertCertificate,
  insertOwnKey,
  type OwnKeyRow,
  removeCertificate,
  removeOwnKeys,
} from '../storage/access/connection-keys.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { newId } from '../storage/new-id.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'
import { fingerprintText, makeOwnKey, type ReadCertificate, readCertificate } from './certificate.ts'
import {
  type Confirmed,
  endThrough,
  holdConnection,
  requireOwnProvider,
  type StoredConnection,
} from './connection-hold.ts'
import { auditCertificate, auditOwnKey } from './connection-notices.ts'

/** @throws DoorwardError naming the field, for what cannot be taken beside what is there */
export function requireTaken(
  { protocol }: Pick<Connection, 'protocol'>,
  there: readonly Pick<CertificateRow, 'fingerprint'>[],
  added: readonly ReadCertificate[],
  now: Date,
  field: string,
): void {
  if (added.length > 0 && protocol === 'oidc') {
    throw invalid(field, 'is of SAML alone: an OIDC provider publishes its keys itself.')
  }
  for (const one of added) {
    const verdict = judgeCertificate(one, now)
    if (verdict !== undefined)
      throw invalid(field, `${fingerprintText(one.fingerprint).slice(0, 23)}… ${verdict}`)
  }
  const all = [...there, ...added].map(({ fingerprint }) => fingerprint.toString('hex'))
  if (new Set(all).size < all.length) throw conflict(`${field}: this certificate is there already.`, field)
  if (all.length > certificatesMax) {
    throw conflict(
      `${field}: there are ${certificatesMax} at most. Remove one that is no longer used.`,
      field,
    )
  }
}

export function addCertificate(
  tx: Transaction,
  directoryId: number,
  one: ReadCertificate,
  now: Date,
): string {
  const { pem, fingerprint, keyFingerprint, notBefore, notAfter } = one
  const certificateId = newId(now)
  tx.write(
    insertCertificate(tx.siteId, directoryId, {
      certificateId,
      pem,
      fingerprint,
      keyFingerprint,
      notBefore,
      notAfter,
      addedAt: now,
    }),
  )
  return certificateId
}

/**
 * Adds a certificate: from now on a provider's word is known by it as well. Nobody is signed out.
 * @returns its id
 */
export async function addOne(
  database: Database,
  siteId: number,
  directoryId: number,
  given: { readonly certificate: string } & Confirmed,
  context: AuditContext,
  unchanged: Precondition<StoredConnection> = whateverItIs,
): Promise<string> {
  const read = readCertificate(given.certificate)
  return database.inSite(siteId, async (tx) => {
    const stored = await holdConnection(tx, directoryId)
    await unchanged(tx, stored)
    const { connection, certificates } = stored
    requireTaken(connection, certificates, [read], context.now, 'certificate')
    await requireOwnProvider(tx, connection, [read.keyFingerprint.toString('hex')], given)
    const id = addCertificate(tx, directoryId, read, context.now)
    auditCertificate(tx, context, directoryId, 'connection.certificate-added', read)
    await told(tx, context, directoryId, 'certificate-added', fingerprintText(read.fingerprint))
    return id
  })
}

/**
 * Removes a certificate: what is signed by its key counts no more, and whoever came in by this connection begins anew.
 * @returns how many sessions have ended
 */
export async function removeOne(
  database: Database,
  siteId: number,
  directoryId: number,
  certificateId: string,
  context: AuditContext,
): Promise<number> {
  return database.inSite(siteId, async (tx) => {
    const { connection, certificates } = await holdConnection(tx, directoryId)
    const found = certificates.find((one) => one.certificateId === certificateId)
    if (!found) throw notFound('This certificate', 'certificate')
    const until = certificates.filter((one) => one !== found).map(({ notAfter }) => notAfter)
    if (connection.mode !== 'off' && needsOf(connection, until, context.now).length > 0) {
      throw conflict(
        'Nobody could sign in without it. Add the next certificate first, or switch the connection off.',
      )
    }
    tx.write(removeCertificate(siteId, directoryId, certificateId))
    const ended = await endThrough(tx, directoryId)
    auditCertificate(tx, context, directoryId, 'connection.certificate-removed', found, ended)
    await told(tx, context, directoryId, 'certificate-removed', fingerprintText(found.fingerprint))
    return ended
  })
}

/** Makes our own key towards a provider; one of before is used no more. @returns the certificate, for the provider */
export async function makeKey(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
): Promise<Omit<OwnKeyRow, 'privateKey'>> {
  const made = await makeOwnKey(`doorward-${addressKeyOf(siteId, directoryId)}`, context.now)
  const keyId = newId(context.now)
  const { privateKey, ...shown } = { keyId, createdAt: context.now, ...made }
  await database.inSite(siteId, async (tx) => {
    await holdConnection(tx, directoryId)
    tx.write(removeOwnKeys(siteId, directoryId, keyId))
    tx.write(insertOwnKey(siteId, directoryId, { privateKey, ...shown }))
    const read = readCertificate(shown.certificate)
    auditOwnKey(tx, context, directoryId, read)
    await told(tx, context, directoryId, 'key-made', fingerprintText(read.fingerprint))
  })
  return shown
}
