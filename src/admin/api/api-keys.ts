import { randomBytes } from 'node:crypto'
import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import { hashOf } from '../../http/session-cookie.ts'
import { requireMayChange } from '../../model/access/staff.ts'
import type { Item } from '../../model/contract.ts'
import { ConcealedRefusal, conflict, FieldErrors, notFound } from '../../model/errors.ts'
import { lowestId, prefixOfSecret, writeSecret } from '../../model/ids.ts'
import { may, permissions, programPermissions } from '../../model/permissions.ts'
import {
  type ApiKeyRow,
  apiKeyById,
  deleteApiKey,
  insertApiKey,
  listApiKeys,
  type OwnedApiKey,
} from '../../storage/access/api-keys.ts'
import { staffForUpdate } from '../../storage/access/staff.ts'
import { audit } from '../../storage/audit.ts'
import { newId } from '../../storage/new-id.ts'
import type { adminApi } from '../contract.ts'

type Api = typeof adminApi

/** More than anybody looks through. */
const apiKeysMax = 100

const iso = (date: Date | null) => (date === null ? null : date.toISOString())

function apiKeyView(key: ApiKeyRow): Item<Api['listApiKeys']> {
  return {
    id: key.id,
    label: key.label,
    owner: { id: key.staffId, name: key.staffName },
    // A permission that this version does not know gives nothing.
    scope: permissions.filter((permission) => key.scope.includes(permission)),
    createdAt: key.createdAt.toISOString(),
    expiresAt: iso(key.expiresAt),
    lastUsedAt: iso(key.lastUsedAt),
  }
}

export const apiKeyHandlers = {
  async listApiKeys({ database, site, caller, query }: Call<Api['listApiKeys']>) {
    const staffId = may(caller.role, 'api-keys.change') ? undefined : caller.staffId
    const after = readIdPlace(query.after, lowestId)
    const [found = []] = await database.readInSite(site.id, [
      listApiKeys(site.id, { staffId, after, limit: query.limit + 1 }),
    ])
    const { rows, next } = pageOfRows(found as ApiKeyRow[], query.limit, ({ id }) => id)
    return { items: rows.map(apiKeyView), next }
  },

  /** Its scope is what its owner may do now, or less; what the owner may not do later, the key may not either. */
  async createApiKey({ database, site, caller, body, now, audit: context }: Call<Api['createApiKey']>) {
    const { label } = body
    const scope = programPermissions.filter((permission) => body.scope.includes(permission))
    const beyond = scope.filter((permission) => !may(caller.role, permission))
    if (beyond.length > 0) {
      const detail = `must be among your own permissions; you lack ${beyond.join(', ')}.`
      throw new FieldErrors([{ field: 'scope', rule: 'beyond', detail }])
    }
    const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt)
    if (expiresAt !== null && expiresAt <= now) {
      throw new FieldErrors([{ field: 'expiresAt', rule: 'past', detail: 'must be a time in the future.' }])
    }
    const secret = writeSecret('api-key', site.id, randomBytes(32).toString('base64url'))
    const { staffId, name: staffName } = caller
    const key = { id: newId(), label, staffId, scope, createdAt: now, expiresAt }
    await database.inSite(site.id, async (tx) => {
      await tx.read(staffForUpdate(site.id, staffId))
      const present = await tx.read(listApiKeys(site.id, { staffId, after: lowestId, limit: apiKeysMax }))
      if (present.length >= apiKeysMax) {
        throw conflict(`You have ${apiKeysMax} API keys. Revoke one first.`)
      }
      tx.write(insertApiKey(site.id, { ...key, secretHash: hashOf(secret), prefix: prefixOfSecret(secret) }))
      audit(tx, context, {
        action: 'api-key.created',
        subjectKind: 'api-key',
        subject: key.id,
        details: { label, scope, expiresAt: iso(expiresAt), ownerId: staffId },
      })
    })
    return { apiKey: apiKeyView({ ...key, staffName, lastUsedAt: null }), secret }
  },

  /** One's own; with the permission for it anybody's, but an owner's only by an owner. Whose it is not does not learn that there is one. */
  async revokeApiKey({ database, site, caller, params, audit: context }: Call<Api['revokeApiKey']>) {
    const { apiKeyId } = params
    await database.inSite(site.id, async (tx) => {
      const [key] = await tx.read<OwnedApiKey>(apiKeyById(site.id, apiKeyId))
      const isOwn = key?.staffId === caller.staffId
      if (!key) throw notFound('This API key')
      if (!isOwn && !may(caller.role, 'api-keys.change')) throw new ConcealedRefusal('This API key')
      if (!isOwn) requireMayChange(caller.role, key)
      tx.write(deleteApiKey(site.id, apiKeyId))
      audit(tx, context, {
        action: 'api-key.revoked',
        subjectKind: 'api-key',
        subject: apiKeyId,
        details: {
          label: key.label,
          scope: [...key.scope],
          expiresAt: iso(key.expiresAt),
          ownerId: key.staffId,
        },
        person: { id: key.staffId, values: { owner: { before: key.staffName, after: null } } },
      })
    })
    return undefined
  },
}
