import type { AccessPolicy } from '../../model/identity/access-policy.ts'
import type { AddressFacts, AddressHolder } from '../../model/identity/authority.ts'
import type { DeletedTwin, ErasedTrace, JustInTimeCustomer } from '../../model/identity/matching.ts'
import { foldCase } from '../../model/identity/resource-filter.ts'
import type { Query } from '../statement.ts'
import { accessPolicyColumns } from './access-policies.ts'
import { contextColumns, contextFrom, type DirectoryContext } from './directories.ts'
import { erasedColumn } from './erasure-traces.ts'

/** SQL of the moment since when the directory $2 of site $1 speaks for guests; null: it does not. */
const guestsSince = '(select guests_since from directories where site_id = $1 and directory_id = $2)'

/**
 * What the rules must know about one address in the eyes of one directory, $2 of site $1. `offset 0`: asked about many, the
 * planner would rather read the whole staff.
 * @param address SQL of the folded address, @param domain of its domain, @param lock for the holder's row
 * @param since SQL of the moment since when the directory speaks for guests
 */
export function addressColumns(address: string, domain: string, lock = '', since = guestsSince): string {
  return `
    ${since} is not null as guests,
    (select authority from directory_domains x
      where x.site_id = $1 and x.domain = ${domain} and x.directory_id = $2) as authority,
    exists (select 1 from directory_domains x
      where x.site_id = $1 and x.domain = ${domain} and x.directory_id <> $2
        and x.authority = 'proven' offset 0) as "provenElsewhere",
    (select json_build_object('customerId', h.customer_id, 'isManaged', c.directory_id is not null)
      from customer_addresses h join customers c on c.site_id = h.site_id and c.customer_id = h.customer_id
      where h.site_id = $1 and h.address_folded = ${address} and h.standing = 'held' and h.until is null
      ${lock}) as holder,
    (exists (select 1 from staff x where x.site_id = $1 and x.address_folded = ${address}
        and x.address_released_at is null offset 0)
      or ${domain} = any ((select staff_domains from sites x where x.id = $1)::text[])) as "ofStaff"`
}

/** Of an address that may be taken. Whoever is giving it up at this moment is waited for: then it is free. */
const wantedColumns = addressColumns('$3', '$4', 'for share of h')

export interface AddressFactsRow {
  readonly authority: 'proven' | 'declared' | null
  readonly guests: boolean
  readonly provenElsewhere: boolean
  readonly holder: AddressHolder | null
  readonly ofStaff: boolean
  /** Where it was asked for. */
  readonly erased?: ErasedTrace | null
}

export function addressFacts(
  siteId: number,
  directoryId: number,
  address: string | null,
  domain: string | null,
): Query {
  return {
    name: 'address-facts',
    text: `select ${wantedColumns}, ${erasedColumn({ address: '$3' })} as erased`,
    values: [siteId, directoryId, address, domain],
  }
}

export function readAddressFacts(row: AddressFactsRow): AddressFacts {
  return {
    authority: row.authority ?? undefined,
    guests: row.guests,
    provenElsewhere: row.provenElsewhere,
    holder: row.holder ?? undefined,
    ofStaff: row.ofStaff,
    ...(row.erased?.by === 'address' && { erased: row.erased }),
  }
}

/**
 * All that the rules must know about a user who has no customer yet, in one row. The deleted users are locked: of several
 * who could be the same person who left, arriving together, one is, and the others look again when that is written.
 */
export interface NewUserFacts extends AddressFactsRow, DirectoryContext {
  readonly deletedTwins: readonly DeletedTwin[] | null
  readonly presentTwin: boolean
  readonly erased: ErasedTrace | null
  /** Whom sign-ins made with the value by which the directory's people are found, and as whom nobody has arrived. */
  readonly justInTime: readonly JustInTimeCustomer[] | null
  /** Another user of the directory has the userName: the unique index would refuse the write. */
  readonly nameIsTaken: boolean
  /** The directory has as many people as it may have; several who come at once may be a few more. */
  readonly isFull: boolean
  /** The directory's settings, as they are stored. */
  readonly preset: string
  readonly overrides: string
  /** Null: nobody has decided who gets in. */
  readonly accessPolicy: AccessPolicy | null
}

/** Of whom more must be known: what the mirror says of a user who has no customer yet. */
export interface NewUser {
  readonly address: string | null
  readonly domain: string | null
  readonly externalId: string | null
  readonly userId: string
  readonly userName: string
}

const isFull = `case when d.people_max is null then false else exists (select 1 from customers f
      where f.site_id = $1 and f.directory_id = $2 order by f.customer_id offset d.people_max - 1 limit 1) end`

/** @param w SQL of what is asked for: one user's values, or the columns of several */
const newUserText = (w: { readonly [field in keyof NewUser]: string }, from: string, isFull: string) => `
  select ${contextColumns}, ${addressColumns(w.address, w.domain, 'for share of h', 'd.guests_since')},
    (select json_agg(json_build_object('userId', t.user_id, 'userNameFolded', t.user_name_folded,
        'addressFolded', t.address_folded, 'customerId', t.customer_id,
        'customerDirectoryId', c.directory_id))
      from (select * from deleted_directory_users x
        where x.site_id = $1 and x.directory_id = $2 and x.external_id = ${w.externalId} limit 3 for update) t
      left join customers c on c.site_id = t.site_id and c.customer_id = t.customer_id) as "deletedTwins",
    exists (select 1 from directory_users p where p.site_id = $1 and p.directory_id = $2
      and p.external_id = ${w.externalId} and p.user_id <> ${w.userId}) as "presentTwin",
    ${erasedColumn({ ...w, directory: '$2::int' })} as erased,
    (select json_agg(json_build_object('customerId', j.customer_id, 'isSame', true, 'active', j.active))
      from (select distinct c.customer_id, c.active from connections n
          join sign_in_identities i on i.site_id = $1 and i.directory_id = $2
            and i.user_id is null and i.customer_id is not null and i.match_value <> ''
            and i.match_value = case n.match_by when 'user-name' then ${w.userName} else ${w.externalId} end
          join customers c on c.site_id = $1 and c.customer_id = i.customer_id and c.directory_id = $2
            and c.merged_into is null and (c.active or c.deactivated_here_at is not null)
        where n.site_id = $1 and n.directory_id = $2
          and not exists (select 1 from directory_users a where a.site_id = $1 and a.directory_id = $2
            and a.customer_id = c.customer_id) limit 3 offset 0) j) as "justInTime",
    exists (select 1 from directory_users n where n.site_id = $1 and n.directory_id = $2
      and n.user_name_folded = ${w.userName} and n.user_id <> ${w.userId}) as "nameIsTaken",
    d.preset, d.overrides, ${isFull} as "isFull",
    (select row_to_json(w) from (${accessPolicyColumns} where site_id = $1) w) as "accessPolicy"
  from ${from} where d.site_id = $1 and d.directory_id = $2`

export function newUserFacts(siteId: number, directoryId: number, user: NewUser): Query {
  return {
    name: 'new-user-facts',
    text: newUserText(
      { address: '$3', domain: '$4', externalId: '$5', userId: '$6', userName: '$7' },
      contextFrom,
      isFull,
    ),
    values: [
      siteId,
      directoryId,
      user.address,
      user.domain,
      user.externalId,
      user.userId,
      foldCase(user.userName),
    ],
    keys: ['text', 'text', 'text', 'uuid', 'text'],
  }
}

/** The same of many at once, in their order, when `roomIn` says that there is room for all of them. */
export function factsOfNewUsers(siteId: number, directoryId: number, users: readonly NewUser[]): Query {
  const wanted = `unnest($3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[])
    with ordinality as w (address, domain, external_id, user_id, user_name, n)`
  return {
    name: 'facts-of-new-users',
    text: `${newUserText(
      {
        address: 'w.address',
        domain: 'w.domain',
        externalId: 'w.external_id',
        userId: 'w.user_id',
        userName: 'w.user_name',
      },
      `${contextFrom} cross join ${wanted}`,
      'false',
    )} order by w.n`,
    values: [
      siteId,
      directoryId,
      users.map(({ address }) => address),
      users.map(({ domain }) => domain),
      users.map(({ externalId }) => externalId),
      users.map(({ userId }) => userId),
      users.map(({ userName }) => foldCase(userName)),
    ],
  }
}

/** How many people more a directory may bring; null: as many as it likes. */
export interface Room {
  readonly room: number | null
}

export function roomIn(siteId: number, directoryId: number): Query {
  return {
    name: 'room-in',
    text: `select d.people_max - (select count(*)::int from (select 1 from customers f
          where f.site_id = $1 and f.directory_id = $2
          order by f.customer_id limit d.people_max) f) as room
      from directories d where d.site_id = $1 and d.directory_id = $2 and d.people_max is not null
      union all select null from directories d where d.site_id = $1 and d.directory_id = $2 and d.people_max is null`,
    values: [siteId, directoryId],
  }
}

/**
 * Waits for whoever is deleting another user with this externalId, before `newUserFacts` looks: then that one is among the
 * deleted users, and who leaves and comes back at once is one person. Three are enough: of several nobody comes back.
 */
export function holdTwins(siteId: number, directoryId: number, externalId: string, userId: string): Query {
  return {
    name: 'hold-twins',
    text: `select 1 from directory_users where site_id = $1 and directory_id = $2 and external_id = $3
      and user_id <> $4 limit 3 for key share`,
    values: [siteId, directoryId, externalId, userId],
    keys: ['text', 'uuid'],
  }
}

/** The same for many at once, whose externalIds differ. */
export function holdTwinsOfMany(siteId: number, directoryId: number, users: readonly NewUser[]): Query {
  return {
    name: 'hold-twins-of-many',
    text: `select 1 from unnest($3::text[], $4::uuid[]) as w (external_id, user_id) cross join lateral (
        select 1 from directory_users t where t.site_id = $1 and t.directory_id = $2
          and t.external_id = w.external_id and t.user_id <> w.user_id limit 3 for key share) t`,
    values: [
      siteId,
      directoryId,
      users.map(({ externalId }) => externalId),
      users.map(({ userId }) => userId),
    ],
  }
}

const heldByUser = `customer_addresses a where a.site_id = $1 and a.standing = 'held' and a.until is null
  and a.customer_id = (
    select customer_id from directory_users where site_id = $1 and directory_id = $2 and user_id = $3)`

/** Locks the address that a user's customer holds, before it is given up: who wants it at this moment waits, or is seen. */
export function holdAddressOf(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'hold-address-of',
    text: `select a.address_id as id from ${heldByUser} for no key update`,
    values: [siteId, directoryId, userId],
  }
}

/** A user of the same directory with an address that a colleague's customer holds. */
export interface Heir {
  readonly userId: string
  readonly resource: string
}

/** Who gives the address that this user's customer holds as one of theirs, the active ones first. */
export function heirsOf(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'heirs-of',
    text: `select u.user_id as "userId", u.resource from directory_users u
      where u.site_id = $1 and u.directory_id = $2 and u.user_id <> $3 and u.customer_id is not null
        and u.user_id = any(array(
          select h.user_id from directory_users h where h.site_id = $1 and h.directory_id = $2
            and h.user_name_folded = any(array(select a.address_folded from ${heldByUser}))
          union
          select e.user_id from directory_user_emails e where e.site_id = $1 and e.directory_id = $2
            and e.value_folded = any(array(select a.address_folded from ${heldByUser}))))
      order by u.active desc, u.user_id limit 10`,
    values: [siteId, directoryId, userId],
  }
}
