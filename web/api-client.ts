import type { demoApi } from '../demo/contract.ts'
import type { adminApi, setupApi } from '../src/admin/contract.ts'
import type { deskApi } from '../src/desk/contract.ts'
import type { mailApi } from '../src/mail/contract.ts'
import type { Answer, Given, Problem, Route } from '../src/model/contract.ts'
import type { signInApi } from '../src/sso/contract.ts'
import { connection } from './connection.ts'
import { freshSignIn } from './fresh-sign-in.ts'

type Table = typeof adminApi &
  typeof deskApi &
  typeof setupApi &
  typeof signInApi &
  typeof mailApi &
  typeof demoApi
/** Every route by its method and path, as a person would write it: `GET /api/directories`. */
type Routes = { [Name in keyof Table as `${Table[Name]['method']} ${Table[Name]['path']}`]: Table[Name] }
type RouteName = keyof Routes
export type ReadName = Extract<RouteName, `GET ${string}`>

/** Nothing to give may be left out; whatever the contract wants may not. */
export type GivenTo<Name extends RouteName> = Given<Routes[Name]>
type Arguments<R extends Route> =
  unknown extends Given<R>
    ? [given?: undefined, options?: CallOptions]
    : [given: Given<R>, options?: CallOptions]
export type AnswerOf<Name extends RouteName> = Answer<Routes[Name]>

interface CallOptions {
  readonly signal?: AbortSignal
  /** The same for each repetition of one act, so that it happens once. */
  readonly idempotencyKey?: string
  /** What was read before it is changed: whoever changed it meanwhile was faster, and the call fails with a conflict. */
  readonly basedOn?: object
}

/** The entity tag of each answer that has one. */
const tags = new WeakMap<object, string>()

/** A call that did not do what it should. */
export class CallFailed extends Error {
  /** What the server says of it; undefined when the server was not reached, or answered something else. */
  readonly problem: Problem | undefined
  /** When a next attempt is looked at, by this browser's clock; undefined where the server did not say. */
  readonly retryAt: number | undefined
  /** Something answered, and it was no answer of the server's: a proxy whose server is away, or an answer that broke off. */
  readonly isGarbled: boolean

  constructor(problem?: Problem, retryAfterSeconds?: number, isGarbled = false) {
    super(problem?.detail ?? 'The server was not reached.')
    this.name = 'CallFailed'
    this.problem = problem
    this.isGarbled = isGarbled
    this.retryAt = retryAfterSeconds ? Date.now() + retryAfterSeconds * 1_000 : undefined
  }
}

interface Parts {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
}

/**
 * Calls a route of the contracts, from which all types follow. Where it needs a fresh sign-in the person is asked for one, and
 * the call is made again.
 * @throws CallFailed with the server's problem, or without one when the server cannot be reached
 */
export async function call<Name extends RouteName>(
  name: Name,
  ...[given, options]: Arguments<Routes[Name]>
): Promise<AnswerOf<Name>> {
  const [method, path] = name.split(' ') as [string, string]
  const { params, query, body } = (given ?? {}) as Parts
  const { signal, idempotencyKey, basedOn } = options ?? {}
  const tag = basedOn && tags.get(basedOn)
  const { response, answer } = await send(urlOf(path, params, query), {
    method,
    headers: {
      accept: 'application/json',
      // The language that the page is in, which need not be the browser's: mails are written in it.
      'accept-language': document.documentElement.lang || navigator.language,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(tag === undefined ? {} : { 'if-match': tag }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  })
  if (response.status === 204) return undefined as AnswerOf<Name>
  if (response.ok && answer !== undefined) {
    const own = response.headers.get('etag')
    if (own !== null && typeof answer === 'object' && answer !== null) tags.set(answer, own)
    return answer as AnswerOf<Name>
  }
  const retryAfter = Number(response.headers.get('retry-after')) || undefined
  const problem = isProblem(answer) ? answer : undefined
  const failure = new CallFailed(problem, retryAfter, problem === undefined)
  const isRepeated = failure.problem?.code === 'fresh-sign-in-needed' && (await freshSignIn.ask())
  if (!isRepeated) throw failure
  return call(name, ...([given, options] as Arguments<Routes[Name]>))
}

/** The server answers a call within half of this; what is not here by then does not come any more. */
const callMaxMs = 60_000
/** What is sent has its time beside that, over a line that carries so little: an import is 6 MB. */
const bytesPerMsMin = 8

/** @throws CallFailed without a problem where the server cannot be reached, or does not answer in time */
async function send(url: string, request: RequestInit): Promise<{ response: Response; answer: unknown }> {
  const sent = typeof request.body === 'string' ? request.body.length : 0
  const limit = AbortSignal.timeout(callMaxMs + sent / bytesPerMsMin)
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit
  const isHere = connection.wait()
  try {
    const response = await fetch(url, { ...request, signal })
    connection.reached()
    return { response, answer: await response.json().catch(() => undefined) }
  } catch (error) {
    if (request.signal?.aborted) throw error
    // A server that answers others may still be there.
    if (limit.aborted) void connection.check()
    else connection.lost()
    throw new CallFailed()
  } finally {
    isHere()
  }
}

function urlOf(path: string, params: Parts['params'], query: Parts['query']): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value))
  }
  return search.size > 0 ? `${filled}?${search}` : filled
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'detail' in answer
}
