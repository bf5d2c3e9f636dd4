import { type Command, Option } from 'commander'
import { invite, inviteAgain, takeInvitationBack } from '../admin/invitations.ts'
import { findOrganization } from '../admin/organizations.ts'
import { type InvitationState, invitationState, invitationStates } from '../model/access/invitation.ts'
import { conflict, invalid } from '../model/errors.ts'
import { highestId } from '../model/ids.ts'
import { requireName } from '../model/required-name.ts'
import { type InvitationRow, listInvitations } from '../storage/access/invitations.ts'
import { runCommand } from './context.ts'
import {
  beforeOption,
  cutPage,
  limitOption,
  readId,
  readLimit,
  readPlace,
  recordsMax,
  siteOption,
} from './options.ts'
import { moment, plain, table } from './table.ts'

/** `customer invite|invitations|invite-again|revoke` */
export function customerInvitations(customer: Command): void {
  addInvite(customer)
  addList(customer)
  addAgain(customer)
  addRevoke(customer)
}

const jsonOf = ({ mailId: _, mailWaits: __, ...row }: InvitationRow, now: Date) => ({
  ...row,
  state: invitationState(row, now),
})

interface InviteOptions {
  readonly site?: string
  readonly name?: string
  readonly organization?: string
  readonly words?: string
}

const wordsMax = 1_000

function addInvite(customer: Command): void {
  customer
    .command('invite')
    .description('Invite people to the help centre by their addresses; a running server sends the mails')
    .argument('<address...>', 'one address or several')
    .option('--name <name>', 'first and last name, of one address; without it the person is asked')
    .option('--organization <id or name>', 'which organization they join')
    .option('--words <text>', 'what the mail says besides')
    .option(...siteOption)
    .action(async (addresses: readonly string[], options: InviteOptions, command: Command) => {
      const { name, words } = options
      if (name !== undefined && addresses.length > 1) throw invalid('name', 'is for one address alone.')
      if ((words ?? '').length > wordsMax) throw invalid('words', `must have at most ${wordsMax} characters.`)
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const organizationId =
          options.organization === undefined
            ? undefined
            : (await findOrganization(database, site.id, 'organization', options.organization)).id
        const given = name === undefined ? {} : { name: requireName('name', name) }
        const people = addresses.map((address) => ({ address, ...given }))
        const wanted = { people, organizationId, words: words?.trim() || undefined }
        const { invited, refused } = await invite(database, site.id, wanted, null, audit)
        if (invited.length === 0) {
          throw conflict(refused.map(({ address, detail }) => `${plain(address)}: ${detail}`).join('\n'))
        }
        const json = { invited: invited.map((row) => jsonOf(row, audit.now)), refused }
        const text = [
          ...invited.map(
            ({ address, expiresAt, id }) =>
              `${plain(address)} is invited, until ${moment(expiresAt)}. To take it back: customer revoke ${id}`,
          ),
          ...refused.map(({ address, detail }) => `${plain(address)} is not: ${detail}`),
        ].join('\n')
        return { json, text }
      })
    })
}

interface ListOptions {
  readonly site?: string
  readonly email?: string
  readonly state?: InvitationState
  readonly limit: string
  readonly before?: string
}

function addList(customer: Command): void {
  customer
    .command('invitations')
    .description('List who was invited, and what became of it, the newest first')
    .option('--email <address>', 'an address, or how it begins')
    .addOption(new Option('--state <state>', 'what became of them').choices(invitationStates))
    .option(...siteOption)
    .option(...limitOption, recordsMax)
    .option(...beforeOption)
    .action(async (options: ListOptions, command: Command) => {
      await runCommand(command, async ({ database, audit: { now }, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const before = readPlace('before', options.before, highestId)
        const site = await siteOf(options.site)
        const { email, state } = options
        const wanted = { ...(email && { address: email }), ...(state && { state }), now }
        const query = listInvitations(site.id, wanted, { before, limit: limit + 1 })
        const [found = []] = await database.readInSite(site.id, [query])
        const { rows, lastId } = cutPage(found as InvitationRow[], limit)
        const lines = rows.map((row) => [
          row.address,
          row.name ?? '–',
          row.organization ?? '–',
          invitationState(row, now),
          row.mail ?? '–',
          moment(row.createdAt),
          moment(row.expiresAt),
          row.id,
        ])
        const head = ['address', 'name', 'organization', 'state', 'mail', 'invited', 'until', 'id']
        const empty = 'Nobody is invited. Invite somebody: customer invite ann@globex.com'
        return {
          json: rows.map((row) => jsonOf(row, now)),
          text: table(head, lines, empty),
          more: lastId && `More follow: add --before ${lastId}`,
        }
      })
    })
}

function addAgain(customer: Command): void {
  customer
    .command('invite-again')
    .description('Send the link of an invitation again, for another seven days')
    .argument('<invitation>', 'its id, as customer invitations shows it')
    .option(...siteOption)
    .action(async (which: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const id = readId('invitation', which)
        const site = await siteOf(options.site)
        const row = await inviteAgain(database, site.id, id, null, audit)
        const text = `${plain(row.address)} gets another mail. Only its link works, until ${moment(row.expiresAt)}.`
        return { json: jsonOf(row, audit.now), text }
      })
    })
}

function addRevoke(customer: Command): void {
  customer
    .command('revoke')
    .description('Take an invitation back: its link opens nothing any more')
    .argument('<invitation>', 'its id, as customer invitations shows it')
    .option(...siteOption)
    .action(async (which: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const id = readId('invitation', which)
        const site = await siteOf(options.site)
        await takeInvitationBack(database, site.id, id, audit)
        return { json: { id, state: 'revoked' }, text: 'The link opens nothing any more.' }
      })
    })
}
