// Cases whose question may have settled itself, because what another customer or directory had is free now.
import { lowestId } from '../../model/ids.ts'
import type { Database } from '../../storage/database.ts'
import { type AskedAbout, casesToFollow, closeCase } from '../../storage/identity/cases.ts'
import { projectAgain } from '../project-user.ts'

const batch = 100

/**
 * Judges anew who was refused an address: those whom this customer stood in the way of, or everybody whose address was in a
 * domain that another directory had proven. Each in a transaction of its own; running it twice changes nothing.
 * @param holderId the customer; null for the second
 */
export async function followCases(
  database: Database,
  siteId: number,
  holderId: string | null,
  now: Date,
): Promise<void> {
  for (let after = lowestId; ; ) {
    const [rows = []] = await database.readInSite(siteId, [casesToFollow(siteId, holderId, after, batch)])
    const found = rows as AskedAbout[]
    for (const one of found) await judgeAnew(database, siteId, one, now)
    const last = found.at(-1)
    if (!last) return
    after = last.id
  }
}

async function judgeAnew(
  database: Database,
  siteId: number,
  { kind, directoryId, userId }: AskedAbout,
  now: Date,
): Promise<void> {
  const audit = { actor: { kind: 'system', name: 'cases' }, now, directoryId } as const
  await database.inDirectory(siteId, directoryId, async (tx) => {
    const outcome = await projectAgain(tx, { directoryId, now, audit }, userId)
    if (!outcome) tx.write(closeCase(siteId, { kind, key: userId, outcome: 'gone', now }))
  })
}
