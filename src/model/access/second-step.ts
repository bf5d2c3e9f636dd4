// Whether somebody of the staff who comes through a directory shows the second factor here as well (decision 40).
import type { Role } from '../permissions.ts'

/**
 * Of whom it is asked beside what the directory's provider asks: of everyone who has one here, of owners and admins alone, or of
 * owners alone.
 */
export const secondFactorsOf = ['everyone', 'admins', 'owners'] as const
export type SecondFactorOf = (typeof secondFactorsOf)[number]

/** A directory's word is the first step. Nobody is asked for what they have not set up; an owner is always asked. */
export function needsSecondStep(
  { role, secondFactor }: { readonly role: Role; readonly secondFactor: boolean },
  of: SecondFactorOf,
): boolean {
  if (!secondFactor) return false
  return of === 'everyone' || role === 'owner' || (of === 'admins' && role === 'admin')
}
