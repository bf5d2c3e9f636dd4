import type { SignInChange } from '../model/mail.ts'
import { type StaffRow, staffById } from './access/staff.ts'
import type { Transaction } from './database.ts'
import { queueMail, staffRecipient } from './mails.ts'

/** Tells somebody of the staff by mail that the way they sign in has changed: it may not have been they. */
export async function tellOfSignInChange(
  tx: Transaction,
  staffId: string,
  change: SignInChange,
  { now, byAdministrator = false }: { readonly now: Date; readonly byAdministrator?: boolean },
): Promise<void> {
  const [staff] = await tx.read<StaffRow>(staffById(tx.siteId, staffId))
  // Who was invited and has never signed in has nothing that could have been changed.
  if (!staff || staff.invited) return
  queueMail(tx, now, staffRecipient(staff), 'sign-in-changed', {
    change,
    at: now.toISOString(),
    byAdministrator,
  })
}
