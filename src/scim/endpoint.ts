import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { Admission } from '../http/admission.ts'
import type { Callers, DirectoryCaller } from '../http/caller.ts'
import type { JsonBody } from '../http/json-body.ts'
import { DoorwardError } from '../model/errors.ts'
import { provisioningRefusal } from '../model/subscription.ts'
import type { Database } from '../storage/database.ts'
import type { EarlyStatistics } from '../storage/statistics.ts'
import type { ScimAnswer, ScimCall } from './call.ts'
import { renderScimError, ScimError } from './errors.ts'
import type { ExchangeLog } from './exchange-log.ts'
import type { TotalsFolder } from './housekeeping.ts'
import { readBody, readQuery } from './request-body.ts'
import { type ScimRoute, scimRoutes } from './routes.ts'
import { userTypeWith } from './schema/schema-details.ts'

export interface ScimServices {
  readonly database: Database
  readonly callers: Callers
  readonly exchanges: ExchangeLog
  readonly admission: Admission
  readonly statistics: EarlyStatistics
  readonly totals: TotalsFolder
  readonly publicUrl: () => string
  readonly now: () => Date
}

const prefix = '/scim/v2'
const contentType = 'application/scim+json; charset=utf-8'
const retryAfterSeconds = 5
const tooLongToKeep = '(sent in pieces, too large to keep)'

/** Puts the table of routes behind authentication, limits, the error renderer and the exchange log. */
export async function scimEndpoint(server: FastifyInstance, services: ScimServices): Promise<void> {
  await server.register((scim, _options, registered) => {
    try {
      addRoutes(scim, services)
      registered()
    } catch (error) {
      registered(error as Error)
    }
  })
}

function addRoutes(scim: FastifyInstance, services: ScimServices): void {
  // Bodies are read by the pipeline, after the caller is known and within each route's own limit.
  scim.removeAllContentTypeParsers()
  scim.addContentTypeParser('*', (_request, _payload, done) => done(null))
  scim.setErrorHandler((error, request, reply) => answerFramework(services, request, reply, error))
  for (const route of scimRoutes) {
    scim.route({
      method: route.method,
      url: `${prefix}/:directory${route.path}`,
      handler: (request, reply) => serve(services, route, request, reply),
    })
  }
  for (const path of new Set(scimRoutes.map((route) => route.path))) {
    const allowed = scimRoutes.filter((route) => route.path === path).map(({ method }) => method)
    // Fastify answers HEAD wherever it answers GET.
    const known = new Set<string>(allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed)
    scim.route({
      method: scim.supportedMethods.filter((method) => !known.has(method)) as HTTPMethods[],
      url: `${prefix}/:directory${path}`,
      handler: (request, reply) => refuse(services, request, reply, methodNotAllowed(allowed)),
    })
  }
  // The base URL itself is a path like any other once the table has it.
  const unknown = scimRoutes.some(({ path }) => path === '/') ? ['/*'] : ['', '/*']
  for (const rest of unknown) {
    scim.route({
      method: scim.supportedMethods as HTTPMethods[],
      url: `${prefix}/:directory${rest}`,
      handler: (request, reply) => refuse(services, request, reply, { error: unknownPath() }),
    })
  }
}

const unknownPath = () =>
  new ScimError(404, 'There is no such SCIM endpoint. Known are /Users, /Groups and discovery.')

interface Refusal {
  readonly error: ScimError
  readonly allow?: string
}

function methodNotAllowed(allowed: readonly string[]): Refusal {
  const allow = allowed.join(', ')
  return { error: new ScimError(405, `This endpoint knows only ${allow}.`), allow }
}

interface Params {
  readonly directory: string
  readonly id?: string
}

/** Refuses a call that no route serves; a stranger does not even learn that. */
async function refuse(
  services: ScimServices,
  request: FastifyRequest,
  reply: FastifyReply,
  { error, allow }: Refusal,
): Promise<FastifyReply> {
  try {
    const { directory } = request.params as Params
    const { authorization } = request.headers
    const caller = await services.callers.authenticate(directory, authorization, services.now())
    if (!caller) return sendError(request, reply, unauthorized(reply))
    if (allow !== undefined) void reply.header('allow', allow)
    return sendError(request, reply, error)
  } catch (failure) {
    return sendError(request, reply, failure)
  }
}

/** Fastify itself refuses a malformed content type before the pipeline begins, and gives up on a call that takes too long. */
function answerFramework(
  services: ScimServices,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): FastifyReply | Promise<FastifyReply> {
  const { statusCode, code } = error as { statusCode?: number; code?: string }
  if (code === 'FST_ERR_HANDLER_TIMEOUT') {
    return sendError(
      request,
      reply,
      new ScimError(503, 'The call took too long and was given up. Repeat it.'),
    )
  }
  if (statusCode === undefined || statusCode < 400 || statusCode > 499)
    return sendError(request, reply, error)
  return refuse(services, request, reply, {
    error: new ScimError(
      statusCode,
      'The request is malformed: its Content-Type or its length is not valid.',
    ),
  })
}

function unauthorized(reply: FastifyReply): ScimError {
  void reply.header('www-authenticate', 'Bearer realm="Doorward SCIM"')
  return new ScimError(401, "The request needs a valid token of this directory: 'Authorization: Bearer …'.")
}

/** The pipeline of every call: place, caller, subscription, body, handler, answer, exchange. */
async function serve(
  services: ScimServices,
  route: ScimRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!services.admission.enter()) {
    return sendError(request, reply, new ScimError(503, 'The server is busy just now. Repeat the call.'))
  }
  try {
    const now = services.now()
    const { directory, id = '' } = request.params as Params
    const caller = await services.callers.authenticate(directory, request.headers.authorization, now)
    if (!caller) return sendError(request, reply, unauthorized(reply))
    return await serveCaller(services, route, caller, { request, reply, now, id })
  } catch (error) {
    return sendError(request, reply, error)
  } finally {
    services.admission.leave()
  }
}

interface Http {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly now: Date
  readonly id: string
}

async function serveCaller(
  services: ScimServices,
  route: ScimRoute,
  caller: DirectoryCaller,
  { request, reply, now, id }: Http,
): Promise<FastifyReply> {
  const repairs: string[] = []
  let body: JsonBody = { value: undefined, bytes: 0 }
  let answer: ScimAnswer
  try {
    const refusal = provisioningRefusal(caller.subscription, route.act)
    if (refusal !== undefined) throw new ScimError(403, refusal)
    body = await readBody(request.raw, route)
    answer = await route.handle(callOf(services, caller, request, { now, body: body.value, repairs }), id)
    if (route.act !== 'read') {
      services.statistics.noteWrite()
      services.totals.noteWrite(caller.siteId)
    }
  } catch (error) {
    answer = answerTo(error, request, reply)
  }
  services.exchanges.record({
    siteId: caller.siteId,
    directoryId: caller.directoryId,
    at: now,
    method: request.method,
    path: request.url.slice(prefix.length + 1 + (request.params as Params).directory.length),
    status: answer.status,
    durationMs: services.now().getTime() - now.getTime(),
    client: request.headers['user-agent'],
    effect: answer.effect,
    repairs,
    requestId: request.id,
    requestBody: body.value,
    requestBytes: body.bytes,
    responseBody: typeof answer.body === 'function' ? tooLongToKeep : answer.body,
  })
  return send(reply, answer)
}

function callOf(
  services: ScimServices,
  caller: DirectoryCaller,
  request: FastifyRequest,
  { now, body, repairs }: { now: Date; body: unknown; repairs: string[] },
): ScimCall {
  const { siteId, directoryId, settings } = caller
  return {
    siteId,
    directoryId,
    now,
    audit: { actor: { kind: 'directory', name: caller.tokenLabel }, now, directoryId, requestId: request.id },
    database: services.database,
    userType: userTypeWith(caller.detailFields),
    baseUrl: `${services.publicUrl()}${prefix}/${(request.params as Params).directory.toLowerCase()}`,
    query: readQuery(request.url),
    body,
    settings,
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
    repairs,
  }
}

/** Any error as an answer; what nobody foresaw is logged and becomes an opaque 500. */
function answerTo(error: unknown, request: FastifyRequest, reply: FastifyReply): ScimAnswer {
  const scim = scimErrorOf(error, request)
  if (scim.status === 503) void reply.header('retry-after', String(retryAfterSeconds))
  return { status: scim.status, body: renderScimError(scim), effect: `Refused: ${scim.detail}` }
}

const statusOfCode = {
  invalid: 400,
  'not-found': 404,
  conflict: 409,
  forbidden: 403,
  unavailable: 503,
} as const

function scimErrorOf(error: unknown, request: FastifyRequest): ScimError {
  if (error instanceof ScimError) return error
  if (error instanceof DoorwardError) return new ScimError(statusOfCode[error.code], error.message)
  request.log.error({ err: error }, 'a SCIM call failed')
  return new ScimError(500, `Something went wrong on the server. Its log has more under ${request.id}.`)
}

function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  return send(reply, answerTo(error, request, reply))
}

function send(reply: FastifyReply, { status, body, location, etag }: ScimAnswer): FastifyReply {
  void reply.code(status)
  if (location !== undefined) void reply.header('location', location)
  if (etag !== undefined) void reply.header('etag', etag)
  if (body === undefined) return reply.send()
  void reply.header('content-type', contentType)
  return reply.send(typeof body === 'string' ? body : Readable.from(body()))
}
