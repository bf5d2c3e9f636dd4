// Who may come in by an address at the help centre's sign-in page.
import { domainOf } from '../../model/identity/email-address.ts'
import { accessPolicyColumns, requiredByColumn } from '../identity/access-policies.ts'
import { erasedColumn } from '../identity/erasure-traces.ts'
import type { Query } from '../statement.ts'

const signsIn = `('optional', 'required')`

const person = `json_build_object('customerId', c.customer_id, 'active', c.active, 'standing', h.standing,
    'directoryId', c.directory_id, 'directory', d.name, 'mode', n.mode, 'codeDoor', d.code_door)`
const persons = `customer_addresses h join customers c on c.site_id = h.site_id and c.customer_id = h.customer_id
    left join directories d on d.site_id = c.site_id and d.directory_id = c.directory_id
    left join connections n on n.site_id = c.site_id and n.directory_id = c.directory_id
    where h.site_id = $1 and h.address_folded = $2 and h.until is null and c.merged_into is null`

/** One row: an `AddressPeople` of model/access/portal-way.ts. */
export function peopleOfAddress(siteId: number, addressFolded: string): Query {
  return {
    name: 'people-of-address',
    text: `select coalesce(
          (select ${person} from ${persons} and h.standing = 'held'),
          (select ${person} from ${persons} and h.standing = 'claimed' and c.directory_id is null
            order by c.customer_id limit 1)) as holder,
        (select json_agg(json_build_object('directoryId', x.directory_id, 'name', x.name)) from (
          select distinct d.directory_id, d.name from customer_addresses a
          join customers c on c.site_id = a.site_id and c.customer_id = a.customer_id and c.active
          join directories d on d.site_id = c.site_id and d.directory_id = c.directory_id
          join connections n on n.site_id = c.site_id and n.directory_id = c.directory_id and n.mode in ${signsIn}
          where a.site_id = $1 and a.address_folded = $2 and a.standing = 'claimed' and a.until is null
          order by d.name limit 3) x) as claimants,
        exists (select 1 from customer_addresses a
          join customers c on c.site_id = a.site_id and c.customer_id = a.customer_id
            and c.directory_id is not null and not c.active
          where a.site_id = $1 and a.address_folded = $2 and a.standing = 'held'
            and not exists (select 1 from customer_addresses l where l.site_id = $1 and l.customer_id = a.customer_id
              and (l.until is null or (l.since, l.address_id) > (a.since, a.address_id)) and l.address_id <> a.address_id)
          ) as "isLeaver",
        (exists (select 1 from staff p where p.site_id = $1 and p.address_folded = $2 and p.address_released_at is null
            offset 0)
          or $3 = any ((select staff_domains from sites y where y.id = $1)::text[])) as "isStaff",
        ${erasedColumn({ address: '$2' })} is not null as "isErased", ${requiredByColumn('$3')} as "requiredBy",
        (select row_to_json(w) from (${accessPolicyColumns} where site_id = $1) w) as policy`,
    values: [siteId, addressFolded, domainOf(addressFolded)],
  }
}

const peopleWith = `select h.customer_id from customer_addresses h
  where h.site_id = $1 and h.address_folded = $2 and h.until is null`
const managersOf = `select c.directory_id from customers c
  where c.site_id = $1 and c.customer_id = any(array(${peopleWith})) and c.directory_id is not null`

/** Locks how the directories sign in that have a say in an address. */
export function holdConnectionsOfAddress(siteId: number, addressFolded: string): Query {
  return {
    name: 'hold-connections-of-address',
    text: `select n.directory_id as id from connections n
      where n.site_id = $1 and n.directory_id = any(array(
        select x.directory_id from directory_domains x
          where x.site_id = $1 and x.domain = $3 and x.authority = 'proven'
        union ${managersOf}))
      order by n.directory_id for share`,
    values: [siteId, addressFolded, domainOf(addressFolded)],
  }
}

/** Locks the directories by whose code door somebody with an address might come in. */
export function holdCodeDoorsOfAddress(siteId: number, addressFolded: string): Query {
  return {
    name: 'hold-code-doors-of-address',
    text: `select d.directory_id as id from directories d
      where d.site_id = $1 and d.code_door and d.directory_id = any(array(${managersOf}))
      order by d.directory_id for share`,
    values: [siteId, addressFolded],
  }
}

/** Locks whoever has an address; as firmly as a proof of the mailbox needs it, which changes them. */
export function holdPeopleOfAddress(siteId: number, addressFolded: string): Query {
  return {
    name: 'hold-people-of-address',
    text: `select c.customer_id as id from customers c
      where c.site_id = $1 and c.customer_id = any(array(${peopleWith}))
      order by c.customer_id for no key update`,
    values: [siteId, addressFolded],
  }
}

/** An unmanaged customer who holds the address that a directory gives to the person who is signed in through it. */
export interface KnownBefore {
  readonly caseId: string
  readonly survivorId: string
  readonly address: string
}

/** Whom the person may be as well, as a case asks; its own proof of the mailbox decides that case. */
export function knownBefore(siteId: number, customerId: string): Query {
  return {
    name: 'known-before',
    text: `select k.case_id as "caseId", k.other_customer_id as "survivorId", a.address
      from cases k
      join customers c on c.site_id = k.site_id and c.customer_id = k.other_customer_id and c.directory_id is null and c.active
      join customer_addresses a on a.site_id = k.site_id and a.customer_id = k.other_customer_id and a.standing = 'held'
        and a.until is null
      where k.site_id = $1 and k.customer_id = $2 and k.kind = 'link-unproven' and k.closed_at is null
      limit 1`,
    values: [siteId, customerId],
  }
}

/** A directory that signs customers in. */
export interface DoorRow {
  readonly directoryId: number
  readonly name: string
}

/** @param only one directory; null: all of them, by name */
export function openDoors(siteId: number, only: number | null, limit: number): Query {
  return {
    name: 'open-doors',
    text: `select d.directory_id as "directoryId", d.name
      from connections n join directories d on d.site_id = n.site_id and d.directory_id = n.directory_id
      where n.site_id = $1 and n.mode in ${signsIn} and d.audience = 'customers' and ($2::int is null or n.directory_id = $2)
      order by d.name_folded limit $3`,
    values: [siteId, only, limit],
  }
}

/** The customers' directory that has proven a domain and signs its people in. */
export function directoryOfDomain(siteId: number, domain: string): Query {
  return {
    name: 'directory-of-domain',
    text: `select d.directory_id as "directoryId", d.name, n.mode
      from directory_domains x
      join directories d on d.site_id = x.site_id and d.directory_id = x.directory_id and d.audience = 'customers'
      join connections n on n.site_id = x.site_id and n.directory_id = x.directory_id and n.mode in ${signsIn}
      where x.site_id = $1 and x.domain = $2 and x.authority = 'proven'`,
    values: [siteId, domain],
  }
}
