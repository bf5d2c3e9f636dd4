import type { MovedDomain } from '../model/identity/domain-move.ts'
import { requireDomain } from './domains.ts'

/** The two domains as somebody wrote them. @throws DoorwardError 'invalid', for one that no company can have for itself */
export function requireMove(given: { readonly from: string; readonly to: string }): MovedDomain {
  return { from: requireDomain(given.from, 'from'), to: requireDomain(given.to, 'to') }
}
