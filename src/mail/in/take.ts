// A mail that was kept is read, its sender is checked, and somebody decides what becomes of it.
import { createReadStream } from 'node:fs'
import type { Logger } from 'pino'
import type { MailSettlement } from '../../model/desk/arrived-mail.ts'
import type { ArrivingMail, MailAuthentication } from '../../model/desk/arriving-mail.ts'
import { automaticMail } from '../../model/desk/automatic-mail.ts'
import { dmarcSaid } from '../../model/desk/mail-fetching.ts'
import { asMarkdown, plainMailText, withinComment } from '../../model/desk/mail-text.ts'
import { mailboxOfRecipient } from '../../model/desk/mailbox.ts'
import { foldQuoted } from '../../model/desk/quoted-text.ts'
import { takeMail } from '../../requests/arrive.ts'
import { removeUnknown } from '../../requests/attachments.ts'
import { reassessMail } from '../../requests/reassess.ts'
import { blockedAt, sizeMaxOf } from '../../requests/uploads.ts'
import type { AttachmentFiles } from '../../storage/attachment-files.ts'
import type { Database } from '../../storage/database.ts'
import {
  type ArrivedMailRow,
  arrivedMailById,
  dropArrivedBytes,
  foldArrivedMail,
  type HeldMail,
  holdArrivedMail,
  holdFold,
  leaveToCheckAgain,
  noteMailHead,
  settleArrivedMail,
} from '../../storage/desk/arrived-mails.ts'
import { type MailboxRow, mailboxById } from '../../storage/desk/mailboxes.ts'
import { firstIdAt } from '../../storage/first-id.ts'
import { announce } from '../../storage/notices.ts'
import { type Site, siteById } from '../../storage/sites.ts'
import { authenticateMail } from './authenticate.ts'
import type { MailDns } from './mail-dns.ts'
import { type ReadMail, readMail } from './read.ts'

export interface MailTaker {
  readonly database: Database
  readonly files: AttachmentFiles
  readonly dns: MailDns
  readonly serverMbMax: number
  readonly logger: Logger
}

/**
 * Reads and judges a mail that arrived. It looks first: of one that was settled already nothing happens.
 * @param isLast nobody tries it again: what cannot be read even now waits for a person
 */
export async function takeArrivedMail(
  taker: MailTaker,
  siteId: number,
  mailId: string,
  isLast: boolean,
  now: Date,
): Promise<void> {
  const { database, files, logger } = taker
  const [[row] = []] = (await database.readInSite(siteId, [arrivedMailById(siteId, mailId)])) as [
    ArrivedMailRow[],
  ]
  if (!row || (row.result !== null && !row.isAccepted)) return
  const written: string[] = []
  try {
    const outcome = await judge(taker, siteId, row, (fileId) => written.push(fileId), now)
    await settle(database, siteId, mailId, outcome, now)
    await fold(database, siteId, mailId, now)
  } catch (err) {
    if (!isLast) throw err
    logger.error({ err, mailId }, 'a mail could not be taken')
    await settle(database, siteId, mailId, { result: 'held', reason: 'not-taken' }, now)
  } finally {
    // What no message took along is nobody's.
    await removeUnknown(database, files, siteId, written)
  }
}

async function judge(
  taker: MailTaker,
  siteId: number,
  row: ArrivedMailRow,
  onFile: (fileId: string) => void,
  now: Date,
): Promise<MailSettlement> {
  const { database } = taker
  const mail = await readAndCheck(taker, siteId, row, onFile)
  if ('result' in mail) return mail
  await database.inSite(siteId, async (tx) => {
    tx.write(noteMailHead(siteId, row.id, mail))
    if (mail.authentication.dmarc === 'unknown' && row.authentication === null)
      leaveToCheckAgain(tx, row.id, now)
  })
  return takeMail({ database, now }, siteId, mail)
}

/** @returns what it says and who is known to have sent it; or what becomes of what is no mail */
async function readAndCheck(
  taker: MailTaker,
  siteId: number,
  row: ArrivedMailRow,
  onFile: (fileId: string) => void,
): Promise<ArrivingMail | MailSettlement> {
  const { database, files, serverMbMax } = taker
  const [site] = await database.readSites<Site>(siteById(siteId))
  const path = files.pathOf({ siteId, attachmentId: row.id })
  if (!site) return { result: 'held', reason: 'not-taken' }
  const rules = { files, siteId, bytesMax: sizeMaxOf(site, serverMbMax), blocked: blockedAt(site) }
  let read: ReadMail
  try {
    read = await readMail(createReadStream(path), rules, onFile)
  } catch (error) {
    // The disk's troubles pass; what is no mail stays none.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error
    return { result: 'refused', reason: 'unreadable' }
  }
  const address = read.from?.address
  const checked = await authenticateMail(taker.dns, createReadStream(path), row, address, read)
  const authentication = row.via === 'imap' ? await withWord(database, siteId, row, read, checked) : checked
  return arriving(row, read, authentication)
}

/**
 * Asks DNS once more about a mail of which it had not answered when that arrived. What is known then is said of the mail, and of
 * what became of it.
 */
export async function checkMailAgain(
  taker: MailTaker,
  siteId: number,
  mailId: string,
  now: Date,
): Promise<void> {
  const { database, files } = taker
  const [[row] = []] = (await database.readInSite(siteId, [arrivedMailById(siteId, mailId)])) as [
    ArrivedMailRow[],
  ]
  if (!row?.isWhole || row.authentication?.dmarc !== 'unknown') return
  const written: string[] = []
  try {
    const mail = await readAndCheck(taker, siteId, row, (fileId) => written.push(fileId))
    await database.inSite(siteId, async (tx) => {
      const [held] = await tx.read<HeldMail>(holdArrivedMail(siteId, mailId))
      if (!held?.isWhole || 'result' in mail) return
      if (mail.authentication.dmarc !== 'unknown') tx.write(noteMailHead(siteId, mailId, mail))
      const { result } = held
      if (result !== 'opened' && result !== 'commented') return
      if (mail.authentication.dmarc !== 'unknown' && row.requestId !== null)
        await reassessMail(tx, mail, { requestId: row.requestId, result }, now)
      dropArrivedBytes(tx, mailId, now)
    })
  } finally {
    await removeUnknown(database, files, siteId, written)
  }
}

/** A mail that was fetched: what the server there has checked counts where an administrator named it. */
async function withWord(
  database: Database,
  siteId: number,
  { mailboxId }: ArrivedMailRow,
  { authResults }: ReadMail,
  checked: MailAuthentication,
): Promise<MailAuthentication> {
  if (checked.dmarc === 'pass' || checked.domain === null) return checked
  const [[mailbox] = []] = (await database.readInSite(siteId, [mailboxById(siteId, mailboxId)])) as [
    MailboxRow[],
  ]
  const authserv = mailbox?.fetching?.authserv ?? null
  const dmarc = authserv === null ? undefined : dmarcSaid(authResults, authserv, checked.domain)
  return dmarc === undefined ? checked : { ...checked, dmarc, aligned: dmarc === 'pass' }
}

/** Of what was fetched nobody knows the envelope: those recipients that its heads name and that are the mailbox's. */
function recipientsOf({ recipients, via, mailbox }: ArrivedMailRow, { to, cc, deliveredTo }: ReadMail) {
  if (via === 'smtp') return recipients
  const named = [...deliveredTo, ...to.map(({ address }) => address), ...cc.map(({ address }) => address)]
  const own = named.filter((one) => mailboxOfRecipient(one) === mailbox)
  return own.length > 0 ? [...new Set(own)].slice(0, 50) : [mailbox]
}

function arriving(
  row: ArrivedMailRow,
  whole: ReadMail,
  authentication: ArrivingMail['authentication'],
): ArrivingMail {
  const { text, signs, keys: _, signatures: _count, authResults: _said, deliveredTo: _to, ...read } = whole
  const { id: mailId, mailboxId, arrivedAt, envelopeFrom, via } = row
  const folded = foldQuoted(plainMailText(text), read.subject)
  const shown = (one: string) => withinComment(asMarkdown(one))
  const [body, quoted] = [shown(folded.body), folded.quoted === null ? null : shown(folded.quoted)]
  const automatic = automaticMail(signs, via === 'smtp' ? envelopeFrom === null : signs.hasNoReturnPath)
  return {
    ...{ mailId, mailboxId, arrivedAt, envelopeFrom, recipients: recipientsOf(row, whole) },
    ...read,
    ...{ body, quoted, automatic, authentication },
  }
}

/** What came so long after the first of them is counted with it. */
export const foldedWithinMs = 60 * 60 * 1000

/** What the same sender brings over and over, and the same befalls, is one line with a count. */
async function fold(database: Database, siteId: number, mailId: string, now: Date): Promise<void> {
  const since = firstIdAt(new Date(now.getTime() - foldedWithinMs))
  await database.inSite(siteId, async (tx) => {
    await tx.read(holdFold(siteId, mailId))
    tx.write(foldArrivedMail(siteId, mailId, since, now))
  })
}

/** Notes what became of it, unless whoever decided has done so in the transaction that made it so. */
async function settle(
  database: Database,
  siteId: number,
  mailId: string,
  outcome: MailSettlement,
  now: Date,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [held] = await tx.read<HeldMail>(holdArrivedMail(siteId, mailId))
    if (!held || (held.result !== null && !held.isAccepted)) return
    settleArrivedMail(tx, mailId, outcome, now)
    tx.write(announce([{ siteId, kinds: ['mails'], directoryIds: null }]))
  })
}
