import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { freshCustomerSignInNeeded, freshSignInNeeded } from '../model/access/proof.ts'
import type { Answer, Contract, Route, Taken } from '../model/contract.ts'
import { conflict, DoorwardError, FieldErrors, notFound } from '../model/errors.ts'
import { siteIsLeaving } from '../model/site-deletion.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import type { Site } from '../storage/sites.ts'
import { type Asker, findAsker } from './asker.ts'
import { requireKeyPace } from './asker-pace.ts'
import { bearerIn } from './bearer.ts'
import { type CustomerCaller, callerByCustomerSession } from './customer-caller.ts'
import { startDeadline } from './deadline.ts'
import type { DnsResolvers } from './dns-resolvers.ts'
import type { Downloads } from './downloads.ts'
import { entityTagOf } from './entity-tag.ts'
import type { EventStreams } from './event-streams.ts'
import type { OutboundAllow } from './outbound-allow.ts'
import { isRefusal, noteRefusal, requirePermission } from './permission.ts'
import { fieldErrorsOf, sendProblem } from './problem.ts'
import type { RateCeiling } from './rate-ceiling.ts'
import type { Refusals } from './refusals.ts'
import { once } from './repeatable-call.ts'
import { isSameOrigin } from './same-origin.ts'
import { readCookie } from './session-cookie.ts'
import { callerBySetupSession, type SetupCaller } from './setup-caller.ts'
import type { Sites } from './site.ts'
import {
  actorOf,
  callerByApiKey,
  callerBySession,
  type SessionCaller,
  type StaffCaller,
} from './staff-caller.ts'
import { type Unchanged, unchangedSince } from './unchanged.ts'

/** What every handler of a contract gets besides what the route takes. */
export interface CallContext {
  /** Gives up when the call's time is over. */
  readonly database: Database
  readonly dns: DnsResolvers
  /** What may be called beside the public Internet. */
  readonly outboundAllow: OutboundAllow
  readonly sites: Sites
  readonly events: EventStreams
  readonly downloads: Downloads
  readonly now: Date
  /** The call's time: whatever waits on its behalf watches it. */
  readonly signal: AbortSignal
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Whether people reach the site by https. */
  readonly isSecure: boolean
  /** The scheduled tasks that this server runs. */
  readonly tasks: ReadonlySet<string>
  /** Where the server is reached; a site may have an address of its own. */
  readonly publicUrl: string
  /** How large an attachment may be at most, whatever a site says. */
  readonly attachmentMbServerMax: number
}

type SiteOf<R extends Route> = R extends { readonly beforeSite: true } ? undefined : Site
type CallerOf<R extends Route> = R extends {
  readonly permission: 'anyone' | 'customer' | 'asker' | 'set-up'
}
  ? StaffCaller | undefined
  : R extends { readonly sessionOnly: true }
    ? SessionCaller
    : StaffCaller

export type Call<R extends Route> = Taken<R> &
  CallContext & {
    readonly site: SiteOf<R>
    readonly caller: CallerOf<R>
    /** Who is signed in at the help centre. */
    readonly customer: R extends { readonly permission: 'customer' } ? CustomerCaller : undefined
    /** Who asks at the help centre: a customer, or one of the staff. */
    readonly asker: R extends { readonly permission: 'asker' } ? Asker : undefined
    /** Who of a customer's own IT is at the set-up page, and of which directory. */
    readonly setup: R extends { readonly permission: 'set-up' } ? SetupCaller : undefined
    /** Who does what is done now; nobody at the routes for anyone, nor at those where the person is a customer and stands in the details. */
    readonly audit: R extends { readonly permission: 'anyone' | 'customer' } ? undefined : AuditContext
    /** A change asks it in its own transaction, behind the lock. */
    readonly unchanged: Unchanged
  }

type Result<R extends Route> = R extends { readonly streams: true } ? Readable : Answer<R>

/** One handler for every operation. */
export type Handlers<C extends Contract> = {
  readonly [Operation in keyof C]: (call: Call<C[Operation]>) => Promise<Result<C[Operation]>>
}

export interface ContractServices {
  readonly database: Database
  readonly dns: DnsResolvers
  /** What may be called beside the public Internet. */
  readonly outboundAllow: OutboundAllow
  readonly sites: Sites
  readonly events: EventStreams
  readonly downloads: Downloads
  readonly refusals: Refusals
  readonly tasks: ReadonlySet<string>
  readonly now: () => Date
  readonly publicUrl: () => string
  readonly attachmentMbServerMax: number
  /** Of this program. */
  readonly version: string
  readonly callMaxMs: number
  /** How fast each program asks for whoever made its key. */
  readonly keyPace: RateCeiling
}

/** An operation of a contract, with what does it. */
export interface Operation {
  readonly name: string
  readonly route: Route
  readonly handle: (call: never) => Promise<unknown>
}

/** As which the audit knows what a customer does: who it was stands in the details, by id. */
const helpCentre = { kind: 'system', name: 'portal' } as const

/** One call, from the site it is for to its answer. */
export async function answer(
  services: ContractServices,
  { name, route, handle, reading }: Operation & { readonly reading: Operation | undefined },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const deadline = startDeadline(services.callMaxMs)
  const now = services.now()
  const publicUrl = services.publicUrl()
  const context: CallContext = {
    database: services.database.until(deadline.signal),
    dns: services.dns,
    outboundAllow: services.outboundAllow,
    sites: services.sites,
    events: services.events,
    downloads: services.downloads,
    tasks: services.tasks,
    now,
    signal: deadline.signal,
    request,
    reply,
    isSecure: request.protocol === 'https' || publicUrl.startsWith('https:'),
    publicUrl,
    attachmentMbServerMax: services.attachmentMbServerMax,
  }
  try {
    const site = await siteFor(route, context)
    const bearer = bearerOf(request)
    const isForCustomers = route.permission === 'customer'
    const isForSetup = route.permission === 'set-up'
    const isForAskers = route.permission === 'asker'
    const isForOutsiders = isForCustomers || isForSetup
    if (bearer === undefined || isForOutsiders) requireSameOrigin(request)
    const customer = site && isForCustomers ? await customerFor(context, site) : undefined
    if (customer && route.freshSignIn && !customer.isFresh)
      throw new DoorwardError('fresh-sign-in-needed', freshCustomerSignInNeeded)
    const setup = site && isForSetup ? await setupFor(context, site) : undefined
    const asker = site && isForAskers ? await askerFor(context, site, bearer) : undefined
    if (asker) requireAskerMay(route, asker, services.keyPace, now)
    const caller =
      site && !isForOutsiders && !isForAskers ? await callerFor(context, site, bearer) : asker?.staff
    const requestId = request.id
    const asked = { operation: name, route, siteId: site?.id, caller, now, requestId }
    await requirePermission(services.refusals, asked)
    const actor = setup
      ? ({ kind: 'set-up', name: setup.directory } as const)
      : caller
        ? actorOf(caller)
        : asker && helpCentre
    const auditContext = actor && { actor, now, requestId }
    const unchanged = unchangedSince(request.headers['if-match'], route, reading?.route)
    const taken = take(route, request)
    const call = {
      ...context,
      ...taken,
      site,
      caller,
      customer,
      asker,
      setup,
      audit: auditContext,
      unchanged,
    }
    // The route's own checks have made of it what its handler takes.
    const result = () =>
      handle(call as never).catch(async (error: unknown) => {
        if (isRefusal(error)) await noteRefusal(services.refusals, asked, {})
        throw error
      })
    void reply.header('cache-control', 'no-store')
    const callerId = caller?.staffId ?? asker?.person.id
    if (route.creates && site && callerId !== undefined) {
      const key = request.headers['idempotency-key']?.toString()
      const what = { siteId: site.id, callerId, key, request: [name, taken], now }
      const { answer: made, isRepeated } = await once(services.database, what, result)
      if (isRepeated) void reply.header('idempotency-replayed', 'true')
      return reply.code(201).send(route.answer?.parse(made))
    }
    if (route.media) {
      void reply.type(route.media.startsWith('text/') ? `${route.media}; charset=utf-8` : route.media)
    }
    if (route.streams) {
      // It goes on beyond the deadline. Who asks for the head alone begins nothing.
      return reply.code(200).send(request.method === 'HEAD' ? '' : await result())
    }
    const answered = await result()
    if (!route.answer) return reply.code(204).send()
    // It cannot say more than the contract promises.
    const body = route.answer.parse(answered)
    if (reading && !route.media) void reply.header('etag', entityTagOf(reading.route, body))
    return reply.code(200).send(body)
  } catch (error) {
    return sendProblem(request, reply, error)
  } finally {
    deadline.clear()
  }
}

/** @throws DoorwardError 'forbidden', 'fresh-sign-in-needed', or 'too-many-attempts' for a program that asks too fast */
function requireAskerMay(route: Route, asker: Asker, keyPace: RateCeiling, now: Date): void {
  const { apiKeyId, isFresh, person } = asker
  if (apiKeyId !== undefined) requireKeyPace(keyPace, apiKeyId, now)
  if (route.sessionOnly && apiKeyId !== undefined)
    throw new DoorwardError('forbidden', 'This is done at a browser only, and not by an API key.')
  if (route.freshSignIn && !isFresh)
    throw new DoorwardError(
      'fresh-sign-in-needed',
      person.kind === 'customer' ? freshCustomerSignInNeeded : freshSignInNeeded,
    )
}

async function siteFor(route: Route, { sites, request, now }: CallContext): Promise<Site | undefined> {
  if (route.beforeSite) return undefined
  const site = await sites.at(request.host, now)
  if (!site) throw notFound('A site at this host')
  if (site.deletionDue !== null && !route.whileLeaving) throw conflict(siteIsLeaving)
  return site
}

/** Reading changes nothing, and who shows an API key is no browser that somebody else's page could use. */
function requireSameOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  if (!isSameOrigin(request.headers, request.host)) {
    throw new DoorwardError('forbidden', 'This did not come from a page of this site.')
  }
}

/** The secret of an API key; undefined at a browser. */
function bearerOf({ headers }: FastifyRequest): string | undefined {
  if (headers.authorization === undefined) return undefined
  return bearerIn(headers.authorization) ?? ''
}

/** @throws DoorwardError 'not-signed-in' */
async function customerFor(
  { database, request, isSecure, now }: CallContext,
  site: Site,
): Promise<CustomerCaller> {
  const secret = readCookie(request, 'customer', isSecure)
  const found = await callerByCustomerSession(database, site, secret, now)
  if (!found) throw new DoorwardError('not-signed-in', 'Sign in first.')
  return found
}

/** @throws DoorwardError 'not-signed-in' */
async function askerFor(context: CallContext, site: Site, bearer: string | undefined): Promise<Asker> {
  const found = await visitorOf(context, site, bearer)
  if (!found) throw new DoorwardError('not-signed-in', 'Sign in first.')
  return found
}

/** Who asks, where nobody has to be known. */
export function visitorOf(
  { database, request, isSecure, now }: CallContext,
  site: Site,
  bearer: string | undefined = bearerOf(request),
): Promise<Asker | undefined> {
  const customer = readCookie(request, 'customer', isSecure)
  const session = readCookie(request, 'session', isSecure)
  const proof = readCookie(request, 'proof', isSecure)
  return findAsker(database, site, { customer, session, proof, bearer }, now)
}

/** @throws DoorwardError 'not-signed-in' */
async function setupFor({ database, request, isSecure, now }: CallContext, site: Site): Promise<SetupCaller> {
  const secret = readCookie(request, 'set-up', isSecure)
  const found = await callerBySetupSession(database, site.id, secret, now)
  if (!found) throw new DoorwardError('not-signed-in', 'Open the set-up page by its link first.')
  return found
}

/** Who shows a key is known by it alone, whatever cookies come along. */
function callerFor(
  context: CallContext,
  site: Site,
  bearer: string | undefined,
): Promise<StaffCaller | undefined> {
  if (bearer !== undefined) return callerByApiKey(context.database, site.id, bearer, context.now)
  const secret = readCookie(context.request, 'session', context.isSecure)
  const proof = readCookie(context.request, 'proof', context.isSecure)
  return callerBySession(context.database, site.id, secret, context.now, proof)
}

function requireObject(body: unknown, type: string | undefined): void {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return
  const came = type === undefined ? '' : ` It came as ${type.split(';', 1)[0]?.trim()}.`
  const detail = `must be one JSON object, with Content-Type: application/json.${came}`
  throw new FieldErrors([{ field: 'body', rule: 'not-an-object', detail }])
}

/** What was sent, checked by the route's schemas; every field at fault is named at once. */
function take(route: Route, request: FastifyRequest): object {
  const given = { params: request.params, query: request.query, body: request.body ?? {} }
  const errors: FieldErrors['errors'][number][] = []
  const taken: { [part: string]: unknown } = {}
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = route[part]
    if (!schema) continue
    if (part === 'body') requireObject(given.body, request.headers['content-type'])
    const parsed = schema.safeParse(given[part], { reportInput: true })
    if (parsed.success) taken[part] = parsed.data
    // What names nothing is not found, and not wrong.
    else if (part === 'params') throw notFound('This address of the API')
    else errors.push(...fieldErrorsOf(parsed.error))
  }
  if (errors.length > 0) throw new FieldErrors(errors)
  return taken
}
