/** How sure we are that whoever writes is who the request says, when it arrives: product.md's levels, as far as signing in tells. */
import type { SignInMethod } from '../access/customer-sign-in.ts'

export const assuranceLevels = ['sso', 'proven', 'known', 'unknown', 'suspect'] as const
export type AssuranceLevel = (typeof assuranceLevels)[number]

/** One reason, by a code and what its sentence names. */
export type Evidence =
  | { readonly code: 'signed-in-through'; readonly directory: string; readonly at: string }
  | {
      readonly code: 'signed-in-by'
      readonly method: 'code' | 'password' | 'passkey' | 'invitation' | 'unnamed'
      readonly at: string
    }
  | { readonly code: 'address-held' | 'address-claimed'; readonly address: string }
  | { readonly code: 'no-address' }
  | { readonly code: 'opened-by'; readonly name: string }
  | { readonly code: 'opened-at-command-line' }
  | { readonly code: 'employee' }

/** The session of whoever writes. */
export interface WritingSession {
  readonly method: SignInMethod | 'staff'
  /** Through which directory, by its name. */
  readonly directory: string | null
  /** When they signed in. */
  readonly at: Date
  readonly address: string | null
  readonly standing: 'held' | 'claimed' | null
}

export interface Assessment {
  readonly level: AssuranceLevel
  readonly evidence: readonly Evidence[]
}

/** Of what somebody writes who is signed in. */
export function assess(session: WritingSession): Assessment {
  const { method, directory, at, address, standing } = session
  const moment = at.toISOString()
  const how: Evidence =
    directory !== null
      ? { code: 'signed-in-through', directory, at: moment }
      : { code: 'signed-in-by', method: localMethod(method), at: moment }
  // An address of the staff was proven when the link by mail was used, or is their directory's.
  if (method === 'staff')
    return { level: directory === null ? 'proven' : 'sso', evidence: [{ code: 'employee' }, how] }
  if (address === null) return { level: 'known', evidence: [how, { code: 'no-address' }] }
  if (standing !== 'held') return { level: 'known', evidence: [how, { code: 'address-claimed', address }] }
  return { level: directory === null ? 'proven' : 'sso', evidence: [how, { code: 'address-held', address }] }
}

function localMethod(method: WritingSession['method']) {
  return method === 'staff' || method === 'saml' || method === 'oidc' ? 'unnamed' : method
}

/** Of what one of the staff, or a program, writes in a customer's name: nothing proves that the customer asked. */
export function assessWord(agent: string | undefined): Assessment {
  const evidence: Evidence =
    agent === undefined ? { code: 'opened-at-command-line' } : { code: 'opened-by', name: agent }
  return { level: 'known', evidence: [evidence] }
}
