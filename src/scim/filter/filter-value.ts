/** The value at the right of a comparison, read for the type of the attribute at its left. */
import {
  type AttributeReference,
  type Comparand,
  type CompareOperator,
  foldCase,
  instantOf,
} from '../../model/identity/resource-filter.ts'
import { booleanAsText, numberInQuotes, textWithoutQuotes } from '../dialect/filters.ts'
import type { Repairs } from '../dialect/repairs.ts'
import { invalidFilter, type ScimError } from '../errors.ts'
import type { Token } from './filter-tokens.ts'

type Kind = 'text' | 'order'
const kinds: Partial<Record<CompareOperator, Kind>> = {
  co: 'text',
  sw: 'text',
  ew: 'text',
  gt: 'order',
  ge: 'order',
  lt: 'order',
  le: 'order',
}

/**
 * The comparand of `attribute operator token`: a JSON literal.
 * @param repairs receives the names of the deviations
 * @throws ScimError invalidFilter when the operator or the value does not fit the attribute's type.
 */
export function comparandOf(
  token: Token,
  attribute: AttributeReference,
  operator: CompareOperator,
  repairs: Repairs,
): Comparand {
  const fail = (rule: string): ScimError =>
    invalidFilter(`The filter is not valid at character ${token.at + 1}: ${rule}`)
  const name = attribute.sub === undefined ? attribute.name : `${attribute.name}.${attribute.sub}`
  const kind = kinds[operator]
  if (attribute.type === 'complex') throw fail(`${name} has sub-attributes, compare one of them`)
  if (kind && excluded[attribute.type]?.includes(kind)) {
    throw fail(`${name} is of type ${attribute.type} and cannot be compared by ${operator}`)
  }
  const literal = literalOf(token)
  if (literal === undefined) throw fail('expected a value, a text in double quotes')
  if (literal === null) {
    if (kind) throw fail(`null can only be compared by eq and ne`)
    return null
  }
  const value = converted(token, literal, attribute, kind, repairs)
  if (value === undefined) throw fail(`${name} is of type ${attribute.type}, and the value is not`)
  return value
}

/** RFC 7644 3.4.2.2: booleans and binary values have no order. Parts of a boolean or number mean nothing either. */
const excluded: Partial<Record<AttributeReference['type'], readonly Kind[]>> = {
  boolean: ['text', 'order'],
  binary: ['order'],
  decimal: ['text'],
  integer: ['text'],
}

/** The text of a token; null for the literal null; undefined when it is no value. */
function literalOf(token: Token): string | null | undefined {
  if (token.kind === 'word') {
    if (token.text.startsWith("'")) return undefined // the text the sender means would never be found
    return foldCase(token.text) === 'null' ? null : token.text
  }
  if (token.kind !== 'string') return undefined
  try {
    const text: unknown = JSON.parse(token.text)
    return typeof text === 'string' && !text.includes('\0') && text.isWellFormed() ? text : undefined
  } catch {
    return undefined // a control character or an unknown escape
  }
}

function converted(
  token: Token,
  literal: string,
  { type }: AttributeReference,
  kind: Kind | undefined,
  repairs: Repairs,
): string | number | boolean | undefined {
  switch (type) {
    case 'boolean':
      if (token.text === 'true') return true
      if (token.text === 'false') return false
      repairs.add(booleanAsText.name)
      return booleanAsText(literal)
    case 'integer':
    case 'decimal':
      if (numberInQuotes(token)) repairs.add(numberInQuotes.name)
      return numberOf(literal)
    default:
      // Also a number or boolean as it is written: employeeNumber eq 007.
      if (textWithoutQuotes(token)) repairs.add(textWithoutQuotes.name)
      return type !== 'dateTime' || kind === 'text' || instantOf(literal) !== undefined ? literal : undefined
  }
}

function numberOf(literal: string): number | undefined {
  if (!/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(literal)) return undefined
  const number = Number(literal)
  return Number.isFinite(number) ? number + 0 : undefined // -0 and 0 are one value
}
