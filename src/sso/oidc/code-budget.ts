// How often one network has us ask a provider about codes that are none. Whoever begins a sign-in and comes back with an invented
// code has us ask; a provider that is asked too much would answer nobody of the company any more.
import { networkOf } from '../../http/network.ts'
import type { Database } from '../../storage/database.ts'
import type { DoorServices } from '../door-services.ts'
import type { DirectoryVisit } from '../visit.ts'

/** So many wrong codes at once, and then so many in a second. */
const codesMax = 300
const perSecond = 4
/** Networks that are remembered; the one that asked longest ago is forgotten first, with a full budget. */
const networksMax = 10_000

/** A budget for each network at each directory, of one process. A code that was right costs nothing. */
export class CodeBudget {
  readonly #left = new Map<string, { readonly codes: number; readonly at: number }>()

  /** @returns false when the provider is not to be asked now */
  take(key: string, nowMs: number): boolean {
    const { codes, at } = this.#left.get(key) ?? { codes: codesMax, at: nowMs }
    const grown = Math.min(codesMax, codes + (Math.max(0, nowMs - at) / 1_000) * perSecond)
    if (grown < 1) return false
    this.#put(key, grown - 1, nowMs)
    return true
  }

  giveBack(key: string): void {
    const found = this.#left.get(key)
    if (found) this.#put(key, Math.min(codesMax, found.codes + 1), found.at)
  }

  #put(key: string, codes: number, at: number): void {
    this.#left.delete(key)
    this.#left.set(key, { codes, at })
    const [oldest] = this.#left.keys()
    if (this.#left.size > networksMax && oldest !== undefined) this.#left.delete(oldest)
  }
}

const everyServers = new WeakMap<Database, CodeBudget>()

/** The one of a server. */
export function codeBudgetOf({ database }: Pick<DoorServices, 'database'>): CodeBudget {
  const known = everyServers.get(database) ?? new CodeBudget()
  everyServers.set(database, known)
  return known
}

export const budgetKeyOf = ({ key, request }: Pick<DirectoryVisit, 'key' | 'request'>) =>
  `${key} ${networkOf(request.ip)}`
