import type { Command } from 'commander'
import { readRange, usageBetween } from '../admin/usage.ts'
import { billableOf, notBillableOf, usageAsCsv, usageDaysMax } from '../model/usage.ts'
import { runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { table } from './table.ts'

interface UsageOptions {
  readonly site?: string
  readonly from?: string
  readonly to?: string
  readonly csv?: boolean
}

/** `usage` */
export function usageCommands(program: Command): void {
  program
    .command('usage')
    .description('Who is billable and who is not, by day')
    .option(...siteOption)
    .option('--from <day>', `the first day; 30 days with the last one, at most ${usageDaysMax}`)
    .option('--to <day>', 'the last day; today')
    .option('--csv', 'print comma-separated values')
    .action(async (options: UsageOptions, command: Command) => {
      await runCommand(command, async ({ database, audit: { now }, site: siteOf }) => {
        const site = await siteOf(options.site)
        const range = readRange(site, options, now)
        const days = await usageBetween(database, site, range, now)
        const json = days.map((one) => ({
          ...one,
          billable: billableOf(one),
          notBillable: notBillableOf(one),
        }))
        if (options.csv) return { json, text: usageAsCsv(days).trimEnd() }
        const rows = json.map((one) =>
          [
            one.day,
            one.billable,
            one.owners,
            one.admins,
            one.agents,
            one.auditors,
            one.notBillable,
            one.members,
            one.customers,
          ].map(String),
        )
        const head = [
          'day',
          'billable',
          'owners',
          'admins',
          'agents',
          'auditors',
          'not billable',
          'members',
          'customers',
        ]
        return { json, text: table(head, rows, 'No day of this range was counted.') }
      })
    })
}
