// The ways in that a customer has of their own: seen, and taken away, by an administrator.
import { notFound } from '../model/errors.ts'
import type { SignInChange } from '../model/mail.ts'
import {
  type AskerKeyRow,
  dropKeyOfAsker,
  endKeysOfCustomer,
  keysOfAsker,
} from '../storage/access/asker-keys.ts'
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

/** More than anybody may have. */
const keysShownMax = 50

interface WaysOfCustomer {
  readonly password: CustomerPassword | undefined
  readonly passkeys: readonly PasskeyRow[]
  readonly apiKeys: readonly AskerKeyRow[]
}

/** @throws DoorwardError 'not-found' when there is no such customer */
export async function waysOf(
  database: Database,
  siteId: number,
  customerId: string,
): Promise<WaysOfCustomer> {
  const [customers = [], [password] = [], passkeys = [], apiKeys = []] = (await database.readInSite(siteId, [
    customersById(siteId, [customerId]),
    passwordOfCustomer(siteId, customerId),
    passkeysOfCustomer(siteId, customerId),
    keysOfAsker(siteId, { kind: 'customer', id: customerId }, keysShownMax),
  ])) as [CustomerRow[], CustomerPassword[], PasskeyRow[], AskerKeyRow[]]
  if (customers.length === 0) throw notFound('This customer')
  return { password, passkeys, apiKeys }
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
    await endAndTell(tx, customerId, 'password', context.now)
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
    await endAndTell(tx, customerId, 'passkey', context.now)
  })
}

/** Ends an API key: whatever asks with it is nobody from now on. @throws DoorwardError 'not-found' */
export async function removeApiKey(
  database: Database,
  siteId: number,
  { customerId, apiKeyId }: { readonly customerId: string; readonly apiKeyId: string },
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [dropped] = await tx.read<{ label: string; scope: string[]; expiresAt: Date | null }>(
      dropKeyOfAsker(siteId, { kind: 'customer', id: customerId }, apiKeyId),
    )
    if (!dropped) throw notFound('This API key')
    const { label, scope, expiresAt } = dropped
    audit(tx, context, {
      action: 'api-key.revoked',
      subjectKind: 'api-key',
      subject: apiKeyId,
      details: { label, scope, expiresAt: expiresAt?.toISOString() ?? null, ownerId: customerId },
    })
  })
}

const about = (customerId: string) => ({ subjectKind: 'customer', subject: customerId }) as const

/** Whoever has come in by it, perhaps not the person, is out; who reads the mailbox hears of it. */
async function endAndTell(
  tx: Transaction,
  customerId: string,
  way: 'password' | 'passkey',
  now: Date,
): Promise<void> {
  const change = `${way}-removed` as const satisfies SignInChange
  tx.write(endCustomerSessions(tx.siteId, customerId, null))
  tx.write(endKeysOfCustomer(tx.siteId, customerId, way))
  const [customer] = await tx.read<CustomerRow>(customersById(tx.siteId, [customerId]))
  const held = customer?.addresses.find(({ standing, until }) => standing === 'held' && until === null)
  if (!customer || !held) return
  const to = { personId: customerId, name: customer.name, address: held.address, language: null }
  const values = { change, at: now.toISOString(), byAdministrator: true, isCustomer: true } as const
  queueMail(tx, now, to, 'sign-in-changed', values)
}
