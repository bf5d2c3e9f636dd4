// Whom several directory users stand for, and making one customer of two.
import { foldName } from '../../model/identity/organization.ts'
import type { Query, Write } from '../statement.ts'
import { leftAt } from './leavers.ts'

/** A directory user who stands for a customer. */
export interface Link {
  readonly directoryId: number
  readonly userId: string
  readonly active: boolean
  readonly linkedAt: Date | null
}

/** All directory users who stand for a customer, of whichever directory, the one linked first before the others. */
export function linksOf(siteId: number, customerId: string): Query {
  return {
    name: 'links-of',
    text: `select directory_id as "directoryId", user_id as "userId", active, linked_at as "linkedAt"
      from links_of($1, $2) order by linked_at, user_id`,
    values: [siteId, customerId],
  }
}

/** Locks two customers in one order, whoever becomes part of whom. */
export function holdCustomers(siteId: number, customerIds: readonly string[]): Query {
  return {
    name: 'hold-linked-customers',
    text: `select 1 from customers where site_id = $1 and customer_id = any($2::uuid[])
      order by customer_id for no key update`,
    values: [siteId, customerIds],
  }
}

/** What a customer is, and what is judged anew when it becomes part of another, by ids. */
export interface Parts {
  readonly name: string
  readonly active: boolean
  readonly directoryId: number | null
  readonly mergedInto: string | null
  readonly users: readonly {
    readonly directoryId: number
    readonly userId: string
    readonly active: boolean
  }[]
  readonly requests: number
  readonly addresses: readonly string[]
}

export function partsOf(siteId: number, customerId: string): Query {
  return {
    name: 'parts-of',
    text: `select c.display_name as name, c.active, c.directory_id as "directoryId", c.merged_into as "mergedInto",
        coalesce((select json_agg(json_build_object('directoryId', u.directory_id, 'userId', u.user_id,
            'active', u.active) order by u.linked_at) from directory_users u
          where u.site_id = $1 and u.customer_id = c.customer_id), '[]') as users,
        (select count(*)::int from requests r where r.site_id = $1 and r.requester_id = c.customer_id) as requests,
        coalesce((select json_agg(a.address_id) from customer_addresses a
          where a.site_id = $1 and a.customer_id = c.customer_id), '[]') as addresses
      from customers c where c.site_id = $1 and c.customer_id = $2`,
    values: [siteId, customerId],
  }
}

/** Directory users stand for another customer from now on, and are judged anew. */
export function moveUsers(siteId: number, userIds: readonly string[], customerId: string, now: Date): Write {
  return {
    name: 'move-users',
    table: 'directory_users',
    text: `update directory_users u set customer_id = $3, linked_at = $4, pending = true from directories d
      where d.site_id = $1 and u.site_id = $1 and u.directory_id = d.directory_id and u.user_id = any($2::uuid[])`,
    values: [siteId, userIds, customerId, now],
  }
}

/** Addresses become another customer's history; what was present ends. */
export function moveAddresses(
  siteId: number,
  fromId: string,
  addressIds: readonly string[],
  toId: string,
  now: Date,
): Write {
  return {
    name: 'move-addresses',
    table: 'customer_addresses',
    text: `update customer_addresses set customer_id = $4, until = coalesce(until, $5)
      where site_id = $1 and customer_id = $2 and address_id = any($3::uuid[])`,
    values: [siteId, fromId, addressIds, toId, now],
  }
}

/** What a customer is after two became one, or one became two again. Who is part of another is not found by the name. */
export function setStanding(
  siteId: number,
  customerId: string,
  customer: {
    name: string
    active: boolean
    directoryId: number | null
    mergedInto: string | null
    severalLinks: boolean
  },
  now: Date,
): Write {
  return {
    name: 'set-customer-standing',
    table: 'customers',
    text: `update customers set active = $3, directory_id = $4, merged_into = $5, several_links = $6, updated_at = $7,
        name_folded = $8, left_at = ${leftAt('$3', '$7')}
      where site_id = $1 and customer_id = $2`,
    values: [
      siteId,
      customerId,
      customer.active,
      customer.directoryId,
      customer.mergedInto,
      customer.severalLinks,
      now,
      customer.mergedInto === null ? foldName(customer.name) : '',
    ],
  }
}
