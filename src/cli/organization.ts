import type { Command } from 'commander'
import { type Names, readNames } from '../admin/names.ts'
import { findOrganization } from '../admin/organizations.ts'
import { foldName } from '../model/identity/organization.ts'
import { type OrganizationMember, readMembers } from '../people/organization-members.ts'
import type { Database } from '../storage/database.ts'
import { listOrganizations, type OrganizationRow } from '../storage/identity/organizations.ts'
import type { Site } from '../storage/sites.ts'
import { type CommandResult, runCommand } from './context.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import {
  afterOption,
  cutPage,
  limitOption,
  peopleMax,
  quoted,
  readId,
  readLimit,
  siteOption,
} from './options.ts'
import { organizationActs } from './organization-acts.ts'
import { organizationJson } from './organization-json.ts'
import { sourceJson, sourceText } from './sources.ts'
import { counted, details, moment, table } from './table.ts'

interface ListOptions {
  readonly site?: string
  readonly limit: string
  readonly after?: string
  readonly members?: true
}

/** `organization list|show|create|change|delete|add|remove|import|export` */
export function organizationCommands(program: Command): void {
  const organization = program
    .command('organization')
    .description('Customer organizations: who shares requests')

  organization
    .command('list')
    .description('List organizations by name, with what feeds them')
    .option(...siteOption)
    .option(...limitOption, peopleMax)
    .option(...afterOption)
    .option('--members', 'with everybody who belongs to each of them')
    .action(async (options: ListOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const afterId = options.after === undefined ? undefined : readId('after', options.after)
        const site = await siteOf(options.site)
        const after =
          afterId === undefined
            ? ''
            : foldName((await findOrganization(database, site.id, 'after', afterId)).name)
        const [found = []] = await database.readInSite(site.id, [
          listOrganizations(site.id, { after, limit: limit + 1 }),
        ])
        const { rows, lastId } = cutPage(found as OrganizationRow[], limit)
        const members = options.members ? await membersOfEach(database, site, rows) : undefined
        return listResult(rows, lastId, members)
      })
    })

  organization
    .command('show')
    .description('Show an organization: its sources, and its members with the sources they come through')
    .argument('<organization>', 'id or name')
    .option(...siteOption)
    .option(...limitOption, peopleMax)
    .option('--after <next>', 'continue behind the members of the page before')
    .action(async (idOrName: string, options: ListOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const site = await siteOf(options.site)
        const organization = await findOrganization(database, site.id, 'organization', idOrName)
        const page = await readMembers(database, site.id, organization.id, { after: options.after, limit })
        const names = await readNames(
          database,
          site,
          page.members.flatMap(({ sources }) => sources),
        )
        return showResult(organization, page, names)
      })
    })
  organizationActs(organization)
  importCommand(organization, 'organizations')
  exportCommand(organization, 'organizations')
}

type MemberJson = ReturnType<typeof memberJson>

function memberJson({ id, name, address, sources, since }: OrganizationMember, names: Names) {
  return {
    id,
    name,
    address,
    sources: sources.map((source) => ({ ...sourceJson(source, names), since: source.since })),
    since,
  }
}

/** Everybody of each organization, for one who compares the whole with a list of his own. */
async function membersOfEach(
  database: Database,
  site: Site,
  organizations: readonly OrganizationRow[],
): Promise<Map<string, MemberJson[]>> {
  const members = new Map<string, MemberJson[]>()
  for (const { id } of organizations) {
    const all = (await readMembers(database, site.id, id, { limit: Number.MAX_SAFE_INTEGER })).members
    const names = await readNames(
      database,
      site,
      all.flatMap(({ sources }) => sources),
    )
    members.set(
      id,
      all.map((member) => memberJson(member, names)),
    )
  }
  return members
}

function listResult(
  rows: readonly OrganizationRow[],
  lastId: string | undefined,
  members: ReadonlyMap<string, readonly MemberJson[]> | undefined,
): CommandResult {
  const organizations = rows.map((row) => ({
    ...organizationJson(row),
    ...(members && { members: members.get(row.id) ?? [] }),
  }))
  const text = table(
    ['name', 'comes from', ...(members ? ['members'] : []), 'id'],
    organizations.map(({ id, name, sources, members: people }) => [
      name,
      sources.map(sourceText).join(', ') || 'nothing any more',
      ...(people ? [people.map((one) => one.address ?? one.name).join(', ') || 'nobody'] : []),
      id,
    ]),
    'No organization yet. Every group that an identity provider sends becomes one; for everybody of a company: directory create --name Globex --home Globex; by hand: organization create --name Globex',
  )
  return { json: organizations, text, more: lastId && `More follow: add --after ${lastId}` }
}

function showResult(
  organization: OrganizationRow,
  { members, next }: { members: readonly OrganizationMember[]; next: string | undefined },
  names: Names,
): CommandResult {
  const shown = organizationJson(organization)
  const json = {
    ...shown,
    members: members.map((member) => memberJson(member, names)),
    next: next ?? null,
  }
  const sources = shown.sources.map((source) => `${sourceText(source)}, since ${moment(source.since)}`)
  const head = details(shown.name, [
    ['id', shown.id],
    ['made', moment(shown.createdAt)],
    ['comes from', sources.length === 0 ? 'nothing' : sources],
    [next === undefined ? 'members' : 'members here', counted(members.length, 'person', 'people')],
  ])
  const rows = json.members.map((member) => [
    member.name,
    member.address ?? 'no address',
    moment(member.since),
    member.sources.map(sourceText).join(', '),
    member.id,
  ])
  const empty = 'Nobody belongs to it now.'
  return {
    json,
    text: `${head}\n\n${table(['name', 'address', 'since', 'through', 'id'], rows, empty)}`,
    more: next && `More follow: organization show ${quoted(shown.name)} --after ${next}`,
  }
}
