// The way in of the service-desk API: site, key, permission, input, handler, answer.
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { startDeadline } from '../../http/deadline.ts'
import { requirePermission } from '../../http/permission.ts'
import { fieldErrorsOf } from '../../http/problem.ts'
import type { RateCeiling } from '../../http/rate-ceiling.ts'
import type { Refusals } from '../../http/refusals.ts'
import type { Sites } from '../../http/site.ts'
import { actorOf } from '../../http/staff-caller.ts'
import { plainCharacters } from '../../model/contract.ts'
import { conflict, DoorwardError, FieldErrors, notFound } from '../../model/errors.ts'
import { siteIsLeaving } from '../../model/site-deletion.ts'
import type { UploadServices } from '../../requests/uploads.ts'
import type { Database } from '../../storage/database.ts'
import { callerOf } from './caller.ts'
import { sendError } from './errors.ts'
import type { Operation, ServiceCall } from './operation.ts'
import { operations } from './operations.ts'
import { servicedeskRoot } from './root.ts'

export interface ServicedeskServices {
  readonly database: Database
  readonly sites: Sites
  readonly refusals: Refusals
  readonly uploads: UploadServices
  /** How often the key of a customer or a member may call. */
  readonly keyPace: RateCeiling
  readonly now: () => Date
  readonly publicUrl: () => string
  /** Of this program. */
  readonly version: string
  readonly callMaxMs: number
}

/** As which the audit knows what a customer does: who it was stands in the details, by id. */
const helpCentre = { kind: 'system', name: 'portal' } as const

/** Serves `/rest/servicedeskapi`, the shapes that scripts made for another desk use; docs/servicedeskapi.md compares them. */
export async function serveServicedeskApi(
  server: FastifyInstance,
  services: ServicedeskServices,
): Promise<void> {
  await server.register(
    (scope, _options, registered) => {
      scope.setErrorHandler((error, request, reply) => sendError(request, reply, error))
      // Its hooks reach the routes, because the framework puts both together when everything is registered.
      void scope.register(multipart)
      // Clients name a type also where they send nothing.
      scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
        body === ''
          ? done(null, {})
          : scope.getDefaultJsonParser('error', 'error')(request, String(body), done),
      )
      for (const operation of operations) {
        scope.route({
          method: operation.method,
          url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
          handler: (request, reply) => answer(services, operation, request, reply),
        })
      }
      scope.all('/*', async (request, reply) =>
        sendError(request, reply, notFound('This address of the API')),
      )
      registered()
    },
    { prefix: servicedeskRoot },
  )
}

async function answer(
  services: ServicedeskServices,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const deadline = startDeadline(services.callMaxMs)
  const now = services.now()
  try {
    const database = services.database.until(deadline.signal)
    const site = await services.sites.at(request.host, now)
    if (!site) throw notFound('A site at this host')
    if (site.deletionDue !== null) throw conflict(siteIsLeaving)
    const { needs } = operation
    const { staff, asker } =
      needs === 'anyone'
        ? { staff: undefined, asker: undefined }
        : await callerOf(database, site, request, { now, keyPace: services.keyPace })
    const permission = needs === 'anyone' || needs === 'asker' ? undefined : needs
    if (permission) {
      // A customer's key is known, and is for none of it.
      if (!staff) {
        const sentence = `This needs the permission ${permission}, which only staff can have. Ask somebody of the staff to do it.`
        throw new DoorwardError('forbidden', sentence)
      }
      await requirePermission(services.refusals, {
        operation: `${operation.method} ${servicedeskRoot}${operation.path}`,
        route: { permission },
        siteId: site.id,
        caller: staff,
        now,
        requestId: request.id,
      })
    }
    const call: ServiceCall = {
      database,
      site,
      now,
      request,
      reply,
      uploads: services.uploads,
      siteUrl: await services.sites.urlOf(site, services.publicUrl(), now),
      version: services.version,
      params: paramsOf(request),
      query: read(operation, 'query', request.query) as undefined,
      body: read(operation, 'body', request.body ?? {}) as undefined,
      staff,
      asker,
      audit: { actor: staff ? actorOf(staff) : helpCentre, now, requestId: request.id },
    }
    void reply.header('cache-control', 'no-store')
    const answered = await operation.handle(call)
    // Bytes went their own way.
    if (reply.sent) return reply
    if (answered === undefined) return reply.code(204).send()
    return reply.code(operation.status).send(answered)
  } catch (error) {
    return sendError(request, reply, error)
  } finally {
    deadline.clear()
  }
}

/** What no name of anything holds names nothing. @throws DoorwardError 'not-found' */
function paramsOf({ params }: FastifyRequest): ServiceCall['params'] {
  const given = params as ServiceCall['params']
  if (Object.values(given).every((one) => plainCharacters.test(one))) return given
  throw notFound('This address of the API')
}

/** @throws FieldErrors naming every field at fault */
function read({ takes }: Operation, part: 'query' | 'body', given: unknown): unknown {
  const schema = takes[part]
  if (!schema) return undefined
  if (
    part === 'body' &&
    schema instanceof z.ZodObject &&
    (typeof given !== 'object' || given === null || Array.isArray(given))
  )
    throw new FieldErrors([{ field: 'body', rule: 'not-an-object', detail: 'must be one JSON object.' }])
  const parsed = schema.safeParse(given, { reportInput: true })
  if (parsed.success) return parsed.data
  throw new FieldErrors(fieldErrorsOf(parsed.error))
}
