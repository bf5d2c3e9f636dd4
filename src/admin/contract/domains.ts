import { z } from 'zod'
import { type Contract, key, moment, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'

const domain = z
  .strictObject({ domain: z.string(), authority: z.enum(['declared', 'proven']), since: moment })
  .meta({ id: 'Domain' })

const guests = z.strictObject({ guestsSince: moment })

const affected = {
  people: z.number().int(),
  hasMore: z.boolean().meta({ description: 'There are more than were counted.' }),
  first: z
    .array(z.strictObject({ id: resourceId, name: z.string(), address: z.string() }))
    .meta({ description: 'Some of them; none for whoever may not read customers.' }),
}

const params = z.strictObject({ directoryId: key })
const one = z.strictObject({ directoryId: key, domain: text.max(253) })

export const domainRoutes = {
  listDomains: {
    method: 'GET',
    path: '/api/directories/{directoryId}/domains',
    tag: 'Directories',
    summary: 'List the domains for whose addresses a directory speaks',
    permission: 'directories.read',
    params,
    query: pageQuery,
    answer: pageOf(domain),
  },
  declareDomain: {
    method: 'POST',
    path: '/api/directories/{directoryId}/domains',
    tag: 'Directories',
    summary: 'Declare that a directory speaks for a domain; addresses in it are held within seconds',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    creates: true,
    params,
    body: z.strictObject({ domain: text.max(253) }),
    answer: domain,
  },
  previewDomain: {
    method: 'GET',
    path: '/api/directories/{directoryId}/domains/{domain}/effect',
    tag: 'Directories',
    summary: 'Count whose addresses declaring a domain would confirm, or taking it back would put in doubt',
    permission: 'directories.read',
    saysMoreFor: ['customers.read'],
    params: one,
    answer: z.strictObject({ act: z.enum(['declare', 'remove']), ...affected }),
  },
  allowGuests: {
    method: 'POST',
    path: '/api/directories/{directoryId}/guests',
    tag: 'Directories',
    summary: 'Let a directory hold every address that nobody else holds or has proven; it links nobody',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
    answer: guests,
  },
  endGuests: {
    method: 'DELETE',
    path: '/api/directories/{directoryId}/guests',
    tag: 'Directories',
    summary:
      'Take the word for guests back: people stay, their addresses in no domain of the directory are claimed',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
  },
  previewGuests: {
    method: 'GET',
    path: '/api/directories/{directoryId}/guests/effect',
    tag: 'Directories',
    summary: 'Count whose addresses the word for guests would confirm, or taking it back would put in doubt',
    permission: 'directories.read',
    saysMoreFor: ['customers.read'],
    params,
    answer: z.strictObject({ act: z.enum(['allow', 'end']), ...affected }),
  },
  removeDomain: {
    method: 'DELETE',
    path: '/api/directories/{directoryId}/domains/{domain}',
    tag: 'Directories',
    summary: "Take a domain back: the directory's people stay, their addresses in it are only claimed",
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params: one,
  },
} as const satisfies Contract
