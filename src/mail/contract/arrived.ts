import { z } from 'zod'
import { type Contract, moment, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'
import { mailResults } from '../../model/desk/arriving-mail.ts'

const result = z.enum(mailResults).meta({
  description:
    '`opened`: it opened a request; `commented`: it is a comment; `held`: it waits for a person; `refused`; `dropped`: a program wrote it.',
})

const authentication = z
  .strictObject({
    dmarc: z.enum(['pass', 'fail', 'none', 'unknown']),
    /** SPF or DKIM passed for the From domain. */
    aligned: z.boolean(),
    domain: z.string().nullable(),
    spf: z.string(),
    dkim: z.string(),
    arc: z.string(),
    via: z.enum(['smtp', 'imap']),
  })
  .meta({ id: 'MailAuthentication' })

const arrivedMail = z
  .strictObject({
    id: resourceId,
    mailbox: z.strictObject({ id: resourceId, address: z.string() }),
    arrivedAt: moment,
    /** Who it says it is from; null until it is read, or where it names nobody. */
    from: z.strictObject({ name: z.string(), emailAddress: z.string() }).nullable(),
    subject: z.string().nullable(),
    /** Null until somebody has decided. */
    result: result.nullable(),
    /** Why, by a code and what its sentence names. */
    reason: z.string().nullable(),
    reasonValues: z.record(z.string(), z.string()),
    settledAt: moment.nullable(),
    request: z.strictObject({ id: resourceId, key: z.string() }).nullable(),
    /** For so many mails of one sender it stands; the last arrived then. */
    times: z.number().int(),
    lastAt: moment,
  })
  .meta({ id: 'ArrivedMail' })

const wholeArrivedMail = arrivedMail
  .extend({
    via: z.enum(['smtp', 'imap']),
    sizeBytes: z.number(),
    /** Who the envelope says it is from; null: nobody, as with bounces. */
    envelopeFrom: z.string().nullable(),
    recipients: z.array(z.string()),
    /** Who gave it; null behind another mail server. */
    clientAddress: z.string().nullable(),
    helo: z.string().nullable(),
    messageId: z.string().nullable(),
    authentication: authentication.nullable(),
    /** It is still here as it came. */
    isWhole: z.boolean(),
    /** Somebody has had it taken after all, which is about to be done. */
    isAccepted: z.boolean(),
  })
  .meta({ id: 'WholeArrivedMail' })

/** What a list is narrowed down by, a file of it is as well. */
const filter = z.strictObject({
  result: z
    .enum(['not-taken', ...mailResults])
    .optional()
    .meta({ description: '`not-taken`: whatever became no request and no comment.' }),
  from: text.trim().min(1).max(320).optional().meta({ description: 'An address, or how it begins.' }),
})

const params = z.strictObject({ arrivedMailId: resourceId })

/** Mails that arrived, and what became of them. */
export const arrivedRoutes = {
  listArrivedMails: {
    method: 'GET',
    path: '/api/arrived-mails',
    tag: 'Mail',
    summary: 'List mails that arrived, the newest first',
    permission: 'mail.read',
    query: pageQuery.extend(filter.shape),
    answer: pageOf(arrivedMail),
  },
  getArrivedMail: {
    method: 'GET',
    path: '/api/arrived-mails/{arrivedMailId}',
    tag: 'Mail',
    summary: 'Read what is known of a mail that arrived',
    permission: 'mail.read',
    params,
    answer: wholeArrivedMail,
  },
  exportArrivedMails: {
    method: 'GET',
    path: '/api/exports/arrived-mails',
    tag: 'Files',
    summary: 'Download mails that arrived, with what became of them and why',
    permission: 'mail.read',
    query: filter,
    answer: z.string().meta({ description: 'Comma-separated values, as of the other files.' }),
    media: 'text/csv',
    streams: true,
  },
  takeArrivedMail: {
    method: 'POST',
    path: '/api/arrived-mails/{arrivedMailId}/take',
    tag: 'Mail',
    summary: 'Have a mail that was held, refused or dropped taken after all',
    permission: 'mail.change',
    params,
    answer: wholeArrivedMail,
  },
} as const satisfies Contract
