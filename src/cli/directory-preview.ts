import { type Command, Option } from 'commander'
import { findDirectory } from '../admin/directories.ts'
import { type PreviewClass, previewClasses } from '../model/identity/preview.ts'
import { lowestId } from '../model/ids.ts'
import { beginCounting, listPreviewed, type Preview } from '../people/preview.ts'
import type { Directory } from '../storage/identity/directories.ts'
import { runCommand } from './context.ts'
import { quoted, siteOption } from './options.ts'
import { counted, plain, table } from './table.ts'

/** `directory preview` */
export function addPreview(directory: Command): void {
  directory
    .command('preview')
    .description('Count who would be new, linked, held, joined, left, renamed or lost; nothing is granted')
    .argument('<directory>', 'id or name')
    .option(...siteOption)
    .addOption(new Option('--list <class>', 'list who is in a class').choices(previewClasses))
    .action(async (idOrName: string, options: { site?: string; list?: PreviewClass }, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const found = await findDirectory(database, site, idOrName)
        const preview = await beginCounting(database, site.id, found, audit.now)
        if (options.list === undefined) return { json: preview, text: previewText(found, preview) }
        const page = { of: options.list, after: lowestId, limit: listMax }
        const people = await listPreviewed(database, site.id, found.directoryId, page)
        const rows = people.map((one) => [plain(one.userName), plain(one.name), plain(one.effect)])
        const more = preview.counts[options.list] > listMax ? `\nThe first ${listMax}.` : ''
        const text = table(['userName', 'name', 'what happens'], rows, 'Nobody.')
        return { json: { ...preview, list: people }, text: `${text}${more}` }
      })
    })
}

/** What a terminal is good for; the page and the API show the rest. */
const listMax = 1_000

const words: { readonly [name in PreviewClass]: string } = {
  new: 'become customers',
  linked: 'are known already, and managed by this directory from then on',
  held: 'wait for a decision about themselves or their address',
  joined: 'get a membership',
  left: 'are here, and not active there any more',
  renamed: 'get another name or address',
  lost: 'lose their address',
}

function previewText({ name, state }: Directory, { done, counts }: Preview): string {
  const rows = previewClasses.map((one) => [one, String(counts[one]), words[one]])
  const act = state === 'paused' ? 'resume' : 'go-live'
  const next = `Who exactly: directory preview ${quoted(name)} --list new. To let it happen: directory ${act} ${quoted(name)}`
  return `${counted(done, 'person', 'people')} read; nothing was changed.\n${table(['class', 'people', 'they'], rows, '')}\n${next}`
}
