import type { GroupTarget } from './group-mapping.ts'

/** An organization that stands in the way of a wanted name, or that this directory made for groups of that name. */
export interface NamesakeFacts {
  readonly organizationId: string
  readonly name: string
  readonly nameFolded: string
  /** The name it was made for, before the directory's name kept it apart from another company's. */
  readonly plainNameFolded: string
  readonly createdByDirectoryId: number | null
  /** Made by hand, and it never had a member, a request or a source: whoever made it has prepared it for somebody. */
  readonly isUntouched: boolean
  /** A group that feeds it was renamed in a pause, and the effect of that still waits. */
  readonly hasPendingGroup: boolean
}

/** The organization that a group feeds now. */
export interface FedFacts {
  readonly organizationId: string
  readonly name: string
  /** The name it was made for. */
  readonly plainNameFolded: string
  /** Its name is another one's, and so a directory's name tells it apart. */
  readonly isKeptApart: boolean
  /** A case asks whether it is what another directory's group of its name means. */
  readonly isWanted: boolean
  readonly createdByThisDirectory: boolean
  /** Named after a group of this directory, and not by an administrator. */
  readonly madeByGroup: boolean
  /** A rule led the group there, and not its name. */
  readonly isByRule: boolean
  /** Something else holds it up: another source, people by hand, a rule that names it. */
  readonly hasOtherSource: boolean
  readonly hasRequest: boolean
  /** So many belong to it through this directory that their leaving may put the brake on, or it is on already. */
  readonly maybeBraked?: boolean
}

/** Names are compared without regard to case; Unicode lower case is right here, because a name proves nothing. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

/** So many characters with a directory's name behind them still fit into an index entry (2,704 bytes). */
const groupNameMax = 350
const blanks = /[\p{Cc}\p{Z}]+/gu
/** They change how the text around them is shown, or show nothing: a name with them looks like another one. */
const invisible = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g

/**
 * What an organization made for a group is called. The mirror keeps the group's name verbatim; an organization's name
 * has no blanks around it, no control characters and nothing invisible. A name of which nothing is left, or that must
 * be cut, ends with the group's id: two groups are not one organization because their names begin alike.
 */
export function organizationName(displayName: string, groupId: string): string {
  const name = plainText(displayName)
  if (name === '') return `Group ${groupId}`
  const characters = [...name]
  return characters.length <= groupNameMax
    ? name
    : `${characters.slice(0, groupNameMax).join('').trimEnd()}… ${groupId}`
}

/** A name as people see it: no blanks around it, no control characters, nothing invisible. */
export function plainText(name: string): string {
  return name.replace(invisible, '').replace(blanks, ' ').trim().normalize('NFC')
}

const numberedMax = 50

/** The names an organization may get, best first: the plain one, then with the directory's name, then numbered. */
export function candidateNames(plainName: string, directoryName: string): string[] {
  const apart = `${plainName} (${directoryName})`
  const numbered = Array.from({ length: numberedMax }, (_, n) => `${plainName} (${directoryName} ${n + 2})`)
  return [plainName, apart, ...numbered]
}

/** Where a group belongs. `name` is what the organization is called afterwards. */
export type Placement =
  | { readonly kind: 'stay' }
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'adopt'; readonly organizationId: string; readonly name: string }
  /** Made by hand for a group like this one: it is the directory's from now on, as if the directory had made it. */
  | { readonly kind: 'take-over'; readonly organizationId: string; readonly name: string }
  | { readonly kind: 'make'; readonly name: string }
  | { readonly kind: 'wait' }
  /** As a rule says. */
  | { readonly kind: 'feed'; readonly organizationId: string }
  | { readonly kind: 'leave' }

export interface PlacementQuestion {
  readonly directoryId: number
  /** From `candidateNames`; the first is the plain one. */
  readonly names: readonly string[]
  readonly taken: readonly NamesakeFacts[]
  readonly fed: FedFacts | undefined
  /** Makes a name nobody has, when even the numbered ones are taken. */
  readonly unique: string
  /** Whether to let a group go first that is about to leave the organization of the wanted name. */
  readonly isPatient: boolean
}

/** Where a group belongs by its directory's rules; by its name where they leave it an organization of its own. */
export function placeMapped(target: GroupTarget, question: PlacementQuestion): Placement {
  const { fed } = question
  switch (target.kind) {
    case 'nothing':
      return { kind: fed ? 'leave' : 'stay' }
    case 'organization':
      if (fed?.organizationId === target.organizationId) return { kind: 'stay' }
      return { kind: 'feed', organizationId: target.organizationId }
    case 'own':
      return placeGroup(question)
  }
}

/**
 * Where a group that is new, renamed or replayed belongs (product.md, "Groups and organizations"). Groups of one name
 * in one directory feed one organization: the one that this directory made for that name, whatever other companies
 * have. If there is none, but one that was made by hand for it and never used, that is it. Else a group that alone feeds an
 * organization renames it, and any other one gets a new one.
 */
export function placeGroup({
  directoryId,
  names,
  taken,
  fed,
  unique,
  isPatient,
}: PlacementQuestion): Placement {
  const plain = foldName(names[0] ?? '')
  const own = taken.find((one) => one.createdByDirectoryId === directoryId && one.plainNameFolded === plain)
  if (own && own.organizationId !== fed?.organizationId) {
    const { organizationId, name, hasPendingGroup } = own
    return isPatient && hasPendingGroup ? { kind: 'wait' } : { kind: 'adopt', organizationId, name }
  }
  const prepared = own ? undefined : taken.find((one) => one.isUntouched && one.nameFolded === plain)
  if (prepared && prepared.organizationId !== fed?.organizationId) {
    const { organizationId, name } = prepared
    return { kind: 'take-over', organizationId, name }
  }
  const renames = fed?.madeByGroup && !fed.hasOtherSource && !fed.isByRule
  if (own && !renames) return { kind: 'stay' }
  const name = freeName(names, taken, renames ? fed.organizationId : undefined, unique)
  if (!renames) return { kind: 'make', name }
  return name === fed.name ? { kind: 'stay' } : { kind: 'rename', name }
}

/** The first name that no other organization has. */
export function freeName(
  names: readonly string[],
  taken: readonly NamesakeFacts[],
  organizationId: string | undefined,
  unique: string,
): string {
  const others = new Set(
    taken.filter((one) => one.organizationId !== organizationId).map((one) => one.nameFolded),
  )
  return names.find((name) => !others.has(foldName(name))) ?? `${names[1] ?? ''} ${unique}`
}

/**
 * Whose name a group has that is kept apart: the organization of another directory, or of somebody by hand. Somebody decides
 * whether the two are one.
 * @param organizationId where the group is now
 */
export function clashOf(
  directoryId: number,
  plainName: string,
  taken: readonly NamesakeFacts[],
  organizationId: string,
): NamesakeFacts | undefined {
  const plain = foldName(plainName)
  return taken.find(
    (one) =>
      one.nameFolded === plain &&
      one.organizationId !== organizationId &&
      one.createdByDirectoryId !== directoryId,
  )
}

/** What becomes of an organization that a group no longer feeds. One with requests is kept for them. */
export function fateOfLeft(fed: FedFacts): 'fed' | 'kept' | 'waits' | 'gone' {
  if (!fed.createdByThisDirectory || fed.hasOtherSource) return 'fed'
  if (fed.hasRequest) return 'kept'
  return fed.maybeBraked ? 'waits' : 'gone'
}
