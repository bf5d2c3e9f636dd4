/** An organization with the wanted name, as far as the rule about equal names needs to know it. */
export interface NamesakeFacts {
  readonly organizationId: string
  readonly nameFolded: string
  readonly createdByDirectoryId: number | null
}

/** Names are compared without regard to case; Unicode lower case is right here, because a name proves nothing. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

const namesakesMax = 50

/** The names an organization may get, best first: the group's, then with the directory's name, then numbered. */
export function candidateNames(groupName: string, directoryName: string): string[] {
  const apart = `${groupName} (${directoryName})`
  const numbered = Array.from({ length: namesakesMax }, (_, n) => `${groupName} (${directoryName} ${n + 2})`)
  return [groupName, apart, ...numbered]
}

export type NameChoice =
  | { readonly kind: 'adopt'; readonly organizationId: string }
  | { readonly kind: 'name'; readonly name: string }

/**
 * Chooses for a new group: adopt the organization of that name if this directory created it, else keep apart by
 * adding the directory's name (product.md, "Groups and organizations").
 * @param unique makes a name nobody has, when even the numbered ones are taken
 */
export function chooseForNewGroup(
  names: readonly string[],
  taken: readonly NamesakeFacts[],
  directoryId: number,
  unique: string,
): NameChoice {
  const first = taken.find(({ nameFolded }) => nameFolded === foldName(names[0] ?? ''))
  if (first?.createdByDirectoryId === directoryId)
    return { kind: 'adopt', organizationId: first.organizationId }
  return { kind: 'name', name: freeName(names, taken, undefined, unique) }
}

/** Chooses for a renamed organization: it keeps its id and is kept apart from every other. */
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
