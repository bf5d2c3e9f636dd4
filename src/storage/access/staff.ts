import { nameKey } from '../../model/desk/name-key.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import type { RuleRole } from '../../model/identity/role-rules.ts'
import type { Role } from '../../model/permissions.ts'
import type { Language } from '../../model/site-settings.ts'
import type { Query, Write } from '../statement.ts'

export interface StaffRow {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly role: Role
  readonly disabled: boolean
  /** A directory may give the address to somebody else: the person is gone. */
  readonly isAddressReleased: boolean
  /** Nobody has chosen a password for it yet. */
  readonly invited: boolean
  /** A code or a passkey is asked for besides the password. */
  readonly secondFactor: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly lastSignInAt: Date | null
  /** In which they were last at the pages, or are thought to read; null when nobody knows. */
  readonly language: Language | null
  /** The directory of staff that manages the person; null: none does. */
  readonly directoryId: number | null
  readonly directoryName: string | null
  /** Of a managed person: the role that people gave, and the one that the directory's rules give. */
  readonly handRole: Role | null
  readonly ruleRole: RuleRole | null
  /** Of a managed person: refused by people's word, and by the directory's. */
  readonly handDisabled: boolean
  readonly directoryDisabled: boolean
}

/** Of somebody whom no directory manages. */
export const unmanaged = {
  directoryId: null,
  directoryName: null,
  handRole: null,
  ruleRole: null,
  handDisabled: false,
  directoryDisabled: false,
} as const

/**
 * As long as there is something to show besides the password, it is asked for. Not `exists`, for which the planner would
 * read the whole table where a page of people is listed.
 */
const secondFactor = `(totp_secret is not null
  or (select k.staff_id from staff_passkeys k where k.site_id = $1 and k.staff_id = staff.staff_id limit 1) is not null
  or (select r.staff_id from staff_recovery_codes r where r.site_id = $1 and r.staff_id = staff.staff_id limit 1) is not null)`

const columns = `staff_id as id, name, address, role, disabled, address_released_at is not null as "isAddressReleased",
  password_hash is null as invited, ${secondFactor} as "secondFactor",
  created_at as "createdAt", updated_at as "updatedAt", last_sign_in_at as "lastSignInAt", language,
  directory_id as "directoryId", (select d.name from directories d
    where d.site_id = $1 and d.directory_id = staff.directory_id) as "directoryName",
  hand_role as "handRole", rule_role as "ruleRole", hand_disabled as "handDisabled",
  directory_disabled as "directoryDisabled"`

export function insertStaff(
  siteId: number,
  staff: {
    staffId: string
    name: string
    address: string
    role: Role
    passwordHash: string | null
    language: Language | null
    now: Date
  },
): Write {
  return {
    name: 'insert-staff',
    table: 'staff',
    text: `insert into staff (site_id, staff_id, name, address, address_folded, role, password_hash, created_at,
        updated_at, seat_role, seat_since, language, name_key)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $8, nullif($6, 'member'),
        case when $6 <> 'member' then $8::timestamptz end, $9, $10)`,
    values: [
      siteId,
      staff.staffId,
      staff.name,
      staff.address,
      foldAddress(staff.address),
      staff.role,
      staff.passwordHash,
      staff.now,
      staff.language,
      nameKey(staff.name),
    ],
  }
}

/** Ids grow with time, so this is the order in which people came. */
export function listStaff(siteId: number, { after, limit }: { after: string; limit: number }): Query {
  return {
    name: 'list-staff',
    text: `select ${columns} from staff where site_id = $1 and staff_id > $2 order by staff_id limit $3`,
    values: [siteId, after, limit],
  }
}

/** Those whom a directory manages. */
export function listStaffOf(
  siteId: number,
  directoryId: number,
  { after, limit }: { after: string; limit: number },
): Query {
  return {
    name: 'list-staff-of',
    text: `select ${columns} from staff
      where site_id = $1 and directory_id = $4 and staff_id > $2 order by staff_id limit $3`,
    values: [siteId, after, limit, directoryId],
  }
}

export function staffById(siteId: number, staffId: string): Query {
  return {
    name: 'staff-by-id',
    text: `select ${columns} from staff where site_id = $1 and staff_id = $2`,
    values: [siteId, staffId],
  }
}

/** By what a person comes in: an answer that is small whatever is stored. */
export interface AccessCounts {
  readonly sessions: number
  readonly apiKeys: number
  readonly passkeys: number
  readonly totp: boolean
  readonly recoveryCodes: number
}

/** @param live sessions that were used since and have not ended, keys that have not */
export function staffAccess(
  siteId: number,
  staffId: string,
  { idleSince, now }: { idleSince: Date; now: Date },
): Query {
  return {
    name: 'staff-access',
    text: `select totp_secret is not null as totp,
        (select count(*)::int from staff_sessions s where s.site_id = $1 and s.staff_id = $2
          and s.last_seen_at > $3 and s.expires_at > $4) as sessions,
        (select count(*)::int from api_keys a where a.site_id = $1 and a.staff_id = $2
          and (a.expires_at is null or a.expires_at > $4)) as "apiKeys",
        (select count(*)::int from staff_passkeys k where k.site_id = $1 and k.staff_id = $2) as passkeys,
        (select count(*)::int from staff_recovery_codes r where r.site_id = $1 and r.staff_id = $2) as "recoveryCodes"
      from staff where site_id = $1 and staff_id = $2`,
    values: [siteId, staffId, idleSince, now],
  }
}

export function staffByAddress(siteId: number, address: string): Query {
  return {
    name: 'staff-by-address',
    text: `select ${columns} from staff where site_id = $1 and address_folded = $2`,
    values: [siteId, foldAddress(address)],
  }
}

/** Locks the person, so that two changes follow each other. */
export function staffForUpdate(siteId: number, staffId: string): Query {
  return {
    name: 'staff-for-update',
    text: `select ${columns} from staff where site_id = $1 and staff_id = $2 for no key update`,
    values: [siteId, staffId],
  }
}

/**
 * Locks every owner who can sign in, in one order: of two who would each take a right from the other, the second finds
 * that nobody would be left.
 */
export function holdOwners(siteId: number): Query {
  return {
    name: 'hold-owners',
    text: `select staff_id as id from staff
      where site_id = $1 and role = 'owner' and not disabled and password_hash is not null
      order by staff_id for no key update`,
    values: [siteId],
  }
}

/** Whether an owner has an address in one of some domains. */
export function ownerInDomains(siteId: number, domains: readonly string[]): Query {
  return {
    name: 'owner-in-domains',
    text: `select 1 from staff where site_id = $1 and role = 'owner' and split_part(address_folded, '@', 2) = any($2::text[])
      limit 1`,
    values: [siteId, domains],
  }
}

/** How many owners of the site can sign in. */
export function countOwners(siteId: number): Query {
  return {
    name: 'count-owners',
    text: `select count(*)::int as owners from staff
      where site_id = $1 and role = 'owner' and not disabled and password_hash is not null`,
    values: [siteId],
  }
}

/** The seat that this gives, keeps or ends is written down with it, for the usage by day. */
export function updateStaff(
  siteId: number,
  staffId: string,
  {
    name,
    role,
    disabled,
    handRole,
    handDisabled,
  }: Pick<StaffRow, 'name' | 'role' | 'disabled' | 'handRole' | 'handDisabled'>,
  now: Date,
): Write {
  return {
    name: 'update-staff',
    table: 'staff',
    text: `update staff set name = $3, role = $4, disabled = $5, updated_at = $6, hand_role = $7, hand_disabled = $8,
        address_released_at = case when $5 then address_released_at end,
        seat_role = case when $4 <> 'member' and not $5 then $4 else seat_role end,
        seat_since = case when $4 <> 'member' and not $5 and (seat_role is null or seat_until is not null) then $6
          else seat_since end,
        seat_until = case when $4 <> 'member' and not $5 then null
          when seat_role is not null then coalesce(seat_until, $6) end,
        name_key = $9
      where site_id = $1 and staff_id = $2`,
    values: [siteId, staffId, name, role, disabled, now, handRole, handDisabled, nameKey(name)],
  }
}

/** A directory may give the address of somebody who is gone to somebody else; null: it may not. */
export function releaseStaffAddress(siteId: number, staffId: string, releasedAt: Date | null): Write {
  return {
    name: 'release-staff-address',
    table: 'staff',
    text: 'update staff set address_released_at = $3 where site_id = $1 and staff_id = $2 and disabled',
    values: [siteId, staffId, releasedAt],
  }
}

export function setPassword(siteId: number, staffId: string, passwordHash: string, now: Date): Write {
  return {
    name: 'set-password',
    table: 'staff',
    text: `update staff set password_hash = $3, updated_at = $4 where site_id = $1 and staff_id = $2`,
    values: [siteId, staffId, passwordHash, now],
  }
}

export function noteSignIn(siteId: number, staffId: string, language: Language | null, now: Date): Write {
  return {
    name: 'note-sign-in',
    table: 'staff',
    text: `update staff set last_sign_in_at = $3, language = coalesce($4, language) where site_id = $1 and staff_id = $2`,
    values: [siteId, staffId, now, language],
  }
}

/** What signing in by a password looks at. */
export interface SignInFacts extends StaffRow {
  readonly passwordHash: string | null
  /** The person has signed in from this browser before. */
  readonly isKnownDevice: boolean
}

export function signInFacts(siteId: number, address: string, deviceHash: Buffer): Query {
  return {
    name: 'sign-in-facts',
    text: `select ${columns}, password_hash as "passwordHash", exists (
          select from staff_devices d
          where d.site_id = $1 and d.staff_id = staff.staff_id and d.secret_hash = $3) as "isKnownDevice"
      from staff where site_id = $1 and address_folded = $2`,
    values: [siteId, foldAddress(address), deviceHash],
  }
}

/** Locks the person with what their password is checked against. */
export function passwordForUpdate(siteId: number, staffId: string): Query {
  return {
    name: 'password-for-update',
    text: `select ${columns}, password_hash as "passwordHash" from staff
      where site_id = $1 and staff_id = $2 for no key update`,
    values: [siteId, staffId],
  }
}

export function passwordOf(siteId: number, staffId: string): Query {
  return {
    name: 'password-of',
    text: `select password_hash as "passwordHash" from staff where site_id = $1 and staff_id = $2`,
    values: [siteId, staffId],
  }
}

export interface Administrator {
  readonly id: string
  readonly name: string
  readonly address: string
  /** In which they were last at the pages; null when nobody knows. */
  readonly language: Language | null
}

/** Owners and admins who can sign in: who is told what only they can do something about. */
export function listAdministrators(siteId: number): Query {
  return {
    name: 'list-administrators',
    text: `select staff_id as id, name, address, language from staff
      where site_id = $1 and role in ('owner', 'admin') and not disabled
        and password_hash is not null
      order by staff_id limit 100`,
    values: [siteId],
  }
}

/** Everybody who can answer, by name; more than a site has. */
export function listAnswering(siteId: number, limit: number): Query {
  return {
    name: 'list-answering',
    text: `select staff_id as id, name from staff
      where site_id = $1 and role in ('owner', 'admin', 'agent') and not disabled order by name, staff_id limit $2`,
    values: [siteId, limit],
  }
}
