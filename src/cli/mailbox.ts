import type { Command } from 'commander'
import { findPortal } from '../admin/portals.ts'
import { requestTypesOf } from '../admin/request-types.ts'
import { addMailbox, changeMailbox, findMailbox, mailboxesOf } from '../mail/mailboxes.ts'
import { notFound } from '../model/errors.ts'
import type { MailboxRow } from '../storage/desk/mailboxes.ts'
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

/** `mailbox list|add|change` */
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
          stateOf(one),
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

const stateOf = ({ isActive, isOffered }: MailboxRow) =>
  isActive ? (isOffered ? 'takes mails' : 'takes mails for what is archived') : 'off'

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
