// What stays of who was erased: keyed hashes by which somebody who comes back is known, and from which nobody reads a value.
import { randomBytes } from 'node:crypto'
import type { Query, Write } from '../statement.ts'

/** What is hashed says what it is, so that no value of one kind is taken for another. */
const ofAddress = (address: string) => `'address ' || ${address}`
const ofExternalId = (directory: string, id: string) => `'external-id ' || ${directory} || ' ' || ${id}`
const ofUserName = (directory: string, name: string) => `'user-name ' || ${directory} || ' ' || ${name}`

/** The length of SHA-256's blocks: a key of this length needs no hashing of its own. */
const keyBytes = 64

/** The site's key, made with its first erasure. */
export function makeErasureKey(siteId: number, now: Date, key: Uint8Array = randomBytes(keyBytes)): Write {
  return {
    name: 'make-erasure-key',
    table: 'erasure_keys',
    // The hashes behind it read it.
    alone: true,
    text: `insert into erasure_keys (site_id, inner_key, outer_key, made_at) values ($1, $2, $3, $4)
      on conflict do nothing`,
    values: [
      siteId,
      Buffer.from(key.map((byte) => byte ^ 0x36)),
      Buffer.from(key.map((byte) => byte ^ 0x5c)),
      now,
    ],
  }
}

/** Nobody else holds it: an address that was given on says nothing about who had it before. */
const isNobodyElses = (
  address: string,
) => `not exists (select 1 from customer_addresses h where h.site_id = $1
  and h.address_folded = ${address} and h.standing = 'held' and h.until is null and h.customer_id <> all($2::uuid[]))`

/**
 * Keeps the hashes of who is about to be erased: of the present or last address of each part, and of what directories called them.
 * @param customerId whose row stays for them
 */
export function keepTraces(siteId: number, ids: readonly string[], customerId: string, now: Date): Write {
  const users = 'deleted_directory_users x where x.site_id = $1 and x.customer_id = any($2::uuid[])'
  return {
    name: 'keep-traces',
    table: 'erasure_traces',
    alone: true,
    text: `insert into erasure_traces (site_id, hash, kind, customer_id, erased_at)
      select distinct on (hash) $1::int, hash, kind, $3::uuid, $4::timestamptz
      from (select erasure_hash(k.inner_key, k.outer_key, w.said) as hash, w.kind
        from erasure_keys k cross join (
          select 'address' as kind, ${ofAddress('a.address_folded')} as said from customer_addresses a
          where a.site_id = $1 and a.customer_id = any($2::uuid[]) and ${isNobodyElses('a.address_folded')}
            and (a.until is null or not exists (select 1 from customer_addresses l where l.site_id = $1
              and l.customer_id = a.customer_id and (l.until is null or (l.since, l.address_id) > (a.since, a.address_id))
              and l.address_id <> a.address_id))
          union all
          select 'address', ${ofAddress('x.address_folded')} from ${users}
            and x.address_folded <> '' and ${isNobodyElses('x.address_folded')}
          union all
          select 'external-id', ${ofExternalId('x.directory_id', 'x.external_id')} from ${users} and x.external_id <> ''
          union all
          select 'user-name', ${ofUserName('x.directory_id', 'x.user_name_folded')} from ${users}) w
        where k.site_id = $1) t
      order by hash
      on conflict (site_id, hash) do update
      set customer_id = excluded.customer_id, erased_at = excluded.erased_at, admitted_at = null`,
    values: [siteId, ids, customerId, now],
  }
}

/** What somebody comes with. Each is SQL of a value in small letters, or of null. */
interface Arrival {
  readonly address: string
  readonly directory?: string
  readonly externalId?: string
  readonly userName?: string
}

/** SQL of who was erased and had one of these: `{customerId, by}`, or null. */
export const erasedColumn = (w: Arrival) => `(select ${erased} ${fromErased(w)} order by e.kind limit 1)`

/** SQL of one of them. */
export const erased = `json_build_object('customerId', e.customer_id, 'by', e.kind)`

/** SQL of where they stand. */
export function fromErased(w: Arrival): string {
  const said = [ofAddress(w.address)]
  if (w.directory !== undefined && w.externalId !== undefined)
    said.push(ofExternalId(w.directory, w.externalId))
  if (w.directory !== undefined && w.userName !== undefined) said.push(ofUserName(w.directory, w.userName))
  const hashes = said.map((one) => `erasure_hash(k.inner_key, k.outer_key, ${one})`)
  // Hashed apart: a function that could tell what it sees would come behind the row-level policies, and read every trace.
  return `from (select array[${hashes.join(', ')}] as hashes from erasure_keys k where k.site_id = $1 offset 0) h
    join erasure_traces e on e.hash = any(h.hashes)
    where e.site_id = $1 and e.admitted_at is null`
}

/** Whoever comes with what this erased person had is let in, as somebody new. */
export function admitTraces(siteId: number, customerId: string, now: Date): Write {
  return {
    name: 'admit-traces',
    table: 'erasure_traces',
    text: `update erasure_traces set admitted_at = $3
      where site_id = $1 and customer_id = $2 and admitted_at is null`,
    values: [siteId, customerId, now],
  }
}

/** The same taken back. */
export function unadmitTraces(siteId: number, customerId: string): Write {
  return {
    name: 'unadmit-traces',
    table: 'erasure_traces',
    text: 'update erasure_traces set admitted_at = null where site_id = $1 and customer_id = $2',
    values: [siteId, customerId],
  }
}

/** The open question whether this customer, added by hand or imported, may come in although somebody like them was erased. */
export function openReturnOf(siteId: number, customerId: string): Query {
  return {
    name: 'open-return-of',
    text: `select case_id as id from cases
      where site_id = $1 and kind = 'erased-came-back' and case_key = $2::uuid::text and closed_at is null`,
    values: [siteId, customerId],
  }
}
