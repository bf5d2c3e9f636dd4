// Whatever is accepted is kept first: its bytes on the disk, then its row, and only then the answer.
import type { AttachmentFiles } from '../../storage/attachment-files.ts'
import type { Database } from '../../storage/database.ts'
import { type ArrivedMail, insertArrivedMail, leaveToTake } from '../../storage/desk/arrived-mails.ts'
import type { AddressedMailbox } from '../../storage/desk/mailboxes.ts'
import { newId } from '../../storage/new-id.ts'
import { MailDigest } from './digest.ts'

export interface KeepServices {
  readonly database: Database
  readonly files: AttachmentFiles
  readonly now: () => Date
}

/** A mailbox, and as whom the envelope addressed it. */
export interface Addressed extends AddressedMailbox {
  readonly recipients: readonly string[]
}

export type Envelope = Pick<ArrivedMail, 'via' | 'envelopeFrom' | 'clientAddress' | 'helo'>

/**
 * Keeps a mail for each mailbox that it is for, and leaves word to read it. What is here already, because it was given before,
 * is not kept twice.
 * @param content is read to its end; `isWhole` is asked behind it: what came in part is not kept
 * @param knownAs by what it is known where it has no Message-ID
 * @returns whether it was whole
 * @throws when the disk or the database fails: then nothing may be acknowledged, and whoever gave it gives it again
 */
export async function keepMail(
  { database, files, now: clock }: KeepServices,
  envelope: Envelope,
  mailboxes: readonly Addressed[],
  content: AsyncIterable<Buffer>,
  isWhole: () => boolean,
  knownAs?: string,
): Promise<boolean> {
  const copies = mailboxes.map((mailbox) => ({ ...mailbox, id: newId() }))
  const [first, ...others] = copies
  if (!first) throw new Error('a mail for nobody')
  const fileOf = ({ siteId, id }: { siteId: number; id: string }) => ({ siteId, attachmentId: id })
  const digest = new MailDigest()
  let sizeBytes = 0
  const unknown = new Set(copies)
  try {
    await files.write(fileOf(first), async function* () {
      for await (const chunk of content) {
        // The rest of what is too large is read, and goes nowhere.
        if (!isWhole()) continue
        digest.update(chunk)
        sizeBytes += chunk.length
        yield chunk
      }
    })
    if (!isWhole()) return false
    for (const other of others) await files.double(fileOf(first), fileOf(other))
    const known = digest.end(knownAs)
    for (const copy of copies) {
      const { siteId, id, mailboxId, recipients } = copy
      const now = clock()
      // Should the database not say whether it committed, there may be a row: what none knows goes by itself, a day later.
      unknown.delete(copy)
      const isNew = await database.inSite(siteId, async (tx) => {
        const mail = { id, mailboxId, digest: known, sizeBytes, recipients, ...envelope }
        const rows = await tx.read(insertArrivedMail(siteId, mail, now))
        // What was fetched names nobody, and is read in all lines.
        const writer = envelope.via === 'imap' ? id : (envelope.envelopeFrom ?? '')
        if (rows.length > 0) leaveToTake(tx, id, writer, now)
        return rows.length > 0
      })
      if (!isNew) unknown.add(copy)
    }
    return true
  } finally {
    for (const copy of unknown) await files.remove(fileOf(copy))
  }
}
