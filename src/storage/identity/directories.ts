import type { Audience } from '../../model/identity/audience.ts'
import type { Client, Preset } from '../../model/identity/dialect-settings.ts'
import type { MappingRule, UnmatchedFate } from '../../model/identity/group-mapping.ts'
import type { Plan, SubscriptionStatus } from '../../model/subscription.ts'
import type { Query, Write } from '../statement.ts'

export type DirectoryState = 'rehearsal' | 'live' | 'paused'

export interface Directory {
  readonly directoryId: number
  readonly name: string
  /** Whom it brings. */
  readonly audience: Audience
  readonly state: DirectoryState
  readonly liveSince: Date | null
  readonly createdAt: Date
  readonly preset: Preset
  /** JSON object of the settings that differ from the preset's. */
  readonly overrides: string
  /** How many people it may bring; null: as many as it likes. */
  readonly peopleMax: number | null
  /** Whether its people may sign in by a mailed code as well, while signing in through it is not required. */
  readonly codeDoor: boolean
  /** The identity provider by its traffic; null until it is recognised. */
  readonly client: Client | null
  readonly clientFirstSeenAt: Date | null
  readonly clientLastSeenAt: Date | null
  /** Since when it speaks for every address in which nobody else has a say; null: it does not. */
  readonly guestsSince: Date | null
}

const columns = `d.directory_id as "directoryId", d.name, d.audience, d.state, d.live_since as "liveSince",
  d.created_at as "createdAt", d.preset, d.overrides, d.people_max as "peopleMax", d.code_door as "codeDoor", d.client, d.client_first_seen_at as "clientFirstSeenAt",
  d.client_last_seen_at as "clientLastSeenAt", d.guests_since as "guestsSince"`

export function listDirectories(siteId: number): Query {
  return {
    name: 'list-directories',
    text: `select ${columns} from directories d where d.site_id = $1 order by d.name_folded`,
    values: [siteId],
  }
}

export function directoryById(siteId: number, directoryId: number): Query {
  return {
    name: 'directory-by-id',
    text: `select ${columns} from directories d where d.site_id = $1 and d.directory_id = $2`,
    values: [siteId, directoryId],
  }
}

export function directoryByName(siteId: number, nameFolded: string): Query {
  return {
    name: 'directory-by-name',
    text: `select ${columns} from directories d where d.site_id = $1 and d.name_folded = $2`,
    values: [siteId, nameFolded],
  }
}

/** Waits for whoever changes the directory's own row; calls that write to its mirror go on. */
export function directoryForUpdate(siteId: number, directoryId: number): Query {
  return {
    name: 'directory-for-update',
    text: `select ${columns} from directories d where d.site_id = $1 and d.directory_id = $2 for no key update`,
    values: [siteId, directoryId],
  }
}

export function insertDirectory(
  siteId: number,
  directory: {
    directoryId: number
    name: string
    nameFolded: string
    audience: Audience
    state: DirectoryState
    now: Date
    mayGrant: boolean
    preset: Preset
  },
): Write {
  const { directoryId, name, nameFolded, audience, state, now, preset } = directory
  const grantsUntil = state === 'rehearsal' ? '-infinity' : directory.mayGrant ? 'infinity' : now
  return {
    name: 'insert-directory',
    table: 'directories',
    text: `insert into directories (site_id, directory_id, name, name_folded, audience, state, grants_until,
        live_since, created_at, preset)
      values ($1, $2, $3, $4, $10, $5, $6, $7, $8, $9)`,
    values: [
      siteId,
      directoryId,
      name,
      nameFolded,
      state,
      grantsUntil,
      state === 'live' ? now : null,
      now,
      preset,
      audience,
    ],
  }
}

/** What a write to the mirror must know about its directory; read in the write's own transaction. */
export interface DirectoryContext {
  readonly directoryName: string
  readonly audience: Audience
  /** False in rehearsal, while paused and while the subscription has lapsed. */
  readonly mayGrant: boolean
  /** While the brake is on, changes of addresses wait. */
  readonly addressesWait: boolean
  /** Which attribute is a person's address; null: the directory has chosen none. */
  readonly addressFrom: string | null
  readonly plan: Plan
  readonly status: SubscriptionStatus
}

/** SQL of the attribute that directory `d` has chosen for addresses. */
const addressFrom = `d.overrides::json ->> 'addressFrom'`

/** The same in a statement about users of one directory. @param directory SQL of its id */
export const addressFromOf = (directory: string) =>
  `(select ${addressFrom} from directories d where d.site_id = $1 and d.directory_id = ${directory})`

/** The select list and the joins of a `DirectoryContext`; `d` and `s` are its aliases. */
export const contextColumns = `d.name as "directoryName", d.audience, d.grants_until = 'infinity' as "mayGrant",
  d.addresses_wait as "addressesWait", ${addressFrom} as "addressFrom", s.plan,
  s.subscription as status`
export const contextFrom = 'directories d join sites s on s.id = d.site_id'

/** The same for a write of a group, which must know where its directory's rules lead. */
export interface MappingContext extends DirectoryContext {
  readonly unmatched: UnmatchedFate
  /** Those in force, in their order; null when there is none. */
  readonly rules: readonly MappingRule[] | null
}

export const mappingColumns = `${contextColumns}, d.unmatched, (
    select json_agg(json_build_object('subject', r.subject, 'way', r.way, 'value', r.value,
      'organizationId', r.organization_id) order by r.place)
    from mapping_rules r where r.site_id = $1 and r.directory_id = $2 and r.confirmed_at is not null) as rules`

export function mappingContext(siteId: number, directoryId: number): Query {
  return {
    name: 'mapping-context',
    text: `select ${mappingColumns} from ${contextFrom} where d.site_id = $1 and d.directory_id = $2`,
    values: [siteId, directoryId],
  }
}

export function setCodeDoor(siteId: number, directoryId: number, codeDoor: boolean): Write {
  return {
    name: 'set-code-door',
    table: 'directories',
    text: 'update directories set code_door = $3 where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId, codeDoor],
  }
}

export function setDialect(
  siteId: number,
  directoryId: number,
  { preset, overrides }: { preset: Preset; overrides: string },
): Write {
  return {
    name: 'set-dialect',
    table: 'directories',
    text: 'update directories set preset = $3, overrides = $4 where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId, preset, overrides],
  }
}

/** Which client calls; "first seen" begins anew when it is another one than before. */
export function noteClient(siteId: number, directoryId: number, client: Client, now: Date): Write {
  return {
    name: 'note-client',
    table: 'directories',
    text: `update directories set client = $3, client_last_seen_at = $4,
        client_first_seen_at = case when client = $3 then client_first_seen_at else $4 end
      where site_id = $1 and directory_id = $2`,
    values: [siteId, directoryId, client, now],
  }
}

/** Waits until every running write of the directory is done, and holds new ones off until this transaction ends. */
export function holdDirectory(siteId: number, directoryId: number): Query {
  return {
    name: 'hold-directory',
    text: 'select pg_advisory_xact_lock($1::int, $2::int)',
    values: [siteId, directoryId],
  }
}

export function setGuests(siteId: number, directoryId: number, since: Date | null): Write {
  return {
    name: 'set-guests',
    table: 'directories',
    text: 'update directories set guests_since = $3 where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId, since],
  }
}

export function setDirectoryState(siteId: number, directoryId: number, state: DirectoryState): Write {
  return {
    name: 'set-directory-state',
    table: 'directories',
    text: 'update directories set state = $3 where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId, state],
  }
}

/** From now on nothing new is granted; an earlier stop stays as it was. */
export function stopGranting(siteId: number, directoryId: number, now: Date): Write {
  return {
    name: 'stop-granting',
    table: 'directories',
    text: `update directories set grants_until = least(grants_until, $3) where site_id = $1 and directory_id = $2`,
    values: [siteId, directoryId, now],
  }
}

/** Whether changes of addresses wait for a decision about the brake. */
export function setAddressesWait(siteId: number, directoryId: number, wait: boolean): Write {
  return {
    name: 'set-addresses-wait',
    table: 'directories',
    text: 'update directories set addresses_wait = $3 where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId, wait],
  }
}

/** Grants again; a directory that was never live is live from now on. */
export function startGranting(siteId: number, directoryId: number, now: Date): Write {
  return {
    name: 'start-granting',
    table: 'directories',
    text: `update directories set grants_until = 'infinity', live_since = coalesce(live_since, $3)
      where site_id = $1 and directory_id = $2`,
    values: [siteId, directoryId, now],
  }
}

/**
 * The moment as of which something that may be granted arrives, as SQL of $1 and $2. A call may have begun before a pause or
 * a lapse and be written after it: then it arrives after it, and waits like all the rest.
 */
export const arrival = (now: string) => `greatest(${now}::timestamptz, (
  select grants_until + interval '1 microsecond' from directories
  where site_id = $1 and directory_id = $2 and grants_until < 'infinity'))`

/**
 * What arrived while nothing was granted counts from now: without this, people would see requests from the pause.
 * A directory's first going live needs no such step, because nobody joined before `live_since`.
 */
export function countFromNow(siteId: number, directoryId: number, now: Date): Write[] {
  const since = `(select grants_until from directories where site_id = $1 and directory_id = $2)`
  return [
    {
      name: 'members-count-from-now',
      table: 'directory_group_members',
      text: `update directory_group_members set added_at = $3
        where site_id = $1 and directory_id = $2 and added_at > ${since}`,
      values: [siteId, directoryId, now],
    },
    {
      name: 'asserted-count-from-now',
      table: 'asserted_members',
      text: `update asserted_members set since = $3
        where site_id = $1 and directory_id = $2 and since > ${since}`,
      values: [siteId, directoryId, now],
    },
    {
      name: 'closure-counts-from-now',
      table: 'directory_group_closure',
      text: `update directory_group_closure set since = $3
        where site_id = $1 and directory_id = $2 and since > ${since}`,
      values: [siteId, directoryId, now],
    },
    {
      name: 'home-counts-from-now',
      table: 'organization_sources',
      text: `update organization_sources set since = $3
        where site_id = $1 and directory_id = $2 and kind = 'home' and since > ${since}`,
      values: [siteId, directoryId, now],
    },
  ]
}

/** The directories of site $1, as `d`, that grant, have no brake that makes addresses wait, and still have users or groups for whom something waits. */
export const toReplay = `directories d
      where d.site_id = $1 and d.grants_until = 'infinity' and not d.addresses_wait and (
        exists (select 1 from directory_users u
          where u.site_id = $1 and u.directory_id = d.directory_id and u.pending offset 0)
        or exists (select 1 from directory_groups g
          where g.site_id = $1 and g.directory_id = d.directory_id and g.pending offset 0)
        or exists (select 1 from asserted_groups g
          where g.site_id = $1 and g.directory_id = d.directory_id and g.pending offset 0))`

export function directoriesToReplay(siteId: number): Query {
  return {
    name: '',
    text: `select d.directory_id as "directoryId" from ${toReplay}`,
    values: [siteId],
  }
}

/** What waits in the live directories of a site, counted up to ten thousand of each. */
export function countWaiting(siteId: number): Query {
  const waiting = (table: string) => `(select count(*)::int from (
        select from directories d join ${table} w on w.site_id = $1 and w.directory_id = d.directory_id and w.pending
        where d.site_id = $1 and d.state = 'live' limit 10000) x)`
  return {
    name: 'count-waiting',
    text: `select ${waiting('directory_users')} as users, ${waiting('directory_groups')} as groups`,
    values: [siteId],
  }
}
