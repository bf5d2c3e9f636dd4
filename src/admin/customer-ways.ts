// The ways in that a customer has of their own: seen, and taken away, by an administrator.
import { notFound } from '../model/errors.ts'
import type { SignInChange } from '../model/mail.ts'
import { passkeysOfCustomer, removeCustomerPasskey } from '../storage/access/customer-passkeys.ts'
import {
  type CustomerPassword,
  passwordOfCustomer,
  removeCustomerPassword,
} from '../storage/access/customer-passwords.ts'
import { endCustomerSessions } from '../storage/access/customer-sessions.ts'
import type { PasskeyRow } from '../storage/access/passkeys.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type CustomerRow, customersById } from '../storage/identity/customers.ts'
import { queueMail } from '../storage/mails.ts'

/** @throws DoorwardError 'not-found' when there is no such customer */
export async function waysOf(
  database: Database,
  siteId: number,
  customerId: string,
): Promise<{ readonly password: CustomerPassword | undefined; readonly passkeys: readonly PasskeyRow[] }> {
  const [customers = [], [password] = [], passkeys = []] = (await database.readInSite(siteId, [
    customersById(siteId, [customerId]),
    passwordOfCustomer(siteId, customerId),
    passkeysOfCustomer(siteId, customerId),
  ])) as [CustomerRow[], CustomerPassword[], PasskeyRow[]]
  if (customers.length === 0) throw notFound('This customer')
  return { password, passkeys }
}

/** Takes the password away. @throws DoorwardError 'not-found' */
export async function removePassword(
  database: Database,
  siteId: number,
  customerId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const removed = await tx.read(removeCustomerPassword(siteId, customerId))
    if (removed.length === 0) throw notFound('This password')
    audit(tx, context, { action: 'customer.password-removed', ...about(customerId), details: {} })
    await endAndTell(tx, customerId, 'password-removed', context.now)
  })
}

/** Takes a passkey away. @throws DoorwardError 'not-found' */
export async function removePasskey(
  database: Database,
  siteId: number,
  { customerId, passkeyId }: { readonly customerId: string; readonly passkeyId: string },
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [removed] = await tx.read<{ name: string }>(removeCustomerPasskey(siteId, customerId, passkeyId))
    if (!removed) throw notFound('This passkey')
    const details = { passkey: removed.name, passkeyId }
    audit(tx, context, { action: 'customer.passkey-removed', ...about(customerId), details })
    await endAndTell(tx, customerId, 'passkey-removed', context.now)
  })
}

const about = (customerId: string) => ({ subjectKind: 'customer', subject: customerId }) as const

/** Whoever has come in by it, perhaps not the person, is out; who reads the mailbox hears of it. */
async function endAndTell(
  tx: Transaction,
  customerId: string,
  change: SignInChange,
  now: Date,
): Promise<void> {
  tx.write(endCustomerSessions(tx.siteId, customerId, null))
  const [customer] = await tx.read<CustomerRow>(customersById(tx.siteId, [customerId]))
  const held = customer?.addresses.find(({ standing, until }) => standing === 'held' && until === null)
  if (!customer || !held) return
  const to = { personId: customerId, name: customer.name, address: held.address, language: null }
  const values = { change, at: now.toISOString(), byAdministrator: true, isCustomer: true } as const
  queueMail(tx, now, to, 'sign-in-changed', values)
}
