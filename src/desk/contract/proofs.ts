import { z } from 'zod'
import { type Contract, moment, resourceId, text } from '../../model/contract.ts'
import { proofAnswers } from '../../model/desk/prove.ts'
import { requestParams } from './parts.ts'

const link = text.max(200)

/** Asking somebody whether a message is theirs. */
export const proofRoutes = {
  askWriter: {
    method: 'POST',
    path: '/api/requests/{requestId}/proofs',
    tag: 'Requests',
    permission: 'requests.change',
    alsoNeeds: ['customers.read'],
    params: requestParams,
    summary: 'Ask a customer, by mail at an address that they hold, whether a message is theirs',
    creates: true,
    body: z.strictObject({
      customerId: resourceId,
      commentId: resourceId
        .nullable()
        .default(null)
        .meta({ description: 'Null: the request itself is meant.' }),
    }),
    answer: z.strictObject({ id: resourceId }),
  },
  listReceiptKeys: {
    method: 'GET',
    path: '/api/receipt-keys',
    tag: 'Requests',
    permission: 'anyone',
    summary: 'Read the public keys with which receipts of answers are checked, as a JSON Web Key Set',
    answer: z.strictObject({
      keys: z.array(
        z.strictObject({
          kty: z.string(),
          crv: z.string(),
          x: z.string(),
          kid: z.string(),
          alg: z.string(),
          use: z.string(),
        }),
      ),
    }),
  },
  readProof: {
    method: 'POST',
    path: '/api/help/proofs',
    tag: 'Help centre',
    permission: 'customer',
    summary: 'Read what one is asked about by a link; it works for whom it was sent to alone',
    body: z.strictObject({ link }),
    answer: z.strictObject({
      message: z
        .strictObject({ summary: z.string(), writtenAt: moment })
        .nullable()
        .meta({ description: 'Null: the link is for somebody else, and works no more.' }),
    }),
  },
  answerProof: {
    method: 'POST',
    path: '/api/help/proofs/answers',
    tag: 'Help centre',
    permission: 'customer',
    summary: 'Say whether one wrote it; once',
    body: z.strictObject({ link, answer: z.enum(proofAnswers) }),
    answer: z.strictObject({
      taken: z.boolean().meta({ description: 'False: the link is for somebody else, and works no more.' }),
    }),
  },
} as const satisfies Contract
