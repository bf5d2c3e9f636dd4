// Customers whom no directory manages: what is looked at before one is added or changed, and what letting somebody go writes.
import { nameKey } from '../../model/desk/name-key.ts'
import type { Standing } from '../../model/identity/authority.ts'
import { domainOf, foldAddress } from '../../model/identity/email-address.ts'
import { foldName } from '../../model/identity/organization.ts'
import type { Query, Write } from '../statement.ts'
import { erasedColumn } from './erasure-traces.ts'

/** A customer who is about to be changed by hand. */
export interface OwnCustomer {
  readonly customerId: string
  readonly name: string
  readonly active: boolean
  readonly directoryId: number | null
  readonly mergedInto: string | null
  readonly isErased: boolean
  /** A sign-in through the directory made the person, and the directory itself has never said anything of them. */
  readonly isOfSignIn: boolean
  /** An administrator has deactivated such a person. */
  readonly isDeactivatedHere: boolean
  readonly addressId: string | null
  readonly address: string | null
  readonly standing: Standing | null
}

/** Locks a customer's row, so that two changes by hand follow each other. */
export function holdCustomer(siteId: number, customerId: string): Query {
  return {
    name: 'hold-customer',
    text: 'select 1 from customers where site_id = $1 and customer_id = $2 for no key update',
    values: [siteId, customerId],
  }
}

/** SQL: a directory manages the customer, has nobody who is that person and had nobody, and is connected still. */
const isOfSignIn = `(c.directory_id is not null
          and not exists (select 1 from directory_users u where u.site_id = c.site_id and u.customer_id = c.customer_id)
          and not exists (select 1 from deleted_directory_users x where x.site_id = c.site_id and x.customer_id = c.customer_id)
          and not exists (select 1 from disconnections y where y.site_id = c.site_id and y.directory_id = c.directory_id))`

/** A customer whom `holdCustomer` has locked, with the present address. */
export function ownCustomer(siteId: number, customerId: string): Query {
  return {
    name: 'own-customer',
    text: `select c.customer_id as "customerId", c.display_name as name, c.active, c.directory_id as "directoryId",
        c.merged_into as "mergedInto", c.erased_at is not null as "isErased",
        c.deactivated_here_at is not null as "isDeactivatedHere", ${isOfSignIn} as "isOfSignIn", a.address_id as "addressId", a.address, a.standing
      from customers c
      left join lateral (
        select address_id, address, standing from customer_addresses
        where site_id = c.site_id and customer_id = c.customer_id and until is null
        order by since desc, address_id desc limit 1) a on true
      where c.site_id = $1 and c.customer_id = $2`,
    values: [siteId, customerId],
  }
}

/** An unmanaged customer whom a directory is about to take over. */
export interface LinkableCustomer {
  readonly name: string
  readonly active: boolean
  /** JSON text. */
  readonly details: string
  readonly addressId: string
  readonly address: string
}

/** A customer whom `holdCustomer` has locked, with the address by which a directory links; no row when it no longer does. */
export function linkableCustomer(siteId: number, customerId: string, address: string): Query {
  return {
    name: 'linkable-customer',
    text: `select c.display_name as name, c.active, c.details, a.address_id as "addressId", a.address
      from customers c join customer_addresses a on a.site_id = c.site_id and a.customer_id = c.customer_id
      where c.site_id = $1 and c.customer_id = $2 and c.directory_id is null
        and a.address_folded = $3 and a.standing = 'held' and a.until is null`,
    values: [siteId, customerId, foldAddress(address)],
  }
}

/** A customer whom `holdCustomer` has locked, whom a sign-in through this directory made, and with whom it may be one. */
export interface MadeCustomer {
  readonly name: string
  readonly active: boolean
  /** JSON text. */
  readonly details: string
  readonly addressId: string | null
  readonly address: string | null
  readonly standing: 'held' | 'claimed' | null
}

export function madeCustomer(siteId: number, directoryId: number, customerId: string): Query {
  return {
    name: 'made-customer',
    text: `select c.display_name as name, c.active, c.details, a.address_id as "addressId", a.address, a.standing
      from customers c
      left join lateral (
        select address_id, address, standing from customer_addresses
        where site_id = c.site_id and customer_id = c.customer_id and until is null
        order by since desc, address_id desc limit 1) a on true
      where c.site_id = $1 and c.customer_id = $3 and c.directory_id = $2 and (c.active or c.deactivated_here_at is not null)
        and not exists (select 1 from directory_users u where u.site_id = $1 and u.customer_id = $3 and u.directory_id = $2)`,
    values: [siteId, directoryId, customerId],
  }
}

/**
 * `UnmanagedAddressFacts` of one address in the eyes of one customer, who may be new. Whoever gives it up at this moment is
 * waited for.
 */
export function unmanagedAddressFacts(siteId: number, customerId: string, address: string): Query {
  const others = `customer_addresses a join customers c on c.site_id = a.site_id and c.customer_id = a.customer_id
    where a.site_id = $1 and a.address_folded = $3 and a.customer_id <> $2`
  return {
    name: 'unmanaged-address-facts',
    text: `select
        (select h.customer_id from customer_addresses h where h.site_id = $1 and h.address_folded = $3
          and h.standing = 'held' and h.until is null and h.customer_id <> $2 for share) as "holderId",
        (select a.customer_id from ${others} and a.until is null and c.directory_id is null
          order by a.customer_id limit 1) as "claimantId",
        (select a.customer_id from ${others} and a.standing = 'held' and c.directory_id is not null and not c.active
          and not exists (select 1 from customer_addresses l where l.site_id = $1 and l.customer_id = a.customer_id
            and (l.until is null or (l.since, l.address_id) > (a.since, a.address_id)) and l.address_id <> a.address_id)
          order by a.customer_id limit 1) as "leaverId",
        exists (select 1 from staff s where s.site_id = $1 and s.address_folded = $3
            and s.address_released_at is null)
          or $4 = any ((select staff_domains from sites y where y.id = $1)::text[]) as "ofStaff",
        ${erasedColumn({ address: '$3' })} as erased`,
    values: [siteId, customerId, foldAddress(address), domainOf(address)],
  }
}

export function insertUnmanaged(
  siteId: number,
  customer: { customerId: string; name: string; active: boolean; now: Date },
): Write {
  return {
    name: 'insert-unmanaged',
    table: 'customers',
    text: `insert into customers (site_id, customer_id, display_name, name_folded, active, directory_id, created_at,
        updated_at, details, left_at, name_key)
      values ($1, $2, $3, $4, $6, null, $5, $5, '{}', case when $6 then null else $5::timestamptz end, $7)`,
    values: [
      siteId,
      customer.customerId,
      customer.name,
      foldName(customer.name),
      customer.now,
      customer.active,
      nameKey(customer.name),
    ],
  }
}

/** An administrator deactivates somebody whom a sign-in made, or has them back. */
export function setDeactivatedHere(siteId: number, customerId: string, active: boolean, now: Date): Write {
  return {
    name: 'set-deactivated-here',
    table: 'customers',
    text: `update customers set active = $3, deactivated_here_at = case when $3 then null else $4::timestamptz end,
        left_at = case when $3 then null else $4::timestamptz end, updated_at = $4
      where site_id = $1 and customer_id = $2`,
    values: [siteId, customerId, active, now],
  }
}

/** The last address that somebody had, who has none now. */
export function lastAddress(siteId: number, customerId: string): Query {
  return {
    name: 'last-address',
    text: `select address from customer_addresses where site_id = $1 and customer_id = $2
      order by until desc nulls first, since desc, address_id desc limit 1`,
    values: [siteId, customerId],
  }
}

/** The directory no longer manages this person. */
export function releaseCustomer(siteId: number, customerId: string, now: Date): Write {
  return {
    name: 'release-customer',
    table: 'customers',
    text: `update customers set directory_id = null, active = true, left_at = null, updated_at = $3
      where site_id = $1 and customer_id = $2`,
    values: [siteId, customerId, now],
  }
}

/** What a directory still has of somebody whom it let go: a user who is inactive there is nobody's any more. */
export function unlinkUsers(siteId: number, customerId: string): Write {
  return {
    name: 'unlink-users',
    table: 'directory_users',
    text: `update directory_users set customer_id = null, linked_at = null, pending = false
      where site_id = $1 and customer_id = $2`,
    values: [siteId, customerId],
  }
}

/** Nobody comes back as this person any more. */
export function forgetDeletedUsersOf(siteId: number, customerId: string): Write {
  return {
    name: 'forget-deleted-users-of',
    table: 'deleted_directory_users',
    text: 'delete from deleted_directory_users where site_id = $1 and customer_id = $2',
    values: [siteId, customerId],
  }
}

/** Nobody vouches for the present addresses any more, unless somebody does so now. */
export function disownAddresses(siteId: number, customerId: string): Write {
  return {
    name: 'disown-addresses',
    table: 'customer_addresses',
    text: `update customer_addresses set standing = 'claimed', directory_id = null
      where site_id = $1 and customer_id = $2 and until is null`,
    values: [siteId, customerId],
  }
}

/** An address that somebody has now, held or claimed. */
export interface PresentAddress {
  readonly customerId: string
  readonly addressId: string
  readonly address: string
}

/** Everybody who has an address now; whoever changes them waits. */
export function presentAddresses(siteId: number, address: string): Query {
  return {
    name: 'present-addresses',
    text: `select customer_id as "customerId", address_id as "addressId", address from customer_addresses
      where site_id = $1 and address_folded = $2 and until is null order by customer_id, address_id for update`,
    values: [siteId, foldAddress(address)],
  }
}

/** Whoever of any directory gives this address is judged anew: it became free, or its holder is another one. */
export function judgeClaimantsAnew(siteId: number, address: string): Write {
  const folded = foldAddress(address)
  return {
    name: 'judge-claimants-anew',
    table: 'directory_users',
    text: `update directory_users u set pending = true from (
        select d.directory_id, x.user_id from directories d cross join lateral (
          select n.user_id from directory_users n where n.site_id = $1 and n.directory_id = d.directory_id
            and n.user_name_folded = $2
          union
          select e.user_id from directory_user_emails e where e.site_id = $1 and e.directory_id = d.directory_id
            and e.value_folded = $2 offset 0) x
        where d.site_id = $1) w
      where u.site_id = $1 and u.directory_id = w.directory_id and u.user_id = w.user_id and not u.pending`,
    values: [siteId, folded],
  }
}
