import { z } from 'zod'
import { type Contract, moment, name, text } from '../../model/contract.ts'

const params = z.strictObject({ link: text.max(200) })

/** The page of somebody who was invited to the help centre. */
export const invitationApi = {
  getInvitation: {
    method: 'GET',
    path: '/api/portal/invitations/{link}',
    tag: 'Help centre',
    summary: 'Read who invites to what by a link, and what is to be done; reading it does nothing',
    permission: 'anyone',
    params,
    answer: z.strictObject({
      siteName: z.string(),
      /** Who of the staff invites; null: the site. */
      by: z.string().nullable(),
      organization: z.string().nullable(),
      words: z.string().nullable(),
      address: z.string(),
      /** As the administrator wrote it, or as the account has it. */
      name: z.string().nullable(),
      expiresAt: moment,
      next: z.enum(['name', 'enter', 'directory', 'closed']).meta({
        description:
          '`name`: an account arises, and wants a name. `enter`: there is one. `directory`: a company manages the account, and signs the person in. `closed`: nobody comes in by this address now.',
      }),
      /** Through which directory, where it signs people in. */
      directory: z.strictObject({ name: z.string(), path: z.string() }).nullable(),
    }),
  },
  takeUpInvitation: {
    method: 'POST',
    path: '/api/portal/invitations/{link}',
    tag: 'Help centre',
    summary: 'Take an invitation up: the mailbox is proven, the account is there, and you are signed in',
    permission: 'anyone',
    params,
    body: z.strictObject({ name: name.optional() }),
    answer: z.strictObject({
      /** `waits`: somebody of the site decides first. */
      next: z.enum(['in', 'waits']),
    }),
  },
} as const satisfies Contract
