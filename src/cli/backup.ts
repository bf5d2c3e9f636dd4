import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { AttachmentFiles } from '../storage/attachment-files.ts'
import { checkBackup, restoreBackup, writeBackup } from '../storage/backup.ts'
import { type CommandResult, openOwner, print } from './context.ts'
import { counted, moment } from './table.ts'

/**
 * `backup FILE` and `restore FILE`. Neither migrates first: a backup is what one makes before a new version changes the
 * database, and a restore brings its own tables.
 */
export function backupCommands(program: Command): void {
  program
    .command('backup')
    .description('Write a backup of everything to a file, also while the server runs')
    .argument('<file>', 'a file that does not exist yet')
    .action(async (file: string, _options: object, command: Command) => {
      await withOwner(command, { mustExist: true }, async (ownerUrl, files) => {
        const written = await writeBackup(ownerUrl, file, files)
        const { lostFiles } = written
        const rows = counted(written.rows, 'row', 'rows')
        const attached = counted(written.files, 'attachment', 'attachments')
        return {
          json: written,
          text: `Wrote ${written.file}: ${rows} of ${counted(written.tables, 'table', 'tables')}, ${attached}, ${sizeText(written.bytes)}. Keep it safe: it holds every site's people.`,
          more:
            lostFiles > 0
              ? `${counted(lostFiles, 'attachment is', 'attachments are')} missing in it, because ${files.folder} does not have them. Is DATA_DIR the folder that the server uses?`
              : undefined,
        }
      })
    })

  program
    .command('restore')
    .description('Fill an empty DATA_DIR or database from a backup')
    .argument('<file>', 'what backup wrote')
    .action(async (file: string, _options: object, command: Command) => {
      // First, so that a file of no use leaves no database behind.
      const backup = await checkBackup(file)
      await withOwner(command, { mustExist: false }, async (ownerUrl, files) => {
        const restored = await restoreBackup(ownerUrl, backup, files)
        const rows = counted(restored.rows, 'row', 'rows')
        const attached = counted(restored.files, 'attachment', 'attachments')
        return {
          json: restored,
          text: `Restored ${rows} of ${counted(restored.tables, 'table', 'tables')} and ${attached}, as of ${moment(restored.madeAt)} (Doorward ${restored.version}).`,
        }
      })
    })
}

function sizeText(bytes: number): string {
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB']
  return `${size.toFixed(size < 10 ? 1 : 0)} ${unit}`
}

async function withOwner(
  command: Command,
  options: { readonly mustExist: boolean },
  work: (ownerUrl: string, files: AttachmentFiles) => Promise<CommandResult>,
): Promise<void> {
  const config = readConfig(process.env)
  const access = await openOwner(config, options)
  try {
    print(command, await work(access.ownerUrl, new AttachmentFiles(config.dataDir)))
  } finally {
    await access.release()
  }
}
