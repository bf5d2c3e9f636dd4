// Administrators hear of every change of authority for addresses, whoever made it.

import { keyOf } from '../model/ids.ts'
import type { AuthorityChange, MailValues } from '../model/mail.ts'
import { type Administrator, listAdministrators } from '../storage/access/staff.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { type Directory, directoryById } from '../storage/identity/directories.ts'
import { queueMail } from '../storage/mails.ts'

const pathOf = (directoryId: number) => `/admin/directories/${keyOf(directoryId)}/domains` as const

/** Writes to the administrators that a directory's authority changed, in the change's own transaction. */
export async function tellOfChange(
  tx: Transaction,
  { actor, now }: AuditContext,
  directoryId: number,
  change: AuthorityChange,
  domain = '',
): Promise<void> {
  const [[directory], administrators] = (await tx.readAll([
    directoryById(tx.siteId, directoryId),
    listAdministrators(tx.siteId),
  ])) as [Directory[], Administrator[]]
  if (!directory) return
  const person = administrators.find(({ id }) => id === actor.staffId)
  const by = person?.name ?? (actor.kind === 'system' ? 'Doorward' : (actor.name ?? ''))
  const said = {
    change,
    directory: directory.name,
    domain,
    by,
    at: now.toISOString(),
    path: pathOf(directoryId),
  }
  sendAll(tx, now, administrators, 'authority-changed', said)
}

/** Writes to the administrators that the record of a proven domain is missed, and until when it is needed. */
export async function tellOfMissedProof(
  tx: Transaction,
  now: Date,
  directoryId: number,
  said: Omit<MailValues['proof-missed'], 'path'>,
): Promise<void> {
  const administrators = await tx.read<Administrator>(listAdministrators(tx.siteId))
  sendAll(tx, now, administrators, 'proof-missed', { ...said, path: pathOf(directoryId) })
}

function sendAll<Kind extends 'authority-changed' | 'proof-missed'>(
  tx: Transaction,
  now: Date,
  administrators: readonly Administrator[],
  kind: Kind,
  said: MailValues[Kind],
): void {
  for (const { id: personId, name, address, language } of administrators) {
    queueMail(tx, now, { personId, name, address, language }, kind, said)
  }
}
