import type { Command } from 'commander'
import { findCustomer } from '../admin/customers.ts'
import { handOver, previewHandOver, takeHandOverBack } from '../requests/hand-over.ts'
import { runCommand } from './context.ts'
import { readId, siteOption } from './options.ts'
import { sharedWith } from './request.ts'
import { counted, moment, plain, table } from './table.ts'

interface Options {
  readonly site?: string
  readonly from: string
  readonly to: string
  readonly private?: true
  readonly confirm?: true
  readonly dryRun?: true
}

const who = 'id or e-mail address of a customer'

/** `customer hand-over|hand-back` */
export function customerHandOver(customer: Command): void {
  addHandOver(customer)
  addHandBack(customer)
}

function addHandOver(customer: Command): void {
  customer
    .command('hand-over')
    .description('Hand the requests of somebody who left to a colleague; it can be taken back for seven days')
    .option(...siteOption)
    .requiredOption('--from <customer>', `who left: ${who}`)
    .requiredOption('--to <customer>', `the colleague: ${who}`)
    .option('--private', 'those too that no organization of the colleague sees')
    .option('--confirm', 'they are colleagues, although they share no organization')
    .option('--dry-run', 'only say which requests go, and which are private')
    .action(async (options: Options, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const from = await findCustomer(database, site.id, 'from', options.from)
        const to = await findCustomer(database, site.id, 'to', options.to)
        const pair = { fromId: from.id, toId: to.id }
        const withPrivate = options.private === true
        const { leaver, colleague, shared, requests } = await previewHandOver(database, site.id, pair)
        const going = requests.filter((one) => withPrivate || !one.isPrivate)
        const json = {
          from: leaver.customerId,
          to: colleague.customerId,
          organizations: shared.map(({ name }) => name),
          requests: requests.map(({ id, key, summary, organizations, isPrivate }) => ({
            id,
            key,
            summary,
            organizations: organizations.map(({ name }) => name),
            private: isPrivate,
          })),
          handOver: null as string | null,
        }
        if (options.dryRun) {
          const rows = requests.map((one) => [
            moment(one.createdAt),
            one.summary,
            sharedWith(one),
            one.isPrivate ? 'private' : '',
            one.key,
          ])
          const end =
            shared.length > 0
              ? `Both belong to ${shared.map(({ name }) => plain(name)).join(', ')}.`
              : 'They share no organization: add --confirm when they are colleagues.'
          const list = table(['opened', 'summary', 'shared with', '', 'key'], rows, 'There is no request.')
          return {
            json,
            text: `${list}\n${counted(going.length, 'request would go', 'requests would go')} to ${plain(colleague.name)}. ${end}`,
          }
        }
        const wish = { isAdministrator: true, withPrivate, confirm: options.confirm === true }
        const handOverId = await handOver(database, site.id, pair, wish, audit)
        return {
          json: { ...json, handOver: handOverId },
          text: `${counted(going.length, 'request', 'requests')} of ${plain(leaver.name)}: handed over to ${plain(colleague.name)}.\nTo take it back: customer hand-back --from ${leaver.customerId} --hand-over ${handOverId}`,
        }
      })
    })
}

function addHandBack(customer: Command): void {
  customer
    .command('hand-back')
    .description('Take a hand-over of requests back within seven days')
    .option(...siteOption)
    .requiredOption('--from <customer>', `who left: ${who}`)
    .requiredOption('--hand-over <id>', 'as hand-over said it')
    .action(async (options: { site?: string; from: string; handOver: string }, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const handOverId = readId('hand-over', options.handOver)
        const { id: fromId } = await findCustomer(database, site.id, 'from', options.from)
        const requests = await takeHandOverBack(database, site.id, { fromId, handOverId }, audit)
        return {
          json: { handOver: handOverId, requests },
          text: `${counted(requests, 'request is', 'requests are')} the leaver's again.`,
        }
      })
    })
}
