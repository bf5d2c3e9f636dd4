import { conflict, DoorwardError } from '../errors.ts'
import { may, type Permission, type Role } from '../permissions.ts'

/** How long a link works, by what it is for. */
const linkHours = { start: 24, invite: 7 * 24, reset: 24 } as const

export function linkEnd(kind: keyof typeof linkHours, now: Date): Date {
  return new Date(now.getTime() + linkHours[kind] * 60 * 60 * 1000)
}

/**
 * Whether somebody with a role may do this to a person: only who may change owners touches an owner or makes one.
 * @throws DoorwardError 'forbidden'
 */
export function requireMayChange(role: Role, subject: { readonly role: Role }, newRole?: Role): void {
  const concernsOwner = subject.role === 'owner' || newRole === 'owner'
  if (concernsOwner && !may(role, 'owners.change')) {
    throw new DoorwardError('forbidden', 'Only an owner may make an owner, or change what belongs to one.')
  }
}

/**
 * Whether somebody may have a directory of staff say more: by its word people come in, and others lose their account. So it takes
 * what changing them by hand takes, and no API key can.
 * @param concernsOwner the directory is to speak for an address of an owner
 * @throws DoorwardError 'forbidden'
 */
export function requireMayBringStaff(permissions: readonly Permission[], concernsOwner: boolean): void {
  if (!permissions.includes('staff.change')) {
    throw new DoorwardError(
      'forbidden',
      'A directory of staff is changed by who may change staff, at a browser.',
    )
  }
  if (concernsOwner && !permissions.includes('owners.change')) {
    throw new DoorwardError(
      'forbidden',
      'An owner has an address there: only an owner may have a directory speak for it.',
    )
  }
}

/**
 * Some owner can always sign in.
 * @param owners those who can sign in before the change
 * @throws DoorwardError 'conflict' when the change would leave none
 */
export function requireOwnerLeft(owners: readonly { readonly id: string }[], subjectId: string): void {
  if (owners.length === 1 && owners[0]?.id === subjectId) {
    throw conflict('This is the only owner who can sign in. Make somebody else an owner first.')
  }
}
