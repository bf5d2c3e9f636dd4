/** PATCH of a resource (RFC 7644 3.5.2): operations → changes → a new resource. Users and groups share this one engine. */
import { isDeepStrictEqual } from 'node:util'
import { type DialectSettings, GENERIC } from '../../model/identity/dialect-settings.ts'
import type { Filter, Json, JsonObject } from '../../model/identity/resource-filter.ts'
import { ScimError } from '../errors.ts'
import { requireAttributes, requireOnePrimary } from '../schema/resource-value.ts'
import type { ResourceType } from '../schema/schemas.ts'
import { applyChange, valueAt } from './patch-apply.ts'
import { type Change, compileOperation, type PatchContext, type Target } from './patch-change.ts'
import type { PatchOperation } from './patch-request.ts'

export interface ResourcePatch {
  readonly resource: JsonObject
  /** False when every value was there already: success, and `meta.lastModified` stays (RFC 7644 3.5.2.1). */
  readonly changed: boolean
  /** Names of the deviations that were repaired, and `ignored:…` for each unknown attribute that was dropped. */
  readonly repairs: string[]
}

/**
 * Most elements that the operations of one request may look at, each once for every comparison: a list of 1,000 addresses
 * may be searched 150 times, in about a tenth of a second. Providers stay below a hundredth of it.
 */
const VISITS_MAX = 300_000

export interface PatchOptions {
  readonly settings?: DialectSettings | undefined
  /** The resource's id, so that a body may repeat it. */
  readonly id?: string | undefined
  /** Takes a change out of the engine's hands (true), as groups do with their members. */
  readonly divert?: (change: Change, context: PatchContext) => boolean
}

/** The operations of a request as changes, told without the resource that they are for. */
export interface CompiledPatch {
  readonly changes: readonly { readonly index: number; readonly change: Change }[]
  readonly context: PatchContext
}

/**
 * Reads operations as changes, in order.
 * @throws ScimError 400; its detail begins with the operation, such as `Operations[3]`
 */
export function compilePatch(
  operations: readonly PatchOperation[],
  type: ResourceType,
  { settings = GENERIC, id, divert }: PatchOptions = {},
): CompiledPatch {
  const context: PatchContext = { type, settings, id, repairs: new Set(), ignored: [] }
  const changes: { index: number; change: Change }[] = []
  for (const [index, operation] of operations.entries()) {
    inOperation(index, () => {
      for (const change of compileOperation(operation, context)) {
        if (!divert?.(change, context)) changes.push({ index, change })
      }
    })
  }
  return { changes, context }
}

/**
 * Applies changes in order, all or none.
 * @param current the stored canonical resource; it is not changed
 * @throws ScimError 400 or 413, named as by `compilePatch`
 */
export function applyPatch(current: JsonObject, { changes, context: read }: CompiledPatch): ResourcePatch {
  const context = { ...read, repairs: new Set(read.repairs), ignored: [...read.ignored] }
  const draft = { ...current }
  const touched = new Map<string, Target>()
  let visits = 0
  for (const { index, change } of changes) {
    inOperation(index, () => {
      visits += visitsOf(change, draft)
      if (visits > VISITS_MAX)
        throw new ScimError(
          413,
          'the operations would look through too many values. Send fewer of them at once.',
        )
      applyChange(draft, change, context)
      touched.set(`${change.target.schema.id}:${change.target.attribute.name}`, change.target)
    })
  }
  if (touched.size > 0) requireValid(draft, touched.values(), context.type)
  return {
    resource: draft,
    changed: [...touched.values()].some((target) => !sameAt(current, draft, target)),
    repairs: [...context.repairs, ...context.ignored.map((name) => `ignored:${name}`)],
  }
}

/** Names the operation that fails. */
function inOperation(index: number, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    throw new ScimError(error.status, `Operations[${index}]: ${error.detail}`, error.scimType)
  }
}

function visitsOf({ op, target, value }: Change, draft: JsonObject): number {
  const list = target.attribute.multiValued ? valueAt(draft, target) : undefined
  const length = Array.isArray(list) ? list.length : 0
  const given = Array.isArray(value) ? value.length : 1
  return 1 + length * (1 + (target.filter ? comparisonsOf(target.filter) : 0) + (op === 'remove' ? given : 0))
}

/** How many comparisons a filter makes of one element. */
export function comparisonsOf(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
      return filter.all.reduce((sum, part) => sum + comparisonsOf(part), 0)
    case 'or':
      return filter.any.reduce((sum, part) => sum + comparisonsOf(part), 0)
    case 'not':
    case 'element':
      return comparisonsOf(filter.inner)
    default:
      return 1
  }
}

/** Rules that hold for the result, whatever the operations passed through on their way. */
function requireValid(draft: JsonObject, touched: Iterable<Target>, type: ResourceType): void {
  for (const target of touched) {
    const value: Json | undefined = valueAt(draft, target)
    if (Array.isArray(value)) requireOnePrimary(target.attribute, value)
  }
  requireAttributes(draft, type)
}

function sameAt(before: JsonObject, after: JsonObject, target: Target): boolean {
  return isDeepStrictEqual(valueAt(before, target), valueAt(after, target))
}
