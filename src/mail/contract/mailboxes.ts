import { z } from 'zod'
import { type Contract, moment, resourceId, text } from '../../model/contract.ts'
import { fetchTlsModes } from '../../model/desk/mail-fetching.ts'

const mailbox = z
  .strictObject({
    id: resourceId,
    address: z.string(),
    /** What a mail that opens a request asks for. */
    requestType: z.strictObject({ id: resourceId, name: z.string() }),
    portal: z.strictObject({ id: resourceId, name: z.string() }),
    /** Neither the kind of request nor its portal is archived. */
    isOffered: z.boolean(),
    /** Whether mails are taken; otherwise whoever brings one is told that there is no such mailbox. */
    isActive: z.boolean(),
    createdAt: moment,
    /** When the last mail arrived. */
    lastAt: moment.nullable(),
    /** Where mails are fetched from; null: other servers bring them. */
    fetching: z
      .strictObject({
        host: z.string(),
        port: z.number().int(),
        tls: z.enum(fetchTlsModes),
        user: z.string(),
        moveTo: z.string().nullable(),
        authserv: z.string().nullable(),
        lookedAt: moment.nullable(),
        nextAt: moment,
        /** Why the last look came to nothing, by a code. */
        error: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Mailbox' })

const address = text.trim().min(3).max(320).meta({
  description:
    'Without a `+`: a tag belongs to one mail. Of all sites of a server one mailbox has an address.',
})
const requestTypeId = resourceId.meta({
  description: 'The kind of request that mails open, and with it the portal.',
})
const host = text
  .trim()
  .regex(/^[\w.:-]{1,253}$/, 'must be a host name or an address, such as imap.example.com')
const fetchSettings = z.strictObject({
  host,
  port: z.number().int().min(1).max(65_535).default(993),
  tls: z.enum(fetchTlsModes).default('implicit').meta({
    description:
      '`implicit`: the connection begins with TLS; `required`: it changes to TLS first, or nothing is said; `off`: only for a host and port that OUTBOUND_ALLOW names.',
  }),
  user: text.trim().min(1).max(320),
  password: text.min(1).max(1_000).optional().meta({
    description: 'Written, and never read. It may be left out where it stays and leads to the same server.',
  }),
  moveTo: text.trim().min(1).max(255).nullable().default(null).meta({
    description: 'The folder into which what was taken is moved; null: it is marked as read.',
  }),
  authserv: host.nullable().default(null).meta({
    description:
      'By which name that mail server says what it has checked (Authentication-Results); null: nothing that it says counts.',
  }),
})
const params = z.strictObject({ mailboxId: resourceId })

/** Addresses to which people write. */
export const mailboxRoutes = {
  getMailTaking: {
    method: 'GET',
    path: '/api/mail-taking',
    tag: 'Mail',
    summary: 'Read where this server takes mails from other servers, or that it does not',
    permission: 'mail.read',
    answer: z
      .strictObject({
        /** Host and port, as the server was started; null: nowhere. */
        listensAt: z.string().nullable(),
        isEncrypted: z.boolean(),
        bytesMax: z.number().int().nullable(),
      })
      .meta({ id: 'MailTaking' }),
  },
  listMailboxes: {
    method: 'GET',
    path: '/api/mailboxes',
    tag: 'Mail',
    summary: 'List the addresses to which people write',
    permission: 'mail.read',
    answer: z.strictObject({ items: z.array(mailbox) }),
  },
  addMailbox: {
    method: 'POST',
    path: '/api/mailboxes',
    tag: 'Mail',
    summary: 'Add a mailbox: what is written to it opens requests',
    permission: 'mail.change',
    creates: true,
    body: z.strictObject({ address, requestTypeId, isActive: z.boolean().optional() }),
    answer: mailbox,
  },
  getMailbox: {
    method: 'GET',
    path: '/api/mailboxes/{mailboxId}',
    tag: 'Mail',
    summary: 'Read a mailbox',
    permission: 'mail.read',
    params,
    answer: mailbox,
    tagged: ['address', 'requestType', 'isActive'],
  },
  changeMailbox: {
    method: 'PATCH',
    path: '/api/mailboxes/{mailboxId}',
    tag: 'Mail',
    summary: 'Change a mailbox, or have it take no mails any more',
    permission: 'mail.change',
    params,
    body: z.strictObject({
      address: address.optional(),
      requestTypeId: requestTypeId.optional(),
      isActive: z.boolean().optional(),
    }),
    answer: mailbox,
  },
  setMailFetching: {
    method: 'POST',
    path: '/api/mailboxes/{mailboxId}/fetching',
    tag: 'Mail',
    summary: 'Have mails fetched from a mailbox elsewhere (IMAP), from now on',
    permission: 'mail.change',
    freshSignIn: 'at-a-browser',
    params,
    body: fetchSettings,
    answer: mailbox,
  },
  endMailFetching: {
    method: 'DELETE',
    path: '/api/mailboxes/{mailboxId}/fetching',
    tag: 'Mail',
    summary: 'Fetch mails from nowhere any more',
    permission: 'mail.change',
    params,
  },
} as const satisfies Contract
