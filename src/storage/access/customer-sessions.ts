import type { SignInMethod } from '../../model/access/customer-sign-in.ts'
import { lapsedTooLong } from '../../model/access/sign-in.ts'
import type { Query, Write } from '../statement.ts'

export interface CustomerSessionRow {
  readonly id: string
  readonly method: SignInMethod
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  readonly ip: string | null
  readonly userAgent: string | null
  /** Through which directory, by its name; null for the other doors. */
  readonly directory: string | null
}

/** A session that begins. */
export interface OpenedSession {
  readonly id: string
  readonly customerId: string
  readonly secretHash: Buffer
  readonly method: SignInMethod
  readonly directoryId: number | null
  readonly userId: string | null
  readonly issuerSessionHash: Buffer | null
  readonly subjectHash: Buffer | null
  readonly idToken: string | null
  /** Null: only a directory says whose it is. */
  readonly provedAt: Date | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly ip: string | null
  readonly userAgent: string | null
}

/**
 * Opens a session for a customer who is active; for one whom somebody deactivates at this moment it waits, and opens none: what
 * ends sessions then has not seen this one.
 */
export function insertCustomerSession(siteId: number, session: OpenedSession): Write {
  return {
    name: 'insert-customer-session',
    table: 'customer_sessions',
    // The customer may be one whom the same transaction makes.
    alone: true,
    text: `insert into customer_sessions (site_id, session_id, customer_id, secret_hash, method, directory_id, user_id,
        issuer_session_hash, subject_hash, id_token, created_at, last_seen_at, expires_at, ip, user_agent, proved_at)
      select $1::int, $2::uuid, customer_id, $4::bytea, $5::text, $6::int, $7::uuid, $8::bytea, $9::bytea, $10::text,
        $11::timestamptz, $11::timestamptz, $12::timestamptz, $13::text, $14::text,
        $15::timestamptz
      from customers where site_id = $1::int and customer_id = $3 and active for share`,
    values: [
      siteId,
      session.id,
      session.customerId,
      session.secretHash,
      session.method,
      session.directoryId,
      session.userId,
      session.issuerSessionHash,
      session.subjectHash,
      session.idToken,
      session.createdAt,
      session.expiresAt,
      session.ip,
      session.userAgent,
      session.provedAt,
    ],
  }
}

/** How somebody stands at this moment, who is about to come in through a directory. */
export interface Arrived {
  readonly isActive: boolean
  readonly isDeactivatedHere: boolean
}

/** Holds who comes in through a directory: whoever deactivates them at this moment is waited for, or waits. */
export function holdArrived(
  siteId: number,
  customerId: string,
  { directoryId, userId }: { readonly directoryId: number; readonly userId: string | null },
): Query {
  return {
    name: 'hold-arrived',
    text: `select c.active and ($4::uuid is null or exists (select 1 from directory_users u
          where u.site_id = $1 and u.directory_id = $3 and u.user_id = $4 and u.active for share)) as "isActive",
        c.deactivated_here_at is not null as "isDeactivatedHere"
      from customers c where c.site_id = $1 and c.customer_id = $2 for share of c`,
    values: [siteId, customerId, directoryId, userId],
  }
}

const columns = `s.session_id as id, s.method, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt",
  s.expires_at as "expiresAt", s.ip, s.user_agent as "userAgent", d.name as directory`
const from = `customer_sessions s
  left join directories d on d.site_id = s.site_id and d.directory_id = s.directory_id`

/** A session with the customer whose it is. */
export interface FoundCustomerSession extends CustomerSessionRow {
  readonly customerId: string
  readonly name: string
  /** The present address; null: none. */
  readonly address: string | null
  readonly standing: 'held' | 'claimed' | null
  readonly directoryId: number | null
  /** When it was last shown whose session it is. */
  readonly provedAt: Date | null
  /** The directory that manages the customer, by its name. */
  readonly managedBy: string | null
}

/**
 * The session of this secret, whether or not its time is over. None of a customer who is inactive, nor through a directory for
 * whom that directory's own word has ended, or so long after a lapse: what ends a session is also looked at here, whatever went before.
 */
export function customerSessionBySecret(siteId: number, secretHash: Buffer, now: Date): Query {
  return {
    name: 'customer-session-by-secret',
    text: `select ${columns}, s.customer_id as "customerId", c.display_name as name, a.address, a.standing,
        s.directory_id as "directoryId", s.proved_at as "provedAt", (select m.name from directories m
          where m.site_id = c.site_id and m.directory_id = c.directory_id) as "managedBy"
      from ${from}
      join customers c on c.site_id = s.site_id and c.customer_id = s.customer_id and c.active and c.merged_into is null
      left join customer_addresses a on a.site_id = s.site_id and a.customer_id = s.customer_id and a.until is null
      where s.site_id = $1 and s.secret_hash = $2
        and (s.directory_id is null or case when s.user_id is not null then exists (select 1 from directory_users u
            where u.site_id = s.site_id and u.directory_id = s.directory_id and u.user_id = s.user_id and u.active
              and u.customer_id = s.customer_id)
          else coalesce((select bool_or(u.active) from directory_users u where u.site_id = s.site_id
              and u.directory_id = s.directory_id and u.customer_id = s.customer_id), c.directory_id = s.directory_id) end)
        and (s.directory_id is null or not exists (select 1 from sites z where z.id = $1 and z.lapsed_since <= $3))
      limit 1`,
    values: [siteId, secretHash, lapsedTooLong(now)],
  }
}

/** How a session was opened, for one that takes its place. */
export interface SessionOrigin {
  readonly method: SignInMethod
  readonly directoryId: number | null
  readonly userId: string | null
  readonly subjectHash: Buffer | null
  readonly issuerSessionHash: Buffer | null
  readonly idToken: string | null
}

export function sessionOrigin(siteId: number, sessionId: string): Query {
  return {
    name: 'session-origin',
    text: `select method, directory_id as "directoryId", user_id as "userId", subject_hash as "subjectHash",
        issuer_session_hash as "issuerSessionHash", id_token as "idToken"
      from customer_sessions where site_id = $1 and session_id = $2`,
    values: [siteId, sessionId],
  }
}

/** A customer's sessions that were used since a moment, the newest first. */
export function customerSessionsOf(
  siteId: number,
  customerId: string,
  { idleSince, now }: { idleSince: Date; now: Date },
): Query {
  return {
    name: 'customer-sessions-of',
    text: `select ${columns} from ${from}
      where s.site_id = $1 and s.customer_id = $2 and s.last_seen_at > $3 and s.expires_at > $4
      order by s.session_id desc limit 100`,
    values: [siteId, customerId, idleSince, now],
  }
}

export function touchCustomerSession(siteId: number, sessionId: string, now: Date): Write {
  return {
    name: 'touch-customer-session',
    table: 'customer_sessions',
    text: 'update customer_sessions set last_seen_at = $3 where site_id = $1 and session_id = $2 and last_seen_at < $3',
    values: [siteId, sessionId, now],
  }
}

/**
 * It was just shown whose session it is: it goes on by another secret, so that a copy of it does not become fresh as well.
 * Answers a row, if it is still open.
 */
export function proveCustomerSession(
  siteId: number,
  sessionId: string,
  { secretHash, now }: { readonly secretHash: Buffer; readonly now: Date },
): Query {
  return {
    name: 'prove-customer-session',
    text: `update customer_sessions set secret_hash = $3, proved_at = $4 where site_id = $1 and session_id = $2
      returning session_id as id`,
    values: [siteId, sessionId, secretHash, now],
  }
}

/** Locks a session that is open; no row when it was ended. */
export function holdCustomerSession(siteId: number, customerId: string, sessionId: string): Query {
  return {
    name: 'hold-customer-session',
    text: `select session_id as id from customer_sessions
      where site_id = $1 and customer_id = $2 and session_id = $3 for no key update`,
    values: [siteId, customerId, sessionId],
  }
}

/** What is left of a session that was ended. */
export interface EndedCustomerSession {
  readonly id: string
  readonly directoryId: number | null
  readonly idToken: string | null
}

/** Ends one session of a customer; answers it, if there was one. */
export function endCustomerSession(siteId: number, customerId: string, sessionId: string): Query {
  return {
    name: 'end-customer-session',
    text: `delete from customer_sessions where site_id = $1 and customer_id = $2 and session_id = $3
      returning session_id as id, directory_id as "directoryId", id_token as "idToken"`,
    values: [siteId, customerId, sessionId],
  }
}

/** Ends every session of a customer, but the one that is given, if one is. */
export function endCustomerSessions(siteId: number, customerId: string, but: string | null): Write {
  return {
    name: 'end-customer-sessions',
    table: 'customer_sessions',
    text: 'delete from customer_sessions where site_id = $1 and customer_id = $2 and session_id is distinct from $3::uuid',
    values: [siteId, customerId, but],
  }
}

/** Ends every session of a site's customers that was opened in one way. */
export function endSessionsBy(siteId: number, method: SignInMethod): Write {
  return {
    name: '',
    table: 'customer_sessions',
    // Of two ways that are switched off at once each is a statement of its own.
    alone: true,
    text: 'delete from customer_sessions where site_id = $1 and method = $2',
    values: [siteId, method],
  }
}

/** Ends every session of a customer; answers them. */
export function takeCustomerSessions(siteId: number, customerId: string): Query {
  return {
    name: 'take-customer-sessions',
    text: 'delete from customer_sessions where site_id = $1 and customer_id = $2 returning session_id as id',
    values: [siteId, customerId],
  }
}

/** Removes what is over. */
export function forgetCustomerSessions(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from customer_sessions where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}
