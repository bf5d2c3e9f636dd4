// What addresses a directory's users give, beside those that the people behind them have.
import type { UserText } from '../../model/identity/directory-user.ts'
import type { Query } from '../statement.ts'
import { addressFromOf } from './directories.ts'

/** A directory user with the address of the customer, or the staff member, who that is. */
export interface UserWithAddress extends UserText {
  readonly id: string
  readonly customerId: string | null
  /** Whether name and address of the customer are this directory's. */
  readonly owns: boolean
  /** Null for who is nobody yet, or has none. */
  readonly address: string | null
  readonly addressFolded: string | null
  readonly standing: 'held' | 'claimed' | null
}

/** Users in their order, behind a given one. Each part is fenced: it is a look-up for one user. */
export function usersWithAddresses(siteId: number, directoryId: number, after: string, limit: number): Query {
  return {
    name: 'users-with-addresses',
    text: `select u.user_id as id, u.resource, ${addressFromOf('$2')} as "addressFrom", u.customer_id as "customerId",
        coalesce(c.directory_id = $2, true) as owns, coalesce(a.address, s.address) as address,
        coalesce(a.address_folded, s.address_folded) as "addressFolded",
        case when s.address_folded is null then a.standing else 'held' end as standing
      from (select user_id, customer_id, resource from directory_users
        where site_id = $1 and directory_id = $2 and user_id > $3 order by user_id limit $4) u
      left join lateral (select directory_id from customers
        where site_id = $1 and customer_id = u.customer_id offset 0) c on true
      left join lateral (select address, address_folded, standing from customer_addresses
        where site_id = $1 and customer_id = u.customer_id and until is null
        order by since desc, address_id desc limit 1) a on true
      left join lateral (select address, address_folded from staff
        where site_id = $1 and directory_id = $2 and directory_user_id = u.user_id limit 1 offset 0) s on true
      order by u.user_id`,
    values: [siteId, directoryId, after, limit],
  }
}
