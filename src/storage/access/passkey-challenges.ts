import type { Query, Write } from '../statement.ts'

/** What a passkey is asked for: to sign in, as the second factor, to show again who one is, to be registered; the same of customers at the help centre. */
export type ChallengePurpose =
  | 'sign-in'
  | 'second-factor'
  | 'proof'
  | 'registration'
  | 'portal-sign-in'
  | 'portal-registration'

/** For what, in which browser, and for whom a challenge was made. */
export interface ChallengeScope {
  readonly purpose: ChallengePurpose
  readonly browserHash: Buffer
  readonly staffId: string | null
  readonly sessionId: string | null
  /** The session of a customer. */
  readonly customerSessionId: string | null
}

export function insertChallenge(
  siteId: number,
  challengeHash: Buffer,
  { purpose, browserHash, staffId, sessionId, customerSessionId }: ChallengeScope,
  expiresAt: Date,
): Write {
  return {
    name: 'insert-passkey-challenge',
    table: 'passkey_challenges',
    text: `insert into passkey_challenges (site_id, challenge_hash, browser_hash, purpose, staff_id, session_id, expires_at,
        customer_session_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [siteId, challengeHash, browserHash, purpose, staffId, sessionId, expiresAt, customerSessionId],
  }
}

/** Uses a challenge up, if it was made for just this and is not over; answers it then. */
export function takeChallenge(
  siteId: number,
  challengeHash: Buffer,
  { purpose, browserHash, staffId, sessionId, customerSessionId }: ChallengeScope,
  now: Date,
): Query {
  return {
    name: 'take-passkey-challenge',
    text: `delete from passkey_challenges
      where site_id = $1 and challenge_hash = $2 and browser_hash = $3 and purpose = $4
        and staff_id is not distinct from $5::uuid and session_id is not distinct from $6::uuid and expires_at > $7
        and customer_session_id is not distinct from $8::uuid
      returning purpose`,
    values: [siteId, challengeHash, browserHash, purpose, staffId, sessionId, now, customerSessionId],
  }
}

export function forgetChallenges(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from passkey_challenges where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}
