// The one finish of every sign-in through a directory: what was used is used up, the person is found or made, the session opens, and
// the log says so, in one transaction.
import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { countTry, trySubject } from '../http/attempts.ts'
import { networkOf } from '../http/network.ts'
import type { SignInOutcome } from '../model/access/customer-sign-in.ts'
import { type CheckStep, type Identity, isPlainValue, oneLine } from '../model/access/identity.ts'
import { needsSecondStep } from '../model/access/second-step.ts'
import { addressKeyOf, lowestId } from '../model/ids.ts'
import {
  type AssertedOutcome,
  type ForeseenOrganization,
  followAssertedGroups,
  foreseeGroups,
} from '../people/asserted-groups.ts'
import { type Arriving, foreseeSignIn, type SignedIn, signInAs } from '../people/sign-in.ts'
import { holdPresentConnection, type PresentConnection } from '../storage/access/connections.ts'
import { type Arrived, holdArrived } from '../storage/access/customer-sessions.ts'
import { type StaffRow, staffForUpdate } from '../storage/access/staff.ts'
import { markUsed, type Use } from '../storage/access/used-marks.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import type { Arrival, DoorServices, DoorVisit, Refusal } from './door-services.ts'
import { newSession, passFirstStep, setCookies, showHalfway } from './open-session.ts'
import { logSignIn, newCustomerSecret, openCustomerSession, showCustomerIn } from './portal/session.ts'

/** Issuer and subject are who somebody is; only their hash is kept. */
export const subjectHashOf = ({ issuer, subject }: Pick<Identity, 'issuer' | 'subject'>) =>
  createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest()

/** What a provider calls a session, hashed. */
export const issuerSessionHashOf = (issuer: string, session: string) =>
  createHash('sha256')
    .update(JSON.stringify(['session', issuer, session]))
    .digest()

/** Of many who come with one answer at once, one gets through. */
const useAll = ({ siteId }: Transaction, directoryId: number, uses: readonly Use[]) =>
  uses.length === 0 ? [] : [markUsed(siteId, directoryId, uses)]

/** Lets in whoever has come, or says why not; answers the browser. */
export async function finish(
  { database }: DoorServices,
  visit: DoorVisit,
  { connection, identity, returnTo, loginKey, uses }: Arrival,
): Promise<FastifyReply> {
  const { site, now, request } = visit
  const { directoryId } = connection
  const secret = newCustomerSecret(site.id)
  const staffSecrets = newSession(site.id, visit)
  const context = {
    actor: { kind: 'system', name: 'sign-in' },
    now,
    requestId: request.id,
    directoryId,
  } as const
  const line = {
    method: identity.method,
    directoryId,
    purpose: 'sign-in',
    said: saidBy(identity),
  } as const
  let isHalfway = false
  /** Whose day begins at the console. */
  let answers = false
  const result = await database.inSite(site.id, async (tx): Promise<SignedIn> => {
    // A provider may take its time: what an administrator has switched off meanwhile is off.
    const [held = [], used = []] = await tx.readAll([
      holdPresentConnection(site.id, directoryId),
      ...useAll(tx, directoryId, uses),
    ])
    const [present] = held as PresentConnection[]
    const mode = present?.issuer === connection.issuer ? present.mode : 'off'
    const stale = staleness(used.length === uses.length, present, loginKey)
    if (stale) {
      logSignIn(tx, { ...line, ...stale, customerId: null }, visit)
      return { kind: 'refused', ...stale }
    }
    // So is what it says of groups, once another claim is meant, or none.
    const isMeant = present?.groupsClaim === connection.groupsClaim
    const believed = isMeant ? identity : { ...identity, asserted: undefined }
    const signedIn = await signInAs(tx, arrivingOf({ ...connection, mode }, believed), context)
    if (signedIn.kind === 'refused') {
      const { outcome, why } = signedIn
      logSignIn(tx, { ...line, outcome, why, customerId: null }, visit)
      return signedIn
    }
    if (signedIn.kind === 'staff') {
      // The directory's word is the first step; who of its people takes the second one here is the connection's setting.
      const [person] = await tx.read<StaffRow>(staffForUpdate(site.id, signedIn.staffId))
      if (!person || !present) throw new Error('whom a directory signs in is there')
      if (person.disabled) {
        logSignIn(tx, { ...line, ...deactivatedMeanwhile, customerId: null }, visit)
        return { kind: 'refused', ...deactivatedMeanwhile }
      }
      answers = person.role === 'agent'
      const secondFactor = needsSecondStep(person, present.secondFactor)
      isHalfway = !passFirstStep(tx, { id: person.id, secondFactor }, identity.method, staffSecrets, visit)
      const outcome = isHalfway ? 'second-factor' : 'in'
      logSignIn(tx, { ...line, outcome, why: null, customerId: null }, visit)
      return signedIn
    }
    const { customerId, userId, asserted } = signedIn
    const { issuer, issuerSession } = identity
    if (!signedIn.made) {
      const [held] = await tx.read<Arrived>(holdArrived(site.id, customerId, { directoryId, userId }))
      if (!held?.isActive) {
        const outcome = held?.isDeactivatedHere ? 'deactivated' : deactivatedMeanwhile.outcome
        const refusal = { ...deactivatedMeanwhile, outcome } as const
        logSignIn(tx, { ...line, ...refusal, customerId }, visit)
        return { kind: 'refused', ...refusal }
      }
    }
    openCustomerSession(
      tx,
      {
        customerId,
        method: identity.method,
        said: line.said,
        why: userId === null ? groupsTrouble(believed, asserted) : null,
        through: {
          directoryId,
          userId,
          subjectHash: subjectHashOf(identity),
          issuerSessionHash: issuerSession === undefined ? null : issuerSessionHashOf(issuer, issuerSession),
          idToken: identity.idToken ?? null,
        },
      },
      secret,
      visit,
    )
    return signedIn
  })
  if (result.kind === 'refused') return leadAway(visit, directoryId, result.outcome)
  if (result.kind === 'staff' && isHalfway) {
    showHalfway(staffSecrets, visit)
    const search = new URLSearchParams({ step: 'second', ...(returnTo !== null && { to: returnTo }) })
    return visit.reply.redirect(`/sign-in?${search}`, 303)
  }
  if (result.kind === 'staff') {
    // A directory grants no owner: what asks for a fresh sign-in asks an owner for the own password, passkey or second factor.
    setCookies(staffSecrets, visit, !result.isOwner)
    return visit.reply.redirect(returnTo ?? (answers ? '/console?turn=support' : '/admin'), 303)
  }
  if (result.asserted?.hasNew) await leadToOrganizations(database, visit, directoryId, context)
  showCustomerIn(secret, visit)
  return visit.reply.redirect(returnTo ?? '/', 303)
}

const replayed = {
  outcome: 'replayed',
  why: 'This answer of the provider was used before.',
} as const

const deactivatedMeanwhile = {
  outcome: 'inactive',
  why: 'The account was deactivated at the moment of this sign-in: no session was opened.',
} as const

/** Why an answer that was right does not count by now; undefined: it does. */
function staleness(isFresh: boolean, present: PresentConnection | undefined, loginKey: Buffer) {
  if (!isFresh) return replayed
  if (!present || present.loginKey.equals(loginKey)) return undefined
  const why = 'The connection was changed while this person was at the provider: begin the sign-in again.'
  return { outcome: 'failed-check', why } as const
}

const placingMaxMs = 5_000

/** Groups that nobody has named before lead somewhere before the page opens; what takes longer the queue does. */
async function leadToOrganizations(
  database: Database,
  { site, now, request }: DoorVisit,
  directoryId: number,
  audit: AuditContext,
): Promise<void> {
  const end = Date.now() + placingMaxMs
  try {
    await followAssertedGroups(database, site.id, { directoryId, now, audit }, () => Date.now() >= end)
  } catch (error) {
    // The person is in.
    request.log.warn(error, 'groups of a sign-in lead to their organizations later')
  }
}

/** What was wrong with the groups of somebody who is in all the same. */
function groupsTrouble({ asserted }: Identity, outcome: AssertedOutcome | undefined): string | null {
  if (!asserted) return null
  const { noRoom = 0 } = outcome ?? {}
  const full =
    noRoom === 0
      ? []
      : [
          `${noRoom === 1 ? 'One group leads' : `${noRoom} groups lead`} nowhere: sign-ins have named as many as they may.`,
        ]
  const words = [...(asserted.trouble === null ? [] : [asserted.trouble]), ...full]
  return words.length === 0 ? null : oneLine(words.join(' '), whyMax)
}

const nameMax = 200
const saidMax = 320

const arrivingOf = (connection: Arrival['connection'], identity: Identity): Arriving => ({
  connection,
  subjectHash: subjectHashOf(identity),
  isStable: identity.isStable,
  matchValue:
    identity.matchValue !== undefined && isPlainValue(identity.matchValue) ? identity.matchValue : undefined,
  address: identity.address !== undefined && isPlainValue(identity.address) ? identity.address : undefined,
  name: identity.name === undefined ? undefined : oneLine(identity.name, nameMax) || undefined,
  groups: identity.asserted?.names,
})

const saidBy = ({ matchValue, address, subject }: Identity) =>
  oneLine(address ?? matchValue ?? subject, saidMax)

/**
 * Nobody came in before it was known who came. What was wrong is written down for the directory's administrator alone, and of one
 * network only so often: a stranger may begin and fail all day. The browser is told the same.
 */
export async function refuse(
  { database }: DoorServices,
  visit: DoorVisit,
  { siteId, directoryId, method, purpose, steps, said, use }: Refusal,
): Promise<FastifyReply> {
  await database.inSite(siteId, async (tx) => {
    const subject = trySubject('refused', addressKeyOf(siteId, directoryId), networkOf(visit.request.ip))
    if (await countTry(tx, [subject], visit.now)) return
    if (use) await tx.read(markUsed(siteId, directoryId, [use]))
    const line = {
      method,
      directoryId,
      purpose,
      said: said === undefined ? null : oneLine(said, saidMax),
      customerId: null,
    } as const
    logSignIn(tx, { ...line, outcome: 'failed-check', why: whyOf(steps) }, visit)
  })
  return leadAway(visit, directoryId, 'failed-check')
}

const whyMax = 500
const whyOf = (steps: readonly CheckStep[]) =>
  oneLine(steps.find(({ ok }) => !ok)?.says ?? 'The answer of the provider could not be read.', whyMax)

/** What the page says of each outcome; everything about the protocol is one word. */
const pageWords: { readonly [outcome in SignInOutcome]?: string } = {
  'not-yet': 'not-yet',
  held: 'held',
  inactive: 'inactive',
  deactivated: 'deactivated',
  left: 'inactive',
  'other-subject': 'other-subject',
  'directory-off': 'closed',
  lapsed: 'closed',
}

function leadAway({ reply, site }: DoorVisit, directoryId: number, outcome: SignInOutcome): FastifyReply {
  const search = new URLSearchParams({
    why: pageWords[outcome] ?? 'check',
    door: addressKeyOf(site.id, directoryId),
  })
  return reply.redirect(`/sign-in/failed?${search}`, 303)
}

/** What would have happened, for the report of a test. */
export interface ForeseenSignIn {
  readonly outcome: SignInOutcome
  readonly why: string | null
  /** Whom they would be; null for somebody who would be made, and where nobody comes in. */
  readonly customerId: string | null
  readonly made: boolean
  /** Where the groups would lead; null where SCIM says them, or the connection takes none. */
  readonly organizations: readonly ForeseenOrganization[] | null
}

/** Says what would happen, writes it into the log, and signs nobody in. */
export async function foresee(
  { database }: DoorServices,
  visit: DoorVisit,
  { connection, identity, uses }: Pick<Arrival, 'connection' | 'identity' | 'uses'>,
): Promise<ForeseenSignIn> {
  const { site, now } = visit
  return database.inSite(site.id, async (tx) => {
    const line = {
      method: identity.method,
      directoryId: connection.directoryId,
      purpose: 'test',
      said: saidBy(identity),
      customerId: null,
    } as const
    const [used = []] = await tx.readAll(useAll(tx, connection.directoryId, uses))
    if (used.length < uses.length) {
      logSignIn(tx, { ...line, ...replayed }, visit)
      return { ...replayed, customerId: null, made: false, organizations: null }
    }
    const found = await foreseeSignIn(tx, arrivingOf(connection, identity), now)
    const foreseen: ForeseenSignIn =
      found.kind === 'refused'
        ? { outcome: found.outcome, why: found.why, customerId: null, made: false, organizations: null }
        : {
            outcome: 'would-be-in',
            why: null,
            customerId: found.kind === 'customer' && !found.made ? found.customerId : null,
            made: found.kind === 'customer' && found.made,
            organizations: await foreseenOrganizations(tx, connection.directoryId, identity, found),
          }
    const why = foreseen.why ?? (foreseen.organizations ? groupsTrouble(identity, undefined) : null)
    logSignIn(tx, { ...line, outcome: foreseen.outcome, why }, visit)
    return foreseen
  })
}

async function foreseenOrganizations(
  tx: Transaction,
  directoryId: number,
  { asserted }: Identity,
  found: SignedIn,
): Promise<readonly ForeseenOrganization[] | null> {
  if (!asserted || found.kind !== 'customer' || found.userId !== null) return null
  const customerId = found.made ? lowestId : found.customerId
  return foreseeGroups(tx, { directoryId, customerId, names: asserted.names })
}
