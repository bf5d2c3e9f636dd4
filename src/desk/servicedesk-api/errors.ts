import type { FastifyReply, FastifyRequest } from 'fastify'
import { problemOf } from '../../http/problem.ts'

/** Answers any error in the original's form: a sentence, and a key with its parameters for whoever translates. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const { status, code, detail, errors = [], requestId } = problemOf(error, request.id)
  if (code === 'unexpected') request.log.error({ err: error }, 'a request failed')
  const errorMessage = detail
  // A field at fault is named twice: in the sentence, and for programs.
  const parameters = errors.map((one) => `${one.field}: ${one.detail}`)
  if (status === 401) void reply.header('www-authenticate', 'Basic realm="servicedeskapi", charset="UTF-8"')
  if (code === 'unavailable') void reply.header('retry-after', '5')
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('x-request-id', requestId)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errorMessage, i18nErrorMessage: { i18nKey: `doorward.${code}`, parameters } }))
}
