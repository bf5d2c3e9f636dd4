import { z } from 'zod'
import { invitationStates, uninvitedReasons } from '../../model/access/invitation.ts'
import {
  type Contract,
  lines,
  moment,
  name,
  pageOf,
  pageQuery,
  resourceId,
  text,
} from '../../model/contract.ts'
import { mailStates } from '../../model/mail.ts'

const params = z.strictObject({ invitationId: resourceId })

/** How many can be invited at once. */
const peopleMax = 50
const wordsMax = 1_000

const invitation = z
  .strictObject({
    id: resourceId,
    address: z.string(),
    /** Null: the person is asked. */
    name: z.string().nullable(),
    /** Which organization they join; null as well when it is gone. */
    organization: z.strictObject({ id: resourceId, name: z.string() }).nullable(),
    words: z.string().nullable(),
    state: z.enum(invitationStates).meta({
      description: '`sent` can be taken up until `expiresAt`; `accepted`: `customerId` came by it.',
    }),
    /** What became of the last mail with the link; null when that is no longer kept. */
    mail: z.enum(mailStates).nullable(),
    /** Who of the staff invited; null at the command line. */
    madeBy: z.string().nullable(),
    createdAt: moment,
    expiresAt: moment,
    acceptedAt: moment.nullable(),
    revokedAt: moment.nullable(),
    customerId: resourceId.nullable(),
  })
  .meta({ id: 'Invitation' })

/** Customers are invited by an address. Nobody is a customer before the link is used. */
export const invitationRoutes = {
  listInvitations: {
    method: 'GET',
    path: '/api/invitations',
    tag: 'People',
    summary: 'List who was invited to the help centre and what became of it, the newest first',
    permission: 'customers.read',
    query: pageQuery.extend({
      address: text.trim().min(1).max(320).optional().meta({ description: 'An address, or how it begins.' }),
      state: z.enum(invitationStates).optional(),
    }),
    answer: pageOf(invitation),
  },
  inviteCustomers: {
    method: 'POST',
    path: '/api/invitations',
    tag: 'People',
    summary: 'Invite people to the help centre: each gets a mail with a link that works once, for seven days',
    permission: 'customers.change',
    alsoNeeds: ['customers.read', 'organizations.change'],
    freshSignIn: 'at-a-browser',
    creates: true,
    body: z.strictObject({
      people: z
        .array(z.strictObject({ address: text.trim().min(1).max(320), name: name.optional() }))
        .min(1)
        .max(peopleMax),
      organizationId: resourceId.optional().meta({ description: 'Which organization they join.' }),
      words: lines
        .trim()
        .max(wordsMax)
        .optional()
        .meta({ description: 'What the mail says besides; links in it are not made clickable.' }),
    }),
    answer: z.strictObject({
      invited: z.array(invitation),
      /** Whom nobody can invite, and why; they keep nobody else from it. */
      refused: z.array(
        z.strictObject({
          address: z.string(),
          detail: z.string(),
          reason: z.enum(uninvitedReasons).meta({ description: 'What `detail` says, for a program.' }),
          /** The directory, or the entry of a list, that decides. */
          by: z.string().nullable(),
        }),
      ),
    }),
  },
  sendInvitationAgain: {
    method: 'POST',
    path: '/api/invitations/{invitationId}/send',
    tag: 'People',
    summary: 'Send the link of an invitation again, for another seven days; the one of before works no more',
    permission: 'customers.change',
    alsoNeeds: ['customers.read'],
    params,
    answer: invitation,
  },
  revokeInvitation: {
    method: 'DELETE',
    path: '/api/invitations/{invitationId}',
    tag: 'People',
    summary: 'Take an invitation back: its link opens nothing any more',
    permission: 'customers.change',
    params,
  },
} as const satisfies Contract
