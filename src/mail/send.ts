import type { Logger } from 'pino'
import { siteUrlOf } from '../http/site.ts'
import { invitationEnd } from '../model/access/invitation.ts'
import { setupLinkEnd } from '../model/access/setup.ts'
import { codeEnd } from '../model/access/sign-in-code.ts'
import { linkEnd } from '../model/access/staff.ts'
import { proofEnd } from '../model/desk/prove.ts'
import { isAddress } from '../model/identity/email-address.ts'
import { keyOf } from '../model/ids.ts'
import {
  attemptsMax,
  type MailKind,
  type MailThread,
  type MailValues,
  nextAttempt,
  type RequestNewsText,
} from '../model/mail.ts'
import type { Language } from '../model/site-settings.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  type MailOutcome,
  mailForUpdate,
  noteMailAttempt,
  noteMailOutcome,
  type WholeMailRow,
} from '../storage/mails.ts'
import { announce } from '../storage/notices.ts'
import { leaveTask } from '../storage/outbox.ts'
import { type Logo, logoOf } from '../storage/site/logos.ts'
import { listSites, type Site } from '../storage/sites.ts'
import { brandingOf } from './branding.ts'
import { type Branding, shown } from './document.ts'
import { refusalOf } from './refusal.ts'
import { renderMail } from './render.ts'
import type { MailSettings } from './settings.ts'
import type { MailServer, OutgoingMail } from './smtp.ts'
import type { MailSecrets } from './texts/texts.ts'

/** Makes what only a mail's recipient may see; a sentence when there is nobody any more who may have it. */
type SecretMaker = (
  tx: Transaction,
  about: string,
  siteUrl: string,
  options: { readonly now: Date; readonly isFirstAttempt: boolean; readonly mailId: string },
) => Promise<MailSecrets | string>

export interface MailSender {
  readonly database: Database
  /** Undefined: mails are captured. */
  readonly settings: MailSettings | undefined
  readonly server: MailServer | undefined
  /** Makes the link of one of the staff, by the person's id. */
  readonly linkFor: SecretMaker
  /** Makes the link of a set-up page, by its id. */
  readonly setupFor: SecretMaker
  /** Makes the link of an invitation, by its id. */
  readonly inviteFor: SecretMaker
  /** Makes the link of a question whether a message is somebody's, by its id. */
  readonly proofFor: SecretMaker
  /** Reads what happened to a request, if the mail's recipient may see it. */
  readonly newsFor: (
    tx: Transaction,
    about: NewsAbout,
  ) => Promise<{ readonly text: RequestNewsText; readonly thread: MailThread } | string>
  /** Finds the way of somebody who asked at the sign-in page, by the id of the code. */
  readonly wayFor: SecretMaker
  readonly publicUrl: () => string
  readonly logger: Logger
  readonly isDemonstration?: boolean
}

/** Which mail is to be sent. */
interface WantedMail {
  readonly mailId: string
  /** The moment for which this attempt was planned when the last one was put off; without it, at once. */
  readonly plannedFor?: string | undefined
  /** Nobody tries it again when this attempt cannot even begin. */
  readonly isLast?: boolean
}

/**
 * Makes one attempt to send a mail: notes it, sends, and notes what became of it. A process that is killed between the last
 * two leaves a mail that is sent again, with the same Message-ID.
 */
export async function sendMail(
  sender: MailSender,
  siteId: number,
  wanted: WantedMail,
  now: Date,
): Promise<void> {
  const { database, server, settings, logger } = sender
  const { mailId } = wanted
  const ready = await database
    .inSite(siteId, (tx) => beginAttempt(sender, tx, wanted, now))
    .catch(async (error: unknown) => {
      if (!wanted.isLast) throw error
      await giveUp(sender, siteId, wanted, now)
      throw error
    })
  if (!ready || !server || !settings) return
  const outcome = await server.send(ready.outgoing).then(
    (answer): MailOutcome => ({ state: 'sent', lastError: null, answer, nextAttemptAt: null }),
    (error: unknown) => outcomeOf(error, settings, ready, now),
  )
  // Its words stay on the page: a mail server quotes addresses, which no log holds.
  if (outcome.state !== 'sent')
    logger.warn({ part: 'mail', mailId, state: outcome.state }, 'a mail was not taken')
  await database.inSite(siteId, async (tx) => {
    tx.write(noteMailOutcome(siteId, mailId, outcome, now))
    tx.write(announce([{ siteId, kinds: ['mails'], directoryIds: null }]))
    const { nextAttemptAt: next } = outcome
    if (next) leaveTask(tx, now, 'send-mail', { mailId, plannedFor: next.toISOString() }, next)
  })
}

/** What could not be made ready, again and again, does not wait for ever. Nothing was sent; the log says why. */
async function giveUp(
  { database }: MailSender,
  siteId: number,
  { mailId }: WantedMail,
  now: Date,
): Promise<void> {
  const lastError = 'The server could not make this mail ready, however often it tried. Its log has more.'
  await database.inSite(siteId, async (tx) => {
    const [mail] = await tx.read<WholeMailRow>(mailForUpdate(siteId, mailId))
    if (mail?.state !== 'queued') return
    const outcome = { state: 'failed', lastError, answer: null, nextAttemptAt: null } as const
    tx.write(noteMailOutcome(siteId, mailId, outcome, now))
    tx.write(announce([{ siteId, kinds: ['mails'], directoryIds: null }]))
  })
}

interface Attempt {
  readonly outgoing: OutgoingMail
  readonly kind: MailKind
  /** From 1. */
  readonly attempt: number
}

/** @returns undefined when there is nothing to send: it was sent already, is captured, or nobody wants it any more */
async function beginAttempt(
  sender: MailSender,
  tx: Transaction,
  wanted: WantedMail,
  now: Date,
): Promise<Attempt | undefined> {
  const { settings, publicUrl } = sender
  const { mailId } = wanted
  const [[mail], sites] = (await tx.readAll([mailForUpdate(tx.siteId, mailId), listSites()])) as [
    WholeMailRow[],
    Site[],
  ]
  const site = sites.find(({ id }) => id === tx.siteId)
  if (mail?.state !== 'queued' || !site || !isItsTurn(mail, wanted, now)) return undefined
  tx.write(announce([{ siteId: tx.siteId, kinds: ['mails'], directoryIds: null }]))
  const end = (state: 'failed' | 'captured', lastError: string | null) => {
    tx.write(noteMailOutcome(tx.siteId, mailId, { state, lastError, answer: null, nextAttemptAt: null }, now))
    return undefined
  }
  if (!isAddress(mail.toAddress)) return end('failed', 'There is no address that this could be sent to.')
  if (mail.attempts >= attemptsMax) return end('failed', `${attemptsMax} attempts ended without an answer.`)
  const siteUrl = siteUrlOf(publicUrl(), site, sites)
  const hidden = hiddenSecrets(mail, siteUrl, now)
  let secrets = hidden
  let thread: MailThread | undefined
  const news = newsAbout(mail)
  if (news) {
    const found = await sender.newsFor(tx, news)
    if (typeof found === 'string') return end('failed', found)
    secrets = { request: found.text }
    thread = found.thread
  }
  const [about, make] = makerOf(sender, mail)
  if ((hidden.link || hidden.way) && settings && about !== null) {
    const made = await make(tx, about, siteUrl, { now, isFirstAttempt: mail.attempts === 0, mailId })
    if (typeof made === 'string') return end('failed', made)
    secrets = made
  }
  const [logo] = site.logoHash ? await tx.read<Logo>(logoOf(tx.siteId, site.logoHash)) : []
  const branding = { ...brandingOf(site, siteUrl, logo), isDemonstration: sender.isDemonstration ?? false }
  const language = mail.language && site.languages.includes(mail.language) ? mail.language : site.language
  const written = { ...mail, language }
  const from = {
    name: settings?.fromName ?? site.name,
    address: settings?.fromAddress ?? `mail@${new URL(siteUrl).hostname}`,
  }
  const host = from.address.slice(from.address.lastIndexOf('@') + 1)
  // Whoever answers names it, and with it the request.
  const messageId = mail.messageId ?? `<${mailId}${thread ? `.${thread.requestId}` : ''}@${host}>`
  // Of the way only which one it was.
  const kept: MailSecrets = {
    link: secrets.link && { ...secrets.link, url: hidden.link?.url ?? '' },
    way: secrets.way && { ...secrets.way, digits: secrets.way.digits && hiddenDigits },
    request: secrets.request && withoutPeople(secrets.request),
  }
  const writtenBy = `${from.name} <${from.address}>`
  tx.write(
    noteMailAttempt(tx.siteId, mailId, {
      messageId,
      language,
      sender: writtenBy,
      ...render(written, branding, kept, now),
    }),
  )
  if (!settings) return end('captured', null)
  return {
    kind: mail.kind as MailKind,
    attempt: mail.attempts + 1,
    outgoing: {
      messageId,
      date: mail.createdAt,
      from: { ...from, name: shown(from.name) },
      to: { name: shown(mail.toName), address: mail.toAddress },
      ...(thread && threadHeaders(thread, shown(from.name), host, siteUrl)),
      language,
      siteKey: keyOf(tx.siteId),
      logo: logo?.png,
      ...render(written, branding, secrets, now),
    },
  }
}

/** Programs show mails of one request together by what they refer to: its reader's own last mail, and a first one that never was. */
function threadHeaders(
  { requestId, replyTo, answers, fewerPath }: MailThread,
  name: string,
  host: string,
  siteUrl: string,
) {
  const first = `<thread.${requestId}@${host}>`
  return {
    ...(replyTo !== null && { replyTo: { name, address: replyTo } }),
    ...(fewerPath !== null && { unsubscribeUrl: siteUrl + fewerPath }),
    inReplyTo: answers ?? first,
    references: answers === null ? [first] : [first, answers],
  }
}

/**
 * Whether this is the attempt that is planned. A mail that somebody tries again and again, or that is tried again while its next
 * attempt is planned, has as many tasks; all but one find that another moment holds by now.
 */
function isItsTurn({ nextAttemptAt }: WholeMailRow, { plannedFor }: WantedMail, now: Date): boolean {
  if (nextAttemptAt === null) return true
  return plannedFor === undefined ? nextAttemptAt <= now : plannedFor === nextAttemptAt.toISOString()
}

function render(
  mail: WholeMailRow & { language: Language },
  branding: Branding,
  secrets: MailSecrets,
  now: Date,
) {
  const kind = mail.kind as MailKind
  const values = JSON.parse(mail.said) as MailValues[typeof kind]
  return renderMail({
    kind,
    values,
    name: mail.toName,
    language: mail.language,
    branding,
    secrets,
    now,
  })
}

/** What was asked, and by whom, stands with the request, and not a second time among the mails: no erasure would look for it there. */
function withoutPeople(request: RequestNewsText): RequestNewsText {
  const { text, author, from } = request
  return {
    ...request,
    summary: '…',
    text: text && '…',
    author: author && '…',
    from: from && { ...from, name: '…', emailAddress: '…', reasons: [] },
  }
}

const hiddenDigits = '••••••'

/** What stands in place of what only its recipient may see. */
function hiddenSecrets({ kind, said }: WholeMailRow, siteUrl: string, now: Date): MailSecrets {
  if (kind === 'sign-in-code') {
    return { way: { digits: hiddenDigits, reason: null, doors: [], expiresAt: codeEnd(now) } }
  }
  if (kind === 'set-up-link') {
    return { link: { kind: 'set-up', url: `${siteUrl}/setup/…`, expiresAt: setupLinkEnd(now) } }
  }
  if (kind === 'customer-invitation') {
    return { link: { kind: 'invitation', url: `${siteUrl}/invitation/…`, expiresAt: invitationEnd(now) } }
  }
  if (kind === 'prove-it')
    return { link: { kind: 'proof', url: `${siteUrl}/prove/…`, expiresAt: proofEnd(now) } }
  if (kind !== 'staff-link') return {}
  const { link } = JSON.parse(said) as MailValues['staff-link']
  return { link: { kind: link, url: `${siteUrl}/link/…`, expiresAt: linkEnd(link, now) } }
}

/** Which news a mail brings, and to whom. */
type NewsAbout = MailValues['request-news'] & { readonly personId: string; readonly address: string }

/** What happened to a request is read when the mail is sent, and by then its recipient may see it no more. */
function newsAbout({ kind, said, personId, toAddress: address }: WholeMailRow): NewsAbout | undefined {
  if (kind !== 'request-news' || personId === null) return undefined
  return { ...(JSON.parse(said) as MailValues['request-news']), personId, address }
}

/** Who makes what only the mail's recipient may see, and about what. */
function makerOf(
  { linkFor, setupFor, inviteFor, proofFor, wayFor }: MailSender,
  { kind, said, personId }: WholeMailRow,
): readonly [about: string | null, make: SecretMaker] {
  if (kind === 'sign-in-code') return [(JSON.parse(said) as MailValues['sign-in-code']).codeId, wayFor]
  if (kind === 'set-up-link') return [(JSON.parse(said) as MailValues['set-up-link']).linkId, setupFor]
  if (kind === 'customer-invitation')
    return [(JSON.parse(said) as MailValues['customer-invitation']).invitationId, inviteFor]
  if (kind === 'prove-it') return [(JSON.parse(said) as MailValues['prove-it']).proofId, proofFor]
  return [personId, linkFor]
}

function outcomeOf(
  error: unknown,
  { host, port }: MailSettings,
  { kind, attempt }: Attempt,
  now: Date,
): MailOutcome {
  const { sentence, isFinal } = refusalOf(error, `${host}:${port}`)
  const nextAttemptAt = (isFinal ? undefined : nextAttempt(kind, attempt, now)) ?? null
  return { state: nextAttemptAt ? 'queued' : 'failed', lastError: sentence, answer: null, nextAttemptAt }
}
