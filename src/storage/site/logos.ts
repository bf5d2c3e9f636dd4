import type { Query, Write } from '../statement.ts'

/** A picture as the server has written it anew. */
export interface Logo {
  readonly hash: string
  readonly png: Buffer
  readonly width: number
  readonly height: number
}

export function logoOf(siteId: number, hash: string): Query {
  return {
    name: 'logo-of',
    text: 'select hash, png, width, height from site_logos where site_id = $1 and hash = $2',
    values: [siteId, hash],
    isBrief: true,
  }
}

export function putLogo(siteId: number, { hash, png, width, height }: Logo, now: Date): Write {
  return {
    name: 'put-logo',
    table: 'site_logos',
    text: `insert into site_logos (site_id, hash, png, width, height, created_at) values ($1, $2, $3, $4, $5, $6)
      on conflict (site_id) do update set hash = excluded.hash, png = excluded.png, width = excluded.width,
        height = excluded.height, created_at = excluded.created_at`,
    values: [siteId, hash, png, width, height, now],
  }
}

export function dropLogo(siteId: number): Write {
  return {
    name: 'drop-logo',
    table: 'site_logos',
    text: 'delete from site_logos where site_id = $1',
    values: [siteId],
  }
}

export function noteLogo(siteId: number, hash: string | null): Write {
  return {
    name: 'note-logo',
    table: 'sites',
    text: 'update sites set logo_hash = $2 where id = $1',
    values: [siteId, hash],
  }
}
