import type { Role } from '../permissions.ts'
import type { StaffEffect, StaffHoldReason, StaffProjection } from './staff-projection.ts'

const reasons: { readonly [reason in StaffHoldReason]: string } = {
  'no-address': 'the identity provider gives no address',
  'staff-known': 'somebody of your staff has the address, or the directory has no say in its domain',
  'domain-of-another': 'another directory has proven its domain',
  'last-owner': 'nobody else can sign in as an owner',
}

/** What each effect is for the exchange that caused it. Each has a German form in `web/texts/de-effects.ts`. */
export const staffSentences: { [kind in StaffEffect['kind']]: (effect: never) => string } = {
  join: ({ name, role, active }: { name: string; role: Role; active: boolean }) =>
    active ? `${name} joined the staff as ${role}` : `${name} joined the staff as ${role}, inactive`,
  adopt: ({ name }: { name: string }) => `${name} of the staff is managed by this directory from now on`,
  return: ({ name }: { name: string }) => `${name}, who had left the staff, is back`,
  hold: ({ reason }: { reason: StaffHoldReason }) => `nobody joined the staff: ${reasons[reason]}`,
  rename: ({ before, after }: { before: string; after: string }) => `name changed from ${before} to ${after}`,
  'change-address': ({ before, after }: { before: string; after: string }) =>
    `address changed from ${before} to ${after}`,
  'refuse-address': ({ address, reason }: { address: string; reason: StaffHoldReason }) =>
    `address ${address} was not taken: ${reasons[reason]}`,
  'change-role': ({ before, after }: { before: Role; after: Role }) =>
    `role changed from ${before} to ${after}`,
  'no-seat': ({ name }: { name: string }) => `${name} is a member, because no seat is free`,
  disable: () => 'deactivated',
  enable: () => 'active again',
  'keep-owner': ({ name }: { name: string }) => `${name} was not deactivated: ${reasons['last-owner']}`,
}

/** The effects in words. */
export function describeStaff({ effects, pending }: Pick<StaffProjection, 'effects' | 'pending'>): string {
  const said = effects.map((effect) =>
    (staffSentences[effect.kind] as (effect: StaffEffect) => string)(effect),
  )
  if (pending) said.push('the rest waits until the directory grants again')
  return said.length > 0 ? `${said.join('; ')}.` : 'No effect on people.'
}

/** What a call about a group comes to. */
export const roleChangeSentences = {
  changed: (people: number) =>
    people === 1 ? '1 of the staff has another role' : `${people} of the staff have another role`,
  noSeat: (people: number) =>
    people === 1 ? 'no seat was free for 1 of them' : `no seat was free for ${people} of them`,
  later: () => 'further roles follow in a moment',
} as const
