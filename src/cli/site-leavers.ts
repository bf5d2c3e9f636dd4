import type { Command } from 'commander'
import { readMonths } from '../model/retention.ts'
import { leaversOf } from '../people/retention.ts'
import { runCommand } from './context.ts'
import { siteOption } from './options.ts'

/** `site leavers` */
export function siteLeavers(site: Command): void {
  site
    .command('leavers')
    .description('Count whom the next night would erase because they left so long ago')
    .option(...siteOption)
    .option('--months <n>', 'as if the site kept leavers for so many months')
    .action(async (options: { site?: string; months?: string }, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf, audit }) => {
        const found = await siteOf(options.site)
        const months =
          options.months === undefined ? found.leaverMonths : readMonths('months', options.months)
        const counts = await leaversOf(database, found, months, audit.now)
        const { people, inDirectory, senders } = counts
        const text =
          months === 0
            ? 'Nobody is erased for having left.'
            : `Who left ${months} months ago or earlier: ${people} would be erased in the next night; ${inDirectory} whom a directory still has stay until it deletes them. Senders from whom nothing came for as long, who are erased as well: ${senders}.`
        return { json: counts, text }
      })
    })
}
