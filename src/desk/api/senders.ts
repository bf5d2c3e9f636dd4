import type { Call } from '../../http/contract-call.ts'
import { eraseSender, makeCustomerOf, readSender } from '../../requests/senders.ts'
import type { deskApi } from '../contract.ts'

type Api = typeof deskApi

/** Addresses that wrote and are no customer's. */
export const senderHandlers = {
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
