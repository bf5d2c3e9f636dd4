import { conflict, invalid, notFound } from '../model/errors.ts'
import { isResourceId } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { insertRequest } from '../storage/desk/requests.ts'
import { type MembershipRow, membershipsOf } from '../storage/identity/memberships.ts'
import { type OwnCustomer, ownCustomer } from '../storage/identity/unmanaged-customers.ts'
import { newId } from '../storage/new-id.ts'

const summaryMax = 255

/**
 * Opens a request in a customer's name. It can be shared with an organization the requester belongs to now.
 * @throws DoorwardError naming what is wrong
 */
export async function openRequest(
  database: Database,
  siteId: number,
  wanted: { readonly requesterId: string; readonly organizationId: string | null; readonly summary: string },
  context: AuditContext,
): Promise<string> {
  const { requesterId, organizationId } = wanted
  const summary = wanted.summary.trim()
  if (summary === '' || summary.length > summaryMax || summary.includes('\0')) {
    throw invalid('summary', `must be 1 to ${summaryMax} characters.`)
  }
  if (!isResourceId(requesterId)) throw invalid('customer', 'must be the id of a customer.')
  const requestId = newId()
  await database.inSite(siteId, async (tx) => {
    const [customers = [], memberships = []] = await tx.readAll([
      ownCustomer(siteId, requesterId),
      membershipsOf(siteId, requesterId),
    ])
    const [customer] = customers as OwnCustomer[]
    if (!customer) throw notFound(`The customer ${requesterId}`, 'customer')
    if (customer.isErased) throw conflict('customer: this person was erased.', 'customer')
    const isMember = (memberships as MembershipRow[]).some((one) => one.organizationId === organizationId)
    if (organizationId !== null && !isMember)
      throw invalid('organization', 'the requester does not belong to it.')
    tx.write(insertRequest(siteId, { requestId, requesterId, organizationId, summary, now: context.now }))
    audit(tx, context, {
      action: 'request.opened',
      subjectKind: 'request',
      subject: requestId,
      details: { customerId: requesterId, organizationId },
    })
  })
  return requestId
}
