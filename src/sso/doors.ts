import cookies from '@fastify/cookie'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { readCookie } from '../http/session-cookie.ts'
import { callerBySetupSession } from '../http/setup-caller.ts'
import { callerBySession } from '../http/staff-caller.ts'
import type { Connection } from '../model/access/connection.ts'
import { returnPathOf } from '../model/access/return-path.ts'
import { connectionOf, loginKeyIn, readConnection } from '../storage/access/connections.ts'
import type { Tester } from '../storage/access/test-reports.ts'
import type { LoginWish } from './begun-login.ts'
import type { DoorServices } from './door-services.ts'
import { refuse } from './finish.ts'
import { beginOidc } from './oidc/begin.ts'
import { oidcRoutes } from './oidc/routes.ts'
import { beginSaml } from './saml/begin.ts'
import { samlRoutes } from './saml/routes.ts'
import { answerNotThere, answerTooMany, countTrial, type DirectoryVisit, visitOf } from './visit.ts'

/** The doors by which the people of directories come in; no part of the JSON contract, because providers and browsers ask here. */
export async function registerDoors(server: FastifyInstance, doors: DoorServices): Promise<void> {
  await server.register((scope, _options, registered) => {
    // Its hooks reach the routes, because the framework puts both together when everything is registered.
    void scope.register(cookies)
    scope.get('/sso/:key', { exposeHeadRoute: false }, async (request, reply) => {
      const visit = await visitOf(doors, request, reply)
      return visit ? openDoor(doors, visit) : answerNotThere(reply)
    })
    samlRoutes(scope, doors)
    oidcRoutes(scope, doors)
    registered()
  })
}

/** Begins a sign-in, or a test of one, and keeps here where the person wanted to go. */
async function openDoor(doors: DoorServices, visit: DirectoryVisit): Promise<FastifyReply> {
  const { site, directoryId, request, reply } = visit
  const [rows = []] = await doors.database.readInSite(site.id, [connectionOf(site.id, directoryId)])
  const connection = readConnection(rows[0])
  if (!connection) return answerNotThere(reply)
  if (!isOwnWindow(visit)) return answerNoWindow(visit)
  const way = { connection, loginKey: loginKeyIn(rows[0]) }
  const query = request.query as { to?: unknown; test?: unknown }
  if (query.test !== undefined) {
    const tester = await whoTests(doors, visit, query.test)
    if (!tester) return answerNotAllowed(visit)
    // A report may be long, and whoever is at a set-up page is a stranger's guest.
    const until = tester.setupLinkId && (await countTrial(doors, visit, tester.setupLinkId))
    if (until) return answerTooMany(visit, until)
    return begin(doors, visit, way, { purpose: 'test', ...tester, returnTo: null })
  }
  if (connection.mode !== 'optional' && connection.mode !== 'required') {
    const says = 'Signing in through this directory is switched off, or only being tested.'
    const refusal = { siteId: site.id, directoryId, method: connection.protocol, purpose: 'sign-in' } as const
    return refuse(doors, visit, { ...refusal, steps: [{ check: 'mode', ok: false, says }] })
  }
  return begin(doors, visit, way, {
    purpose: 'sign-in',
    staffId: null,
    setupLinkId: null,
    returnTo: returnPathOf(query.to),
  })
}

async function begin(
  doors: DoorServices,
  visit: DirectoryVisit,
  { connection, loginKey }: { readonly connection: Connection; readonly loginKey: Buffer },
  wish: LoginWish,
): Promise<FastifyReply> {
  const own = atOwnHost(visit, wish)
  if (own !== undefined) {
    return visit.reply.code(303).header('cache-control', 'no-store').header('location', own).send()
  }
  return connection.protocol === 'saml'
    ? beginSaml(doors, visit, { connection, loginKey }, wish)
    : beginOidc(doors, visit, { connection, loginKey }, wish)
}

/**
 * Whether a window of its own is opened, as far as the browser says: a page elsewhere that has somebody begin a hundred sign-ins
 * in pictures and frames, where none can be finished, would have the browser let go of the one that is under way.
 */
function isOwnWindow({ request }: DirectoryVisit): boolean {
  const destination = request.headers['sec-fetch-dest']
  return destination === undefined || destination === 'document'
}

function answerNoWindow({ reply }: DirectoryVisit): FastifyReply {
  return reply
    .code(403)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send('A sign-in begins in a window of its own.')
}

/** Says that the browser was sent to the site's own host before: behind a proxy that hides the host it would be sent for ever. */
const sentBefore = 'own-host'

/**
 * The same door at the site's own host, when a browser has come by another one: the provider sends it back to the own host alone,
 * and what it keeps for one host it does not show at another. Made of what the site is configured with, and a path of its pages.
 * @returns undefined where the sign-in can begin
 */
function atOwnHost(
  { request, origin, key }: DirectoryVisit,
  { purpose, setupLinkId, returnTo }: LoginWish,
): string | undefined {
  const query = request.query as { readonly [sentBefore]?: unknown }
  const own = new URL(origin)
  const here = URL.parse(`${own.protocol}//${request.host}`)
  if (here?.host === own.host || query[sentBefore] !== undefined) return undefined
  const search = new URLSearchParams({
    ...(returnTo !== null && { to: returnTo }),
    ...(purpose === 'test' && { test: setupLinkId === null ? '1' : 'setup' }),
    [sentBefore]: '1',
  })
  return `${own.origin}/sso/${key}?${search}`
}

/** Who tries a connection out in this browser: one of the staff, or from the set-up page somebody of the customer's own IT. */
async function whoTests(
  { database }: DoorServices,
  { request, site, directoryId, isSecure, now }: DirectoryVisit,
  by: unknown,
): Promise<Tester | undefined> {
  if (by === 'setup') {
    const secret = readCookie(request, 'set-up', isSecure)
    const caller = await callerBySetupSession(database, site.id, secret, now)
    return caller?.directoryId === directoryId ? { staffId: null, setupLinkId: caller.linkId } : undefined
  }
  const caller = await callerBySession(database, site.id, readCookie(request, 'session', isSecure), now)
  return caller?.permissions.includes('directories.change')
    ? { staffId: caller.staffId, setupLinkId: null }
    : undefined
}

function answerNotAllowed({ reply, origin }: DirectoryVisit): FastifyReply {
  return reply
    .code(403)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send(
      `Only staff who may change directories try a sign-in out, and whoever has the set-up page of this directory. Sign in at ${origin}/sign-in, or open your set-up page, and begin the test again.`,
    )
}
