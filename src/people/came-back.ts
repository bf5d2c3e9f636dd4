// Customers added by hand or imported with an address that an erased person had.
import { conflict } from '../model/errors.ts'
import type { ErasedTrace } from '../model/identity/matching.ts'
import type { Transaction } from '../storage/database.ts'
import { openCase } from '../storage/identity/cases.ts'
import { openReturnOf } from '../storage/identity/erasure-traces.ts'

/**
 * Whether this new customer comes in is decided by a person.
 * @param onChange the customer was here before, and goes on
 */
export function askAboutErased(
  tx: Transaction,
  customerId: string,
  erased: ErasedTrace,
  now: Date,
  onChange = false,
): void {
  const { customerId: otherCustomerId, by } = erased
  const subject = { customerId, otherCustomerId, details: { by, ...(onChange && { onChange }) } }
  tx.write(openCase(tx.siteId, { kind: 'erased-came-back', key: customerId, ...subject, now }))
}

/** @throws DoorwardError 'conflict' while a case asks about the customer */
export async function requireDecided(
  tx: Transaction,
  { customerId, name }: { readonly customerId: string; readonly name: string },
): Promise<void> {
  const [open] = await tx.read<{ id: string }>(openReturnOf(tx.siteId, customerId))
  if (!open) return
  throw conflict(
    `${name} has the address of somebody who was erased, and waits until the case ${open.id} is decided.`,
  )
}
