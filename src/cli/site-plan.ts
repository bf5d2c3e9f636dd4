import type { Command } from 'commander'
import { setPlan } from '../admin/sites.ts'
import { invalid } from '../model/errors.ts'
import { runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { siteJson, siteText } from './site-text.ts'

interface PlanOptions {
  readonly site?: string
  readonly plan?: string
  readonly status?: string
  readonly seats?: string
}

function readSeats(given: string | undefined): number | null | undefined {
  if (given === undefined) return undefined
  if (given === 'any') return null
  const seats = /^\d{1,7}$/.test(given) ? Number(given) : 0
  if (seats < 1 || seats > 1_000_000) throw invalid('seats', 'must be a number from 1 to 1000000, or any.')
  return seats
}

/** `site plan` */
export function addPlan(site: Command): void {
  site
    .command('plan')
    .description("Change a site's plan or its seats, let it lapse or renew it")
    .option(...siteOption)
    .option('--plan <plan>', 'none (a site that had a plan is lapsed then), standard or premium')
    .option('--status <status>', 'active or lapsed; a plan that is chosen is active')
    .option(
      '--seats <number>',
      'how many people may have one for directories of staff to give another; or any',
    )
    .action(async (options: PlanOptions, command: Command) => {
      if (options.plan === undefined && options.status === undefined && options.seats === undefined) {
        throw invalid(
          'plan',
          'say what changes: --plan with none, standard or premium, --status with active or lapsed, --seats with a number.',
        )
      }
      await runCommand(command, async (context) => {
        const found = await context.site(options.site)
        const changed = await setPlan(
          context.database,
          found,
          { ...options, seatsMax: readSeats(options.seats) },
          context.audit,
        )
        return { json: siteJson(changed), text: siteText(changed) }
      })
    })
}
