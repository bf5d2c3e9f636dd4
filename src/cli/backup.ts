import type { Command } from 'commander'
import { readConfig } from '../config.ts'
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
      await withOwner(command, { mustExist: true }, async (ownerUrl) => {
        const written = await writeBackup(ownerUrl, file)
        const rows = counted(written.rows, 'row', 'rows')
        return {
          json: written,
          text: `Wrote ${written.file}: ${rows} of ${counted(written.tables, 'table', 'tables')}, ${sizeText(written.bytes)}. Keep it safe: it holds every site's people.`,
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
      await withOwner(command, { mustExist: false }, async (ownerUrl) => {
        const restored = await restoreBackup(ownerUrl, backup)
        const rows = counted(restored.rows, 'row', 'rows')
        return {
          json: restored,
          text: `Restored ${rows} of ${counted(restored.tables, 'table', 'tables')}, as of ${moment(restored.madeAt)} (Doorward ${restored.version}).`,
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
  work: (ownerUrl: string) => Promise<CommandResult>,
): Promise<void> {
  const access = await openOwner(readConfig(process.env), options)
  try {
    print(command, await work(access.ownerUrl))
  } finally {
    await access.release()
  }
}
