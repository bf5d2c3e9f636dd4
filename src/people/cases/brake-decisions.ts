// A directory took away from many more people than on an ordinary day: was it meant so, or not?
import { conflict } from '../../model/errors.ts'
import type { CaseEffect } from '../../model/identity/case.ts'
import type { AuditContext } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import {
  decideBrakes,
  dropWaitingAddresses,
  reopenBrakes,
  type UnderBrake,
  underBrakes,
} from '../../storage/identity/brakes.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { holdDirectory, setAddressesWait } from '../../storage/identity/directories.ts'
import { disconnectionOf } from '../../storage/identity/disconnections.ts'
import { removeLeftOver } from '../../storage/identity/organizations.ts'
import { leaveTask, leaveWord } from '../../storage/outbox.ts'
import type { Decider } from './decisions.ts'

function directoryOf({ directoryId }: CaseRow): number {
  if (directoryId === null) throw conflict('The directory is gone.')
  return directoryId
}

async function previewOf(tx: Transaction, found: CaseRow, code: string): Promise<readonly CaseEffect[]> {
  const [under] = await tx.read<UnderBrake>(underBrakes(tx.siteId, directoryOf(found), 'on'))
  const { members = 0, groups = 0, addresses = 0 } = under ?? {}
  return [{ code, values: { members, groups, addresses } }]
}

/** Of two who decide one wins; the directory's own writes wait for this transaction. */
async function settle(
  tx: Transaction,
  found: CaseRow,
  state: 'released' | 'kept',
  { now }: AuditContext,
): Promise<{ readonly decidedAt: string }> {
  const directoryId = directoryOf(found)
  await tx.read(holdDirectory(tx.siteId, directoryId))
  tx.write(decideBrakes(tx.siteId, directoryId, state, now))
  tx.write(setAddressesWait(tx.siteId, directoryId, false))
  return { decidedAt: now.toISOString() }
}

async function putOnAgain(
  tx: Transaction,
  found: CaseRow,
  state: 'released' | 'kept',
  decidedAt: unknown,
): Promise<void> {
  const directoryId = directoryOf(found)
  await tx.read(holdDirectory(tx.siteId, directoryId))
  const [gone] = await tx.read(disconnectionOf(tx.siteId, directoryId))
  if (gone) throw conflict('The directory is disconnected: nothing can be kept for it any more.')
  const again = await tx.read<{ holdsAddresses: boolean }>(
    reopenBrakes(tx.siteId, directoryId, state, new Date(String(decidedAt))),
  )
  if (again.length === 0) throw conflict('The brake has gone on again since, or what it kept was let go.')
  if (again.some(({ holdsAddresses }) => holdsAddresses)) {
    tx.write(setAddressesWait(tx.siteId, directoryId, true))
  }
}

/** It was meant: memberships end, and the addresses that waited are taken. */
export const releaseBrake: Decider = {
  preview: (tx, found) => previewOf(tx, found, 'brake-releases'),

  async apply(tx, found, context) {
    const { now } = context
    const record = await settle(tx, found, 'released', context)
    const since = new Date(0)
    const gone = await tx.read<{ id: string }>(removeLeftOver(tx.siteId, directoryOf(found), since))
    for (const { id } of gone) leaveWord(tx, now, 'organization.changed', { organizationId: id })
    leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
    return record
  },

  /** Memberships count again. Addresses that were taken, and organizations that went, stay so. */
  undo: (tx, found, record) => putOnAgain(tx, found, 'released', record.decidedAt),
}

/**
 * It was not meant: who was taken out stays a member, now or when the directory makes them active again. Nobody signs in by this.
 * An address that waited is judged at the directory's next word about the person.
 */
export const revertBrake: Decider = {
  preview: (tx, found) => previewOf(tx, found, 'brake-reverts'),

  async apply(tx, found, context) {
    const record = await settle(tx, found, 'kept', context)
    tx.write(dropWaitingAddresses(tx.siteId, directoryOf(found)))
    leaveTask(tx, context.now, 'run-task', { task: 'finish-replays' })
    return record
  },

  undo: (tx, found, record) => putOnAgain(tx, found, 'kept', record.decidedAt),
}
