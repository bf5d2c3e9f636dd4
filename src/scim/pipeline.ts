import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Admission } from '../http/admission.ts'
import type { Callers, DirectoryCaller } from '../http/caller.ts'
import { type Deadline, startDeadline } from '../http/deadline.ts'
import type { JsonBody } from '../http/json-body.ts'
import { provisioningRefusal } from '../model/subscription.ts'
import type { Database } from '../storage/database.ts'
import type { EarlyStatistics } from '../storage/statistics.ts'
import { answerTo, send } from './answer.ts'
import type { ScimAnswer, ScimCall } from './call.ts'
import { recogniseClient } from './client-recognition.ts'
import type { ClientSightings } from './client-sightings.ts'
import { ScimError } from './errors.ts'
import type { ExchangeLog } from './exchange-log.ts'
import type { TotalsFolder } from './housekeeping.ts'
import type { ListPlaces } from './list-places.ts'
import { performOperation } from './operation.ts'
import { readBody, readQuery } from './request-body.ts'
import type { ScimRoute } from './routes.ts'
import { userTypeWith } from './schema/schema-details.ts'

export interface ScimServices {
  readonly database: Database
  readonly callers: Callers
  readonly exchanges: ExchangeLog
  readonly admission: Admission
  readonly statistics: EarlyStatistics
  readonly totals: TotalsFolder
  readonly clients: ClientSightings
  readonly places: ListPlaces
  readonly publicUrl: () => string
  readonly now: () => Date
  /** How long a call may take in all. */
  readonly callMaxMs: number
}

export const scimPrefix = '/scim/v2'

/** One request on its way through the pipeline. */
interface Http {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** The part of the URL that names the directory; empty when none does. */
  readonly directory: string
  /** The resource that the URL names; empty when it names none. */
  readonly id: string
}

/**
 * The pipeline of every call: deadline, place, caller, subscription, body, handler, answer, exchange. The deadline ends
 * each wait within it, so a call that takes too long is answered here like any other, and by nobody else.
 */
export async function serve(services: ScimServices, route: ScimRoute, http: Http): Promise<FastifyReply> {
  const { request, reply, directory } = http
  if (!services.admission.enter()) {
    const busy = new ScimError(503, 'The server is busy just now. Repeat the call.')
    return send(request, reply, answerTo(busy, request))
  }
  const deadline = startDeadline(services.callMaxMs)
  try {
    const now = services.now()
    const { authorization } = request.headers
    const caller = await services.callers.authenticate(directory, authorization, now, deadline.signal)
    if (!caller) return refuseStranger(http)
    const answer = await serveCaller(services, route, { ...http, caller, deadline, now })
    return send(request, reply, answer)
  } catch (error) {
    return send(request, reply, answerTo(error, request))
  } finally {
    deadline.clear()
    services.admission.leave()
  }
}

/** A stranger does not learn whether there is such a directory, endpoint or method. */
function refuseStranger({ request, reply, directory }: Http): FastifyReply {
  const wanted = "'Authorization: Bearer …'"
  const detail =
    directory === ''
      ? `The URL must begin with a directory's base URL, and the request needs its token: ${wanted}.`
      : `The request needs a valid token of this directory: ${wanted}.`
  void reply.header('www-authenticate', 'Bearer realm="Doorward SCIM"')
  return send(request, reply, answerTo(new ScimError(401, detail), request))
}

interface CallersHttp extends Http {
  readonly caller: DirectoryCaller
  readonly deadline: Deadline
  readonly now: Date
}

async function serveCaller(services: ScimServices, route: ScimRoute, http: CallersHttp): Promise<ScimAnswer> {
  const { request, caller, deadline, now, id } = http
  const repairs: string[] = []
  let body: JsonBody = { value: undefined, bytes: 0 }
  let answer: ScimAnswer
  try {
    const refusal = provisioningRefusal(caller.subscription, route.act)
    if (refusal !== undefined) throw new ScimError(403, refusal)
    body = await readBody(request.raw, route, deadline.signal)
    answer = await route.handle(callOf(services, http, body.value, repairs), id)
    if (route.act !== 'read') noteWrite(services, caller)
  } catch (error) {
    answer = answerTo(error, request)
  }
  const userAgent = request.headers['user-agent']
  const client = recogniseClient({ userAgent, url: request.url, body: body.value })
  if (client !== undefined) services.clients.note(caller, client, now)
  services.exchanges.record({
    siteId: caller.siteId,
    directoryId: caller.directoryId,
    at: now,
    method: request.method,
    path: request.url.replace(baseUrlPath, ''),
    status: answer.status,
    durationMs: services.now().getTime() - now.getTime(),
    client: userAgent,
    effect: answer.effect,
    repairs,
    requestId: request.id,
    requestBody: body.value,
    requestBytes: body.bytes,
    responseBody: typeof answer.body === 'function' ? tooLongToKeep : answer.body,
  })
  return answer
}

function noteWrite({ statistics, totals }: ScimServices, { siteId }: DirectoryCaller): void {
  statistics.noteWrite()
  totals.noteWrite(siteId)
}

const tooLongToKeep = '(sent in pieces, too large to keep)'
const baseUrlPath = new RegExp(`^${scimPrefix}/[^/?]*`)

function callOf(
  services: ScimServices,
  { request, caller, deadline, now, directory }: CallersHttp,
  body: unknown,
  repairs: string[],
): ScimCall {
  const { siteId, directoryId, settings, subscription } = caller
  const surroundings = {
    subscription,
    now: services.now,
    // A thousand operations take a few seconds; the last to begin has the rest of the time.
    beginWithinMs: (services.callMaxMs * 2) / 3,
    noteWrite: () => noteWrite(services, caller),
    answerTo: (error: unknown) => answerTo(error, request),
  }
  const call: ScimCall = {
    siteId,
    directoryId,
    now,
    audit: { actor: { kind: 'directory', name: caller.tokenLabel }, now, directoryId, requestId: request.id },
    database: services.database.until(deadline.signal),
    userType: userTypeWith(caller.detailFields),
    baseUrl: `${services.publicUrl()}${scimPrefix}/${directory.toLowerCase()}`,
    query: readQuery(request.url),
    places: services.places,
    body,
    settings,
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
    repairs,
    operate: (operation) => performOperation(surroundings, call, operation),
  }
  return call
}
