import { randomBytes } from 'node:crypto'
import type { Asker } from '../../http/asker.ts'
import type { Call } from '../../http/contract-call.ts'
import { hashOf } from '../../http/session-cookie.ts'
import type { Item } from '../../model/contract.ts'
import { conflict, DoorwardError, FieldErrors, notFound } from '../../model/errors.ts'
import { prefixOfSecret, writeSecret } from '../../model/ids.ts'
import { languageIn } from '../../model/mail.ts'
import { insertApiKey } from '../../storage/access/api-keys.ts'
import {
  type AskerKeyRow,
  dropKeyOfAsker,
  insertCustomerKey,
  keysOfAsker,
} from '../../storage/access/asker-keys.ts'
import { holdActiveCustomer } from '../../storage/access/customer-passwords.ts'
import {
  holdCustomerSession,
  type SessionOrigin,
  sessionOrigin,
} from '../../storage/access/customer-sessions.ts'
import { holdSession } from '../../storage/access/sessions.ts'
import { staffForUpdate } from '../../storage/access/staff.ts'
import { audit } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import { queueMail } from '../../storage/mails.ts'
import { newId } from '../../storage/new-id.ts'
import { type Site, siteForUpdate } from '../../storage/sites.ts'
import type { deskApi } from '../contract.ts'

type Api = typeof deskApi
type Creation = Call<Api['createOwnApiKey']>

/** So many programs of one person are enough. */
const keysMax = 10
/** All that such a key may do. */
const scope = ['requests.ask'] as const

const iso = (date: Date | null) => date?.toISOString() ?? null

const keyView = (key: AskerKeyRow): Item<Api['listOwnApiKeys']> => ({
  id: key.id,
  label: key.label,
  prefix: key.prefix,
  createdAt: key.createdAt.toISOString(),
  expiresAt: iso(key.expiresAt),
  lastUsedAt: iso(key.lastUsedAt),
})

const allowedAt = (site: Pick<Site, 'customerApiKeys'>, { person }: Asker) =>
  person.kind === 'staff' || site.customerApiKeys

export const keyHandlers = {
  async listOwnApiKeys({ database, site, asker }: Call<Api['listOwnApiKeys']>) {
    const [rows = []] = await database.readInSite(site.id, [keysOfAsker(site.id, asker.person, keysMax)])
    return { allowed: allowedAt(site, asker), items: (rows as AskerKeyRow[]).map(keyView) }
  },

  async createOwnApiKey(call: Creation) {
    const { database, site, asker, body, now, audit: context } = call
    const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt)
    if (expiresAt !== null && expiresAt <= now)
      throw new FieldErrors([{ field: 'expiresAt', rule: 'past', detail: 'must be a time in the future.' }])
    const secret = writeSecret('api-key', site.id, randomBytes(32).toString('base64url'))
    const { label } = body
    const key = { id: newId(now), label, scope, createdAt: now, expiresAt, prefix: prefixOfSecret(secret) }
    await database.inSite(site.id, async (tx) => {
      const insert = await holdMaker(tx, asker)
      const present = await tx.read(keysOfAsker(site.id, asker.person, keysMax))
      if (present.length >= keysMax) throw conflict(`You have ${keysMax} API keys. Revoke one first.`)
      tx.write(insert({ ...key, secretHash: hashOf(secret) }))
      audit(tx, context, {
        action: 'api-key.created',
        subjectKind: 'api-key',
        subject: key.id,
        details: { label, scope: [...scope], expiresAt: iso(expiresAt), ownerId: asker.person.id },
      })
      tellOfKey(tx, call)
    })
    return { apiKey: keyView({ ...key, lastUsedAt: null }), secret }
  },

  async revokeOwnApiKey({ database, site, asker, params, audit: context }: Call<Api['revokeOwnApiKey']>) {
    await database.inSite(site.id, async (tx) => {
      const [dropped] = await tx.read<Dropped>(dropKeyOfAsker(site.id, asker.person, params.apiKeyId))
      if (!dropped) throw notFound('This API key')
      const { label, expiresAt } = dropped
      audit(tx, context, {
        action: 'api-key.revoked',
        subjectKind: 'api-key',
        subject: params.apiKeyId,
        details: { label, scope: [...dropped.scope], expiresAt: iso(expiresAt), ownerId: asker.person.id },
      })
    })
    return undefined
  },
}

interface Dropped {
  readonly label: string
  readonly scope: readonly string[]
  readonly expiresAt: Date | null
}

type NewKey = Omit<
  Parameters<typeof insertCustomerKey>[1],
  'customerId' | 'method' | 'directoryId' | 'userId'
>

/**
 * Whoever makes a key keeps still meanwhile: nobody lets them go, ends the session, or has customers have no keys any more, before
 * the key stands and can be ended with it.
 * @returns what keeps the key as theirs
 */
async function holdMaker(tx: Transaction, { person, sessionId = '' }: Asker) {
  const ended = () => new DoorwardError('not-signed-in', 'This session has just ended. Sign in again.')
  if (person.kind === 'staff') {
    await tx.read(staffForUpdate(tx.siteId, person.id))
    const open = await tx.read(holdSession(tx.siteId, person.id, sessionId))
    if (open.length === 0) throw ended()
    return (key: NewKey) => insertApiKey(tx.siteId, { ...key, staffId: person.id })
  }
  const [site] = await tx.read<Site>(siteForUpdate(tx.siteId))
  if (!site?.customerApiKeys)
    throw new DoorwardError('forbidden', 'Customers have no API keys at this help centre.')
  const held = await tx.read(holdActiveCustomer(tx.siteId, person.id))
  const open = await tx.read(holdCustomerSession(tx.siteId, person.id, sessionId))
  const [origin] = await tx.read<SessionOrigin>(sessionOrigin(tx.siteId, sessionId))
  if (held.length === 0 || open.length === 0 || !origin) throw ended()
  const { method, directoryId, userId } = origin
  return (key: NewKey) =>
    insertCustomerKey(tx.siteId, { ...key, customerId: person.id, method, directoryId, userId })
}

/** It may not have been they. One of the staff finds it in the list, as those with seats do. */
function tellOfKey(tx: Transaction, { asker, request, now }: Creation): void {
  const { person, name, session } = asker
  if (person.kind === 'staff' || session.address === null || session.standing !== 'held') return
  const language = languageIn(request.headers['accept-language'])
  const values = {
    change: 'api-key-made',
    at: now.toISOString(),
    byAdministrator: false,
    isCustomer: true,
  } as const
  queueMail(
    tx,
    now,
    { personId: person.id, name, address: session.address, language },
    'sign-in-changed',
    values,
  )
}
