import type { AddressFacts } from '../../model/identity/authority.ts'
import type { DeletedTwin } from '../../model/identity/matching.ts'
import type { Query } from '../statement.ts'
import { contextColumns, contextFrom, type DirectoryContext } from './directories.ts'

/** What the rules must know about one address in the eyes of one directory. */
const addressColumns = `
  (select authority from directory_domains x
    where x.site_id = $1 and x.domain = $4 and x.directory_id = $2) as authority,
  exists (select 1 from directory_domains x
    where x.site_id = $1 and x.domain = $4 and x.directory_id <> $2 and x.authority = 'proven') as "provenElsewhere",
  (select customer_id from customer_addresses a
    where a.site_id = $1 and a.address_folded = $3 and a.standing = 'held' and a.until is null) as "holderId"`

interface AddressFactsRow {
  readonly authority: 'proven' | 'declared' | null
  readonly provenElsewhere: boolean
  readonly holderId: string | null
}

export function addressFacts(
  siteId: number,
  directoryId: number,
  address: string | null,
  domain: string | null,
): Query {
  return {
    name: 'address-facts',
    text: `select ${addressColumns}`,
    values: [siteId, directoryId, address, domain],
  }
}

export function readAddressFacts(row: AddressFactsRow): AddressFacts {
  return {
    authority: row.authority ?? undefined,
    provenElsewhere: row.provenElsewhere,
    holderId: row.holderId ?? undefined,
  }
}

/** All that the rules must know about a user who has no customer yet, in one row. */
export interface NewUserFacts extends AddressFactsRow, DirectoryContext {
  readonly deletedTwins: readonly DeletedTwin[] | null
  readonly presentTwin: boolean
}

export function newUserFacts(
  siteId: number,
  directoryId: number,
  user: { address: string | null; domain: string | null; externalId: string | null; userId: string },
): Query {
  return {
    name: 'new-user-facts',
    text: `select ${contextColumns}, ${addressColumns},
        (select json_agg(json_build_object('userId', t.user_id, 'userNameFolded', t.user_name_folded,
            'addressFolded', t.address_folded, 'customerId', t.customer_id,
            'customerDirectoryId', c.directory_id))
          from (select * from deleted_directory_users x
            where x.site_id = $1 and x.directory_id = $2 and x.external_id = $5 limit 3) t
          left join customers c on c.site_id = t.site_id and c.customer_id = t.customer_id) as "deletedTwins",
        exists (select 1 from directory_users p
          where p.site_id = $1 and p.directory_id = $2 and p.external_id = $5 and p.user_id <> $6) as "presentTwin"
      from ${contextFrom} where d.site_id = $1 and d.directory_id = $2`,
    values: [siteId, directoryId, user.address, user.domain, user.externalId, user.userId],
  }
}
