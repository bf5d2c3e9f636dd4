/** From an answer of a handler, or any error, to HTTP. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DoorwardError, type ErrorCode, sayFault } from '../model/errors.ts'
import type { ScimAnswer } from './call.ts'
import { renderScimError, ScimError } from './errors.ts'

const contentType = 'application/scim+json; charset=utf-8'
const unavailableForSeconds = 5

const statusOfCode: { readonly [code in ErrorCode]: number } = {
  invalid: 400,
  'not-found': 404,
  'changed-meanwhile': 412,
  conflict: 409,
  'not-signed-in': 401,
  'second-factor-needed': 401,
  'fresh-sign-in-needed': 403,
  forbidden: 403,
  'too-many-attempts': 429,
  'too-much': 429,
  'too-large': 413,
  'no-room': 507,
  unavailable: 503,
  'outcome-unknown': 503,
}

/** Any error as an answer; what nobody foresaw is logged and becomes an opaque 500. */
export function answerTo(error: unknown, request: FastifyRequest): ScimAnswer {
  const scim = scimErrorOf(error, request)
  const word = error instanceof DoorwardError && error.code === 'outcome-unknown' ? 'Unknown' : 'Refused'
  return {
    status: scim.status,
    body: renderScimError(scim),
    effect: `${word}: ${scim.detail}`,
    ...(scim.status === 503 && { retryAfterSeconds: unavailableForSeconds }),
  }
}

function scimErrorOf(error: unknown, request: FastifyRequest): ScimError {
  if (error instanceof ScimError) return error
  if (error instanceof DoorwardError) return new ScimError(statusOfCode[error.code], error.message)
  request.log.error({ err: error }, 'a SCIM call failed')
  return new ScimError(500, sayFault(request.id))
}

/** Sends what a handler answered, or an error as one. */
export function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, body, location, etag, allow, retryAfterSeconds }: ScimAnswer,
): FastifyReply {
  void reply.code(status)
  if (retryAfterSeconds !== undefined) {
    // Seconds, never a date: Okta reads nothing else (Okta 8).
    void reply.header('retry-after', String(retryAfterSeconds))
    // What is still to come of the body would keep the connection from its next call.
    if (isBodyComing(request)) void reply.header('connection', 'close')
  }
  if (location !== undefined) void reply.header('location', location)
  if (allow !== undefined) void reply.header('allow', allow)
  if (etag !== undefined) void reply.header('etag', etag)
  if (body === undefined) return reply.send()
  void reply.header('content-type', contentType)
  return reply.send(typeof body === 'function' ? Readable.from(body()) : body)
}

function isBodyComing({ raw: { complete, headers } }: FastifyRequest): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  return hasBody && !complete
}
