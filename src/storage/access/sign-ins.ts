// The log of sign-ins: every one that came to an end, good or bad.
import type { SignInMethod, SignInOutcome } from '../../model/access/customer-sign-in.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import type { Query, Write } from '../statement.ts'

export interface SignIn {
  readonly id: string
  readonly at: Date
  readonly method: SignInMethod
  readonly directoryId: number | null
  readonly purpose: 'sign-in' | 'test'
  readonly outcome: SignInOutcome
  /** The first check that failed, in words. */
  readonly why: string | null
  /** As the provider named the person, or the address that was typed. */
  readonly said: string | null
  readonly customerId: string | null
  readonly ip: string | null
  readonly userAgent: string | null
}

export function insertSignIn(siteId: number, signIn: SignIn): Write {
  return {
    name: 'insert-sign-in',
    table: 'sign_ins',
    tallies: [
      ...(signIn.purpose === 'sign-in'
        ? [{ of: 'sign-in', method: signIn.method, outcome: signIn.outcome } as const]
        : []),
    ],
    text: `insert into sign_ins (site_id, sign_in_id, at, method, directory_id, purpose, outcome, why, said, said_folded,
        customer_id, ip, user_agent)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      siteId,
      signIn.id,
      signIn.at,
      signIn.method,
      signIn.directoryId,
      signIn.purpose,
      signIn.outcome,
      signIn.why,
      signIn.said,
      signIn.said === null ? null : foldAddress(signIn.said),
      signIn.customerId,
      signIn.ip,
      signIn.userAgent,
    ],
  }
}

export interface LastSignInRow {
  readonly at: Date
  readonly method: SignInMethod
  readonly directory: string | null
}

/** When and how a customer came in last. */
export function lastSignInOf(siteId: number, customerId: string): Query {
  return {
    name: 'last-sign-in-of',
    text: `select s.at, s.method, d.name as directory from sign_ins s
      left join directories d on d.site_id = s.site_id and d.directory_id = s.directory_id
      where s.site_id = $1 and s.customer_id = $2 and s.outcome = 'in' and s.purpose = 'sign-in'
      order by s.sign_in_id desc limit 1`,
    values: [siteId, customerId],
  }
}

/** Removes, in steps, what is older than the site keeps sign-ins. @returns `gone`: how many this step took */
export function forgetSignInsBefore(siteId: number, before: Date): Query {
  return {
    name: '',
    text: `with gone as (delete from sign_ins where site_id = $1 and sign_in_id in (
        select sign_in_id from sign_ins where site_id = $1 and at < $2 order by at limit 1000) returning 1)
      select count(*)::int as gone from gone`,
    values: [siteId, before],
  }
}
