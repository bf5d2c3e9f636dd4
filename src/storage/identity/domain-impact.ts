import type { Query } from '../statement.ts'
import type { Affected } from './domain-addresses.ts'

/** What a directory's new say in a domain does to others, and to those whom the site knew before. Counted up to `countMax`. */
export interface DomainImpact {
  /** The names of the directories whose declaration ends. */
  readonly declarations: readonly string[]
  /** Customers whom no directory manages, who hold an address there that the directory gives. */
  readonly links: number
  /** Open cases about people of the directory with an address there. */
  readonly cases: number
}

const impactMax = 1_000

const inDomain = (column: string) => `right(${column}, length($3) + 1) = '@' || $3`
const counted = (rows: string) => `(select count(*)::int from (${rows} limit ${impactMax}) x)`

/** Somebody of another directory. */
export interface AffectedElsewhere extends Affected {
  readonly directory: string
}

/** People of other directories who have an address in the domain, held or claimed: once it is proven it is theirs no more. */
export function othersInDomain(siteId: number, directoryId: number, domain: string, limit: number): Query {
  return {
    name: '',
    text: `select c.customer_id as id, c.display_name as name, a.address, d.name as directory
      from customer_addresses a
      join customers c on c.site_id = a.site_id and c.customer_id = a.customer_id
      join directories d on d.site_id = a.site_id and d.directory_id = a.directory_id
      where a.site_id = $1 and a.until is null and a.directory_id <> $2 and ${inDomain('a.address_folded')} limit $4`,
    values: [siteId, directoryId, domain, limit],
  }
}

/** @param proves whether others lose what they say of the domain */
export function domainImpact(siteId: number, directoryId: number, domain: string, proves: boolean): Query {
  return {
    name: '',
    text: `select
      ${
        proves
          ? `coalesce((select array_agg(d.name order by d.name) from directory_domains o
              join directories d on d.site_id = o.site_id and d.directory_id = o.directory_id
              where o.site_id = $1 and o.domain = $3 and o.directory_id <> $2), '{}')`
          : "'{}'::text[]"
      } as declarations,
      ${counted(`select from customer_addresses h
        join customers c on c.site_id = h.site_id and c.customer_id = h.customer_id
        where h.site_id = $1 and h.until is null and h.standing = 'held' and c.directory_id is null
          and ${inDomain('h.address_folded')}
          and (exists (select from directory_users u where u.site_id = $1 and u.directory_id = $2
              and u.user_name_folded = h.address_folded offset 0)
            or exists (select from directory_user_emails e where e.site_id = $1 and e.directory_id = $2
              and e.value_folded = h.address_folded offset 0))`)} as links,
      ${counted(`select from cases k
        join directory_users u on u.site_id = k.site_id and u.directory_id = k.directory_id and u.user_id = k.user_id
        where k.site_id = $1 and k.kind = 'link-unproven' and k.directory_id = $2 and k.closed_at is null
          and ${inDomain('u.user_name_folded')}`)} as cases`,
    values: [siteId, directoryId, domain],
  }
}
