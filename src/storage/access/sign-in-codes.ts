import type { Query, Write } from '../statement.ts'

type CodePurpose = 'sign-in' | 'new-address' | 'set-up' | 'proof'

/** A code that a browser asked for; the mail that brings it makes it. */
export interface WantedCode {
  readonly id: string
  readonly browserHash: Buffer
  readonly address: string
  readonly addressFolded: string
  readonly purpose: CodePurpose
  /** Who wants the address; null at signing in, where nobody is known. */
  readonly customerId: string | null
  readonly now: Date
  readonly expiresAt: Date
}

/** A browser waits for one code: who asks again has the earlier one no more. */
export function insertCode(siteId: number, code: WantedCode): Write {
  return {
    name: 'insert-sign-in-code',
    table: 'sign_in_codes',
    text: `insert into sign_in_codes (site_id, code_id, browser_hash, address, address_folded, purpose, customer_id,
        created_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict (site_id, browser_hash) do update set code_id = excluded.code_id, address = excluded.address,
        address_folded = excluded.address_folded, purpose = excluded.purpose, customer_id = excluded.customer_id,
        code_hash = null, tries = 0, created_at = excluded.created_at, expires_at = excluded.expires_at`,
    values: [
      siteId,
      code.id,
      code.browserHash,
      code.address,
      code.addressFolded,
      code.purpose,
      code.customerId,
      code.now,
      code.expiresAt,
    ],
  }
}

export interface CodeRow {
  readonly id: string
  readonly address: string
  readonly addressFolded: string
  readonly purpose: CodePurpose
  readonly customerId: string | null
  readonly browserHash: Buffer
  readonly codeHash: Buffer | null
  readonly tries: number
  readonly expiresAt: Date
}

const columns = `code_id as id, address, address_folded as "addressFolded", purpose, customer_id as "customerId",
  browser_hash as "browserHash", code_hash as "codeHash", tries, expires_at as "expiresAt"`

/** Locks it: of many tries at once each counts. */
export function codeOfBrowser(siteId: number, browserHash: Buffer): Query {
  return {
    name: 'code-of-browser',
    text: `select ${columns} from sign_in_codes where site_id = $1 and browser_hash = $2 for update`,
    values: [siteId, browserHash],
  }
}

/** For the mail that is about to bring it. */
export function codeById(siteId: number, codeId: string): Query {
  return {
    name: 'code-by-id',
    text: `select ${columns} from sign_in_codes where site_id = $1 and code_id = $2 for update`,
    values: [siteId, codeId],
  }
}

/** The code that is mailed now. */
export function setCode(siteId: number, codeId: string, codeHash: Buffer): Write {
  return {
    name: 'set-sign-in-code',
    table: 'sign_in_codes',
    text: 'update sign_in_codes set code_hash = $3 where site_id = $1 and code_id = $2',
    values: [siteId, codeId, codeHash],
  }
}

export function noteTry(siteId: number, codeId: string): Write {
  return {
    name: 'note-code-try',
    table: 'sign_in_codes',
    text: 'update sign_in_codes set tries = tries + 1 where site_id = $1 and code_id = $2',
    values: [siteId, codeId],
  }
}

/** It is used up. */
export function removeCode(siteId: number, codeId: string): Write {
  return {
    name: 'remove-sign-in-code',
    table: 'sign_in_codes',
    text: 'delete from sign_in_codes where site_id = $1 and code_id = $2',
    values: [siteId, codeId],
  }
}

export function forgetCodes(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from sign_in_codes where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}
