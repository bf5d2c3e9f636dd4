import type { Role } from '../../model/permissions.ts'
import type { Query, Write } from '../statement.ts'

export interface ApiKeyRow {
  readonly id: string
  readonly label: string
  readonly staffId: string
  readonly staffName: string
  /** Permissions, as they were called when the key was made. */
  readonly scope: readonly string[]
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
}

const columns = `k.api_key_id as id, k.label, k.staff_id as "staffId", p.name as "staffName", k.scope,
  k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt"`
const withOwner = 'api_keys k join staff p on p.site_id = k.site_id and p.staff_id = k.staff_id'

export function insertApiKey(
  siteId: number,
  key: Pick<ApiKeyRow, 'id' | 'label' | 'staffId' | 'scope' | 'createdAt' | 'expiresAt'> & {
    readonly secretHash: Buffer
    /** The beginning of the secret, by which its owner knows it again. */
    readonly prefix: string
  },
): Write {
  return {
    name: 'insert-api-key',
    table: 'api_keys',
    text: `insert into api_keys (site_id, api_key_id, staff_id, secret_hash, label, scope, created_at, expires_at, prefix)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      siteId,
      key.id,
      key.staffId,
      key.secretHash,
      key.label,
      key.scope,
      key.createdAt,
      key.expiresAt,
      key.prefix,
    ],
  }
}

/** An API key with the role that whoever it belongs to has now. */
export interface OwnedApiKey extends ApiKeyRow {
  readonly role: Role
}

/** An API key with the person whose it is. */
export interface FoundApiKey extends OwnedApiKey {
  readonly address: string
}

/** The live key of this secret; none of a person who is disabled. */
export function apiKeyBySecret(siteId: number, secretHash: Buffer, now: Date): Query {
  return {
    name: 'api-key-by-secret',
    text: `select ${columns}, p.address, p.role from ${withOwner}
      where k.site_id = $1 and k.secret_hash = $2 and not p.disabled and (k.expires_at is null or k.expires_at > $3)`,
    values: [siteId, secretHash, now],
  }
}

/** A person's keys, or everybody's, in the order in which they were made. */
export function listApiKeys(
  siteId: number,
  { staffId, after, limit }: { staffId: string | undefined; after: string; limit: number },
): Query {
  return {
    name: staffId === undefined ? 'list-all-api-keys' : 'list-api-keys',
    text: `select ${columns} from ${withOwner}
      where k.site_id = $1 and k.api_key_id > $2 and ${staffId === undefined ? '$3::uuid is null' : 'k.staff_id = $3'}
      order by k.api_key_id limit $4`,
    values: [siteId, after, staffId ?? null, limit],
  }
}

export function apiKeyById(siteId: number, apiKeyId: string): Query {
  return {
    name: 'api-key-by-id',
    text: `select ${columns}, p.role from ${withOwner} where k.site_id = $1 and k.api_key_id = $2`,
    values: [siteId, apiKeyId],
  }
}

export function touchApiKey(siteId: number, apiKeyId: string, now: Date): Write {
  return {
    name: 'touch-api-key',
    table: 'api_keys',
    text: 'update api_keys set last_used_at = $3 where site_id = $1 and api_key_id = $2',
    values: [siteId, apiKeyId, now],
  }
}

export function deleteApiKey(siteId: number, apiKeyId: string): Write {
  return {
    name: 'delete-api-key',
    table: 'api_keys',
    text: 'delete from api_keys where site_id = $1 and api_key_id = $2',
    values: [siteId, apiKeyId],
  }
}

/** Which of these keys are still live, and in which role whoever they belong to is; none of a person who is disabled. */
export function presentApiKeys(siteId: number, apiKeyIds: readonly string[], now: Date): Query {
  return {
    name: 'present-api-keys',
    text: `select k.api_key_id as id, p.role from ${withOwner}
      where k.site_id = $1 and k.api_key_id = any($2::uuid[]) and not p.disabled
        and (k.expires_at is null or k.expires_at > $3)`,
    values: [siteId, apiKeyIds, now],
    isBrief: true,
  }
}
