// Who is signed in at the help centre, and their sessions.
import type { Call } from '../../http/contract-call.ts'
import { callerByCustomerSession } from '../../http/customer-caller.ts'
import { clearCookie, readCookie } from '../../http/session-cookie.ts'
import { customerLimits, idleSince } from '../../model/access/session.ts'
import type { Answer } from '../../model/contract.ts'
import { notFound } from '../../model/errors.ts'
import {
  type CustomerSessionRow,
  customerSessionsOf,
  type EndedCustomerSession,
  endCustomerSession,
  endCustomerSessions,
} from '../../storage/access/customer-sessions.ts'
import type { portalApi } from '../contract/portal.ts'
import { providerSignOut } from '../oidc/sign-out.ts'

type Api = typeof portalApi

export async function getSelf({ customer }: Call<Api['getSelf']>): Promise<Answer<Api['getSelf']>> {
  const { customerId: id, name, address, standing, directory, managedBy } = customer
  return { id, name, address, standing, directory, managedBy }
}

/** Ends the session of this browser, if there is one. */
export async function leavePortal(call: Call<Api['leavePortal']>): Promise<Answer<Api['leavePortal']>> {
  const { site, database, now, request, reply, isSecure } = call
  const secret = readCookie(request, 'customer', isSecure)
  const customer = await callerByCustomerSession(database, site, secret, now)
  clearCookie(reply, 'customer', isSecure)
  if (!customer) return { goOn: null }
  const { customerId, sessionId } = customer
  const [ended] = await database.inSite(site.id, (tx) =>
    tx.read<EndedCustomerSession>(endCustomerSession(site.id, customerId, sessionId)),
  )
  return { goOn: (ended && (await providerSignOut(call, ended))) ?? null }
}

export async function listOwnSessions({
  customer,
  site,
  database,
  now,
}: Call<Api['listOwnSessions']>): Promise<Answer<Api['listOwnSessions']>> {
  const { customerId, sessionId } = customer
  const times = { idleSince: idleSince(now, customerLimits(site)), now }
  const [rows = []] = await database.readInSite(site.id, [customerSessionsOf(site.id, customerId, times)])
  const items = (rows as CustomerSessionRow[]).map(({ createdAt, lastSeenAt, expiresAt, ...session }) => ({
    ...session,
    current: session.id === sessionId,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }))
  return { items }
}

export async function endOwnSession(call: Call<Api['endOwnSession']>): Promise<undefined> {
  const { customer, site, database, params, reply, isSecure } = call
  const { customerId, sessionId } = customer
  const ended = await database.inSite(site.id, (tx) =>
    tx.read(endCustomerSession(site.id, customerId, params.sessionId)),
  )
  if (ended.length === 0) throw notFound('This session')
  if (params.sessionId === sessionId) clearCookie(reply, 'customer', isSecure)
}

export async function leaveEverywhere(call: Call<Api['leaveEverywhere']>): Promise<undefined> {
  const { customer, site, database, reply, isSecure } = call
  await database.inSite(site.id, async (tx) =>
    tx.write(endCustomerSessions(site.id, customer.customerId, null)),
  )
  clearCookie(reply, 'customer', isSecure)
}
