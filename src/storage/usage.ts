import type { Day } from '../model/day.ts'
import type { Role } from '../model/permissions.ts'
import type { UsageDay } from '../model/usage.ts'
import type { Query, Write } from './statement.ts'

/** A day of a site, from its first moment to the first one after it. */
export interface Span {
  readonly from: Date
  readonly until: Date
}

const hadSeat = 'seat_role is not null and seat_since < $3 and (seat_until is null or seat_until > $2)'

/** How many people had a seat on a day, by role. */
export function countSeats(siteId: number, { from, until }: Span): Query {
  return {
    name: 'count-seats',
    text: `select seat_role as role, count(*)::int as people from staff where site_id = $1 and ${hadSeat} group by seat_role`,
    values: [siteId, from, until],
  }
}

export interface Seat {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly since: Date
  /** When it was given up; null while it is held. */
  readonly until: Date | null
}

/** Who had a seat on a day, in the order in which they came. */
export function listSeats(
  siteId: number,
  { from, until }: Span,
  { after, limit }: { after: string; limit: number },
): Query {
  return {
    name: 'list-seats',
    text: `select staff_id as id, name, seat_role as role, seat_since as since, seat_until as until from staff
      where site_id = $1 and ${hadSeat} and staff_id > $4 order by staff_id limit $5`,
    values: [siteId, from, until, after, limit],
  }
}

/** How many employees there were on a day who only ask. */
export function countMembers(siteId: number, { from, until }: Span): Query {
  return {
    name: 'count-members',
    text: `select count(*)::int as members from staff
      where site_id = $1 and role = 'member' and not disabled and created_at < $3
        and (seat_until is null or seat_until <= $2)`,
    values: [siteId, from, until],
  }
}

/** How many rows of portal-only accounts with ids below one there are, active or not; of those who were merged as well. */
export interface CustomerTotal {
  readonly customers: number
  readonly countedBelow: string
}

/** The total as it was counted last; no row while it never was. */
export function customerTotal(siteId: number): Query {
  return {
    name: 'customer-total',
    text: 'select customers, counted_below as "countedBelow" from customer_totals where site_id = $1',
    values: [siteId],
  }
}

/** Counts customers by their ids, from one and below another. Planned for its values, because a total's rest is small. */
export function countCustomers(siteId: number, from: string, below: string): Query {
  return {
    name: '',
    text: `select count(*)::int as customers from customers
      where site_id = $1 and customer_id >= $2 and customer_id < $3`,
    values: [siteId, from, below],
  }
}

/** How many customers with ids below one only lead to whom they were merged into: they are nobody of their own. */
export function countMergedCustomers(siteId: number, below: string): Query {
  return {
    name: 'count-merged-customers',
    text: `select count(*)::int as merged from customers
      where site_id = $1 and merged_into is not null and customer_id < $2`,
    values: [siteId, below],
  }
}

export function keepCustomerTotal(siteId: number, { customers, countedBelow }: CustomerTotal): Write {
  return {
    name: 'keep-customer-total',
    table: 'customer_totals',
    text: `insert into customer_totals (site_id, customers, counted_below) values ($1, $2, $3)
      on conflict (site_id) do update set customers = excluded.customers, counted_below = excluded.counted_below`,
    values: [siteId, customers, countedBelow],
  }
}

const figures = 'owners, admins, agents, auditors, members, customers'

/** Writes a day that is over; one that was written stays as it is. */
export function insertUsageDay(siteId: number, usage: UsageDay): Write {
  return {
    name: 'insert-usage-day',
    table: 'usage_days',
    text: `insert into usage_days (site_id, day, ${figures}) values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict (site_id, day) do nothing`,
    values: [
      siteId,
      usage.day,
      usage.owners,
      usage.admins,
      usage.agents,
      usage.auditors,
      usage.members,
      usage.customers,
    ],
  }
}

/** The written days of a range, both ends included, in their order. */
export function usageDays(siteId: number, from: Day, to: Day): Query {
  return {
    name: 'usage-days',
    text: `select day::text, ${figures} from usage_days where site_id = $1 and day >= $2 and day <= $3 order by usage_days.day`,
    values: [siteId, from, to],
  }
}

/** The last day that was written. */
export function lastUsageDay(siteId: number): Query {
  return {
    name: 'last-usage-day',
    text: 'select day::text from usage_days where site_id = $1 order by usage_days.day desc limit 1',
    values: [siteId],
  }
}
