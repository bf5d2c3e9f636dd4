// What a customer's own IT can do at the set-up page. The directory is that of the visit, and stands in no path and no body:
// what could be said of another directory, of an organization or of a customer has no place here.
import { z } from 'zod'
import { type Contract, moment, name, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'
import { token } from './directories.ts'
import { domainRoutes } from './domains.ts'

const link = z.strictObject({ link: text.max(200) })
const code = text.trim().min(1).max(40)
const count = z.number().int()

const calls = z.strictObject({ exchanges: count, effects: count, refused: count, failed: count })

const page = z
  .strictObject({
    siteName: z.string(),
    directory: z.string(),
    /** Who is at the page. */
    person: z.string(),
    visitEndsAt: moment,
    state: z.enum(['rehearsal', 'live', 'paused']),
    /** Since when what the directory says counts; null: the site has never let it go live. */
    liveSince: moment.nullable(),
    scimBaseUrl: z.string(),
    preset: z.string(),
    /** The identity provider by its traffic. */
    client: z.string().nullable(),
    users: count,
    activeUsers: count,
    groups: count,
    liveTokens: count,
    lastExchangeAt: moment.nullable(),
    lastDay: calls,
    failing: z.boolean(),
    /** Null before it was counted. */
    preview: z
      .strictObject({
        ready: count.meta({ description: 'Active people for whom nothing has to be decided.' }),
        waiting: count.meta({ description: 'Those about whom the site decides.' }),
        countedAt: moment.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'SetupPage' })

const domain = domainRoutes.listDomains.answer.shape.items.element

export const setupRoutes = {
  getSetupLink: {
    method: 'GET',
    path: '/api/setup/links/{link}',
    tag: 'Set-up page',
    summary: 'Read whether a link of the set-up page works, and whether it was opened before',
    permission: 'anyone',
    params: link,
    answer: z.strictObject({
      siteName: z.string(),
      directory: z.string(),
      address: z.string().meta({ description: 'Its first letter and its domain.' }),
      isOpened: z.boolean().meta({ description: 'From then on a code to the address is needed.' }),
      isIn: z.boolean().meta({ description: 'This browser is at the page of this link just now.' }),
      expiresAt: moment.nullable(),
    }),
  },
  openSetup: {
    method: 'POST',
    path: '/api/setup/links/{link}/open',
    tag: 'Set-up page',
    summary: 'Open the set-up page by its link, which works once',
    permission: 'anyone',
    params: link,
  },
  askForSetupCode: {
    method: 'POST',
    path: '/api/setup/links/{link}/mail',
    tag: 'Set-up page',
    summary: 'Have a code sent to the address that the link was made for',
    permission: 'anyone',
    params: link,
  },
  showSetupCode: {
    method: 'POST',
    path: '/api/setup/links/{link}/code',
    tag: 'Set-up page',
    summary: 'Come back to the set-up page by the code of the mail',
    permission: 'anyone',
    params: link,
    body: z.strictObject({ code }),
  },
  leaveSetup: {
    method: 'POST',
    path: '/api/setup/leave',
    tag: 'Set-up page',
    summary: 'End this visit',
    permission: 'set-up',
  },
  getSetup: {
    method: 'GET',
    path: '/api/setup',
    tag: 'Set-up page',
    summary: 'Read how far the directory is, what its identity provider needs, and how it goes',
    permission: 'set-up',
    answer: page,
  },
  countSetupPreview: {
    method: 'POST',
    path: '/api/setup/preview',
    tag: 'Set-up page',
    summary: 'Count who is ready and who waits for the site; for many it goes on in the background',
    permission: 'set-up',
  },
  listSetupTokens: {
    method: 'GET',
    path: '/api/setup/tokens',
    tag: 'Set-up page',
    summary: 'List the tokens of the directory, the newest first',
    permission: 'set-up',
    query: pageQuery,
    answer: pageOf(token),
  },
  createSetupToken: {
    method: 'POST',
    path: '/api/setup/tokens',
    tag: 'Set-up page',
    summary: 'Make a token, which is shown once; once the directory is live, the site releases it first',
    permission: 'set-up',
    body: z.strictObject({ label: name }),
    answer: z.strictObject({
      token: z.string().nullable(),
      waits: z.boolean().meta({ description: 'An administrator of the site releases it; then ask again.' }),
    }),
  },
  revokeSetupToken: {
    method: 'DELETE',
    path: '/api/setup/tokens/{tokenId}',
    tag: 'Set-up page',
    summary: 'Refuse a token from now on; the last one that works stays',
    permission: 'set-up',
    params: z.strictObject({ tokenId: resourceId }),
  },
  listSetupDomains: {
    method: 'GET',
    path: '/api/setup/domains',
    tag: 'Set-up page',
    summary: 'List the domains of the directory, with proofs that are under way',
    permission: 'set-up',
    query: pageQuery,
    answer: pageOf(domain),
  },
  beginSetupProof: {
    method: 'POST',
    path: '/api/setup/domains',
    tag: 'Set-up page',
    summary: 'Begin to prove a domain by DNS',
    permission: 'set-up',
    body: z.strictObject({ domain: text.max(253) }),
    answer: domain,
  },
  verifySetupDomain: {
    method: 'POST',
    path: '/api/setup/domains/{domain}/verify',
    tag: 'Set-up page',
    summary: 'Look for the record; if resolvers agree that it is there, the domain is proven',
    permission: 'set-up',
    params: z.strictObject({ domain: text.max(253) }),
    answer: domainRoutes.verifyDomain.answer,
  },
  listSetupGroups: {
    method: 'GET',
    path: '/api/setup/groups',
    tag: 'Set-up page',
    summary: 'List the groups that the identity provider has sent, by name',
    permission: 'set-up',
    query: pageQuery,
    answer: pageOf(z.strictObject({ name: z.string(), members: count })),
  },
  listSetupErrors: {
    method: 'GET',
    path: '/api/setup/errors',
    tag: 'Set-up page',
    summary: "List the identity provider's newest calls that were not done, with what it was answered",
    permission: 'set-up',
    query: pageQuery,
    answer: pageOf(
      z.strictObject({
        id: resourceId,
        at: moment,
        method: z.string(),
        path: z.string(),
        status: count,
        says: z.string().nullable().meta({ description: 'As the provider shows it.' }),
      }),
    ),
  },
} as const satisfies Contract
