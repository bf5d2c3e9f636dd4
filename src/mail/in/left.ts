// What is too large to be fetched stays where it lies, and is listed with what its head says: nothing vanishes.
import type { Database } from '../../storage/database.ts'
import { foldArrivedMail, holdFold, insertLeftMail } from '../../storage/desk/arrived-mails.ts'
import { firstIdAt } from '../../storage/first-id.ts'
import { newId } from '../../storage/new-id.ts'
import { announce } from '../../storage/notices.ts'
import { endOfHead, MailDigest } from './digest.ts'
import { readHead } from './read.ts'
import { foldedWithinMs } from './take.ts'

/** So much of a mail is read that is too large: longer heads are cut off. */
export const headBytesMax = 256 * 1024

export interface LeftMail {
  readonly siteId: number
  readonly mailboxId: string
  /** How it begins. */
  readonly beginning: Buffer
  readonly sizeBytes: number
  /** By what it is known where it has no Message-ID. */
  readonly knownAs: string
}

/** Lists a mail that stays where it is. One that is listed already, because its folder was numbered anew, is not listed twice. */
export async function noteLeftMail(
  database: Database,
  { siteId, mailboxId, beginning, sizeBytes, knownAs }: LeftMail,
  now: Date,
): Promise<void> {
  const head = beginning.subarray(0, endOfHead(beginning) ?? headBytesMax)
  const digest = new MailDigest()
  digest.update(head)
  // Its body was not read: what stands for it is none that a mail which was read could have.
  digest.update(Buffer.from(`\r\n\r\ntoo large, ${sizeBytes} bytes`))
  // What is no mail is listed as well.
  const said = await readHead(head, siteId).catch(() => undefined)
  const id = newId()
  const mail = {
    ...{ id, mailboxId, sizeBytes, digest: digest.end(knownAs), via: 'imap' as const },
    ...{ envelopeFrom: null, recipients: [], clientAddress: null, helo: null },
  }
  await database.inSite(siteId, async (tx) => {
    const { from, subject = '', messageId } = said ?? {}
    const rows = await tx.read(insertLeftMail(siteId, mail, { from, subject, messageId }, now))
    if (rows.length === 0) return
    const since = firstIdAt(new Date(now.getTime() - foldedWithinMs))
    await tx.read(holdFold(siteId, id))
    const counted = { tallies: [{ of: 'mail-in', outcome: 'refused' }] } as const
    tx.write({ ...foldArrivedMail(siteId, id, since, now), ...counted })
    tx.write(announce([{ siteId, kinds: ['mails'], directoryIds: null }]))
  })
}
