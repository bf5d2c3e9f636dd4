// The set-up page of a customer's own IT: one link opens it once, and from then on a code to the same mailbox.
import type { SignInOutcome } from './customer-sign-in.ts'

const dayMs = 24 * 60 * 60 * 1000
const linkDays = 14
const sessionMs = 8 * 60 * 60 * 1000

/** Until when a link that is made now must have been opened. */
export function setupLinkEnd(now: Date): Date {
  return new Date(now.getTime() + linkDays * dayMs)
}

/** When a visit that begins now ends. */
export function setupSessionEnd(now: Date): Date {
  return new Date(now.getTime() + sessionMs)
}

/** What a link is at a moment: `sent` waits to be opened, `open` asks for a code at every later visit. */
export const setupLinkStates = ['sent', 'open', 'expired', 'withdrawn'] as const
export type SetupLinkState = (typeof setupLinkStates)[number]

export function setupLinkState(
  link: { readonly openedAt: Date | null; readonly withdrawnAt: Date | null; readonly expiresAt: Date },
  now: Date,
): SetupLinkState {
  if (link.withdrawnAt !== null) return 'withdrawn'
  if (link.openedAt !== null) return 'open'
  return link.expiresAt <= now ? 'expired' : 'sent'
}

/** Enough for somebody to know their own address again, and for nobody else to learn it. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, 1)}•••${address.slice(at)}`
}

/** What somebody of a customer's own IT hears of a sign-in: what their provider's answer lacks, and never what the site decides. */
export function setupOutcome(outcome: SignInOutcome): 'in' | 'ready' | 'refused' | 'waiting' {
  if (outcome === 'in') return 'in'
  if (outcome === 'would-be-in') return 'ready'
  return outcome === 'failed-check' || outcome === 'replayed' ? 'refused' : 'waiting'
}

/** The same of a test; null: a check failed. */
export function setupTestOutcome(outcome: string | null): 'ready' | 'waiting' | null {
  if (outcome === null) return null
  return outcome === 'would-be-in' ? 'ready' : 'waiting'
}
