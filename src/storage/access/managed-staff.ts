// Staff whom a directory manages.
import { nameKey } from '../../model/desk/name-key.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import { foldCase } from '../../model/identity/resource-filter.ts'
import type { RuleRole } from '../../model/identity/role-rules.ts'
import { isDisabled, type StaffState } from '../../model/identity/staff-projection.ts'
import { contextColumns, contextFrom, type DirectoryContext } from '../identity/directories.ts'
import { ruleRole } from '../identity/role-rules.ts'
import type { Query, Write } from '../statement.ts'

/** Somebody of the staff as a directory's write finds them. */
export interface MemberRow extends StaffState {
  readonly staffId: string
  /** Somebody else may have the address, as long as this person is gone. */
  readonly isAddressReleased: boolean
}

export const memberColumns = (s: string) => `${s}.staff_id as "staffId", ${s}.name, ${s}.address, ${s}.role,
  ${s}.hand_role as "handRole", ${s}.rule_role as "ruleRole",
  case when ${s}.directory_id is null then ${s}.disabled else ${s}.hand_disabled end as "handDisabled",
  ${s}.directory_disabled as "directoryDisabled", ${s}.address_released_at is not null as "isAddressReleased"`

export const seatColumns = `s.seats_max as "seatsMax", case when s.seats_max is null then 0 else (
    select count(*)::int from staff where site_id = $1 and role <> 'member' and not disabled) end as "seatsTaken"`

export interface Seats {
  /** Null: as many as directories like. */
  readonly seatsMax: number | null
  readonly seatsTaken: number
}

/** Where seats are counted, one write after the other looks for a free one. */
export function holdSeats(siteId: number): Query {
  return {
    name: 'hold-seats',
    text: 'select pg_advisory_xact_lock(id, 0) from sites where id = $1 and seats_max is not null',
    values: [siteId],
  }
}

/** What of a directory user says who of the staff it is, or may come to be. */
export interface MeantUser {
  readonly userId: string
  readonly address: string | null
  readonly externalId: string | null
}

/** SQL of their ids, of $1 to $5. */
const meant = `array(
        select staff_id from staff where site_id = $1 and directory_id = $2 and directory_user_id = $3
        union all select staff_id from staff where site_id = $1 and address_folded = $4 and directory_id is null
        union all select p.staff_id from deleted_directory_users t
          join staff p on p.site_id = $1 and p.directory_id = $2 and p.directory_user_id = t.user_id
          where t.site_id = $1 and t.directory_id = $2 and t.external_id = $5)`

/** Where an owner is meant, locks all owners who can sign in, in their order. */
export function holdOwnersBeside(siteId: number, directoryId: number, user: MeantUser): Query {
  return {
    name: 'hold-owners-beside',
    text: `select staff_id as id from staff
      where site_id = $1 and role = 'owner' and not disabled and password_hash is not null
        and exists (select 1 from staff m where m.site_id = $1 and m.staff_id = any(${meant}) and m.role = 'owner')
      order by staff_id for no key update`,
    values: [siteId, directoryId, user.userId, user.address, user.externalId],
  }
}

/** Locks whoever is meant. */
export function holdMeant(siteId: number, directoryId: number, user: MeantUser): Query {
  return {
    name: 'hold-meant',
    text: `select 1 from staff where site_id = $1 and staff_id = any(${meant}) order by staff_id for no key update`,
    values: [siteId, directoryId, user.userId, user.address, user.externalId],
  }
}

/** Who has an address, and whether a directory manages them whose user is there. */
interface OwnerRow extends MemberRow {
  readonly isManaged: boolean
}

/** Somebody who left this directory and had the same externalId; `staffId` is null where that was nobody of the staff. */
interface StaffTwin {
  readonly userId: string
  readonly userNameFolded: string
  readonly addressFolded: string | null
  readonly staffId: string | null
}

/** All that the rules must know about a user of a directory of staff. */
export interface StaffFacts extends DirectoryContext, Seats {
  readonly member: MemberRow | null
  readonly owner: OwnerRow | null
  readonly twins: readonly StaffTwin[] | null
  readonly returning: MemberRow | null
  readonly presentTwin: boolean
  readonly nameIsTaken: boolean
  readonly authority: 'proven' | 'declared' | null
  readonly provenElsewhere: boolean
  readonly ruleRole: RuleRole | null
  readonly preset: string
  readonly overrides: string
}

export function staffFacts(
  siteId: number,
  directoryId: number,
  user: {
    readonly userId: string
    readonly address: string | null
    readonly domain: string | null
    readonly externalId: string | null
    readonly userName: string
  },
): Query {
  return {
    name: 'staff-facts',
    text: `select ${contextColumns}, d.preset, d.overrides, ${seatColumns},
        (select row_to_json(x) from (select ${memberColumns('m')} from staff m
          where m.site_id = $1 and m.directory_id = $2 and m.directory_user_id = $3) x) as member,
        (select row_to_json(x) from (select ${memberColumns('o')}, o.directory_id is not null as "isManaged" from staff o
          where o.site_id = $1 and o.address_folded = $4) x) as owner,
        (select json_agg(json_build_object('userId', t.user_id, 'userNameFolded', t.user_name_folded,
            'addressFolded', t.address_folded, 'staffId', p.staff_id))
          from (select * from deleted_directory_users x
            where x.site_id = $1 and x.directory_id = $2 and x.external_id = $6 limit 3 for update) t
          left join staff p on p.site_id = $1 and p.directory_id = $2 and p.directory_user_id = t.user_id) as twins,
        (select row_to_json(x) from (select ${memberColumns('b')} from deleted_directory_users t
          join staff b on b.site_id = $1 and b.directory_id = $2 and b.directory_user_id = t.user_id
          where t.site_id = $1 and t.directory_id = $2 and t.external_id = $6 limit 1) x) as returning,
        exists (select 1 from directory_users p where p.site_id = $1 and p.directory_id = $2
          and p.external_id = $6 and p.user_id <> $3) as "presentTwin",
        exists (select 1 from directory_users n where n.site_id = $1 and n.directory_id = $2
          and n.user_name_folded = $7 and n.user_id <> $3) as "nameIsTaken",
        (select authority from directory_domains x
          where x.site_id = $1 and x.domain = $5 and x.directory_id = $2) as authority,
        exists (select 1 from directory_domains x where x.site_id = $1 and x.domain = $5 and x.directory_id <> $2
          and x.authority = 'proven' offset 0) as "provenElsewhere",
        (${ruleRole('$3')}) as "ruleRole"
      from ${contextFrom} where d.site_id = $1 and d.directory_id = $2`,
    values: [
      siteId,
      directoryId,
      user.userId,
      user.address,
      user.domain,
      user.externalId,
      foldCase(user.userName),
    ],
  }
}

/** Somebody new of a directory. */
export function insertManaged(
  siteId: number,
  directoryId: number,
  { staffId, userId, ...after }: StaffState & { readonly staffId: string; readonly userId: string },
  now: Date,
): Write {
  return {
    name: 'insert-managed-staff',
    table: 'staff',
    text: `insert into staff (site_id, staff_id, name, address, address_folded, role, disabled, created_at, updated_at,
        seat_role, seat_since, directory_id, directory_user_id, hand_role, rule_role, hand_disabled, directory_disabled,
        name_key)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $8, case when not $7 then nullif($6, 'member') end,
        case when $6 <> 'member' and not $7 then $8::timestamptz end, $9, $10, $11, $12, $13, $14, $15)`,
    values: [
      siteId,
      staffId,
      after.name,
      after.address,
      foldAddress(after.address),
      after.role,
      isDisabled(after),
      now,
      directoryId,
      userId,
      after.handRole,
      after.ruleRole,
      after.handDisabled,
      after.directoryDisabled,
      nameKey(after.name),
    ],
  }
}

/** What a directory's write makes of somebody; whose seat that gives, keeps or ends is written down with it. */
export function updateManaged(
  siteId: number,
  directoryId: number,
  { staffId, userId, ...after }: StaffState & { readonly staffId: string; readonly userId: string | null },
  now: Date,
): Write {
  return {
    name: 'update-managed-staff',
    table: 'staff',
    text: `update staff set name = $3, address = $4, address_folded = $5, role = $6, disabled = $7, updated_at = $8,
        seat_role = case when $6 <> 'member' and not $7 then $6 else seat_role end,
        seat_since = case when $6 <> 'member' and not $7 and (seat_role is null or seat_until is not null) then $8
          else seat_since end,
        seat_until = case when $6 <> 'member' and not $7 then null
          when seat_role is not null then coalesce(seat_until, $8) end,
        address_released_at = case when $7 and address_folded = $5 then address_released_at end,
        directory_id = $9, directory_user_id = coalesce($10, directory_user_id), hand_role = $11, rule_role = $12,
        hand_disabled = $13, directory_disabled = $14, name_key = $15
      where site_id = $1 and staff_id = $2`,
    values: [
      siteId,
      staffId,
      after.name,
      after.address,
      foldAddress(after.address),
      after.role,
      isDisabled(after),
      now,
      directoryId,
      userId,
      after.handRole,
      after.ruleRole,
      after.handDisabled,
      after.directoryDisabled,
      nameKey(after.name),
    ],
  }
}

/** Ends every API key of a person. */
export function removeApiKeysOf(siteId: number, staffId: string): Write {
  return {
    name: 'remove-api-keys-of',
    table: 'api_keys',
    text: 'delete from api_keys where site_id = $1 and staff_id = $2',
    values: [siteId, staffId],
  }
}

/** Somebody came back: who left with this externalId is nobody else's past any more. */
export function forgetStaffTwins(siteId: number, directoryId: number, externalId: string): Write {
  return {
    name: 'forget-staff-twins',
    table: 'deleted_directory_users',
    text: 'delete from deleted_directory_users where site_id = $1 and directory_id = $2 and external_id = $3',
    values: [siteId, directoryId, externalId],
  }
}

/** Whom a directory manages, locked, in order, after a given one. */
export function managedStaff(
  siteId: number,
  directoryId: number,
  { after, limit }: { readonly after: string; readonly limit: number },
): Query {
  return {
    name: 'managed-staff',
    text: `select ${memberColumns('p')}, p.directory_user_id as "userId" from staff p
      where p.site_id = $1 and p.directory_id = $2 and p.staff_id > $3
      order by p.staff_id limit $4 for no key update`,
    values: [siteId, directoryId, after, limit],
  }
}

/** No directory manages the person from now on; role and state are people's. */
export function releaseStaff(siteId: number, staffId: string, now: Date): Write {
  return {
    name: 'release-staff',
    table: 'staff',
    text: `update staff set directory_id = null, directory_user_id = null, hand_role = null, rule_role = null,
        hand_disabled = false, directory_disabled = false, updated_at = $3
      where site_id = $1 and staff_id = $2`,
    values: [siteId, staffId, now],
  }
}

/** Whom a directory user is, locked. */
export function linkedStaff(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'linked-staff',
    text: `select ${memberColumns('p')} from staff p
      where p.site_id = $1 and p.directory_id = $2 and p.directory_user_id = $3 for no key update`,
    values: [siteId, directoryId, userId],
  }
}

/** Who of the staff has an address, for whoever decides whether a directory user is the same person. */
export interface LinkableStaff extends MemberRow {
  /** The directory that manages the person, and who they are there. */
  readonly managerId: number | null
  readonly managerName: string | null
  readonly managerUserId: string | null
  /** That directory has this user still. */
  readonly isPresent: boolean
  /** The asked directory user is somebody else of the staff. */
  readonly isTaken: boolean
}

export function linkableStaff(siteId: number, directoryId: number, userId: string, address: string): Query {
  return {
    name: 'linkable-staff',
    text: `select ${memberColumns('p')}, p.directory_id as "managerId", p.directory_user_id as "managerUserId",
        (select d.name from directories d where d.site_id = $1 and d.directory_id = p.directory_id) as "managerName",
        exists (select 1 from directory_users u
          where u.site_id = $1 and u.directory_id = p.directory_id and u.user_id = p.directory_user_id) as "isPresent",
        exists (select 1 from staff o where o.site_id = $1 and o.directory_id = $2 and o.directory_user_id = $3
          and o.staff_id <> p.staff_id) as "isTaken"
      from staff p where p.site_id = $1 and p.address_folded = $4 for no key update of p`,
    values: [siteId, directoryId, userId, foldAddress(address)],
  }
}
