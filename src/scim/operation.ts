/** An operation of a bulk request on its way: the same table of routes, subscription and handlers as for a call of its own. */
import { isObject } from '../model/identity/resource-filter.ts'
import { provisioningRefusal, type Subscription } from '../model/subscription.ts'
import type { Operation, OperationOutcome, ScimAnswer, ScimCall } from './call.ts'
import { notFound, ScimError } from './errors.ts'
import { type ScimRoute, scimRoutes } from './routes.ts'

/** What surrounds all operations of a call. */
export interface Surroundings {
  readonly subscription: Subscription
  readonly now: () => Date
  /**
   * So long after the call came in an operation may still begin; one that comes too late is answered 503 and certainly not
   * done. What is running at the call's deadline is cut off, and then nobody knows whether it was done.
   */
  readonly beginWithinMs: number
  readonly noteWrite: () => void
  readonly answerTo: (error: unknown) => ScimAnswer
}

/** A large group is not read again for an answer that does not show it. */
const withoutMembers: ReadonlyMap<string, string> = new Map([['excludedattributes', 'members']])

/** Performs one operation. Never throws: whatever goes wrong is its answer. */
export async function performOperation(
  { subscription, now, beginWithinMs, noteWrite, answerTo }: Surroundings,
  call: ScimCall,
  { method, path, body, ifMatch }: Operation,
): Promise<OperationOutcome> {
  const repairs: string[] = []
  try {
    const at = now()
    if (at.getTime() - call.now.getTime() > beginWithinMs) {
      throw new ScimError(503, 'The call had no time left for this operation. Send it again.')
    }
    const { route, id } = routeOf(method, path)
    const refusal = provisioningRefusal(subscription, route.act)
    if (refusal !== undefined) throw new ScimError(403, refusal)
    if (isLargerThan(route.bodyMax, body)) {
      throw new ScimError(413, `The data is larger than ${route.bodyMax} bytes.`)
    }
    const answer = await route.handle(
      {
        ...call,
        now: at,
        audit: { ...call.audit, now: at },
        // PATCH answers otherwise when attributes are asked for.
        query: method === 'PATCH' ? new Map() : withoutMembers,
        takeBody: () => body,
        ifMatch,
        ifNoneMatch: undefined,
        repairs,
      },
      id,
    )
    noteWrite()
    return { answer, repairs }
  } catch (error) {
    return { answer: answerTo(error), repairs }
  }
}

/** Of a bulk's operations only those that write are known: no search, no discovery, no bulk within a bulk. */
function routeOf(method: string, path: string): { route: ScimRoute; id: string } {
  const [, endpoint, id] = /^(\/[^/]+)(?:\/(.+))?$/s.exec(path) ?? []
  const pattern = id === undefined ? endpoint : `${endpoint}/:id`
  const known = scimRoutes.filter((route) => route.path === pattern && route.act !== 'read')
  if (known.length === 0) throw notFound('path: operations are known on /Users and /Groups only.')
  const route = known.find((one) => one.method === method)
  if (!route) {
    throw new ScimError(405, `method: this path knows only ${known.map((one) => one.method).join(', ')}.`)
  }
  return { route, id: id ?? '' }
}

/** Whether a value takes more bytes as JSON, by a lower estimate; without recursion, because it may be deep. */
function isLargerThan(bytesMax: number, value: unknown): boolean {
  let bytes = 0
  const rest = [value]
  while (rest.length > 0) {
    const one = rest.pop()
    if (typeof one === 'string') bytes += one.length
    else if (Array.isArray(one)) for (const element of one) rest.push(element)
    else if (isObject(one)) {
      for (const key in one) {
        bytes += key.length + 3
        rest.push(one[key])
      }
    }
    bytes += 2
    if (bytes > bytesMax) return true
  }
  return false
}
