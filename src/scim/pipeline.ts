import type { FastifyReply, FastifyRequest } from 'fastify'
import { bearerToken, type Callers, type DirectoryCaller } from '../http/caller.ts'
import { type Deadline, startDeadline } from '../http/deadline.ts'
import type { JsonBody } from '../http/json-body.ts'
import type { Metrics } from '../http/metrics.ts'
import type { Client } from '../model/identity/dialect-settings.ts'
import { siteIsLeaving } from '../model/site-deletion.ts'
import { provisioningRefusal } from '../model/subscription.ts'
import type { Database } from '../storage/database.ts'
import type { EarlyStatistics } from '../storage/statistics.ts'
import { answerTo, send } from './answer.ts'
import { asWanted, nothingChanged, type ScimAnswer, type ScimCall } from './call.ts'
import { recogniseClient } from './client-recognition.ts'
import type { ClientSightings } from './client-sightings.ts'
import { cursorKeyOf } from './cursor.ts'
import { ScimError } from './errors.ts'
import { bodyKeptMax, type ExchangeLog } from './exchange-log.ts'
import type { TotalsFolder } from './housekeeping.ts'
import type { ListPlaces } from './list-places.ts'
import type { BodyRoom, Load } from './load.ts'
import { performOperation } from './operation.ts'
import { readBody, readQuery } from './request-body.ts'
import type { ScimRoute } from './routes.ts'
import { userTypeWith } from './schema/schema-details.ts'

export interface ScimServices {
  readonly database: Database
  readonly callers: Callers
  readonly exchanges: ExchangeLog
  readonly load: Load
  readonly statistics: EarlyStatistics
  readonly totals: TotalsFolder
  readonly clients: ClientSightings
  readonly places: ListPlaces
  /** Counts calls; undefined where nobody asks for figures. */
  readonly metrics: Pick<Metrics, 'scimCall' | 'scimStranger'> | undefined
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
 * The pipeline of every call: deadline, place, caller, load, subscription, body, turn, handler, answer, exchange. The
 * deadline ends each wait within it, so a call that takes too long is answered here like any other, and by nobody else.
 */
export async function serve(services: ScimServices, route: ScimRoute, http: Http): Promise<FastifyReply> {
  const { request, reply, directory } = http
  const deadline = startDeadline(services.callMaxMs)
  const began = performance.now()
  const count = (caller: DirectoryCaller | undefined, { status }: ScimAnswer) =>
    services.metrics?.scimCall(caller, {
      method: request.method,
      status,
      seconds: (performance.now() - began) / 1_000,
    })
  try {
    const now = services.now()
    const approach = { now, ip: request.ip, signal: deadline.signal }
    const caller = await services.callers.authenticate(directory, request.headers.authorization, approach)
    if (!caller) {
      services.metrics?.scimStranger()
      return refuseStranger(http)
    }
    const known = { ...http, directory: directory.toLowerCase(), caller, deadline, now }
    const answer = await serveCaller(services, route, known)
    count(caller, answer)
    return send(request, reply, answer)
  } catch (error) {
    // Mostly the database, which could not say whose the token is.
    const answer = answerTo(error, request)
    count(undefined, answer)
    return send(request, reply, answer)
  } finally {
    deadline.clear()
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
  const { load } = services
  const { directory, now, deadline } = http
  const refusal = load.enter(directory, now.getTime())
  if (refusal) {
    const more = load.unrecordedRefusals(directory, now.getTime())
    if (more === undefined) await load.holdBack()
    else {
      const effect =
        more > 0 ? `${refusal.effect} ${more} more before it were refused as well.` : refusal.effect
      const client = clientOf(http, noBody)
      record(services, http, { answer: { ...refusal, effect }, body: noBody, client, repairs: [] })
    }
    return refusal
  }
  const room = load.bodyRoom(directory, deadline.signal)
  try {
    const done = await work(services, route, http, room)
    record(services, http, done)
    return done.answer
  } finally {
    room.release()
    load.leave(directory)
  }
}

/** A call that is done, with all that its exchange says of it. */
interface Done {
  readonly answer: ScimAnswer
  /** Without a value where that is too large to be written down. */
  readonly body: JsonBody
  readonly client: Client | undefined
  readonly repairs: readonly string[]
}

const noBody: JsonBody = { value: undefined, bytes: 0 }

async function work(
  services: ScimServices,
  route: ScimRoute,
  http: CallersHttp,
  room: BodyRoom,
): Promise<Done> {
  const { request, caller, deadline, id, directory } = http
  const { signal } = deadline
  const repairs: string[] = []
  let body = noBody
  let client = clientOf(http, body)
  try {
    if (caller.isLeaving) throw new ScimError(403, siteIsLeaving)
    const refusal = provisioningRefusal(caller.subscription, route.act)
    if (refusal !== undefined) throw new ScimError(403, refusal)
    body = await readBody(request.raw, route, { signal, reserve: room.reserve })
    client = clientOf(http, body)
    const call = callOf(services, http, body.value, repairs)
    if (body.bytes > bodyKeptMax) body = { value: null, bytes: body.bytes }
    const leave = await services.load.work(directory, signal)
    try {
      const answer = await route.handle(call, id)
      if (route.act !== 'read') noteWrite(services, caller)
      return { answer, body, client, repairs }
    } finally {
      leave()
    }
  } catch (error) {
    return { answer: answerTo(error, request), body, client, repairs }
  }
}

function clientOf({ request }: Http, { value: body }: JsonBody): Client | undefined {
  return recogniseClient({ userAgent: request.headers['user-agent'], url: request.url, body })
}

const withoutEffect: ReadonlySet<string> = new Set([nothingChanged, asWanted])

function record(
  services: ScimServices,
  { request, caller, now }: CallersHttp,
  { answer, body, client, repairs }: Done,
): void {
  if (client !== undefined) services.clients.note(caller, client, now)
  services.exchanges.record({
    siteId: caller.siteId,
    directoryId: caller.directoryId,
    at: now,
    method: request.method,
    path: request.url.replace(baseUrlPath, ''),
    status: answer.status,
    durationMs: services.now().getTime() - now.getTime(),
    client: request.headers['user-agent'],
    effect: answer.effect,
    hasEffect: answer.status < 300 && !withoutEffect.has(answer.effect),
    repairs,
    requestId: request.id,
    requestBody: body.value,
    requestBytes: body.bytes,
    responseBody: typeof answer.body === 'function' ? tooLongToKeep : answer.body,
  })
}

function noteWrite({ statistics, totals }: ScimServices, { siteId }: DirectoryCaller): void {
  statistics.noteWrite()
  totals.noteWrite(siteId)
}

const tooLongToKeep = '(sent in pieces, too large to keep)'
const baseUrlPath = new RegExp(`^${scimPrefix}/[^/?]*`, 'i')

function callOf(
  services: ScimServices,
  { request, caller, deadline, now, directory }: CallersHttp,
  body: unknown,
  repairs: string[],
): ScimCall {
  const { siteId, directoryId, audience, settings, subscription } = caller
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
    audience,
    now,
    audit: { actor: { kind: 'directory', name: caller.tokenLabel }, now, directoryId, requestId: request.id },
    database: services.database.until(deadline.signal),
    userType: userTypeWith(caller.detailFields),
    baseUrl: `${services.publicUrl()}${scimPrefix}/${directory}`,
    query: readQuery(request.url),
    places: services.places,
    cursorKey: () => cursorKeyOf(bearerToken(request.headers.authorization)),
    takeBody() {
      const taken = body
      body = undefined
      return taken
    },
    settings,
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
    repairs,
    operate: (operation) => performOperation(surroundings, call, operation),
  }
  return call
}
