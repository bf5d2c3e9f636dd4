import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { migrate } from '../storage/migrate.ts'
import { openOwner, print } from './context.ts'

/** `migrate` */
export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database to this version; serve does so by itself')
    .action(async (_options: object, command: Command) => {
      const access = await openOwner(readConfig(process.env))
      try {
        const applied = await migrate(access.ownerUrl)
        const text = applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`
        print(command, { json: { applied }, text })
      } finally {
        await access.release()
      }
    })
}
