// Whom it concerns when a directory's people come in by its connection alone.
import { lowestId } from '../model/ids.ts'
import { type AffectedPerson, countAffected, listAffected } from '../storage/access/affected.ts'
import type { Database, Transaction } from '../storage/database.ts'

/** A door stands open for whoever used it within so long. */
const usedWithinMs = 180 * 24 * 60 * 60 * 1000

export interface AffectedCount {
  /** Who has another door, which closes. */
  readonly affected: number
  /** Of all its active people, who has not come in by the connection yet. */
  readonly neverThrough: number
  readonly people: number
}

const since = (now: Date) => new Date(now.getTime() - usedWithinMs)

export async function affectedCount(tx: Transaction, directoryId: number, now: Date): Promise<AffectedCount> {
  const [counted] = await tx.read<AffectedCount>(countAffected(tx.siteId, directoryId, since(now)))
  return counted ?? { affected: 0, neverThrough: 0, people: 0 }
}

/** The numbers, and a page of those who have another door. */
export async function affectedPage(
  database: Database,
  siteId: number,
  directoryId: number,
  { after = lowestId, limit }: { readonly after?: string; readonly limit: number },
  now: Date,
): Promise<AffectedCount & { readonly rows: readonly AffectedPerson[] }> {
  const [[counted] = [], rows = []] = (await database.readInSite(siteId, [
    countAffected(siteId, directoryId, since(now)),
    listAffected(siteId, directoryId, since(now), { after, limit }),
  ])) as [AffectedCount[], AffectedPerson[]]
  return { ...(counted ?? { affected: 0, neverThrough: 0, people: 0 }), rows }
}
