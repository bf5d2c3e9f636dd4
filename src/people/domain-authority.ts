// What it means for addresses when a directory gains or loses its say in a domain.
import { lowestId } from '../model/ids.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { awaitJudgement, type DomainStep, doubtAddresses } from '../storage/identity/domain-addresses.ts'
import { type DomainRow, listDomains, othersWithDomain } from '../storage/identity/domains.ts'
import { leaveTask } from '../storage/outbox.ts'

const batch = 500

/** A call that read the authority of before has ended by then, and what it wrote is seen. */
const lateCallsMs = 60_000

/** Leaves word, with the change of authority, to bring addresses up to date now, and once more behind calls under way. */
export function leaveDomainChange(tx: Transaction, now: Date, directoryId: number, domain: string): void {
  for (const dueAt of [now, new Date(now.getTime() + lateCallsMs)]) {
    leaveTask(tx, now, 'follow-domain', { directoryId, domain }, dueAt)
  }
}

/**
 * Brings the standing of a directory's addresses in a domain in line with the authority it has now, in steps. It may be
 * stopped and begun again at any time, and running it twice changes nothing. Losing applies at once; gaining is a grant:
 * it goes through a replay, which waits while the directory is paused.
 */
export async function followDomain(
  database: Database,
  siteId: number,
  directoryId: number,
  domain: string,
  now: Date,
): Promise<void> {
  const hasAuthority = await speaksFor(database, siteId, directoryId, domain)
  let changed = 0
  for (let after: string | null = lowestId; after !== null; ) {
    const from: string = after
    const step: DomainStep | undefined = await database.inDirectory(siteId, directoryId, async (tx) => {
      const query = hasAuthority
        ? awaitJudgement(siteId, directoryId, domain, from, batch)
        : doubtAddresses(siteId, directoryId, domain, from, batch, now)
      const [done] = await tx.read<DomainStep>(query)
      return done
    })
    changed += step?.changed ?? 0
    after = step?.last ?? null
  }
  if (changed === 0) return
  await database.inSite(siteId, async (tx) => {
    if (hasAuthority) leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
    else await wakeOthers(tx, now, directoryId, domain)
  })
}

/** What another directory that speaks for the domain was refused is free now. */
async function wakeOthers(tx: Transaction, now: Date, directoryId: number, domain: string): Promise<void> {
  const others = await tx.read<{ directoryId: number }>(othersWithDomain(tx.siteId, directoryId, domain))
  for (const other of others) {
    leaveTask(tx, now, 'follow-domain', { directoryId: other.directoryId, domain })
  }
}

async function speaksFor(
  database: Database,
  siteId: number,
  directoryId: number,
  domain: string,
): Promise<boolean> {
  const [rows = []] = await database.readInSite(siteId, [listDomains(siteId, directoryId)])
  return (rows as DomainRow[]).some((one) => one.domain === domain)
}
