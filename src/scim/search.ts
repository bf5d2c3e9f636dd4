import { isObject, type JsonObject } from '../model/identity/resource-filter.ts'
import { nothingChanged, type ScimAnswer, type ScimCall } from './call.ts'
import { invalidSyntax, ScimError } from './errors.ts'
import { findGroups, listGroups } from './groups.ts'
import { renderList } from './render.ts'
import { findUsers, listUsers } from './users.ts'

const searchRequest = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'

/** `POST /Users/.search` (RFC 7644 3.4.3): the query of a GET, in a body, so that no address stands in a URL. */
export const searchUsers = (call: ScimCall) => listUsers(queryOfBody(call))

/** `POST /Groups/.search` */
export const searchGroups = (call: ScimCall) => listGroups(queryOfBody(call))

/** `POST /.search` */
export const searchAll = (call: ScimCall) => listAll(queryOfBody(call))

/**
 * `GET /` (RFC 7644 3.4.2.1): users, then groups, as one list. A filter that only one type's attributes can meet finds
 * nothing of the other.
 */
export async function listAll(call: ScimCall): Promise<ScimAnswer> {
  if (call.query.has('cursor')) {
    throw new ScimError(400, 'cursor: page through /Users and /Groups each by itself.', 'invalidCursor')
  }
  const users = await unlessForeign(() => findUsers(call))
  const count = users === undefined ? undefined : users.request.count - users.resources.length
  const passed = users?.totalResults ?? 0
  const groups = await unlessForeign(() =>
    findGroups(count === undefined ? call : withPage(call, users?.request.startIndex ?? 1, passed, count)),
  )
  const first = users ?? groups
  if (!first) throw await foreignFilter(call)
  const resources = [...(users?.resources ?? []), ...(groups?.resources ?? [])]
  const total = passed + (groups?.totalResults ?? 0)
  const { startIndex } = (users ?? groups ?? first).request
  return { status: 200, body: renderList(resources, total, { startIndex }), effect: nothingChanged }
}

function withPage(call: ScimCall, startIndex: number, passed: number, count: number): ScimCall {
  const query = new Map(call.query)
  query.set('startindex', String(Math.max(1, startIndex - passed)))
  query.set('count', String(count))
  return { ...call, query }
}

/** A filter that does not parse for one type may be meant for the other. */
async function unlessForeign<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof ScimError && error.scimType === 'invalidFilter') return undefined
    throw error
  }
}

/** The error of a filter that no type understands: what the first says of it. */
async function foreignFilter(call: ScimCall): Promise<unknown> {
  return findUsers(call).then(
    () => invalidSyntax('filter: it is not valid'),
    (error: unknown) => error,
  )
}

/** Reads a SearchRequest as the parameters of a GET. */
function queryOfBody(call: ScimCall): ScimCall {
  const { body } = call
  if (!isObject(body)) throw invalidSyntax('The body must be a JSON object')
  requireSearchRequest(body)
  const query = new Map<string, string>()
  for (const [name, value] of Object.entries(body)) {
    const text = parameterOf(name, value)
    if (text !== undefined) query.set(name.toLowerCase(), text)
  }
  return { ...call, query }
}

function requireSearchRequest({ schemas }: JsonObject): void {
  const isOne = Array.isArray(schemas) && schemas.some((schema) => schema === searchRequest)
  if (!isOne) throw invalidSyntax(`schemas must hold ${searchRequest}`)
}

function parameterOf(name: string, value: unknown): string | undefined {
  if (name === 'schemas' || value === null) return undefined
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(',')
  throw invalidSyntax(`${name.slice(0, 100)} must be a text, a number or a list of texts`)
}
