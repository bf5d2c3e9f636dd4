import type { Call } from '../http/contract-call.ts'
import { serving } from '../http/contract-server.ts'
import { pageOfRows, readIdPlace } from '../http/page.ts'
import type { Answer, Item } from '../model/contract.ts'
import { notFound } from '../model/errors.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import { highestId } from '../model/ids.ts'
import { listMails, type MailRow, type WholeMailRow } from '../storage/mails.ts'
import { type Logo, logoOf } from '../storage/site/logos.ts'
import { arrivedHandlers } from './api/arrived.ts'
import { mailboxHandlers, takingView } from './api/mailboxes.ts'
import { mailApi } from './contract.ts'
import type { MailInSettings } from './in/settings.ts'
import { namesLogo, withLogoInside } from './logo.ts'
import { findMail, retryMail, sendTestMail } from './mails.ts'
import type { MailSettings } from './settings.ts'

type Api = typeof mailApi

const iso = (date: Date | null) => (date === null ? null : date.toISOString())

function mailView(mail: MailRow): Item<Api['listMails']> {
  const { id, kind, state, toName, toAddress, language, subject, attempts, lastError } = mail
  return {
    id,
    kind,
    state,
    to: { name: toName, address: toAddress },
    language,
    subject,
    createdAt: mail.createdAt.toISOString(),
    attempts,
    nextAttemptAt: iso(mail.nextAttemptAt),
    endedAt: iso(mail.endedAt),
    lastError,
  }
}

function wholeMailView(mail: WholeMailRow): Answer<Api['getMail']> {
  const { sender, messageId, plain, answer } = mail
  return { ...mailView(mail), from: sender, messageId, text: plain, answer }
}

/**
 * A mail is shown as its reader would see it, and can do nothing: no scripts, nothing loaded, no page of ours around it but in
 * a frame of one.
 */
const htmlPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

export interface MailWays {
  /** How mails leave; undefined: they are captured. */
  readonly out: MailSettings | undefined
  /** Where they are taken; undefined: nowhere. */
  readonly in: MailInSettings | undefined
  readonly speaksTls: boolean
}

export function mailRoutes({ out: settings, in: taking, speaksTls }: MailWays) {
  return serving(mailApi, {
    ...mailboxHandlers,
    ...arrivedHandlers,

    async getMailTaking() {
      return takingView(taking, speaksTls)
    },

    async getMailSending() {
      if (!settings) return { server: null, from: null, tls: null, signedFor: null }
      const { host, port, tls, fromAddress, dkim } = settings
      return { server: `${host}:${port}`, from: fromAddress, tls, signedFor: dkim?.domain ?? null }
    },

    async listMails({ database, site, query }: Call<Api['listMails']>) {
      const page = { before: readIdPlace(query.after, highestId), limit: query.limit + 1 }
      const [found = []] = await database.readInSite(site.id, [listMails(site.id, query, page)])
      const { rows, next } = pageOfRows(found as MailRow[], query.limit, ({ id }) => id)
      return { items: rows.map(mailView), next }
    },

    async getMail({ database, site, params }: Call<Api['getMail']>) {
      return wholeMailView(await findMail(database, site.id, params.mailId))
    },

    async getMailHtml({ database, site, params, reply }: Call<Api['getMailHtml']>) {
      const { html } = await findMail(database, site.id, params.mailId)
      if (html === null) throw notFound('The HTML of this mail')
      if (!namesLogo(html)) {
        void reply.header('content-security-policy', htmlPolicy)
        return html
      }
      const query = site.logoHash ? [logoOf(site.id, site.logoHash)] : []
      const [rows = []] = await database.readInSite(site.id, query)
      // The one picture, which is in it: still nothing is loaded from anywhere.
      void reply.header('content-security-policy', `${htmlPolicy}; img-src data:`)
      return withLogoInside(html, (rows as Logo[])[0])
    },

    async retryMail({ database, site, params, audit }: Call<Api['retryMail']>) {
      return wholeMailView(await retryMail(database, site.id, params.mailId, settings !== undefined, audit))
    },

    async sendTestMail({ database, site, body, caller, audit }: Call<Api['sendTestMail']>) {
      const { address = caller.address, language = null } = body
      const isOwn = foldAddress(address) === foldAddress(caller.address)
      const to = { name: isOwn ? caller.name : address, address, language, by: caller.name }
      return wholeMailView(await sendTestMail(database, site.id, to, audit))
    },
  })
}
