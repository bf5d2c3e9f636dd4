/**
 * Where the groups lead that a provider named at a sign-in. A group that SCIM has brought is meant by what SCIM calls it; any other
 * one goes by the directory's rules, and gets a row of its own where these lead to an organization.
 */
import { isResourceId } from '../ids.ts'
import { type GroupTarget, type Mapping, targetOf } from './group-mapping.ts'
import { foldName, plainText } from './organization.ts'

/** A group that SCIM has brought. */
export interface MirroredGroup {
  readonly groupId: string
  readonly displayName: string
  readonly externalId: string | null
}

/** One that sign-ins have named before. */
export interface KnownGroup {
  readonly groupId: string
  readonly nameFolded: string
}

export interface AssertedFacts {
  readonly mapping: Mapping
  readonly mirrored: readonly MirroredGroup[]
  readonly known: readonly KnownGroup[]
  /** How many of the directory are known altogether. */
  readonly total: number
}

export interface AssertedPlan {
  /** Groups that are there. */
  readonly groupIds: readonly string[]
  /** Those that are not, and lead somewhere. */
  readonly make: readonly { readonly name: string; readonly target: GroupTarget }[]
  /** How many would lead somewhere, were there not so many already. */
  readonly noRoom: number
}

/** A provider that names other groups at every sign-in shall not fill a site with organizations. */
export const ownGroupsMax = 200
/** Nor with groups that a rule takes by how they begin. */
export const ruledGroupsMax = 1_000

/** An id says nothing to people: no organization is called by it (Entra's object ids, security identifiers of Windows). */
export const isOpaqueName = (name: string) =>
  isResourceId(name.toLowerCase()) || /^S-1(-\d+){2,}$/i.test(name)

/** @param names as `AssertedGroups` has them */
export function planAsserted(
  names: readonly string[],
  { mapping, mirrored, known, total }: AssertedFacts,
): AssertedPlan {
  const meant = meantBy(mirrored)
  const knownIds = new Map(known.map(({ groupId, nameFolded }) => [nameFolded, groupId]))
  const groupIds = new Set<string>()
  const make: { name: string; target: GroupTarget }[] = []
  let noRoom = 0
  for (const name of names) {
    const found = meant(name) ?? knownIds.get(foldName(name))
    if (found !== undefined) {
      groupIds.add(found)
      continue
    }
    const target = targetOfName(mapping, name)
    if (target.kind === 'nothing') continue
    const most = target.kind === 'own' ? ownGroupsMax : ruledGroupsMax
    if (total + make.length < most) make.push({ name, target })
    else noRoom++
  }
  return { groupIds: [...groupIds], make, noRoom }
}

/** Where a group leads of which only its name is known. It may be an id: a rule about either takes it. */
function targetOfName(mapping: Mapping, name: string): GroupTarget {
  const target = targetOf(mapping, { id: '', displayName: name, externalId: name })
  return target.kind === 'own' && isOpaqueName(name) ? { kind: 'nothing' } : target
}

/**
 * Which group of SCIM a name or an id means. By an id first: nobody but the provider gives it. Of two groups of one name nobody knows
 * which is meant.
 */
function meantBy(mirrored: readonly MirroredGroup[]): (name: string) => string | undefined {
  const own = new Set(mirrored.map(({ groupId }) => groupId))
  const byExternalId = new Map<string, string>()
  const byName = new Map<string, string | undefined>()
  for (const { groupId, displayName, externalId } of mirrored) {
    const folded = foldName(plainText(displayName))
    byName.set(folded, byName.has(folded) ? undefined : groupId)
    if (externalId !== null && !byExternalId.has(externalId)) byExternalId.set(externalId, groupId)
  }
  return (name) => {
    const id = name.toLowerCase()
    return byExternalId.get(name) ?? (own.has(id) ? id : byName.get(foldName(name)))
  }
}
