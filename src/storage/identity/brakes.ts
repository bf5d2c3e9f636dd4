// The brakes of directories: what is under them stands in losses.ts and held-memberships.ts.
import { newId } from '../new-id.ts'
import type { Query, Write } from '../statement.ts'
import { addressFromOf } from './directories.ts'

export interface BrakeRow {
  readonly id: string
  /** Null: the whole directory. */
  readonly organizationId: string | null
  readonly organization: string | null
  readonly state: 'on' | 'released' | 'kept'
  readonly engagedAt: Date
  readonly until: Date | null
  /** How many had lost, and of how many, when it went on. */
  readonly lost: number
  readonly before: number
  readonly holdsAddresses: boolean
}

/** A directory's brakes that are on or keep memberships, the newest first. */
export function brakesOf(siteId: number, directoryId: number): Query {
  return {
    name: 'brakes-of',
    text: `select b.brake_id as id, b.organization_id as "organizationId", o.name as organization, b.state,
        b.engaged_at as "engagedAt", b.until, b.lost, b.before, b.holds_addresses as "holdsAddresses"
      from brakes b left join organizations o on o.site_id = b.site_id and o.organization_id = b.organization_id
      where b.site_id = $1 and b.directory_id = $2 and b.state in ('on', 'kept')
      order by b.engaged_at desc, b.brake_id`,
    values: [siteId, directoryId],
  }
}

export interface LastDecision {
  readonly decidedAt: Date | null
}

/** When somebody last decided about a directory's brake: what was lost before is settled. */
export function lastBrakeDecision(siteId: number, directoryId: number): Query {
  return {
    name: 'last-brake-decision',
    text: `select max(until) as "decidedAt" from brakes where site_id = $1 and directory_id = $2`,
    values: [siteId, directoryId],
  }
}

export interface NewBrake {
  readonly directoryId: number
  readonly organizationId: string | null
  readonly since: Date
  readonly lost: number
  readonly before: number
  readonly holdsAddresses: boolean
  readonly now: Date
}

export function insertBrake(siteId: number, brake: NewBrake): Write {
  return {
    name: 'insert-brake',
    table: 'brakes',
    text: `insert into brakes (site_id, directory_id, brake_id, organization_id, state, since, engaged_at, lost, before,
        holds_addresses)
      values ($1, $2, $3, $4, 'on', $5, $6, $7, $8, $9)`,
    values: [
      siteId,
      brake.directoryId,
      newId(brake.now),
      brake.organizationId,
      brake.since,
      brake.now,
      brake.lost,
      brake.before,
      brake.holdsAddresses,
    ],
  }
}

/** What was decided about every brake of a directory that is on. */
export function decideBrakes(
  siteId: number,
  directoryId: number,
  state: 'released' | 'kept',
  now: Date,
): Write {
  return {
    name: 'decide-brakes',
    table: 'brakes',
    text: `update brakes set state = $3, until = $4 where site_id = $1 and directory_id = $2 and state = 'on'`,
    values: [siteId, directoryId, state, now],
  }
}

/** Puts on again what was decided so at a moment, unless another has gone on since. */
export function reopenBrakes(
  siteId: number,
  directoryId: number,
  state: 'released' | 'kept',
  decidedAt: Date,
): Query {
  return {
    name: 'reopen-brakes',
    text: `update brakes b set state = 'on', until = null
      where b.site_id = $1 and b.directory_id = $2 and b.until = $3 and b.state = $4
        and not exists (select 1 from brakes o where o.site_id = $1 and o.directory_id = $2 and o.state = 'on'
          and o.organization_id is not distinct from b.organization_id)
      returning b.holds_addresses as "holdsAddresses"`,
    values: [siteId, directoryId, decidedAt, state],
  }
}

/** Ends the keeping: what was taken away then is gone. */
export function letGo(siteId: number, directoryId: number): Write {
  return {
    name: 'let-go-of-kept',
    table: 'brakes',
    text: `update brakes set state = 'released' where site_id = $1 and directory_id = $2 and state = 'kept'`,
    values: [siteId, directoryId],
  }
}

/** What waits under a directory's brakes that are on, or is kept by those that were; counted among the first ten thousand losses. */
export interface UnderBrake {
  readonly members: number
  /** Groups that no longer lead to an organization. */
  readonly groups: number
  /** People whose addresses wait. */
  readonly addresses: number
}

const countedMax = 10_000

/** The removed member `x` has not been put into the group again: nothing waits for whoever has. */
const isNotBack = `not exists (
            select 1 from directory_users u join directory_group_members m on m.site_id = $1
              and m.directory_id = $2 and m.group_id = x.group_id and m.user_id = u.user_id
            where u.site_id = $1 and u.directory_id = $2 and u.customer_id = x.customer_id offset 0)`

export function underBrakes(siteId: number, directoryId: number, state: 'on' | 'kept'): Query {
  const under = (table: string, key: string, columns: string) => `(select count(distinct x.${key})::int from (
          select x.* from brakes b cross join lateral (
            select ${columns} from ${table} x where x.site_id = $1 and x.directory_id = $2
              and x.removed_at >= b.since and (b.until is null or x.removed_at < b.until)
            order by x.removed_at limit ${countedMax}) x
          where b.site_id = $1 and b.directory_id = $2 and b.state = $3 limit ${countedMax}) x`
  return {
    name: 'under-brakes',
    text: `select ${under('removed_members', 'customer_id', 'x.customer_id, x.group_id')} where ${isNotBack}) as members,
        ${under('removed_feeds', 'inner_group_id', 'x.inner_group_id')}) as groups,
        (select count(*)::int from (
          select 1 from directories d join directory_users u on u.site_id = $1 and u.directory_id = $2 and u.pending
          where d.site_id = $1 and d.directory_id = $2 and d.addresses_wait limit ${countedMax}) waiting) as addresses`,
    values: [siteId, directoryId, state],
  }
}

/** Somebody who lost something under a brake that is on, and what. */
export interface UnderBrakeRow {
  readonly id: string
  readonly name: string
  readonly address: string | null
  readonly isActive: boolean
  readonly membership: boolean
  readonly addressLost: boolean
}

const peopleMax = 50

/** Some of the people who lost something under a directory's brakes that are on; those of groups that went as a whole are no rows. */
export function peopleUnderBrakes(siteId: number, directoryId: number): Query {
  return {
    name: 'people-under-brakes',
    text: `with b as materialized (
        select since, until from brakes where site_id = $1 and directory_id = $2 and state = 'on'),
      lost as (
        (select x.customer_id, true as membership, false as address from b cross join lateral (
          select customer_id from removed_members x where x.site_id = $1 and x.directory_id = $2
            and x.removed_at >= b.since and ${isNotBack} order by removed_at limit ${peopleMax}) x)
        union all
        (select x.customer_id, false, x.kind = 'address' from b cross join lateral (
          select customer_id, kind from directory_losses x where x.site_id = $1 and x.directory_id = $2
            and x.at >= b.since and x.customer_id is not null order by x.at limit ${peopleMax}) x)),
      people as materialized (
        select customer_id, bool_or(membership) as membership, bool_or(address) as address from lost
        group by 1 limit ${peopleMax})
      select c.customer_id as id, c.display_name as name, c.active as "isActive", p.membership, p.address as "addressLost",
        (select a.address from customer_addresses a where a.site_id = $1 and a.customer_id = c.customer_id
          and a.until is null order by a.since desc, a.address_id desc limit 1) as address
      from people p cross join lateral (
        select customer_id, display_name, active from customers
        where site_id = $1 and customer_id = p.customer_id offset 0) c
      order by c.display_name, c.customer_id`,
    values: [siteId, directoryId],
  }
}

/**
 * Whoever waits for another address, and for nothing else, waits no more: the directory's next word about each of them counts.
 * Who waits to be active again, or for the same address to be judged, goes on waiting for the replay.
 */
export function dropWaitingAddresses(siteId: number, directoryId: number): Write {
  const emails = `directory_user_emails e
        where e.site_id = $1 and e.directory_id = $2 and e.user_id = u.user_id`
  const current = `customer_addresses a
        where a.site_id = $1 and a.customer_id = u.customer_id and a.until is null`
  const isEmail = (more = '') =>
    `exists (select 1 from ${emails} and e.value_folded = a.address_folded ${more} offset 0)`
  const gives = `case ${addressFromOf('$2')}
        when 'user-name' then a.address_folded = u.user_name_folded
        when 'work-email' then ${isEmail("and e.type_folded = 'work'")}
        else ${isEmail()} or (a.address_folded = u.user_name_folded and not exists (select 1 from ${emails} offset 0)) end`
  return {
    name: 'drop-waiting-addresses',
    table: 'directory_users',
    text: `update directory_users u set pending = false where u.site_id = $1 and u.directory_id = $2 and u.pending
      and exists (select 1 from directories where site_id = $1 and directory_id = $2 and grants_until = 'infinity')
      and exists (select 1 from customers c where c.site_id = $1 and c.customer_id = u.customer_id
        and (c.active or not u.active) offset 0)
      and exists (select 1 from ${current} and not (${gives}) offset 0)`,
    values: [siteId, directoryId],
  }
}

/** Forgets decisions that can no longer be taken back, and keep nothing. */
export function forgetBrakes(siteId: number, before: Date): Write {
  return {
    name: 'forget-brakes',
    table: 'brakes',
    text: `delete from brakes where site_id = $1 and state = 'released' and until < $2`,
    values: [siteId, before],
  }
}
