// A customer's session, however it begins.
import { hashOf, writeCookie } from '../../http/session-cookie.ts'
import type { SignInMethod } from '../../model/access/customer-sign-in.ts'
import { customerLimits, sessionEnd } from '../../model/access/session.ts'
import { insertCustomerSession } from '../../storage/access/customer-sessions.ts'
import { insertSignIn, type SignIn } from '../../storage/access/sign-ins.ts'
import type { Transaction } from '../../storage/database.ts'
import { newId } from '../../storage/new-id.ts'
import type { Site } from '../../storage/sites.ts'
import { freshSecret, type Visit } from '../open-session.ts'

const userAgentMax = 300

/** A browser, and the site that decides how long its customers stay. */
interface CustomerVisit extends Visit {
  readonly site: Pick<Site, 'customerIdleHours' | 'customerSessionDays'>
}

/** Who comes in, and how. */
interface Entrance {
  readonly customerId: string
  readonly method: SignInMethod
  /** Through a directory: as whom, and what its provider calls person and session. */
  readonly through?: {
    readonly directoryId: number
    readonly userId: string | null
    readonly subjectHash: Buffer
    readonly issuerSessionHash: Buffer | null
    readonly idToken: string | null
  }
  /** As the provider named the person, or the address that was typed. */
  readonly said: string | null
  /** What was wrong without keeping the person out. */
  readonly why?: string | null
}

/** A new session's secret, made before the transaction, which may run twice: whatever a browser brought along is not kept. */
export const newCustomerSecret = (siteId: number) => freshSecret('customer', siteId)

/** Opens the session in the caller's transaction, and writes the log; `showCustomerIn` tells the browser once that has committed. */
export function openCustomerSession(
  tx: Transaction,
  { customerId, method, through, said, why = null }: Entrance,
  secret: string,
  visit: CustomerVisit,
): void {
  const { now, request } = visit
  tx.write(
    insertCustomerSession(tx.siteId, {
      id: newId(),
      customerId,
      secretHash: hashOf(secret),
      method,
      directoryId: through?.directoryId ?? null,
      userId: through?.userId ?? null,
      subjectHash: through?.subjectHash ?? null,
      issuerSessionHash: through?.issuerSessionHash ?? null,
      idToken: through?.idToken ?? null,
      // What a provider says opens this session, and nothing that would outlast the provider.
      provedAt: through ? null : now,
      createdAt: now,
      expiresAt: sessionEnd(now, customerLimits(visit.site)),
      ip: request.ip,
      userAgent: userAgentOf(visit),
    }),
  )
  const log = { method, directoryId: through?.directoryId ?? null, said, customerId }
  logSignIn(tx, { ...log, purpose: 'sign-in', outcome: 'in', why }, visit)
}

/** Writes one line of the log of sign-ins. */
export function logSignIn(
  tx: Transaction,
  line: Omit<SignIn, 'id' | 'at' | 'ip' | 'userAgent'>,
  visit: Visit,
): void {
  const { now, request } = visit
  const { ip } = request
  tx.write(insertSignIn(tx.siteId, { ...line, id: newId(now), at: now, ip, userAgent: userAgentOf(visit) }))
}

/** Gives the browser its session, in place of whatever it had. */
export function showCustomerIn(secret: string, { reply, isSecure, now, site }: CustomerVisit): void {
  writeCookie(reply, 'customer', secret, { isSecure, expiresAt: sessionEnd(now, customerLimits(site)) })
}

const userAgentOf = ({ request }: Visit) => request.headers['user-agent']?.slice(0, userAgentMax) ?? null
