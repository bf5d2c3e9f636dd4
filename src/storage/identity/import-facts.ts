// Who has the addresses of a file's rows, and what its organizations are called here already.

import type { Details } from '../../model/identity/detail-field.ts'
import { domainOf, foldAddress } from '../../model/identity/email-address.ts'
import type { ImportedRow } from '../../model/identity/import.ts'
import type { KnownCustomer, RowFacts } from '../../model/identity/import-verdict.ts'
import type { ErasedTrace } from '../../model/identity/matching.ts'
import { foldName } from '../../model/identity/organization.ts'
import type { Query } from '../statement.ts'
import { fromRequired } from './access-policies.ts'
import { erased, fromErased } from './erasure-traces.ts'

/** Somebody whom a row may be about; several of one row. */
export interface RowFactRow extends Omit<KnownCustomer, 'details' | 'customerId' | 'name' | 'active'> {
  /** Which of the rows that were asked about, from 1. */
  readonly n: number
  readonly part: 'staff' | 'holder' | 'leaver' | 'claimant' | 'named' | 'erased' | 'required'
  readonly customerId: string | null
  readonly name: string | null
  readonly active: boolean | null
  /** Of the part `erased`: what stays of who was erased, as JSON. */
  readonly details: string | null
}

/**
 * Everybody whom rows may be about, in any order; see `factsOf`. Who only claims an address counts while no directory manages
 * them: otherwise a directory could have others refused by naming their addresses.
 */
export function rowFacts(siteId: number, rows: readonly ImportedRow[]): Query {
  const person = `c.customer_id as "customerId", c.display_name as name, c.active, c.details,
    (select d.name from directories d where d.site_id = $1 and d.directory_id = c.directory_id) as directory`
  return {
    name: 'row-facts',
    text: `with w as materialized (
        select n, folded, customer_id, domain,
          domain = any ((select staff_domains from sites where id = $1)::text[]) as is_reserved
        from unnest($2::int[], $3::text[], $4::uuid[], $5::text[]) w (n, folded, customer_id, domain))
      select w.n, f.* from w cross join lateral (
        select 'staff' as part, null::uuid as "customerId", null as name, null::boolean as active, null as details,
          null as directory, null::uuid as "addressId", null as address, null as standing
        from staff s where s.site_id = $1 and s.address_folded = w.folded and s.address_released_at is null
        union all
        select 'staff', null, null, null, null, null, null, null, null where w.is_reserved
        union all
        select 'erased', null, null, null, ${erased}::text, null, null, null, null
        ${fromErased({ address: 'w.folded' })}
        union all
        select 'required', null, null, null, null, q.name, null, null, null ${fromRequired('w.domain')}
        union all
        select case when a.until is null then case a.standing when 'held' then 'holder' else 'claimant' end
            else 'leaver' end, ${person}, a.address_id, a.address, a.standing
        from customer_addresses a join customers c on c.site_id = $1 and c.customer_id = a.customer_id
        where a.site_id = $1 and a.address_folded = w.folded and case
          when a.until is null and a.standing = 'held' then true
          when a.until is null and c.directory_id is null then true
          else a.standing = 'held' and c.directory_id is not null and not c.active
            and not exists (select 1 from customer_addresses l where l.site_id = $1 and l.customer_id = a.customer_id
              and (l.until is null or (l.since, l.address_id) > (a.since, a.address_id))
              and l.address_id <> a.address_id) end
        union all
        select 'named', ${person}, a.address_id, a.address, a.standing
        from customers c left join lateral (
          select address_id, address, standing from customer_addresses
          where site_id = $1 and customer_id = c.customer_id and until is null
          order by since desc, address_id desc limit 1) a on true
        where c.site_id = $1 and c.customer_id = w.customer_id offset 0) f`,
    values: [
      siteId,
      rows.map((_, n) => n + 1),
      rows.map(({ address }) => (address === undefined ? null : foldAddress(address))),
      rows.map(({ id }) => id ?? null),
      rows.map(({ address }) => (address === undefined ? null : domainOf(address))),
    ],
  }
}

/** What is known of the people of a row; their organizations are looked up when the people are known. */
export type PeopleFacts = Omit<RowFacts, 'joins' | 'hasUnknownOrganization'>

/** What `rowFacts` has found, row by row. */
export function factsOf(rows: readonly ImportedRow[], found: readonly RowFactRow[]): PeopleFacts[] {
  const byRow = Map.groupBy(found, ({ n }) => n)
  return rows.map((_, n) => {
    const all = byRow.get(n + 1) ?? []
    const of = (part: RowFactRow['part']) => all.filter((one) => one.part === part).map(known)
    return {
      ofStaff: all.some(({ part }) => part === 'staff'),
      holder: of('holder')[0],
      leaver: of('leaver')[0],
      claimants: of('claimant'),
      named: of('named')[0],
      erased: erasedOf(all),
      requiredBy: all.find(({ part }) => part === 'required')?.directory ?? undefined,
    }
  })
}

function erasedOf(all: readonly RowFactRow[]): ErasedTrace | undefined {
  const details = all.find(({ part }) => part === 'erased')?.details
  return typeof details === 'string' ? (JSON.parse(details) as ErasedTrace) : undefined
}

function known({
  n: _n,
  part: _part,
  customerId,
  name,
  active,
  details,
  ...rest
}: RowFactRow): KnownCustomer {
  return {
    ...rest,
    customerId: customerId ?? '',
    name: name ?? '',
    active: active ?? false,
    details: JSON.parse(details ?? '{}') as Details,
  }
}

/** Locks customers whose rows are about to be changed, so that whoever changes them too follows, or went before. */
export function holdCustomers(siteId: number, customerIds: readonly string[]): Query {
  return {
    name: 'hold-imported-customers',
    text: `select customer_id from customers where site_id = $1 and customer_id = any($2::uuid[])
      order by customer_id for no key update`,
    values: [siteId, customerIds],
  }
}

/** The organizations that have one of these names. */
export function organizationsNamed(siteId: number, names: readonly string[]): Query {
  return {
    name: 'organizations-named',
    text: `select organization_id as id, name_folded as "nameFolded" from organizations
      where site_id = $1 and name_folded = any($2::text[])`,
    values: [siteId, names.map(foldName)],
  }
}
