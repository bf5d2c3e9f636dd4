// What a person sees of a directory's brake, and the end of what an earlier decision keeps.
import { conflict } from '../model/errors.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import {
  type BrakeRow,
  brakesOf,
  letGo,
  peopleUnderBrakes,
  type UnderBrake,
  type UnderBrakeRow,
  underBrakes,
} from '../storage/identity/brakes.ts'
import { openCasesOf } from '../storage/identity/cases.ts'
import { holdDirectory } from '../storage/identity/directories.ts'
import { removeLeftOver } from '../storage/identity/organizations.ts'
import { leaveWord } from '../storage/outbox.ts'

export interface BrakeView {
  readonly isOn: boolean
  /** The open case about it. */
  readonly caseId: string | null
  readonly brakes: readonly BrakeRow[]
  readonly waiting: UnderBrake
  readonly kept: UnderBrake
  /** Some of those who lost something. */
  readonly first: readonly UnderBrakeRow[]
}

const nothing: UnderBrake = { members: 0, groups: 0, addresses: 0 }

export async function readBrake(database: Database, siteId: number, directoryId: number): Promise<BrakeView> {
  const [brakes = [], [waiting = nothing] = [], [kept = nothing] = [], [open] = [], first = []] =
    (await database.readInSite(siteId, [
      brakesOf(siteId, directoryId),
      underBrakes(siteId, directoryId, 'on'),
      underBrakes(siteId, directoryId, 'kept'),
      openCasesOf(siteId, { kind: 'brake', directoryId }, lowestId, 1),
      peopleUnderBrakes(siteId, directoryId),
    ])) as [BrakeRow[], UnderBrake[], UnderBrake[], { caseId: string }[], UnderBrakeRow[]]
  const isOn = brakes.some(({ state }) => state === 'on')
  return { isOn, caseId: open?.caseId ?? null, brakes, waiting, kept: { ...kept, addresses: 0 }, first }
}

/**
 * Ends what earlier decisions keep although the directory took it away.
 * @throws DoorwardError 'conflict' when they keep nothing
 */
export async function letGoOfKept(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    await tx.read(holdDirectory(siteId, directoryId))
    const brakes = await tx.read<BrakeRow>(brakesOf(siteId, directoryId))
    if (!brakes.some(({ state }) => state === 'kept')) {
      throw conflict('Nothing is kept that this directory took away, so there is nothing to let go.')
    }
    const [kept = nothing] = await tx.read<UnderBrake>(underBrakes(siteId, directoryId, 'kept'))
    tx.write(letGo(siteId, directoryId))
    for (const { id } of await tx.read<{ id: string }>(removeLeftOver(siteId, directoryId, new Date(0)))) {
      leaveWord(tx, context.now, 'organization.changed', { organizationId: id })
    }
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'directory.let-go',
        subjectKind: 'directory',
        subject: keyOf(directoryId),
        details: { members: kept.members, groups: kept.groups },
      },
    )
  })
}
