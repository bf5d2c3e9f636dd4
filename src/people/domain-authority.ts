// What it means for addresses when a directory gains or loses its say in them.
import { judgeSay } from '../model/identity/authority.ts'
import { lowestId } from '../model/ids.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type Directory, listDirectories } from '../storage/identity/directories.ts'
import {
  awaitJudgement,
  type DomainStep,
  doubtAddresses,
  type Scope,
} from '../storage/identity/domain-addresses.ts'
import { type DomainSayRow, domainSay, othersWithSay } from '../storage/identity/domains.ts'
import { leaveTask } from '../storage/outbox.ts'
import { wakeHeldStaff } from './held-staff.ts'

const batch = 500

/** A call that read the authority of before has ended by then, and what it wrote is seen. */
const lateCallsMs = 60_000

/** Leaves word, with the change of authority, to bring addresses up to date now, and once more behind calls under way. */
export function leaveDomainChange(tx: Transaction, now: Date, directoryId: number, scope: Scope): void {
  for (const dueAt of [now, new Date(now.getTime() + lateCallsMs)]) {
    leaveTask(tx, now, 'follow-domain', { directoryId, domain: scope }, dueAt)
  }
}

/**
 * The same, of every directory, because the domain comes to be proven or no longer is: what others may say of it changes too.
 * Who loses goes first.
 */
export async function leaveProofChange(
  tx: Transaction,
  now: Date,
  directoryId: number,
  domain: string,
): Promise<void> {
  const all = await tx.read<Directory>(listDirectories(tx.siteId))
  for (const other of all) {
    if (other.directoryId !== directoryId) leaveDomainChange(tx, now, other.directoryId, domain)
  }
  leaveDomainChange(tx, now, directoryId, domain)
}

/**
 * Brings the standing of a directory's addresses in line with the authority it has now, in steps. It may be stopped and begun
 * again at any time, and running it twice changes nothing. Losing applies at once; gaining is a grant: it goes through a
 * replay, which waits while the directory is paused.
 */
export async function followDomain(
  database: Database,
  siteId: number,
  directoryId: number,
  scope: Scope,
  now: Date,
): Promise<void> {
  const { say, isOfStaff } = await sayOf(database, siteId, directoryId, scope)
  if (isOfStaff) {
    // Whom it could not take over is looked at anew.
    await database.inSite(siteId, async (tx) => wakeHeldStaff(tx, now))
    return
  }
  const freed = new Set<string>()
  let marked = 0
  for (let after: string | null = lowestId; after !== null; ) {
    const from: string = after
    const step: DomainStep | undefined = await database.inDirectory(siteId, directoryId, async (tx) => {
      const doubt = { scope, isRefused: say === 'refused', now }
      const query =
        say === 'held'
          ? awaitJudgement(siteId, directoryId, scope, from, batch)
          : doubtAddresses(siteId, directoryId, doubt, from, batch)
      const [done] = await tx.read<DomainStep>(query)
      return done
    })
    for (const domain of step?.domains ?? []) freed.add(domain)
    marked += step?.marked ?? 0
    after = step?.last ?? null
  }
  // Who was refused an address because of what this directory had is judged anew.
  if (say !== 'held') {
    await database.inSite(siteId, async (tx) => leaveTask(tx, now, 'follow-cases', { holderId: null }))
  }
  if (freed.size === 0 && marked === 0) return
  await database.inSite(siteId, async (tx) => {
    if (marked > 0) leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
    if (freed.size > 0) await wakeOthers(tx, now, directoryId, [...freed])
  })
}

/** What another directory that speaks for the addresses was refused is free now. */
async function wakeOthers(
  tx: Transaction,
  now: Date,
  directoryId: number,
  domains: readonly string[],
): Promise<void> {
  const others = await tx.read<{ directoryId: number; domain: string | null }>(
    othersWithSay(tx.siteId, directoryId, domains),
  )
  for (const { directoryId: other, domain } of others) {
    leaveTask(tx, now, 'follow-domain', { directoryId: other, domain })
  }
}

async function sayOf(database: Database, siteId: number, directoryId: number, scope: Scope) {
  const [rows = []] = await database.readInSite(siteId, [domainSay(siteId, directoryId, scope)])
  const [row] = rows as DomainSayRow[]
  // A directory that is gone has no people either.
  if (!row) return { say: 'claimed', isOfStaff: false } as const
  const say = judgeSay({ ...row, authority: row.authority ?? undefined })
  return { say, isOfStaff: row.audience === 'staff' }
}
