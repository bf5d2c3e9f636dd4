// What a changed mapping will do, computed by the very rules that then do it, in a picture of the organizations concerned.
import { type MappedGroup, type Mapping, targetOf } from './group-mapping.ts'
import {
  candidateNames,
  type FedFacts,
  fateOfLeft,
  foldName,
  type NamesakeFacts,
  organizationName,
  type Placement,
  placeMapped,
} from './organization.ts'

/** A group that is looked at anew, with where it is. */
export interface PlannedGroup extends MappedGroup {
  readonly organizationId: string | null
  readonly isByRule: boolean
}

export interface PlannedSource {
  readonly kind: 'group' | 'home'
  readonly directoryId: number
  readonly groupId: string | null
}

/** An organization that the change may touch, or whose name is in the way. */
export interface PlannedOrganization {
  readonly organizationId: string
  readonly name: string
  readonly plainNameFolded: string
  readonly createdByDirectoryId: number | null
  readonly isUntouched: boolean
  readonly madeByGroup: boolean
  readonly hasRequest: boolean
  /** Something besides sources holds it up: people by hand, or a rule that names it, now or then. */
  readonly isNamed: boolean
  readonly sources: readonly PlannedSource[]
}

export interface MappingQuestion {
  readonly directoryId: number
  readonly directoryName: string
  readonly mapping: Mapping
  /** Only groups whose place may change, in the order of their ids. */
  readonly groups: readonly PlannedGroup[]
  readonly organizations: readonly PlannedOrganization[]
  readonly makeId: () => string
}

/** A group that cannot have the name it wants. */
export interface Clash {
  readonly groupId: string
  readonly group: string
  /** Whose name it is. */
  readonly organizationId: string
  readonly organization: string
  /** What its own organization is called instead. */
  readonly name: string
}

export interface MappingPlan {
  /** As they are afterwards, those that appear included. */
  readonly organizations: readonly PlannedOrganization[]
  readonly gone: readonly PlannedOrganization[]
  readonly clashes: readonly Clash[]
}

/** Places each group as a replay does: whoever leaves a wanted name goes first, and circles go when nobody else can. */
export function planMapping(question: MappingQuestion): MappingPlan {
  const picture = new Picture(question)
  let waiting = [...question.groups]
  for (let isPatient = true; waiting.length > 0; ) {
    const still = waiting.filter((group) => !picture.place(group, isPatient))
    if (!isPatient) break
    isPatient = still.length < waiting.length
    waiting = still
  }
  return picture
}

class Picture implements MappingPlan {
  readonly gone: PlannedOrganization[] = []
  readonly clashes: Clash[] = []
  readonly #question: MappingQuestion
  readonly #all = new Map<string, PlannedOrganization>()
  readonly #byName = new Map<string, string>()
  readonly #ownByPlainName = new Map<string, string>()
  readonly #waiting: Set<string>

  constructor(question: MappingQuestion) {
    this.#question = question
    this.#waiting = new Set(question.groups.map(({ id }) => id))
    for (const one of question.organizations) this.#put(one)
  }

  get organizations(): PlannedOrganization[] {
    return [...this.#all.values()]
  }

  /** Answers whether the group is where it belongs now. */
  place(group: PlannedGroup, isPatient: boolean): boolean {
    const { directoryId, directoryName, mapping } = this.#question
    const plainName = organizationName(group.displayName, group.id)
    const names = candidateNames(plainName, directoryName)
    const placement = placeMapped(targetOf(mapping, group), {
      directoryId,
      names,
      taken: this.#taken(names),
      fed: this.#fed(group),
      unique: group.id,
      isPatient,
    })
    if (placement.kind === 'wait') return false
    this.#waiting.delete(group.id)
    this.#apply(group, placement, plainName)
    if (placement.kind === 'make' || placement.kind === 'rename')
      this.#noteClash(group, plainName, placement.name)
    return true
  }

  #apply(group: PlannedGroup, placement: Placement, plainName: string): void {
    const { directoryId, makeId } = this.#question
    const source = { kind: 'group' as const, directoryId, groupId: group.id }
    switch (placement.kind) {
      case 'stay':
      case 'wait':
        return
      case 'rename': {
        const one = this.#all.get(group.organizationId ?? '')
        if (!one) return
        this.#remove(one)
        this.#put({ ...one, name: placement.name, plainNameFolded: foldName(plainName) })
        return
      }
      case 'leave':
        this.#leave(group)
        return
      case 'feed':
      case 'adopt': {
        this.#leave(group)
        const one = this.#all.get(placement.organizationId)
        if (one) this.#put({ ...one, sources: [...one.sources, source] })
        return
      }
      case 'take-over': {
        this.#leave(group)
        const one = this.#all.get(placement.organizationId)
        if (!one) return
        const owned = { createdByDirectoryId: directoryId, madeByGroup: true, isUntouched: false }
        this.#put({ ...one, ...owned, plainNameFolded: foldName(plainName), sources: [source] })
        return
      }
      case 'make':
        this.#leave(group)
        this.#put({
          organizationId: makeId(),
          name: placement.name,
          plainNameFolded: foldName(plainName),
          createdByDirectoryId: directoryId,
          isUntouched: false,
          madeByGroup: true,
          hasRequest: false,
          isNamed: false,
          sources: [source],
        })
    }
  }

  #leave(group: PlannedGroup): void {
    const one = this.#all.get(group.organizationId ?? '')
    const fed = this.#fed(group)
    if (!one || !fed) return
    if (fateOfLeft(fed) === 'gone') {
      this.#remove(one)
      this.gone.push(one)
    } else this.#put({ ...one, sources: one.sources.filter(({ groupId }) => groupId !== group.id) })
  }

  #noteClash(group: PlannedGroup, plainName: string, name: string): void {
    const holder = this.#byName.get(foldName(plainName))
    if (name === plainName || holder === undefined || this.#byName.get(foldName(name)) === holder) return
    const organization = this.#all.get(holder)?.name ?? ''
    this.clashes.push({
      groupId: group.id,
      group: group.displayName,
      organizationId: holder,
      organization,
      name,
    })
  }

  #put(one: PlannedOrganization): void {
    this.#all.set(one.organizationId, one)
    this.#byName.set(foldName(one.name), one.organizationId)
    if (one.createdByDirectoryId === this.#question.directoryId) {
      this.#ownByPlainName.set(one.plainNameFolded, one.organizationId)
    }
  }

  #remove(one: PlannedOrganization): void {
    this.#all.delete(one.organizationId)
    this.#byName.delete(foldName(one.name))
    if (one.createdByDirectoryId === this.#question.directoryId) {
      this.#ownByPlainName.delete(one.plainNameFolded)
    }
  }

  #fed({ id, organizationId, isByRule }: PlannedGroup): FedFacts | undefined {
    const one = this.#all.get(organizationId ?? '')
    if (!one) return undefined
    const isOwn = one.createdByDirectoryId === this.#question.directoryId
    return {
      organizationId: one.organizationId,
      name: one.name,
      plainNameFolded: one.plainNameFolded,
      isKeptApart: foldName(one.name) !== one.plainNameFolded,
      isWanted: false,
      createdByThisDirectory: isOwn,
      madeByGroup: isOwn && one.madeByGroup,
      isByRule,
      hasOtherSource: one.isNamed || one.sources.some(({ groupId }) => groupId !== id),
      hasRequest: one.hasRequest,
    }
  }

  #taken(names: readonly string[]): NamesakeFacts[] {
    const own = this.#ownByPlainName.get(foldName(names[0] ?? ''))
    const ids = new Set([own, ...names.map((name) => this.#byName.get(foldName(name)))])
    return [...ids].flatMap((id) => {
      const one = id === undefined ? undefined : this.#all.get(id)
      if (!one) return []
      const { organizationId, name, plainNameFolded, createdByDirectoryId, isUntouched, sources } = one
      const hasPendingGroup = sources.some(
        ({ groupId, directoryId }) =>
          directoryId === this.#question.directoryId && groupId !== null && this.#waiting.has(groupId),
      )
      return [
        {
          organizationId,
          name,
          nameFolded: foldName(name),
          plainNameFolded,
          createdByDirectoryId,
          isUntouched,
          hasPendingGroup,
        },
      ]
    })
  }
}
