// Who gets in: one policy for every channel (product.md, "Who gets in"). The same function answers the request and the question "why?".
import { conflict, invalid } from '../errors.ts'
import { coversPattern, fitsPattern, readDomainPattern } from './domain-pattern.ts'
import { domainOf } from './email-address.ts'

/** The ways on which somebody comes to a site. */
export const channels = ['portal', 'email', 'agent', 'import', 'scim', 'sso'] as const
export type Channel = (typeof channels)[number]

/** Who may get a portal-only account: anybody, whose domain is on the allowlist, or only who is invited or comes by a directory. */
export const newAccountRules = ['anyone', 'allowlisted', 'invited'] as const
/** What becomes of mail from somebody who is no customer. */
export const unknownSenderRules = ['refuse', 'hold', 'accept'] as const
/** What becomes of mail from somebody who was deactivated. It never enters an existing request. */
export const leaverMailRules = ['refuse', 'suspect'] as const

export interface AccessPolicy {
  readonly newAccounts: (typeof newAccountRules)[number]
  /** Entries as `readDomainPattern` reads them, sorted. In force when only allowlisted domains get accounts; with `invited`, when it is not empty. */
  readonly allow: readonly string[]
  /** Goes before everything else, and binds directories as well. */
  readonly block: readonly string[]
  /** Whether the allowlist also holds for the people of directories. */
  readonly bindsDirectories: boolean
  readonly unknownSenders: (typeof unknownSenderRules)[number]
  readonly leaverMail: (typeof leaverMailRules)[number]
}

/** What holds until somebody decides. Nothing is lost: an unknown sender's mail waits for a person. */
export const accessPolicyDefault: AccessPolicy = {
  newAccounts: 'anyone',
  allow: [],
  block: [],
  bindsDirectories: false,
  unknownSenders: 'hold',
  leaverMail: 'refuse',
}

/** What is known of the person who asks. */
export interface AccessQuestion {
  readonly channel: Channel
  /** Undefined: a directory's person without one. */
  readonly address: string | undefined
  /** Who holds the address, or who that is. */
  readonly person:
    | { readonly kind: 'stranger' }
    /** Somebody was erased who had the address: nobody knows whether it is the same person. */
    | { readonly kind: 'erased' }
    | {
        readonly kind: 'staff'
        readonly disabled?: boolean
        /** A mail that nothing proves: anybody may have written it. */
        readonly unproven?: boolean
      }
    /** It was a customer's once, and is nobody's now. */
    | { readonly kind: 'former'; readonly active: boolean; readonly directory: string | undefined }
    | { readonly kind: 'customer'; readonly active: boolean; readonly directory: string | undefined }
  /** The directory that has proven the address's domain and through which alone its people sign in. */
  readonly requiredBy?: string | undefined
}

/** In: as who one is. Account: a new one arises. Hold: it waits for a person. Warn: it comes in, with a warning that an agent cannot miss. */
export const accessOutcomes = ['in', 'account', 'hold', 'warn', 'suspect', 'refuse'] as const
type AccessOutcome = (typeof accessOutcomes)[number]

/** Why it is so. Each has its sentence in the pages' texts and in `sayAccess`. */
export const accessReasons = [
  'staff-signs-in-as-staff',
  'staff-is-no-customer',
  'staff-unproven',
  'staff-deactivated',
  'deactivated-by-directory',
  'deactivated',
  'customer',
  'directory-signs-in',
  'directory-required',
  'erased',
  'blocked',
  'unknown-sender',
  'former-address',
  'no-address',
  'not-allowlisted',
  'invited-only',
  'allowlisted',
  'directory-vouches',
  'anyone',
] as const
export type AccessReason = (typeof accessReasons)[number]

export interface AccessDecision {
  readonly outcome: AccessOutcome
  readonly reason: AccessReason
  /** The list's entry, or the directory's name, that decided. */
  readonly by?: string
}

const decided = (outcome: AccessOutcome, reason: AccessReason, by?: string): AccessDecision =>
  by === undefined ? { outcome, reason } : { outcome, reason, by }

/** One rule: a decision, or undefined when it has nothing to say. */
type Rule = (question: AccessQuestion, policy: AccessPolicy) => AccessDecision | undefined

const isDirectory = (channel: Channel) => channel === 'scim' || channel === 'sso'

/** In this order; the last always decides. */
const rules: readonly Rule[] = [
  ofStaff,
  ofLeavers,
  ofCustomers,
  ofTheErased,
  ofTheBlocklist,
  ofUnknownSenders,
  ofRequiringDirectories,
  ofTheAllowlist,
  ofInvitations,
]

/** Decides what happens to somebody who comes on a channel, and why. */
export function decideAccess(question: AccessQuestion, policy: AccessPolicy): AccessDecision {
  for (const rule of rules) {
    const decision = rule(question, policy)
    if (decision?.outcome === 'account' && question.person.kind === 'erased') return decided('hold', 'erased')
    if (decision) return decision
  }
  if (question.person.kind === 'erased') return decided('hold', 'erased')
  if (isDirectory(question.channel)) return decided('account', 'directory-vouches')
  return decided('account', 'anyone')
}

function ofStaff({ channel, person }: AccessQuestion): AccessDecision | undefined {
  if (person.kind !== 'staff') return undefined
  if (channel === 'email')
    return person.disabled || person.unproven ? undefined : decided('in', 'staff-signs-in-as-staff')
  if (isDirectory(channel)) return decided('hold', 'staff-is-no-customer')
  return decided('refuse', channel === 'portal' ? 'staff-signs-in-as-staff' : 'staff-is-no-customer')
}

/** Only the directory's own word, or an administrator's release, brings back whom it let go. */
function ofLeavers({ channel, person }: AccessQuestion, policy: AccessPolicy): AccessDecision | undefined {
  const outcome = channel === 'email' && policy.leaverMail === 'suspect' ? 'suspect' : 'refuse'
  if (person.kind === 'staff') return person.disabled ? decided(outcome, 'staff-deactivated') : undefined
  // An address that was given up leads to who left by mail alone: elsewhere it is free.
  const isLeaver = person.kind === 'customer' || (person.kind === 'former' && channel === 'email')
  if (!isLeaver || person.active || channel === 'scim') return undefined
  const reason = person.directory === undefined ? 'deactivated' : 'deactivated-by-directory'
  return decided(outcome, reason, person.directory)
}

function ofCustomers({ channel, person }: AccessQuestion): AccessDecision | undefined {
  if (person.kind !== 'customer') return undefined
  const { directory } = person
  if (channel === 'portal' && directory !== undefined) return decided('in', 'directory-signs-in', directory)
  return decided('in', 'customer')
}

/** Whom a directory sends is held back first, and the policy is asked about whoever is let in. */
function ofTheErased({ channel, person }: AccessQuestion): AccessDecision | undefined {
  return person.kind === 'erased' && isDirectory(channel) ? decided('hold', 'erased') : undefined
}

function ofTheBlocklist(
  { channel, address }: AccessQuestion,
  { block }: AccessPolicy,
): AccessDecision | undefined {
  const entry = entryFor(block, address)
  return entry === undefined ? undefined : decided(isDirectory(channel) ? 'hold' : 'refuse', 'blocked', entry)
}

/** A mail makes nobody a customer, so lists of who may become one have no say in it. */
function ofUnknownSenders(
  { channel, person }: AccessQuestion,
  { unknownSenders }: AccessPolicy,
): AccessDecision | undefined {
  if (channel !== 'email') return undefined
  const outcomes = { refuse: 'refuse', hold: 'hold', accept: 'warn' } as const
  if (person.kind !== 'staff' && person.kind !== 'former')
    return decided(outcomes[unknownSenders], 'unknown-sender')
  // Nothing shows that whose it is, or was, has written: it comes in as suspect, where a stranger's comes in with a warning.
  const reason = person.kind === 'staff' ? 'staff-unproven' : 'former-address'
  return decided(unknownSenders === 'accept' ? 'suspect' : outcomes[unknownSenders], reason)
}

/** Whoever belongs there comes through the directory; beside it nobody new arises whom it cannot let go. */
function ofRequiringDirectories({ channel, requiredBy }: AccessQuestion): AccessDecision | undefined {
  return requiredBy === undefined || isDirectory(channel)
    ? undefined
    : decided('refuse', 'directory-required', requiredBy)
}

function ofTheAllowlist(
  { channel, address }: AccessQuestion,
  policy: AccessPolicy,
): AccessDecision | undefined {
  if (!hasAllowlist(policy) || (isDirectory(channel) && !policy.bindsDirectories)) return undefined
  const no = isDirectory(channel) ? 'hold' : 'refuse'
  if (address === undefined) return decided(no, 'no-address')
  const entry = entryFor(policy.allow, address)
  if (entry === undefined) return decided(no, 'not-allowlisted')
  if (policy.newAccounts === 'invited' && channel === 'portal') return undefined
  return decided('account', 'allowlisted', entry)
}

function ofInvitations(
  { channel }: AccessQuestion,
  { newAccounts }: AccessPolicy,
): AccessDecision | undefined {
  return newAccounts === 'invited' && channel === 'portal' ? decided('refuse', 'invited-only') : undefined
}

/** Whether the allowlist decides anything now. */
function hasAllowlist({ newAccounts, allow }: AccessPolicy): boolean {
  return newAccounts === 'allowlisted' || (newAccounts === 'invited' && allow.length > 0)
}

function entryFor(entries: readonly string[], address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  const domain = domainOf(address)
  return entries.find((entry) => fitsPattern(entry, domain))
}

/** As a person would say it. @param by what of the decision its reason speaks of */
export function sayAccess({ reason, by }: AccessDecision): string {
  return sentences[reason](by ?? '')
}

const sentences: { readonly [reason in AccessReason]: (by: string) => string } = {
  'staff-signs-in-as-staff': () => 'The address belongs to staff, who come in as themselves.',
  'staff-is-no-customer': () => 'The address belongs to staff: a customer cannot have it.',
  'staff-unproven': () =>
    'The address belongs to staff, and nothing proves that the mail comes from there: the rule for unknown senders decides.',
  'staff-deactivated': () => 'The address belongs to somebody of the staff who has no access any more.',
  'deactivated-by-directory': (by) =>
    `The directory ${by} has let this person go. Only its own word brings the person back, or an administrator's release.`,
  deactivated: () => 'An administrator has deactivated this customer.',
  customer: () => 'Somebody who is a customer already comes in.',
  'directory-signs-in': (by) => `A customer whom ${by} manages; ${by} signs the person in.`,
  'directory-required': (by) =>
    `${by} has proven this domain and signs its people in itself: nobody gets an account there beside it.`,
  erased: () => 'Somebody who was erased had this address: a person decides whether whoever comes is let in.',
  blocked: (by) => `The blocklist names ${by}.`,
  'unknown-sender': () => 'Nobody of the site has this address: the rule for unknown senders decides.',
  'former-address': () =>
    'Somebody had this address who has another one now: the rule for unknown senders decides.',
  'no-address': () => 'There is no address that could be on the allowlist.',
  'not-allowlisted': () => 'The allowlist does not name this domain.',
  'invited-only': () => 'Nobody signs up by themselves: only invitations and directories bring new accounts.',
  allowlisted: (by) => `The allowlist names ${by}.`,
  'directory-vouches': () => 'The directory brings the person, and the allowlist does not bind directories.',
  anyone: () => 'Anybody may have an account.',
}

const entriesMax = 1_000

/**
 * Puts a policy that somebody wrote down in order: folded entries, each once, sorted.
 * @throws DoorwardError naming the field, and the entries that contradict each other
 */
export function readAccessPolicy(draft: AccessPolicy): AccessPolicy {
  const [allow, block] = [readEntries('allow', draft.allow), readEntries('block', draft.block)]
  for (const entry of allow) {
    const over = block.find((blocked) => coversPattern(blocked, entry))
    if (over === undefined) continue
    throw conflict(
      `allow: ${entry} can never come in, because the blocklist names ${over}. Take one of them off its list.`,
      'allow',
    )
  }
  if (draft.newAccounts === 'allowlisted' && allow.length === 0) {
    throw invalid('allow', 'must name a domain: with an empty allowlist nobody could get an account.')
  }
  return { ...draft, allow, block }
}

function readEntries(field: 'allow' | 'block', given: readonly string[]): string[] {
  if (given.length > entriesMax) throw invalid(field, `must have at most ${entriesMax} entries.`)
  const entries = given.map((one) => {
    const entry = readDomainPattern(one)
    if (entry === undefined) {
      throw invalid(
        field,
        `must be domains such as globex.com or *.globex.com; ${one.slice(0, 100)} is none.`,
      )
    }
    return entry
  })
  return [...new Set(entries)].sort()
}
