/** Filters of searches (RFC 7644 3.4.2.2): text → tree, for a resource type. */
import { type AttributeReference, type Filter, matches } from '../../model/identity/resource-filter.ts'
import { pingEmail } from '../dialect/filters.ts'
import type { Repairs } from '../dialect/repairs.ts'
import { invalidFilter, type ScimError } from '../errors.ts'
import type { Attribute, ResourceType } from '../schema/schemas.ts'
import type { AttributePath } from './attribute-path.ts'
import { bracketsOf, parseExpression, type Scope } from './filter-parser.ts'
import { referenceTo, resolveAttribute } from './path.ts'

/**
 * Parses the filter of a search.
 * @param repairs receives the names of the deviations
 * @throws ScimError 400 invalidFilter, naming the position and the rule.
 */
export function parseFilter(text: string, type: ResourceType, repairs: Repairs = new Set()): Filter {
  return parseExpression(text, resourceScope(type, repairs), repairs)
}

/**
 * The same for a search across several types, of which one resource has one: an attribute that another type has is one without a
 * value (RFC 7644 3.4.2.1).
 * @returns true or false where every resource of the type meets the filter, or none does
 * @throws ScimError 400 invalidFilter for what no type has, too.
 */
export function parseFilterAmong(
  text: string,
  type: ResourceType,
  types: readonly ResourceType[],
  repairs: Repairs = new Set(),
): Filter | boolean {
  const others = types.filter((other) => other !== type).map((other) => resourceScope(other, repairs))
  if (others.length === 0) return parseFilter(text, type, repairs)
  const absent = new Set<AttributeReference>()
  const scope = scopeAmong(resourceScope(type, repairs), others, absent)
  const filter = parseExpression(text, scope, repairs)
  return decided(filter, absent)
}

/** Finds in a type what it has, and otherwise what others have, which is noted as absent. */
function scopeAmong(own: Scope, others: readonly Scope[], absent: Set<AttributeReference>): Scope {
  const noted = (reference: AttributeReference | undefined) => {
    if (reference) absent.add(reference)
    return reference
  }
  const ofOthers = (scopes: readonly Scope[]): Scope => ({
    reference: (name) => noted(firstOf(scopes, (scope) => scope.reference(name))),
    brackets(name) {
      const found = firstOf(scopes, (scope) => scope.brackets(name))
      return found && { list: noted(found.list), inside: ofOthers([found.inside]) }
    },
  })
  const elsewhere = ofOthers(others)
  return {
    reference: (name) => own.reference(name) ?? elsewhere.reference(name),
    brackets: (name) => (own.reference(name) ? own.brackets(name) : elsewhere.brackets(name)),
  }
}

function firstOf<T>(scopes: readonly Scope[], find: (scope: Scope) => T | undefined): T | undefined {
  for (const scope of scopes) {
    const found = find(scope)
    if (found !== undefined) return found
  }
  return undefined
}

/** What is left of a filter where these attributes have no value. */
function decided(filter: Filter, absent: ReadonlySet<AttributeReference>): Filter | boolean {
  switch (filter.kind) {
    case 'not': {
      const inner = decided(filter.inner, absent)
      return typeof inner === 'boolean' ? !inner : { kind: 'not', inner }
    }
    case 'and': {
      const all = filter.all.map((part) => decided(part, absent))
      if (all.includes(false)) return false
      const left = all.filter(isOpen)
      return left.length > 1 ? { kind: 'and', all: left } : (left[0] ?? true)
    }
    case 'or': {
      const any = filter.any.map((part) => decided(part, absent))
      if (any.includes(true)) return true
      const left = any.filter(isOpen)
      return left.length > 1 ? { kind: 'or', any: left } : (left[0] ?? false)
    }
    default:
      // Of a resource that has nothing at all, the meaning of a comparison in memory tells.
      return absent.has(filter.attribute) ? matches(filter, {}) : filter
  }
}

const isOpen = (part: Filter | boolean): part is Filter => typeof part !== 'boolean'

/** Names in the filter of a search find what paths find, and PingOne's `email`. */
function resourceScope(type: ResourceType, repairs: Repairs): Scope {
  const resolve = (name: string): AttributePath | undefined => {
    const found = resolveAttribute(name, type, repairs)
    if (found) return found
    const email = pingEmail(name, type)
    if (email) repairs.add(pingEmail.name)
    return email
  }
  return {
    reference(name) {
      const path = resolve(name)
      if (path?.attribute?.returned === 'never') throw neverReturned(path.attribute)
      return path?.attribute && referenceTo(path)
    },
    brackets(name) {
      const path = resolve(name)
      if (!path?.attribute || path.sub) return undefined
      return bracketsOf(path.isExtension ? path.schema.id : undefined, path.attribute)
    },
  }
}

/**
 * What is never returned could be guessed by filters, piece by piece. RFC 7643 7 lets a server refuse them (`returned`,
 * "never"), and RFC 7644 3.12 has invalidFilter for an attribute that takes no comparison; 403 `sensitive` is for the URL
 * alone and would send the guess to `.search`.
 */
function neverReturned({ name }: Attribute): ScimError {
  return invalidFilter(`The filter names ${name}, which is never returned and therefore never compared.`)
}
