// The certificates by which a provider's word is known, and our own key towards it.
import type { OwnKey } from '../../model/access/connection.ts'
import type { Query, Write } from '../statement.ts'

export interface CertificateRow {
  readonly certificateId: string
  readonly pem: string
  /** SHA-256 of the certificate, and of its key alone. */
  readonly fingerprint: Buffer
  readonly keyFingerprint: Buffer
  readonly notBefore: Date
  readonly notAfter: Date
  readonly addedAt: Date
}

/** A connection's certificates in the order in which they were added. */
export function certificatesOf(siteId: number, directoryId: number): Query {
  return {
    name: 'certificates-of-connection',
    text: `select certificate_id as "certificateId", pem, fingerprint, key_fingerprint as "keyFingerprint",
        not_before as "notBefore", not_after as "notAfter", added_at as "addedAt"
      from connection_certificates where site_id = $1 and directory_id = $2 order by added_at, certificate_id`,
    values: [siteId, directoryId],
  }
}

export function insertCertificate(siteId: number, directoryId: number, one: CertificateRow): Write {
  return {
    name: 'insert-connection-certificate',
    table: 'connection_certificates',
    text: `insert into connection_certificates (site_id, directory_id, certificate_id, pem, fingerprint, key_fingerprint,
        not_before, not_after, added_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      siteId,
      directoryId,
      one.certificateId,
      one.pem,
      one.fingerprint,
      one.keyFingerprint,
      one.notBefore,
      one.notAfter,
      one.addedAt,
    ],
  }
}

export function removeCertificate(siteId: number, directoryId: number, certificateId: string): Write {
  return {
    name: 'remove-connection-certificate',
    table: 'connection_certificates',
    text: 'delete from connection_certificates where site_id = $1 and directory_id = $2 and certificate_id = $3',
    values: [siteId, directoryId, certificateId],
  }
}

export interface OwnKeyRow extends OwnKey {
  readonly keyId: string
  readonly notAfter: Date
  readonly createdAt: Date
}

/** Our own key of a connection, without the secret; no row where none was made. */
export function ownKeyOf(siteId: number, directoryId: number): Query {
  return {
    name: 'own-key-of-connection',
    text: `select key_id as "keyId", certificate, not_after as "notAfter", created_at as "createdAt"
      from connection_keys where site_id = $1 and directory_id = $2 order by key_id desc limit 1`,
    values: [siteId, directoryId],
  }
}

export function insertOwnKey(siteId: number, directoryId: number, one: OwnKeyRow): Write {
  return {
    name: 'insert-connection-key',
    table: 'connection_keys',
    text: `insert into connection_keys (site_id, directory_id, key_id, private_key, certificate, not_after, created_at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [siteId, directoryId, one.keyId, one.privateKey, one.certificate, one.notAfter, one.createdAt],
  }
}

/** All but the newest: what a provider has been told of, it uses from now on. */
export function removeOwnKeys(siteId: number, directoryId: number, keptId: string): Write {
  return {
    name: 'remove-connection-keys',
    table: 'connection_keys',
    text: 'delete from connection_keys where site_id = $1 and directory_id = $2 and key_id <> $3',
    values: [siteId, directoryId, keptId],
  }
}

export interface ExpiringCertificate {
  readonly directoryId: number
  readonly directoryName: string
  readonly id: string
  /** Ours, towards the provider; else the provider's. */
  readonly isOurs: boolean
  readonly pem: string
  readonly expiresAt: Date
  /** The last threshold, in days, of which somebody was told. */
  readonly warnedDays: number | null
}

/**
 * Of the connections of a site that are in use, the certificates that end between two moments, the next one first. None of a
 * provider that has a later one: it has changed over, or can.
 */
export function expiringCertificates(siteId: number, from: Date, until: Date): Query {
  return {
    name: 'expiring-certificates',
    text: `select x.directory_id as "directoryId", d.name as "directoryName", x.id, x.is_ours as "isOurs", x.pem,
        x.not_after as "expiresAt", x.warned_days as "warnedDays"
      from (
        select c.directory_id, c.certificate_id as id, false as is_ours, c.pem, c.not_after, c.warned_days
          from connection_certificates c where c.site_id = $1 and c.not_after > $2 and c.not_after <= $3
          and not exists (select 1 from connection_certificates l where l.site_id = $1
            and l.directory_id = c.directory_id and l.not_after > $3)
        union all
        select k.directory_id, k.key_id, true, k.certificate, k.not_after, k.warned_days
          from connection_keys k where k.site_id = $1 and k.not_after > $2 and k.not_after <= $3) x
      join connections o on o.site_id = $1 and o.directory_id = x.directory_id and o.mode <> 'off'
      join directories d on d.site_id = $1 and d.directory_id = x.directory_id
      order by x.not_after limit 100`,
    values: [siteId, from, until],
  }
}

/** Notes that somebody was told; of two who would, the second changes no row. */
export function noteCertificateWarning(
  siteId: number,
  { directoryId, id, isOurs }: Pick<ExpiringCertificate, 'directoryId' | 'id' | 'isOurs'>,
  days: number,
): Query {
  return isOurs
    ? {
        name: 'note-own-key-warning',
        text: `update connection_keys set warned_days = $4
          where site_id = $1 and directory_id = $2 and key_id = $3 and (warned_days is null or warned_days > $4)
          returning key_id`,
        values: [siteId, directoryId, id, days],
      }
    : {
        name: 'note-certificate-warning',
        text: `update connection_certificates set warned_days = $4
          where site_id = $1 and directory_id = $2 and certificate_id = $3
            and (warned_days is null or warned_days > $4)
          returning certificate_id`,
        values: [siteId, directoryId, id, days],
      }
}
