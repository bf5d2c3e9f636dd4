import type { Audience } from '../../model/identity/audience.ts'
import type { DetailField } from '../../model/identity/detail-field.ts'
import type { Preset } from '../../model/identity/dialect-settings.ts'
import type { Plan, SubscriptionStatus } from '../../model/subscription.ts'
import type { Query, Write } from '../statement.ts'

export interface TokenRow {
  readonly tokenId: string
  readonly label: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

export function insertToken(
  siteId: number,
  directoryId: number,
  token: { tokenId: string; secretHash: Buffer; label: string; now: Date; expiresAt: Date | null },
): Write {
  return {
    name: 'insert-token',
    table: 'directory_tokens',
    text: `insert into directory_tokens (site_id, directory_id, token_id, secret_hash, label, created_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [siteId, directoryId, token.tokenId, token.secretHash, token.label, token.now, token.expiresAt],
  }
}

export interface FoundToken {
  readonly tokenId: string
  readonly label: string
  readonly plan: Plan
  readonly status: SubscriptionStatus
  readonly audience: Audience
  readonly preset: Preset
  readonly overrides: string
  readonly detailFields: readonly DetailField[]
  /** The site is to be deleted. */
  readonly isLeaving: boolean
}

/**
 * The live token with this hash in this directory, with what the site has bought and wants to know of its customers, and what
 * the directory's provider needs.
 */
export function liveToken(siteId: number, directoryId: number, secretHash: Buffer, now: Date): Query {
  return {
    name: 'live-token',
    text: `select t.token_id as "tokenId", t.label, s.plan, s.subscription as status,
        s.deletion_due is not null as "isLeaving", d.audience, d.preset, d.overrides,
        coalesce((select json_agg(json_build_object('key', f.key, 'label', f.label, 'type', f.type,
            'description', f.description) order by f.created_at, f.key_folded)
          from detail_fields f where f.site_id = $1), '[]') as "detailFields"
      from directory_tokens t join sites s on s.id = t.site_id
      join directories d on d.site_id = t.site_id and d.directory_id = t.directory_id
      where t.site_id = $1 and t.directory_id = $2 and t.secret_hash = $3
        and t.revoked_at is null and (t.expires_at is null or t.expires_at > $4)`,
    values: [siteId, directoryId, secretHash, now],
    isBrief: true,
  }
}

/** Written at most once a minute per token, so that a full sync does not fight over this row. */
export function touchToken(siteId: number, directoryId: number, tokenId: string, now: Date): Write {
  return {
    name: 'touch-token',
    table: 'directory_tokens',
    text: `update directory_tokens set last_used_at = $4
      where site_id = $1 and directory_id = $2 and token_id = $3`,
    values: [siteId, directoryId, tokenId, now],
  }
}

export function listTokens(siteId: number, directoryId: number): Query {
  return {
    name: 'list-tokens',
    text: `select token_id as "tokenId", label, created_at as "createdAt", expires_at as "expiresAt",
        last_used_at as "lastUsedAt", revoked_at as "revokedAt"
      from directory_tokens where site_id = $1 and directory_id = $2 order by created_at, token_id`,
    values: [siteId, directoryId],
  }
}

export function revokeToken(siteId: number, directoryId: number, tokenId: string, now: Date): Write {
  return {
    name: 'revoke-token',
    table: 'directory_tokens',
    text: `update directory_tokens set revoked_at = $4
      where site_id = $1 and directory_id = $2 and token_id = $3 and revoked_at is null`,
    values: [siteId, directoryId, tokenId, now],
  }
}

export interface ExpiringToken {
  readonly directoryId: number
  readonly directoryName: string
  readonly tokenId: string
  readonly label: string
  readonly expiresAt: Date
  /** The last threshold, in days, of which somebody was told. */
  readonly warnedDays: number | null
}

/** The tokens of a site that end between two moments and were not revoked, the next one first. */
export function expiringTokens(siteId: number, from: Date, until: Date): Query {
  return {
    name: 'expiring-tokens',
    text: `select t.directory_id as "directoryId", d.name as "directoryName", t.token_id as "tokenId", t.label,
        t.expires_at as "expiresAt", t.warned_days as "warnedDays"
      from directory_tokens t join directories d on d.site_id = $1 and d.directory_id = t.directory_id
      where t.site_id = $1 and t.revoked_at is null and t.expires_at > $2 and t.expires_at <= $3
      order by t.expires_at limit 100`,
    values: [siteId, from, until],
  }
}

/** Notes that somebody was told; of two who would, the second changes no row. */
export function noteTokenWarning(siteId: number, directoryId: number, tokenId: string, days: number): Query {
  return {
    name: 'note-token-warning',
    text: `update directory_tokens set warned_days = $4
      where site_id = $1 and directory_id = $2 and token_id = $3 and (warned_days is null or warned_days > $4)
      returning token_id`,
    values: [siteId, directoryId, tokenId, days],
  }
}
