import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { nightlyName, pruneBackups } from './backup/nightly.ts'
import { writeBackup } from './backup.ts'
import { claimDataDir } from './embedded/place.ts'

/**
 * Writes tonight's backup to DATA_DIR/backups, then lets the oldest go. In this order, so that a night on which nothing
 * can be written takes nothing away.
 * @param keep how many stay, at least one
 */
export async function nightlyBackup(
  ownerUrl: string,
  dataDir: string,
  keep: number,
  now: Date,
): Promise<void> {
  const folder = join(claimDataDir(dataDir), 'backups')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeBackup(ownerUrl, join(folder, nightlyName(now)), { now })
  await pruneBackups(folder, keep)
}
