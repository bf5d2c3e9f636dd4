// From the bytes of a mail to what it says.
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { AddressObject, AttachmentStream, EmailAddress, MailParser, MessageText } from 'mailparser'
import type { LeftOut, MailAddress, MailAttachment } from '../../model/desk/arriving-mail.ts'
import { attachmentsPerMessageMax, blockedEnding } from '../../model/desk/attachment.ts'
import type { MailSigns } from '../../model/desk/automatic-mail.ts'
import { cleanFileName } from '../../model/desk/file-name.ts'
import { headerText } from '../../model/desk/mail-text.ts'
import { headBytes, sniff } from '../../model/desk/media-type.ts'
import { isAddress, withPlainDomain } from '../../model/identity/email-address.ts'
import { keyOf } from '../../model/ids.ts'
import type { AttachmentFiles } from '../../storage/attachment-files.ts'
import { newId } from '../../storage/new-id.ts'
import { siteMark } from '../smtp.ts'

/** Where files of a mail go, and which do not. */
export interface FileRules {
  readonly files: AttachmentFiles
  readonly siteId: number
  readonly bytesMax: number
  readonly blocked: readonly string[]
}

export interface ReadMail {
  readonly from: MailAddress | undefined
  readonly replyTo: readonly MailAddress[]
  readonly to: readonly MailAddress[]
  readonly cc: readonly MailAddress[]
  readonly subject: string
  readonly messageId: string | undefined
  readonly references: readonly string[]
  /** As it came; HTML alone as text. */
  readonly text: string
  readonly attachments: readonly MailAttachment[]
  readonly leftOut: readonly LeftOut[]
  readonly signs: MailSigns
  /** Names under which its signatures say that their keys stand. */
  readonly keys: readonly string[]
  /** How many there are, whatever they say. */
  readonly signatures: number
  /** What the topmost Authentication-Results header says. */
  readonly authResults: string
  /** For whom the servers on the way say that it was. */
  readonly deliveredTo: readonly string[]
}

/** Longer HTML is not read: what it says is lost but for its text beside it. */
const htmlMax = 2_000_000
const partsMax = 500
const headMax = 512 * 1024
const referencesMax = 50
const addressesMax = 200
/** Characters of text that are looked at: a comment has less. */
const textMax = 200_000

/**
 * Reads a mail. Its files are written among the attachments, and whoever wants them gives them rows; whoever does not removes
 * them: `attachments` names them also when reading fails in the middle, through `onFile`.
 * @throws when it cannot be read as a mail
 */
export async function readMail(
  raw: Readable,
  rules: FileRules,
  onFile: (attachmentId: string) => void,
): Promise<ReadMail> {
  const { MailParser: Parser } = await import('mailparser')
  const parser = new Parser({
    skipTextToHtml: true,
    skipImageLinks: true,
    maxHtmlLengthToParse: htmlMax,
    checksumAlgo: false,
    // Mails within a mail stay closed, and so do reports: they are files.
    ignoreEmbedded: true,
    keepDeliveryStatus: true,
    maxHeadSize: headMax,
    maxChildNodes: partsMax,
  })
  raw.on('error', (error) => parser.destroy(error))
  raw.pipe(parser)
  const attachments: MailAttachment[] = []
  const leftOut: LeftOut[] = []
  let text = ''
  try {
    for await (const part of parser as AsyncIterable<AttachmentStream | MessageText>) {
      if (part.type === 'text') {
        text = (part.text ?? '').slice(0, textMax)
        continue
      }
      const taken = await takeFile(part, rules, attachments.length, onFile)
      if ('why' in taken) leftOut.push(taken)
      else attachments.push(taken)
      part.release?.()
    }
  } finally {
    raw.destroy()
    parser.destroy()
  }
  return { ...headOf(parser, rules.siteId), text, attachments, leftOut }
}

/** Reads what stands above a mail, and nothing that comes behind it. */
export async function readHead(head: Buffer, siteId: number): Promise<ReturnType<typeof headOf>> {
  const { MailParser: Parser } = await import('mailparser')
  const parser = new Parser({ maxHeadSize: headMax })
  parser.end(head)
  for await (const part of parser as AsyncIterable<AttachmentStream | MessageText>) {
    if (part.type === 'text') continue
    part.content.resume()
    part.release?.()
  }
  return headOf(parser, siteId)
}

async function takeFile(
  part: AttachmentStream,
  { files, siteId, bytesMax, blocked }: FileRules,
  before: number,
  onFile: (attachmentId: string) => void,
): Promise<MailAttachment | LeftOut> {
  const fileName = cleanFileName(headerText(part.filename ?? unnamed(part.contentType)))
  const refused = (why: LeftOut['why']): LeftOut => {
    part.content.resume()
    return { fileName, why }
  }
  if (before >= attachmentsPerMessageMax) return refused('too-many')
  if (blockedEnding(fileName, blocked) !== undefined) return refused('blocked')
  const id = newId()
  const hash = createHash('sha256')
  let head = Buffer.alloc(0)
  let size = 0
  onFile(id)
  const content = part.content as AsyncIterable<Buffer>
  await files.write({ siteId, attachmentId: id }, async function* () {
    for await (const chunk of content) {
      size += chunk.length
      if (size > bytesMax) continue
      if (head.length < headBytes) head = Buffer.concat([head, chunk]).subarray(0, headBytes)
      hash.update(chunk)
      yield chunk
    }
  })
  const is = sniff(head)
  const why =
    size === 0
      ? 'empty'
      : size > bytesMax
        ? 'too-large'
        : blockedEnding(fileName, blocked, is) !== undefined
          ? 'blocked'
          : undefined
  if (why !== undefined) {
    await files.remove({ siteId, attachmentId: id })
    return { fileName, why }
  }
  const path = files.pathOf({ siteId, attachmentId: id })
  return { id, fileName, mediaType: is.mediaType, size, sha256: hash.digest(), path }
}

/** Mails within a mail have no name. */
const unnamed = (contentType: string) => (contentType.startsWith('message/') ? 'message.eml' : 'file')

function headOf(parser: MailParser, siteId: number): Omit<ReadMail, 'text' | 'attachments' | 'leftOut'> {
  const lines = parser.headerLines || []
  const headers = parser.headers || new Map()
  const count = (name: string) => lines.filter(({ key }) => key === name).length
  const value = (name: string) => textOf(lines, name)
  const from = count('from') === 1 ? addressesOf(parser.from) : []
  const contentType = headers.get('content-type') as
    | { value?: string; params?: { [name: string]: string } }
    | undefined
  return {
    from: from.length === 1 && hasNoGroup(parser.from) ? from[0] : undefined,
    replyTo: addressesOf(parser.replyTo),
    to: addressesOf(parser.to),
    cc: addressesOf(parser.cc),
    subject: headerText(parser.subject ?? ''),
    messageId: idsIn(parser.messageId ?? '')[0],
    references: referencesIn(lineOf(lines, 'in-reply-to'), lineOf(lines, 'references')),
    keys: keysIn(lines),
    signatures: lines.filter(({ key }) => signatureHeaders.has(key)).length,
    authResults: textOf(lines, 'authentication-results'),
    deliveredTo: ['delivered-to', 'x-original-to']
      .map((name) => textOf(lines, name).replace(/^<|>$/g, ''))
      .filter(isAddress),
    signs: {
      autoSubmitted: value('auto-submitted'),
      precedence: value('precedence'),
      hasAutoReplyHeader: ['x-autoreply', 'x-autorespond', 'x-autoresponder'].some((name) => count(name) > 0),
      isOfList: ['list-id', 'list-post'].some((name) => count(name) > 0),
      contentType: `${contentType?.value ?? ''}`.toLowerCase(),
      reportType: contentType?.params?.['report-type']?.toLowerCase() ?? '',
      received: count('received'),
      hasNoReturnPath: value('return-path') === '<>',
      isOwn: value(siteMark) === keyOf(siteId),
    },
  }
}

type Lines = readonly { readonly key: string; readonly line: string }[]

/** The first header of a name, as it was written. */
function lineOf(lines: Lines, name: string): string {
  const line = lines.find(({ key }) => key === name)?.line ?? ''
  return line.slice(line.indexOf(':') + 1)
}
const textOf = (lines: Lines, name: string) => headerText(lineOf(lines, name))

/** Headers for each of which a mail is read as a whole once more. */
const signatureHeaders: ReadonlySet<string> = new Set(['dkim-signature', 'arc-message-signature'])

/** Of each signature the domain and the selector, as DNS is asked for them (RFC 6376 3.6.2.1). */
const keysIn = (lines: Lines): string[] =>
  lines
    .filter(({ key }) => key === 'dkim-signature')
    .flatMap(({ line }) => {
      const tag = (name: string) => new RegExp(`[;:]\\s*${name}\\s*=\\s*([\\w.-]+)`).exec(line)?.[1]
      const [domain, selector] = [tag('d'), tag('s')]
      return domain && selector ? [`${selector}._domainkey.${domain}`] : []
    })

const hasNoGroup = (from: AddressObject | undefined) => !from?.value.some(({ group }) => group)

/** Those that are addresses; groups by their members. */
function addressesOf(given: AddressObject | readonly AddressObject[] | undefined): MailAddress[] {
  const all = [given ?? []].flat() as AddressObject[]
  const flat = (one: EmailAddress): EmailAddress[] => one.group?.flatMap(flat) ?? [one]
  return all
    .flatMap(({ value }) => value)
    .flatMap(flat)
    .flatMap(({ name, address }) => {
      const plain = withPlainDomain(address ?? '')
      return isAddress(plain) ? [{ name: headerText(name).slice(0, 200), address: plain }] : []
    })
    .slice(0, addressesMax)
}

const idsIn = (text: string) => text.match(/<[^<>\s]{1,900}>/g) ?? []

/** What a mail answers to, the nearest first. */
function referencesIn(inReplyTo: string, references: string): string[] {
  return [...new Set([...idsIn(inReplyTo), ...idsIn(references).reverse()])].slice(0, referencesMax)
}
