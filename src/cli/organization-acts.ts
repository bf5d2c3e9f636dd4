import type { Command } from 'commander'
import { findCustomer } from '../admin/customers.ts'
import { requireDomain } from '../admin/domains.ts'
import { findOrganization } from '../admin/organizations.ts'
import { conflict, invalid } from '../model/errors.ts'
import { sayDeletionRefusal } from '../model/identity/organization-by-hand.ts'
import { requireName } from '../model/required-name.ts'
import { previewEarlier, reveals, sayEarlier } from '../people/earlier-requests.ts'
import { addDomain, previewDomainSource, removeDomain } from '../people/organization-domains.ts'
import {
  addPerson,
  changeOrganization,
  deleteOrganization,
  makeOrganization,
  previewDeletion,
  removePerson,
} from '../people/organizations.ts'
import type { OrganizationRow } from '../storage/identity/organizations.ts'
import type { Site } from '../storage/sites.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { quoted, siteOption } from './options.ts'
import { counted, plain } from './table.ts'

/** `organization create|change|delete|add|remove` */
export function organizationActs(organization: Command): void {
  addCreate(organization)
  addChange(organization)
  addDelete(organization)
  addBelonging(organization, 'add')
  addBelonging(organization, 'remove')
}

interface Options {
  readonly site?: string
  readonly name?: string
  readonly earlier?: string
  readonly yes?: true
  readonly customer?: string
  readonly domain?: string
  readonly preview?: true
}

const earlierOption = ['--earlier <yes or no>', 'whether who joins sees requests of before'] as const

function readEarlier(given: string | undefined): boolean | undefined {
  if (given === undefined) return undefined
  if (given !== 'yes' && given !== 'no') throw invalid('earlier', 'must be yes or no.')
  return given === 'yes'
}

function addCreate(organization: Command): void {
  organization
    .command('create')
    .description('Make an organization that no directory feeds yet')
    .option(...siteOption)
    .requiredOption('--name <name>', 'what it is called')
    .option(...earlierOption)
    .action(async (options: Options, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const name = requireName('name', options.name ?? '')
        const wanted = { name, showsEarlier: readEarlier(options.earlier) ?? false }
        const id = await makeOrganization(database, site.id, wanted, audit)
        const text = `${plain(name)} is an organization now: ${id}\nPut people in: organization add ${quoted(name)} --customer ann@globex.com`
        return { json: { id, ...wanted }, text }
      })
    })
}

function addChange(organization: Command): void {
  organization
    .command('change')
    .description('Rename an organization, or change what its joiners see; what is not given stays')
    .argument('<organization>', 'id or name')
    .option(...siteOption)
    .option('--name <name>', 'what it is called from now on')
    .option(...earlierOption)
    .option(
      '--yes',
      'show earlier requests also where members see more by it; without this only that is said',
    )
    .action(async (which: string, options: Options, command: Command) => {
      const showsEarlier = readEarlier(options.earlier)
      const name = options.name === undefined ? undefined : requireName('name', options.name)
      if (name === undefined && showsEarlier === undefined) {
        throw invalid('name', 'say what changes: --name, --earlier, or both.')
      }
      await runCommand(command, async (context) => {
        const { database, audit } = context
        const { site, found } = await organizationOf(context, options, which)
        if (showsEarlier && !options.yes) await requireEarlierKnown(context, site.id, found)
        await changeOrganization(database, site.id, found.id, { name, showsEarlier }, audit)
        const now = await findOrganization(database, site.id, 'organization', found.id)
        const sight = now.showsEarlier ? 'sees requests of before' : 'sees requests from joining on'
        const json = { id: now.id, name: now.name, showsEarlier: now.showsEarlier }
        return { json, text: `${plain(now.name)}: who joins ${sight}.` }
      })
    })
}

/** @throws DoorwardError 'invalid' with what members would see, and the command that lets them */
async function requireEarlierKnown(
  { database }: CommandContext,
  siteId: number,
  { id, name }: OrganizationRow,
): Promise<void> {
  const effect = await previewEarlier(database, siteId, id)
  if (!reveals(effect)) return
  const first = effect.first.map(({ summary }) => plain(summary)).join('; ')
  const again = `organization change ${quoted(name)} --earlier yes --yes`
  throw invalid('yes', `nothing is changed yet. ${sayEarlier(effect)}: ${first}. To let them: ${again}`)
}

function addDelete(organization: Command): void {
  organization
    .command('delete')
    .description(
      'Delete an organization that no directory feeds and no request is shared with; there is no undo',
    )
    .argument('<organization>', 'id or name')
    .option(...siteOption)
    .option('--yes', 'delete it; without this only what would end is said')
    .action(async (which: string, options: Options, command: Command) => {
      await runCommand(command, async (context) => {
        const { database, audit } = context
        const { site, found } = await organizationOf(context, options, which)
        const { people, domains, directories, portals, refusal } = await previewDeletion(
          database,
          site.id,
          found.id,
        )
        if (refusal) throw conflict(sayDeletionRefusal(refusal, { name: found.name, directories }))
        const named = portals.length > 0 ? `; no more named by ${portals.map(plain).join(', ')}` : ''
        const ends = `${counted(people, 'person', 'people')} by hand, and ${counted(domains.length, 'domain', 'domains')}${named}`
        const json = {
          id: found.id,
          name: found.name,
          people,
          domains,
          portals,
          deleted: options.yes === true,
        }
        if (!options.yes) {
          const text = `${plain(found.name)} would end, with ${ends}. To delete it: organization delete ${quoted(found.name)} --yes`
          return { json, text }
        }
        await deleteOrganization(database, site.id, found.id, audit)
        return { json, text: `${plain(found.name)} is deleted, with ${ends}.` }
      })
    })
}

/** Somebody, or a domain, that belongs to an organization by the site's word, or no longer does. */
function addBelonging(organization: Command, act: 'add' | 'remove'): void {
  const command = organization
    .command(act)
    .description(
      act === 'add'
        ? 'Put a customer into an organization by hand, or have a domain feed it'
        : 'Take a customer out again, or have a domain feed it no longer; what other sources say stays',
    )
    .argument('<organization>', 'id or name')
    .option(...siteOption)
    .option('--customer <id or address>', 'one person')
    .option('--domain <domain>', 'everybody without a directory who holds an address there')
  if (act === 'add') command.option('--preview', 'with --domain: only say who would join')
  command.action(async (which: string, options: Options, self: Command) => {
    if ((options.customer === undefined) === (options.domain === undefined)) {
      throw invalid('customer', 'give one of --customer and --domain.')
    }
    await runCommand(self, async (context) => {
      const { site, found } = await organizationOf(context, options, which)
      if (options.customer !== undefined) return movePerson(context, site, found, options.customer, act)
      const domain = requireDomain(options.domain ?? '')
      if (options.preview) return domainPreview(context, site, found, domain)
      const change = act === 'add' ? addDomain : removeDomain
      await change(context.database, site.id, found.id, domain, context.audit)
      const verb = act === 'add' ? 'feeds' : 'no longer feeds'
      return { json: { id: found.id, domain }, text: `${domain} ${verb} ${plain(found.name)}.` }
    })
  })
}

async function movePerson(
  { database, audit }: CommandContext,
  site: Site,
  { id, name }: OrganizationRow,
  which: string,
  act: 'add' | 'remove',
): Promise<CommandResult> {
  const customer = await findCustomer(database, site.id, 'customer', which)
  const change = act === 'add' ? addPerson : removePerson
  await change(database, site.id, id, customer.id, audit)
  const said =
    act === 'add' ? `belongs to ${plain(name)} by hand` : `belongs to ${plain(name)} by hand no longer`
  return { json: { id, customerId: customer.id }, text: `${plain(customer.name)} ${said}.` }
}

async function domainPreview(
  { database }: CommandContext,
  site: Site,
  { id, name }: OrganizationRow,
  domain: string,
): Promise<CommandResult> {
  const effect = await previewDomainSource(database, site.id, id, domain)
  const { people, hasMore, readable } = effect
  const many = hasMore ? `More than ${people.length} people` : counted(people.length, 'person', 'people')
  const text = [
    `${many} would belong to ${plain(name)} by ${domain}, and see ${counted(readable, 'earlier request', 'earlier requests')}.`,
    ...people.slice(0, 10).map((one) => `  ${plain(one.name)} <${plain(one.address)}>`),
  ]
  return { json: { id, domain, ...effect }, text: text.join('\n') }
}

async function organizationOf(context: CommandContext, { site: slug }: Options, which: string) {
  const site = await context.site(slug)
  const found = await findOrganization(context.database, site.id, 'organization', which)
  return { site, found }
}
