import type { Role } from '../../model/permissions.ts'
import type { Query, Write } from '../statement.ts'

export interface SessionRow {
  readonly id: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  readonly ip: string | null
  readonly userAgent: string | null
}

const columns = `s.session_id as id, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt",
  s.expires_at as "expiresAt", s.ip, s.user_agent as "userAgent"`

export function insertSession(
  siteId: number,
  session: Omit<SessionRow, 'lastSeenAt'> & {
    readonly staffId: string
    readonly secretHash: Buffer
    readonly proofHash: Buffer
  },
): Write {
  return {
    name: 'insert-session',
    table: 'staff_sessions',
    text: `insert into staff_sessions (site_id, session_id, staff_id, secret_hash, created_at, last_seen_at, expires_at,
        ip, user_agent, proof_hash, proved_at)
      values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $5)`,
    values: [
      siteId,
      session.id,
      session.staffId,
      session.secretHash,
      session.createdAt,
      session.expiresAt,
      session.ip,
      session.userAgent,
      session.proofHash,
    ],
  }
}

/** A session with the person whose it is. */
export interface FoundSession extends SessionRow {
  readonly staffId: string
  readonly name: string
  readonly address: string
  readonly role: Role
  /** Of what the person has shown last, and when; null of sessions that are older than such proofs. */
  readonly proofHash: Buffer | null
  readonly provedAt: Date | null
}

/** The session of this secret, whether or not its time is over; none of a person who is disabled. */
export function sessionBySecret(siteId: number, secretHash: Buffer): Query {
  return {
    name: 'session-by-secret',
    text: `select ${columns}, p.staff_id as "staffId", p.name, p.address, p.role,
        s.proof_hash as "proofHash", s.proved_at as "provedAt"
      from staff_sessions s join staff p on p.site_id = s.site_id and p.staff_id = s.staff_id and not p.disabled
      where s.site_id = $1 and s.secret_hash = $2`,
    values: [siteId, secretHash],
  }
}

/** A person's sessions that were used since a moment, the newest first. */
export function sessionsOf(
  siteId: number,
  staffId: string,
  { idleSince, now }: { idleSince: Date; now: Date },
): Query {
  return {
    name: 'sessions-of',
    text: `select ${columns} from staff_sessions s
      where s.site_id = $1 and s.staff_id = $2 and s.last_seen_at > $3 and s.expires_at > $4
      order by s.session_id desc limit 100`,
    values: [siteId, staffId, idleSince, now],
  }
}

/** The person has shown again who he is; answers the session, unless it has ended meanwhile. */
export function proveSession(
  siteId: number,
  staffId: string,
  sessionId: string,
  { proofHash, now }: { proofHash: Buffer; now: Date },
): Query {
  return {
    name: 'prove-session',
    text: `update staff_sessions set proof_hash = $4, proved_at = $5
      where site_id = $1 and staff_id = $2 and session_id = $3 returning session_id as id`,
    values: [siteId, staffId, sessionId, proofHash, now],
  }
}

/** Holds a session until the caller's transaction ends, so that nothing is done for one that has ended. */
export function holdSession(siteId: number, staffId: string, sessionId: string): Query {
  return {
    name: 'hold-session',
    text: `select session_id as id from staff_sessions where site_id = $1 and staff_id = $2 and session_id = $3 for share`,
    values: [siteId, staffId, sessionId],
  }
}

export function touchSession(siteId: number, sessionId: string, now: Date): Write {
  return {
    name: 'touch-session',
    table: 'staff_sessions',
    text: `update staff_sessions set last_seen_at = $3 where site_id = $1 and session_id = $2 and last_seen_at < $3`,
    values: [siteId, sessionId, now],
  }
}

/** Ends one session of a person; answers it, if there was one. */
export function endSession(siteId: number, staffId: string, sessionId: string): Query {
  return {
    name: 'end-session',
    text: `delete from staff_sessions where site_id = $1 and staff_id = $2 and session_id = $3
      returning session_id as id`,
    values: [siteId, staffId, sessionId],
  }
}

/** Ends every session of a person, but the one that is given, if one is. */
export function endSessions(siteId: number, staffId: string, but: string | null): Write {
  return {
    name: 'end-sessions',
    table: 'staff_sessions',
    text: `delete from staff_sessions where site_id = $1 and staff_id = $2 and session_id is distinct from $3::uuid`,
    values: [siteId, staffId, but],
  }
}

/** Removes what is over. */
export function forgetSessions(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from staff_sessions where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}

/** Which of these sessions there still are, and in which role; none of a person who is disabled. */
export function presentSessions(siteId: number, sessionIds: readonly string[]): Query {
  return {
    name: 'present-sessions',
    text: `select s.session_id as id, s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt", p.role
      from staff_sessions s join staff p on p.site_id = s.site_id and p.staff_id = s.staff_id and not p.disabled
      where s.site_id = $1 and s.session_id = any($2::uuid[])`,
    values: [siteId, sessionIds],
    isBrief: true,
  }
}
