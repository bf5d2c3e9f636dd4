import { fingerprintText, readCertificate } from '../admin/certificate.ts'
import type { StoredConnection } from '../admin/connection-hold.ts'
import type { OurAddresses } from '../admin/connection-ours.ts'
import { needSays, needsOf } from '../model/access/connection-rules.ts'
import { keyOf } from '../model/ids.ts'
import type { CertificateRow } from '../storage/access/connection-keys.ts'
import type { Directory } from '../storage/identity/directories.ts'
import { quoted } from './options.ts'
import { details, moment, table } from './table.ts'

export const certificateJson = (one: CertificateRow) => ({
  id: one.certificateId,
  fingerprint: fingerprintText(one.fingerprint),
  notBefore: one.notBefore,
  notAfter: one.notAfter,
  addedAt: one.addedAt,
})

/** Everything but secrets. */
export function connectionJson(
  { directoryId, name }: Directory,
  ours: OurAddresses,
  stored: StoredConnection | undefined,
  now: Date,
) {
  const head = { directoryId: keyOf(directoryId), directory: name, ours }
  if (!stored) return { ...head, connection: null }
  const { connection, certificates, ownKey } = stored
  const { ownKey: _, directoryId: __, ...rest } = connection
  const { clientSecret, ...settings } = { clientSecret: undefined, ...rest }
  return {
    ...head,
    connection: {
      ...settings,
      ...(connection.protocol === 'oidc' && { hasSecret: clientSecret !== null }),
      ...(connection.protocol === 'saml' && { certificates: certificates.map(certificateJson) }),
      ownKey: ownKey ? { certificate: ownKey.certificate, notAfter: ownKey.notAfter } : null,
      needs: needsOf(connection, endsOf(stored), now),
    },
  }
}

const endsOf = ({ certificates }: StoredConnection) => certificates.map(({ notAfter }) => notAfter)

export function connectionText(
  { name }: Directory,
  ours: OurAddresses,
  stored: StoredConnection | undefined,
  now: Date,
): string {
  const given = details('What the provider needs of us:', [
    ['SAML entity ID (metadata)', ours.entityId],
    ['SAML ACS URL', ours.acsUrl],
    ['OIDC redirect URI', ours.redirectUri],
    ['OIDC back-channel logout', ours.logoutUri],
    ['OIDC keys (JWKS)', ours.keysUri],
    ['sign-in link', ours.signInUrl],
  ])
  if (!stored) {
    const place = `--directory ${quoted(name)}`
    return [
      `${name} has no connection: nobody signs in through this company.`,
      `Connect it: connection import --url <metadata URL> ${place}`,
      `        or: connection set --protocol oidc --issuer <URL> --client-id <id> --client-secret-file <file> ${place}`,
      given,
    ].join('\n')
  }
  const { connection: one, certificates, ownKey } = stored
  const needs = needsOf(one, endsOf(stored), now).map((need) => needSays[need])
  const settings = details(`${name}: ${one.protocol.toUpperCase()}, ${one.mode}`, [
    ['issuer', one.issuer],
    ...(one.protocol === 'saml'
      ? ([
          ['sign-in address', one.ssoUrl],
          ['signed', one.signed],
          ['signed requests', one.signsRequests ? 'yes' : 'no'],
          ['encrypted', one.encrypted ? 'yes' : 'no'],
        ] as const)
      : ([
          ['client ID', one.clientId],
          ['authentication', one.authentication],
          ['client secret', one.clientSecret === null ? 'none' : 'there is one'],
          ['scopes', one.scopes.join(' ')],
        ] as const)),
    ['matches', `${one.matchClaim ?? (one.protocol === 'saml' ? 'NameID' : 'sub')} = ${one.matchBy}`],
    ['makes people', one.justInTime ? 'yes' : 'no'],
    ['second factor of staff', one.secondFactor],
    ['missing', needs.length === 0 ? 'nothing' : needs],
    ['our key', ownKey ? `until ${moment(ownKey.notAfter)}` : 'none'],
  ])
  return [settings, ...(one.protocol === 'saml' ? [certificateTable(certificates, now)] : []), given].join(
    '\n',
  )
}

export function certificateTable(certificates: readonly CertificateRow[], now: Date): string {
  return table(
    ['certificate', 'expires', 'sha-256'],
    certificates.map((one) => [
      one.certificateId,
      one.notAfter > now ? moment(one.notAfter) : `expired ${moment(one.notAfter)}`,
      fingerprintText(one.fingerprint),
    ]),
    'No certificate yet.',
  )
}

/** Our own certificate, for a file. */
export const ownKeyText = (certificate: string) =>
  `SHA-256 ${fingerprintText(readCertificate(certificate).fingerprint)}\n${certificate.trim()}`
