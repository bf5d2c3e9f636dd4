/** What a directory user of a directory of staff means for the staff (product.md, "Signing in"); applied by people/. */
import { isBillable, type Role } from '../permissions.ts'
import type { UserFacts } from './directory-user.ts'
import { foldAddress } from './email-address.ts'
import { judgeRole, type RuleRole } from './role-rules.ts'

/** Somebody of the staff as the rules see them. */
export interface StaffState {
  readonly name: string
  readonly address: string
  readonly role: Role
  /** Given by a person, and not taken back by a rule; null where nobody gave one. */
  readonly handRole: Role | null
  /** What the rules gave when they were asked last. */
  readonly ruleRole: RuleRole | null
  /** Refused by a person's word, and by the directory's. */
  readonly handDisabled: boolean
  readonly directoryDisabled: boolean
}

export const isDisabled = ({ handDisabled, directoryDisabled }: StaffState) =>
  handDisabled || directoryDisabled

/**
 * Why a directory user is nobody of the staff, or not what the directory says: `staff-known` somebody of the staff has the address
 * and the directory has no say in it; `domain-of-another` another directory has proven the domain.
 */
export const staffHoldReasons = ['no-address', 'staff-known', 'domain-of-another', 'last-owner'] as const
export type StaffHoldReason = (typeof staffHoldReasons)[number]

export type StaffMatch =
  | { readonly kind: 'create' }
  /** Known before by hand: managed from now on. */
  | { readonly kind: 'adopt'; readonly evidence: string }
  /** Left before, and is back. */
  | { readonly kind: 'return'; readonly evidence: string }
  | { readonly kind: 'hold'; readonly reason: StaffHoldReason }

/** Who has an address among the staff. */
export interface AddressOwner {
  readonly isManaged: boolean
}

/** What a directory of staff may say of an address. */
export interface StaffSay {
  readonly authority: 'proven' | 'declared' | undefined
  /** Another directory has proven the domain. */
  readonly provenElsewhere: boolean
}

/** Whether the directory's word for a domain is enough to take over whom the site knows there. */
function speaksFor({ authority, provenElsewhere }: StaffSay): boolean {
  return authority === 'proven' || (authority === 'declared' && !provenElsewhere)
}

/**
 * Who a directory user is who is nobody of the staff yet.
 * @param returning by which evidence somebody of this directory who left is meant
 * @param owner who has the address
 */
export function matchStaff(
  { address }: UserFacts,
  returning: string | undefined,
  owner: AddressOwner | undefined,
  say: StaffSay,
): StaffMatch {
  if (returning !== undefined) return { kind: 'return', evidence: returning }
  if (address === undefined) return { kind: 'hold', reason: 'no-address' }
  if (say.provenElsewhere && say.authority !== 'proven') return { kind: 'hold', reason: 'domain-of-another' }
  if (!owner) return { kind: 'create' }
  if (owner.isManaged || !speaksFor(say)) return { kind: 'hold', reason: 'staff-known' }
  return { kind: 'adopt', evidence: `address in a ${say.authority} domain` }
}

export type StaffEffect =
  | { readonly kind: 'join'; readonly name: string; readonly role: Role; readonly active: boolean }
  | { readonly kind: 'adopt'; readonly name: string; readonly evidence: string }
  | { readonly kind: 'return'; readonly name: string; readonly evidence: string }
  | { readonly kind: 'hold'; readonly reason: StaffHoldReason }
  | { readonly kind: 'rename'; readonly before: string; readonly after: string }
  | { readonly kind: 'change-address'; readonly before: string; readonly after: string }
  | { readonly kind: 'refuse-address'; readonly address: string; readonly reason: StaffHoldReason }
  | { readonly kind: 'change-role'; readonly before: Role; readonly after: Role }
  | { readonly kind: 'no-seat'; readonly name: string }
  | { readonly kind: 'disable' }
  | { readonly kind: 'enable' }
  | { readonly kind: 'keep-owner'; readonly name: string }

export interface StaffQuestion {
  /** False in rehearsal, while paused and while the subscription has lapsed: what restricts people does not wait. */
  readonly mayGrant: boolean
  /** Undefined when the directory user is deleted. */
  readonly user: UserFacts | undefined
  /** Whom the user is, or is about to be; undefined for somebody new. */
  readonly member: StaffState | undefined
  /** For a user who is nobody of the staff yet. */
  readonly match: StaffMatch | undefined
  readonly ruleRole: RuleRole | null
  readonly isSeatFree: boolean
  /** Without this person no owner could sign in. */
  readonly isLastOwner: boolean
  readonly say: StaffSay
  /** Somebody else of the staff has the user's address. */
  readonly isTaken: boolean
}

export interface StaffProjection {
  readonly effects: readonly StaffEffect[]
  /** The person afterwards; undefined when the user is nobody. */
  readonly after: StaffState | undefined
  /** Something is left to grant when the directory or the subscription comes back. */
  readonly pending: boolean
  readonly held: StaffHoldReason | null
}

const nobody = { effects: [], after: undefined, pending: false, held: null } as const

/** What a created, changed, replayed or deleted directory user means. Projecting twice changes nothing. */
export function projectStaff(question: StaffQuestion): StaffProjection {
  const { match, mayGrant, member, user } = question
  if (!match) return member ? projectKnown(question, member) : nobody
  if (!user) return nobody
  // Whom the directory does not manage yet it can neither take over nor restrict while it grants nothing.
  if (!mayGrant) return { ...nobody, pending: true }
  if (match.kind === 'hold') return { ...nobody, effects: [match], held: match.reason }
  if (!member || match.kind === 'create') return projectNew(question, user)
  if (match.kind === 'return') {
    // Whoever comes back begins as everybody does: what people gave is given anew by people. The last owner never was away.
    const { name, role } = member
    const stayed = role === 'owner' && !isDisabled(member)
    const handRole = stayed ? member.handRole : null
    return behind({ ...match, name }, projectKnown(question, { ...member, handRole }))
  }
  const adopted = { ...member, handRole: member.role, directoryDisabled: false }
  return behind({ ...match, name: member.name }, projectKnown(question, adopted))
}

const behind = (first: StaffEffect, projection: StaffProjection): StaffProjection => ({
  ...projection,
  effects: [first, ...projection.effects],
})

function projectNew(question: StaffQuestion, user: UserFacts): StaffProjection {
  const { ruleRole, isSeatFree } = question
  const { name, active, address = '' } = user
  const { role, waits } = judgeRole({
    role: 'member',
    handRole: null,
    ruleRole,
    hasSeat: false,
    isActive: active,
    mayGrant: true,
    isSeatFree,
  })
  const after = {
    name,
    address,
    role,
    handRole: null,
    ruleRole,
    handDisabled: false,
    directoryDisabled: !active,
  }
  const join: StaffEffect = { kind: 'join', name, role, active }
  const effects: StaffEffect[] = waits === 'seat' ? [join, { kind: 'no-seat', name }] : [join]
  return { effects, after, pending: false, held: null }
}

function projectKnown(question: StaffQuestion, member: StaffState): StaffProjection {
  const described = describe(question, member)
  const door = doorOf(question, member)
  const { ruleRole, mayGrant, isSeatFree } = question
  const isActive = !(member.handDisabled || door.directoryDisabled)
  const { role, waits } = judgeRole({
    ...member,
    ruleRole,
    hasSeat: !isDisabled(member) && isBillable(member.role),
    isActive,
    mayGrant,
    isSeatFree,
  })
  const effects = [...described.effects, ...door.effects]
  if (role !== member.role) effects.push({ kind: 'change-role', before: member.role, after: role })
  if (waits === 'seat') effects.push({ kind: 'no-seat', name: member.name })
  const after = { ...member, ...described.changed, directoryDisabled: door.directoryDisabled, role, ruleRole }
  return {
    effects,
    after,
    pending: described.waits || door.waits || waits === 'grant',
    held: door.held ?? described.held,
  }
}

interface Described {
  readonly effects: readonly StaffEffect[]
  readonly changed: { readonly name?: string; readonly address?: string }
  readonly waits: boolean
  readonly held: StaffHoldReason | null
}

/** Name and address follow while the directory grants. */
function describe({ user, mayGrant, say, isTaken }: StaffQuestion, member: StaffState): Described {
  const isSame = user === undefined || (user.name === member.name && isAddressOf(user, member))
  if (isSame) return { effects: [], changed: {}, waits: false, held: null }
  if (!mayGrant) return { effects: [], changed: {}, waits: true, held: null }
  const effects: StaffEffect[] = []
  if (user.name !== member.name) effects.push({ kind: 'rename', before: member.name, after: user.name })
  const { address } = user
  const changed = { name: user.name }
  if (address === undefined || isAddressOf(user, member))
    return { effects, changed, waits: false, held: null }
  const held = refusalOf(address, member, say, isTaken)
  if (held !== null) {
    effects.push({ kind: 'refuse-address', address, reason: held })
    return { effects, changed, waits: false, held }
  }
  effects.push({ kind: 'change-address', before: member.address, after: address })
  return { effects, changed: { ...changed, address }, waits: false, held: null }
}

const isAddressOf = ({ address }: UserFacts, member: StaffState) =>
  address === undefined || address === member.address

/** Whoever has a role by a person's word keeps the address in domains in which the directory has a say: links are mailed there. */
function refusalOf(
  address: string,
  member: StaffState,
  say: StaffSay,
  isTaken: boolean,
): StaffHoldReason | null {
  if (foldAddress(address) === foldAddress(member.address)) return null
  if (isTaken) return 'staff-known'
  if (say.provenElsewhere && say.authority !== 'proven') return 'domain-of-another'
  return member.handRole !== null && !speaksFor(say) ? 'staff-known' : null
}

interface Door {
  readonly effects: readonly StaffEffect[]
  readonly directoryDisabled: boolean
  readonly waits: boolean
  readonly held: StaffHoldReason | null
}

/** The end of a door never waits; only the last owner keeps it. */
function doorOf({ user, mayGrant, isLastOwner }: StaffQuestion, member: StaffState): Door {
  const isActive = user?.active === true
  const { directoryDisabled } = member
  const stays = { effects: [], directoryDisabled, waits: false, held: null }
  if (isActive === !directoryDisabled) return stays
  if (isActive) {
    if (!mayGrant) return { ...stays, waits: true }
    return { ...stays, effects: member.handDisabled ? [] : [{ kind: 'enable' }], directoryDisabled: false }
  }
  if (member.role === 'owner' && isLastOwner) {
    return { ...stays, effects: [{ kind: 'keep-owner', name: member.name }], held: 'last-owner' }
  }
  return { ...stays, effects: member.handDisabled ? [] : [{ kind: 'disable' }], directoryDisabled: true }
}
