import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Admission } from '../http/admission.ts'
import type { Callers, DirectoryCaller } from '../http/caller.ts'
import { BodyError, type JsonBody, readJsonBody } from '../http/json-body.ts'
import { DoorwardError } from '../model/errors.ts'
import { provisioningRefusal } from '../model/subscription.ts'
import type { Database } from '../storage/database.ts'
import type { EarlyStatistics } from '../storage/statistics.ts'
import type { ScimAnswer, ScimCall } from './call.ts'
import { invalidSyntax, renderScimError, ScimError } from './errors.ts'
import type { ExchangeLog } from './exchange-log.ts'
import { type ScimRoute, scimRoutes } from './routes.ts'

export interface ScimServices {
  readonly database: Database
  readonly callers: Callers
  readonly exchanges: ExchangeLog
  readonly admission: Admission
  readonly statistics: EarlyStatistics
  readonly publicUrl: () => string
  readonly now: () => Date
}

const prefix = '/scim/v2'
const contentType = 'application/scim+json; charset=utf-8'
const retryAfterSeconds = 5
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Puts the table of routes behind authentication, limits, the error renderer and the exchange log. */
export async function scimEndpoint(server: FastifyInstance, services: ScimServices): Promise<void> {
  await server.register((scim, _options, registered) => {
    // Bodies are read by the pipeline, after the caller is known and within each route's own limit.
    scim.removeAllContentTypeParsers()
    scim.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scim.setErrorHandler((error, request, reply) => sendError(request, reply, error))
    for (const route of scimRoutes) {
      scim.route({
        method: route.method,
        url: `${prefix}/:directory${route.path}`,
        handler: (request, reply) => serve(services, route, request, reply),
      })
    }
    for (const path of new Set(scimRoutes.map((route) => route.path))) {
      const allowed = scimRoutes.filter((route) => route.path === path).map(({ method }) => method)
      scim.route({
        method: methods.filter((method) => !allowed.includes(method)),
        url: `${prefix}/:directory${path}`,
        handler: (request, reply) => refuse(services, request, reply, methodNotAllowed(reply, allowed)),
      })
    }
    scim.route({
      method: [...methods],
      url: `${prefix}/:directory/*`,
      handler: (request, reply) => refuse(services, request, reply, unknownPath()),
    })
    registered()
  })
}

const unknownPath = () =>
  new ScimError(404, 'There is no such SCIM endpoint. Known are /Users, /Groups and discovery.')

function methodNotAllowed(reply: FastifyReply, allowed: readonly string[]): ScimError {
  void reply.header('allow', allowed.join(', '))
  return new ScimError(405, `This endpoint knows only ${allowed.join(', ')}.`)
}

interface Params {
  readonly directory: string
  readonly id?: string
}

async function refuse(
  services: ScimServices,
  request: FastifyRequest,
  reply: FastifyReply,
  error: ScimError,
): Promise<FastifyReply> {
  const { directory } = request.params as Params
  const caller = await services.callers.authenticate(directory, request.headers.authorization, services.now())
  return sendError(request, reply, caller ? error : unauthorized(reply))
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
    void reply.header('retry-after', String(retryAfterSeconds))
    return sendError(request, reply, new ScimError(503, 'The server is busy just now. Repeat the call.'))
  }
  try {
    const now = services.now()
    const { directory, id = '' } = request.params as Params
    const caller = await services.callers.authenticate(directory, request.headers.authorization, now)
    if (!caller) return sendError(request, reply, unauthorized(reply))
    return await serveCaller(services, route, caller, { request, reply, now, id })
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
    body = await readBody(request, route)
    answer = await route.handle(callOf(services, caller, request, { now, body: body.value, repairs }), id)
    if (route.act !== 'read') services.statistics.noteWrite()
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
    responseBody: answer.body,
  })
  return send(reply, answer)
}

function callOf(
  services: ScimServices,
  caller: DirectoryCaller,
  request: FastifyRequest,
  { now, body, repairs }: { now: Date; body: unknown; repairs: string[] },
): ScimCall {
  const { siteId, directoryId } = caller
  return {
    siteId,
    directoryId,
    now,
    audit: { actor: { kind: 'directory', name: caller.tokenLabel }, now, directoryId, requestId: request.id },
    database: services.database,
    baseUrl: `${services.publicUrl()}${prefix}/${(request.params as Params).directory.toLowerCase()}`,
    query: readQuery(request.url),
    body,
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
    repairs,
  }
}

/** Parameter names in lower case; of a repeated one the first counts. */
function readQuery(url: string): ReadonlyMap<string, string> {
  const start = url.indexOf('?')
  const query = new Map<string, string>()
  if (start < 0) return query
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    const key = name.toLowerCase()
    if (!query.has(key)) query.set(key, value)
  }
  return query
}

async function readBody(request: FastifyRequest, route: ScimRoute): Promise<JsonBody> {
  if (route.method === 'GET' || route.method === 'DELETE') return { value: undefined, bytes: 0 }
  requireJson(request.headers['content-type'])
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > route.bodyMax) throw tooLarge(route)
  try {
    const body = await readJsonBody(request.raw, route.bodyMax)
    if (body.value === undefined) throw invalidSyntax('The body is missing.')
    return body
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    throw error.reason === 'too-large' ? tooLarge(route) : invalidSyntax(error.message)
  }
}

function tooLarge(route: ScimRoute): ScimError {
  return new ScimError(413, `The body is larger than ${route.bodyMax} bytes.`)
}

/** `application/scim+json`, or `application/json`, which Google sends; a charset other than UTF-8 is none of ours. */
function requireJson(header: string | undefined): void {
  if (header === undefined) return
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  const isJson = type === 'application/scim+json' || type === 'application/json'
  if (isJson && (charset === undefined || charset === 'utf-8' || charset === 'utf8')) return
  throw new ScimError(415, 'Content-Type must be application/scim+json or application/json, in UTF-8.')
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
  return reply.header('content-type', contentType).send(body)
}
