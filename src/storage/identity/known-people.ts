// People whom a directory brought as somebody new, although an unmanaged customer holds their address: rule 4, looked at again.
import type { Query } from '../statement.ts'

/** An open case whose two sides are one person, now that the directory speaks for the address. */
export interface KnownPerson {
  readonly caseId: string
  /** The unmanaged customer. */
  readonly id: string
  readonly name: string
  readonly address: string
}

/** Whom a directory would take over, after a given case. A declared domain yields to a proven one. */
export function knownPeople(siteId: number, directoryId: number, after: string, limit: number): Query {
  return {
    name: '',
    text: `select c.case_id as "caseId", o.customer_id as id, o.display_name as name, a.address
      from cases c
      join customers o on o.site_id = $1 and o.customer_id = c.other_customer_id and o.directory_id is null
        and o.merged_into is null
      join customer_addresses a on a.site_id = $1 and a.customer_id = o.customer_id and a.standing = 'held'
        and a.until is null
      where c.site_id = $1 and c.kind = 'link-unproven' and c.directory_id = $2 and c.closed_at is null
        and c.customer_id is not null and c.case_id > $3
        and exists (select 1 from directory_domains x where x.site_id = $1 and x.directory_id = $2
          and x.domain = split_part(a.address_folded, '@', 2)
          and (x.authority = 'proven' or not exists (select 1 from directory_domains y where y.site_id = $1
            and y.domain = x.domain and y.directory_id <> $2 and y.authority = 'proven')))
      order by c.case_id limit $4`,
    values: [siteId, directoryId, after, limit],
  }
}

/** The cases of a directory in which people were found to be one since a moment, and that can be taken back. */
export function foundSince(
  siteId: number,
  directoryId: number,
  since: Date,
  after: string,
  limit: number,
): Query {
  return {
    name: '',
    text: `select case_id as "caseId" from cases
      where site_id = $1 and closed_at >= $3 and kind = 'link-unproven' and directory_id = $2
        and outcome = 'link' and undo is not null and case_id > $4
      order by case_id limit $5`,
    values: [siteId, directoryId, since, after, limit],
  }
}
