// API keys of whoever asks at the help centre: of customers, and of the staff who have no seat.
import type { SignInMethod } from '../../model/access/customer-sign-in.ts'
import { lapsedTooLong } from '../../model/access/sign-in.ts'
import type { Person } from '../../model/desk/request.ts'
import type { Query, Write } from '../statement.ts'

export interface AskerKeyRow {
  readonly id: string
  readonly label: string
  /** The beginning of the secret; null: it was made before that was kept. */
  readonly prefix: string | null
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
}

/** What a customer's key is made by: the session's own door, which the key stands for. */
export interface CustomerKey {
  readonly id: string
  readonly customerId: string
  readonly secretHash: Buffer
  readonly label: string
  readonly scope: readonly string[]
  readonly prefix: string
  readonly method: SignInMethod
  readonly directoryId: number | null
  readonly userId: string | null
  readonly createdAt: Date
  readonly expiresAt: Date | null
}

export function insertCustomerKey(siteId: number, key: CustomerKey): Write {
  return {
    name: 'insert-customer-key',
    table: 'api_keys',
    text: `insert into api_keys (site_id, api_key_id, customer_id, secret_hash, label, scope, prefix, method, directory_id,
        user_id, created_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    values: [
      siteId,
      key.id,
      key.customerId,
      key.secretHash,
      key.label,
      key.scope,
      key.prefix,
      key.method,
      key.directoryId,
      key.userId,
      key.createdAt,
      key.expiresAt,
    ],
  }
}

const owned = ({ kind }: Person) => (kind === 'customer' ? 'customer_id' : 'staff_id')

/** Somebody's own keys that ask and do nothing else, the newest first; whether or not their time is over. */
export function keysOfAsker(siteId: number, person: Person, limit: number): Query {
  return {
    name: `keys-of-asker-by-${owned(person)}`,
    text: `select api_key_id as id, label, prefix, created_at as "createdAt", expires_at as "expiresAt",
        last_used_at as "lastUsedAt"
      from api_keys where site_id = $1 and ${owned(person)} = $2 and scope = array['requests.ask']
      order by api_key_id desc limit $3`,
    values: [siteId, person.id, limit],
  }
}

/** Ends one of somebody's own keys; answers it, if there was one. */
export function dropKeyOfAsker(siteId: number, person: Person, apiKeyId: string): Query {
  return {
    name: `drop-key-of-asker-by-${owned(person)}`,
    text: `delete from api_keys where site_id = $1 and api_key_id = $3 and ${owned(person)} = $2
      returning label, scope, expires_at as "expiresAt"`,
    values: [siteId, person.id, apiKeyId],
  }
}

/** A customer's key that lets in, with whoever it asks for. */
export interface FoundCustomerKey {
  readonly id: string
  readonly label: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
  readonly method: SignInMethod
  /** Through which directory it was made; null: by a door of the help centre's own. */
  readonly directoryId: number | null
  readonly directory: string | null
  readonly customerId: string
  readonly name: string
  readonly address: string | null
  readonly standing: 'held' | 'claimed' | null
}

/**
 * The live key of this secret. None at a site whose customers have none, of a customer who is inactive, nor one that was made
 * through a directory for whom that directory's own word has ended, or so long after a lapse: as `customerSessionBySecret` has it,
 * what ends a key is also looked at here, whatever went before.
 */
export function customerKeyBySecret(siteId: number, secretHash: Buffer, now: Date): Query {
  return {
    name: 'customer-key-by-secret',
    text: `select k.api_key_id as id, k.label, k.created_at as "createdAt", k.last_used_at as "lastUsedAt", k.method,
        k.directory_id as "directoryId", d.name as directory, c.customer_id as "customerId", c.display_name as name, a.address, a.standing
      from api_keys k
      join sites z on z.id = $1 and z.customer_api_keys
      join customers c on c.site_id = k.site_id and c.customer_id = k.customer_id and c.active and c.merged_into is null
      left join directories d on d.site_id = k.site_id and d.directory_id = k.directory_id
      left join customer_addresses a on a.site_id = k.site_id and a.customer_id = k.customer_id and a.until is null
      where k.site_id = $1 and k.secret_hash = $2 and (k.expires_at is null or k.expires_at > $4)
        and (k.directory_id is null or case when k.user_id is not null then exists (select 1 from directory_users u
            where u.site_id = k.site_id and u.directory_id = k.directory_id and u.user_id = k.user_id and u.active
              and u.customer_id = k.customer_id)
          else coalesce((select bool_or(u.active) from directory_users u where u.site_id = k.site_id
              and u.directory_id = k.directory_id and u.customer_id = k.customer_id), c.directory_id = k.directory_id) end)
        and (k.directory_id is null or z.lapsed_since is null or z.lapsed_since > $3)
      limit 1`,
    values: [siteId, secretHash, lapsedTooLong(now), now],
  }
}

/** Ends every key of the site's customers. */
export function endKeysOfCustomers(siteId: number): Write {
  return {
    name: '',
    table: 'api_keys',
    text: 'delete from api_keys where site_id = $1 and customer_id is not null',
    values: [siteId],
  }
}

/** Ends every key of a customer, or those alone that were made after a sign-in of one kind. */
export function endKeysOfCustomer(siteId: number, customerId: string, method: SignInMethod | null): Write {
  return {
    name: 'end-keys-of-customer',
    table: 'api_keys',
    text: 'delete from api_keys where site_id = $1 and customer_id = $2 and ($3::text is null or method = $3)',
    values: [siteId, customerId, method],
  }
}

/** Ends every key of a site's customers that was made after a sign-in of one kind. */
export function endKeysBy(siteId: number, method: SignInMethod): Write {
  return {
    name: '',
    table: 'api_keys',
    // Of two ways that are switched off at once each is a statement of its own.
    alone: true,
    text: 'delete from api_keys where site_id = $1 and customer_id is not null and method = $2',
    values: [siteId, method],
  }
}

/** Ends the keys that were made through a directory's connection. */
export function endKeysThrough(siteId: number, directoryId: number): Write {
  return {
    name: '',
    table: 'api_keys',
    text: 'delete from api_keys where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId],
  }
}

/**
 * Ends the keys that were made by other doors than a directory's, of its own people, and of whoever is nobody's in the domains
 * that it has proven.
 */
export function endKeysBeside(siteId: number, directoryId: number, whose: 'own' | 'unmanaged'): Write {
  const inDomain = `c.directory_id is null and exists (select 1 from customer_addresses a
    join directory_domains x on x.site_id = $1 and x.directory_id = $2 and x.authority = 'proven' and x.domain = a.hand_domain
    where a.site_id = $1 and a.customer_id = c.customer_id)`
  return {
    name: '',
    table: 'api_keys',
    alone: true,
    text: `delete from api_keys k using customers c
      where k.site_id = $1 and k.customer_id is not null and k.directory_id is null
        and c.site_id = $1 and c.customer_id = k.customer_id
        and ${whose === 'own' ? 'c.directory_id = $2' : inDomain}`,
    values: [siteId, directoryId],
  }
}

/** Ends the keys that a user of a directory made through it. */
export function endKeysOfUser(siteId: number, directoryId: number, userId: string): Write {
  return {
    name: 'end-keys-of-user',
    table: 'api_keys',
    text: 'delete from api_keys where site_id = $1 and directory_id = $2 and user_id = $3',
    values: [siteId, directoryId, userId],
  }
}
