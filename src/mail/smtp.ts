import { readFileSync } from 'node:fs'
import type { Transporter } from 'nodemailer'
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js'
import { logoCid } from './logo.ts'
import type { MailSettings } from './settings.ts'

/** A mail as it leaves. */
export interface OutgoingMail {
  readonly messageId: string
  readonly date: Date
  readonly from: { readonly name: string; readonly address: string }
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  /** Where answers go that are not for the sender. */
  readonly replyTo?: { readonly name: string; readonly address: string }
  readonly inReplyTo?: string
  /** The oldest first. */
  readonly references?: readonly string[]
  /** Where its reader gets no more of these. */
  readonly unsubscribeUrl?: string
  readonly plain: string
  readonly html: string
  readonly language: string
  /** The key of the site that writes. */
  readonly siteKey: string
  /** A PNG that the HTML shows; undefined where it shows none. */
  readonly logo: Buffer | undefined
}

/** By this header a site knows its own mails again when somebody's server brings them back to it. */
export const siteMark = 'x-doorward'

export interface MailServer {
  /**
   * Gives it one mail.
   * @returns what the server answered
   * @throws whatever went wrong; see `refusalOf`
   */
  send(mail: OutgoingMail): Promise<string>
  close(): Promise<void>
}

/** So many mails are on their way at once, each of another site, over as many connections. */
export const mailsAtOnce = 3

const connectMaxMs = 10_000
/** A server that says nothing for so long is gone; checks for junk take their time after a mail's last byte. */
const silenceMaxMs = 60_000

/** Connects when there is something to send, which is also when the library is loaded, and keeps connections for what follows. */
export function openMailServer(settings: MailSettings): MailServer {
  const { host, port, tls, user, password, dkim } = settings
  const options: SMTPPool.Options = {
    pool: true,
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'off',
    tls: { minVersion: 'TLSv1.2' },
    ...(user !== undefined && { auth: { user, pass: password } }),
    maxConnections: mailsAtOnce,
    // A connection that is lost in the middle of a mail is our matter: what is sent twice is counted.
    maxRequeues: 0,
    connectionTimeout: connectMaxMs,
    greetingTimeout: connectMaxMs,
    dnsTimeout: connectMaxMs,
    socketTimeout: silenceMaxMs,
    // Nothing in a mail may make this server read a file or a page.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim && {
      dkim: {
        domainName: dkim.domain,
        keySelector: dkim.selector,
        privateKey: readFileSync(dkim.keyFile, 'utf8'),
      },
    }),
  }
  let opened: Promise<Transporter<SMTPPool.SentMessageInfo>> | undefined
  async function open() {
    const { createTransport } = await import('nodemailer')
    const transport = createTransport(options)
    // Lost while nothing was being sent: the next mail connects anew.
    transport.on('error', () => {})
    return transport
  }
  return {
    async send({ plain, language, logo, siteKey, references, unsubscribeUrl, ...mail }) {
      opened ??= open()
      const transport = await opened
      const { response } = await transport.sendMail({
        ...mail,
        ...(references && { references: [...references] }),
        text: plain,
        ...(logo && {
          attachments: [
            { filename: 'logo.png', content: logo, cid: logoCid, contentDisposition: 'inline' as const },
          ],
        }),
        // Nobody is to answer a program, least of all another program (RFC 3834).
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          'Content-Language': language,
          [siteMark]: siteKey,
          ...(unsubscribeUrl !== undefined && unsubscribing(unsubscribeUrl)),
        },
      })
      return response ?? ''
    },
    close: async () => (await opened)?.close(),
  }
}

/** RFC 2369 3.2; programs do it by themselves where they reach us safely (RFC 8058 3). */
const unsubscribing = (url: string) => ({
  'List-Unsubscribe': `<${url}>`,
  ...(url.startsWith('https:') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
})
