// Whom it concerns when a directory's people come in by its connection alone.
import { lowestId } from '../model/ids.ts'
import { type AffectedPerson, countAffected, listAffected } from '../storage/access/affected.ts'
import type { Database, Transaction } from '../storage/database.ts'

export interface AffectedCount {
  /** Who has another door, which closes. */
  readonly affected: number
  /** Of those, whom no directory manages. */
  readonly unmanaged: number
  /** Of all its active people, who has not come in by the connection yet. */
  readonly neverThrough: number
  readonly people: number
}

const nobody: AffectedCount = { affected: 0, unmanaged: 0, neverThrough: 0, people: 0 }

export async function affectedCount(tx: Transaction, directoryId: number): Promise<AffectedCount> {
  const [counted = nobody] = await tx.read<AffectedCount>(countAffected(tx.siteId, directoryId))
  return counted
}

/** The numbers, and a page of those who have another door. */
export async function affectedPage(
  database: Database,
  siteId: number,
  directoryId: number,
  { after = lowestId, limit }: { readonly after?: string; readonly limit: number },
): Promise<AffectedCount & { readonly rows: readonly AffectedPerson[] }> {
  const [[counted = nobody] = [], rows = []] = (await database.readInSite(siteId, [
    countAffected(siteId, directoryId),
    listAffected(siteId, directoryId, { after, limit }),
  ])) as [AffectedCount[], AffectedPerson[]]
  return { ...counted, rows }
}
