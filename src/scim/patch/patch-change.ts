/** From a PATCH operation to changes, each of one attribute: paths resolved, keys taken for paths, read-only ones refused. */

import type { DialectSettings } from '../../model/identity/dialect-settings.ts'
import { foldCase, isObject, type Json } from '../../model/identity/resource-filter.ts'
import { pathAsKey } from '../dialect/names.ts'
import { nullRemovesNobody, readOnlyIgnored, unknownPathSkipped } from '../dialect/patches.ts'
import type { Repairs } from '../dialect/repairs.ts'
import { invalidValue, mutability, noTarget, ScimError } from '../errors.ts'
import { type PatchPath, parsePatchPath, printPath, resolveAttribute } from '../filter/path.ts'
import { givenTwice, noteIgnored } from '../schema/resource-value.ts'
import { type Attribute, type ResourceType, type Schema, subAttributeOf } from '../schema/schemas.ts'
import type { PatchOperation } from './patch-request.ts'

/** A path that names an attribute. */
export interface Target extends PatchPath {
  readonly attribute: Attribute
}

export interface Change {
  readonly op: PatchOperation['op']
  readonly target: Target
  /** null where an operation has none. */
  readonly value: Json
  /** A removal that names, by null, those who are to go: nobody. */
  readonly removesNobody?: boolean
}

/** What all operations of one request share. */
export interface PatchContext {
  readonly type: ResourceType
  readonly settings: DialectSettings
  /** The resource's id, if known: a body that repeats it is no change, another one is an error. */
  readonly id: string | undefined
  readonly repairs: Repairs
  /** Names of unknown attributes that were dropped. */
  readonly ignored: string[]
}

/**
 * The changes of one operation, in order.
 * @throws ScimError 400 noTarget, invalidPath, invalidFilter, invalidValue or mutability
 */
export function compileOperation(operation: PatchOperation, context: PatchContext): Change[] {
  const { op, path, value = null } = operation
  if (path === undefined) {
    if (op === 'remove') throw noTarget('A remove operation needs a path') // RFC 7644 3.5.2.2
    return changesOfKeys(op, value, undefined, context)
  }
  if (namesNothing(path, context.type) && unknownPathSkipped(context.settings)) {
    noteIgnored(context.ignored, nameIn(path))
    return []
  }
  const target = parsePatchPath(path, context.type, context.repairs)
  if (!hasAttribute(target)) return changesOfExtension(op, target.schema, value, context)
  if (isReadOnly(target)) {
    if (op !== 'remove' && isOwnId(target, value, context)) return []
    throw readOnly(target)
  }
  if (op === 'remove' && target.attribute.required && !target.sub && !target.filter) {
    throw mutability(`${target.attribute.name} is required and cannot be removed`) // RFC 7644 3.5.2.2
  }
  if (isDropped(target)) return []
  return [{ op, target, value, ...(nullRemovesNobody(operation) && { removesNobody: true }) }]
}

/** Whether a path has the shape of one, and no schema has the attribute or sub-attribute that it names. */
function namesNothing(path: string, type: ResourceType): boolean {
  const name = nameIn(path)
  if (!/^[^\s"\]]+$/.test(name) || foldCase(name) === foldCase(type.schema.id)) return false
  const found = resolveAttribute(name, type)
  if (!found) return true
  const sub = /\]\.([\w$-]+)$/.exec(path)?.[1]
  return sub !== undefined && found.attribute !== undefined && !subAttributeOf(found.attribute, sub)
}

/** A path without its filter, which may hold a person's data. */
function nameIn(path: string): string {
  const open = path.indexOf('[')
  return open < 0 ? path : path.slice(0, open)
}

/**
 * A value without a path: its keys are attributes, but also paths.
 * @param extension the schema whose object `value` is
 */
function changesOfKeys(
  op: 'add' | 'replace',
  value: Json,
  extension: Schema | undefined,
  context: PatchContext,
): Change[] {
  if (!isObject(value)) {
    throw invalidValue(extension?.id ?? 'The value of an operation without a path', 'must be an object')
  }
  const seen = new Set<string>()
  return Object.keys(value).flatMap((key) => {
    const item = value[key] ?? null
    const target = targetOfKey(extension ? `${extension.id}:${key}` : key, context)
    if (!target) {
      noteIgnored(context.ignored, extension ? `${extension.id}:${key}` : key)
      return []
    }
    if (pathAsKey(key, target)) context.repairs.add(pathAsKey.name)
    const name = printPath(target)
    if (seen.has(name)) throw givenTwice(hasAttribute(target) ? nameOf(target) : target.schema.id)
    seen.add(name)
    if (!hasAttribute(target)) return changesOfExtension(op, target.schema, item, context)
    if (isReadOnly(target)) return changesOfReadOnly(target, item, context)
    return isDropped(target) ? [] : [{ op, target, value: item }]
  })
}

/** An unknown or malformed key is dropped, as it is in the body of a POST. */
function targetOfKey(key: string, context: PatchContext): PatchPath | undefined {
  if (!key.includes('[')) {
    return resolveAttribute(key, context.type, context.repairs)
  }
  try {
    return parsePatchPath(key, context.type, context.repairs)
  } catch (error) {
    if (error instanceof ScimError) return undefined
    throw error
  }
}

/** The bare URN of an extension stands for all its attributes: an object merges, a removal or null drops it. */
function changesOfExtension(
  op: PatchOperation['op'],
  schema: Schema,
  value: Json,
  context: PatchContext,
): Change[] {
  const unassigns = value === null || (Array.isArray(value) && value.length === 0)
  if (op !== 'remove' && !unassigns) return changesOfKeys(op, value, schema, context)
  if (op === 'add') return []
  return schema.attributes
    .filter((attribute) => attribute.mutability !== 'readOnly')
    .map((attribute) => ({ op: 'remove', target: { schema, isExtension: true, attribute }, value: null }))
}

/** Read-only attributes among the keys of a value: left out. */
function changesOfReadOnly(target: Target, value: Json, context: PatchContext): [] {
  if (!readOnlyIgnored(value, isId(target) ? context.id : undefined)) throw readOnly(target)
  context.repairs.add(readOnlyIgnored.name)
  return []
}

function isOwnId(target: Target, value: Json, context: PatchContext): boolean {
  return isId(target) && context.id !== undefined && String(value) === context.id
}

function isId(target: Target): boolean {
  return !target.isExtension && target.attribute.name === 'id'
}

function isReadOnly(target: Target): boolean {
  return target.attribute.mutability === 'readOnly' || target.sub?.mutability === 'readOnly'
}

/** `password` (Okta sends a random one, P12): taken and not kept. */
function isDropped(target: Target): boolean {
  return target.attribute.mutability === 'writeOnly'
}

function readOnly(target: Target): ScimError {
  return mutability(`${nameOf(target)} is read-only`)
}

function hasAttribute(path: PatchPath): path is Target {
  return path.attribute !== undefined
}

/** The name of a target in errors: without its filter, which may hold a person's data. */
export function nameOf({ attribute, sub }: Target): string {
  return sub ? `${attribute.name}.${sub.name}` : attribute.name
}
