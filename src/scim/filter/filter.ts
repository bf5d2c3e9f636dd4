/** Filters of searches (RFC 7644 3.4.2.2): text → tree, for a resource type. */
import type { Filter } from '../../model/identity/resource-filter.ts'
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
