import { freshSignInNeeded } from '../model/access/proof.ts'
import type { Route } from '../model/contract.ts'
import { ConcealedRefusal, DoorwardError } from '../model/errors.ts'
import { isForPrograms, type Permission } from '../model/permissions.ts'
import type { Refusal, Refusals } from './refusals.ts'
import { actorOf, type StaffCaller } from './staff-caller.ts'

interface Asked {
  readonly operation: string
  readonly route: Pick<Route, 'permission' | 'alsoNeeds' | 'sessionOnly' | 'freshSignIn'>
  readonly siteId: number | undefined
  readonly caller: StaffCaller | undefined
  readonly now: Date
  readonly requestId: string
}

/** What somebody at a browser may not do, and who can change that. */
const roleLacks = (permission: Permission) =>
  new DoorwardError(
    'forbidden',
    `This needs the permission ${permission}, which your role does not have. An owner of the site can give you another role.`,
  )

/** The same of a program: its key may do what it was made for, as far as the role of whoever made it goes. */
export function keyLacks(permission: Permission): DoorwardError {
  const why = isForPrograms(permission)
    ? 'which this API key does not have. Make a key that has it; where you cannot, your role does not have it either.'
    : 'which no API key can have. Do it at a browser.'
  return new DoorwardError('forbidden', `This needs the permission ${permission}, ${why}`)
}

/**
 * Lets through who may. What a role or a key's scope may not do is refused and written down.
 * @throws DoorwardError 'not-signed-in', 'forbidden' or 'fresh-sign-in-needed'
 */
export async function requirePermission(refusals: Refusals, asked: Asked): Promise<void> {
  const { siteId, caller } = asked
  const { permission, alsoNeeds = [], sessionOnly, freshSignIn } = asked.route
  // Customers, and who sets up, were looked at where they came in.
  if (
    permission === 'anyone' ||
    permission === 'customer' ||
    permission === 'asker' ||
    permission === 'set-up'
  )
    return
  if (!caller || siteId === undefined) throw new DoorwardError('not-signed-in', 'Sign in first.')
  if (sessionOnly && caller.sessionId === undefined) {
    await noteRefusal(refusals, asked, { at: 'browser' })
    throw new DoorwardError('forbidden', 'This is done at a browser only, and not by an API key.')
  }
  const needed = permission === 'signed-in' ? alsoNeeds : [permission, ...alsoNeeds]
  const lacking = needed.find((one) => !caller.permissions.includes(one))
  if (lacking === undefined) {
    const isFreshEnough = caller.sessionId === undefined ? freshSignIn === 'at-a-browser' : caller.isFresh
    if (!freshSignIn || isFreshEnough) return
    throw new DoorwardError('fresh-sign-in-needed', freshSignInNeeded)
  }
  await noteRefusal(refusals, asked, { permission: lacking })
  throw caller.sessionId === undefined ? keyLacks(lacking) : roleLacks(lacking)
}

/** A refusal by role that only the handler knows, such as an admin's who would change an owner; one that names a field is about that field. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof ConcealedRefusal) return true
  return error instanceof DoorwardError && error.code === 'forbidden' && error.field === undefined
}

/** Nobody's is not written down. */
export async function noteRefusal(
  refusals: Refusals,
  { operation, siteId, caller, now, requestId }: Omit<Asked, 'route'>,
  lacking: Refusal['lacking'],
): Promise<void> {
  if (!caller || siteId === undefined) return
  const apiKeyId = caller.sessionId === undefined ? caller.apiKeyId : undefined
  await refusals.note({ siteId, actor: actorOf(caller), apiKeyId, operation, lacking, now, requestId })
}
