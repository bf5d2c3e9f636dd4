/** Handing the requests of somebody who left to a colleague: who may have them, and whose word that takes. */

/** One of the two. */
export interface HandOverSide {
  readonly customerId: string
  readonly name: string
  readonly active: boolean
  readonly mergedInto: string | null
  readonly isErased: boolean
}

export type HandOverRefusal = 'same' | 'merged' | 'erased' | 'leaver-active' | 'colleague-inactive'

/** Whether requests can go from the one to the other at all. */
export function judgeHandOver(leaver: HandOverSide, colleague: HandOverSide): HandOverRefusal | undefined {
  if (leaver.customerId === colleague.customerId) return 'same'
  if (leaver.mergedInto !== null || colleague.mergedInto !== null) return 'merged'
  if (leaver.isErased || colleague.isErased) return 'erased'
  if (leaver.active) return 'leaver-active'
  return colleague.active ? undefined : 'colleague-inactive'
}

/**
 * Whether a request shows the colleague what no organization of theirs does: it was shared with nobody, or only with such as the
 * colleague does not belong to.
 */
export function isPrivate(
  organizationIds: readonly string[],
  colleagueBelongsTo: ReadonlySet<string>,
): boolean {
  return !organizationIds.some((id) => colleagueBelongsTo.has(id))
}

/** What somebody asks for. */
export interface HandOverWish {
  /** A site administrator asks. */
  readonly isAdministrator: boolean
  /** The private ones too. */
  readonly withPrivate: boolean
  /** A word that the two are colleagues, although they share no organization. */
  readonly confirm: boolean
}

export type WishRefusal = 'administrator-confirms' | 'unconfirmed' | 'private'

/** @param sharesOrganization whether the two belong, or belonged, to one organization */
export function judgeWish(
  { isAdministrator, withPrivate, confirm }: HandOverWish,
  sharesOrganization: boolean,
): WishRefusal | undefined {
  if (!sharesOrganization && !isAdministrator) return 'administrator-confirms'
  if (!sharesOrganization && !confirm) return 'unconfirmed'
  return withPrivate && !isAdministrator ? 'private' : undefined
}
