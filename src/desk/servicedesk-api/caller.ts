// Who calls: a program with an API key, shown as a bearer token, or as the password beside its owner's address.
import type { FastifyRequest } from 'fastify'
import { type Asker, findAsker } from '../../http/asker.ts'
import { requireKeyPace } from '../../http/asker-pace.ts'
import { bearerIn } from '../../http/bearer.ts'
import { keyLacks } from '../../http/permission.ts'
import type { RateCeiling } from '../../http/rate-ceiling.ts'
import { callerByApiKey, type StaffCaller } from '../../http/staff-caller.ts'
import type { Person } from '../../model/desk/request.ts'
import { DoorwardError } from '../../model/errors.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import type { Face } from '../../requests/sight.ts'
import type { Database } from '../../storage/database.ts'
import type { Site } from '../../storage/sites.ts'

interface KeyCaller {
  readonly staff: StaffCaller | undefined
  readonly asker: Asker | undefined
}

/** Whose eyes see a request: an agent's, at the console, or those of whoever asks. */
export interface Viewer {
  readonly person: Person
  readonly face: Face
}

const notKnown = () =>
  new DoorwardError(
    'not-signed-in',
    'Show an API key: as a bearer token, or as the password beside the e-mail address of its owner.',
  )

/**
 * Whose key it is. Browsers' cookies count for nothing here, so no other page can call in somebody's name.
 * @throws DoorwardError 'not-signed-in' for no key, a dead one, and one beside another's address
 */
export async function callerOf(
  database: Database,
  site: Site,
  { headers }: FastifyRequest,
  { now, keyPace }: { readonly now: Date; readonly keyPace: RateCeiling },
): Promise<KeyCaller> {
  const { secret, address } = shownIn(headers.authorization)
  if (secret === undefined) throw notKnown()
  const [staff, asker] = await Promise.all([
    callerByApiKey(database, site.id, secret, now),
    findAsker(
      database,
      site,
      { customer: undefined, session: undefined, proof: undefined, bearer: secret },
      now,
    ),
  ])
  const own = staff?.address ?? asker?.session.address
  if (!staff && !asker) throw notKnown()
  // Whoever has a seat may call as often as at the other routes of the staff.
  const isPaced = asker?.role === undefined || asker.role === 'member'
  const apiKeyId = isPaced ? asker?.apiKeyId : undefined
  if (apiKeyId !== undefined) requireKeyPace(keyPace, apiKeyId, now)
  if (address !== undefined && foldAddress(address) !== foldAddress(own ?? '')) throw notKnown()
  return { staff, asker }
}

function shownIn(authorization = ''): { secret?: string | undefined; address?: string } {
  const bearer = bearerIn(authorization)
  if (bearer !== undefined) return { secret: bearer }
  const basic = /^basic +([A-Za-z0-9+/=]{1,1000}) *$/i.exec(authorization)?.[1]
  if (basic === undefined) return {}
  const shown = Buffer.from(basic, 'base64').toString('utf8')
  const colon = shown.indexOf(':')
  return colon < 1 ? {} : { address: shown.slice(0, colon), secret: shown.slice(colon + 1) }
}

/** An agent sees every request, and whoever asks those that are shown to them. @throws DoorwardError 'forbidden' */
export function viewerOf({ staff, asker }: KeyCaller): Viewer {
  if (staff?.permissions.includes('requests.read'))
    return { person: { kind: 'staff', id: staff.staffId }, face: 'console' }
  if (!asker) throw keyLacks('requests.read')
  return { person: asker.person, face: 'help-centre' }
}
