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

export interface DomainRow {
  readonly domain: string
  readonly authority: 'declared' | 'proven'
}

export function listDomains(siteId: number, directoryId: number): Query {
  return {
    name: 'list-domains',
    text: `select domain, authority from directory_domains where site_id = $1 and directory_id = $2 order by domain`,
    values: [siteId, directoryId],
  }
}
