/** Filters that are written otherwise than the grammar of RFC 7644 3.4.2.2. */
import { foldCase } from '../../model/identity/resource-filter.ts'
import { type AttributePath, attributeIn } from '../filter/attribute-path.ts'
import { operatorOf, type Token } from '../filter/filter-tokens.ts'
import type { ResourceType } from '../schema/schemas.ts'

/**
 * Entra's documentation leaves out the quotes of a text: `externalId eq jyoung`, `id eq X and manager eq Y` (Entra 12, E1;
 * azure-docs#83855).
 */
export function textWithoutQuotes(value: Token): boolean {
  return value.kind === 'word'
}

/**
 * Entra writes a boolean as a text: `roles[primary eq "True"].value` (P8, E3), where the grammar has `true` and `false`.
 * @param text the value without its quotes
 * @returns undefined when it is no boolean
 */
export function booleanAsText(text: string): boolean | undefined {
  const word = foldCase(text)
  if (word === 'true') return true
  return word === 'false' ? false : undefined
}

/** A number as a text, from providers whose own attributes know only texts, as in bodies (`numberFromText`) [inf]. */
export function numberInQuotes(value: Token): boolean {
  return value.kind === 'string'
}

/**
 * A comparison after the brackets is meant for the same element: `emails[type eq "work"].value eq "x"` is what Entra sends,
 * `emails[type eq "work"] eq "x"` what its older documentation shows (Entra 12; azure-docs#83855).
 * @param next what follows the closing bracket
 */
export function comparisonAfterBrackets(next: Token): boolean {
  return next.kind === 'word' && (next.text.startsWith('.') || operatorOf(next) !== undefined)
}

/** PingOne filters as its administrator typed them, for example `email Co "%s"` (p1_scim_filter_expressions). */
export function pingEmail(name: string, type: ResourceType): AttributePath | undefined {
  return foldCase(name) === 'email' ? attributeIn(type.schema, false, 'emails') : undefined
}
