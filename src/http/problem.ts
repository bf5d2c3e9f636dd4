import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type Problem, plainCharacters, plainLines } from '../model/contract.ts'
import { DoorwardError, FieldErrors, sayFault } from '../model/errors.ts'
import { ComeLater } from './attempts.ts'

/** Each code of a problem with its status and its title; the readable page of the API explains them in this order. */
export const problemTable = {
  invalid: { status: 400, title: 'What was sent breaks a rule' },
  'not-signed-in': { status: 401, title: 'Nobody is signed in' },
  'second-factor-needed': { status: 401, title: 'A second factor is needed as well' },
  'fresh-sign-in-needed': { status: 403, title: 'Show again who you are' },
  forbidden: { status: 403, title: 'This is not allowed' },
  'not-found': { status: 404, title: 'There is no such thing' },
  conflict: { status: 409, title: 'Something else is in the way' },
  'changed-meanwhile': { status: 412, title: 'Somebody else was faster' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  'too-much': { status: 429, title: 'More than one person does in a while' },
  'too-large': { status: 413, title: 'This is too large' },
  'no-room': { status: 507, title: 'The server has no room for it' },
  unavailable: { status: 503, title: 'Not possible just now' },
  'outcome-unknown': { status: 503, title: 'Nobody knows whether it was done' },
  unexpected: { status: 500, title: 'Something went wrong on the server' },
} as const satisfies { readonly [Code in Problem['code']]: { status: number; title: string } }

/** How long to wait before a repetition, in seconds, where that helps. */
const retryAfterSeconds: { readonly [code in Problem['code']]?: number } = {
  'too-many-attempts': 60,
  unavailable: 5,
}

/** Somebody else has changed what a caller read, before the caller changed it. */
export class ChangedMeanwhile extends DoorwardError {
  /** Who, and when; undefined where it changed by itself. */
  readonly change: Problem['change']

  constructor(change: Problem['change']) {
    super(
      'changed-meanwhile',
      'Somebody else has changed this since you read it. Read it again, and decide anew.',
    )
    this.change = change
  }
}

/** Answers any error as a problem (RFC 9457). What is not known stays opaque, and is found in the log by the request's id. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const problem = problemOf(error, request.id)
  if (problem.code === 'unexpected') request.log.error({ err: error }, 'a request failed')
  const retryAfter = error instanceof ComeLater ? error.retryAfterSeconds : retryAfterSeconds[problem.code]
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter))
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem))
}

/** What an error is to a caller. What is not known stays opaque. */
export function problemOf(error: unknown, requestId: string): Problem {
  const { code, detail, errors, change } = reasonOf(error, requestId)
  const { status, title } = problemTable[code]
  const more = { ...(errors && { errors: [...errors] }), ...(change && { change }) }
  return { type: `/api/docs#${code}`, title, status, code, detail, requestId, ...more }
}

function reasonOf(
  error: unknown,
  requestId: string,
): Pick<Problem, 'code' | 'detail' | 'change'> & { readonly errors?: FieldErrors['errors'] | undefined } {
  if (error instanceof FieldErrors) return { code: error.code, detail: error.message, errors: error.errors }
  if (error instanceof ChangedMeanwhile)
    return { code: error.code, detail: error.message, change: error.change }
  if (error instanceof DoorwardError) {
    const { code, message: detail, field } = error
    // What is not there is named by the address that was called, not by a field.
    if (field === undefined || code === 'not-found') return { code, detail }
    return { code, detail, errors: [{ field, rule: code, detail: detail.replace(`${field}: `, '') }] }
  }
  const { statusCode = 500 } = error as { statusCode?: number }
  // Fastify refuses what is no JSON, and what is too long.
  if (statusCode === 413)
    return { code: 'invalid', detail: 'The body is longer than this call takes. Send less at once.' }
  if (statusCode === 415)
    return { code: 'invalid', detail: 'The body must be JSON: Content-Type application/json.' }
  if (statusCode >= 400 && statusCode <= 499)
    return { code: 'invalid', detail: 'The body is not valid JSON.' }
  return { code: 'unexpected', detail: sayFault(requestId) }
}

/**
 * What zod found, by field, with a stable rule for translations and a sentence for everybody else.
 * @param part where the fields stand; those of the body are named by their path alone
 */
export function fieldErrorsOf(error: z.ZodError): NonNullable<Problem['errors']> {
  return error.issues.flatMap((issue) => {
    const field = issue.path.join('.')
    if (issue.code !== 'unrecognized_keys') return [{ field, ...ruleOf(issue) }]
    return issue.keys.map((key) => ({
      field: field === '' ? key : `${field}.${key}`,
      rule: 'unknown',
      detail: 'is not known here.',
    }))
  })
}

const characterRules: ReadonlySet<unknown> = new Set([plainCharacters, plainLines].map(String))

/** What a contract itself says of a form or a rule, with an example; zod's own sentences begin otherwise, and name patterns. */
const ownSentence = (message: string) => (message.startsWith('must ') ? `${message}.` : undefined)

function ruleOf(issue: z.core.$ZodIssue): { rule: string; detail: string; limit?: number } {
  const ofText = 'origin' in issue && issue.origin === 'string' ? ' characters long' : ''
  const ofList = 'origin' in issue && issue.origin === 'array' ? ' elements long' : ''
  if (issue.code === 'too_big') {
    const limit = Number(issue.maximum)
    return { rule: 'too-big', detail: `must be at most ${limit}${ofText}${ofList}.`, limit }
  }
  if (issue.code === 'too_small') {
    const limit = Number(issue.minimum)
    if (limit === 1 && (ofText || ofList)) return { rule: 'empty', detail: 'must not be empty.' }
    return { rule: 'too-small', detail: `must be at least ${limit}${ofText}${ofList}.`, limit }
  }
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return { rule: 'missing', detail: 'is needed.' }
    return {
      rule: 'type',
      detail: `must be ${issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`}.`,
    }
  }
  if (issue.code === 'invalid_value') {
    return { rule: 'choice', detail: `must be one of ${issue.values.map(String).join(', ')}.` }
  }
  if (issue.code === 'invalid_format' && characterRules.has(issue.pattern)) {
    return {
      rule: 'characters',
      detail: 'must hold no control characters, and no character that is cut in half.',
    }
  }
  const own = ownSentence(issue.message)
  if (issue.code === 'invalid_format')
    return { rule: 'format', detail: own ?? 'has not the form that is needed.' }
  return { rule: 'invalid', detail: own ?? 'is not valid.' }
}
