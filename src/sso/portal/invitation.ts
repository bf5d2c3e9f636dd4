// Somebody who was invited opens the link, and comes in by a button: programs that look into mails follow links.
import type { Call } from '../../http/contract-call.ts'
import { hashOf } from '../../http/session-cookie.ts'
import { type InvitationWay, invitationWay } from '../../model/access/invitation.ts'
import type { Answer } from '../../model/contract.ts'
import { DoorwardError, FieldErrors } from '../../model/errors.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import { siteOfSecret } from '../../model/ids.ts'
import { joinOrganization } from '../../people/organizations.ts'
import { addIn, changeIn } from '../../people/unmanaged.ts'
import { acceptInvitation, type InvitationRow, invitationBySecret } from '../../storage/access/invitations.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import { type CustomerRow, customersById } from '../../storage/identity/customers.ts'
import type { invitationApi } from '../contract/invitation.ts'
import { doorPath } from './box.ts'
import { newCustomerSecret, openCustomerSession, showCustomerIn } from './session.ts'
import { peopleOf } from './way.ts'

type Api = typeof invitationApi
type AtDoor = Pick<Call<Api['getInvitation']>, 'params' | 'site' | 'now'>

/** Whatever is wrong with a link, the sentence is the same. */
const noSuchLink = () =>
  new DoorwardError(
    'not-found',
    'This invitation was used, was taken back, or is over. Ask whoever sent it for another one.',
  )

const closedDoor = () =>
  new DoorwardError('forbidden', 'Nobody comes in by this address now. Ask whoever invited you.')

interface Found {
  readonly invitation: InvitationRow
  readonly way: InvitationWay
}

async function findIn(tx: Transaction, { params, site, now }: AtDoor, lock: 'lock' | 'look'): Promise<Found> {
  if (siteOfSecret('invitation', params.link) !== site.id) throw noSuchLink()
  const [invitation] = await tx.read<InvitationRow>(
    invitationBySecret(site.id, hashOf(params.link), now, lock),
  )
  if (!invitation) throw noSuchLink()
  const { address } = invitation
  return { invitation, way: invitationWay(address, await peopleOf(tx, foldAddress(address), lock)) }
}

const nexts = { customer: 'enter', new: 'name', directory: 'directory', closed: 'closed' } as const

export async function getInvitation(call: Call<Api['getInvitation']>): Promise<Answer<Api['getInvitation']>> {
  const { database, site } = call
  return database.inSite(site.id, async (tx) => {
    const { invitation, way } = await findIn(tx, call, 'look')
    const { madeBy: by, organization, words, address, expiresAt } = invitation
    const [known] =
      way.is === 'customer' ? await tx.read<CustomerRow>(customersById(site.id, [way.customerId])) : []
    const door = way.is === 'directory' ? way.door : undefined
    return {
      siteName: site.name,
      by,
      organization,
      words,
      address,
      name: known?.name ?? invitation.name,
      expiresAt: expiresAt.toISOString(),
      next: nexts[way.is],
      directory: door ? { name: door.name, path: doorPath(site.id, door.directoryId) } : null,
    }
  })
}

/** The mailbox is proven by the link; the account is made or proven, and a session opens, all at once or not at all. */
export async function takeUpInvitation(
  call: Call<Api['takeUpInvitation']>,
): Promise<Answer<Api['takeUpInvitation']>> {
  const { database, site } = call
  const secret = newCustomerSecret(site.id)
  const result = await database
    .inSite(site.id, (tx) => takeUp(tx, call, secret))
    .catch((error: unknown) => {
      // Who is in the way is said to administrators, and not to somebody at the door.
      if (error instanceof DoorwardError && (error.code === 'conflict' || error.code === 'forbidden'))
        throw closedDoor()
      throw error
    })
  if (result.next === 'in') showCustomerIn(secret, call)
  return result
}

async function takeUp(
  tx: Transaction,
  call: Call<Api['takeUpInvitation']>,
  secret: string,
): Promise<{ readonly next: 'in' | 'waits' }> {
  const { body, site, now, request } = call
  const { invitation, way } = await findIn(tx, call, 'lock')
  const { id: invitationId, address, organizationId } = invitation
  if (way.is === 'directory' || way.is === 'closed') throw closedDoor()
  const context: AuditContext = { actor: { kind: 'system', name: 'portal' }, now, requestId: request.id }
  const { customerId, waits } = await personOf(tx, { invitation, way, name: body.name }, context)
  if (organizationId !== null) await joinOrganization(tx, organizationId, customerId, context)
  tx.write(acceptInvitation(site.id, invitationId, customerId, now))
  audit(tx, context, {
    action: 'invitation.accepted',
    subjectKind: 'customer',
    subject: customerId,
    details: { invitationId },
  })
  if (waits) return { next: 'waits' }
  openCustomerSession(tx, { customerId, method: 'invitation', said: address }, secret, call)
  return { next: 'in' }
}

async function personOf(
  tx: Transaction,
  {
    invitation: { address, name: given },
    way,
    name = given ?? undefined,
  }: {
    readonly invitation: InvitationRow
    readonly way: InvitationWay & { readonly is: 'customer' | 'new' }
    readonly name: string | undefined
  },
  context: AuditContext,
): Promise<{ readonly customerId: string; readonly waits: boolean }> {
  if (way.is === 'customer') {
    const { customerId, isProof } = way
    if (isProof) await changeIn(tx, customerId, { address, isProven: true }, context)
    return { customerId, waits: false }
  }
  if (name === undefined) {
    throw new FieldErrors([{ field: 'name', rule: 'missing', detail: 'must be given.' }])
  }
  return addIn(tx, { name, address, isProven: true }, 'agent', context)
}
