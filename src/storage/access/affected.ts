// Of a directory's people, who has another door than its connection.
import type { Query } from '../statement.ts'

/** A door that closes when the connection is required: a session that is open, or a way that was used. */
export interface AffectedPerson {
  readonly id: string
  readonly name: string
  readonly address: string | null
  readonly doors: readonly ('code' | 'password' | 'passkey' | 'invitation')[]
  readonly lastUsedAt: Date | null
}

const people = `customers c where c.site_id = $1 and c.directory_id = $2 and c.active and c.merged_into is null`
/** What was opened without a directory was opened by another door. */
const session = `customer_sessions s where s.site_id = $1 and s.customer_id = c.customer_id and s.directory_id is null`
const signIn = `sign_ins i where i.site_id = $1 and i.customer_id = c.customer_id and i.outcome = 'in'
  and i.method not in ('saml', 'oidc') and i.at > $3`
const hasBeside = `(exists (select 1 from ${session}) or exists (select 1 from ${signIn}))`
/** Each way by which one of them came in beside the connection, and when last. */
const beside = `(select x.method, max(x.at) as at from (
    select s.method, s.last_seen_at as at from ${session}
    union all select i.method, i.at from ${signIn}) x group by x.method)`

/** @param since ways that were used since count */
export function countAffected(siteId: number, directoryId: number, since: Date): Query {
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
    values: [siteId, directoryId, since],
  }
}

export function listAffected(
  siteId: number,
  directoryId: number,
  since: Date,
  { after, limit }: { readonly after: string; readonly limit: number },
): Query {
  return {
    name: '',
    text: `select c.customer_id as id, c.display_name as name,
        (select a.address from customer_addresses a where a.site_id = $1 and a.customer_id = c.customer_id
          and a.until is null limit 1) as address,
        array(select b.method from ${beside} b order by b.at desc) as doors,
        (select max(b.at) from ${beside} b) as "lastUsedAt"
      from ${people} and c.customer_id > $4 and ${hasBeside}
      order by c.customer_id limit $5`,
    values: [siteId, directoryId, since, after, limit],
  }
}
