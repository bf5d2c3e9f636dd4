import type { Command } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { type DomainEffect, declare, domainEffect, domainsOf, remove } from '../admin/domains.ts'
import { keyOf } from '../model/ids.ts'
import type { Directory } from '../storage/identity/directories.ts'
import type { Site } from '../storage/sites.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { directoryOption, quoted, siteOption } from './options.ts'
import { counted, moment, plain, table } from './table.ts'

interface DomainOptions {
  readonly site?: string
  readonly directory?: string
  readonly preview?: boolean
}

/** `domain add|list|remove` */
export function domainCommands(program: Command): void {
  const domain = program.command('domain').description('For whose addresses a directory speaks')
  addChange(domain, 'add', 'Declare that a directory speaks for a domain', addIt)
  addList(domain)
  addChange(
    domain,
    'remove',
    'Take a domain back: people stay, their addresses in it are only claimed',
    removeIt,
  )
}

type Change = (
  context: CommandContext,
  site: Site,
  directory: Directory,
  domain: string,
) => Promise<CommandResult>

function addChange(parent: Command, name: string, description: string, change: Change): void {
  parent
    .command(name)
    .description(description)
    .argument('<domain>', 'exact, such as globex.com')
    .option(...siteOption)
    .option(...directoryOption)
    .option('--preview', 'only say whose addresses it would change')
    .action(async (domain: string, options: DomainOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const directory = await chooseDirectory(context.database, site, options.directory)
        if (!options.preview) return change(context, site, directory, domain)
        const effect = await domainEffect(context.database, site.id, directory.directoryId, domain)
        return { json: { domain, ...effect }, text: effectText(effect, domain) }
      })
    })
}

function effectText({ act, people, hasMore, first }: DomainEffect, domain: string): string {
  const head =
    act === 'declare'
      ? `Declaring ${plain(domain)} would confirm the addresses of`
      : `Taking ${plain(domain)} back would leave these addresses only claimed:`
  const number = `${hasMore ? 'more than ' : ''}${counted(people, 'person', 'people')}`
  const rows = first.map(({ name, address }) => [name, address])
  return `${head} ${number}.\n${table(['name', 'address'], rows, 'Nobody has one.')}`
}

const addIt: Change = async ({ database, audit }, site, { directoryId, name }, given) => {
  const { domain, authority, since } = await declare(database, site.id, directoryId, given, audit)
  const json = { directoryId: keyOf(directoryId), directory: name, domain, authority, since }
  const text = `${name} speaks for ${domain}, declared. A running server confirms its people's addresses within seconds.`
  return { json, text }
}

const removeIt: Change = async ({ database, audit }, site, { directoryId, name }, domain) => {
  await remove(database, site.id, directoryId, domain, audit)
  const json = { directoryId: keyOf(directoryId), directory: name, domain, removed: true }
  const text = `${name} no longer speaks for ${plain(domain)}. Its people stay; a running server marks their addresses there as claimed within seconds.`
  return { json, text }
}

function addList(parent: Command): void {
  parent
    .command('list')
    .description('List the domains of a directory')
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (options: DomainOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const directory = await chooseDirectory(context.database, site, options.directory)
        const all = await domainsOf(context.database, site.id, directory.directoryId)
        const rows = all.map(({ domain, authority, since }) => [domain, authority, moment(since)])
        const empty = `No domain yet. Declare one: domain add globex.com --directory ${quoted(directory.name)}`
        return { json: all, text: table(['domain', 'authority', 'since'], rows, empty) }
      })
    })
}
