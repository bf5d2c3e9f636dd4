import { nameKey } from '../../model/desk/name-key.ts'
import type { Standing } from '../../model/identity/authority.ts'
import type { Details } from '../../model/identity/detail-field.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import { foldName } from '../../model/identity/organization.ts'
import { newId } from '../new-id.ts'
import type { Query, Write } from '../statement.ts'
import { leftAt } from './leavers.ts'

export function insertCustomer(
  siteId: number,
  customer: {
    customerId: string
    name: string
    active: boolean
    details: Details
    directoryId: number
    now: Date
  },
): Write {
  return {
    name: 'insert-customer',
    table: 'customers',
    isRow: true,
    text: `insert into customers (site_id, customer_id, display_name, name_folded, active, directory_id, created_at,
        updated_at, details, left_at, name_key)
      values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10)`,
    values: [
      siteId,
      customer.customerId,
      customer.name,
      foldName(customer.name),
      customer.active,
      customer.directoryId,
      customer.now,
      JSON.stringify(customer.details),
      customer.active ? null : customer.now,
      nameKey(customer.name),
    ],
  }
}

/** Changes what is given and leaves the rest; without anything it says that an address has changed. */
export function updateCustomer(
  siteId: number,
  customerId: string,
  change: { name?: string | undefined; active?: boolean | undefined; details?: Details | undefined },
  now: Date,
): Write {
  return {
    name: 'update-customer',
    table: 'customers',
    text: `update customers set display_name = coalesce($3, display_name), name_folded = coalesce($4, name_folded),
        active = coalesce($5, active), updated_at = $6, details = coalesce($7, details),
        left_at = ${leftAt('coalesce($5, active)', '$6')}, name_key = coalesce($8, name_key)
      where site_id = $1 and customer_id = $2`,
    values: [
      siteId,
      customerId,
      change.name ?? null,
      change.name === undefined ? null : foldName(change.name),
      change.active ?? null,
      now,
      change.details === undefined ? null : JSON.stringify(change.details),
      change.name === undefined ? null : nameKey(change.name),
    ],
    keys: ['uuid', 'text', 'text', 'boolean', 'timestamptz', 'text', 'text'],
  }
}

export function insertAddress(
  siteId: number,
  address: {
    customerId: string
    address: string
    standing: Standing
    /** Who asserts it; null: a word given by hand. */
    directoryId: number | null
    now: Date
    /** Of whoever must know it. */
    addressId?: string
  },
): Write {
  return {
    name: 'insert-address',
    table: 'customer_addresses',
    isRow: true,
    text: `insert into customer_addresses (site_id, customer_id, address_id, address, address_folded, standing,
        directory_id, since)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      siteId,
      address.customerId,
      address.addressId ?? newId(),
      address.address,
      foldAddress(address.address),
      address.standing,
      address.directoryId,
      address.now,
    ],
  }
}

/** The address becomes a former one; its row stays as the history. */
export function endAddress(siteId: number, customerId: string, addressId: string, now: Date): Write {
  return {
    name: 'end-address',
    table: 'customer_addresses',
    text: `update customer_addresses set until = $4
      where site_id = $1 and customer_id = $2 and address_id = $3 and until is null`,
    values: [siteId, customerId, addressId, now],
  }
}

/** Nobody confirms the address any more, and it is only claimed; or it is held from now on. */
export function judgeAddressAnew(
  siteId: number,
  customerId: string,
  addressId: string,
  standing: Standing,
): Write {
  return {
    name: 'judge-address-anew',
    table: 'customer_addresses',
    text: `update customer_addresses set standing = $4
      where site_id = $1 and customer_id = $2 and address_id = $3 and until is null`,
    values: [siteId, customerId, addressId, standing],
  }
}

/** The same address in other letters, large or small: as people see it. */
export function respellAddress(
  siteId: number,
  customerId: string,
  addressId: string,
  address: string,
): Write {
  return {
    name: 'respell-address',
    table: 'customer_addresses',
    text: `update customer_addresses set address = $4
      where site_id = $1 and customer_id = $2 and address_id = $3 and address_folded = $5`,
    values: [siteId, customerId, addressId, address, foldAddress(address)],
  }
}

/** A directory manages the customer from now on. */
export function manageCustomer(siteId: number, customerId: string, directoryId: number): Write {
  return {
    name: 'manage-customer',
    table: 'customers',
    text: 'update customers set directory_id = $3 where site_id = $1 and customer_id = $2',
    values: [siteId, customerId, directoryId],
  }
}

export interface CustomerRow {
  readonly id: string
  readonly name: string
  readonly active: boolean
  readonly directoryId: number | null
  /** The customer who survived, when this one was merged. */
  readonly mergedInto: string | null
  readonly erasedAt: Date | null
  /** When an administrator deactivated somebody whom a sign-in made. */
  readonly deactivatedHereAt: Date | null
  /** JSON text: what directories say about the site's customer detail fields. */
  readonly details: string
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly addresses: readonly { address: string; standing: Standing; since: string; until: string | null }[]
}

const columns = `c.customer_id as id, c.display_name as name, c.active, c.directory_id as "directoryId",
  c.merged_into as "mergedInto", c.erased_at as "erasedAt", c.deactivated_here_at as "deactivatedHereAt", c.details, c.created_at as "createdAt", c.updated_at as "updatedAt",
  coalesce((select json_agg(json_build_object('address', a.address, 'standing', a.standing, 'since', a.since,
      'until', a.until) order by a.until desc nulls first, a.since desc, a.address_id desc)
    from customer_addresses a where a.site_id = c.site_id and a.customer_id = c.customer_id), '[]') as addresses`

export interface CustomerPage {
  readonly after: string
  readonly limit: number
}

export function listCustomers(siteId: number, { after, limit }: CustomerPage): Query {
  return {
    name: 'list-customers',
    text: `select ${columns} from customers c where c.site_id = $1 and c.customer_id > $2 and c.merged_into is null
      order by c.customer_id limit $3`,
    values: [siteId, after, limit],
  }
}

export function listCustomersOfDirectory(siteId: number, directoryId: number, page: CustomerPage): Query {
  return {
    name: 'list-customers-of-directory',
    text: `select ${columns} from customers c
      where c.site_id = $1 and c.directory_id = $2 and c.customer_id > $3 order by c.customer_id limit $4`,
    values: [siteId, directoryId, page.after, page.limit],
  }
}

/** Everyone who has this address now; who had it is a question for the search. */
export function customersByAddress(siteId: number, address: string, page: CustomerPage): Query {
  return {
    name: 'customers-by-address',
    text: `select ${columns} from customers c where c.site_id = $1 and c.customer_id in (
        select customer_id from customer_addresses where site_id = $1 and address_folded = $2 and customer_id > $3
          and until is null order by customer_id limit $4)
      order by c.customer_id limit $4`,
    values: [siteId, foldAddress(address), page.after, page.limit],
  }
}

/** Everyone whom a directory of the site knows by this external id. */
export function customersByExternalId(siteId: number, externalId: string, page: CustomerPage): Query {
  return {
    name: 'customers-by-external-id',
    text: `select ${columns} from customers c where c.site_id = $1 and c.customer_id in (
        select u.customer_id from directories d cross join lateral (
          select customer_id from directory_users
          where site_id = $1 and directory_id = d.directory_id and external_id = $2 and customer_id > $3 offset 0) u
        where d.site_id = $1)
      order by c.customer_id limit $4`,
    values: [siteId, externalId, page.after, page.limit],
  }
}

const highest = '\u{10ffff}'

/** Everyone whose name contains the text, or whose present or former address begins with it. */
export function searchCustomers(siteId: number, text: string, page: CustomerPage): Query {
  const prefix = foldAddress(text)
  const pattern = `%${foldName(text).replace(/[\\%_]/g, '\\$&')}%`
  return {
    name: '',
    text: `select ${columns} from customers c where c.site_id = $1 and c.customer_id in (
        select search_customers($1, $2, $5, $6)
        union
        (select customer_id from customer_addresses where site_id = $1 and address_folded >= $3
          and address_folded < $4 and customer_id > $5 order by customer_id limit $6))
      order by c.customer_id limit $6`,
    values: [siteId, pattern, prefix, prefix + highest, page.after, page.limit],
  }
}

export function customersById(siteId: number, customerIds: readonly string[]): Query {
  return {
    name: 'customers-by-id',
    text: `select ${columns} from customers c where c.site_id = $1 and c.customer_id = any($2::uuid[])
      order by c.customer_id`,
    values: [siteId, customerIds],
  }
}

export interface LinkedUser {
  readonly id: string
  readonly directoryId: number
  /** JSON text. */
  readonly resource: string
  readonly active: boolean
  readonly linkedAt: Date | null
}

/** The directory users behind a customer. */
export function usersOfCustomer(siteId: number, customerId: string): Query {
  return {
    name: 'users-of-customer',
    text: `select user_id as id, directory_id as "directoryId", resource, active, linked_at as "linkedAt"
      from directory_users where site_id = $1 and customer_id = $2 order by linked_at, user_id`,
    values: [siteId, customerId],
  }
}

/** Whoever was merged into a customer, the last of them. */
export function mergedInto(siteId: number, customerId: string): Query {
  return {
    name: 'merged-into',
    text: `select customer_id as id from customers where site_id = $1 and merged_into = $2
      order by customer_id desc limit 20`,
    values: [siteId, customerId],
  }
}
