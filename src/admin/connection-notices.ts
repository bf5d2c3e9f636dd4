// What is written down of a change to a connection. No secret is in it.
import type { Connection } from '../model/access/connection.ts'
import { keyOf } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { fingerprintText } from './certificate.ts'

/** A connection as the audit tells it: keys and certificates have events of their own. */
function shown(connection: Connection | null) {
  if (!connection) return null
  const { directoryId: _, ownKey: __, ...settings } = connection
  if (settings.protocol === 'saml') {
    const { certificates: ___, ...saml } = settings
    return saml
  }
  const { clientSecret, ...oidc } = settings
  return { ...oidc, scopes: [...oidc.scopes], hasSecret: clientSecret !== null }
}

interface Changed {
  readonly before: Connection | null
  readonly certificates: readonly { readonly fingerprint: Buffer }[]
  readonly ended?: number
}

export function auditConnection(
  tx: Transaction,
  context: AuditContext,
  action: 'connection.created' | 'connection.changed' | 'connection.removed',
  after: Connection | null,
  { before, certificates, ended = 0 }: Changed,
): void {
  const directoryId = (after ?? before)?.directoryId ?? 0
  const isNewSecret =
    before?.protocol === 'oidc' && after?.protocol === 'oidc' && before.clientSecret !== after.clientSecret
  audit(
    tx,
    { ...context, directoryId },
    {
      action,
      subjectKind: 'directory',
      subject: keyOf(directoryId),
      details: {
        before: shown(before),
        after: shown(after),
        endedSessions: ended,
        ...(isNewSecret && { newSecret: true }),
        ...(certificates.length > 0 && {
          certificates: certificates.map(({ fingerprint }) => fingerprintText(fingerprint)),
        }),
      },
    },
  )
}

interface OfCertificate {
  readonly fingerprint: Buffer
  readonly notAfter: Date
}

export function auditCertificate(
  tx: Transaction,
  context: AuditContext,
  directoryId: number,
  action: 'connection.certificate-added' | 'connection.certificate-removed',
  { fingerprint, notAfter }: OfCertificate,
  endedSessions = 0,
): void {
  audit(
    tx,
    { ...context, directoryId },
    {
      action,
      subjectKind: 'directory',
      subject: keyOf(directoryId),
      details: {
        fingerprint: fingerprintText(fingerprint),
        expiresAt: notAfter.toISOString(),
        endedSessions,
      },
    },
  )
}

export function auditOwnKey(
  tx: Transaction,
  context: AuditContext,
  directoryId: number,
  { fingerprint, notAfter }: OfCertificate,
): void {
  audit(
    tx,
    { ...context, directoryId },
    {
      action: 'connection.key-made',
      subjectKind: 'directory',
      subject: keyOf(directoryId),
      details: { fingerprint: fingerprintText(fingerprint), expiresAt: notAfter.toISOString() },
    },
  )
}
