/**
 * The attributes a caller asked for: `attributes`, `excludedAttributes` and the schema's `returned`
 * (RFC 7644 3.4.2.5, 3.9).
 */
import { isObject, type Json, type JsonObject } from '../../model/identity/resource-filter.ts'
import { withoutValueFilters } from '../dialect/names.ts'
import type { Repairs } from '../dialect/repairs.ts'
import { invalidSyntax } from '../errors.ts'
import type { AttributePath } from '../filter/attribute-path.ts'
import { resolveAttribute } from '../filter/path.ts'
import {
  type Attribute,
  attributeOf,
  hiddenOf,
  type ResourceType,
  type Schema,
  schemaOf,
  subAttributeOf,
} from './schemas.ts'

/** Chosen sub-attributes by their canonical names; 'all' is the whole attribute. */
type SelectedSubs = 'all' | ReadonlySet<string>

/** Chosen attributes by their canonical names; 'all' is a whole extension. */
type SelectedAttributes = 'all' | ReadonlyMap<string, SelectedSubs>

interface SelectedNames {
  readonly attributes: ReadonlyMap<string, SelectedSubs>
  readonly extensions: ReadonlyMap<string, SelectedAttributes>
}

/** Compare `kind` with 'default' to skip whatever a selection costs. */
export type Selection =
  | { readonly kind: 'default' }
  | { readonly kind: 'only' | 'except'; readonly names: SelectedNames }

const everything: Selection = { kind: 'default' }

/**
 * Reads `attributes` and `excludedAttributes` as query parameters (one text with commas, or several) or as the lists of a
 * `.search` body. Unknown names are ignored: they select, or exclude, nothing.
 * @param repairs receives the names of the deviations
 * @throws ScimError 400 invalidSyntax when both are given, because they are mutually exclusive (RFC 7644 3.4.2.5)
 */
export function parseSelection(
  attributes: string | readonly string[] | undefined,
  excluded: string | readonly string[] | undefined,
  type: ResourceType,
  repairs: Repairs = new Set(),
): Selection {
  const asked = [attributes ?? []].flat()
  const wanted = namesIn(asked.map(withoutValueFilters))
  if (asked.some((names) => withoutValueFilters(names) !== names)) repairs.add(withoutValueFilters.name)
  const unwanted = namesIn(excluded)
  if (wanted.length > 0 && unwanted.length > 0) {
    throw invalidSyntax('attributes and excludedAttributes must not be given together')
  }
  if (wanted.length > 0) return { kind: 'only', names: resolveNames(wanted, type, repairs) }
  if (unwanted.length > 0) return { kind: 'except', names: resolveNames(unwanted, type, repairs) }
  return everything
}

function namesIn(given: string | readonly string[] | undefined): string[] {
  if (given === undefined) return []
  const texts = typeof given === 'string' ? [given] : given
  return texts.flatMap((text) => text.split(',').map((name) => name.trim())).filter((name) => name !== '')
}

function resolveNames(names: readonly string[], type: ResourceType, repairs: Repairs): SelectedNames {
  const attributes = new Map<string, SelectedSubs>()
  const extensions = new Map<string, 'all' | Map<string, SelectedSubs>>()
  for (const name of names) {
    const path = resolveAttribute(name, type, repairs)
    if (!path) continue
    if (!path.attribute) {
      extensions.set(path.schema.id, 'all')
      continue
    }
    const chosen = path.isExtension ? (extensions.get(path.schema.id) ?? new Map()) : attributes
    if (chosen === 'all') continue
    choose(chosen, path.attribute, path)
    if (path.isExtension) extensions.set(path.schema.id, chosen)
  }
  return { attributes, extensions }
}

function choose(chosen: Map<string, SelectedSubs>, { name }: Attribute, { sub }: AttributePath): void {
  const before = chosen.get(name)
  if (before === 'all') return
  chosen.set(name, sub ? new Set(before).add(sub.name) : 'all')
}

/**
 * Whether any part of a core attribute is to be returned, so that storage need not read what is expensive (`members`,
 * `groups`).
 * @param name the canonical name of an attribute that is returned by default
 */
export function wants(selection: Selection, name: string): boolean {
  if (selection.kind === 'default') return true
  const chosen = selection.names.attributes.get(name)
  return selection.kind === 'only' ? chosen !== undefined : chosen !== 'all'
}

/**
 * What a selection says of all attributes but one, which is read and written apart from them. The usual answer where it speaks of that one
 * alone, so that `excludedAttributes=members` costs nothing.
 * @param name the canonical name of a core attribute that is returned by default
 */
export function apartFrom(selection: Selection, name: string): Selection {
  if (selection.kind !== 'except') return selection
  const { attributes, extensions } = selection.names
  const others = attributes.size - (attributes.has(name) ? 1 : 0)
  return others + extensions.size === 0 ? everything : selection
}

/**
 * The part of a resource a caller is shown. `returned` decides first: always and never whatever was asked, request only when
 * named. No sub-attribute of our schemas is never or request returned, so they are not looked at (a test says so).
 * @param resource complete, in canonical spelling, with schemas, id and meta; it is not changed
 */
export function select(resource: JsonObject, selection: Selection, type: ResourceType): JsonObject {
  if (selection.kind === 'default') return withoutHidden(resource, type)
  const { kind, names } = selection
  const selected: JsonObject = {}
  for (const key of Object.keys(resource)) {
    const value = resource[key] as Json
    const attribute = attributeOf(type.schema, key)
    const extension = attribute ? undefined : schemaOf(type, key)
    const kept = attribute
      ? keep(attribute, value, names.attributes.get(key), kind)
      : extension && keepExtension(extension, value, names.extensions.get(key), kind)
    if (kept !== undefined) selected[key] = kept
  }
  return selected
}

/** Nothing is hidden in most resources, which then pass as they are. */
function withoutHidden(resource: JsonObject, type: ResourceType): JsonObject {
  let shown = hideIn(resource, type.schema)
  for (const extension of type.extensions) {
    const part = shown[extension.id]
    if (!isObject(part)) continue
    const shownPart = hideIn(part, extension)
    if (shownPart !== part) shown = { ...shown, [extension.id]: shownPart }
  }
  return shown
}

function hideIn(part: JsonObject, schema: Schema): JsonObject {
  let shown = part
  for (const { name } of hiddenOf(schema)) {
    if (!Object.hasOwn(shown, name)) continue
    const { [name]: _hidden, ...rest } = shown
    shown = rest
  }
  return shown
}

function keepExtension(
  schema: Schema,
  value: Json,
  chosen: SelectedAttributes | undefined,
  kind: 'only' | 'except',
): Json | undefined {
  if (!isObject(value)) return undefined
  const part: JsonObject = {}
  for (const key of Object.keys(value)) {
    const attribute = attributeOf(schema, key)
    const subs = chosen === 'all' ? 'all' : chosen?.get(key)
    const kept = attribute && keep(attribute, value[key] as Json, subs, kind)
    if (kept !== undefined) part[key] = kept
  }
  return Object.keys(part).length > 0 ? part : undefined
}

/** What is left of one attribute; undefined when nothing is. */
function keep(
  attribute: Attribute,
  value: Json,
  chosen: SelectedSubs | undefined,
  kind: 'only' | 'except',
): Json | undefined {
  if (attribute.returned === 'always') return value
  if (attribute.returned === 'never') return undefined
  if (kind === 'only') {
    if (chosen === undefined || chosen === 'all') return chosen && value
    return keepSubs(value, (name) => chosen.has(name) || isAlways(attribute, name))
  }
  if (chosen === 'all' || attribute.returned === 'request') return undefined
  if (chosen === undefined) return value
  return keepSubs(value, (name) => !chosen.has(name) || isAlways(attribute, name))
}

function isAlways(attribute: Attribute, name: string): boolean {
  return subAttributeOf(attribute, name)?.returned === 'always'
}

/** Chosen sub-attributes of an object, or of each element of a list; elements without any are left out. */
function keepSubs(value: Json, isKept: (name: string) => boolean): Json | undefined {
  if (Array.isArray(value)) {
    const elements = value.map((element) => keepSubs(element, isKept)).filter((kept) => kept !== undefined)
    return elements.length > 0 ? elements : undefined
  }
  if (!isObject(value)) return value
  const kept: JsonObject = {}
  for (const key of Object.keys(value)) if (isKept(key)) kept[key] = value[key] as Json
  return Object.keys(kept).length > 0 ? kept : undefined
}
