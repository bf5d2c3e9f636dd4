// Whoever's address is changed hears of it, at the old address and at the new one.
import type { Database, Transaction } from '../storage/database.ts'
import { type AddressNotice, addressNotices } from '../storage/identity/address-notices.ts'
import { queueMail } from '../storage/mails.ts'
import { leaveTask } from '../storage/outbox.ts'
import { type Site, siteById } from '../storage/sites.ts'

/**
 * Has the notices written soon, in the caller's transaction.
 * @param addressId the address of now, where it is an earlier one that is taken up again
 */
export function noticeAddressChange(
  tx: Transaction,
  customerId: string,
  at: Date,
  addressId: string | null = null,
): void {
  leaveTask(tx, at, 'notice-address', { customerId, at: at.toISOString(), addressId })
}

/** What was left to be told. */
export interface AddressChange {
  readonly customerId: string
  readonly at: Date
  readonly addressId: string | null
}

/**
 * Writes the notices about one change, unless the site wants none. What a directory only claims must reach
 * no stranger, and whoever had no held address before has lost none: then nobody is told.
 */
export async function writeAddressNotices(
  database: Database,
  siteId: number,
  { customerId, at, addressId }: AddressChange,
  now: Date,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [[site] = [], notices = []] = (await tx.readAll([
      siteById(siteId),
      addressNotices(siteId, customerId, at, addressId),
    ])) as [Site[], AddressNotice[]]
    const wasHeld = notices.some(({ which }) => which === 'old')
    if (!site?.addressNotices || !wasHeld) return
    for (const { name, address, which, directory } of notices) {
      const to = { personId: customerId, name, address, language: site.language }
      queueMail(tx, now, to, 'address-changed', { which, by: directory, at: at.toISOString() })
    }
  })
}
