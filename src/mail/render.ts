import { dayOf, daysBetween } from '../model/day.ts'
import type { MailKind, MailValues, RequestNewsText } from '../model/mail.ts'
import type { Language } from '../model/site-settings.ts'
import { type Branding, type MailDocument, shown, shownLines } from './document.ts'
import { htmlOf, plainOf } from './layout.ts'
import { type MailSecrets, mailTexts, type TextContext } from './texts/texts.ts'

export interface MailToRender<Kind extends MailKind = MailKind> {
  readonly kind: Kind
  readonly values: MailValues[Kind]
  readonly name: string
  readonly language: Language
  readonly branding: Branding
  /** Only kinds that hold a link or a code need them. */
  readonly secrets: MailSecrets
  readonly now: Date
}

export interface RenderedTexts {
  readonly subject: string
  readonly plain: string
  readonly html: string
}

const momentParts = {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
} as const

/** A mail's texts in its recipient's language. Pure: equal mails have equal texts. */
export function renderMail<Kind extends MailKind>(mail: MailToRender<Kind>): RenderedTexts {
  const { language, now } = mail
  const { link, way, request = noRequest } = mail.secrets
  const branding = { ...mail.branding, siteName: shown(mail.branding.siteName) }
  const texts = mailTexts[language]
  const moment = new Intl.DateTimeFormat(texts.locale, { ...momentParts, timeZone: branding.timeZone })
  const written = (date: Date) => moment.format(date)
  const values = shownValues(mail.values)
  const about = new Date(momentOf(mail.values) ?? now)
  const days = daysBetween(dayOf(now, branding.timeZone), dayOf(about, branding.timeZone))
  const context: TextContext = {
    site: branding.siteName,
    link: {
      kind: link?.kind ?? 'invite',
      url: link?.url ?? '',
      until: written(link?.expiresAt ?? now),
    },
    way: {
      digits: way?.digits ?? null,
      reason: way?.reason ?? null,
      doors: (way?.doors ?? []).map(({ name, url }) => ({ name: shown(name), url })),
    },
    request: {
      ...request,
      summary: shown(request.summary),
      text: request.text && shownLines(request.text),
      author: request.author && shown(request.author),
      from: request.from && {
        ...request.from,
        name: shown(request.from.name),
        emailAddress: shown(request.from.emailAddress),
        reasons: request.from.reasons.map(shownValues),
      },
    },
    at: written(about),
    isPast: about <= now,
    inDays: new Intl.RelativeTimeFormat(texts.locale, { numeric: 'auto' }).format(days, 'day'),
    pageUrl: (path) => `${branding.siteUrl}${path}`,
  }
  const document: MailDocument = texts.kinds[mail.kind](values, context)
  const frame = {
    ...branding,
    language,
    greeting: texts.greeting(shown(mail.name)),
    footer: [
      ...(branding.isDemonstration ? [texts.demonstration] : []),
      document.footer ?? texts.footer(branding.siteName),
    ].join(' '),
    buttonHint: texts.buttonHint,
  }
  return { subject: document.subject, plain: plainOf(document, frame), html: htmlOf(document, frame) }
}

/** Other kinds of mails are about none. */
const noRequest: RequestNewsText = {
  key: '…',
  summary: '…',
  path: '/',
  text: null,
  author: null,
  isInternal: false,
  canAnswer: false,
  from: null,
}

/** What the server itself says, and nobody else. */
const ownValues: ReadonlySet<string> = new Set(['path', 'at', 'expiresAt'])

/** What a mail says of others, fit to be shown. */
function shownValues<Values extends object>(values: Values): Values {
  const entries = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === 'string' && !ownValues.has(key) ? (key === 'words' ? shownLines : shown)(value) : value,
  ])
  return Object.fromEntries(entries) as Values
}

function momentOf(values: MailValues[MailKind]): string | undefined {
  if ('at' in values) return values.at
  return 'expiresAt' in values ? values.expiresAt : undefined
}
