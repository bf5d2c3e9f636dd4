import type { Command } from 'commander'
import { foldAddress } from '../model/identity/email-address.ts'
import { eraseSender, findSender, makeCustomerOf, pageOfSenders } from '../requests/senders.ts'
import { runCommand } from './context.ts'
import { limitOption, peopleMax, quoted, readLimit, siteOption } from './options.ts'
import { details, moment, plain, table } from './table.ts'

interface Options {
  readonly site?: string
  readonly query?: string
  readonly limit: string
  readonly after?: string
  readonly name?: string
  readonly confirm?: string
  readonly requestTexts?: true
}

const which = ['<sender>', 'id or e-mail address'] as const

/** `sender list|show|make-customer|erase` */
export function senderCommands(program: Command): void {
  const sender = program
    .command('sender')
    .description('Addresses that wrote by mail and are no customer’s; what they asked is theirs')

  sender
    .command('list')
    .description('List them in the order of their addresses')
    .option(...siteOption)
    .option('--query <text>', 'only those whose address or name begins so')
    .option(...limitOption, peopleMax)
    .option('--after <address>', 'continue behind this one')
    .action(async (options: Options, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const site = await siteOf(options.site)
        const page = { after: foldAddress(options.after ?? ''), limit }
        const found = await pageOfSenders(database, site.id, options.query, page)
        const rows = found.slice(0, limit)
        const lines = rows.map(({ address, name, requestCount, lastAskedAt, id }) => [
          address,
          plain(name),
          String(requestCount),
          moment(lastAskedAt),
          id,
        ])
        const last = rows.at(-1)?.address ?? ''
        return {
          json: rows,
          text: table(['address', 'name', 'requests', 'last asked', 'id'], lines, 'No sender.'),
          more: found.length > limit ? `Further ones: add --after ${quoted(last)}` : undefined,
        }
      })
    })

  sender
    .command('show')
    .description('Show what is known of one')
    .argument(...which)
    .option(...siteOption)
    .action(async (given: string, options: Options, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const site = await siteOf(options.site)
        const found = await findSender(database, site.id, given)
        const text = details(plain(found.name), [
          ['address', found.address ?? 'erased'],
          ['wrote first', moment(found.createdAt)],
          ['requests', String(found.requestCount)],
          ['id', found.id],
        ])
        return { json: found, text }
      })
    })

  sender
    .command('make-customer')
    .description('Make one a customer who holds the address; what they asked becomes theirs')
    .argument(...which)
    .option(...siteOption)
    .option('--name <name>', 'as whom; without it as they call themselves')
    .action(async (given: string, options: Options, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { id } = await findSender(database, site.id, given)
        const customerId = await makeCustomerOf(database, site.id, id, { name: options.name }, audit)
        return { json: { customerId }, text: `They are a customer now: customer show ${customerId}` }
      })
    })

  sender
    .command('erase')
    .description('Erase address and name for good; what was asked stays without them')
    .argument(...which)
    .option(...siteOption)
    .option('--confirm <address>', 'the address once more, to be sure')
    .option('--request-texts', 'what they wrote goes too')
    .action(async (given: string, options: Options, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { id, requestCount } = await findSender(database, site.id, given)
        const { confirm, requestTexts = false } = options
        if (confirm === undefined)
          return {
            json: { senderId: id, erased: false, requestCount },
            text: `It would erase address and name, mails and files; requests that stay without them: ${requestCount}. To do it, add --confirm with the address.`,
          }
        await eraseSender(database, site.id, id, { confirm, requestTexts }, audit)
        return { json: { senderId: id, erased: true, requestCount }, text: 'Erased.' }
      })
    })
}
