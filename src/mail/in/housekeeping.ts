import type { AttachmentFiles } from '../../storage/attachment-files.ts'
import type { Database } from '../../storage/database.ts'
import { forgetArrivedMails } from '../../storage/desk/arrived-mails.ts'
import { firstIdAt } from '../../storage/first-id.ts'
import type { Site } from '../../storage/sites.ts'

const dayMs = 24 * 60 * 60 * 1000
const stepRows = 500

/** Deletes mails that arrived longer ago than their site keeps what it records, and their bytes. */
export async function forgetOldArrivals(
  database: Database,
  files: AttachmentFiles,
  { id: siteId, exchangeDays }: Site,
  now: Date,
): Promise<void> {
  const before = firstIdAt(new Date(now.getTime() - exchangeDays * dayMs))
  for (let isOver = false; !isOver; ) {
    const step = forgetArrivedMails(siteId, before, stepRows)
    const gone = await database.inSite(siteId, (tx) => tx.read<{ id: string }>(step))
    for (const { id } of gone) await files.remove({ siteId, attachmentId: id })
    isOver = gone.length < stepRows
  }
}
