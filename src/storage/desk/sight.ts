import type { Person, Writer } from '../../model/desk/request.ts'
import type { Role } from '../../model/permissions.ts'
import { membershipsText } from '../identity/memberships.ts'
import type { Query } from '../statement.ts'

/**
 * SQL of what the organizations of the customer $2 show them at the site $1: `(organization_id, since)`, where `since` is
 * from when on what is shared is seen. What the customer saw before a short absence is seen again (organization_joined).
 */
export const sightText = `select m."organizationId" as organization_id,
          case when o.shows_earlier then '-infinity' when min(m.since) <= j.until then least(min(m.since), j.since)
            else min(m.since) end as since
        from (${membershipsText}) m
        join organizations o on o.site_id = $1 and o.organization_id = m."organizationId"
        left join lateral (select since, until from organization_joined where site_id = $1
          and organization_id = m."organizationId" and customer_id = $2 offset 0) j on true
        group by 1, o.shows_earlier, j.since, j.until`

export interface SightRow {
  readonly organizationId: string
  readonly organization: string
  /** Null: everything. */
  readonly seesSince: Date | null
}

/** What the organizations of a customer show them. */
export function sightOfCustomer(siteId: number, customerId: string): Query {
  return {
    name: 'sight-of-customer',
    text: `select s.organization_id as "organizationId", o.name as organization,
        case when s.since = '-infinity' then null else s.since end as "seesSince"
      from (${sightText}) s join organizations o on o.site_id = $1 and o.organization_id = s.organization_id
      order by o.name, s.organization_id`,
    values: [siteId, customerId],
  }
}

/** Who asks, as the rules of the desk need to know them. */
export interface AskerRow {
  readonly name: string
  readonly address: string | null
  readonly isActive: boolean
  readonly isErased: boolean
  /** Somebody else is that person now. */
  readonly isMerged: boolean
  /** The directories that have the customer as an active user, or whose sign-in made them. */
  readonly directoryIds: readonly number[]
  /** Of one of the staff. */
  readonly role: Role | null
}

export function askerFacts(siteId: number, { kind, id }: Writer): Query {
  if (kind === 'sender') {
    return {
      name: 'asking-sender',
      text: `select name, address, erased_at is null as "isActive", erased_at is not null as "isErased", false as "isMerged",
          '{}'::int[] as "directoryIds", null as role
        from senders where site_id = $1 and sender_id = $2`,
      values: [siteId, id],
    }
  }
  if (kind === 'staff') {
    return {
      name: 'asking-staff',
      text: `select name, address, not disabled as "isActive", false as "isErased", false as "isMerged", '{}'::int[] as "directoryIds", role
        from staff where site_id = $1 and staff_id = $2`,
      values: [siteId, id],
    }
  }
  return {
    name: 'asking-customer',
    text: `select c.display_name as name, c.active as "isActive", c.erased_at is not null as "isErased",
        c.merged_into is not null as "isMerged", null as role,
        (select address from customer_addresses where site_id = $1 and customer_id = $2 and until is null
          order by since desc, address_id desc limit 1) as address,
        array(select u.directory_id from directory_users u where u.site_id = $1 and u.customer_id = $2 and u.active
          union select c.directory_id where c.directory_id is not null) as "directoryIds"
      from customers c where c.site_id = $1 and c.customer_id = $2`,
    values: [siteId, id],
  }
}

/**
 * Holds a customer for whom something is opened: a merge or an erasure that is under way is waited for, and what is read behind this
 * sees what it did. Changes of name and address hold up nobody.
 */
export function holdAsker(siteId: number, { kind, id }: Person): Query {
  const [name, table, column] =
    kind === 'customer'
      ? ['hold-asking-customer', 'customers', 'customer_id']
      : ['hold-asking-staff', 'staff', 'staff_id']
  return {
    name: name as string,
    text: `select 1 from ${table} where site_id = $1 and ${column} = $2 for key share`,
    values: [siteId, id],
  }
}

/** Who of the active people holds an address now: a customer, or one of the staff. */
export function activeHolder(siteId: number, addressFolded: string): Query {
  return {
    name: 'active-holder',
    text: `select a.customer_id as "customerId", null::uuid as "staffId" from customer_addresses a
        join customers c on c.site_id = $1 and c.customer_id = a.customer_id and c.active
        where a.site_id = $1 and a.address_folded = $2 and a.standing = 'held' and a.until is null
      union all
      select null, staff_id from staff where site_id = $1 and address_folded = $2 and not disabled
        and address_released_at is null
      limit 1`,
    values: [siteId, addressFolded],
  }
}
