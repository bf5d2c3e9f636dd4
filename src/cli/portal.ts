import type { Command } from 'commander'
import { findDirectory } from '../admin/directories.ts'
import { findOrganization } from '../admin/organizations.ts'
import { requestTypesOf } from '../admin/request-types.ts'
import { plainLines } from '../model/contract.ts'
import {
  descriptionMax,
  type PortalAudience,
  portalAudiences,
  type ShareDefault,
  shareDefaults,
} from '../model/desk/portal.ts'
import { invalid } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import { addPortal, archivePortal, findPortal, portalsOf } from '../requests/portals.ts'
import type { PortalRow } from '../storage/desk/portals.ts'
import type { RequestTypeRow } from '../storage/desk/request-types.ts'
import { type CommandContext, runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { details, moment, plain, table } from './table.ts'

interface Options {
  readonly site?: string
  readonly key: string
  readonly name: string
  readonly description?: string
  readonly audience: string
  readonly members?: true
  readonly organization?: string[]
  readonly directory?: string[]
  readonly share: string
  readonly back?: true
}

const several = (given: string, before: string[] = []) => [...before, given]

/** `portal list|show|add|archive` */
export function portalCommands(program: Command): void {
  const portal = program
    .command('portal')
    .description('The entrances of the help centre, and what can be asked for there')

  portal
    .command('list')
    .description('List portals in their order, archived ones too')
    .option(...siteOption)
    .action(async (options: Options, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const site = await siteOf(options.site)
        const portals = await portalsOf(database, site.id)
        const rows = portals.map((one) => [one.key, one.name, whomFor(one), stateOf(one)])
        const empty = 'No portal yet. Add one: portal add --key SUP --name Support'
        return {
          json: portals.map(portalJson),
          text: table(['key', 'name', 'for', 'state'], rows, empty),
        }
      })
    })

  portal
    .command('show')
    .description('Show a portal: whom it is for, and what each of its kinds of requests asks for')
    .argument('<portal>', 'id or key')
    .option(...siteOption)
    .action(async (which: string, options: Options, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const site = await siteOf(options.site)
        const found = await findPortal(database, site.id, which)
        const types = await requestTypesOf(database, site.id, found.id)
        return {
          json: { ...portalJson(found), requestTypes: types.map(typeJson) },
          text: shown(found, types),
        }
      })
    })

  portal
    .command('add')
    .description('Add a portal behind the others; what can be asked for there is set up on its page')
    .option(...siteOption)
    .requiredOption(
      '--key <key>',
      'what its requests are called by, such as SUP for SUP-123; it never changes',
    )
    .requiredOption('--name <name>', 'what it is called')
    .option('--description <text>', 'one or two sentences for whoever chooses among portals')
    .option('--audience <whom>', portalAudiences.join(', '), 'signed-in')
    .option('--organization <id or name>', 'of named: one that sees it; give it again for more', several)
    .option('--directory <id or name>', 'of named: one whose people see it; give it again for more', several)
    .option('--members', 'of named: members of the staff see it as well')
    .option('--share <default>', `what new requests begin with: ${shareDefaults.join(' or ')}`, 'private')
    .action(async (options: Options, command: Command) => {
      const description = options.description?.trim() ?? ''
      if (description.length > descriptionMax || !plainLines.test(description)) {
        throw invalid(
          'description',
          `must be at most ${descriptionMax} characters, without control characters.`,
        )
      }
      const audience = readChoice('audience', portalAudiences, options.audience) satisfies PortalAudience
      const shareDefault = readChoice('share', shareDefaults, options.share) satisfies ShareDefault
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const { database, audit } = context
        const { key, name, members: forMembers = false } = options
        const named = await namedBy(context, site, options)
        const wanted = { key, name, description, audience, forMembers, shareDefault, ...named }
        const id = await addPortal(database, site.id, wanted, audit)
        const added = await findPortal(database, site.id, id)
        const text = `${plain(added.name)} is there, ${whomFor(added)}. Its requests are called ${key}-1, ${key}-2 … Nothing can be asked for yet: add request types on its page, /admin/portals/${id}`
        return { json: portalJson(added), text }
      })
    })

  portal
    .command('archive')
    .description('Archive a portal: nobody finds it at the help centre, and its requests stay')
    .argument('<portal>', 'id or key')
    .option(...siteOption)
    .option('--back', 'bring it back, for those it was for')
    .action(async (which: string, options: Options, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { id, key } = await findPortal(database, site.id, which)
        await archivePortal(database, site.id, id, options.back !== true, audit)
        const now = await findPortal(database, site.id, id)
        const text =
          now.archivedAt === null
            ? `${plain(now.name)} is there again, ${whomFor(now)}.`
            : `${plain(now.name)} is archived. To bring it back: portal archive ${key} --back`
        return { json: portalJson(now), text }
      })
    })
}

/** @throws DoorwardError 'invalid' */
function readChoice<Choice extends string>(option: string, choices: readonly Choice[], text: string): Choice {
  const found = choices.find((one) => one === text)
  if (found === undefined) throw invalid(option, `must be one of ${choices.join(', ')}.`)
  return found
}

async function namedBy(
  { database }: CommandContext,
  site: Awaited<ReturnType<CommandContext['site']>>,
  { organization = [], directory = [] }: Options,
) {
  const organizationIds: string[] = []
  for (const one of organization) {
    organizationIds.push((await findOrganization(database, site.id, 'organization', one)).id)
  }
  const directoryIds: number[] = []
  for (const one of directory) directoryIds.push((await findDirectory(database, site, one)).directoryId)
  return { organizationIds, directoryIds }
}

function portalJson({ position: _, organizations, directories, createdAt, archivedAt, ...rest }: PortalRow) {
  return {
    ...rest,
    organizations,
    directories: directories.map(({ id, name }) => ({ id: keyOf(id), name })),
    createdAt,
    archivedAt,
  }
}

const typeJson = ({ id, name, description, fields, archivedAt }: RequestTypeRow) => ({
  ...{ id, name, description, fields, archivedAt },
})

const stateOf = ({ archivedAt }: PortalRow) =>
  archivedAt === null ? 'open' : `archived ${moment(archivedAt)}`

/** Whom a portal is for, as the end of a sentence. */
function whomFor({ audience, forMembers, organizations, directories }: PortalRow): string {
  if (audience === 'anyone') return 'for anyone, also who is not signed in'
  if (audience === 'signed-in') return 'for everyone who is signed in'
  const names = [
    ...organizations.map(({ name }) => plain(name)),
    ...directories.map(({ name }) => `people of ${plain(name)}`),
    ...(forMembers ? ['members of the staff'] : []),
  ]
  return names.length > 0 ? `for ${names.join(', ')}` : 'for nobody: it names nobody, and only agents see it'
}

function shown(portal: PortalRow, types: readonly RequestTypeRow[]): string {
  const head = details(`${portal.key}  ${portal.name}`, [
    ['id', portal.id],
    ['is', whomFor(portal)],
    ['new requests', portal.shareDefault === 'private' ? 'private' : 'shared with the organization'],
    ['state', stateOf(portal)],
    ['last number', String(portal.lastNumber)],
  ])
  const rows = types.flatMap((type) => {
    const state = type.archivedAt === null ? '' : ' (archived)'
    const asked = type.fields.filter(({ isArchived }) => !isArchived)
    const first = [`${type.name}${state}`, '', '', '']
    return [
      first,
      ...asked.map((field) => ['', field.label, field.kind, field.isRequired ? 'required' : 'optional']),
    ]
  })
  const empty = 'Nothing can be asked for yet.'
  return `${head}\n\n${table(['request type', 'asks', 'kind', 'answer'], rows, empty)}`
}
