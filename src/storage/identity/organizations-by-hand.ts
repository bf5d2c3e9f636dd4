// Organizations that somebody of the site makes, and who belongs to them by the site's own word.
import { newId } from '../new-id.ts'
import type { Query, Write } from '../statement.ts'
import { isNamed } from './organizations.ts'

/** What decides about changing an organization by hand. */
export interface ByHandFacts {
  readonly name: string
  readonly createdByDirectoryId: number | null
  readonly showsEarlier: boolean
  /** Names of the directories that feed it. */
  readonly directories: readonly string[]
  /** Whether a group that made it appear still feeds it: its name is that group's. */
  readonly isNamedByGroup: boolean
  /** Whether a rule or a home that waits names it. */
  readonly isInMapping: boolean
  readonly hasRequest: boolean
  readonly people: number
  readonly domains: readonly string[]
  /** Names of the portals that name it. */
  readonly portals: readonly string[]
}

/** Locks an organization; whoever feeds, renames or uses it waits. */
export function holdOrganization(siteId: number, organizationId: string): Query {
  return {
    name: 'hold-organization',
    text: 'select 1 from organizations where site_id = $1 and organization_id = $2 for update',
    values: [siteId, organizationId],
  }
}

/** `ByHandFacts` of one that is held. */
export function byHandFacts(siteId: number, organizationId: string): Query {
  return {
    name: 'by-hand-facts',
    text: `select o.name, o.created_by_directory_id as "createdByDirectoryId", o.shows_earlier as "showsEarlier",
        array(select distinct d.name from organization_sources s
          join directories d on d.site_id = s.site_id and d.directory_id = s.directory_id
          where s.site_id = $1 and s.organization_id = $2 order by 1) as directories,
        exists (select 1 from organization_sources s where s.site_id = $1 and s.organization_id = $2
          and s.kind = 'group' and s.directory_id = o.created_by_directory_id and not s.by_rule) as "isNamedByGroup",
        ${isNamed('o')} as "isInMapping",
        exists (select 1 from shared_requests r where r.site_id = $1 and r.organization_id = $2 offset 0) as "hasRequest",
        (select count(*)::int from organization_people p where p.site_id = $1 and p.organization_id = $2) as people,
        array(select s.domain from organization_sources s
          where s.site_id = $1 and s.organization_id = $2 and s.kind = 'domain' order by 1) as domains,
        array(select p.name from portal_organizations n
          join portals p on p.site_id = $1 and p.portal_id = n.portal_id
          where n.site_id = $1 and n.organization_id = $2 order by p.position, p.portal_id) as portals
      from organizations o where o.site_id = $1 and o.organization_id = $2`,
    values: [siteId, organizationId],
  }
}

/** @param showsEarlier whether who joins sees requests of before */
export function setShowsEarlier(
  siteId: number,
  organizationId: string,
  showsEarlier: boolean,
  now: Date,
): Write {
  return {
    name: 'set-shows-earlier',
    table: 'organizations',
    text: `update organizations set shows_earlier = $3, updated_at = $4 where site_id = $1 and organization_id = $2`,
    values: [siteId, organizationId, showsEarlier, now],
  }
}

/** Puts people into an organization; answers who was not there before. */
export function putPeople(
  siteId: number,
  organizationId: string,
  customerIds: readonly string[],
  now: Date,
): Query {
  return {
    name: 'put-people',
    text: `with used as (update organizations set untouched = false
        where site_id = $1 and organization_id = $2 and untouched)
      insert into organization_people (site_id, organization_id, customer_id, since)
      select $1, $2, customer_id, $4 from unnest($3::uuid[]) as p (customer_id)
      on conflict do nothing returning customer_id as id`,
    values: [siteId, organizationId, customerIds, now],
  }
}

/** Puts one person into several organizations; one that was deleted meanwhile is passed over. */
export function joinByHand(
  siteId: number,
  customerId: string,
  organizationIds: readonly string[],
  now: Date,
): Write {
  return {
    name: 'join-by-hand',
    table: 'organization_people',
    alone: true,
    text: `with used as (update organizations set untouched = false
        where site_id = $1 and organization_id = any($3::uuid[]) and untouched)
      insert into organization_people (site_id, organization_id, customer_id, since)
      select $1, organization_id, $2, $4 from organizations where site_id = $1 and organization_id = any($3::uuid[])
      on conflict do nothing`,
    values: [siteId, customerId, organizationIds, now],
  }
}

/** Takes somebody out who was put in by hand; answers whether there was such a one. */
export function takePerson(siteId: number, organizationId: string, customerId: string): Query {
  return {
    name: 'take-person',
    text: `delete from organization_people where site_id = $1 and organization_id = $2 and customer_id = $3
      returning customer_id as id`,
    values: [siteId, organizationId, customerId],
  }
}

/** Lets a domain feed an organization; answers nothing when it does already. */
export function addDomainSource(siteId: number, organizationId: string, domain: string, now: Date): Query {
  return {
    name: 'add-domain-source',
    text: `with used as (update organizations set untouched = false
        where site_id = $1 and organization_id = $3 and untouched)
      insert into organization_sources (site_id, source_id, organization_id, kind, domain, since)
      values ($1, $2, $3, 'domain', $4, $5)
      on conflict (site_id, domain, organization_id) where kind = 'domain' do nothing returning source_id as id`,
    values: [siteId, newId(now), organizationId, domain, now],
  }
}

export function removeDomainSource(siteId: number, organizationId: string, domain: string): Query {
  return {
    name: 'remove-domain-source',
    text: `delete from organization_sources
      where site_id = $1 and organization_id = $2 and kind = 'domain' and domain = $3 returning source_id as id`,
    values: [siteId, organizationId, domain],
  }
}

/** Somebody who would join, or does belong. */
export interface DomainPerson {
  readonly id: string
  readonly name: string
  readonly address: string
}

/** Who holds an address in a domain, is active and has no directory: the first of them, by id. */
export function peopleOfDomain(siteId: number, domain: string, limit: number): Query {
  return {
    name: 'people-of-domain',
    text: `select c.customer_id as id, c.display_name as name, a.address
      from customer_addresses a
      join customers c on c.site_id = a.site_id and c.customer_id = a.customer_id and c.active and c.directory_id is null
      where a.site_id = $1 and a.own_domain = $2 order by a.customer_id limit $3`,
    values: [siteId, domain, limit],
  }
}

/** How many requests are shared with an organization, counted up to a bound. */
export function countRequestsOf(siteId: number, organizationId: string, most: number): Query {
  return {
    name: 'count-requests-of',
    text: `select count(*)::int as total from (
        select 1 from shared_requests where site_id = $1 and organization_id = $2 limit $3) r`,
    values: [siteId, organizationId, most],
  }
}
