// Which administrators hear of a change of how a directory's people sign in.
import { keyOf } from '../model/ids.ts'
import type { ConnectionNotice } from '../model/mail.ts'
import { type Administrator, listAdministrators } from '../storage/access/staff.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { type Directory, directoryById } from '../storage/identity/directories.ts'
import { queueMail } from '../storage/mails.ts'

/** Writes to the administrators what was changed, in the change's own transaction: it may have been somebody else. */
export async function told(
  tx: Transaction,
  { actor, now }: AuditContext,
  directoryId: number,
  change: ConnectionNotice,
  detail: string,
): Promise<void> {
  const [[directory], administrators] = (await tx.readAll([
    directoryById(tx.siteId, directoryId),
    listAdministrators(tx.siteId),
  ])) as [Directory[], Administrator[]]
  if (!directory) return
  const by = administrators.find(({ id }) => id === actor.staffId)?.name ?? actor.name ?? ''
  for (const { id: personId, name, address, language } of administrators) {
    queueMail(tx, now, { personId, name, address, language }, 'connection-changed', {
      change,
      directory: directory.name,
      detail,
      by,
      at: now.toISOString(),
      path: `/admin/directories/${keyOf(directoryId)}/sign-in`,
    })
  }
}
