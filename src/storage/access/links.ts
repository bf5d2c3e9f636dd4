import type { Query, Write } from '../statement.ts'

export type LinkKind = 'start' | 'invite' | 'reset'

export interface LinkRow {
  readonly linkId: string
  readonly kind: LinkKind
  /** Null for the link of the first start. */
  readonly staffId: string | null
  readonly expiresAt: Date
}

const columns = 'link_id as "linkId", kind, staff_id as "staffId", expires_at as "expiresAt"'

export function insertLink(
  siteId: number,
  link: LinkRow & { readonly secretHash: Buffer; readonly now: Date },
): Write {
  return {
    name: 'insert-link',
    table: 'staff_links',
    text: `insert into staff_links (site_id, link_id, kind, staff_id, secret_hash, created_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [siteId, link.linkId, link.kind, link.staffId, link.secretHash, link.now, link.expiresAt],
  }
}

/** The link of this secret, if it still works. */
export function liveLink(siteId: number, secretHash: Buffer, now: Date): Query {
  return {
    name: 'live-link',
    text: `select ${columns} from staff_links where site_id = $1 and secret_hash = $2 and expires_at > $3`,
    values: [siteId, secretHash, now],
  }
}

/** The same, and it works no more: of two who come with it at once, one gets it. */
export function takeLink(siteId: number, secretHash: Buffer, now: Date): Query {
  return {
    name: 'take-link',
    text: `delete from staff_links where site_id = $1 and secret_hash = $2 and expires_at > $3
      returning ${columns}`,
    values: [siteId, secretHash, now],
  }
}

/** Ends every link of a person; without one, every link of the site's first start. */
export function endLinks(siteId: number, staffId: string | null): Write {
  return {
    name: staffId === null ? 'end-start-links' : 'end-links',
    table: 'staff_links',
    text: `delete from staff_links where site_id = $1 and ${staffId === null ? 'staff_id is null and $2::uuid is null' : 'staff_id = $2'}`,
    values: [siteId, staffId],
  }
}

/** Removes what has expired. */
export function forgetLinks(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from staff_links where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}
