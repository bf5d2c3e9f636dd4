import { isProofFresh } from '../model/access/proof.ts'
import type { WritingSession } from '../model/desk/assurance.ts'
import type { Person } from '../model/desk/request.ts'
import type { Role } from '../model/permissions.ts'
import type { Database } from '../storage/database.ts'
import type { Site } from '../storage/sites.ts'
import { callerByCustomerKey, callerByCustomerSession } from './customer-caller.ts'
import { callerByApiKey, callerBySession, type StaffCaller } from './staff-caller.ts'

/** Who asks at the help centre: a customer, or one of the staff, who may be a member or have a seat. */
export interface Asker {
  readonly person: Person
  readonly name: string
  /** Of one of the staff. */
  readonly role: Role | undefined
  /** By what the assurance of what they write is judged. */
  readonly session: WritingSession
  /** At a browser; a program has none. */
  readonly sessionId: string | undefined
  /** The key of a program that asks for them. */
  readonly apiKeyId: string | undefined
  /** They have come in, or shown who they are, in the last minutes and in this browser. */
  readonly isFresh: boolean
  /** One of the staff as the staff's own routes know them. */
  readonly staff: StaffCaller | undefined
}

/** What a browser or a program shows. */
export interface Shown {
  readonly customer: string | undefined
  readonly session: string | undefined
  /** What came along with the last proof of one of the staff. */
  readonly proof: string | undefined
  /** The secret of an API key: whoever shows one is known by it alone. */
  readonly bearer: string | undefined
}

/** Who asks; undefined: nobody who is known. A customer's session goes before one of the staff. */
export async function findAsker(
  database: Database,
  site: Site,
  { customer: secret, session, proof, bearer }: Shown,
  now: Date,
): Promise<Asker | undefined> {
  if (bearer !== undefined) {
    const staff = await callerByApiKey(database, site.id, bearer, now)
    // The scope of a key holds whether its program may ask for whoever made it.
    return staff ? oneOfTheStaff(staff, now) : customerOfKey(database, site.id, bearer, now)
  }
  const customer = await callerByCustomerSession(database, site, secret, now)
  if (customer) {
    const { customerId, name, address, standing, directory, method, signedInAt: at, sessionId } = customer
    return {
      person: { kind: 'customer', id: customerId },
      name,
      role: undefined,
      session: { method, directory, at, address, standing },
      sessionId,
      apiKeyId: undefined,
      isFresh: customer.isFresh || isProofFresh(at, now),
      staff: undefined,
    }
  }
  const staff = await callerBySession(database, site.id, session, now, proof)
  return staff && oneOfTheStaff(staff, now)
}

/** A member of the staff who may ask, by session or by key; undefined: not with this key. */
function oneOfTheStaff(staff: StaffCaller, now: Date): Asker | undefined {
  if (!staff.permissions.includes('requests.ask')) return undefined
  const { staffId, name, address, role, sessionId } = staff
  const at = staff.sessionId === undefined ? now : staff.signedInAt
  return {
    person: { kind: 'staff', id: staffId },
    name,
    role,
    session: { method: 'staff', directory: null, at, address, standing: 'held' },
    sessionId,
    apiKeyId: staff.sessionId === undefined ? staff.apiKeyId : undefined,
    isFresh: staff.sessionId !== undefined && staff.isFresh,
    staff,
  }
}

async function customerOfKey(
  database: Database,
  siteId: number,
  bearer: string,
  now: Date,
): Promise<Asker | undefined> {
  const found = await callerByCustomerKey(database, siteId, bearer, now)
  if (!found) return undefined
  const { apiKeyId, customerId, name, address, standing, directory, method, signedInAt: at } = found
  return {
    person: { kind: 'customer', id: customerId },
    name,
    role: undefined,
    // The key stands for the sign-in after which it was made.
    session: { method, directory, at, address, standing },
    sessionId: undefined,
    apiKeyId,
    isFresh: false,
    staff: undefined,
  }
}
