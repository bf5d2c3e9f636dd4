import { isObject, type JsonObject } from '../model/identity/resource-filter.ts'
import { comparePlaces, type Place, type Sort } from '../model/identity/resource-sort.ts'
import { nothingChanged, type ScimAnswer, type ScimCall } from './call.ts'
import { invalidSyntax, ScimError, tooMany } from './errors.ts'
import { findGroups, listGroups } from './group-reads.ts'
import { judgedMax, type RenderedPage } from './list.ts'
import { type ListRequest, readListRequest } from './list-request.ts'
import { type ListedResource, renderList } from './render.ts'
import { GROUP } from './schema/schemas.ts'
import { findUsers, listUsers } from './users.ts'

const searchRequest = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'

/** `POST /Users/.search` (RFC 7644 3.4.3): the query of a GET, in a body, so that no address stands in a URL. */
export const searchUsers = (call: ScimCall) => listUsers(queryOfBody(call))

/** `POST /Groups/.search` */
export const searchGroups = (call: ScimCall) => listGroups(queryOfBody(call))

/** `POST /.search` */
export const searchAll = (call: ScimCall) => listAll(queryOfBody(call))

const finds = { User: findUsers, Group: findGroups } as const

/**
 * `GET /` (RFC 7644 3.4.2.1): users, then groups, as one list, or both sorted into one. A filter that only one type's
 * attributes can meet finds nothing of the other.
 */
export async function listAll(call: ScimCall): Promise<ScimAnswer> {
  if (call.query.has('cursor')) {
    throw new ScimError(400, 'cursor: page through /Users and /Groups each by itself.', 'invalidCursor')
  }
  const asked = askEach(call)
  const [{ request }] = asked
  const { resources, total } = request.sort
    ? await sortedPage(asked, request)
    : await joinedPage(asked, request)
  const { startIndex } = request
  return { status: 200, body: renderList(resources, total, { startIndex }), effect: nothingChanged }
}

interface Asked {
  readonly request: ListRequest
  readonly find: (request: ListRequest) => Promise<RenderedPage>
}

/**
 * What is asked of each type. A filter that does not parse for one may be meant for the other.
 * @throws ScimError what the first type says of a filter that none understands
 */
function askEach(call: ScimCall): [Asked, ...Asked[]] {
  const asked: Asked[] = []
  let refusal: unknown
  const types = [call.userType, GROUP]
  for (const type of types) {
    try {
      const request = readListRequest(call, type, types)
      asked.push({ request, find: (page) => finds[type.name](call, page) })
    } catch (error) {
      if (!(error instanceof ScimError && error.scimType === 'invalidFilter')) throw error
      refusal ??= error
    }
  }
  const [first, ...others] = asked
  if (!first) throw refusal
  return [first, ...others]
}

interface JoinedPage {
  readonly resources: readonly ListedResource[]
  readonly total: number
}

/** One type's resources after the other's. */
async function joinedPage(asked: readonly Asked[], { startIndex, count }: ListRequest): Promise<JoinedPage> {
  const resources: ListedResource[] = []
  let total = 0
  for (const { request, find } of asked) {
    const rest = { startIndex: Math.max(1, startIndex - total), count: count - resources.length }
    const page = await find({ ...request, ...rest })
    resources.push(...page.resources)
    total += page.totalResults
  }
  return { resources, total }
}

/** Reads each type's list from its beginning to the end of the page, and sorts them into one. */
async function sortedPage(
  asked: readonly Asked[],
  { startIndex, count, sort }: ListRequest,
): Promise<JoinedPage> {
  const end = startIndex - 1 + count
  if (end > judgedMax) {
    throw tooMany(
      `startIndex: a sorted list across types ends at ${judgedMax}. Sort /Users and /Groups each by itself.`,
    )
  }
  const merged: { place: Place; resource: ListedResource }[] = []
  let total = 0
  for (const { request, find } of asked) {
    const page = await find({ ...request, startIndex: 1, count: end })
    const places = await page.places()
    merged.push(...page.resources.map((resource, n) => ({ resource, place: places[n] as Place })))
    total += page.totalResults
  }
  merged.sort((a, b) => comparePlaces(a.place, b.place, sort as Sort))
  return { resources: merged.slice(startIndex - 1, end).map(({ resource }) => resource), total }
}

/** Reads a SearchRequest as the parameters of a GET. */
function queryOfBody(call: ScimCall): ScimCall {
  const body = call.takeBody()
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
