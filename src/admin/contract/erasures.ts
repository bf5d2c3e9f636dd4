import { z } from 'zod'
import { type Contract, resourceId, text } from '../../model/contract.ts'
import { caseEffects } from './cases.ts'

const params = z.strictObject({ customerId: resourceId })

/** A person is erased, everywhere and for good. */
export const erasureRoutes = {
  previewErasure: {
    method: 'GET',
    path: '/api/customers/{customerId}/erasure',
    tag: 'People',
    summary: 'Say what erasing a person would do, and first whether a directory still has them',
    permission: 'customers.read',
    alsoNeeds: ['directories.read'],
    params,
    answer: caseEffects,
  },
  eraseCustomer: {
    method: 'POST',
    path: '/api/customers/{customerId}/erasure',
    tag: 'People',
    summary: 'Erase a person whom no directory has any more; this cannot be undone',
    permission: 'customers.change',
    freshSignIn: 'at-a-browser',
    params,
    body: z.strictObject({
      confirm: text.meta({ description: "The person's name, typed once more." }),
      requestTexts: z
        .boolean()
        .default(false)
        .meta({ description: "Whether the summaries of the person's requests go too." }),
    }),
    answer: z.strictObject({ id: resourceId }),
  },
} as const satisfies Contract
