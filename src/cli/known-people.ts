import { type Command, Option } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { invalid } from '../model/errors.ts'
import { linkKnownPeople, unlinkKnownPeople, whoWouldLink } from '../people/cases/known-people.ts'
import { runCommand } from './context.ts'
import { directoryOption, siteOption } from './options.ts'
import { counted, table } from './table.ts'

interface KnownOptions {
  readonly site?: string
  readonly directory?: string
  readonly preview?: true
  readonly undo?: string
}

/** `directory link-known` */
export function addLinkKnown(directory: Command): void {
  directory
    .command('link-known')
    .description('Take over customers who were known before, now that the directory speaks for their domain')
    .option(...siteOption)
    .option(...directoryOption)
    .addOption(new Option('--preview', 'only say whom').conflicts(['undo']))
    .option('--undo <moment>', 'take back whom it took over since then, as it said; within seven days')
    .action(async (options: KnownOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { directoryId, name } = await chooseDirectory(database, site, options.directory)
        if (options.preview) {
          const found = await whoWouldLink(database, site.id, directoryId)
          const rows = found.first.map((one) => [one.name, one.address])
          const number = `${found.hasMore ? 'more than ' : ''}${counted(found.people, 'person', 'people')}`
          const list = table(['name', 'address'], rows, 'Nobody waits for it.')
          return { json: found, text: `${name} would take over ${number}.\n${list}` }
        }
        if (options.undo !== undefined) {
          const since = readMoment(options.undo)
          const undone = await unlinkKnownPeople(database, site.id, directoryId, since, audit)
          return { json: undone, text: `${counted(undone.done, 'person is', 'people are')} two again.` }
        }
        const linked = await linkKnownPeople(database, site.id, directoryId, audit)
        const since = audit.now.toISOString()
        const took = `${name} took over ${counted(linked.done, 'person', 'people')}.`
        const text =
          linked.done === 0 ? took : `${took} To take it back: directory link-known --undo ${since}`
        return { json: { ...linked, since }, text }
      })
    })
}

function readMoment(text: string): Date {
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime())) throw invalid('undo', 'must be a moment such as 2026-05-03T10:00:00Z.')
  return moment
}
