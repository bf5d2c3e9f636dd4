import { type AccessPolicy, accessPolicyDefault } from '../../model/identity/access-policy.ts'
import { domainOf, foldAddress } from '../../model/identity/email-address.ts'
import type { ErasedTrace } from '../../model/identity/matching.ts'
import type { Role } from '../../model/permissions.ts'
import type { Query, Write } from '../statement.ts'
import { erasedColumn } from './erasure-traces.ts'

/** An `AccessPolicy`. */
export const accessPolicyColumns = `select new_accounts as "newAccounts", allow_domains as allow, block_domains as block,
    binds_directories as "bindsDirectories", unknown_senders as "unknownSenders", leaver_mail as "leaverMail"
  from access_policies`

/** A site's policy; nothing while nobody has decided: see `readPolicy`. */
export function accessPolicyOf(siteId: number): Query {
  return {
    name: 'access-policy',
    text: `${accessPolicyColumns} where site_id = $1`,
    values: [siteId],
  }
}

export function readPolicy(rows: readonly unknown[] | undefined): AccessPolicy {
  return (rows?.[0] as AccessPolicy | undefined) ?? accessPolicyDefault
}

export function saveAccessPolicy(siteId: number, policy: AccessPolicy): Write {
  const { newAccounts, allow, block, bindsDirectories, unknownSenders, leaverMail } = policy
  return {
    name: 'save-access-policy',
    table: 'access_policies',
    text: `insert into access_policies (site_id, new_accounts, allow_domains, block_domains, binds_directories,
        unknown_senders, leaver_mail)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (site_id) do update set new_accounts = excluded.new_accounts, allow_domains = excluded.allow_domains,
        block_domains = excluded.block_domains, binds_directories = excluded.binds_directories,
        unknown_senders = excluded.unknown_senders, leaver_mail = excluded.leaver_mail`,
    values: [siteId, newAccounts, allow, block, bindsDirectories, unknownSenders, leaverMail],
  }
}

/** SQL of the directory, by its name, that has proven a domain and through which alone its people sign in; null: none. */
export const requiredByColumn = (domain: string) => `(select q.name ${fromRequired(domain)})`

/** SQL of where it stands, `q`. */
export const fromRequired = (domain: string) => `from directory_domains r
    join connections m on m.site_id = $1 and m.directory_id = r.directory_id and m.mode = 'required'
    join directories q on q.site_id = $1 and q.directory_id = r.directory_id and q.audience = 'customers'
    where r.site_id = $1 and r.domain = ${domain} and r.authority = 'proven'`

/** Who alone signs in the people of a domain. */
export function requiredBy(siteId: number, domain: string): Query {
  return {
    name: 'required-by',
    text: `select ${requiredByColumn('$2')} as "requiredBy"`,
    values: [siteId, domain],
  }
}

/** Whose an address is. */
export interface AddressOwner {
  readonly staff: {
    readonly id: string
    readonly name: string
    readonly role: Role
    readonly disabled: boolean
  } | null
  readonly customerId: string | null
  readonly customer: string | null
  /** The owner has it still, and it is not only remembered of whom a directory let go. */
  readonly isPresent: boolean | null
  readonly active: boolean | null
  /** Of the directory that manages the customer. */
  readonly directory: string | null
  /** Who held it last and does no more. */
  readonly former: {
    readonly personId: string
    readonly name: string
    /** ISO 8601. */
    readonly until: string
    readonly active: boolean
    readonly directory: string | null
  } | null
  /** Who only claims it, an active one first. */
  readonly claimant: {
    readonly personId: string
    readonly name: string
    readonly active: boolean
    readonly directory: string | null
    /** Its domain is another directory's, or the staff's. */
    readonly foreignDomain: boolean
  } | null
  /** What stays of somebody who was erased and had it. */
  readonly erased: ErasedTrace | null
  readonly requiredBy: string | null
}

/**
 * Whose an address is: its holder's, else that of whom a directory has let go with it. Who only claims it is not asked:
 * otherwise a directory could keep others out by naming their addresses.
 */
export function ownerOfAddress(siteId: number, address: string): Query {
  return {
    name: 'owner-of-address',
    text: `with owner as (
        select c.customer_id, c.display_name, c.active, c.directory_id, a.until is null as is_present
        from customer_addresses a join customers c on c.site_id = a.site_id and c.customer_id = a.customer_id
        where a.site_id = $1 and a.address_folded = $2 and a.standing = 'held'
          and (a.until is null or (not c.active and c.directory_id is not null))
        order by a.until desc nulls first limit 1)
      select (select json_build_object('id', staff_id, 'name', name, 'role', role, 'disabled', disabled) from staff
          where site_id = $1 and address_folded = $2 and address_released_at is null limit 1) as staff,
        o.customer_id as "customerId", o.display_name as customer, o.is_present as "isPresent", o.active,
        d.name as directory,
        (select json_build_object('personId', c.customer_id, 'name', c.display_name, 'until', f.until, 'active', c.active, 'directory',
            (select name from directories where site_id = $1 and directory_id = c.directory_id))
          from customer_addresses f join customers c on c.site_id = f.site_id and c.customer_id = f.customer_id
          where f.site_id = $1 and f.address_folded = $2 and f.standing = 'held' and f.until is not null
            and c.erased_at is null
          order by f.until desc limit 1) as former,
        (select json_build_object('personId', c.customer_id, 'name', c.display_name, 'active', c.active,
            'directory', (select name from directories where site_id = $1 and directory_id = f.directory_id),
            'foreignDomain', exists (select from directory_domains r where r.site_id = $1 and r.domain = $3
                and r.directory_id is distinct from f.directory_id)
              or exists (select from sites s where s.id = $1 and $3 = any(s.staff_domains)))
          from customer_addresses f join customers c on c.site_id = f.site_id and c.customer_id = f.customer_id
          where f.site_id = $1 and f.address_folded = $2 and f.standing = 'claimed' and f.until is null
          order by c.active desc, f.since limit 1) as claimant,
        ${erasedColumn({ address: '$2' })} as erased, ${requiredByColumn('$3')} as "requiredBy"
      from (select 1) one left join owner o on true
      left join directories d on d.site_id = $1 and d.directory_id = o.directory_id`,
    values: [siteId, foldAddress(address), domainOf(foldAddress(address))],
  }
}

/** A customer as the policy looks at people who are there already. */
export interface PresentCustomer {
  readonly id: string
  readonly name: string
  readonly address: string | null
  readonly isManaged: boolean
}

const present = `select c.customer_id, c.display_name, c.directory_id is not null as is_managed, a.address, a.address_folded
  from customers c left join lateral (
    select address, address_folded from customer_addresses a
    where a.site_id = $1 and a.customer_id = c.customer_id and a.until is null order by a.since desc limit 1) a on true
  where c.site_id = $1 and c.customer_id > $2 and c.active order by c.customer_id limit $3`

/** The next active customers behind one, each with the address that counts. */
export function presentCustomers(siteId: number, after: string, limit: number): Query {
  return {
    name: 'present-customers',
    text: `select customer_id as id, display_name as name, address, is_managed as "isManaged" from (${present}) p`,
    values: [siteId, after, limit],
  }
}

/** How many of the next customers have addresses in which domain. */
export interface PresentDomains {
  /** The last customer that was looked at; null when there is none left. */
  readonly last: string | null
  readonly domains: readonly {
    readonly domain: string | null
    readonly isManaged: boolean
    readonly people: number
  }[]
}

export function presentDomains(siteId: number, after: string, limit: number): Query {
  return {
    name: 'present-domains',
    text: `with p as materialized (${present})
      select (select customer_id from p order by customer_id desc limit 1) as last,
        coalesce((select json_agg(json_build_object('domain', domain, 'isManaged', is_managed, 'people', people)) from (
          select split_part(address_folded, '@', 2) as domain, is_managed, count(*) as people from p group by 1, 2) d), '[]')
          as domains`,
    values: [siteId, after, limit],
  }
}
