import type { Audience } from '../../model/identity/audience.ts'
import type { Query, Write } from '../statement.ts'

/** Records an administrator's word that this directory speaks for a domain; saying it twice changes nothing. */
export function declareDomain(siteId: number, directoryId: number, domain: string, now: Date): Write {
  return {
    name: 'declare-domain',
    table: 'directory_domains',
    text: `insert into directory_domains (site_id, directory_id, domain, authority, since)
      values ($1, $2, $3, 'declared', $4) on conflict do nothing`,
    values: [siteId, directoryId, domain, now],
  }
}

/** The directory has proven the domain: what it said of it before is worth less. */
export function proveDomain(siteId: number, directoryId: number, domain: string, now: Date): Write {
  return {
    name: 'prove-domain',
    table: 'directory_domains',
    text: `insert into directory_domains (site_id, directory_id, domain, authority, since)
      values ($1, $2, $3, 'proven', $4)
      on conflict (site_id, domain, directory_id) do update set authority = 'proven', since = excluded.since`,
    values: [siteId, directoryId, domain, now],
  }
}

/** Ends what other directories declared of a domain; answers whose word that was. */
export function endDeclarations(siteId: number, directoryId: number, domain: string): Query {
  return {
    name: 'end-declarations',
    text: `delete from directory_domains where site_id = $1 and domain = $3 and directory_id <> $2
        and authority = 'declared' returning directory_id as "directoryId"`,
    values: [siteId, directoryId, domain],
  }
}

export function removeDomain(siteId: number, directoryId: number, domain: string): Write {
  return {
    name: 'remove-domain',
    table: 'directory_domains',
    text: 'delete from directory_domains where site_id = $1 and domain = $3 and directory_id = $2',
    values: [siteId, directoryId, domain],
  }
}

export interface DomainRow {
  readonly domain: string
  readonly authority: 'declared' | 'proven'
  readonly since: Date
}

export function listDomains(siteId: number, directoryId: number): Query {
  return {
    name: 'list-domains',
    text: `select domain, authority, since from directory_domains where site_id = $1 and directory_id = $2 order by domain`,
    values: [siteId, directoryId],
  }
}

/** `DomainFacts` in the eyes of one directory. */
export function domainFacts(siteId: number, directoryId: number, domain: string): Query {
  return {
    name: 'domain-facts',
    text: `select
      (select authority from directory_domains x
        where x.site_id = $1 and x.domain = $3 and x.directory_id = $2) as own,
      exists (select 1 from directory_domains x where x.site_id = $1 and x.domain = $3 and x.directory_id <> $2
        and x.authority = 'proven') as "provenElsewhere",
      (select audience from directories d where d.site_id = $1 and d.directory_id = $2) is distinct from 'staff'
        and (exists (select 1 from staff s where s.site_id = $1
            and s.address_released_at is null and right(s.address_folded, length($3) + 1) = '@' || $3)
          or $3 = any ((select staff_domains from sites y where y.id = $1)::text[])) as "ofStaff"`,
    values: [siteId, directoryId, domain],
  }
}

/** The domains in which somebody of the staff has an address, and for which a directory of customers speaks all the same. */
export function domainsWithStaff(siteId: number): Query {
  return {
    name: 'domains-with-staff',
    text: `select distinct x.domain, x.directory_id as "directoryId" from staff s
      join directory_domains x on x.site_id = s.site_id and x.domain = split_part(s.address_folded, '@', 2)
      join directories d on d.site_id = x.site_id and d.directory_id = x.directory_id and d.audience = 'customers'
      where s.site_id = $1 and s.address_released_at is null order by x.domain, x.directory_id limit 20`,
    values: [siteId],
  }
}

/** `DomainSay` as it is stored. */
export interface DomainSayRow {
  readonly audience: Audience
  readonly authority: 'declared' | 'proven' | null
  readonly guests: boolean
  readonly provenElsewhere: boolean
}

/** What a directory may say about addresses in a domain; null: about those in no domain of its own. */
export function domainSay(siteId: number, directoryId: number, domain: string | null): Query {
  return {
    name: 'domain-say',
    text: `select d.audience, d.guests_since is not null as guests,
        (select authority from directory_domains x
          where x.site_id = $1 and x.domain = $3 and x.directory_id = $2) as authority,
        exists (select 1 from directory_domains x where x.site_id = $1 and x.domain = $3 and x.directory_id <> $2
          and x.authority = 'proven') as "provenElsewhere"
      from directories d where d.site_id = $1 and d.directory_id = $2`,
    values: [siteId, directoryId, domain],
  }
}

/** The other directories that speak for some of these domains, each with the domain; with null those that speak for guests. */
export function othersWithSay(siteId: number, directoryId: number, domains: readonly string[]): Query {
  return {
    name: 'others-with-say',
    text: `select directory_id as "directoryId", domain from directory_domains
        where site_id = $1 and domain = any($3) and directory_id <> $2
      union all
      select directory_id, null from directories
        where site_id = $1 and directory_id <> $2 and guests_since is not null`,
    values: [siteId, directoryId, domains],
  }
}

/** Which directories of customers speak for some of these domains. */
export function directoriesWithDomain(siteId: number, domains: readonly string[]): Query {
  return {
    name: 'directories-with-domain',
    text: `select x.domain, d.name as directory from directory_domains x
      join directories d on d.site_id = x.site_id and d.directory_id = x.directory_id
        and d.audience = 'customers'
      where x.site_id = $1 and x.domain = any($2::text[]) order by x.domain limit 1`,
    values: [siteId, domains],
  }
}
