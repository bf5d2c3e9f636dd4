import { z } from 'zod'
import { type Contract, moment, pageOf, pageQuery, resourceId, text } from '../model/contract.ts'
import { mailStates } from '../model/mail.ts'
import { languages } from '../model/site-settings.ts'
import { arrivedRoutes } from './contract/arrived.ts'
import { mailboxRoutes } from './contract/mailboxes.ts'

const state = z.enum(mailStates).meta({
  description:
    '`queued`: on its way, or tried again later. `captured`: kept and not sent, without a mail server.',
})

const mail = z
  .strictObject({
    id: resourceId,
    /** What it is about; each kind has its text in each language. */
    kind: z.string(),
    state,
    to: z.strictObject({ name: z.string(), address: z.string() }),
    /** Null until the first attempt where the recipient has none of their own. */
    language: z.enum(languages).nullable(),
    /** Null until it was written, at the first attempt. */
    subject: z.string().nullable(),
    createdAt: moment,
    attempts: z.number().int(),
    /** When it is tried again; null when nothing is planned. */
    nextAttemptAt: moment.nullable(),
    /** When it was sent, given up or captured. */
    endedAt: moment.nullable(),
    /** Why it was not sent, or not yet, as a sentence. */
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Mail' })

const wholeMail = mail
  .extend({
    from: z.string().nullable(),
    /** The same at each attempt. */
    messageId: z.string().nullable(),
    /** The plain text. A link that only its recipient may see has a gap in it. */
    text: z.string().nullable(),
    /** What the mail server answered when it took it. */
    answer: z.string().nullable(),
  })
  .meta({ id: 'WholeMail' })

const params = z.strictObject({ mailId: resourceId })

/** What an administrator can learn of mails, and do about them. */
export const mailApi = {
  ...mailboxRoutes,
  ...arrivedRoutes,
  getMailSending: {
    method: 'GET',
    path: '/api/mail-sending',
    tag: 'Mail',
    summary: 'Read how mails leave this server, or that they do not',
    permission: 'mail.read',
    answer: z
      .strictObject({
        /** Host and port of the mail server; null when there is none, and mails are captured. */
        server: z.string().nullable(),
        from: z.string().nullable(),
        tls: z.enum(['implicit', 'required', 'off']).nullable(),
        /** The domain for which mails are signed (DKIM). */
        signedFor: z.string().nullable(),
      })
      .meta({ id: 'MailSending' }),
  },
  listMails: {
    method: 'GET',
    path: '/api/mails',
    tag: 'Mail',
    summary: 'List mails, the newest first',
    permission: 'mail.read',
    query: pageQuery.extend({
      state: state.optional(),
      to: text.trim().min(1).max(320).optional().meta({ description: 'An address, or how it begins.' }),
    }),
    answer: pageOf(mail),
  },
  getMail: {
    method: 'GET',
    path: '/api/mails/{mailId}',
    tag: 'Mail',
    summary: 'Read a mail: its head, its plain text and what became of it',
    permission: 'mail.read',
    params,
    answer: wholeMail,
  },
  getMailHtml: {
    method: 'GET',
    path: '/api/mails/{mailId}/html',
    tag: 'Mail',
    summary: 'Read the HTML of a mail, as its reader would see it',
    permission: 'mail.read',
    params,
    media: 'text/html',
    answer: z.string(),
  },
  retryMail: {
    method: 'POST',
    path: '/api/mails/{mailId}/retry',
    tag: 'Mail',
    summary: 'Try a mail again at once: one that failed, waits or was captured, and brings no link',
    permission: 'mail.change',
    params,
    answer: wholeMail,
  },
  sendTestMail: {
    method: 'POST',
    path: '/api/mails/test',
    tag: 'Mail',
    summary: 'Send a test mail, to yourself or to another address',
    permission: 'mail.change',
    creates: true,
    body: z.strictObject({
      address: text.trim().max(320).optional(),
      language: z.enum(languages).optional().meta({ description: "The site's without it." }),
    }),
    answer: wholeMail,
  },
} as const satisfies Contract
