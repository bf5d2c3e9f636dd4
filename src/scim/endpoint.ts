import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { answerTo, send } from './answer.ts'
import { refused, type ScimAnswer } from './call.ts'
import { ScimError } from './errors.ts'
import { type ScimServices, scimPrefix, serve } from './pipeline.ts'
import { type ScimRoute, scimRoutes } from './routes.ts'

/** Puts the table of routes behind the pipeline. Whatever else is asked for under `/scim` is refused by it as well. */
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

interface Params {
  readonly directory?: string
  readonly id?: string
  /** Everything behind `/scim/`, where no route knows what it means. */
  readonly '*'?: string
}

/** Where a request goes: its directory, empty when the URL names none, and what is behind that. */
function placeOf(request: FastifyRequest): { directory: string; id: string; segments: string[] } {
  const { directory, id = '', '*': rest } = request.params as Params
  if (directory !== undefined) return { directory, id, segments: [] }
  const [version, named = '', ...segments] = segmentsOf(rest)
  return { directory: version?.toLowerCase() === 'v2' ? named : '', id: '', segments }
}

function addRoutes(scim: FastifyInstance, services: ScimServices): void {
  // Bodies are read by the pipeline, after the caller is known and within each route's own limit.
  scim.removeAllContentTypeParsers()
  scim.addContentTypeParser('*', (_request, _payload, done) => done(null))
  scim.setErrorHandler((error, request, reply) => answerFramework(services, request, reply, error))
  for (const route of scimRoutes) {
    scim.route({
      method: route.method,
      url: `${scimPrefix}/:directory${route.path}`,
      handler: (request, reply) => serve(services, route, { request, reply, ...placeOf(request) }),
    })
  }
  // A fixed path is no resource's id, whatever the method.
  for (const path of fixedPaths) {
    const known: readonly string[] = methodsOf([path])
    scim.route({
      method: routed.filter((method) => !known.includes(method)),
      url: `${scimPrefix}/:directory${path}`,
      handler: (request, reply) =>
        serve(services, refusalOf([path]), { request, reply, ...placeOf(request) }),
    })
  }
  for (const url of ['/scim', '/scim/*']) {
    scim.route({
      method: scim.supportedMethods as HTTPMethods[],
      url,
      handler: (request, reply) => {
        const place = placeOf(request)
        return serve(services, refusalOf(pathsLike(place.segments)), { request, reply, ...place })
      },
    })
  }
}

const routed = [...new Set(scimRoutes.map(({ method }) => method))]
const paths = [...new Set(scimRoutes.map(({ path }) => path))]
const fixedPaths = paths.filter((path) => !path.includes(':'))
const methodsOf = (of: readonly string[]) =>
  scimRoutes.filter(({ path }) => of.includes(path)).map(({ method }) => method)

const segmentsOf = (path = '') => path.split('/').filter((segment) => segment !== '')

const unknownPath = () =>
  new ScimError(404, `There is no such SCIM endpoint. Known are ${fixedPaths.join(' ')}`)

/** The routes' paths that a path has the form of; a fixed one before those with an id. */
function pathsLike(segments: readonly string[]): string[] {
  const fixed = fixedPaths.find((path) => isEqual(path, `/${segments.join('/')}`))
  return fixed === undefined ? paths.filter((path) => isLike(segmentsOf(path), segments)) : [fixed]
}

/** As the router compares: Microsoft's Postman collection asks for /users. */
const isEqual = (a: string, b = '') => a.toLowerCase() === b.toLowerCase()

const isLike = (pattern: readonly string[], segments: readonly string[]) =>
  pattern.length === segments.length &&
  pattern.every((part, n) => part.startsWith(':') || isEqual(part, segments[n]))

/** A path that only other methods know, or none at all. */
function refusalOf(known: readonly string[]): ScimRoute {
  const methods = methodsOf(known)
  if (methods.length === 0) return refusing(refused(unknownPath()))
  const allow = methods.join(', ')
  return refusing({ ...refused(new ScimError(405, `This endpoint knows only ${allow}.`)), allow })
}

/** A route that reads no body and always answers the same. */
const refusing = (answer: ScimAnswer): ScimRoute => ({
  method: 'GET',
  path: '',
  act: 'read',
  bodyMax: 0,
  handle: () => answer,
})

/** Fastify itself refuses a malformed content type or length before the pipeline begins. */
function answerFramework(
  services: ScimServices,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): FastifyReply | Promise<FastifyReply> {
  const { statusCode = 500 } = error as { statusCode?: number }
  if (statusCode < 400 || statusCode > 499) return send(request, reply, answerTo(error, request))
  const detail = 'The request is malformed: its Content-Type or its length is not valid.'
  const route = refusing(refused(new ScimError(statusCode, detail)))
  return serve(services, route, { request, reply, ...placeOf(request) })
}
