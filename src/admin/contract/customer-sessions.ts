import { z } from 'zod'
import { signInMethods } from '../../model/access/customer-sign-in.ts'
import { type Contract, moment, resourceId } from '../../model/contract.ts'

const params = z.strictObject({ customerId: resourceId })

const session = z
  .strictObject({
    id: resourceId,
    method: z.enum(signInMethods),
    /** Through which directory; null for the other doors. */
    directory: z.string().nullable(),
    createdAt: moment,
    lastSeenAt: moment,
    expiresAt: moment,
    /** Where it was opened: network address and browser, as the browser says. */
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: 'SessionOfCustomer' })

const ended = z.strictObject({
  /** How many there were. */
  ended: z.number().int(),
})

/** Where a customer is signed in at the help centre. */
export const customerSessionRoutes = {
  listCustomerSessions: {
    method: 'GET',
    path: '/api/customers/{customerId}/sessions',
    tag: 'People',
    summary: 'List where a customer is signed in at the help centre, the newest first, a hundred at most',
    permission: 'audit.read',
    alsoNeeds: ['customers.read'],
    params,
    answer: z.strictObject({ items: z.array(session) }),
  },
  endCustomerSession: {
    method: 'DELETE',
    path: '/api/customers/{customerId}/sessions/{sessionId}',
    tag: 'People',
    summary: 'End one session of a customer, at once',
    permission: 'customers.change',
    params: params.extend({ sessionId: resourceId }),
  },
  endCustomerSessions: {
    method: 'DELETE',
    path: '/api/customers/{customerId}/sessions',
    tag: 'People',
    summary: 'End all sessions of a customer, at once; who may sign in can do so again',
    permission: 'customers.change',
    params,
    answer: ended,
  },
} as const satisfies Contract
