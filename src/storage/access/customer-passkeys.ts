// Passkeys of customers; each stands for the mailbox that was proven when it was made.
import type { Query, Write } from '../statement.ts'
import { type PasskeyRow, passkeyColumns } from './passkeys.ts'

/** Ids grow with time, so this is the order in which they were made. A person has few. */
export function passkeysOfCustomer(siteId: number, customerId: string): Query {
  return {
    name: 'passkeys-of-customer',
    text: `select ${passkeyColumns} from customer_passkeys k where k.site_id = $1 and k.customer_id = $2 order by k.passkey_id`,
    values: [siteId, customerId],
  }
}

/** A passkey with its key and the person whose it is. */
export interface FoundCustomerPasskey extends PasskeyRow {
  readonly publicKey: Buffer
  readonly signCount: string
  readonly customerId: string
  readonly address: string
}

/** None of somebody who is inactive, or has another address by now. */
export function customerPasskeyByCredential(siteId: number, credentialId: Buffer): Query {
  return {
    name: 'customer-passkey-by-credential',
    text: `select ${passkeyColumns}, k.public_key as "publicKey", k.sign_count as "signCount",
        k.customer_id as "customerId", a.address
      from customer_passkeys k
      join customers c on c.site_id = k.site_id and c.customer_id = k.customer_id and c.active and c.merged_into is null
      join customer_addresses a on a.site_id = k.site_id and a.customer_id = k.customer_id and a.until is null
        and a.address_folded = k.address_folded
      where k.site_id = $1 and k.credential_id = $2`,
    values: [siteId, credentialId],
  }
}

export function insertCustomerPasskey(
  siteId: number,
  passkey: Omit<PasskeyRow, 'lastUsedAt'> & {
    readonly customerId: string
    readonly addressFolded: string
    readonly publicKey: Buffer
    readonly signCount: number
  },
): Write {
  return {
    name: 'insert-customer-passkey',
    table: 'customer_passkeys',
    text: `insert into customer_passkeys (site_id, passkey_id, customer_id, credential_id, public_key, sign_count, transports,
        rp_id, name, address_folded, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      siteId,
      passkey.id,
      passkey.customerId,
      passkey.credentialId,
      passkey.publicKey,
      passkey.signCount,
      passkey.transports,
      passkey.rpId,
      passkey.name,
      passkey.addressFolded,
      passkey.createdAt,
    ],
  }
}

/** Notes a use, unless the passkey is gone by now or its count did not go up meanwhile (two copies of one device). */
export function noteCustomerPasskeyUse(
  siteId: number,
  passkeyId: string,
  signCount: number,
  now: Date,
): Query {
  return {
    name: 'note-customer-passkey-use',
    text: `update customer_passkeys set sign_count = $3, last_used_at = $4
      where site_id = $1 and passkey_id = $2 and (sign_count < $3 or (sign_count = 0 and $3::bigint = 0))
      returning passkey_id as id`,
    values: [siteId, passkeyId, signCount, now],
  }
}

/** Names one of a person's; answers the row, if there is such a one. */
export function renameCustomerPasskey(
  siteId: number,
  customerId: string,
  passkeyId: string,
  name: string,
): Query {
  return {
    name: 'rename-customer-passkey',
    text: `update customer_passkeys k set name = $4 where k.site_id = $1 and k.customer_id = $2 and k.passkey_id = $3
      returning ${passkeyColumns}`,
    values: [siteId, customerId, passkeyId, name],
  }
}

/** Removes one of a person's; answers its name, if there was one. */
export function removeCustomerPasskey(siteId: number, customerId: string, passkeyId: string): Query {
  return {
    name: 'remove-customer-passkey',
    text: 'delete from customer_passkeys where site_id = $1 and customer_id = $2 and passkey_id = $3 returning name',
    values: [siteId, customerId, passkeyId],
  }
}

/** The person has proven another mailbox, and keeps them; before the address changes. */
export function carryPasskeys(siteId: number, customerId: string, from: string, to: string): Write {
  return {
    name: 'carry-customer-passkeys',
    table: 'customer_passkeys',
    text: `update customer_passkeys set address_folded = $4
      where site_id = $1 and customer_id = $2 and address_folded = $3`,
    values: [siteId, customerId, from, to],
  }
}
