import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { conflict } from '../model/errors.ts'
import { unwritable } from './backup/file-errors.ts'
import { nightlyBackups, nightlyName, pruneBackups } from './backup/nightly.ts'
import { writeBackup } from './backup.ts'
import { claimDataDir } from './embedded/place.ts'

/** Where a backup lies, and how many lie beside it. */
interface WrittenBackup {
  readonly folder: string
  readonly file: string
  readonly bytes: number
  /** How many lie there now, this one with them. */
  readonly kept: number
  /** Of several machines the one whose folder it is. */
  readonly machine: string
  readonly [name: string]: string | number
}

/**
 * Writes tonight's backup to DATA_DIR/backups, then lets the oldest go. In this order, so that a night on which nothing
 * can be written takes nothing away.
 * @param keep of how many days they stay, at least one
 */
export async function nightlyBackup(
  ownerUrl: string,
  dataDir: string,
  keep: number,
  now: Date,
): Promise<WrittenBackup> {
  const folder = join(claimDataDir(dataDir), 'backups')
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw unwritable(error, join(folder, nightlyName(now)))
    throw conflict(`No backup was written: ${folder} is a file and no folder. Move it away.`)
  })
  const file = nightlyName(now)
  const { bytes } = await writeBackup(ownerUrl, join(folder, file), { now })
  await pruneBackups(folder, keep)
  const kept = (await nightlyBackups(folder)).length
  return { folder, file, bytes, kept, machine: hostname() }
}
