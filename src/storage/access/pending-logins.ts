// Sign-ins that went to a provider, and what came back and cannot be used again.
import type { Query, Write } from '../statement.ts'

export interface PendingLogin {
  readonly purpose: 'sign-in' | 'test'
  /** Who of the staff tries it out. */
  readonly staffId: string | null
  /** By which set-up page somebody of the customer's own IT tries it out. */
  readonly setupLinkId: string | null
  /** A path of the site; null: home. */
  readonly returnTo: string | null
  readonly nonce: string | null
  readonly codeVerifier: string | null
  readonly createdAt: Date
}

/** What a sign-in is begun for. */
export type LoginWish = Pick<PendingLogin, 'purpose' | 'staffId' | 'setupLinkId' | 'returnTo'>

export function insertPendingLogin(
  siteId: number,
  directoryId: number,
  login: PendingLogin & {
    /** SAML: the request's ID. OIDC: the hash of state. */
    readonly loginId: string
    readonly browserHash: Buffer
    readonly expiresAt: Date
  },
): Write {
  return {
    name: 'insert-pending-login',
    table: 'pending_logins',
    text: `insert into pending_logins (site_id, directory_id, login_id, browser_hash, purpose, staff_id, return_to, nonce,
        code_verifier, created_at, expires_at, setup_link_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    values: [
      siteId,
      directoryId,
      login.loginId,
      login.browserHash,
      login.purpose,
      login.staffId,
      login.returnTo,
      login.nonce,
      login.codeVerifier,
      login.createdAt,
      login.expiresAt,
      login.setupLinkId,
    ],
  }
}

const columns = `purpose, staff_id as "staffId", setup_link_id as "setupLinkId", return_to as "returnTo", nonce,
  code_verifier as "codeVerifier", created_at as "createdAt"`

/** Uses a login up, if this browser began it and it is not over; answers it then. Of many at once only one gets it. */
export function takePendingLogin(
  siteId: number,
  directoryId: number,
  { loginId, browserHash }: { loginId: string; browserHash: Buffer },
  now: Date,
): Query {
  return {
    name: 'take-pending-login',
    text: `delete from pending_logins
      where site_id = $1 and directory_id = $2 and login_id = $3 and browser_hash = $4 and expires_at > $5
      returning ${columns}`,
    values: [siteId, directoryId, loginId, browserHash, now],
  }
}

/** A login that nobody has used, whoever's and however old, to say what is wrong with it. */
export function pendingLogin(siteId: number, directoryId: number, loginId: string): Query {
  return {
    name: 'pending-login',
    text: `select ${columns}, browser_hash as "browserHash", expires_at as "expiresAt" from pending_logins
      where site_id = $1 and directory_id = $2 and login_id = $3`,
    values: [siteId, directoryId, loginId],
  }
}

/** A row of `pendingLogin`. */
export interface FoundPendingLogin extends PendingLogin {
  readonly browserHash: Buffer
  readonly expiresAt: Date
}

export function forgetPendingLogins(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from pending_logins where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}

/** Marks what came from a provider as used, until nobody would take it any more; no row: it was used before. */
export function spendAssertion(
  siteId: number,
  directoryId: number,
  assertionHash: Buffer,
  until: Date,
): Query {
  return {
    name: 'use-assertion',
    text: `insert into used_assertions (site_id, directory_id, assertion_hash, until) values ($1, $2, $3, $4)
      on conflict (site_id, directory_id, assertion_hash) do nothing returning directory_id as "directoryId"`,
    values: [siteId, directoryId, assertionHash, until],
  }
}

export function forgetUsedAssertions(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from used_assertions where site_id = $1 and until <= $2',
    values: [siteId, now],
  }
}
