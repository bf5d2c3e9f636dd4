// Passwords of customers: at most one each, which stands for the mailbox that was proven when it was chosen.
import type { Query, Write } from '../statement.ts'

export interface CustomerPassword {
  readonly customerId: string
  readonly passwordHash: string
  readonly chosenAt: Date
}

const columns = `p.customer_id as "customerId", p.password_hash as "passwordHash", p.chosen_at as "chosenAt"`
const ofPresentAddress = `customer_addresses a join customer_passwords p on p.site_id = a.site_id
  and p.customer_id = a.customer_id and p.address_folded = a.address_folded`

/** The password of whoever holds an address. */
export function passwordOfAddress(siteId: number, addressFolded: string): Query {
  return {
    name: 'password-of-address',
    text: `select ${columns} from ${ofPresentAddress}
      where a.site_id = $1 and a.address_folded = $2 and a.standing = 'held' and a.until is null`,
    values: [siteId, addressFolded],
  }
}

/** A customer's, while the address is still theirs for which it was chosen. */
export function passwordOfCustomer(siteId: number, customerId: string): Query {
  return {
    name: 'password-of-customer',
    text: `select ${columns} from ${ofPresentAddress} where a.site_id = $1 and a.customer_id = $2 and a.until is null`,
    values: [siteId, customerId],
  }
}

/**
 * Keeps whoever changes the customer waiting, so that nothing is opened or chosen beside a deactivation; no row when they are
 * inactive, or became somebody else's.
 */
export function holdActiveCustomer(siteId: number, customerId: string): Query {
  return {
    name: 'hold-active-customer',
    text: `select customer_id as id from customers
      where site_id = $1 and customer_id = $2 and active and merged_into is null for share`,
    values: [siteId, customerId],
  }
}

export function putCustomerPassword(
  siteId: number,
  password: {
    readonly customerId: string
    readonly passwordHash: string
    readonly addressFolded: string
    readonly now: Date
  },
): Write {
  return {
    name: 'put-customer-password',
    table: 'customer_passwords',
    text: `insert into customer_passwords (site_id, customer_id, password_hash, address_folded, chosen_at)
      values ($1, $2, $3, $4, $5)
      on conflict (site_id, customer_id) do update set password_hash = excluded.password_hash,
        address_folded = excluded.address_folded, chosen_at = excluded.chosen_at`,
    values: [siteId, password.customerId, password.passwordHash, password.addressFolded, password.now],
  }
}

/** Removes it; answers a row, if there was one. */
export function removeCustomerPassword(siteId: number, customerId: string): Query {
  return {
    name: 'remove-customer-password',
    text: `delete from customer_passwords where site_id = $1 and customer_id = $2 returning chosen_at as "chosenAt"`,
    values: [siteId, customerId],
  }
}

/** The person has proven another mailbox, and keeps the password; before the address changes. */
export function carryPassword(siteId: number, customerId: string, from: string, to: string): Write {
  return {
    name: 'carry-customer-password',
    table: 'customer_passwords',
    text: `update customer_passwords set address_folded = $4
      where site_id = $1 and customer_id = $2 and address_folded = $3`,
    values: [siteId, customerId, from, to],
  }
}
