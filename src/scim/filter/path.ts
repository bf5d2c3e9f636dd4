/** Names of attributes and PATCH paths (RFC 7644 3.10 and 3.5.2), resolved against a resource type. */
import { type AttributeReference, type Filter, foldCase } from '../../model/identity/resource-filter.ts'
import { bareExtensionAttribute, dotAfterUrn } from '../dialect/names.ts'
import type { Repairs } from '../dialect/repairs.ts'
import { invalidPath, quoted } from '../errors.ts'
import { type ResourceType, subAttributeOf } from '../schema/schemas.ts'
import { type AttributePath, attributeIn } from './attribute-path.ts'
import { elementScope, parseExpression, referenceOf } from './filter-parser.ts'
import { printFilter } from './filter-print.ts'

/** A path of a PATCH operation; the filter chooses elements of `attribute`, which is then a list. */
export interface PatchPath extends AttributePath {
  readonly filter?: Filter
}

/** Longest path read: a filter and the URN before it. */
export const PATH_LENGTH_MAX = 10_000

/**
 * Finds an attribute by its name in any case: `userName`, `name.givenName`, `URN:employeeNumber`, `URN:manager.value`, the
 * bare URN of an extension. Undefined when there is none (the bare URN of the core schema names none either).
 * @param repairs receives the names of the deviations
 */
export function resolveAttribute(
  name: string,
  type: ResourceType,
  repairs?: Repairs,
): AttributePath | undefined {
  if (!/^urn:/i.test(name)) {
    const found = attributeIn(type.schema, false, name)
    if (found) return found
    const bare = bareExtensionAttribute(name, type)
    if (bare) repairs?.add(bareExtensionAttribute.name)
    return bare
  }
  for (const schema of [type.schema, ...type.extensions]) {
    const isExtension = schema !== type.schema
    const rest = afterUrn(name, schema.id)
    if (rest === '' && isExtension) return { schema, isExtension }
    if (!rest) continue
    if (dotAfterUrn(rest)) repairs?.add(dotAfterUrn.name)
    return attributeIn(schema, isExtension, rest.slice(1))
  }
  return undefined
}

/** What follows a URN at the start of a name, with its separator; undefined when the name begins otherwise. */
function afterUrn(name: string, urn: string): string | undefined {
  if (foldCase(name.slice(0, urn.length)) !== foldCase(urn)) return undefined
  const rest = name.slice(urn.length)
  return rest === '' || rest.startsWith(':') || dotAfterUrn(rest) ? rest : undefined
}

/** The reference by which a filter or a sort finds a resolved attribute; undefined for a bare URN. */
export function referenceTo(path: AttributePath): AttributeReference | undefined {
  return (
    path.attribute && referenceOf(path.isExtension ? path.schema.id : undefined, path.attribute, path.sub)
  )
}

/**
 * Parses the path of a PATCH operation: `a`, `a.b`, `a[f]`, `a[f].b`, each also after a URN, or the bare URN of an extension.
 * @param repairs receives the names of the deviations
 * @throws ScimError 400 invalidPath; 400 invalidFilter for what stands inside the brackets.
 */
export function parsePatchPath(text: string, type: ResourceType, repairs: Repairs = new Set()): PatchPath {
  if (text.length > PATH_LENGTH_MAX)
    throw invalidPath(`The path is longer than ${PATH_LENGTH_MAX} characters`)
  const open = text.indexOf('[')
  const name = open < 0 ? text : text.slice(0, open)
  const path = resolveAttribute(name, type, repairs)
  if (!path) throw invalidPath(`The path names an unknown attribute: ${quoted(name)}`)
  return open < 0 ? path : withFilter(path, name, text.slice(open), repairs)
}

/** Adds `[f]` or `[f].b` to the path of the list before it. */
function withFilter(path: AttributePath, name: string, rest: string, repairs: Repairs): PatchPath {
  const { attribute } = path
  if (!attribute?.multiValued || path.sub) {
    throw invalidPath(`The path has a filter after ${quoted(name)}, which is not a list`)
  }
  // The last bracket closes the filter: a quoted value may contain brackets, the name of a sub-attribute cannot.
  const close = rest.lastIndexOf(']')
  if (close < 0) throw invalidPath('The path has a "[" without a "]"')
  const filter = parseExpression(rest.slice(1, close), elementScope(attribute), repairs)
  const tail = rest.slice(close + 1)
  if (tail === '') return { ...path, filter }
  const sub = tail.startsWith('.') ? subAttributeOf(attribute, tail.slice(1)) : undefined
  if (!sub) {
    throw invalidPath(`The path names an unknown sub-attribute of ${attribute.name}: ${quoted(tail)}`)
  }
  return { ...path, filter, sub }
}

/** Prints a path in its canonical spelling, so that parsing it gives the same path. */
export function printPath(path: PatchPath): string {
  const urn = path.isExtension ? path.schema.id : ''
  if (!path.attribute) return urn
  const filter = path.filter ? `[${printFilter(path.filter)}]` : ''
  const sub = path.sub ? `.${path.sub.name}` : ''
  return `${urn && `${urn}:`}${path.attribute.name}${filter}${sub}`
}
