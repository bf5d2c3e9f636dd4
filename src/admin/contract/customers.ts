import { z } from 'zod'
import { type Contract, name, resourceId, text } from '../../model/contract.ts'
import { customer, customerDetail } from './people.ts'

const params = z.strictObject({ customerId: resourceId })
const address = text.trim().max(320)
const isProven = z.boolean().meta({
  description:
    "An administrator's word, audited, that the mailbox is this person's: then the address is held.",
})

/** Customers whom no directory manages, and letting go whom one has left behind. */
export const customerRoutes = {
  addCustomer: {
    method: 'POST',
    path: '/api/customers',
    tag: 'People',
    summary: 'Add a customer whom no directory manages',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    freshSignIn: 'at-a-browser',
    creates: true,
    body: z.strictObject({ name, address: address.optional(), proven: isProven.default(false) }),
    answer: customer,
  },
  changeCustomer: {
    method: 'PATCH',
    path: '/api/customers/{customerId}',
    tag: 'People',
    summary: 'Change name or address of a customer whom no directory manages; what is not given stays',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    freshSignIn: 'at-a-browser',
    params,
    body: z.strictObject({
      name: name.optional(),
      address: address.nullable().optional().meta({ description: 'Null takes it away.' }),
      proven: isProven.optional(),
    }),
    answer: customerDetail,
  },
  deactivateCustomer: {
    method: 'POST',
    path: '/api/customers/{customerId}/deactivate',
    tag: 'People',
    summary:
      'End what a customer can do here whom no directory manages, or whom only a sign-in through one made; requests keep their requester',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    params,
    answer: customer,
  },
  reactivateCustomer: {
    method: 'POST',
    path: '/api/customers/{customerId}/reactivate',
    tag: 'People',
    summary: 'Have a customer back whom an administrator has deactivated',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    params,
    answer: customer,
  },
  releaseCustomer: {
    method: 'POST',
    path: '/api/customers/{customerId}/release',
    tag: 'People',
    summary: 'Let somebody go who left the directory that manages them: unmanaged and active from now on',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    freshSignIn: 'at-a-browser',
    params,
    body: z.strictObject({ proven: isProven.default(false) }),
    answer: customer,
  },
} as const satisfies Contract
