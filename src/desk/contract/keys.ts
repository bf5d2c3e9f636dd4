import { z } from 'zod'
import { type Contract, moment, name, resourceId } from '../../model/contract.ts'

const tag = 'Help centre'

const ownKey = z
  .strictObject({
    id: resourceId,
    label: z.string(),
    prefix: z.string().nullable().meta({
      description: 'The beginning of the key, to tell it from others; null for one of long ago.',
    }),
    createdAt: moment,
    expiresAt: moment.nullable().meta({ description: 'Null: it ends when somebody ends it.' }),
    lastUsedAt: moment.nullable(),
  })
  .meta({ id: 'OwnApiKey' })

/** Keys by which a program asks for whoever makes them, as they do at the help centre. */
export const keyRoutes = {
  listOwnApiKeys: {
    method: 'GET',
    path: '/api/help/api-keys',
    tag,
    summary: 'List your own API keys that ask and do nothing else, the newest first',
    permission: 'asker',
    sessionOnly: true,
    answer: z.strictObject({
      allowed: z.boolean().meta({ description: 'Whether you may make one, as the site has it.' }),
      items: z.array(ownKey),
    }),
  },
  createOwnApiKey: {
    method: 'POST',
    path: '/api/help/api-keys',
    tag,
    summary:
      'Make an API key that asks as you do at the help centre, and can do nothing else. It is shown once',
    permission: 'asker',
    sessionOnly: true,
    freshSignIn: true,
    creates: true,
    body: z.strictObject({ label: name, expiresAt: moment.nullable().default(null) }),
    answer: z.strictObject({ apiKey: ownKey, secret: z.string() }),
  },
  revokeOwnApiKey: {
    method: 'DELETE',
    path: '/api/help/api-keys/{apiKeyId}',
    tag,
    summary: 'Refuse an API key of yours from now on',
    permission: 'asker',
    sessionOnly: true,
    params: z.strictObject({ apiKeyId: resourceId }),
  },
} as const satisfies Contract
