/** An address of staff that a directory gives to somebody: when it can be released. */

export interface StaffAddressFacts {
  /** Somebody of the staff has exactly this address. */
  readonly staff: { readonly disabled: boolean } | undefined
  /** Its domain is reserved for staff. */
  readonly isReserved: boolean
}

export type ReleaseRefusal = 'reserved' | 'still-staff' | 'of-nobody'

/** Only the address of somebody who is gone is released: who can sign in as staff must never meet a customer in the same address. */
export function judgeStaffRelease({ staff, isReserved }: StaffAddressFacts): ReleaseRefusal | undefined {
  if (isReserved) return 'reserved'
  if (!staff) return 'of-nobody'
  return staff.disabled ? undefined : 'still-staff'
}
