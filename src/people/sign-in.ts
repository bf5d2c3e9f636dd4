// Somebody comes in through a directory: who that is by the one matching order, and what a first sign-in makes.
import type { Connection, MatchAttribute } from '../model/access/connection.ts'
import type { SignInOutcome } from '../model/access/customer-sign-in.ts'
import { deactivatedHere, decideSignIn, type SignInDecision } from '../model/access/sign-in.ts'
import type { UserFacts } from '../model/identity/directory-user.ts'
import { isAddress, withPlainDomain } from '../model/identity/email-address.ts'
import type { Match } from '../model/identity/matching.ts'
import { type LinkedCustomer, projectUser } from '../model/identity/projection.ts'
import {
  holdSubject,
  type IdentityFacts,
  identityFacts,
  matchValueOf,
  noteIdentity,
} from '../storage/access/identities.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { openCase } from '../storage/identity/cases.ts'
import { newId } from '../storage/new-id.ts'
import type { Query } from '../storage/statement.ts'
import { applyEffects, auditUser } from './apply-user.ts'
import { type AssertedOutcome, assertGroups } from './asserted-groups.ts'
import { mergeIn } from './merge.ts'
import { whoIs } from './who-is-who.ts'

/** What a provider said of somebody, with every check of the protocol passed. */
export interface Arriving {
  readonly connection: Pick<Connection, 'directoryId' | 'mode' | 'matchBy' | 'justInTime'>
  /** SHA-256 of issuer and subject. */
  readonly subjectHash: Buffer
  readonly isStable: boolean
  /** By which a directory user is found; undefined: the provider did not say it. */
  readonly matchValue: string | undefined
  readonly address: string | undefined
  readonly name: string | undefined
  /** The groups that lead to organizations where SCIM does not say them; undefined: the connection takes none. */
  readonly groups?: readonly string[] | undefined
}

export type SignedIn =
  | {
      readonly kind: 'customer'
      readonly customerId: string
      readonly userId: string | null
      readonly made: boolean
      /** What became of the groups; undefined where SCIM says them, or nobody does. */
      readonly asserted?: AssertedOutcome | undefined
    }
  | { readonly kind: 'staff'; readonly staffId: string; readonly isOwner: boolean }
  | { readonly kind: 'refused'; readonly outcome: SignInOutcome; readonly why: string }

interface Judged {
  readonly facts: IdentityFacts
  readonly decision: SignInDecision
}

/** A claim without anything in it is none: all of whom it comes would be one. */
const givenValueOf = (matchBy: MatchAttribute, given: string | undefined) =>
  given === undefined || given.trim() === '' ? undefined : matchValueOf(matchBy, given)

/**
 * @param isOpen whether people come in through the directory at all; a test asks as if they did
 * @param first waited for before anything is read
 */
async function judge(
  tx: Transaction,
  { connection, subjectHash, isStable, matchValue }: Arriving,
  isOpen: boolean,
  now: Date,
  first: readonly Query[] = [],
): Promise<Judged | undefined> {
  const { directoryId, matchBy, justInTime } = connection
  const value = givenValueOf(matchBy, matchValue) ?? null
  const asked = identityFacts(tx.siteId, directoryId, { subjectHash, matchBy, value })
  const [facts] = ((await tx.readAll([...first, asked])).at(-1) ?? []) as IdentityFacts[]
  if (!facts) return undefined
  // Staff are never made by a sign-in.
  const makes = justInTime && facts.audience === 'customers' && value !== null
  return { facts, decision: decideSignIn({ ...facts, isOpen, isStable, justInTime: makes }, now) }
}

/**
 * Finds or makes who has come, in the caller's transaction, and remembers how the provider calls them. Nobody is made where the one
 * matching order would hold them back.
 */
export async function signInAs(
  tx: Transaction,
  arriving: Arriving,
  context: AuditContext,
): Promise<SignedIn> {
  const { connection, subjectHash, isStable, matchValue } = arriving
  const { directoryId, mode, matchBy } = connection
  // By subject and by value, in one order, so that two who come at once are one after the other.
  const value = givenValueOf(matchBy, matchValue)
  const held = [subjectHash.toString('hex'), ...(value === undefined ? [] : [`value ${value}`])].sort()
  const holds = held.map((what) => holdSubject(tx.siteId, directoryId, what))
  const judged = await judge(tx, arriving, mode === 'optional' || mode === 'required', context.now, holds)
  if (!judged) return { kind: 'refused', outcome: 'directory-off', why: 'The directory is no more.' }
  const { facts, decision } = judged
  const note = (userId: string | null, customerId: string | null) =>
    tx.write(
      noteIdentity(tx.siteId, directoryId, {
        identityId: facts.identityId ?? newId(),
        subjectHash,
        isStable,
        userId,
        customerId,
        matchValue: value ?? '',
        now: context.now,
      }),
    )
  switch (decision.kind) {
    case 'refuse':
      if (decision.outcome === 'other-subject')
        askAboutSubject(tx, facts, directoryId, decision.userId, context.now)
      return { kind: 'refused', outcome: decision.outcome, why: decision.why }
    case 'user': {
      const { userId, customerId, isOwner } = decision.user
      if (decision.joins !== undefined) {
        await mergeIn(tx, { survivorId: customerId, mergedId: decision.joins }, context)
      }
      note(userId, null)
      return facts.audience === 'staff'
        ? { kind: 'staff', staffId: customerId, isOwner }
        : { kind: 'customer', customerId, userId, made: false }
    }
    case 'person':
      note(null, decision.customerId)
      return withGroups(
        tx,
        arriving,
        { kind: 'customer', customerId: decision.customerId, userId: null, made: false },
        context,
      )
    case 'make': {
      const made = await make(tx, arriving, value ?? '', context)
      if (made.kind !== 'customer') return made
      note(null, made.customerId)
      return withGroups(tx, arriving, made, context)
    }
  }
}

/** SCIM has not brought the person: the organizations are those that this sign-in says. */
async function withGroups(
  tx: Transaction,
  { connection: { directoryId }, groups }: Arriving,
  signedIn: Extract<SignedIn, { kind: 'customer' }>,
  context: AuditContext,
): Promise<SignedIn> {
  if (groups === undefined) return signedIn
  const { customerId } = signedIn
  const asserted = await assertGroups(tx, { directoryId, customerId, names: groups }, context)
  return { ...signedIn, asserted }
}

/** Whether whom the provider signs in under a known person's name is that person, somebody of the site decides. */
function askAboutSubject(
  tx: Transaction,
  { audience, userOfValue }: IdentityFacts,
  directoryId: number,
  userId: string | undefined,
  now: Date,
): void {
  if (userId === undefined) return
  const customer = audience === 'customers' ? (userOfValue?.customerId ?? undefined) : undefined
  const subject = { directoryId, userId, ...(customer === undefined ? {} : { customerId: customer }) }
  tx.write(openCase(tx.siteId, { kind: 'subject-changed', key: userId, ...subject, now }))
}

/** What would happen, for somebody who tries the connection out. It writes nothing. */
export async function foreseeSignIn(tx: Transaction, arriving: Arriving, now: Date): Promise<SignedIn> {
  const judged = await judge(tx, arriving, true, now)
  if (!judged) return { kind: 'refused', outcome: 'directory-off', why: 'The directory is no more.' }
  const { facts, decision } = judged
  if (decision.kind === 'refuse') return { kind: 'refused', outcome: decision.outcome, why: decision.why }
  if (decision.kind === 'user') {
    const { userId, customerId, isOwner } = decision.user
    return facts.audience === 'staff'
      ? { kind: 'staff', staffId: customerId, isOwner }
      : { kind: 'customer', customerId, userId, made: false }
  }
  if (decision.kind === 'person') {
    return { kind: 'customer', customerId: decision.customerId, userId: null, made: false }
  }
  const value = matchValueOf(arriving.connection.matchBy, arriving.matchValue ?? '')
  const { match, customer } = await whoIs(
    tx,
    arriving.connection.directoryId,
    newId(),
    userOf(arriving, value),
    null,
  )
  return refusedBy(match, customer) ?? { kind: 'customer', customerId: '', userId: null, made: true }
}

/** Somebody whom no directory user is yet, as SCIM would send them. */
function userOf({ connection, address, name }: Arriving, value: string): UserFacts {
  const isByName = connection.matchBy === 'user-name'
  const plain = address === undefined ? '' : withPlainDomain(address)
  return {
    userName: isByName ? value : `sign-in ${value}`,
    externalId: isByName ? undefined : value,
    active: true,
    name: name ?? address ?? value,
    address: isAddress(plain) ? plain : undefined,
    softDeleted: false,
    addressFrom: 'emails',
    details: {},
  }
}

async function make(
  tx: Transaction,
  arriving: Arriving,
  value: string,
  context: AuditContext,
): Promise<SignedIn> {
  const { directoryId } = arriving.connection
  const user = userOf(arriving, value)
  // No row of the mirror: that is what SCIM writes.
  const userId = newId()
  const { match, facts, addressFacts, customer } = await whoIs(tx, directoryId, userId, user, null)
  const refused = refusedBy(match, customer)
  if (refused) return refused
  const customerId = 'customerId' in match ? match.customerId : newId()
  const { mayGrant } = facts
  const whole = projectUser({ mayGrant, user, customer, match, addressFacts, customerId })
  // An address that is not taken is a case once SCIM brings the person, who has none until then.
  const projection = { ...whole, effects: whole.effects.filter(({ kind }) => kind !== 'refuse-address') }
  if (projection.pending) {
    return {
      kind: 'refused',
      outcome: 'held',
      why: 'Nobody new comes in while the directory grants nothing.',
    }
  }
  const call = { directoryId, now: context.now, audit: context }
  const outcome = applyEffects(tx, call, { userId, customerId, projection, user })
  auditUser(tx, call, 'directory-user.signed-in-first', userId, outcome)
  return { kind: 'customer', customerId, userId: null, made: true }
}

const holds: { readonly [reason in Extract<Match, { kind: 'hold' }>['reason']]: string } = {
  'staff-address':
    'The address belongs to staff: a person of the site decides, once the directory brings them.',
  quota: 'The directory has as many people as it may have.',
  'access-policy': 'The access policy does not let this address in.',
  erased: 'Somebody like this was erased: a person of the site decides, once the directory brings them.',
}

function refusedBy(match: Match, customer: LinkedCustomer | undefined): SignedIn | undefined {
  if (match.kind === 'hold') return { kind: 'refused', outcome: 'held', why: holds[match.reason] }
  // Whom an administrator has deactivated nobody brings back by signing in.
  if ((match.kind === 'link' || match.kind === 'bind') && customer && !customer.active) {
    return { kind: 'refused', outcome: 'deactivated', why: deactivatedHere }
  }
  // Whoever left comes back by the directory's own word alone.
  if (match.kind === 'return' || (match.kind === 'create' && match.mayBe !== undefined)) {
    return {
      kind: 'refused',
      outcome: 'left',
      why: 'The directory has deleted somebody who may be this person.',
    }
  }
  return undefined
}
