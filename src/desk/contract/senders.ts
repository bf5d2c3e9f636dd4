import { z } from 'zod'
import { type Contract, moment, name, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'
import { emailAddress } from './parts.ts'

const tag = 'Requests'
const onSender = '/api/senders/{senderId}' as const
const params = z.strictObject({ senderId: resourceId })

const sender = {
  id: resourceId,
  name: z.string().meta({ description: 'As whoever wrote last from there calls themselves.' }),
  emailAddress,
  since: moment,
}

/** Addresses that wrote and are no customer's. */
export const senderRoutes = {
  listSenders: {
    method: 'GET',
    path: '/api/senders',
    tag,
    permission: 'customers.read',
    summary: 'List addresses that wrote and are no customer’s, in their order',
    query: z.strictObject({
      ...pageQuery.shape,
      query: text.trim().max(200).optional().meta({ description: 'How an address or a name begins.' }),
    }),
    answer: pageOf(
      z
        .strictObject({
          ...sender,
          requestCount: z.number().int().meta({ description: 'Counted up to a thousand.' }),
          lastAskedAt: moment.nullable(),
        })
        .meta({ id: 'ListedSender' }),
    ),
  },
  getSender: {
    method: 'GET',
    path: onSender,
    tag,
    permission: 'requests.read',
    params,
    summary: 'Read a sender: an address that wrote and is no customer',
    answer: z.strictObject({ ...sender, requestCount: z.number().int() }).meta({ id: 'Sender' }),
  },
  makeSenderCustomer: {
    method: 'POST',
    path: `${onSender}/customer`,
    tag,
    permission: 'requests.change',
    alsoNeeds: ['customers.read'],
    params,
    summary:
      'Make a sender a customer who holds the address, where the access policy lets them; the requests become theirs',
    body: z.strictObject({
      name: name.optional().meta({ description: 'Left out: as they call themselves.' }),
    }),
    answer: z.strictObject({ customerId: resourceId }),
  },
  eraseSender: {
    method: 'POST',
    path: `${onSender}/erasure`,
    tag,
    permission: 'customers.change',
    params,
    summary: 'Erase the address and name of a sender for good; requests stay without them',
    body: z.strictObject({
      confirm: text.trim().min(1).max(320).meta({ description: 'The address, once more.' }),
      requestTexts: z.boolean().default(false).meta({ description: 'What they wrote goes, too.' }),
    }),
  },
} as const satisfies Contract
