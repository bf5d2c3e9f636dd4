// A mapping as somebody wants it, with the organizations that it names found.
import { conflict, invalid, notFound } from '../model/errors.ts'
import {
  findConflict,
  type Mapping,
  type MappingRule,
  type RuleCondition,
  sentenceOf,
  type UnmatchedFate,
} from '../model/identity/group-mapping.ts'
import { foldName, plainText } from '../model/identity/organization.ts'
import type { HomeRow, RuleRow } from '../storage/identity/mapping.ts'
import { type OrganizationFacts, organizationFacts } from '../storage/identity/mapping-facts.ts'
import { newId } from '../storage/new-id.ts'
import type { Query } from '../storage/statement.ts'

/** An organization by its id, or by a name, which makes one where there is none. */
type WantedOrganization = { readonly organizationId: string } | { readonly name: string }

interface WantedRule extends RuleCondition {
  readonly to: WantedOrganization | 'nothing'
}

export interface WantedMapping {
  readonly rules: readonly WantedRule[]
  readonly unmatched: UnmatchedFate
  /** The organization of everybody of the directory. */
  readonly home: WantedOrganization | null
}

/** A directory's mapping as it is stored. */
export interface StoredMapping {
  readonly rules: readonly RuleRow[]
  readonly unmatched: UnmatchedFate
  /** The one in force first; another one may wait to take its place. */
  readonly homes: readonly HomeRow[]
}

/** A wanted mapping with its organizations found. */
export interface ResolvedMapping extends Mapping {
  readonly rules: readonly RuleRow[]
  readonly home: HomeRow | null
  /** Organizations that it makes. */
  readonly made: readonly { readonly organizationId: string; readonly name: string }[]
  /** Those that the directory did not create: a site administrator confirms them. */
  readonly foreign: readonly string[]
}

const rulesMax = 100
export const ruleValueMax = 200

export type Read = (queries: readonly Query[]) => Promise<unknown[][]>

/**
 * Finds the organizations that a mapping names.
 * @param confirmed organizations that the directory did not create, and that it may feed from now on
 * @throws DoorwardError naming the rule at fault; of two that contradict each other, both
 */
export async function resolveMapping(
  read: Read,
  siteId: number,
  directoryId: number,
  wanted: WantedMapping,
  before: StoredMapping,
  confirmed: readonly string[] | 'all',
): Promise<ResolvedMapping> {
  if (wanted.rules.length > rulesMax) throw invalid('rules', `must be at most ${rulesMax}.`)
  const conditions = wanted.rules.map(readCondition)
  const targets = [...wanted.rules.map(({ to }) => to), wanted.home].filter(
    (to): to is WantedOrganization => to !== null && to !== 'nothing',
  )
  const organizationIds = targets.flatMap((to) => ('name' in to ? [] : [to.organizationId]))
  const names = targets.flatMap((to) => ('name' in to ? [requireOrganizationName(to.name)] : []))
  const [found = []] = (await read([
    organizationFacts(siteId, directoryId, { organizationIds, names, plainNames: names }),
  ])) as [OrganizationFacts[]]
  const organizations = new Organizations(directoryId, found)
  const mayFeed = ({ organizationId, isForeign }: FoundOrganization) =>
    !isForeign || confirmed === 'all' || confirmed.includes(organizationId)
  const rules = wanted.rules.map((rule, n): RuleRow => {
    const condition = conditions[n] as RuleCondition
    const to = rule.to === 'nothing' ? undefined : organizations.find(rule.to, `rules.${n}`)
    const organizationId = to?.organizationId ?? null
    const same = before.rules.find((one) => isSameRule(one, { ...condition, organizationId }))
    const isInForce = to === undefined || mayFeed(to) || same?.isInForce === true
    return {
      ...condition,
      ruleId: same?.ruleId ?? newId(),
      organizationId,
      organization: to?.name ?? null,
      isInForce,
    }
  })
  refuseConflict(rules)
  const to = wanted.home === null ? undefined : organizations.find(wanted.home, 'home')
  const isHomeAlready = before.homes.some((one) => one.isInForce && one.organizationId === to?.organizationId)
  const home = to && {
    organizationId: to.organizationId,
    organization: to.name,
    isInForce: mayFeed(to) || isHomeAlready,
  }
  return { rules, unmatched: wanted.unmatched, home: home ?? null, ...organizations.seen() }
}

function readCondition({ subject, way, value: given }: WantedRule, n: number): RuleCondition {
  const value = plainText(given)
  if (value === '' || value.length > ruleValueMax) {
    throw invalid(`rules.${n}.value`, `must be 1 to ${ruleValueMax} characters.`)
  }
  return { subject, way, value }
}

function requireOrganizationName(given: string): string {
  const name = plainText(given)
  if (name === '' || name.length > ruleValueMax) {
    throw invalid('organization', `must have a name of 1 to ${ruleValueMax} characters.`)
  }
  return name
}

const isSameRule = (a: MappingRule, b: MappingRule) =>
  a.subject === b.subject &&
  a.way === b.way &&
  foldName(a.value) === foldName(b.value) &&
  a.organizationId === b.organizationId

function refuseConflict(rules: readonly RuleRow[]): void {
  const found = findConflict(rules)
  if (!found) return
  const { kind, first, second } = found
  const [one, other] = [rules[first], rules[second]] as [RuleRow, RuleRow]
  const says = (rule: RuleRow, n: number) => `${n + 1} (${sentenceOf(rule, rule.organization)})`
  const why =
    kind === 'contradiction'
      ? `contradicts rule ${says(one, first)}, which takes all of its groups before it. Put the narrower one first, or leave one out.`
      : `says nothing that rule ${says(one, first)} does not say. Leave it out.`
  throw conflict(`Rule ${says(other, second)} ${why}`, `rules.${second}`)
}

interface FoundOrganization {
  readonly organizationId: string
  readonly name: string
  /** Another directory created it, or somebody by hand. */
  readonly isForeign: boolean
}

/** The organizations that a mapping names; one that is named and does not exist is made. */
class Organizations {
  readonly #directoryId: number
  readonly #known: readonly OrganizationFacts[]
  readonly #made: { organizationId: string; name: string }[] = []
  readonly #foreign = new Set<string>()

  constructor(directoryId: number, known: readonly OrganizationFacts[]) {
    this.#directoryId = directoryId
    this.#known = known
  }

  find(to: WantedOrganization, field: string): FoundOrganization {
    if (!('name' in to)) {
      const known = this.#known.find(({ organizationId }) => organizationId === to.organizationId)
      if (!known) throw notFound('The organization', field)
      return this.#see(known)
    }
    const name = requireOrganizationName(to.name)
    const folded = foldName(name)
    const known =
      this.#known.find((one) => foldName(one.name) === folded) ??
      this.#known.find((one) => this.#isOwn(one) && one.plainNameFolded === folded)
    if (known) return this.#see(known)
    let one = this.#made.find((other) => foldName(other.name) === folded)
    if (!one) {
      one = { organizationId: newId(), name }
      this.#made.push(one)
    }
    return { ...one, isForeign: false }
  }

  seen(): Pick<ResolvedMapping, 'made' | 'foreign'> {
    return { made: this.#made, foreign: [...this.#foreign] }
  }

  #isOwn = (one: OrganizationFacts) => one.createdByDirectoryId === this.#directoryId

  #see(known: OrganizationFacts): FoundOrganization {
    const isForeign = !this.#isOwn(known)
    if (isForeign) this.#foreign.add(known.organizationId)
    return { organizationId: known.organizationId, name: known.name, isForeign }
  }
}
