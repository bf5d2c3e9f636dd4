// The directory may have more people: its number is raised so that everybody who waits now comes in.
import { conflict } from '../../model/errors.ts'
import { keyOf } from '../../model/ids.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { type Directory, directoryForUpdate } from '../../storage/identity/directories.ts'
import { countQuota, type Quota } from '../../storage/identity/held-users.ts'
import { changeQuota } from '../quota.ts'
import type { Decider } from './decisions.ts'

/** @throws DoorwardError 'conflict' when the directory is gone, or has no limit any more */
async function wantedOf(tx: Transaction, { directoryId }: CaseRow) {
  if (directoryId === null) throw conflict('The directory is gone.')
  const [quota] = await tx.read<Quota>(countQuota(tx.siteId, directoryId))
  if (!quota || quota.peopleMax === null) {
    throw conflict('This directory may have as many people as it likes already.')
  }
  const max = Math.max(quota.peopleMax, quota.people + quota.waiting)
  return { directoryId, before: quota.peopleMax, max, waiting: quota.waiting }
}

export const raiseQuota: Decider = {
  async preview(tx, found) {
    const { waiting, max } = await wantedOf(tx, found)
    return [{ code: 'raises-quota', values: { waiting, max } }]
  },

  async apply(tx, found, context) {
    if (found.directoryId !== null) await tx.read<Directory>(directoryForUpdate(tx.siteId, found.directoryId))
    const { directoryId, before, max } = await wantedOf(tx, found)
    change(tx, directoryId, { before, after: max }, context)
    return { before, after: max }
  },

  /** The number of before holds again. Whoever came in stays: nobody is taken away by a number. */
  async undo(tx, { directoryId }, record, context) {
    if (directoryId === null) throw conflict('The directory is gone.')
    const [directory] = await tx.read<Directory>(directoryForUpdate(tx.siteId, directoryId))
    if (directory?.peopleMax !== record.after) {
      throw conflict("The number was changed since: see the directory's page Settings.")
    }
    change(tx, directoryId, { before: Number(record.after), after: Number(record.before) }, context)
  },
}

function change(
  tx: Transaction,
  directoryId: number,
  { before, after }: { readonly before: number; readonly after: number },
  context: AuditContext,
): void {
  changeQuota(tx, directoryId, after, context.now)
  audit(
    tx,
    { ...context, directoryId },
    {
      action: 'directory.settings-changed',
      subjectKind: 'directory',
      subject: keyOf(directoryId),
      details: { before: { peopleMax: before }, after: { peopleMax: after } },
    },
  )
}
