import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import type { adminApi } from '../contract.ts'
import { removeApiKey, removePasskey, removePassword, waysOf } from '../customer-ways.ts'

type Api = typeof adminApi

export const customerWayHandlers = {
  async getCustomerWays({
    database,
    site,
    params,
  }: Call<Api['getCustomerWays']>): Promise<Answer<Api['getCustomerWays']>> {
    const { password, passkeys, apiKeys } = await waysOf(database, site.id, params.customerId)
    return {
      password: password ? { chosenAt: password.chosenAt.toISOString() } : null,
      passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
        id,
        name,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
      apiKeys: apiKeys.map(({ id, label, prefix, createdAt, expiresAt, lastUsedAt }) => ({
        id,
        label,
        prefix,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
      allowed: {
        passwords: site.customerPasswords,
        passkeys: site.customerPasskeys,
        apiKeys: site.customerApiKeys,
      },
    }
  },

  async removeCustomerPassword({ database, site, params, audit }: Call<Api['removeCustomerPassword']>) {
    await removePassword(database, site.id, params.customerId, audit)
    return undefined
  },

  async removePasskeyOfCustomer({ database, site, params, audit }: Call<Api['removePasskeyOfCustomer']>) {
    await removePasskey(database, site.id, params, audit)
    return undefined
  },

  async removeApiKeyOfCustomer({ database, site, params, audit }: Call<Api['removeApiKeyOfCustomer']>) {
    await removeApiKey(database, site.id, params, audit)
    return undefined
  },
}
