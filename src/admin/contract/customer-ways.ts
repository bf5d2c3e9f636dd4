import { z } from 'zod'
import { type Contract, moment, resourceId } from '../../model/contract.ts'

const params = z.strictObject({ customerId: resourceId })

const ways = z
  .strictObject({
    password: z
      .strictObject({ chosenAt: moment })
      .nullable()
      .meta({ description: 'Null where none was chosen for the present address.' }),
    passkeys: z.array(
      z.strictObject({ id: resourceId, name: z.string(), createdAt: moment, lastUsedAt: moment.nullable() }),
    ),
    apiKeys: z.array(
      z.strictObject({
        id: resourceId,
        label: z.string(),
        prefix: z.string().nullable(),
        createdAt: moment,
        expiresAt: moment.nullable(),
        lastUsedAt: moment.nullable(),
      }),
    ),
    /** Whether the site lets passwords, and passkeys, sign customers in, and lets customers have API keys. */
    allowed: z.strictObject({ passwords: z.boolean(), passkeys: z.boolean(), apiKeys: z.boolean() }),
  })
  .meta({ id: 'WaysOfCustomer' })

/** The ways in that a customer has of their own, besides codes and directories. */
export const customerWayRoutes = {
  getCustomerWays: {
    method: 'GET',
    path: '/api/customers/{customerId}/ways',
    tag: 'People',
    summary: 'Read which ways in a customer has of their own: a password, passkeys, API keys',
    permission: 'audit.read',
    alsoNeeds: ['customers.read'],
    params,
    answer: ways,
  },
  removeCustomerPassword: {
    method: 'DELETE',
    path: '/api/customers/{customerId}/password',
    tag: 'People',
    summary:
      "Remove a customer's password and end their sessions; they hear of it by mail, and may choose another",
    permission: 'customers.change',
    params,
  },
  removePasskeyOfCustomer: {
    method: 'DELETE',
    path: '/api/customers/{customerId}/passkeys/{passkeyId}',
    tag: 'People',
    summary:
      'Remove a passkey of a customer and end their sessions; they hear of it by mail, and may add another',
    permission: 'customers.change',
    params: params.extend({ passkeyId: resourceId }),
  },
  removeApiKeyOfCustomer: {
    method: 'DELETE',
    path: '/api/customers/{customerId}/api-keys/{apiKeyId}',
    tag: 'People',
    summary: 'Refuse an API key of a customer from now on',
    permission: 'customers.change',
    params: params.extend({ apiKeyId: resourceId }),
  },
} as const satisfies Contract
