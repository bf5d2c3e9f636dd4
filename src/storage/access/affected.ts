// Who has another door than a directory's connection: of its people, and of those whom nobody manages in domains that it has proven.
import type { Query } from '../statement.ts'

/** A door that closes when the connection is required: a session that is open, or codes by mail where those are allowed. */
export interface AffectedPerson {
  readonly id: string
  readonly name: string
  readonly address: string | null
  /** Whether the directory manages the person; if not, nobody does, and the address is in a domain that the directory has proven. */
  readonly managed: boolean
  readonly doors: readonly ('code' | 'password' | 'passkey' | 'invitation')[]
  /** When one of them was used last; null: never. */
  readonly lastUsedAt: Date | null
}

const people = `customers c join directories d on d.site_id = $1 and d.directory_id = $2
  where c.site_id = $1 and c.directory_id = $2 and c.active and c.merged_into is null`
/** Everybody of such a domain is led to the directory, whether it knows them or not. */
const beside = `directory_domains x
  join customer_addresses a on a.site_id = $1 and a.hand_domain = x.domain
  join customers c on c.site_id = $1 and c.customer_id = a.customer_id and c.directory_id is null and c.active
    and c.merged_into is null
  where x.site_id = $1 and x.directory_id = $2 and x.authority = 'proven'`
/** What was opened without a directory was opened by another door. */
const session = `customer_sessions s where s.site_id = $1 and s.customer_id = c.customer_id and s.directory_id is null`
/** Codes go to addresses that are held. */
const getsCodes = `(d.code_door and exists (select 1 from customer_addresses h where h.site_id = $1
  and h.customer_id = c.customer_id and h.until is null and h.standing = 'held'))`
const hasBeside = `(exists (select 1 from ${session}) or ${getsCodes})`

export function countAffected(siteId: number, directoryId: number): Query {
  return {
    name: '',
    text: `with came as materialized (
        select distinct coalesce(u.customer_id, n.customer_id) as customer_id from sign_in_identities n
        left join directory_users u on u.site_id = $1 and u.directory_id = $2 and u.user_id = n.user_id
        where n.site_id = $1 and n.directory_id = $2),
      others as (select count(distinct c.customer_id)::int as n from ${beside})
      select count(*)::int as people, count(*) filter (where c.beside)::int + (select n from others) as affected,
        (select n from others) as unmanaged, count(*) filter (where m.customer_id is null)::int as "neverThrough"
      from (select c.customer_id, ${hasBeside} as beside from ${people}) c
      left join came m on m.customer_id = c.customer_id`,
    values: [siteId, directoryId],
  }
}

export function listAffected(
  siteId: number,
  directoryId: number,
  { after, limit }: { readonly after: string; readonly limit: number },
): Query {
  return {
    name: '',
    text: `with c as (
        (select c.customer_id, c.display_name, true as managed, ${getsCodes} as by_code
          from ${people} and c.customer_id > $3 and ${hasBeside} order by c.customer_id limit $4)
        union all
        (select distinct c.customer_id, c.display_name, false, true
          from ${beside} and c.customer_id > $3 order by c.customer_id limit $4)
        order by 1 limit $4)
      select c.customer_id as id, c.display_name as name, c.managed,
        (select a.address from customer_addresses a where a.site_id = $1 and a.customer_id = c.customer_id
          and a.until is null limit 1) as address,
        array(select s.method from ${session} union select 'code' where c.by_code order by 1) as doors,
        greatest((select max(s.last_seen_at) from ${session}),
          (select max(i.at) from sign_ins i where i.site_id = $1 and i.customer_id = c.customer_id
            and i.outcome = 'in' and i.directory_id is null)) as "lastUsedAt"
      from c order by 1`,
    values: [siteId, directoryId, after, limit],
  }
}

/** Ends what those have open whom no directory manages, and who are led to this one from now on. */
export function endSessionsOfUnmanaged(siteId: number, directoryId: number): Query {
  return {
    name: '',
    text: `with whom as materialized (select c.customer_id from ${beside}),
        gone as (delete from customer_sessions s using whom
          where s.site_id = $1 and s.directory_id is null and s.customer_id = whom.customer_id returning 1)
      select count(*)::int as ended from gone`,
    values: [siteId, directoryId],
  }
}
