import type { WritingSession } from '../model/desk/assurance.ts'
import type { Person } from '../model/desk/request.ts'
import type { Role } from '../model/permissions.ts'
import type { Database } from '../storage/database.ts'
import type { Site } from '../storage/sites.ts'
import { callerByCustomerSession } from './customer-caller.ts'
import { callerByApiKey, callerBySession, type StaffCaller } from './staff-caller.ts'

/** Who asks at the help centre: a customer, or one of the staff, who may be a member or have a seat. */
export interface Asker {
  readonly person: Person
  readonly name: string
  /** Of one of the staff. */
  readonly role: Role | undefined
  /** By what the assurance of what they write is judged. */
  readonly session: WritingSession
  /** One of the staff as the staff's own routes know them. */
  readonly staff: StaffCaller | undefined
}

/** What a browser or a program shows. */
export interface Shown {
  readonly customer: string | undefined
  readonly session: string | undefined
  /** The secret of an API key: whoever shows one is known by it alone. */
  readonly bearer: string | undefined
}

/** Who asks; undefined: nobody who is known. A customer's session goes before one of the staff. */
export async function findAsker(
  database: Database,
  site: Site,
  { customer: secret, session, bearer }: Shown,
  now: Date,
): Promise<Asker | undefined> {
  const customer =
    bearer === undefined ? await callerByCustomerSession(database, site, secret, now) : undefined
  if (customer) {
    const { customerId, name, address, standing, directory, method, signedInAt: at } = customer
    return {
      person: { kind: 'customer', id: customerId },
      name,
      role: undefined,
      session: { method, directory, at, address, standing },
      staff: undefined,
    }
  }
  const staff =
    bearer === undefined
      ? await callerBySession(database, site.id, session, now)
      : await callerByApiKey(database, site.id, bearer, now)
  // The scope of a key holds whether its program may ask for whoever made it.
  if (!staff?.permissions.includes('requests.ask')) return undefined
  const { staffId, name, address, role } = staff
  const at = staff.sessionId === undefined ? now : staff.signedInAt
  return {
    person: { kind: 'staff', id: staffId },
    name,
    role,
    session: { method: 'staff', directory: null, at, address, standing: 'held' },
    staff,
  }
}
