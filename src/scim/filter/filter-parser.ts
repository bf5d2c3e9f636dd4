/** The grammar of filters (RFC 7644 3.4.2.2), for whole resources and for the inside of `emails[…]`: text → tree. */
import { type AttributeReference, type Filter, foldCase } from '../../model/identity/resource-filter.ts'
import { comparisonAfterBrackets } from '../dialect/filters.ts'
import type { Repairs } from '../dialect/repairs.ts'
import { invalidFilter, quoted, type ScimError } from '../errors.ts'
import { type Attribute, subAttributeOf } from '../schema/schemas.ts'
import { operatorOf, type Token, tokensOf } from './filter-tokens.ts'
import { comparandOf } from './filter-value.ts'

/** Longest filter read. 100 comparisons of userName and their values fit several times. */
const FILTER_LENGTH_MAX = 10_000
/** Deepest nesting of parentheses and brackets, far below what the stack bears. */
const FILTER_DEPTH_MAX = 50
/** Most comparisons in one filter, because each becomes a condition of the query. */
const FILTER_COMPARISONS_MAX = 100

/** What a name means where a filter stands: in a resource, or in one element of a list. */
export interface Scope {
  /** The attribute a name finds, with `value` filled in for a complex attribute that has one. */
  reference(name: string): AttributeReference | undefined
  /** What brackets after a name filter: the list, if it is one, and the scope inside. */
  brackets(name: string): Brackets | undefined
}

export interface Brackets {
  /** Absent for a single complex attribute, whose bracketed filter is a plain one on its sub-attributes. */
  readonly list: AttributeReference | undefined
  readonly inside: Scope
}

/**
 * Parses a filter in linear time.
 * @param repairs receives the names of the deviations
 * @throws ScimError invalidFilter, naming the position and the rule, never a value.
 */
export function parseExpression(text: string, scope: Scope, repairs: Repairs): Filter {
  if (text.length > FILTER_LENGTH_MAX) {
    throw invalidFilter(`The filter is longer than ${FILTER_LENGTH_MAX} characters`)
  }
  const parser = new Parser(tokensOf(text), repairs)
  const filter = parser.or(scope)
  if (parser.peek().kind !== 'end') throw unexpected(parser.peek(), '"and", "or" or the end')
  return filter
}

/**
 * The scope inside the brackets after a list. A name is relative: it finds a sub-attribute. The elements of a list of plain
 * values are found as `value` (RFC 7644 3.5.2: the default sub-attribute).
 */
export function elementScope(attribute: Attribute): Scope {
  return {
    reference(name) {
      const plain = attribute.subAttributes ? undefined : attribute
      const found = plain && foldCase(name) === 'value' ? plain : subAttributeOf(attribute, name)
      if (!found) return undefined
      return {
        name: plain ? 'value' : found.name,
        type: found.type,
        caseExact: found.caseExact,
        multiValued: false,
      }
    },
    brackets: () => undefined,
  }
}

/**
 * The reference to an attribute. A complex attribute named alone means its `value`, if it has one: `emails eq "x"`,
 * `manager eq "x"` (RFC 7644 3.4.2.2; Entra's docs filter by a bare `manager`).
 */
export function referenceOf(
  extension: string | undefined,
  attribute: Attribute,
  given?: Attribute,
): AttributeReference {
  const sub = given ?? subAttributeOf(attribute, 'value')
  const leaf = sub ?? attribute
  return {
    ...(extension !== undefined && { extension }),
    name: attribute.name,
    ...(sub && { sub: sub.name }),
    type: leaf.type,
    caseExact: leaf.caseExact,
    multiValued: attribute.multiValued,
  }
}

/** What brackets after an attribute mean. */
export function bracketsOf(extension: string | undefined, attribute: Attribute): Brackets | undefined {
  if (attribute.multiValued) {
    const { name, type, caseExact } = attribute
    const list = { ...(extension !== undefined && { extension }), name, type, caseExact, multiValued: true }
    return { list, inside: elementScope(attribute) }
  }
  if (!attribute.subAttributes) return undefined
  const inside: Scope = {
    reference(name) {
      const sub = subAttributeOf(attribute, name)
      return sub && referenceOf(extension, attribute, sub)
    },
    brackets: () => undefined,
  }
  return { list: undefined, inside }
}

function unexpected(token: Token, expected: string): ScimError {
  return invalidFilter(`The filter is not valid at character ${token.at + 1}: expected ${expected}`)
}

/** Recursive descent, one method per rule: or → and → factor → comparison. Recursion is bounded by FILTER_DEPTH_MAX. */
class Parser {
  readonly #tokens: readonly Token[]
  readonly #repairs: Repairs
  #next = 0
  #depth = 0
  #comparisons = 0

  constructor(tokens: readonly Token[], repairs: Repairs) {
    this.#tokens = tokens
    this.#repairs = repairs
  }

  peek(ahead = 0): Token {
    // The list ends with an `end` token, which nothing steps over.
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token
  }

  take(): Token {
    const token = this.peek()
    this.#next++
    return token
  }

  or(scope: Scope): Filter {
    const any = this.#separatedBy('or', () => this.#and(scope))
    return any.length === 1 ? (any[0] as Filter) : { kind: 'or', any }
  }

  #and(scope: Scope): Filter {
    const all = this.#separatedBy('and', () => this.#factor(scope))
    return all.length === 1 ? (all[0] as Filter) : { kind: 'and', all }
  }

  #separatedBy(keyword: string, part: () => Filter): Filter[] {
    const parts = [part()]
    while (this.#isKeyword(this.peek(), keyword)) {
      this.take()
      parts.push(part())
    }
    return parts
  }

  #factor(scope: Scope): Filter {
    if (this.peek().kind === '(') return this.#nested(')', () => this.or(scope))
    if (this.#isKeyword(this.peek(), 'not') && this.peek(1).kind === '(') {
      this.take()
      return { kind: 'not', inner: this.#nested(')', () => this.or(scope)) }
    }
    const name = this.take()
    if (name.kind !== 'word') throw unexpected(name, 'the name of an attribute')
    if (this.peek().kind === '[') return this.#bracketed(scope, name)
    return this.#comparison(known(scope.reference(name.text), name))
  }

  /** Reads an opening token, what stands inside, and the closing token. */
  #nested(close: ')' | ']', inside: () => Filter): Filter {
    const open = this.take()
    if (++this.#depth > FILTER_DEPTH_MAX) {
      throw invalidFilter(
        `The filter is nested deeper than ${FILTER_DEPTH_MAX} levels at character ${open.at + 1}`,
      )
    }
    const filter = inside()
    this.#depth--
    const end = this.take()
    if (end.kind !== close) throw unexpected(end, `"${close}"`)
    return filter
  }

  #bracketed(scope: Scope, name: Token): Filter {
    known(scope.reference(name.text), name)
    const brackets = scope.brackets(name.text)
    if (!brackets) throw unexpected(this.peek(), 'an operator, because the attribute has no sub-attributes')
    const inner = this.#nested(']', () => this.or(brackets.inside))
    const afterwards = this.#afterBrackets(brackets)
    const both = afterwards ? conjunction(inner, afterwards) : inner
    return brackets.list ? { kind: 'element', attribute: brackets.list, inner: both } : both
  }

  #afterBrackets(brackets: Brackets): Filter | undefined {
    const token = this.peek()
    if (!comparisonAfterBrackets(token)) return undefined
    this.#repairs.add(comparisonAfterBrackets.name)
    if (token.text.startsWith('.')) {
      this.take()
      return this.#comparison(known(brackets.inside.reference(token.text.slice(1)), token))
    }
    const value = brackets.inside.reference('value')
    if (!value) throw unexpected(token, 'a sub-attribute, because the attribute has no "value"')
    return this.#comparison(value)
  }

  #comparison(attribute: AttributeReference): Filter {
    if (++this.#comparisons > FILTER_COMPARISONS_MAX) {
      throw invalidFilter(`The filter has more than ${FILTER_COMPARISONS_MAX} comparisons`)
    }
    const word = this.take()
    const operator = operatorOf(word)
    if (operator === 'pr') return { kind: 'present', attribute }
    if (!operator) throw unexpected(word, 'one of the operators eq, ne, co, sw, ew, gt, ge, lt, le, pr')
    const value = comparandOf(this.take(), attribute, operator, this.#repairs)
    return { kind: 'compare', attribute, operator, value }
  }

  #isKeyword(token: Token, keyword: string): boolean {
    return token.kind === 'word' && foldCase(token.text) === keyword
  }
}

function known(reference: AttributeReference | undefined, name: Token): AttributeReference {
  if (reference) return reference
  throw invalidFilter(
    `The filter names an unknown attribute at character ${name.at + 1}: ${quoted(name.text)}`,
  )
}

function conjunction(inner: Filter, other: Filter): Filter {
  return { kind: 'and', all: inner.kind === 'and' ? [...inner.all, other] : [inner, other] }
}
