// Who left so long ago that a site keeps nothing of them, and where sign-ins came from.
import type { Query } from '../statement.ts'

/** SQL of the moment since which somebody is inactive, where a write says whether they are active. */
export const leftAt = (active: string, now: string) =>
  `case when ${active} then null when active or left_at is null then ${now} else left_at end`

/**
 * SQL of who is due: inactive since before $2, in no directory, and nobody of the staff. Whom a directory still has would come
 * back with its next write.
 */
const due = `customers c where c.site_id = $1 and c.left_at < $2 and c.left_at is not null and c.erased_at is null
  and c.merged_into is null and not c.active`
const inDirectory = `exists (select 1 from directory_users u where u.site_id = $1 and u.customer_id = c.customer_id offset 0)`
const ofStaff = `exists (select 1 from customer_addresses a join staff s on s.site_id = $1 and s.address_folded = a.address_folded
    and s.address_released_at is null
  where a.site_id = $1 and a.customer_id = c.customer_id offset 0)`

export interface Leaver {
  readonly id: string
  readonly leftAt: Date
}

/** The next of those who are due, the longest gone first. */
export function nextLeavers(siteId: number, before: Date, after: Leaver | undefined, limit: number): Query {
  return {
    name: '',
    text: `select c.customer_id as id, c.left_at as "leftAt" from ${due}
        and (c.left_at, c.customer_id) > ($3, $4) and not ${inDirectory} and not ${ofStaff}
      order by c.left_at, c.customer_id limit $5`,
    values: [
      siteId,
      before,
      after?.leftAt ?? '-infinity',
      after?.id ?? '00000000-0000-0000-0000-000000000000',
      limit,
    ],
  }
}

/** Which of these are due still, once they are locked. */
export function stillDue(siteId: number, before: Date, ids: readonly string[]): Query {
  return {
    name: 'still-due',
    text: `select c.customer_id as id from ${due} and c.customer_id = any($3::uuid[])
      and not ${inDirectory} and not ${ofStaff}`,
    values: [siteId, before, ids],
  }
}

/** How many are due, and how many more a directory still has; both counted up to a number. */
export interface LeaverCounts {
  readonly people: number
  readonly inDirectory: number
}

export function countLeavers(siteId: number, before: Date, max: number): Query {
  const count = (condition: string) =>
    `(select count(*)::int from (select 1 from ${due} and ${condition} limit $3) x)`
  return {
    name: '',
    text: `select ${count(`not ${inDirectory} and not ${ofStaff}`)} as people, ${count(inDirectory)} as "inDirectory"`,
    values: [siteId, before, max],
  }
}

/** Removes, in a step, what is known of users that a directory of customers deleted and that were never anybody here. */
export function forgetDeletedOfNobody(siteId: number, before: Date): Query {
  return {
    name: '',
    text: `with old as (select directory_id, user_id from deleted_directory_users
        where site_id = $1 and customer_id is null and deleted_at < $2
          and directory_id = any(array(select directory_id from directories where site_id = $1 and audience = 'customers'))
        order by deleted_at limit 5000),
      gone as (delete from deleted_directory_users x using old where x.site_id = $1
        and x.directory_id = old.directory_id and x.user_id = old.user_id and x.customer_id is null returning 1)
      select count(*)::int as gone from gone`,
    values: [siteId, before],
  }
}

/** Removes from where people signed in, or tried to, in a step: the events stay. */
export function forgetOrigins(siteId: number, firstKept: string): Query {
  return {
    name: '',
    text: `with old as (select event_id from audit_values
        where site_id = $1 and event_id < $2 and personal_values like '{"from"%' order by event_id limit 5000),
      gone as (delete from audit_values v using old where v.site_id = $1 and v.event_id = old.event_id
        and v.personal_values like '{"from"%' returning 1)
      select count(*)::int as gone from gone`,
    values: [siteId, firstKept],
  }
}
