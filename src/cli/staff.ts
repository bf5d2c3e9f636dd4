import type { Command } from 'commander'
import { findDirectory } from '../admin/directories.ts'
import {
  changeStaff,
  findStaff,
  removeSecondFactor,
  requireRole,
  type StaffContext,
  setDisabled,
  stateOf,
} from '../admin/staff.ts'
import { staffAddressNote } from '../admin/staff-domains.ts'
import { createStaff, inviteStaff, resetStaff, resetStaffByMail } from '../admin/staff-invitations.ts'
import { type IssuedLink, linkUrl, startLinkOf } from '../admin/staff-links.ts'
import { publicUrlOf } from '../config.ts'
import { siteUrlOf } from '../http/site.ts'
import { conflict } from '../model/errors.ts'
import { lowestId } from '../model/ids.ts'
import { roles } from '../model/permissions.ts'
import { languages, readLanguage } from '../model/site-settings.ts'
import type { LinkKind } from '../storage/access/links.ts'
import { listStaff, listStaffOf, type StaffRow } from '../storage/access/staff.ts'
import { listSites, type Site } from '../storage/sites.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { afterOption, cutPage, limitOption, peopleMax, readLimit, readPlace, siteOption } from './options.ts'
import { moment, plain, table } from './table.ts'

/** `staff create|list|link|change|reset|disable|enable`: also the way in for an owner who lost theirs. */
export function staffCommands(program: Command): void {
  const staff = program.command('staff').description('People with an internal account')
  addCreate(staff)
  addList(staff)
  addLink(staff)
  addChange(staff)
  addReset(staff)
  addDisable(staff)
}

/** Whoever has the server's command line can do whatever an owner can. */
const asOwner = ({ audit }: CommandContext): StaffContext => ({ ...audit, role: 'owner' })

function staffJson(staff: StaffRow) {
  const { id, name, address, role, secondFactor, createdAt, lastSignInAt, directoryName } = staff
  return {
    id,
    name,
    address,
    role,
    state: stateOf(staff),
    secondFactor,
    createdAt,
    lastSignInAt,
    directory: directoryName,
  }
}

/** Where the site's people reach it; the link stands there. */
async function linkJson({ config, database }: CommandContext, site: Site, kind: LinkKind, link: IssuedLink) {
  const sites = await database.readSites<Site>(listSites())
  const url = linkUrl(siteUrlOf(publicUrlOf(config), site, sites), kind, link)
  return { kind, url, expiresAt: link.expiresAt }
}

const linkText = ({ url, expiresAt }: { url: string; expiresAt: Date }) =>
  `  ${url}\nIt works once, until ${moment(expiresAt)}, and is shown only here.`

const mailOption = ['--mail', 'send the link to the person instead of showing it'] as const

/** Who is to get a link by mail shall not wait for one that is only kept here. */
function requireMailServer({ config }: CommandContext): void {
  if (!config.mail) {
    throw conflict(
      'mail: no mail server is set (SMTP_HOST, MAIL_FROM). Leave --mail out to see the link.',
      'mail',
    )
  }
}

const mailText = ({ address }: StaffRow, mailId: string) =>
  `The server sends the link to ${plain(address)}. What became of it: mail show ${mailId}`

interface CreateOptions {
  readonly site?: string
  readonly name: string
  readonly address: string
  readonly role: string
  readonly language?: string
  readonly mail?: true
}

function addCreate(staff: Command): void {
  staff
    .command('create')
    .description('Add a person, and make the link by which they choose a password')
    .option(...siteOption)
    .requiredOption('--name <name>', 'first and last name')
    .requiredOption('--address <address>', 'e-mail address, with which they sign in')
    .option('--role <role>', roles.join(', '), 'agent')
    .option(...mailOption)
    .option(
      '--language <language>',
      `of mails to them until they sign in: ${languages.join(', ')}; the site's`,
    )
    .action(async (options: CreateOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const role = requireRole(options.role)
        const site = await context.site(options.site)
        const language =
          options.language === undefined ? undefined : readLanguage('language', options.language)
        const wanted = { name: options.name, address: options.address, role, language }
        if (options.mail) {
          requireMailServer(context)
          const { staff: added, mailId } = await inviteStaff(
            context.database,
            site.id,
            wanted,
            null,
            asOwner(context),
          )
          const text = `${plain(added.name)} is ${role} of ${site.slug}. ${mailText(added, mailId)}`
          const more = await staffAddressNote(context.database, site.id, added.address)
          return { json: { ...staffJson(added), mailId }, text, more }
        }
        const made = await createStaff(context.database, site.id, wanted, asOwner(context))
        const link = await linkJson(context, site, 'invite', made.link)
        const text = `${plain(made.staff.name)} is ${role} of ${site.slug}. Give them this link:\n${linkText(link)}`
        const more = await staffAddressNote(context.database, site.id, made.staff.address)
        return { json: { ...staffJson(made.staff), link }, text, more }
      })
    })
}

interface ListOptions {
  readonly site?: string
  readonly limit: string
  readonly after?: string
  readonly directory?: string
}

function addList(staff: Command): void {
  staff
    .command('list')
    .description('List staff in the order in which they came')
    .option(...siteOption)
    .option(...limitOption, peopleMax)
    .option(...afterOption)
    .option('--directory <directory>', 'only those whom this directory manages: id or name')
    .action(async (options: ListOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const after = readPlace('after', options.after, lowestId)
        const site = await siteOf(options.site)
        const page = { after, limit: limit + 1 }
        const of = options.directory && (await findDirectory(database, site, options.directory))
        const [found = []] = await database.readInSite(site.id, [
          of ? listStaffOf(site.id, of.directoryId, page) : listStaff(site.id, page),
        ])
        const { rows, lastId } = cutPage(found as StaffRow[], limit)
        const lines = rows.map((one) => [
          one.name,
          one.address,
          one.role,
          stateOf(one),
          one.lastSignInAt === null ? 'never' : moment(one.lastSignInAt),
          one.directoryName ?? '',
          one.id,
        ])
        const empty = `Nobody yet. The owner's link: staff link --site ${site.slug}`
        return {
          json: rows.map(staffJson),
          text: table(['name', 'address', 'role', 'state', 'signed in', 'managed by', 'id'], lines, empty),
          more: lastId && `More follow: add --after ${lastId}`,
        }
      })
    })
}

function addLink(staff: Command): void {
  staff
    .command('link')
    .description(
      "Make the owner's link of a site that has no owner yet; the one of the last start works no more",
    )
    .option(...siteOption)
    .action(async (options: { site?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const issued = await startLinkOf(context.database, site, context.audit)
        if (!issued) {
          throw conflict(
            'This site has an owner. For a new password: staff reset <address>. For one more owner: staff create --role owner.',
          )
        }
        const link = await linkJson(context, site, 'start', issued)
        return { json: link, text: `Who opens this becomes the owner of ${site.slug}:\n${linkText(link)}` }
      })
    })
}

function addChange(staff: Command): void {
  staff
    .command('change')
    .description("Change a person's name or role; another role ends their sessions")
    .argument('<person>', 'id or address')
    .option(...siteOption)
    .option('--name <name>', 'first and last name')
    .option('--role <role>', roles.join(', '))
    .action(
      async (person: string, options: { site?: string; name?: string; role?: string }, command: Command) => {
        await runCommand(command, async (context) => {
          const { database } = context
          const role = options.role === undefined ? undefined : requireRole(options.role)
          const site = await context.site(options.site)
          const found = await findStaff(database, site.id, person)
          const wanted = { name: options.name, role }
          const changed = await changeStaff(database, site.id, found.id, wanted, asOwner(context))
          return {
            json: staffJson(changed),
            text: `${plain(changed.name)} is ${changed.role} of ${site.slug}.`,
          }
        })
      },
    )
}

function addReset(staff: Command): void {
  staff
    .command('reset')
    .description('Make a link by which a person chooses a new password')
    .argument('<person>', 'id or address')
    .option(...siteOption)
    .option(...mailOption)
    .option('--second-factor', 'take code generator, passkeys and recovery codes away as well')
    .action(
      async (
        person: string,
        options: { site?: string; secondFactor?: true; mail?: true },
        command: Command,
      ) => {
        await runCommand(command, async (context) => {
          const { database } = context
          const site = await context.site(options.site)
          const found = await findStaff(database, site.id, person)
          if (options.mail) requireMailServer(context)
          if (options.secondFactor) await removeSecondFactor(database, site.id, found.id, asOwner(context))
          if (options.mail) {
            const { mailId } = await resetStaffByMail(database, site.id, found.id, null, asOwner(context))
            return { json: { ...staffJson(found), mailId }, text: mailText(found, mailId) }
          }
          const { staff: known, link: issued } = await resetStaff(
            database,
            site.id,
            found.id,
            asOwner(context),
          )
          const link = await linkJson(context, site, known.invited ? 'invite' : 'reset', issued)
          const text = `${plain(known.name)} chooses a password here:\n${linkText(link)}`
          return { json: { ...staffJson(known), link }, text }
        })
      },
    )
}

function addDisable(staff: Command): void {
  const add = (name: string, description: string, disabled: boolean, done: string) =>
    staff
      .command(name)
      .description(description)
      .argument('<person>', 'id or address')
      .option(...siteOption)
      .action(async (person: string, options: { site?: string }, command: Command) => {
        await runCommand(command, async (context): Promise<CommandResult> => {
          const { database } = context
          const site = await context.site(options.site)
          const found = await findStaff(database, site.id, person)
          const changed = await setDisabled(database, site.id, found.id, disabled, asOwner(context))
          return { json: staffJson(changed), text: `${plain(changed.name)} ${done}` }
        })
      })
  add('disable', 'Refuse a person from now on', true, 'is disabled: sessions and links have ended.')
  add('enable', 'Let a person in again', false, 'may sign in again.')
}
