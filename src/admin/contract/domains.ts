import { z } from 'zod'
import { type Contract, key, moment, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'
import { domainActs } from '../../model/identity/domain.ts'
import { sightings } from '../../model/identity/domain-proof.ts'

const proof = z.strictObject({
  record: z.string().meta({ description: 'Where the TXT record is to be.' }),
  value: z.string().meta({ description: 'What it says.' }),
  state: z.enum(['begun', 'expired', 'proven', 'missed']),
  checkedAt: moment.nullable(),
  seenAt: moment.nullable(),
  endsAt: moment.nullable().meta({ description: 'When it ends unless the record is seen before.' }),
})

const domain = z
  .strictObject({
    domain: z.string(),
    authority: z
      .enum(['declared', 'proven'])
      .nullable()
      .meta({ description: 'Null: a proof is begun, and nothing more.' }),
    since: moment,
    proof: proof.nullable(),
  })
  .meta({ id: 'Domain' })

const guests = z.strictObject({ guestsSince: moment })

const count = z.number().int()

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
  beginDomainProof: {
    method: 'POST',
    path: '/api/directories/{directoryId}/domain-proofs',
    tag: 'Directories',
    summary: 'Begin to prove a domain: answers the TXT record that its DNS needs. It confers nothing yet',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    creates: true,
    params,
    body: z.strictObject({ domain: text.max(253) }),
    answer: domain,
  },
  verifyDomain: {
    method: 'POST',
    path: '/api/directories/{directoryId}/domains/{domain}/verify',
    tag: 'Directories',
    summary: 'Look for the record; if several resolvers agree that it is there the domain is proven',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params: one,
    answer: z.strictObject({
      domain,
      found: z.enum(['there', 'not-there', 'unclear']),
      resolvers: z.array(z.strictObject({ server: z.string(), saw: z.enum(sightings) })),
    }),
  },
  previewDomain: {
    method: 'GET',
    path: '/api/directories/{directoryId}/domains/{domain}/effect',
    tag: 'Directories',
    summary:
      'Count whose addresses declaring or proving a domain would confirm, or taking it back would put in doubt',
    permission: 'directories.read',
    saysMoreFor: ['customers.read'],
    params: one,
    query: z.strictObject({
      act: z.enum(domainActs).optional().meta({
        description: 'Without it: taking back what the directory has, or declaring what it does not have.',
      }),
    }),
    answer: z.strictObject({
      act: z.enum(domainActs),
      ...affected,
      others: count.meta({
        description: 'People of other directories whose addresses there are theirs no more, up to 1,000.',
      }),
      firstOthers: z.array(
        z.strictObject({ id: resourceId, name: z.string(), address: z.string(), directory: z.string() }),
      ),
      declarations: z
        .array(z.string())
        .meta({ description: 'Names of the directories whose declaration ends.' }),
      links: count.meta({
        description:
          'Customers whom no directory manages, who hold an address there that the directory gives.',
      }),
      cases: count.meta({ description: 'Open cases about people with an address there.' }),
    }),
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
