import { Argument, type Command } from 'commander'
import type { AddressEffect } from '../admin/address-effect.ts'
import { chooseDirectory } from '../admin/directories.ts'
import { type DomainEffect, declare, domainEffect, domainsOf, remove } from '../admin/domains.ts'
import { changeGuests, type GuestsEffect, guestsEffect } from '../admin/guests.ts'
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

/** `domain add|list|remove|guests` */
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
  addGuests(domain)
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
        const effect = await domainEffect(context.database, site.id, directory, domain)
        return { json: { domain, ...effect }, text: effectText(effect, domain) }
      })
    })
}

function effectText({ act, people, hasMore, first }: DomainEffect, domain: string): string {
  const head =
    act === 'declare'
      ? `Declaring ${plain(domain)} would confirm the addresses of`
      : `Taking ${plain(domain)} back would leave these addresses only claimed:`
  return `${head} ${affectedText({ people, hasMore, first })}`
}

function affectedText({ people, hasMore, first }: AddressEffect): string {
  const number = `${hasMore ? 'more than ' : ''}${counted(people, 'person', 'people')}`
  const rows = first.map(({ name, address }) => [name, address])
  return `${number}.\n${table(['name', 'address'], rows, 'Nobody has one.')}`
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

function addGuests(parent: Command): void {
  parent
    .command('guests')
    .description('Let a directory speak for every address that nobody else holds or has proven, or end that')
    .addArgument(new Argument('<on or off>').choices(['on', 'off']))
    .option(...siteOption)
    .option(...directoryOption)
    .option('--preview', 'only say whose addresses it would change')
    .action(async (wanted: 'on' | 'off', options: DomainOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const directory = await chooseDirectory(database, site, options.directory)
        if (options.preview) {
          const effect = await guestsEffect(database, site.id, directory)
          return { json: effect, text: guestsText(effect) }
        }
        const { directoryId, name } = directory
        const { guestsSince } = await changeGuests(database, site.id, directoryId, wanted === 'on', audit)
        const json = { directoryId: keyOf(directoryId), directory: name, guestsSince }
        const text =
          wanted === 'on'
            ? `${name} speaks for guests. A running server confirms addresses that nobody else holds within seconds.`
            : `${name} no longer speaks for guests. Its people stay; a running server marks their addresses as claimed within seconds.`
        return { json, text }
      })
    })
}

const guestsText = ({ act, ...affected }: GuestsEffect) =>
  act === 'allow'
    ? `The word for guests would confirm the addresses of ${affectedText(affected)}`
    : `Taking the word for guests back would leave these addresses only claimed: ${affectedText(affected)}`
