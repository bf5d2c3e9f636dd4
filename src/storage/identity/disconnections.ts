// A directory is disconnected: its people are deactivated or let go, walked by customer so that no step is long.
import type { Audience } from '../../model/identity/audience.ts'
import type { DisconnectWay } from '../../model/identity/disconnection.ts'
import type { Query, Write } from '../statement.ts'

export interface DisconnectionRecord {
  readonly directoryId: number
  readonly people: DisconnectWay
  readonly keepsOrganizations: boolean
  readonly begunAt: Date
  readonly afterId: string | null
  readonly done: number
}

/** With whom the directory brings. */
export interface DisconnectionStep extends DisconnectionRecord {
  readonly audience: Audience
}

const columns = `directory_id as "directoryId", people, keeps_organizations as "keepsOrganizations",
  begun_at as "begunAt", after_id as "afterId", done`

export function disconnectionOf(siteId: number, directoryId: number): Query {
  return {
    name: 'disconnection-of',
    text: `select ${columns} from disconnections where site_id = $1 and directory_id = $2`,
    values: [siteId, directoryId],
  }
}

/** The same, locked: one step at a time. */
export function disconnectionForStep(siteId: number, directoryId: number): Query {
  return {
    name: 'disconnection-for-step',
    text: `select ${columns}, (select audience from directories d
        where d.site_id = $1 and d.directory_id = $2) as audience
      from disconnections where site_id = $1 and directory_id = $2 for update`,
    values: [siteId, directoryId],
  }
}

export function insertDisconnection(
  siteId: number,
  one: Omit<DisconnectionRecord, 'done' | 'afterId'> & { readonly afterId: string },
): Write {
  return {
    name: 'insert-disconnection',
    table: 'disconnections',
    text: `insert into disconnections (site_id, directory_id, people, keeps_organizations, begun_at, after_id)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [siteId, one.directoryId, one.people, one.keepsOrganizations, one.begunAt, one.afterId],
  }
}

export function noteDisconnected(
  siteId: number,
  directoryId: number,
  afterId: string | null,
  done: number,
): Write {
  return {
    name: 'note-disconnected',
    table: 'disconnections',
    text: `update disconnections set after_id = $3, done = done + $4 where site_id = $1 and directory_id = $2`,
    values: [siteId, directoryId, afterId, done],
  }
}

/** The directory is connected again. */
export function forgetDisconnection(siteId: number, directoryId: number): Write {
  return {
    name: 'forget-disconnection',
    table: 'disconnections',
    text: 'delete from disconnections where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId],
  }
}

/** No token of the directory opens anything from now on; answers how many did. */
export function revokeTokensOf(siteId: number, directoryId: number, now: Date): Query {
  return {
    name: 'revoke-tokens-of',
    text: `update directory_tokens set revoked_at = $3
      where site_id = $1 and directory_id = $2 and revoked_at is null returning token_id as id`,
    values: [siteId, directoryId, now],
  }
}

/** Somebody active whom a directory manages. */
export interface ManagedPerson {
  readonly customerId: string
  readonly isShared: boolean
}

/** The next of them, by id. Those who left stay as they are. */
export function nextToDisconnect(siteId: number, directoryId: number, after: string, limit: number): Query {
  return {
    name: 'next-to-disconnect',
    text: `select customer_id as "customerId", several_links as "isShared" from customers
      where site_id = $1 and directory_id = $2 and customer_id > $3 and active
      order by customer_id limit $4`,
    values: [siteId, directoryId, after, limit],
  }
}

/** What disconnecting would come to, each counted up to a bound. */
export interface DisconnectionFacts {
  readonly active: number
  /** Of those, whom another directory has as well. */
  readonly shared: number
  /** Of those, who hold the present address. */
  readonly held: number
  readonly tokens: number
  /** Names of the organizations that the directory feeds, the first of them. */
  readonly organizations: readonly string[]
  /** Names of the portals that name it. */
  readonly portals: readonly string[]
}

export function disconnectionFacts(siteId: number, directoryId: number, most: number): Query {
  return {
    name: 'disconnection-facts',
    text: `with p as materialized (
        select customer_id, several_links from customers
        where site_id = $1 and directory_id = $2 and active order by customer_id limit $3),
      s as materialized (select staff_id from staff
        where site_id = $1 and directory_id = $2 and not disabled order by staff_id limit $3)
      select (select count(*)::int from p) + (select count(*)::int from s) as active,
        (select count(*)::int from p where several_links) as shared,
        (select count(*)::int from p cross join lateral (
          select 1 from customer_addresses a where a.site_id = $1 and a.customer_id = p.customer_id
            and a.standing = 'held' and a.until is null limit 1) h) + (select count(*)::int from s) as held,
        (select count(*)::int from directory_tokens
          where site_id = $1 and directory_id = $2 and revoked_at is null) as tokens,
        array(select distinct o.name from (
            (select organization_id from organization_sources
              where site_id = $1 and directory_id = $2 and kind = 'home' limit 20)
            union all
            (select organization_id from organization_sources
              where site_id = $1 and directory_id = $2 and kind = 'group' order by group_id limit 20)) s
          cross join lateral (select name from organizations
            where site_id = $1 and organization_id = s.organization_id offset 0) o
          order by 1) as organizations,
        array(select p.name from portal_directories n
          join portals p on p.site_id = $1 and p.portal_id = n.portal_id
          where n.site_id = $1 and n.directory_id = $2 order by p.position, p.portal_id) as portals`,
    values: [siteId, directoryId, most],
  }
}

/** Ends the present addresses that somebody only claims; those that are held are nobody's word but the person's from now on. */
export function keepHeldAddresses(siteId: number, customerId: string, now: Date): Write[] {
  return [
    {
      name: 'end-claimed-addresses',
      table: 'customer_addresses',
      text: `update customer_addresses set until = $3
        where site_id = $1 and customer_id = $2 and until is null and standing = 'claimed'`,
      values: [siteId, customerId, now],
    },
    {
      name: 'own-held-addresses',
      table: 'customer_addresses',
      text: `update customer_addresses set directory_id = null
        where site_id = $1 and customer_id = $2 and until is null and standing = 'held'`,
      values: [siteId, customerId],
    },
  ]
}

/** Users of one directory stand for this customer no longer; they wait until the directory grants again. */
export function unlinkUsersOf(siteId: number, directoryId: number, customerId: string): Write {
  return {
    name: 'unlink-users-of',
    table: 'directory_users',
    text: `update directory_users set customer_id = null, linked_at = null, pending = true
      where site_id = $1 and directory_id = $2 and customer_id = $3`,
    values: [siteId, directoryId, customerId],
  }
}

/** Whoever comes back with the directory is looked at anew. */
export function awaitReturn(siteId: number, directoryId: number, customerId: string): Write {
  return {
    name: 'await-return',
    table: 'directory_users',
    text: `update directory_users set pending = true
      where site_id = $1 and directory_id = $2 and customer_id = $3 and active`,
    values: [siteId, directoryId, customerId],
  }
}
