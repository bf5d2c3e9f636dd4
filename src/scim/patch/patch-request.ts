/** Reads the body of a PATCH request (RFC 7644 3.5.2) into operations; what they mean is for patch-change.ts. */
import { foldCase, isObject, type Json, type JsonObject } from '../../model/identity/resource-filter.ts'
import { fieldInOtherCase, operatorInCapitals, patchWithoutSchemas } from '../dialect/patches.ts'
import type { Repairs } from '../dialect/repairs.ts'
import { invalidSyntax, ScimError } from '../errors.ts'

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove'
  readonly path?: string
  readonly value?: Json
}

export interface PatchRequest {
  readonly operations: PatchOperation[]
  /** Names of the deviations that were read all the same. */
  readonly repairs: string[]
}

/** Authentik sends one operation for each member, up to our bulk.maxOperations in one request. */
export const OPERATIONS_MAX = 10_000

/** All paths of one request together; 10,000 times `members[value eq "…"]` fit four times. */
const PATHS_LENGTH_MAX = 2_000_000

const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

const operators: ReadonlyMap<string, PatchOperation['op']> = new Map([
  ['add', 'add'],
  ['replace', 'replace'],
  ['remove', 'remove'],
])

/**
 * Reads a PatchOp message.
 * @throws ScimError 400 invalidSyntax naming what is wrong (`Operations[3].op`), 413 for more than OPERATIONS_MAX
 */
export function readPatch(body: unknown): PatchRequest {
  if (!isObject(body)) throw invalidSyntax('The body must be a JSON object')
  const repairs = new Set<string>()
  requireSchema(body, repairs)
  const given = field(body, 'Operations', repairs)
  if (!Array.isArray(given) || given.length === 0) {
    throw invalidSyntax('Operations must be a list of at least one operation')
  }
  if (given.length > OPERATIONS_MAX) {
    throw new ScimError(413, `Operations must not have more than ${OPERATIONS_MAX} operations`)
  }
  const operations = given.map((operation, index) =>
    readOperation(operation, `Operations[${index}]`, repairs),
  )
  const pathsLength = operations.reduce((sum, { path = '' }) => sum + path.length, 0)
  if (pathsLength > PATHS_LENGTH_MAX) {
    throw new ScimError(
      413,
      `Operations must not have paths of more than ${PATHS_LENGTH_MAX} characters together`,
    )
  }
  return { operations, repairs: [...repairs] }
}

/** No schemas are read as these; others are another message. */
function requireSchema(body: JsonObject, repairs: Repairs): void {
  const schemas = field(body, 'schemas', repairs)
  if (patchWithoutSchemas(schemas)) {
    repairs.add(patchWithoutSchemas.name)
    return
  }
  const wanted = foldCase(PATCH_SCHEMA)
  const found =
    Array.isArray(schemas) && schemas.some((urn) => typeof urn === 'string' && foldCase(urn) === wanted)
  if (!found) throw invalidSyntax(`schemas must contain ${PATCH_SCHEMA}`)
}

function readOperation(given: Json, where: string, repairs: Repairs): PatchOperation {
  if (!isObject(given)) throw invalidSyntax(`${where} must be an object`)
  const op = readOperator(field(given, 'op', repairs), where, repairs)
  const path = readPath(field(given, 'path', repairs), where)
  const value = field(given, 'value', repairs)
  if (value === undefined && op !== 'remove') {
    throw invalidSyntax(`${where}.value is missing; null clears an attribute`)
  }
  return { op, ...(path !== undefined && { path }), ...(value !== undefined && { value }) }
}

function readOperator(given: Json | undefined, where: string, repairs: Repairs): PatchOperation['op'] {
  const text = typeof given === 'string' ? given : ''
  const op = operators.get(operatorInCapitals(text))
  if (op === undefined) {
    throw invalidSyntax(`${where}.op must be add, replace or remove`)
  }
  if (op !== text) repairs.add(operatorInCapitals.name)
  return op
}

/** Serialisers without an option to leave it out send `"path":null` (pydantic, as in authentik before 2025): no path. */
function readPath(given: Json | undefined, where: string): string | undefined {
  if (given === undefined || given === null) return undefined
  if (typeof given !== 'string') throw invalidSyntax(`${where}.path must be a text`)
  return given
}

/** A field by its name in any case; the usual spelling is found at once. */
export function field(given: JsonObject, name: string, repairs: Repairs): Json | undefined {
  if (Object.hasOwn(given, name)) return given[name]
  const key = fieldInOtherCase(given, name)
  if (key === undefined) return undefined
  repairs.add(fieldInOtherCase.name)
  return given[key]
}
