import type { Command } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { invalid } from '../model/errors.ts'
import { beginSuccession, movePeople, undoSuccession } from '../people/succession.ts'
import { previewSuccession, type SuccessionPreview } from '../people/succession-preview.ts'
import { lastSuccession, type SuccessionRecord } from '../storage/identity/successions.ts'
import { runCommand } from './context.ts'
import { directoryOption, quoted, siteOption } from './options.ts'
import { counted, plain, table } from './table.ts'

interface SuccessionOptions {
  readonly site?: string
  readonly directory?: string
  readonly by?: string
  readonly byName?: true
  readonly yes?: true
  readonly undo?: true
}

/** `directory succeed` */
export function addSucceed(directory: Command): void {
  directory
    .command('succeed')
    .description(
      'Name the directory that succeeds another, whose people become its own; undone within seven days',
    )
    .option(...siteOption)
    .option(...directoryOption)
    .option('--by <id or name>', 'the successor')
    .option(
      '--by-name',
      'a name that only one person has on either side is enough; the address is in any case',
    )
    .option('--yes', 'move them; without this only who would move is said')
    .option('--undo', 'give the people back')
    .action(async (options: SuccessionOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const from = await chooseDirectory(database, site, options.directory)
        const fromId = from.directoryId
        if (options.undo) {
          const back = await undoSuccession(database, site.id, fromId, audit)
          const text = `${counted(back, 'person is', 'people are')} of ${plain(from.name)} again, which stays paused: directory resume --directory ${quoted(from.name)}`
          return { json: { back }, text }
        }
        if (options.by === undefined) throw invalid('by', 'say which directory succeeds it.')
        const to = await chooseDirectory(database, site, options.by)
        const wanted = { fromId, toId: to.directoryId, byName: options.byName === true }
        if (!options.yes) {
          const preview = await previewSuccession(database, site.id, wanted)
          const act = `directory succeed --directory ${quoted(from.name)} --by ${quoted(to.name)}${options.byName ? ' --by-name' : ''} --yes`
          return { json: preview, text: previewText(preview, to.name, act) }
        }
        const id = await beginSuccession(database, site.id, wanted, audit)
        await movePeople(database, site.id, id, audit.now)
        const [[last] = []] = (await database.readInSite(site.id, [lastSuccession(site.id, fromId)])) as [
          SuccessionRecord[],
        ]
        const moved = last?.moved ?? 0
        const text = `${counted(moved, 'person is', 'people are')} of ${plain(to.name)} now. ${plain(from.name)} is paused. To take it back until ${last?.undoUntil.toISOString()}: directory succeed --directory ${quoted(from.name)} --undo`
        return { json: { moved, undoUntil: last?.undoUntil }, text }
      })
    })
}

const says: { readonly [as in SuccessionPreview['first'][number]['as']]: string } = {
  address: 'moves, by the address',
  name: 'moves, by the name',
  'only-name': 'stays: only the name is equal (--by-name moves them)',
  several: 'stays: several users give the address',
  shared: 'stays: another directory has the person too',
  nobody: 'stays: nobody there is like them',
}

function previewText(preview: SuccessionPreview, successor: string, act: string): string {
  const { byAddress, byName, staying, onlyName, hasMore, successorGrants, portals, first } = preview
  const more = hasMore ? 'at least ' : ''
  const moving = counted(byAddress + byName, 'person', 'people')
  return [
    `${more}${moving} would be of ${plain(successor)}: ${byAddress} by the address, ${byName} by the name. ${onlyName + staying} would stay.`,
    table(
      ['name', 'address', 'what happens'],
      first.map(({ name, address, as }) => [name, address ?? 'no address', says[as]]),
      'Nobody is there.',
    ),
    ...(portals.length > 0
      ? [`Portals that name it name ${plain(successor)} as well: ${portals.map(plain).join(', ')}.`]
      : []),
    successorGrants
      ? `To do it: ${act}`
      : `${plain(successor)} grants nothing now: let it go live first, then: ${act}`,
  ].join('\n')
}
