import cookies from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import type { Contract, Route } from '../model/contract.ts'
import { notFound } from '../model/errors.ts'
import { apiPage } from './api-page.ts'
import { answer, type ContractServices, type Handlers, type Operation } from './contract-call.ts'
import { openApiOf } from './openapi.ts'
import { sendProblem } from './problem.ts'

/** A contract with its handlers, whatever its routes are. What each one takes only `serving` knows, which saw both. */
export interface Served {
  readonly contract: Contract
  readonly handlers: { readonly [operation: string]: (call: never) => Promise<unknown> }
}

export function serving<const C extends Contract>(contract: C, handlers: Handlers<C>): Served {
  return { contract, handlers }
}

function operationsOf({ contract, handlers }: Served): Operation[] {
  return Object.entries<Route>(contract).map(([name, route]) => {
    const handle = handlers[name]
    if (!handle) throw new Error(`no handler for ${name}`)
    return { name, route, handle }
  })
}

const bodyMax = 256 * 1024

/**
 * Puts contracts behind one way in: site, origin, caller, permission, input, handler, answer.
 * @param beside what is served elsewhere, for the document alone
 */
export async function serveContracts(
  server: FastifyInstance,
  services: ContractServices,
  contracts: readonly Served[],
  beside: { readonly [path: string]: unknown },
): Promise<void> {
  await server.register((api, _options, registered) => {
    try {
      // Its hooks reach the routes, because the framework puts both together when everything is registered.
      void api.register(cookies)
      addRoutes(api, services, contracts, beside)
      registered()
    } catch (error) {
      registered(error as Error)
    }
  })
}

function addRoutes(
  api: FastifyInstance,
  services: ContractServices,
  contracts: readonly Served[],
  beside: { readonly [path: string]: unknown },
): void {
  api.setErrorHandler((error, request, reply) => sendProblem(request, reply, error))
  const all = contracts.flatMap(operationsOf)
  for (const operation of all) {
    const { method, path } = operation.route
    const reading = all.find(({ route }) => route.method === 'GET' && route.path === path)
    api.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      bodyLimit: operation.route.bodyMax ?? bodyMax,
      handler: (request, reply) => answer(services, { ...operation, reading }, request, reply),
    })
  }
  const described = contracts.map(({ contract }) => contract)
  const { version, publicUrl } = services
  api.get('/api/openapi.json', async () => openApiOf(described, { version, url: publicUrl(), beside }))
  api.get('/api/docs', async (request, reply) => {
    // What it says of the API is the same while the database is away.
    const site = await services.sites.at(request.host, services.now()).catch(() => undefined)
    return reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      )
      .send(apiPage(described, site?.name))
  })
  for (const url of ['/api', '/api/*']) {
    api.all(url, async (request, reply) => sendProblem(request, reply, notFound('This address of the API')))
  }
}
