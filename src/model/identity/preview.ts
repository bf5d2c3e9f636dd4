import type { UserEffect, UserProjection } from './projection.ts'
import type { StaffEffect, StaffProjection } from './staff-projection.ts'

/**
 * What can await a directory user when the directory grants again; more than one of these can. Losses come last. Who left has
 * lost already what there was to lose: deactivations never wait.
 * - new: somebody whom the site does not know
 * - linked: somebody whom it knows: back after leaving, or managed by this directory from then on
 * - held: a person decides about the user, or about the address
 * - joined: gets a membership
 * - left: is somebody here by this directory, and not active there any more
 * - renamed: another name or address than before
 * - lost: gives up an address without another one
 */
export const previewClasses = ['new', 'linked', 'held', 'joined', 'left', 'renamed', 'lost'] as const
export type PreviewClass = (typeof previewClasses)[number]

export type PreviewCounts = { readonly [name in PreviewClass]: number }

export const nothingCounted: PreviewCounts = {
  new: 0,
  linked: 0,
  held: 0,
  joined: 0,
  left: 0,
  renamed: 0,
  lost: 0,
}

const classOf: { readonly [kind in UserEffect['kind']]?: PreviewClass } = {
  create: 'new',
  bind: 'linked',
  return: 'linked',
  link: 'linked',
  hold: 'held',
  'refuse-address': 'held',
  rename: 'renamed',
  'respell-address': 'renamed',
}

/** Which classes a user of a directory of staff is in: who gets a role joins. */
export function classesOfStaff({ effects }: Pick<StaffProjection, 'effects'>, left = false): PreviewClass[] {
  const found = new Set(effects.flatMap(({ kind }) => classOfStaff[kind] ?? []))
  const getsRole = effects.some(
    (one) => (one.kind === 'join' && one.role !== 'member') || one.kind === 'change-role',
  )
  if (getsRole) found.add('joined')
  if (left) found.add('left')
  return previewClasses.filter((one) => found.has(one))
}

const classOfStaff: { readonly [kind in StaffEffect['kind']]?: PreviewClass } = {
  join: 'new',
  adopt: 'linked',
  return: 'linked',
  hold: 'held',
  'refuse-address': 'held',
  rename: 'renamed',
  'change-address': 'renamed',
}

/**
 * Which classes a user is in.
 * @param projection as it would be if the directory granted; undefined for a user for whom nothing waits
 * @param joins whether the user gets a membership
 * @param left whether the user is somebody here and not active there
 */
export function classesOf(
  projection: UserProjection | undefined,
  joins: boolean,
  left = false,
): PreviewClass[] {
  const effects = projection?.effects ?? []
  const kinds = new Set(effects.map(({ kind }) => kind))
  const found = new Set(effects.flatMap(({ kind }) => classOf[kind] ?? []))
  if (kinds.has('leave-address')) found.add(kinds.has('take-address') ? 'renamed' : 'lost')
  if (left) found.add('left')
  if (joins && !kinds.has('hold')) found.add('joined')
  return previewClasses.filter((one) => found.has(one))
}
