// Known people and domains by the keys of what looks like them: a bounded number of looks into indexes, whatever the site's size.
import { bearersMax, groupsMax } from '../../model/desk/look-alike.ts'
import type { Query, Write } from '../statement.ts'

const agentRoles = "('owner', 'admin', 'agent', 'auditor')"

/** The present address of a customer, else the last one; and whether the writer's ($3) is or was theirs. */
const ofCustomer = (id: string) => `
  (select a.address from customer_addresses a where a.site_id = $1 and a.customer_id = ${id}
    order by a.until desc nulls first, a.since desc limit 1) as address,
  exists (select from customer_addresses w where w.site_id = $1 and w.customer_id = ${id} and w.address_folded = $3) as "isWriter"`

const directoryName = (id: string) =>
  `(select d.name from directories d where d.site_id = $1 and d.directory_id = ${id})`

const bearers = (whose: string) => `
  (select customer_id, display_name, directory_id from customers
    where site_id = $1 and name_key = k.key and ${whose} and merged_into is null and erased_at is null
    order by customer_id limit ${bearersMax + 1})`

/**
 * Bearers of these names: of each directory, and of the staff, one more than would say nothing, and of one directory more than would.
 * @param address folded; of whoever writes
 */
export function peopleByName(siteId: number, keys: readonly string[], address: string): Query {
  return {
    name: 'look-alikes-by-name',
    text: `with recursive k as materialized (select key from unnest($2::text[]) k (key) where key <> ''),
      -- From one directory to the next, however many bearers one has.
      groups (key, directory_id, n) as (
        select k.key, f.directory_id, 1 from k cross join lateral (
          select directory_id from customers where site_id = $1 and name_key = k.key and directory_id is not null
          order by directory_id limit 1) f
        union all
        select g.key, f.directory_id, g.n + 1 from groups g cross join lateral (
          select c.directory_id from customers c
          where c.site_id = $1 and c.name_key = g.key and c.directory_id > g.directory_id
          order by c.directory_id limit 1) f
        where g.n <= ${groupsMax * 4}),
      customers_found as (
        select k.key, b.* from groups k cross join lateral ${bearers('directory_id = k.directory_id')} b
        union all
        select k.key, b.* from k cross join lateral ${bearers('directory_id is null')} b)
      select f.customer_id as id, 'customer' as kind, f.display_name as name, f.key, f.directory_id as "directoryId",
        ${directoryName('f.directory_id')} as of, false as answers, ${ofCustomer('f.customer_id')}
      from customers_found f
      union all
      select s.staff_id, 'staff', s.name, k.key, null, null, s.role in ${agentRoles}, s.address, s.address_folded = $3
      from k cross join lateral (
        (select * from staff where site_id = $1 and name_key = k.key and role in ${agentRoles} order by staff_id limit 5)
        union all
        (select * from staff where site_id = $1 and name_key = k.key and role = 'member' order by staff_id
          limit ${bearersMax + 1})) s`,
    values: [siteId, keys, address],
  }
}

/** Whose of these addresses is, at present. */
export function peopleByAddress(siteId: number, addresses: readonly string[], address: string): Query {
  return {
    name: 'look-alikes-by-address',
    text: `select c.customer_id as id, 'customer' as kind, c.display_name as name, k.address_folded as key,
        c.directory_id as "directoryId", ${directoryName('c.directory_id')} as of, false as answers, ${ofCustomer('c.customer_id')}
      from (select customer_id, address_folded from customer_addresses
        where site_id = $1 and address_folded = any($2::text[]) and until is null limit 50) k
      cross join lateral (select * from customers where site_id = $1 and customer_id = k.customer_id and merged_into is null offset 0) c
      union all
      select s.staff_id, 'staff', s.name, s.address_folded, null, null, s.role in ${agentRoles}, s.address, s.address_folded = $3
      from staff s where s.site_id = $1 and s.address_folded = any($2::text[])`,
    values: [siteId, addresses, address],
  }
}

/** Known domains that have one of these keys. */
export function domainsByKey(siteId: number, keys: readonly string[]): Query {
  return {
    name: 'look-alikes-by-domain',
    text: `select d.domain, d.strength, d.since,
        coalesce((select array_agg(x.directory_id) from directory_domains x
          where x.site_id = $1 and x.domain = d.domain), '{}') as owners
      from (select distinct domain from domain_keys where site_id = $1 and key = any($2::text[]) limit 200) k
      cross join lateral (select * from known_domains where site_id = $1 and domain = k.domain offset 0) d`,
    values: [siteId, keys],
  }
}

/** People whose name's key nobody has worked out yet. */
export function peopleWithoutKey(siteId: number, kind: 'customer' | 'staff', limit: number): Query {
  return kind === 'customer'
    ? {
        name: 'customers-without-key',
        text: `select customer_id as id, case when merged_into is null and erased_at is null then display_name else '' end as name
          from customers where site_id = $1 and name_key is null order by customer_id limit $2`,
        values: [siteId, limit],
      }
    : {
        name: 'staff-without-key',
        text: 'select staff_id as id, name from staff where site_id = $1 and name_key is null order by staff_id limit $2',
        values: [siteId, limit],
      }
}

/** Whoever was renamed meanwhile has a key already. */
export function keepNameKeys(
  siteId: number,
  kind: 'customer' | 'staff',
  keys: readonly { readonly id: string; readonly key: string }[],
): Write {
  const [table, column] = kind === 'customer' ? ['customers', 'customer_id'] : ['staff', 'staff_id']
  return {
    name: `keep-name-keys-${kind}`,
    table,
    text: `update ${table} p set name_key = k.key from unnest($2::uuid[], $3::text[]) k (id, key)
      where p.site_id = $1 and p.${column} = k.id and p.name_key is null`,
    values: [siteId, keys.map(({ id }) => id), keys.map(({ key }) => key)],
  }
}

export function domainsWithoutKeys(siteId: number, limit: number): Query {
  return {
    name: 'domains-without-keys',
    text: 'select domain from known_domains where site_id = $1 and not keyed order by domain limit $2',
    values: [siteId, limit],
  }
}

export function keepDomainKeys(
  siteId: number,
  domains: readonly string[],
  keys: readonly { readonly domain: string; readonly key: string }[],
): Write[] {
  return [
    {
      name: 'keep-domain-keys',
      table: 'domain_keys',
      text: `insert into domain_keys (site_id, key, domain)
        select $1, k.key, k.domain from unnest($2::text[], $3::text[]) k (key, domain) on conflict do nothing`,
      values: [siteId, keys.map(({ key }) => key), keys.map(({ domain }) => domain)],
    },
    {
      name: 'domains-have-keys',
      table: 'known_domains',
      text: 'update known_domains set keyed = true where site_id = $1 and domain = any($2::text[])',
      values: [siteId, domains],
    },
  ]
}
