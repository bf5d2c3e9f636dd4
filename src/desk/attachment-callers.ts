import type { FastifyRequest } from 'fastify'
import { findAsker } from '../http/asker.ts'
import { requireKeyPace } from '../http/asker-pace.ts'
import { bearerIn } from '../http/bearer.ts'
import { callerByCustomerSession } from '../http/customer-caller.ts'
import { keyLacks } from '../http/permission.ts'
import type { RateCeiling } from '../http/rate-ceiling.ts'
import { isSameOrigin } from '../http/same-origin.ts'
import { readCookie } from '../http/session-cookie.ts'
import type { Sites } from '../http/site.ts'
import { callerByApiKey, callerBySession } from '../http/staff-caller.ts'
import { conflict, DoorwardError, notFound } from '../model/errors.ts'
import { siteIsLeaving } from '../model/site-deletion.ts'
import type { Face as Sight } from '../requests/sight.ts'
import type { Database } from '../storage/database.ts'
import type { Bearer } from '../storage/desk/attachments.ts'
import type { Site } from '../storage/sites.ts'

interface CallerServices {
  readonly database: Database
  readonly sites: Sites
  readonly now: () => Date
  readonly publicUrl: () => string
  readonly keyPace: RateCeiling
}

/** Where somebody calls: at the help centre people ask, and elsewhere agents answer. */
export type Face = 'help' | 'desk'

/** Somebody's site, and whoever they are there: at one browser perhaps a customer and one of the staff, the first as the face has it. */
export interface Known {
  readonly site: Site
  readonly people: readonly [Bearer, ...Bearer[]]
  /** As whom they look at requests: a program at the help centre sees what its person sees there, whatever else they may. */
  readonly sight: Sight
}

/**
 * Who calls. Like the routes of the contracts: a change comes from a page of this site, or with an API key, which may do what its
 * scope says.
 * @throws DoorwardError 'not-found', 'conflict', 'forbidden', 'not-signed-in'
 */
export async function whoCalls(
  services: CallerServices,
  request: FastifyRequest,
  face: Face,
): Promise<Known> {
  const { database, sites, now, publicUrl, keyPace } = services
  const site = await sites.at(request.host, now())
  if (!site) throw notFound('A site at this host')
  if (site.deletionDue !== null) throw conflict(siteIsLeaving)
  const reads = request.method === 'GET' || request.method === 'HEAD'
  const { authorization } = request.headers
  if (authorization !== undefined) {
    const secret = bearerIn(authorization) ?? ''
    const program = { secret, now: now(), reads }
    return face === 'help'
      ? askingProgram({ database, keyPace }, site, program)
      : answeringProgram(database, site, program)
  }
  if (!reads && !isSameOrigin(request.headers, request.host))
    throw new DoorwardError('forbidden', 'This did not come from a page of this site.')
  const isSecure = request.protocol === 'https' || publicUrl().startsWith('https:')
  const [customer, staff] = await Promise.all([
    callerByCustomerSession(database, site, readCookie(request, 'customer', isSecure), now()),
    callerBySession(database, site.id, readCookie(request, 'session', isSecure), now()),
  ])
  const asking = customer && { customerId: customer.customerId, staffId: null }
  const answering = staff && { customerId: null, staffId: staff.staffId }
  const [first, ...others] = (face === 'help' ? [asking, answering] : [answering, asking]).flatMap(
    (one) => one ?? [],
  )
  if (!first) throw notSignedIn()
  return { site, people: [first, ...others], sight: 'console' }
}

interface Program {
  readonly secret: string
  readonly now: Date
  readonly reads: boolean
}

/** Who asks through a program: whoever the other routes of the help centre would take it for. */
async function askingProgram(
  { database, keyPace }: Pick<CallerServices, 'database' | 'keyPace'>,
  site: Site,
  { secret: bearer, now }: Program,
): Promise<Known> {
  const shown = { customer: undefined, session: undefined, proof: undefined, bearer }
  const asker = await findAsker(database, site, shown, now)
  if (!asker) throw notSignedIn()
  if (asker.apiKeyId !== undefined) requireKeyPace(keyPace, asker.apiKeyId, now)
  const { kind, id } = asker.person
  const one = kind === 'customer' ? { customerId: id, staffId: null } : { customerId: null, staffId: id }
  return { site, people: [one], sight: 'help-centre' }
}

async function answeringProgram(
  database: Database,
  site: Site,
  { secret, now, reads }: Program,
): Promise<Known> {
  const program = await callerByApiKey(database, site.id, secret, now)
  if (!program) throw notSignedIn()
  const needed = reads ? 'requests.read' : 'requests.change'
  if (!program.permissions.includes(needed)) throw keyLacks(needed)
  return { site, people: [{ customerId: null, staffId: program.staffId }], sight: 'console' }
}

const notSignedIn = () => new DoorwardError('not-signed-in', 'Sign in first.')
