/** How sure we are that whoever writes is who the request says, when it arrives: docs/assurance.md. Pure. */
import type { SignInMethod } from '../access/customer-sign-in.ts'
import type { LookAlike } from './look-alike.ts'

export const assuranceLevels = ['sso', 'proven', 'known', 'unknown', 'suspect'] as const
export type AssuranceLevel = (typeof assuranceLevels)[number]

/** One reason, by a code and what its sentence names. */
export type Evidence =
  | { readonly code: 'signed-in-through'; readonly directory: string; readonly at: string }
  | {
      readonly code: 'signed-in-by'
      readonly method: 'code' | 'password' | 'passkey' | 'invitation' | 'unnamed'
      readonly at: string
    }
  | { readonly code: 'address-held' | 'address-claimed'; readonly address: string }
  | { readonly code: 'no-address' }
  | { readonly code: 'opened-by'; readonly name: string }
  | { readonly code: 'opened-at-command-line' }
  | { readonly code: 'employee' }
  /** Of a mail: what its domain's own word for it is. */
  | {
      readonly code: 'mail-passed' | 'mail-failed' | 'mail-unproven' | 'mail-unchecked'
      readonly domain: string
    }
  | { readonly code: 'address-new'; readonly address: string }
  | {
      readonly code: 'address-former'
      readonly personId: string | null
      readonly name: string
      readonly until: string
    }
  | { readonly code: 'deactivated'; readonly personId: string | null; readonly name: string }
  | { readonly code: 'address-foreign'; readonly address: string; readonly directory: string | null }
  /** What somebody said who was asked, signed in. */
  | {
      readonly code: 'confirmed' | 'written-by' | 'opened-by-other'
      readonly personId: string
      readonly name: string
      readonly at: string
    }
  /** They say that they wrote it, from an address that is nobody's. */
  | {
      readonly code: 'written-elsewhere'
      readonly personId: string
      readonly name: string
      readonly at: string
      readonly address: string
    }
  | {
      readonly code: 'disowned'
      readonly personId: string
      readonly name: string
      readonly at: string
      /** Somebody writes in their name, they say. */
      readonly warns: boolean
    }
  | LookAlike

/** The session of whoever writes. */
export interface WritingSession {
  readonly method: SignInMethod | 'staff'
  /** Through which directory, by its name. */
  readonly directory: string | null
  /** When they signed in. */
  readonly at: Date
  readonly address: string | null
  readonly standing: 'held' | 'claimed' | null
}

export interface Assessment {
  readonly level: AssuranceLevel
  readonly evidence: readonly Evidence[]
}

/**
 * Of what somebody writes who is signed in.
 * @param lookAlikes whom their name and address look like
 */
export function assess(session: WritingSession, lookAlikes: readonly LookAlike[] = []): Assessment {
  const { method, directory, at, address, standing } = session
  const moment = at.toISOString()
  const how: Evidence =
    directory !== null
      ? { code: 'signed-in-through', directory, at: moment }
      : { code: 'signed-in-by', method: localMethod(method), at: moment }
  // An address of the staff was proven when the link by mail was used, or is their directory's.
  if (method === 'staff')
    return { level: directory === null ? 'proven' : 'sso', evidence: [{ code: 'employee' }, how] }
  // Of a portal account only what it says of itself is a doubt: a name of the staff, a domain made to look like another.
  const doubts = lookAlikes.filter(
    (one) => isOfStaff(one) || (directory === null && one.code === 'domain-like'),
  )
  const { level, evidence } = assessSession(how, { directory, address, standing })
  return doubts.length > 0 ? { level: 'suspect', evidence: [...doubts, ...evidence] } : { level, evidence }
}

function assessSession(
  how: Evidence,
  { directory, address, standing }: Pick<WritingSession, 'directory' | 'address' | 'standing'>,
): Assessment {
  if (address === null) return { level: 'known', evidence: [how, { code: 'no-address' }] }
  if (standing !== 'held') return { level: 'known', evidence: [how, { code: 'address-claimed', address }] }
  return { level: directory === null ? 'proven' : 'sso', evidence: [how, { code: 'address-held', address }] }
}

function localMethod(method: WritingSession['method']) {
  return method === 'staff' || method === 'saml' || method === 'oidc' ? 'unnamed' : method
}

/** Of what one of the staff, or a program, writes in a customer's name: nothing proves that the customer asked. */
export function assessWord(agent: string | undefined): Assessment {
  const evidence: Evidence =
    agent === undefined ? { code: 'opened-at-command-line' } : { code: 'opened-by', name: agent }
  return { level: 'known', evidence: [evidence] }
}

/** Whose the address is from which a mail came, or was. */
type MailOwner =
  | {
      readonly kind: 'customer'
      readonly personId?: string
      readonly name: string
      readonly standing: 'held' | 'claimed'
      readonly active: boolean
      /** The directory that manages them. */
      readonly directory: string | null
      /** A claimed address is in a domain of another directory, or of the staff. */
      readonly foreignDomain: boolean
    }
  | {
      readonly kind: 'former'
      readonly personId?: string
      readonly name: string
      /** Until when it was theirs, as ISO 8601. */
      readonly until: string
      readonly active: boolean
    }
  | { readonly kind: 'staff'; readonly name: string }
  | { readonly kind: 'nobody' }

/** What a mail's sender is judged by. */
export interface MailFacts {
  readonly from: { readonly name: string; readonly address: string }
  readonly authentication: {
    /** DMARC's verdict for the domain of From. */
    readonly dmarc: 'pass' | 'fail' | 'none' | 'unknown'
    /** Whether SPF or DKIM passed for that domain itself. */
    readonly aligned: boolean
    readonly domain: string | null
  }
  readonly owner: MailOwner
  readonly lookAlikes: readonly LookAlike[]
}

/** Of a mail, in the order of docs/assurance.md: every doubt is said, and one is enough. */
export function assessMail(facts: MailFacts): Assessment {
  const { owner, authentication, lookAlikes } = facts
  const isProven = authentication.dmarc === 'pass' && authentication.aligned
  const doubts: Evidence[] = [
    ...lookAlikes.filter((one) => isDoubt(one, facts, isProven)),
    ...(authentication.dmarc === 'fail' ? [checkOf(facts, isProven)] : []),
    ...doubtsOfOwner(facts, isProven),
  ]
  const said: Evidence[] = [
    ...(authentication.dmarc === 'fail' ? [] : [checkOf(facts, isProven)]),
    ...standingOf(facts),
    ...lookAlikes.filter((one) => one.code === 'reply-elsewhere' && !isDoubt(one, facts, isProven)),
  ]
  const evidence = [...doubts, ...said]
  if (doubts.length > 0) return { level: 'suspect', evidence }
  if (owner.kind === 'staff') return { level: 'proven', evidence }
  if (owner.kind !== 'customer') return { level: 'unknown', evidence }
  return { level: isProven && owner.standing === 'held' ? 'proven' : 'known', evidence }
}

function doubtsOfOwner({ owner, from }: MailFacts, isProven: boolean): Evidence[] {
  if (owner.kind === 'staff') return isProven ? [] : [{ code: 'employee' }]
  if (owner.kind === 'nobody') return []
  const { name } = owner
  const personId = owner.personId ?? null
  const gone: Evidence[] = owner.active ? [] : [{ code: 'deactivated', personId, name }]
  if (owner.kind === 'former')
    return [{ code: 'address-former', personId, name, until: owner.until }, ...gone]
  const isForeign = owner.standing === 'claimed' && owner.foreignDomain
  const foreign: Evidence = { code: 'address-foreign', address: from.address, directory: owner.directory }
  return isForeign ? [foreign, ...gone] : gone
}

function standingOf({ owner, from: { address } }: MailFacts): Evidence[] {
  if (owner.kind === 'nobody') return [{ code: 'address-new', address }]
  if (owner.kind !== 'customer') return []
  if (owner.standing === 'held') return [{ code: 'address-held', address }]
  return owner.foreignDomain ? [] : [{ code: 'address-claimed', address }]
}

function checkOf({ authentication, from }: MailFacts, isProven: boolean): Evidence {
  const domain = authentication.domain ?? from.address.slice(from.address.lastIndexOf('@') + 1)
  if (isProven) return { code: 'mail-passed', domain }
  if (authentication.dmarc === 'fail') return { code: 'mail-failed', domain }
  return { code: authentication.dmarc === 'unknown' ? 'mail-unchecked' : 'mail-unproven', domain }
}

const isOfStaff = (one: LookAlike) => 'person' in one && one.person === 'staff'

/** Whether it is a doubt, or only somebody of a similar name; "What is no look-alike" in docs/assurance.md. */
function isDoubt(one: LookAlike, { owner }: MailFacts, isProven: boolean): boolean {
  const isHolder =
    isProven && (owner.kind === 'staff' || (owner.kind === 'customer' && owner.standing === 'held'))
  switch (one.code) {
    case 'name-like':
    case 'name-in-address':
      if (isHolder && owner.kind === 'staff') return false
      if (one.isColleague && isProven) return false
      if (!isHolder || one.person === 'staff') return true
      // Whoever no directory vouches for chose the name themselves.
      return owner.kind === 'customer' && owner.directory === null && one.of !== null
    case 'address-like':
      return !isHolder && !(one.isColleague && isProven)
    case 'reply-elsewhere':
      return !isProven && (one.fromKnown || owner.kind !== 'nobody')
    default:
      return true
  }
}
