import type { Command } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { domainEffect } from '../admin/domain-effect.ts'
import { begin, verify } from '../admin/domain-proofs.ts'
import { declare, domainsOf, remove } from '../admin/domains.ts'
import { DnsResolvers } from '../http/dns-resolvers.ts'
import { conflict } from '../model/errors.ts'
import type { DomainAct } from '../model/identity/domain.ts'
import { pendingUntil, recordName, recordValue } from '../model/identity/domain-proof.ts'
import { keyOf } from '../model/ids.ts'
import type { Directory } from '../storage/identity/directories.ts'
import type { Site } from '../storage/sites.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { addGuests } from './domain-guests.ts'
import { addMove } from './domain-move.ts'
import { domainJson, effectText, saw } from './domain-text.ts'
import { directoryOption, quoted, siteOption } from './options.ts'
import { details, moment, plain, table } from './table.ts'

interface DomainOptions {
  readonly site?: string
  readonly directory?: string
  readonly preview?: boolean
  readonly prove?: boolean
}

/** `domain add|verify|list|remove|guests|move` */
export function domainCommands(program: Command): void {
  const domain = program.command('domain').description('For whose addresses a directory speaks')
  addChange(domain, 'add', 'Declare that a directory speaks for a domain, or begin to prove it', (command) =>
    command.option('--prove', 'prove it by a record in its DNS instead of declaring it'),
  )
  addChange(domain, 'verify', 'Look for the record; if resolvers agree that it is there the domain is proven')
  addList(domain)
  addChange(domain, 'remove', 'Take a domain back: people stay, their addresses in it are only claimed')
  addGuests(domain)
  addMove(domain)
}

type Name = 'add' | 'verify' | 'remove'

function addChange(
  parent: Command,
  name: Name,
  description: string,
  more = (command: Command) => command,
): void {
  more(parent.command(name))
    .description(description)
    .argument('<domain>', 'exact, such as globex.com')
    .option(...siteOption)
    .option(...directoryOption)
    .option('--preview', 'only say whose addresses it would change')
    .action(async (domain: string, options: DomainOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const directory = await chooseDirectory(context.database, site, options.directory)
        const act: DomainAct =
          name === 'remove' ? 'remove' : name === 'verify' || options.prove ? 'prove' : 'declare'
        if (!options.preview) {
          const change = name === 'add' && options.prove ? beginIt : changes[name]
          return change(context, site, directory, domain)
        }
        const effect = await domainEffect(context.database, site.id, directory, domain, act)
        return { json: { domain, ...effect }, text: effectText(effect, domain) }
      })
    })
}

type Change = (
  context: CommandContext,
  site: Site,
  directory: Directory,
  domain: string,
) => Promise<CommandResult>

const addIt: Change = async ({ database, audit }, site, { directoryId, name }, given) => {
  const entry = await declare(database, site.id, directoryId, given, audit)
  const json = { directoryId: keyOf(directoryId), directory: name, ...domainJson(entry, audit.now) }
  const text = `${name} speaks for ${entry.domain}, declared. A running server confirms its people's addresses within seconds.`
  return { json, text }
}

const beginIt: Change = async ({ database, audit }, site, { directoryId, name }, given) => {
  const entry = await begin(database, site.id, directoryId, given, audit)
  const { domain, proof } = entry
  const json = { directoryId: keyOf(directoryId), directory: name, ...domainJson(entry, audit.now) }
  const text = [
    details(`Put this TXT record into the DNS of ${domain}:`, [
      ['name', recordName(domain) ?? ''],
      ['value', proof ? recordValue(proof.token) : ''],
      ['until', moment(proof && pendingUntil(proof))],
    ]),
    `Then: domain verify ${domain} --directory ${quoted(name)}`,
    'The record stays there: it is looked for every day.',
  ]
  return { json, text: text.join('\n') }
}

const verifyIt: Change = async ({ database, config, audit }, site, { directoryId, name }, given) => {
  const dns = new DnsResolvers(config.dnsResolvers)
  const { entry, found, resolvers } = await verify({ database, dns }, site.id, directoryId, given, audit)
  const { domain, authority } = entry
  if (found !== 'there') {
    const each = resolvers.map((one) => `${one.server} ${saw[one.saw]}`).join('; ')
    const first =
      found === 'unclear'
        ? 'Resolvers must agree'
        : 'Look whether name and value stand in the DNS as they were given'
    const next = `${first}; changes of DNS take minutes to hours. Then try again.`
    throw conflict(`The record of ${domain} is not there: ${each}. ${next}`, 'domain')
  }
  const json = {
    directoryId: keyOf(directoryId),
    directory: name,
    ...domainJson(entry, audit.now),
    resolvers,
  }
  const text = `${name} speaks for ${domain}, ${authority}. A running server confirms its people's addresses within seconds.`
  return { json, text }
}

const removeIt: Change = async ({ database, audit }, site, { directoryId, name }, domain) => {
  await remove(database, site.id, directoryId, domain, audit)
  const json = { directoryId: keyOf(directoryId), directory: name, domain, removed: true }
  const text = `${name} no longer speaks for ${plain(domain)}. Its people stay; a running server marks their addresses there as claimed within seconds.`
  return { json, text }
}

const changes: { readonly [One in Name]: Change } = { add: addIt, verify: verifyIt, remove: removeIt }

function addList(parent: Command): void {
  parent
    .command('list')
    .description('List the domains of a directory')
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (options: DomainOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf, audit: { now } }) => {
        const site = await siteOf(options.site)
        const directory = await chooseDirectory(database, site, options.directory)
        const all = await domainsOf(database, site.id, directory.directoryId)
        const rows = all.map((one) => {
          const { proof } = domainJson(one, now)
          const state = proof ? `${proof.state}${proof.endsAt ? `, ends ${moment(proof.endsAt)}` : ''}` : '–'
          return [one.domain, one.authority ?? 'none yet', moment(one.since), state]
        })
        const empty = `No domain yet. Declare one: domain add globex.com --directory ${quoted(directory.name)}`
        return {
          json: all.map((one) => domainJson(one, now)),
          text: table(['domain', 'authority', 'since', 'proof'], rows, empty),
        }
      })
    })
}
