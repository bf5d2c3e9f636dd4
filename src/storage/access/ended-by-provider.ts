// Sessions of whom a provider has signed out.
import type { Write } from '../statement.ts'

/**
 * Ends the sessions of a subject: all, or, where the provider names one, that one and those of which we never heard the
 * provider's own name.
 */
export function endSessionsOfSubject(
  siteId: number,
  directoryId: number,
  subjectHash: Buffer,
  issuerSessionHash: Buffer | null,
): Write {
  return {
    name: 'end-sessions-of-subject',
    table: 'customer_sessions',
    text: `delete from customer_sessions where site_id = $1 and directory_id = $2 and subject_hash = $3
      and ($4::bytea is null or issuer_session_hash = $4 or issuer_session_hash is null)`,
    values: [siteId, directoryId, subjectHash, issuerSessionHash],
  }
}

/** Ends the session that a provider names without saying whose it is. */
export function endIssuerSession(siteId: number, directoryId: number, issuerSessionHash: Buffer): Write {
  return {
    name: 'end-issuer-session',
    table: 'customer_sessions',
    text: `delete from customer_sessions where site_id = $1 and directory_id = $2 and issuer_session_hash = $3`,
    values: [siteId, directoryId, issuerSessionHash],
  }
}
