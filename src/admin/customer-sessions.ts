// Where a customer is signed in at the help centre: seen, and ended, by an administrator.
import { customerLimits, idleSince } from '../model/access/session.ts'
import { notFound } from '../model/errors.ts'
import {
  type CustomerSessionRow,
  customerSessionsOf,
  endCustomerSession,
  takeCustomerSessions,
} from '../storage/access/customer-sessions.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { customersById } from '../storage/identity/customers.ts'
import type { Site } from '../storage/sites.ts'

/** A customer's sessions that hold, the newest first. @throws DoorwardError 'not-found' when there is no such customer */
export async function sessionsOf(
  database: Database,
  site: Site,
  customerId: string,
  now: Date,
): Promise<CustomerSessionRow[]> {
  const times = { idleSince: idleSince(now, customerLimits(site)), now }
  const [customers = [], sessions = []] = await database.readInSite(site.id, [
    customersById(site.id, [customerId]),
    customerSessionsOf(site.id, customerId, times),
  ])
  if (customers.length === 0) throw notFound('This customer')
  return sessions as CustomerSessionRow[]
}

/**
 * Ends sessions of a customer: every call looks for its session's row, so that none lets anybody in any more, on any process.
 * @param sessionId one of them; undefined: all
 * @returns how many there were
 * @throws DoorwardError 'not-found' for one that is not there
 */
export async function endSessionsOf(
  database: Database,
  siteId: number,
  { customerId, sessionId }: { readonly customerId: string; readonly sessionId?: string },
  context: AuditContext,
): Promise<number> {
  return database.inSite(siteId, async (tx) => {
    const found = await tx.read(customersById(siteId, [customerId]))
    if (found.length === 0) throw notFound('This customer')
    const ended = await tx.read(
      sessionId === undefined
        ? takeCustomerSessions(siteId, customerId)
        : endCustomerSession(siteId, customerId, sessionId),
    )
    if (sessionId !== undefined && ended.length === 0) throw notFound('This session')
    if (ended.length > 0) {
      const details = { endedSessions: ended.length, ...(sessionId !== undefined && { sessionId }) }
      const about = { subjectKind: 'customer', subject: customerId } as const
      audit(tx, context, { action: 'customer.sessions-ended', ...about, details })
    }
    return ended.length
  })
}
