/**
 * Who of a directory's people is which user of its successor (product.md, "Succession"): by the address, which names one
 * person; or by a name that only one person has on either side, where an administrator says that this is enough.
 */
import { foldAddress } from './email-address.ts'

/** Somebody whom the directory of before manages. */
export interface FormerPerson {
  readonly customerId: string
  readonly name: string
  /** The present address, held or claimed. */
  readonly address: string | null
  /** Another directory has this person as well. */
  readonly isShared: boolean
  /** How many of the directory of before are called so. */
  readonly namesakes: number
}

/** A user of the successor. */
export interface SuccessorUser {
  readonly userId: string
  readonly name: string
  readonly address: string | undefined
  /** The customer that this user is already. */
  readonly customerId: string | null
  /** How many of the successor's are called so. */
  readonly namesakes: number
}

export type Succession =
  | { readonly kind: 'address' | 'name'; readonly user: SuccessorUser }
  /** Only the name is equal, and nobody said that this is enough. */
  | { readonly kind: 'only-name'; readonly user: SuccessorUser }
  /** Several users give the address. */
  | { readonly kind: 'several' }
  /** Several directories have the person, who stays with the others. */
  | { readonly kind: 'shared' }
  | { readonly kind: 'nobody' }

/**
 * @param candidates users of the successor with the person's address or name
 * @param byName whether a name that only one person has on either side is enough
 */
export function judgeSuccession(
  person: FormerPerson,
  candidates: readonly SuccessorUser[],
  byName: boolean,
): Succession {
  if (person.isShared) return { kind: 'shared' }
  const { address } = person
  const ofAddress =
    address === null
      ? []
      : candidates.filter((one) => one.address && foldAddress(one.address) === foldAddress(address))
  const [first, second] = ofAddress
  if (second) return { kind: 'several' }
  if (first) return { kind: 'address', user: first }
  const [alike] = candidates.filter(({ name }) => name === person.name)
  if (alike?.namesakes !== 1 || person.namesakes !== 1) return { kind: 'nobody' }
  return { kind: byName ? 'name' : 'only-name', user: alike }
}
