import type { Query } from '../statement.ts'

/** Where somebody hears that their address was changed. */
export interface AddressNotice {
  readonly name: string
  readonly address: string
  readonly which: 'old' | 'new'
  /** Who manages the person. */
  readonly directory: string | null
}

/**
 * The address that a customer held until a moment, and the one that they hold since then. One that somebody else holds now, and
 * one that was or is only claimed, hears nothing.
 * @param addressId the one of now, where it is an earlier one that was taken up again
 */
export function addressNotices(
  siteId: number,
  customerId: string,
  at: Date,
  addressId: string | null = null,
): Query {
  return {
    name: 'address-notices',
    text: `select c.display_name as name, a.address, case when a.until is null then 'new' else 'old' end as which,
        (select d.name from directories d where d.site_id = $1 and d.directory_id = c.directory_id) as directory
      from customers c join customer_addresses a on a.site_id = c.site_id and a.customer_id = c.customer_id
      where c.site_id = $1 and c.customer_id = $2 and c.active and a.standing = 'held'
        and (a.until = $3 or (a.until is null and (a.since = $3 or a.address_id = $4)))
        and not exists (select 1 from customer_addresses o where o.site_id = $1 and o.address_folded = a.address_folded
          and o.standing = 'held' and o.until is null and o.customer_id <> c.customer_id)
      order by which desc`,
    values: [siteId, customerId, at, addressId],
  }
}
