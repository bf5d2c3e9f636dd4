import { freshSignInNeeded } from '../model/access/proof.ts'
import type { Route } from '../model/contract.ts'
import { ConcealedRefusal, DoorwardError } from '../model/errors.ts'
import type { Permission } from '../model/permissions.ts'
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

/** What somebody may not do, and how they come to it. */
export const lacksPermission = (permission: Permission) =>
  new DoorwardError(
    'forbidden',
    `This needs the permission ${permission}, which your role or your API key does not have. An owner of the site gives roles; a key has what it was made with.`,
  )

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
  throw lacksPermission(lacking)
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
