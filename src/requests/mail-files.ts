// Files that came by mail count like any others: what is too much is left out, and the mail comes in without it.
import type { ArrivingMail, LeftOut, MailAttachment } from '../model/desk/arriving-mail.ts'
import {
  bytesOfGib,
  customerDayBytesMax,
  customerDayMs,
  strangerDayBytesMax,
} from '../model/desk/attachment.ts'
import type { Writer } from '../model/desk/request.ts'
import type { Transaction } from '../storage/database.ts'
import {
  bytesByUnprovenMails,
  bytesOfSender,
  bytesOfSite,
  bytesSince,
  lockBearer,
  lockSiteFiles,
} from '../storage/desk/attachments.ts'
import { type Site, siteById } from '../storage/sites.ts'
import type { Query } from '../storage/statement.ts'
import { unprovenCustomer } from './mail-sender.ts'

/**
 * The mail with those of its files for which there is room: of what the writer brings in a day, and of what the site's files may have
 * together. Whoever holds requests asks behind them, and before the files get their rows.
 */
export async function withinQuota(
  tx: Transaction,
  writer: Writer,
  mail: ArrivingMail,
  now: Date,
): Promise<ArrivingMail> {
  if (mail.attachments.length === 0) return mail
  const { siteId } = tx
  const [[site] = []] = (await tx.readAll([siteById(siteId)])) as [Site[]]
  if (writer.kind !== 'staff') await tx.read(lockBearer(siteId, { customerId: writer.id, staffId: null }))
  const ofDay = dayOf(siteId, writer, mail, now)
  let ofDayLeft = ofDay ? ofDay.bytesMax - (await sum(tx, ofDay.query)) : Number.POSITIVE_INFINITY
  let ofSiteLeft = Number.POSITIVE_INFINITY
  if (site && site.attachmentGbMax > 0) {
    await tx.read(lockSiteFiles(siteId))
    ofSiteLeft = bytesOfGib(site.attachmentGbMax) - (await sum(tx, bytesOfSite(siteId)))
  }
  const attachments: MailAttachment[] = []
  const leftOut: LeftOut[] = [...mail.leftOut]
  for (const file of mail.attachments) {
    const { fileName, size } = file
    if (size > ofDayLeft) leftOut.push({ fileName, why: 'day' })
    else if (size > ofSiteLeft) leftOut.push({ fileName, why: 'no-room' })
    else {
      attachments.push(file)
      ofDayLeft -= size
      ofSiteLeft -= size
    }
  }
  return { ...mail, attachments, leftOut }
}

const sum = async (tx: Transaction, query: Query) => (await tx.read<{ bytes: number }>(query))[0]?.bytes ?? 0

/**
 * What of the last day counts for a writer, and how much it may be. Mails that anybody may have written take nothing of what a customer
 * brings: they have a day of their own. The staff are the site's own people.
 */
function dayOf(
  siteId: number,
  writer: Writer,
  mail: ArrivingMail,
  now: Date,
): { readonly query: Query; readonly bytesMax: number } | undefined {
  const since = new Date(now.getTime() - customerDayMs)
  const { kind, id } = writer
  if (kind === 'staff') return undefined
  if (kind === 'sender') return { query: bytesOfSender(siteId, id, since), bytesMax: strangerDayBytesMax }
  return unprovenCustomer(writer, mail) === null
    ? { query: bytesSince(siteId, id, since), bytesMax: customerDayBytesMax }
    : { query: bytesByUnprovenMails(siteId, id, since), bytesMax: strangerDayBytesMax }
}
