import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readPlace, writePlace } from '../../http/page.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import { eraseSender, makeCustomerOf, pageOfSenders, readSender } from '../../requests/senders.ts'
import type { deskApi } from '../contract.ts'

type Api = typeof deskApi

/** Addresses that wrote and are no customer's. */
export const senderHandlers = {
  async listSenders({ database, site, query: { query, after, limit } }: Call<Api['listSenders']>) {
    const page = { after: readPlace(after, ''), limit }
    const found = await pageOfSenders(database, site.id, query === '' ? undefined : query, page)
    const { rows, next } = pageOfRows(found, limit, ({ address }) => writePlace(foldAddress(address)))
    const items = rows.map(({ id, name, address, createdAt, requestCount, lastAskedAt }) => ({
      ...{ id, name, emailAddress: address, requestCount },
      since: createdAt.toISOString(),
      lastAskedAt: lastAskedAt?.toISOString() ?? null,
    }))
    return { items, next }
  },

  async getSender({ database, site, params }: Call<Api['getSender']>) {
    const { id, name, address, createdAt, requestCount } = await readSender(
      database,
      site.id,
      params.senderId,
    )
    return { id, name, emailAddress: address ?? '', since: createdAt.toISOString(), requestCount }
  },

  async makeSenderCustomer({ database, site, params, body, audit }: Call<Api['makeSenderCustomer']>) {
    return { customerId: await makeCustomerOf(database, site.id, params.senderId, body, audit) }
  },

  async eraseSender({ database, site, params, body, audit }: Call<Api['eraseSender']>): Promise<undefined> {
    await eraseSender(database, site.id, params.senderId, body, audit)
    return undefined
  },
}
