// What the mail of somebody who asked at the help centre's sign-in page brings, and whom its code lets in (product.md, "Signing in").
import { type AccessPolicy, accessPolicyDefault, decideAccess } from '../identity/access-policy.ts'
import type { SignInWay } from '../mail.ts'
import type { ConnectionMode } from './connection.ts'

/** A directory that signs people in. */
export interface Door {
  readonly directoryId: number
  readonly name: string
}

/** Whoever has an address, or might. */
export interface AddressPeople {
  /** Who holds it, or the one unmanaged customer for whom it was written down and whom nobody has proven. */
  readonly holder: AddressPerson | null
  /** Directories that sign people in, and have an active person who claims the address. */
  readonly claimants: readonly Door[] | null
  readonly isStaff: boolean
  /** Somebody whom a directory let go had it last. */
  readonly isLeaver: boolean
  readonly isErased: boolean
  /** The directory that has proven the domain and through which alone its people sign in. */
  readonly requiredBy: string | null
  /** Null: nobody has decided who gets in. */
  readonly policy: AccessPolicy | null
}

interface AddressPerson {
  readonly customerId: string
  readonly active: boolean
  readonly standing: 'held' | 'claimed'
  /** The directory that manages the person; null: none does. */
  readonly directoryId: number | null
  readonly directory: string | null
  /** How that directory signs people in; null: it does not. */
  readonly mode: ConnectionMode | null
  /** Whether its people may come in by a code as well. */
  readonly codeDoor: boolean | null
}

export interface PortalWay {
  /** Whom a code lets in: a customer, who proves the mailbox by it, or somebody new; undefined: there is none. */
  readonly code:
    | { readonly as: 'customer'; readonly customerId: string; readonly isProof: boolean }
    | { readonly as: 'new' }
    | undefined
  readonly reason: SignInWay['reason']
  readonly doors: readonly Door[]
}

const opens = (mode: ConnectionMode | null) => mode === 'optional' || mode === 'required'

/**
 * Whom a password or a passkey lets in: whoever a code would, as who they are already. Neither proves a mailbox, and neither makes
 * somebody new.
 * @returns the customer; undefined: nobody
 */
export function ownWayOpens({ code }: PortalWay): string | undefined {
  return code?.as === 'customer' && !code.isProof ? code.customerId : undefined
}

/** Where the directory that manages somebody signs them in; undefined: it does not. */
export function doorOf({
  directoryId,
  directory,
  mode,
}: Pick<AddressPerson, 'directoryId' | 'directory' | 'mode'>): Door | undefined {
  return directoryId !== null && opens(mode) ? { directoryId, name: directory ?? '' } : undefined
}

/** Finds the way of whoever reads the mailbox of an address. */
export function portalWay(address: string, people: AddressPeople): PortalWay {
  const { holder, isStaff, isLeaver, isErased, policy } = people
  const doors = people.claimants ?? []
  const none = (reason: SignInWay['reason'], by: readonly Door[] = doors): PortalWay => ({
    code: undefined,
    reason,
    doors: by,
  })
  if (isStaff) return none('staff', [])
  if (holder) {
    const { customerId, active, standing, directoryId, mode, codeDoor } = holder
    if (!active) return none('inactive', [])
    const code = { as: 'customer', customerId, isProof: standing === 'claimed' } as const
    // The sign-in page leads everybody of the domain to that directory: a code that was asked for before opens nothing either.
    if (directoryId === null && people.requiredBy !== null) return none('by-directory')
    if (directoryId === null) return { code, reason: null, doors }
    const door = doorOf(holder)
    const own = door ? [door] : []
    if (codeDoor === true && mode !== 'required') return { code, reason: null, doors: own }
    return none('by-directory', own)
  }
  if (isLeaver) return none('inactive')
  const person = { kind: isErased ? 'erased' : 'stranger' } as const
  const { outcome } = decideAccess(
    { channel: 'portal', address, person, requiredBy: people.requiredBy ?? undefined },
    policy ?? accessPolicyDefault,
  )
  // Whoever comes back after an erasure waits for a person, and hears of it once the mailbox is proven.
  if (outcome === 'account' || (isErased && outcome === 'hold'))
    return { code: { as: 'new' }, reason: null, doors }
  return doors.length > 0 ? none('by-directory') : none('not-open')
}
