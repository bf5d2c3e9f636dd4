import { isObject, type JsonObject } from '../model/identity/resource-filter.ts'
import { comparePlaces, type Place, type Sort } from '../model/identity/resource-sort.ts'
import { nothingChanged, type ScimAnswer, type ScimCall } from './call.ts'
import { writeCursor } from './cursor.ts'
import { invalidSyntax, ScimError, tooMany } from './errors.ts'
import { findGroups, listGroups } from './group-reads.ts'
import { judgedMax, type RenderedPage } from './list.ts'
import { type ListRequest, readListRequest } from './list-request.ts'
import { type ListedResource, renderList } from './render.ts'
import { GROUP, type ResourceType } from './schema/schemas.ts'
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
 * `GET /` (RFC 7644 3.4.2.1): users, then groups, as one list, or both sorted into one.
 */
export async function listAll(call: ScimCall): Promise<ScimAnswer> {
  const cursor = call.query.get('cursor')
  const body = await (cursor === undefined ? pageByIndex(call) : pageByCursor(call, cursor))
  return { status: 200, body, effect: nothingChanged }
}

async function pageByIndex(call: ScimCall) {
  const [users, groups] = [askedOf(call, call.userType), askedOf(call, GROUP)]
  const asked = [users, groups].filter(({ request }) => !request.findsNothing)
  const { resources, total } = users.request.sort
    ? await sortedPage(asked, users.request)
    : await joinedPage(asked, users.request)
  const { startIndex } = users.request
  return renderList(resources, total, { startIndex })
}

/**
 * The cursor of a list of both is that of the type in whose part the page ended, with the type before it (RFC 9865 leaves to the
 * server what it holds).
 */
async function pageByCursor(call: ScimCall, cursor: string) {
  const isInGroups = cursor.startsWith('g.')
  const of = (place: string) => ({ ...call, query: new Map(call.query).set('cursor', place) })
  const place = cursor.replace(/^[ug]\./, '')
  const users = askedOf(of(isInGroups ? '' : place), call.userType)
  const groups = askedOf(of(isInGroups ? place : ''), GROUP)
  if (users.request.sort) {
    throw new ScimError(
      400,
      'cursor: a sorted list of users and groups is paged by index; by cursor sort /Users and /Groups each by itself.',
      'invalidCursor',
    )
  }
  const { count } = users.request
  const first = await pageOf(users, isInGroups ? 0 : count)
  const isFirstLeft = !isInGroups && first.nextCursor !== undefined
  const second = await pageOf(groups, isFirstLeft ? 0 : count - first.resources.length)
  let nextCursor = isFirstLeft ? `u.${first.nextCursor}` : second.nextCursor && `g.${second.nextCursor}`
  const [last] = (await first.places()).slice(-1)
  // The page is full where the users end: the groups begin behind the last of them.
  if (!nextCursor && last && second.resources.length === 0 && second.totalResults > 0)
    nextCursor = `u.${writeCursor(last, users.request.query, call.cursorKey())}`
  const resources = [...first.resources, ...second.resources]
  return renderList(resources, first.totalResults + second.totalResults, { nextCursor })
}

const emptyPage = { resources: [], totalResults: 0, nextCursor: undefined, places: async () => [] }

const pageOf = ({ request, find }: Asked, count: number) =>
  request.findsNothing ? emptyPage : find({ ...request, count })

interface Asked {
  readonly request: ListRequest
  readonly find: (request: ListRequest) => Promise<RenderedPage>
}

const askedOf = (call: ScimCall, type: ResourceType): Asked => ({
  request: readListRequest(call, type, [call.userType, GROUP]),
  find: (page) => finds[type.name](call, page),
})

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

/** Reads each type's list from its beginning to the end of the page, and sorts them into one. A list that is short ends by itself. */
async function sortedPage(
  asked: readonly Asked[],
  { startIndex, count, sort }: ListRequest,
): Promise<JoinedPage> {
  const end = startIndex - 1 + count
  if (end > judgedMax && (await totalOf(asked)) > judgedMax) {
    throw tooMany(
      `startIndex: a sorted list across types ends at ${judgedMax}. Sort /Users and /Groups each by itself.`,
    )
  }
  const merged: { place: Place; resource: ListedResource }[] = []
  let total = 0
  for (const { request, find } of asked) {
    const page = await find({ ...request, startIndex: 1, count: Math.min(end, judgedMax) })
    const places = await page.places()
    merged.push(...page.resources.map((resource, n) => ({ resource, place: places[n] as Place })))
    total += page.totalResults
  }
  merged.sort((a, b) => comparePlaces(a.place, b.place, sort as Sort))
  return { resources: merged.slice(startIndex - 1, end).map(({ resource }) => resource), total }
}

async function totalOf(asked: readonly Asked[]): Promise<number> {
  let total = 0
  for (const { request, find } of asked)
    total += (await find({ ...request, startIndex: 1, count: 0 })).totalResults
  return total
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
  if (typeof value === 'string') return value
  // Of a large number JavaScript writes 1e+30, which is an integer all the same.
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : String(value)
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(',')
  throw invalidSyntax(`${name.slice(0, 100)} must be a text, a number or a list of texts`)
}
