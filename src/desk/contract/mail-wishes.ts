import { z } from 'zod'
import { type Contract, text } from '../../model/contract.ts'
import { requestParams } from './parts.ts'

const wishes = z
  .strictObject({
    opened: z.boolean().meta({ description: 'That a request of one’s own has come.' }),
    answers: z.boolean().meta({ description: 'What others write.' }),
    resolved: z.boolean().meta({ description: 'That a request is resolved.' }),
  })
  .meta({ id: 'MailWishes' })

const tag = 'Help centre'
const own = { path: '/api/help/mail-wishes', tag, permission: 'asker' } as const
const byLink = {
  path: '/api/help/fewer-mails/{token}',
  tag,
  permission: 'anyone',
  params: z.strictObject({ token: text.min(1).max(120) }),
} as const

/** Which mails about requests somebody wants. */
export const mailWishRoutes = {
  getMailWishes: {
    method: 'GET',
    ...own,
    summary: 'Say of what the caller hears by mail',
    answer: wishes,
  },
  setMailWishes: {
    method: 'POST',
    ...own,
    summary: 'Choose of what one hears by mail',
    body: wishes,
    answer: wishes,
  },
  muteOwnRequest: {
    method: 'POST',
    path: '/api/help/requests/{requestId}/mute',
    tag,
    permission: 'asker',
    params: requestParams,
    summary: 'Get no mails about a request, or some again',
    body: z.strictObject({ muted: z.boolean() }),
  },
  muteRequest: {
    method: 'POST',
    path: '/api/requests/{requestId}/mute',
    tag: 'Requests',
    permission: 'requests.change',
    params: requestParams,
    summary: 'Get no mails about a request as an agent, or some again',
    body: z.strictObject({ muted: z.boolean() }),
  },
  getMutingLink: {
    method: 'GET',
    ...byLink,
    summary: 'Say which request the link of a mail is about, and whether there are mails about it',
    answer: z.strictObject({ key: z.string(), muted: z.boolean() }),
  },
  muteByLink: {
    method: 'POST',
    ...byLink,
    summary: 'Get no more mails about the request that the link of a mail is about',
  },
} as const satisfies Contract
