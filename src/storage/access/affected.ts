// Of a directory's people, who has another door than its connection.
import type { Query } from '../statement.ts'

/** A door that closes when the connection is required: a session that is open, or codes by mail where those are allowed. */
export interface AffectedPerson {
  readonly id: string
  readonly name: string
  readonly address: string | null
  readonly doors: readonly ('code' | 'password' | 'passkey' | 'invitation')[]
  /** When one of them was used last; null: never. */
  readonly lastUsedAt: Date | null
}

const people = `customers c join directories d on d.site_id = $1 and d.directory_id = $2
  where c.site_id = $1 and c.directory_id = $2 and c.active and c.merged_into is null`
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
        where n.site_id = $1 and n.directory_id = $2)
      select count(*)::int as people, count(*) filter (where c.beside)::int as affected,
        count(*) filter (where m.customer_id is null)::int as "neverThrough"
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
    text: `select c.customer_id as id, c.display_name as name,
        (select a.address from customer_addresses a where a.site_id = $1 and a.customer_id = c.customer_id
          and a.until is null limit 1) as address,
        array(select s.method from ${session} union select 'code' where ${getsCodes} order by 1) as doors,
        greatest((select max(s.last_seen_at) from ${session}),
          (select max(i.at) from sign_ins i where i.site_id = $1 and i.customer_id = c.customer_id
            and i.outcome = 'in' and i.directory_id is null)) as "lastUsedAt"
      from ${people} and c.customer_id > $3 and ${hasBeside}
      order by c.customer_id limit $4`,
    values: [siteId, directoryId, after, limit],
  }
}
