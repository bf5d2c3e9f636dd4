// Who comes in through a directory: decided from what the mirror says, and never from what a provider claims of an address.
import type { SignInOutcome } from './customer-sign-in.ts'

/** Signing in through directories goes on so long after the subscription has lapsed. */
const afterLapseMs = 30 * 24 * 60 * 60 * 1000

/** Where a subscription has lapsed then or before, nobody is in through a directory any more. */
export const lapsedTooLong = (now: Date) => new Date(now.getTime() - afterLapseMs)

/** A directory user, as a sign-in sees one. */
export interface SignInUser {
  readonly userId: string
  readonly active: boolean
  /** Of a directory of staff the member. Null: nobody yet, because the directory rehearses, or a person decides. */
  readonly customerId: string | null
  readonly customerActive: boolean | null
  /** Of a directory of staff: the member is an owner. */
  readonly isOwner: boolean
  /** The provider signs this user in as another subject already, which it never gives to somebody else. */
  readonly hasOtherSubject: boolean
}

/** Somebody whom a sign-in made, for whom no directory user has arrived. */
interface JustInTimePerson {
  readonly customerId: string
  readonly active: boolean
  /** An administrator has deactivated the person here. */
  readonly isDeactivatedHere: boolean
}

export interface SignInFacts {
  /** Whether people come in through the directory at all. */
  readonly isOpen: boolean
  readonly lapsedSince: Date | null
  /** Whether the directory may grant: not in rehearsal, paused or lapsed. */
  readonly mayGrant: boolean
  readonly justInTime: boolean
  /** Whether the directory has any user: SCIM brings its people. */
  readonly hasUsers: boolean
  /** The provider keeps the subject when a person is renamed, and never gives it to somebody else. */
  readonly isStable: boolean
  /** Who the subject was when it last signed in; of an unstable one only a person whom it made. */
  readonly knownUser: SignInUser | null
  readonly knownPerson: JustInTimePerson | null
  /** Who has the value by which the directory's people are found; null as well when the provider gave none. */
  readonly userOfValue: SignInUser | null
  /** Who had it, or was the subject, was deleted there. */
  readonly hasLeft: boolean
  /** A sign-in made somebody by the value, whom the provider calls by another lasting subject. */
  readonly isOthers: boolean
}

export type SignInDecision =
  /** In, as a directory user. `joins`: whom an earlier sign-in made is the same person. */
  | {
      readonly kind: 'user'
      readonly user: SignInUser & { readonly customerId: string }
      readonly joins: string | undefined
    }
  /** In, as who an earlier sign-in made. */
  | { readonly kind: 'person'; readonly customerId: string }
  /** Somebody is made, if the one matching order lets them in. */
  | { readonly kind: 'make' }
  | {
      readonly kind: 'refuse'
      readonly outcome: Exclude<SignInOutcome, 'in' | 'would-be-in' | 'second-factor'>
      readonly why: string
      readonly userId?: string
    }

/** Only an administrator has the person back, or the directory's own word. */
export const deactivatedHere = 'An administrator has deactivated this customer.'

const refuse = (
  outcome: Exclude<SignInOutcome, 'in' | 'would-be-in' | 'second-factor'>,
  why: string,
  userId?: string,
): SignInDecision => ({ kind: 'refuse', outcome, why, ...(userId === undefined ? {} : { userId }) })

/** Decides whether somebody comes in, and as whom. */
export function decideSignIn(facts: SignInFacts, now: Date): SignInDecision {
  const { isOpen, lapsedSince, isStable, knownUser, knownPerson, userOfValue } = facts
  if (!isOpen) return refuse('directory-off', 'The directory signs nobody in at present.')
  if (lapsedSince !== null && lapsedSince <= lapsedTooLong(now)) {
    return refuse(
      'lapsed',
      'The subscription lapsed more than 30 days ago, and with it signing in through directories.',
    )
  }
  // An address that serves as the subject may be somebody else's by now: who has it today is asked of the mirror.
  const user = (isStable ? knownUser : null) ?? userOfValue
  if (user) return asUser(user, user === userOfValue && isStable, knownPerson)
  if (facts.hasLeft) return refuse('left', 'The directory has deleted this person.')
  if (knownPerson) {
    if (!knownPerson.active)
      return knownPerson.isDeactivatedHere
        ? refuse('deactivated', deactivatedHere)
        : refuse('inactive', 'The customer is inactive.')
    return { kind: 'person', customerId: knownPerson.customerId }
  }
  return asNobody(facts)
}

function asUser(user: SignInUser, isByValue: boolean, known: JustInTimePerson | null): SignInDecision {
  const { userId, active, customerId, customerActive } = user
  if (isByValue && user.hasOtherSubject) {
    return refuse('other-subject', 'The provider signed this person in as another subject before.', userId)
  }
  if (!active) return refuse('inactive', 'The directory says that this person is inactive.', userId)
  if (customerId === null)
    return refuse('held', 'The person waits: for the directory to go live, or for a decision.', userId)
  if (customerActive === false) return refuse('inactive', 'The customer is inactive.', userId)
  const joins = known && known.customerId !== customerId ? known.customerId : undefined
  return { kind: 'user', user: { ...user, customerId }, joins }
}

function asNobody({ justInTime, mayGrant, isStable, hasUsers, isOthers }: SignInFacts): SignInDecision {
  if (isStable && isOthers) {
    return refuse('other-subject', 'The provider signed this person in as another subject before.')
  }
  if (!justInTime) {
    return refuse('not-yet', 'The directory has not brought this person, and nobody is made by signing in.')
  }
  // Another address may be a rename on its way: two people would come of one.
  if (!isStable && hasUsers) {
    return refuse(
      'not-yet',
      'The directory has not brought this person. The subject is no lasting one, so it may be somebody known under another name: the person waits until the directory says so.',
    )
  }
  if (!mayGrant)
    return refuse(
      'held',
      'Nobody new comes in while the directory rehearses, is paused, or has no subscription.',
    )
  return { kind: 'make' }
}
