/** What an administrator may do to an organization by hand, and why not. Who feeds it has a say in it. */

interface Fed {
  readonly name: string
  readonly directories: readonly string[]
  readonly isNamedByGroup: boolean
  readonly isInMapping: boolean
  readonly hasRequest: boolean
}

/** Why an organization cannot be deleted. */
export const deletionRefusals = ['fed', 'in-mapping', 'has-request'] as const
export type DeletionRefusal = (typeof deletionRefusals)[number]

/** @returns undefined when it can be deleted */
export function judgeOrganizationDeletion(
  facts: Pick<Fed, 'directories' | 'isInMapping' | 'hasRequest'>,
): DeletionRefusal | undefined {
  if (facts.directories.length > 0) return 'fed'
  if (facts.isInMapping) return 'in-mapping'
  return facts.hasRequest ? 'has-request' : undefined
}

/** The refusal as a sentence that says what to do. */
export function sayDeletionRefusal(
  refusal: DeletionRefusal,
  { name, directories }: Pick<Fed, 'name' | 'directories'>,
): string {
  switch (refusal) {
    case 'fed':
      return `${name} is fed by ${directories.join(', ')}: on the directory's page Mapping lead its groups, or its home, elsewhere first.`
    case 'in-mapping':
      return `A rule, or a home that waits, names ${name}: take it out of the directory's page Mapping first.`
    case 'has-request':
      return `Requests are shared with ${name}, and keep it: stop sharing each of them first.`
  }
}

/** @returns why its name cannot be changed here, as a sentence; undefined when it can */
export function judgeOrganizationRename({
  name,
  isNamedByGroup,
  directories,
}: Pick<Fed, 'name' | 'isNamedByGroup' | 'directories'>): string | undefined {
  if (!isNamedByGroup) return undefined
  return `name: ${name} is called as its group in ${directories.join(', ')} is. Rename the group there, or lead it to another organization on the directory's page Mapping.`
}
