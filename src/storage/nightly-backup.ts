import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { conflict } from '../model/errors.ts'
import type { AttachmentFiles } from './attachment-files.ts'
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
  /** Attachments in it, and those that are not on the disk although they should be. */
  readonly files: number
  readonly lostFiles: number
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
  attachments: AttachmentFiles,
  keep: number,
  now: Date,
): Promise<WrittenBackup> {
  const folder = join(claimDataDir(dataDir), 'backups')
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw unwritable(error, join(folder, nightlyName(now)))
    throw conflict(`No backup was written: ${folder} is a file and no folder. Move it away.`)
  })
  const file = nightlyName(now)
  const written = await writeBackup(ownerUrl, join(folder, file), attachments, { now })
  const { bytes, files, lostFiles } = written
  await pruneBackups(folder, keep)
  const kept = (await nightlyBackups(folder)).length
  return { folder, file, bytes, files, lostFiles, kept, machine: hostname() }
}
