import type { Command } from 'commander'
import { requestTypesOf } from '../admin/request-types.ts'
import { endMailFetching, setMailFetching } from '../mail/mail-fetching.ts'
import { addMailbox, changeMailbox, findMailbox, mailboxesOf } from '../mail/mailboxes.ts'
import { fetchTlsModes } from '../model/desk/mail-fetching.ts'
import { invalid, notFound } from '../model/errors.ts'
import { findPortal } from '../requests/portals.ts'
import type { MailboxRow } from '../storage/desk/mailboxes.ts'
import { readFile } from './connection-context.ts'
import { type CommandContext, runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { moment, plain, table } from './table.ts'

interface Options {
  readonly site?: string
  readonly portal?: string
  readonly requestType?: string
  readonly address?: string
  readonly off?: true
  readonly on?: true
}

/** `mailbox list|add|change|fetch|fetch-end` */
export function mailboxCommands(program: Command): void {
  const mailbox = program
    .command('mailbox')
    .description('Addresses to which people write; their mails are requests')

  mailbox
    .command('list')
    .description('List the mailboxes')
    .option(...siteOption)
    .action(async (options: Options, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const found = await mailboxesOf(context.database, site.id)
        const rows = found.map((one) => [
          one.address,
          `${one.portalName}: ${one.requestTypeName}`,
          fetchingOf(one) ?? stateOf(one),
          moment(one.lastAt),
          one.id,
        ])
        const empty = 'No mailbox yet. Add one: mailbox add help@acme.example --portal SUP'
        const list = table(['address', 'opens', 'state', 'last mail', 'id'], rows, empty)
        return { json: found, text: `${list}${listensNote(context)}` }
      })
    })

  mailbox
    .command('add')
    .description('Add a mailbox: what is written to it opens requests')
    .argument('<address>', 'without a +')
    .option(...siteOption)
    .requiredOption('--portal <id or key>', 'the portal in which its mails open requests')
    .option('--request-type <id or name>', "what they ask for; the portal's first")
    .option('--off', 'it takes no mails yet')
    .action(async (address: string, options: Options, command: Command) => {
      await runCommand(command, async (context) => {
        const { database, audit } = context
        const site = await context.site(options.site)
        const requestTypeId = await requestTypeOf(context, site.id, options)
        const isActive = options.off === undefined
        const id = await addMailbox(database, site.id, { address, requestTypeId, isActive }, audit)
        const added = await findMailbox(database, site.id, id)
        const text = `${plain(added.address)} opens requests in ${plain(added.portalName)}: ${plain(added.requestTypeName)}.${listensNote(context)}`
        return { json: added, text }
      })
    })

  addFetching(mailbox)

  mailbox
    .command('change')
    .description('Change a mailbox, or have it take no mails')
    .argument('<mailbox>', 'id or address')
    .option(...siteOption)
    .option('--address <address>', 'another address')
    .option('--portal <id or key>', 'another portal')
    .option('--request-type <id or name>', "another kind of request; without it the portal's first")
    .option('--off', 'whoever writes to it is told that there is no such mailbox')
    .option('--on', 'it takes mails')
    .action(async (which: string, options: Options, command: Command) => {
      await runCommand(command, async (context) => {
        const { database, audit } = context
        const site = await context.site(options.site)
        const { id, portalId } = await findMailbox(database, site.id, which)
        const isElsewhere = options.portal !== undefined || options.requestType !== undefined
        const { portal = portalId } = options
        const wanted = {
          ...(options.address !== undefined && { address: options.address }),
          ...(isElsewhere && {
            requestTypeId: await requestTypeOf(context, site.id, { ...options, portal }),
          }),
          ...((options.on ?? options.off) && { isActive: options.on === true }),
        }
        await changeMailbox(database, site.id, id, wanted, audit)
        const changed = await findMailbox(database, site.id, id)
        const text = `${plain(changed.address)}: ${plain(changed.portalName)}, ${plain(changed.requestTypeName)}, ${stateOf(changed)}.`
        return { json: changed, text }
      })
    })
}

/** `mailbox fetch|keep` */
function addFetching(mailbox: Command): void {
  mailbox
    .command('fetch')
    .description('Have mails fetched from a mailbox elsewhere (IMAP), from now on')
    .argument('<mailbox>', 'id or address')
    .option(...siteOption)
    .requiredOption('--host <host>', 'the mail server there')
    .option('--port <port>', 'its port', '993')
    .option('--tls <mode>', fetchTlsModes.join(', '), 'implicit')
    .requiredOption('--user <name>', 'as whom it signs in there')
    .option('--password-file <file>', 'a file with the password; without it the one that is kept')
    .option('--move-to <folder>', 'where what was taken goes; without it it is marked as read')
    .option('--authserv <name>', 'whose Authentication-Results count; without it nobody’s')
    .action(async (which: string, options: FetchOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf, audit }) => {
        const site = await siteOf(options.site)
        const { id } = await findMailbox(database, site.id, which)
        await setMailFetching(database, site.id, id, readFetching(options), audit)
        const found = await findMailbox(database, site.id, id)
        const text = `Mails of ${plain(found.address)} are fetched from ${plain(options.host)} as soon as the server runs. How that goes: mailbox list`
        return { json: found, text }
      })
    })

  mailbox
    .command('fetch-end')
    .description('Fetch mails of a mailbox from nowhere any more')
    .argument('<mailbox>', 'id or address')
    .option(...siteOption)
    .action(async (which: string, options: Options, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf, audit }) => {
        const site = await siteOf(options.site)
        const { id } = await findMailbox(database, site.id, which)
        await endMailFetching(database, site.id, id, audit)
        const found = await findMailbox(database, site.id, id)
        return { json: found, text: `Mails of ${plain(found.address)} are fetched from nowhere.` }
      })
    })
}

interface FetchOptions {
  readonly site?: string
  readonly host: string
  readonly port: string
  readonly tls: string
  readonly user: string
  readonly passwordFile?: string
  readonly moveTo?: string
  readonly authserv?: string
}

function readFetching({ host, port, tls, user, passwordFile, moveTo, authserv }: FetchOptions) {
  const mode = fetchTlsModes.find((one) => one === tls)
  if (!mode) throw invalid('tls', `must be one of ${fetchTlsModes.join(', ')}.`)
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535)
    throw invalid('port', 'must be a port, such as 993.')
  const password = passwordFile === undefined ? undefined : readFile('password-file', passwordFile).trim()
  const places = { moveTo: moveTo ?? null, authserv: authserv ?? null }
  return { host, port: Number(port), tls: mode, user, password, ...places }
}

const stateOf = ({ isActive, isOffered }: MailboxRow) =>
  isActive ? (isOffered ? 'takes mails' : 'takes mails for what is archived') : 'off'

const fetchingOf = ({ fetching, isActive }: MailboxRow) =>
  fetching && isActive
    ? fetching.error === null
      ? `fetched from ${fetching.host}`
      : `${fetching.host}: ${fetching.error}, again ${moment(fetching.nextAt)}`
    : undefined

const listensNote = ({ config }: CommandContext) =>
  config.mailIn ? '' : '\n\nNobody can bring mails here: SMTP_IN is not set.'

/** @throws DoorwardError 'not-found' */
async function requestTypeOf(
  { database }: CommandContext,
  siteId: number,
  options: Options,
): Promise<string> {
  const portal = await findPortal(database, siteId, options.portal ?? '')
  const types = (await requestTypesOf(database, siteId, portal.id)).filter(
    ({ archivedAt }) => archivedAt === null,
  )
  const { requestType } = options
  const found =
    requestType === undefined
      ? types[0]
      : types.find((one) => one.id === requestType || one.name === requestType)
  if (!found) throw notFound(`The request type ${requestType ?? `of ${portal.name}`}`, 'request-type')
  return found.id
}
