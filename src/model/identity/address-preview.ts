import type { AddressFacts } from './authority.ts'
import type { UserEffect } from './projection.ts'
import type { StaffEffect } from './staff-projection.ts'

/**
 * What another attribute for addresses can come to for somebody:
 * - held, claimed: has another address by it, or the same one with another standing
 * - refused: stays without, and a case asks
 * - lost: keeps an address that nobody confirms any more
 * - waits: is nobody until a person decides
 */
export const addressOutcomes = ['held', 'claimed', 'refused', 'lost', 'waits'] as const
export type AddressOutcome = (typeof addressOutcomes)[number]

/** @returns undefined for somebody whose address stays as it is */
export function outcomeOf(effects: readonly UserEffect[]): AddressOutcome | undefined {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'take-address':
        return effect.standing
      case 'confirm-address':
        return 'held'
      case 'refuse-address':
        return 'refused'
      case 'doubt-address':
        return 'lost'
      case 'hold':
        return 'waits'
    }
  }
  return undefined
}

/** The same of the staff, who hold what they have. */
export function outcomeOfStaff(effects: readonly StaffEffect[]): AddressOutcome | undefined {
  for (const { kind } of effects) {
    if (kind === 'change-address' || kind === 'join' || kind === 'adopt' || kind === 'return') return 'held'
    if (kind === 'refuse-address') return 'refused'
    if (kind === 'hold') return 'waits'
  }
  return undefined
}

/** Whoever takes an address in a preview has no other name. */
const somebody = 'somebody'

/** Many who change their addresses at once: what one of them finds when the others have followed. */
export class ManyMoves {
  readonly #leaving: ReadonlyMap<string, string | undefined>
  readonly #taken = new Set<string>()

  /** @param leaving which customers give up the address that they hold, each with the folded one that comes instead */
  constructor(leaving: ReadonlyMap<string, string | undefined>) {
    this.#leaving = leaving
  }

  /** What speaks for and against an address then. @param address folded */
  seen(facts: AddressFacts, address: string): AddressFacts {
    if (this.#taken.has(address)) return { ...facts, holder: { customerId: somebody, isManaged: true } }
    const { holder } = facts
    const isLeft =
      holder !== undefined &&
      this.#leaving.has(holder.customerId) &&
      this.#leaving.get(holder.customerId) !== address
    return isLeft ? { ...facts, holder: undefined } : facts
  }

  /** Somebody holds the address from now on. */
  take(address: string): void {
    this.#taken.add(address)
  }
}
