import type { Command } from 'commander'
import { createDirectory, directoriesOf, directoryStatus, findDirectory } from '../admin/directories.ts'
import { tokenState } from '../admin/tokens.ts'
import { type Config, publicUrlOf } from '../config.ts'
import { requireAudience } from '../model/identity/audience.ts'
import { presetNames } from '../model/identity/dialect-settings.ts'
import { addressKeyOf, keyOf } from '../model/ids.ts'
import { goLive, pause, resume } from '../people/directory-state.ts'
import type { Directory } from '../storage/identity/directories.ts'
import type { Site } from '../storage/sites.ts'
import { addBrake } from './brake.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { addPreview } from './directory-preview.ts'
import {
  addSettings,
  clientJson,
  clientNote,
  clientText,
  dialectJson,
  dialectText,
} from './directory-settings.ts'
import { addDisconnect } from './disconnect.ts'
import { type GoLiveConfirmation, progressLines, requireGoLiveConfirmed } from './go-live.ts'
import { addHeld } from './held.ts'
import { addLinkKnown } from './known-people.ts'
import { addMapping } from './mapping.ts'
import { quoted, siteOption } from './options.ts'
import { addRoleRules } from './role-rules.ts'
import { addSetupLink } from './setup-link.ts'
import { subscriptionNote } from './site-text.ts'
import { addSucceed } from './succession.ts'
import { counted, details, moment, table } from './table.ts'
import { tokenJson } from './token.ts'

/** `directory create|list|show|settings|map|setup-link|preview|pause|resume|go-live` */
export function directoryCommands(program: Command): void {
  const directory = program
    .command('directory')
    .description('Connections to identity providers, one per customer company')
  addCreate(directory)
  addList(directory)
  addShow(directory)
  addSettings(directory)
  addHeld(directory)
  addLinkKnown(directory)
  addBrake(directory)
  addSucceed(directory)
  addDisconnect(directory)
  addMapping(directory)
  addRoleRules(directory)
  addSetupLink(directory)
  addPreview(directory)
  addStateChange(directory, 'pause', 'Grant nothing new for now; deactivations still apply at once', pauseIt)
  addStateChange(directory, 'resume', 'End a pause and grant what arrived meanwhile', resumeIt)
  addStateChange(directory, 'go-live', 'End a rehearsal: people and organizations appear', goLiveWithIt)
    .option('--confirm <name>', "the directory's name once more; without it only what would happen is said")
    .option('--yes', 'instead of --confirm, for scripts')
    .option('--wait', 'say how far it is, on standard error')
}

function directoryJson(config: Config, site: Site, directory: Directory) {
  return {
    id: keyOf(directory.directoryId),
    name: directory.name,
    audience: directory.audience,
    state: directory.state,
    scimBaseUrl: scimBaseUrlOf(config, site, directory),
    liveSince: directory.liveSince,
    createdAt: directory.createdAt,
  }
}

function scimBaseUrlOf(config: Config, site: Site, { directoryId }: Directory): string {
  return `${publicUrlOf(config)}/scim/v2/${addressKeyOf(site.id, directoryId)}`
}

interface CreateOptions {
  readonly site?: string
  readonly name: string
  readonly audience: string
  readonly rehearsal?: boolean
  readonly home?: string
  readonly domain?: readonly string[]
  readonly preset?: string
}

function addCreate(directory: Command): void {
  directory
    .command('create')
    .description('Connect an identity provider: makes a SCIM base URL and a first token')
    .option(...siteOption)
    .requiredOption('--name <name>', 'name that people see, such as the company')
    .option(
      '--audience <audience>',
      'whom it brings, and this never changes: customers or staff',
      'customers',
    )
    .option('--rehearsal', 'begin with a rehearsal: nothing is granted until directory go-live')
    .option('--home <name>', 'a new organization that everybody of this directory belongs to')
    .option(
      '--domain <domain>',
      "a domain of this company's addresses; repeat it for several",
      (domain: string, before: readonly string[] | undefined) => [...(before ?? []), domain],
    )
    .option('--preset <name>', `the identity provider: ${presetNames.join(', ')}`, 'auto')
    .action(async (options: CreateOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const wanted = {
          name: options.name,
          audience: requireAudience(options.audience),
          rehearsal: options.rehearsal ?? false,
          home: options.home,
          domains: options.domain ?? [],
          preset: options.preset ?? 'auto',
        }
        const created = await createDirectory(context.database, site, wanted, context.audit)
        const json = { ...directoryJson(context.config, site, created.directory), token: created.token }
        return { json, text: createdText(site, json) }
      })
    })
}

function createdText(
  site: Site,
  { name, state, scimBaseUrl, token }: { name: string; state: string; scimBaseUrl: string; token: string },
): string {
  const head =
    state === 'live'
      ? `The directory ${name} is made and live.`
      : `The directory ${name} is made, in ${state}.`
  const note = subscriptionNote(site)
  const next = [
    'Next: enter both in the identity provider, at its provisioning (SCIM) settings.',
    `What it then sends: exchange list --directory ${quoted(name)}`,
  ]
  if (state === 'rehearsal') next.push(`When it looks right: directory go-live ${quoted(name)}`)
  if (note !== undefined) next.push(note)
  const shown = details(head, [
    ['base URL', scimBaseUrl],
    ['token', token],
    ['', 'The token is shown once; only its hash is kept.'],
  ])
  return `${shown}\n${next.join('\n')}`
}

function addList(directory: Command): void {
  directory
    .command('list')
    .description('List the directories of a site')
    .option(...siteOption)
    .action(async (options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ config, database, site: siteOf }) => {
        const site = await siteOf(options.site)
        const directories = await directoriesOf(database, site)
        const rows = directories.map((one) => [
          keyOf(one.directoryId),
          one.name,
          one.state,
          scimBaseUrlOf(config, site, one),
        ])
        const empty = `No directory yet. Make one: directory create --site ${site.slug} --name Globex`
        return {
          json: directories.map((one) => directoryJson(config, site, one)),
          text: table(['id', 'name', 'state', 'base URL'], rows, empty),
        }
      })
    })
}

function addShow(directory: Command): void {
  directory
    .command('show')
    .description('Show a directory: state, counts, domains, tokens, last exchange')
    .argument('<directory>', 'id or name')
    .option(...siteOption)
    .action(async (idOrName: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const found = await findDirectory(context.database, site, idOrName)
        return showIt(context, site, found)
      })
    })
}

async function showIt(
  { config, database, audit }: CommandContext,
  site: Site,
  found: Directory,
): Promise<CommandResult> {
  const status = await directoryStatus(database, site.id, found.directoryId)
  const { users, activeUsers, groups, domains, tokens, lastExchangeAt } = status
  const json = {
    ...directoryJson(config, site, found),
    ...dialectJson(found),
    client: clientJson(found),
    users,
    activeUsers,
    groups,
    domains,
    tokens: tokens.map((token) => tokenJson(token, audit.now)),
    lastExchangeAt,
  }
  const liveTokens = tokens.map((token) => `${token.label} (${tokenState(token, audit.now)})`)
  const entries: [string, string | string[]][] = [
    ['id', json.id],
    ['brings', found.audience],
    ['state', found.state === 'live' ? `live since ${moment(found.liveSince)}` : found.state],
    ['base URL', json.scimBaseUrl],
    ['users', users === 0 ? 'none yet' : `${users}, ${activeUsers} of them active`],
    ['groups', groups === 0 ? 'none yet' : String(groups)],
    ['domains', domains.length === 0 ? 'none' : domains.map((one) => `${one.domain} (${one.authority})`)],
    [
      'tokens',
      tokens.length === 0 ? `none. Make one: token create --directory ${quoted(found.name)}` : liveTokens,
    ],
    ['preset', dialectText(found)],
    ['client', clientText(found)],
    ['last exchange', lastExchangeAt === null ? 'none yet' : moment(lastExchangeAt)],
  ]
  const notes = [clientNote(found), subscriptionNote(site)].filter((note) => note !== undefined)
  if (notes.length > 0) entries.push(['note', notes])
  return { json, text: details(found.name, entries) }
}

/** Changes the state, and answers the new one with a sentence about what that did. */
type StateChange = (
  context: CommandContext,
  site: Site,
  directory: Directory,
  confirmation: GoLiveConfirmation,
) => Promise<{ json: object; sentence: string }>

function addStateChange(directory: Command, name: string, description: string, change: StateChange): Command {
  return directory
    .command(name)
    .description(description)
    .argument('<directory>', 'id or name')
    .option(...siteOption)
    .action(async (idOrName: string, options: { site?: string } & GoLiveConfirmation, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const found = await findDirectory(context.database, site, idOrName)
        const { json, sentence } = await change(context, site, found, options)
        const changed = await findDirectory(context.database, site, keyOf(found.directoryId))
        return { json: { ...directoryJson(context.config, site, changed), ...json }, text: sentence }
      })
    })
}

const pauseIt: StateChange = async ({ database, audit }, site, { directoryId, name }) => {
  await pause(database, site.id, directoryId, audit)
  return {
    json: {},
    sentence: [
      `${name} is paused. What its identity provider sends is kept and waits; deactivations still apply at once.`,
      `Nobody was signed out. To end the pause: directory resume ${quoted(name)}`,
    ].join('\n'),
  }
}

const resumeIt: StateChange = async ({ database, audit }, site, { directoryId, name, state }) => {
  const updated = await resume(database, site.id, directoryId, audit)
  const note = subscriptionNote(site)
  const head = state === 'live' ? `${name} was live already.` : `${name} is live again.`
  return { json: { updated }, sentence: `${head} ${note ?? updatedText(updated)}` }
}

const goLiveWithIt: StateChange = async (context, site, found, confirmation) => {
  await requireGoLiveConfirmed(context, site, found, confirmation)
  const { database, audit } = context
  const { directoryId, name, state } = found
  const tell = confirmation.wait ? progressLines((line) => process.stderr.write(line)) : undefined
  const updated = await goLive(database, site.id, directoryId, audit, undefined, tell)
  const head = state === 'live' ? `${name} was live already.` : `${name} is live.`
  return { json: { updated }, sentence: `${head} ${updatedText(updated)}` }
}

function updatedText({ users, groups }: { users: number; groups: number }): string {
  if (users + groups === 0) return 'Nothing had waited.'
  return `What had waited is brought up to date: ${counted(users, 'person', 'people')}, ${counted(groups, 'group', 'groups')}.`
}
