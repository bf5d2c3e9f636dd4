import { type Command, Option } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { lowestId } from '../model/ids.ts'
import { decideHeldPerson, type HeldPerson, heldPeopleOf } from '../people/held-people.ts'
import { runCommand } from './context.ts'
import { directoryOption, readId, siteOption } from './options.ts'
import { moment, plain, table } from './table.ts'

/** What a terminal is good for; the page and the API show the rest. */
const listMax = 1_000

const reasons: { readonly [reason in HeldPerson['reason']]: string } = {
  'staff-address': 'the address is of staff',
  quota: 'the directory has as many people as it may have',
  'access-policy': 'the access policy does not let this address in',
  erased: 'somebody like this was erased',
  'no-address': 'the identity provider gives no address',
  'staff-known': 'somebody of the staff has the address, or the directory has no say in its domain',
  'domain-of-another': 'another directory has proven the domain',
  'last-owner': 'nobody else can sign in as an owner',
}

const decisions = { 'let-in': 'comes in', 'kept-out': 'kept out' } as const

const done = {
  'let-in': 'The person comes in within seconds, whatever the access policy says.',
  'keep-out':
    'The person stays out, and nobody is asked again. To take it back: directory held --ask-again with the same id.',
  'ask-again': 'Nobody has decided about this person.',
} as const

interface HeldOptions {
  readonly site?: string
  readonly directory?: string
  readonly letIn?: string
  readonly keepOut?: string
  readonly askAgain?: string
}

/** `directory held` */
export function addHeld(directory: Command): void {
  directory
    .command('held')
    .description('List who is held back until a person decides: why, since when, and the case')
    .option(...siteOption)
    .option(...directoryOption)
    .addOption(
      new Option('--let-in <id>', 'let in one whom the access policy holds back').conflicts([
        'keepOut',
        'askAgain',
      ]),
    )
    .addOption(new Option('--keep-out <id>', 'keep one out, without asking again').conflicts(['askAgain']))
    .option('--ask-again <id>', 'take such a word back')
    .action(async (options: HeldOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const found = await chooseDirectory(database, site, options.directory)
        const { letIn, keepOut, askAgain } = options
        const userId = letIn ?? keepOut ?? askAgain
        if (userId !== undefined) {
          const decision = letIn ? 'let-in' : keepOut ? 'keep-out' : 'ask-again'
          const wanted = { userId: readId(decision, userId), decision } as const
          await decideHeldPerson(database, site.id, found.directoryId, wanted, audit)
          return { json: wanted, text: done[decision] }
        }
        const page = { after: lowestId, limit: listMax + 1 }
        const all = await heldPeopleOf(database, site.id, found.directoryId, page)
        const people = all.slice(0, listMax)
        const rows = people.map((one) => [
          plain(one.name),
          plain(one.address ?? one.userName),
          reasons[one.reason],
          moment(one.since),
          one.decided === null ? (one.caseId ?? '–') : decisions[one.decided],
          one.userId,
        ])
        const text = table(['name', 'address', 'why', 'since', 'case', 'id'], rows, 'Nobody is held back.')
        const more = all.length > listMax ? `\nThe first ${listMax}.` : ''
        return { json: people, text: `${text}${more}` }
      })
    })
}
