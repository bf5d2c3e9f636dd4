/**
 * Which organization a directory's group belongs to (product.md, "Groups and organizations"): by default one of its own;
 * with rules the one that the first rule names which takes the group.
 */
import { foldName, plainText } from './organization.ts'

export const ruleSubjects = ['name', 'id'] as const
export const ruleWays = ['exact', 'prefix', 'pattern'] as const

/** Which groups a rule takes. Letters count alike, large or small. */
export interface RuleCondition {
  /** `id` is what the identity provider calls the group's external id, or the id that this server gave it. */
  readonly subject: (typeof ruleSubjects)[number]
  readonly way: (typeof ruleWays)[number]
  /** In a pattern `*` stands for any text and `?` for one character; nothing else is special. */
  readonly value: string
}

export interface MappingRule extends RuleCondition {
  /** The organization that its groups belong to; null when they belong to none. */
  readonly organizationId: string | null
}

/** What becomes of a group that no rule takes. */
export const unmatchedFates = ['own', 'nothing'] as const
export type UnmatchedFate = (typeof unmatchedFates)[number]

export interface Mapping {
  readonly rules: readonly MappingRule[]
  readonly unmatched: UnmatchedFate
}

export interface MappedGroup {
  readonly id: string
  readonly displayName: string
  readonly externalId: string | null
}

export type GroupTarget =
  | { readonly kind: 'own' }
  | { readonly kind: 'organization'; readonly organizationId: string }
  | { readonly kind: 'nothing' }

/** Where a group belongs: the first rule that takes it decides. */
export function targetOf({ rules, unmatched }: Mapping, group: MappedGroup): GroupTarget {
  const rule = rules.find((one) => takes(one, group))
  if (!rule) return { kind: unmatched }
  const { organizationId } = rule
  return organizationId === null ? { kind: 'nothing' } : { kind: 'organization', organizationId }
}

export function isSameTarget(a: GroupTarget, b: GroupTarget): boolean {
  if (a.kind === 'organization' && b.kind === 'organization') return a.organizationId === b.organizationId
  return a.kind === b.kind
}

/** Whether a rule takes a group. A name is compared as organizations are named: without what nobody sees. */
export function takes(rule: RuleCondition, { id, displayName, externalId }: MappedGroup): boolean {
  const texts = rule.subject === 'name' ? [plainText(displayName)] : [id, externalId]
  const pattern = tokensOf(rule)
  return texts.some((text) => text !== null && matches(pattern, [...foldName(text)]))
}

export interface RuleConflict {
  /** `contradiction` when the two lead to different organizations, else the second says nothing new. */
  readonly kind: 'contradiction' | 'repetition'
  /** Places in the list, from 0; whatever the second takes, the first takes before it. */
  readonly first: number
  readonly second: number
}

/** The first two rules of which the second can never decide anything. */
export function findConflict(rules: readonly MappingRule[]): RuleConflict | undefined {
  for (const [second, rule] of rules.entries()) {
    const first = rules.slice(0, second).findIndex((earlier) => covers(earlier, rule))
    const earlier = rules[first]
    if (!earlier) continue
    return {
      kind: earlier.organizationId === rule.organizationId ? 'repetition' : 'contradiction',
      first,
      second,
    }
  }
  return undefined
}

/** Whether one rule surely takes every group that another takes. */
export function covers(wide: RuleCondition, narrow: RuleCondition): boolean {
  return wide.subject === narrow.subject && matches(tokensOf(wide), tokensOf(narrow))
}

const wayWords = { exact: 'is', prefix: 'begins with', pattern: 'looks like' } as const

/** A rule for people: `name begins with "Sales" → Sales team`. */
export function sentenceOf({ subject, way, value }: RuleCondition, organization: string | null): string {
  return `${subject} ${wayWords[way]} "${value}" → ${organization ?? 'no organization'}`
}

const anyText = Symbol('*')
const oneCharacter = Symbol('?')
type Token = string | symbol

/** Every condition as a pattern of characters and the two signs. */
function tokensOf({ way, value }: RuleCondition): Token[] {
  const characters: Token[] = [...foldName(value)]
  if (way === 'exact') return characters
  if (way === 'prefix') return [...characters, anyText]
  return characters.map((one) => (one === '*' ? anyText : one === '?' ? oneCharacter : one))
}

/**
 * Whether a pattern takes a text, or everything that another pattern takes. Only the last `*` is ever gone back to, so that
 * no pattern takes longer than its length times that of the text.
 */
function matches(pattern: readonly Token[], text: readonly Token[]): boolean {
  let at = 0
  let from = 0
  let star = -1
  let taken = 0
  while (from < text.length) {
    const sign = pattern[at]
    if (sign === anyText) {
      star = at++
      taken = from
    } else if (sign !== undefined && takesOne(sign, text[from] as Token)) {
      at++
      from++
    } else if (star >= 0) {
      at = star + 1
      from = ++taken
    } else return false
  }
  while (pattern[at] === anyText) at++
  return at === pattern.length
}

const takesOne = (sign: Token, one: Token) => (sign === oneCharacter ? one !== anyText : sign === one)
