import type { Role } from '../../model/permissions.ts'
import type { Query, Write } from '../statement.ts'

export interface PasskeyRow {
  readonly id: string
  readonly credentialId: Buffer
  readonly transports: readonly string[]
  readonly rpId: string
  readonly name: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

export const passkeyColumns = `k.passkey_id as id, k.credential_id as "credentialId", k.transports, k.rp_id as "rpId", k.name,
  k.created_at as "createdAt", k.last_used_at as "lastUsedAt"`

/** Ids grow with time, so this is the order in which they were made. A person has few. */
export function passkeysOf(siteId: number, staffId: string): Query {
  return {
    name: 'passkeys-of',
    text: `select ${passkeyColumns} from staff_passkeys k where k.site_id = $1 and k.staff_id = $2 order by k.passkey_id`,
    values: [siteId, staffId],
  }
}

/** A passkey with its key and the person whose it is. */
export interface FoundPasskey extends PasskeyRow {
  readonly publicKey: Buffer
  readonly signCount: string
  readonly staffId: string
  readonly staffName: string
  readonly address: string
  readonly role: Role
}

/** None of a person who is disabled. */
export function passkeyByCredential(siteId: number, credentialId: Buffer): Query {
  return {
    name: 'passkey-by-credential',
    text: `select ${passkeyColumns}, k.public_key as "publicKey", k.sign_count as "signCount", k.staff_id as "staffId",
        p.name as "staffName", p.address, p.role
      from staff_passkeys k join staff p on p.site_id = k.site_id and p.staff_id = k.staff_id and not p.disabled
      where k.site_id = $1 and k.credential_id = $2`,
    values: [siteId, credentialId],
  }
}

export function insertPasskey(
  siteId: number,
  passkey: Omit<PasskeyRow, 'lastUsedAt'> & {
    readonly staffId: string
    readonly publicKey: Buffer
    readonly signCount: number
  },
): Write {
  return {
    name: 'insert-passkey',
    table: 'staff_passkeys',
    text: `insert into staff_passkeys (site_id, passkey_id, staff_id, credential_id, public_key, sign_count, transports,
        rp_id, name, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      siteId,
      passkey.id,
      passkey.staffId,
      passkey.credentialId,
      passkey.publicKey,
      passkey.signCount,
      passkey.transports,
      passkey.rpId,
      passkey.name,
      passkey.createdAt,
    ],
  }
}

/** Notes a use, unless the passkey is gone by now or its count did not go up meanwhile (two copies of one device). */
export function notePasskeyUse(siteId: number, passkeyId: string, signCount: number, now: Date): Query {
  return {
    name: 'note-passkey-use',
    text: `update staff_passkeys set sign_count = $3, last_used_at = $4
      where site_id = $1 and passkey_id = $2 and (sign_count < $3 or (sign_count = 0 and $3::bigint = 0))
      returning passkey_id as id`,
    values: [siteId, passkeyId, signCount, now],
  }
}

/** Names one of a person's; answers the row, if there is such a one. */
export function renamePasskey(siteId: number, staffId: string, passkeyId: string, name: string): Query {
  return {
    name: 'rename-passkey',
    text: `update staff_passkeys k set name = $4 where k.site_id = $1 and k.staff_id = $2 and k.passkey_id = $3
      returning ${passkeyColumns}`,
    values: [siteId, staffId, passkeyId, name],
  }
}

/** Removes one of a person's; answers its name, if there was one. */
export function removePasskey(siteId: number, staffId: string, passkeyId: string): Query {
  return {
    name: 'remove-passkey',
    text: `delete from staff_passkeys where site_id = $1 and staff_id = $2 and passkey_id = $3 returning name`,
    values: [siteId, staffId, passkeyId],
  }
}

/** Removes all of a person's; answers their names. */
export function removePasskeys(siteId: number, staffId: string): Query {
  return {
    name: 'remove-passkeys',
    text: 'delete from staff_passkeys where site_id = $1 and staff_id = $2 returning name',
    values: [siteId, staffId],
  }
}
