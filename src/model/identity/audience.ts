import { conflict, invalid } from '../errors.ts'

/** Whom a directory brings: chosen when it is made, and never changed. */
export const audiences = ['customers', 'staff'] as const
export type Audience = (typeof audiences)[number]

/** @throws DoorwardError 'invalid', field `audience` */
export function requireAudience(text: string): Audience {
  const audience = audiences.find((known) => known === text)
  if (!audience) throw invalid('audience', `must be one of ${audiences.join(', ')}.`)
  return audience
}

/**
 * What only a directory of customers has.
 * @throws DoorwardError 'conflict'
 */
export function requireOfCustomers(
  { name, audience }: { readonly name: string; readonly audience: Audience },
  what: string,
): void {
  if (audience === 'customers') return
  throw conflict(`${name} is a directory of staff, and has no ${what}.`, 'directory')
}

/**
 * What only a directory of staff has.
 * @throws DoorwardError 'conflict'
 */
export function requireOfStaff(
  { name, audience }: { readonly name: string; readonly audience: Audience },
  what: string,
): void {
  if (audience === 'staff') return
  throw conflict(`${name} is a directory of customers, and has no ${what}.`, 'directory')
}
