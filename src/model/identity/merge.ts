/** One of two customers who are to become one. */
export interface MergeSide {
  readonly customerId: string
  readonly name: string
  readonly active: boolean
  readonly directoryId: number | null
  readonly mergedInto: string | null
  readonly isErased: boolean
  /** JSON text. */
  readonly details: string
  /** How many directory users are this customer now. */
  readonly users: number
  readonly requests: number
  readonly addressId: string | null
  readonly address: string | null
  readonly standing: 'held' | 'claimed' | null
}

export type MergeRefusal = 'same' | 'erased' | 'merged-already' | 'both-in-directories' | 'left'

/**
 * Whether two customers can become one. Two whom directories have both would be one whom each writes as it likes, so one of
 * them must have left its directory, or never was in any. Who left is managed by that directory still: only somebody whom it
 * has now can be the same person, or this would bring a leaver back past it.
 */
export function judgeMerge(survivor: MergeSide, merged: MergeSide): MergeRefusal | undefined {
  if (survivor.customerId === merged.customerId) return 'same'
  if (survivor.isErased || merged.isErased) return 'erased'
  if (survivor.mergedInto !== null || merged.mergedInto !== null) return 'merged-already'
  if (survivor.users > 0 && merged.users > 0) return 'both-in-directories'
  const leaver = [survivor, merged].find(({ directoryId, users }) => directoryId !== null && users === 0)
  const other = leaver === survivor ? merged : survivor
  if (leaver && (other.users === 0 || other.directoryId !== leaver.directoryId)) return 'left'
  return undefined
}

/** What becomes of the survivor. Whoever is in a directory is what that directory says, whichever of the two survives. */
export interface MergePlan {
  /** The merged one is what leads: the survivor takes over state and name, and not only what belongs to the other. */
  readonly isLedByMerged: boolean
  readonly directoryId: number | null
  readonly active: boolean
  readonly name: string
  /** JSON text. */
  readonly details: string
  /** Which of two present addresses goes to the history; undefined where there is at most one. */
  readonly formerOf: 'survivor' | 'merged' | undefined
}

export function planMerge(survivor: MergeSide, merged: MergeSide): MergePlan {
  const leading = merged.users > 0 ? merged : survivor
  const { active, name, details } = leading
  const hasBoth = survivor.addressId !== null && merged.addressId !== null
  return {
    isLedByMerged: leading === merged,
    directoryId: leading.directoryId,
    active,
    name,
    details,
    formerOf: hasBoth ? (leading === merged ? 'survivor' : 'merged') : undefined,
  }
}
