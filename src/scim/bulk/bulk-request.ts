/** Reads the body of a bulk request (RFC 7644 3.7) into operations; what they refer to is for bulk-references.ts. */
import { foldCase, isObject, type Json, type JsonObject } from '../../model/identity/resource-filter.ts'
import { invalidSyntax, invalidValue, ScimError } from '../errors.ts'
import { field } from '../patch/patch-request.ts'

/** Announced in ServiceProviderConfig; Authentik sends as many operations at once as this says, also in a PATCH. */
export const BULK_OPERATIONS_MAX = 1_000
/** In bytes. The body of a single group may be larger than that; it then comes as a call of its own. */
export const BULK_PAYLOAD_MAX = 16 * 1024 * 1024

/** Paths and bulkIds are repeated in the answer, whose size this bounds. */
const ECHO_LENGTH_MAX = 500

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const
export type BulkMethod = (typeof methods)[number]

export interface BulkOperation {
  readonly method: BulkMethod
  /** Begins with a slash; may end with `bulkId:…` where an id stands. */
  readonly path: string
  /** Always there for POST. */
  readonly bulkId?: string
  readonly version?: string
  /** Always there except for DELETE. */
  readonly data?: JsonObject
}

export interface BulkRequest {
  readonly operations: readonly BulkOperation[]
  /** After so many failed operations no further one is begun. */
  readonly failOnErrors: number
  /** Names of the deviations that were read all the same. */
  readonly repairs: ReadonlySet<string>
}

/**
 * Reads a BulkRequest message. What makes the message itself unreadable refuses all of it, before anything is done; what is
 * wrong with the resource inside an operation fails that operation alone.
 * @throws ScimError 400 naming what is wrong (`Operations[3].path …`), 413 for more than BULK_OPERATIONS_MAX
 */
export function readBulk(body: unknown): BulkRequest {
  if (!isObject(body)) throw invalidSyntax('The body must be a JSON object')
  const repairs = new Set<string>()
  const schemas = field(body, 'schemas', repairs)
  const wanted = foldCase(BULK_REQUEST)
  if (
    !Array.isArray(schemas) ||
    !schemas.some((urn) => typeof urn === 'string' && foldCase(urn) === wanted)
  ) {
    throw invalidSyntax(`schemas must contain ${BULK_REQUEST}`)
  }
  const failOnErrors = readFailOnErrors(field(body, 'failOnErrors', repairs))
  const given = field(body, 'Operations', repairs)
  if (!Array.isArray(given) || given.length === 0) {
    throw invalidSyntax('Operations must be a list of at least one operation')
  }
  if (given.length > BULK_OPERATIONS_MAX) {
    throw new ScimError(
      413,
      `Operations: ${given.length} are more than maxOperations (${BULK_OPERATIONS_MAX})`,
    )
  }
  const operations = given.map((operation, index) =>
    readOperation(operation, `Operations[${index}]`, repairs),
  )
  requireUniqueBulkIds(operations)
  return { operations, failOnErrors, repairs }
}

function readFailOnErrors(given: Json | undefined): number {
  if (given === undefined || given === null) return Number.POSITIVE_INFINITY
  if (typeof given === 'number' && Number.isSafeInteger(given) && given > 0) return given
  throw invalidValue('failOnErrors', 'must be a positive integer')
}

function readOperation(given: Json, where: string, repairs: Set<string>): BulkOperation {
  if (!isObject(given)) throw invalidSyntax(`${where} must be an object`)
  const method = methods.find((one) => one === field(given, 'method', repairs))
  if (!method) throw invalidSyntax(`${where}.method must be ${methods.join(', ')}`)
  const path = readText(field(given, 'path', repairs), `${where}.path`)
  if (path === undefined) throw invalidSyntax(`${where}.path is missing`)
  const bulkId = readText(field(given, 'bulkId', repairs), `${where}.bulkId`)
  if (bulkId === undefined && method === 'POST')
    throw invalidSyntax(`${where}.bulkId is missing; POST needs one`)
  const version = readText(field(given, 'version', repairs), `${where}.version`)
  const data = method === 'DELETE' ? undefined : readData(field(given, 'data', repairs), `${where}.data`)
  return {
    method,
    // "Relative to the root" (RFC 7644 3.7) may be read without the slash, which all examples have.
    path: path.startsWith('/') ? path : `/${path}`,
    ...(bulkId !== undefined && { bulkId }),
    ...(version !== undefined && { version }),
    ...(data && { data }),
  }
}

function readText(given: Json | undefined, where: string): string | undefined {
  if (given === undefined || given === null) return undefined
  if (typeof given !== 'string' || given === '') throw invalidSyntax(`${where} must be a text`)
  if (given.length > ECHO_LENGTH_MAX) {
    throw invalidSyntax(`${where} must not be longer than ${ECHO_LENGTH_MAX} characters`)
  }
  return given
}

function readData(given: Json | undefined, where: string): JsonObject {
  if (!isObject(given)) throw invalidSyntax(`${where} must be an object`)
  return given
}

/** A reference must mean one resource. On other methods than POST a bulkId names nothing and is only answered. */
function requireUniqueBulkIds(operations: readonly BulkOperation[]): void {
  const first = new Map<string, number>()
  for (const [index, { method, bulkId }] of operations.entries()) {
    if (method !== 'POST' || bulkId === undefined) continue
    const earlier = first.get(bulkId)
    if (earlier !== undefined) {
      throw invalidValue(`Operations[${index}].bulkId`, `must not be that of Operations[${earlier}] as well`)
    }
    first.set(bulkId, index)
  }
}
