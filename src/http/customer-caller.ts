import type { SignInMethod } from '../model/access/customer-sign-in.ts'
import { type AddressPeople, ownWayOpens, portalWay } from '../model/access/portal-way.ts'
import { isProofFresh } from '../model/access/proof.ts'
import { customerLimits, isSessionLive, isTouchDue } from '../model/access/session.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import { siteOfSecret } from '../model/ids.ts'
import { touchApiKey } from '../storage/access/api-keys.ts'
import { customerKeyBySecret, type FoundCustomerKey } from '../storage/access/asker-keys.ts'
import {
  customerSessionBySecret,
  type FoundCustomerSession,
  touchCustomerSession,
} from '../storage/access/customer-sessions.ts'
import { peopleOfAddress } from '../storage/access/portal-people.ts'
import type { Database } from '../storage/database.ts'
import type { Site } from '../storage/sites.ts'
import { hashOf } from './session-cookie.ts'

/** Who is signed in at the help centre. */
export interface CustomerCaller {
  readonly customerId: string
  readonly sessionId: string
  readonly method: SignInMethod
  readonly signedInAt: Date
  readonly name: string
  readonly address: string | null
  readonly standing: 'held' | 'claimed' | null
  /** The directory through which they came in, by its name; null for the other doors. */
  readonly directory: string | null
  /** The directory that manages the person; null: none does. */
  readonly managedBy: string | null
  /** Whether they have shown in the last minutes who they are. */
  readonly isFresh: boolean
}

/**
 * Who calls by this session; undefined when it is over, was ended, or is another site's. Nothing is remembered between calls: who
 * is deactivated is out with the next one, in every process.
 */
export async function callerByCustomerSession(
  database: Database,
  site: Site,
  secret: string | undefined,
  now: Date,
): Promise<CustomerCaller | undefined> {
  const { id: siteId } = site
  if (secret === undefined || siteOfSecret('customer', secret) !== siteId) return undefined
  const [rows = []] = await database.readInSite(siteId, [
    customerSessionBySecret(siteId, hashOf(secret), now),
  ])
  const [found] = rows as FoundCustomerSession[]
  if (!found || !isSessionLive(found, now, customerLimits(site))) return undefined
  if (isTouchDue(found, now)) {
    await database.inSite(siteId, async (tx) => tx.write(touchCustomerSession(siteId, found.id, now)))
  }
  const { customerId, id: sessionId, method, createdAt: signedInAt, provedAt } = found
  const { name, address, standing, directory, managedBy } = found
  const isFresh = provedAt !== null && isProofFresh(provedAt, now)
  return {
    customerId,
    sessionId,
    method,
    signedInAt,
    name,
    address,
    standing,
    directory,
    managedBy,
    isFresh,
  }
}

/** A program that asks for a customer. */
export interface CustomerKeyCaller
  extends Pick<
    CustomerCaller,
    'customerId' | 'method' | 'signedInAt' | 'name' | 'address' | 'standing' | 'directory'
  > {
  readonly apiKeyId: string
}

/**
 * Whether a code would let the person in now, for a key that was made by a door of the help centre's own: a domain that has become
 * the staff's, or a required directory's, ends no key by an event of the person.
 */
async function stillLetsIn(
  database: Database,
  siteId: number,
  { directoryId, customerId, address }: FoundCustomerKey,
): Promise<boolean> {
  if (directoryId !== null) return true
  if (address === null) return false
  const [[people] = []] = (await database.readInSite(siteId, [
    peopleOfAddress(siteId, foldAddress(address)),
  ])) as [AddressPeople[]?]
  return people !== undefined && ownWayOpens(portalWay(address, people)) === customerId
}

/** For whom this API key asks; undefined when it was ended, is one of the staff's, or of another site. Nothing is remembered. */
export async function callerByCustomerKey(
  database: Database,
  siteId: number,
  secret: string,
  now: Date,
): Promise<CustomerKeyCaller | undefined> {
  if (siteOfSecret('api-key', secret) !== siteId) return undefined
  const [rows = []] = await database.readInSite(siteId, [customerKeyBySecret(siteId, hashOf(secret), now)])
  const [found] = rows as FoundCustomerKey[]
  if (!found || !(await stillLetsIn(database, siteId, found))) return undefined
  if (isTouchDue({ lastSeenAt: found.lastUsedAt ?? new Date(0) }, now)) {
    await database.inSite(siteId, async (tx) => tx.write(touchApiKey(siteId, found.id, now)))
  }
  const {
    id: apiKeyId,
    createdAt: signedInAt,
    customerId,
    method,
    name,
    address,
    standing,
    directory,
  } = found
  return { apiKeyId, customerId, method, signedInAt, name, address, standing, directory }
}
