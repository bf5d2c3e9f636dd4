import type { Command } from 'commander'
import { findCustomer } from '../admin/customers.ts'
import { effectSentence } from '../model/identity/case-sentences.ts'
import { erase, previewErasure } from '../people/erase.ts'
import { runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { plain } from './table.ts'

interface Options {
  readonly site?: string
  readonly confirm?: string
  readonly requestTexts?: true
}

/** `customer erase` */
export function customerErase(customer: Command): void {
  customer
    .command('erase')
    .description('Erase a person for good; without --confirm it only says what would go')
    .argument('<customer>', 'id or e-mail address of a customer')
    .option(...siteOption)
    .option('--confirm <name>', "the person's name once more, to be sure")
    .option('--request-texts', "the summaries of the person's requests go too")
    .action(async (which: string, options: Options, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { id: customerId } = await findCustomer(database, site.id, 'customer', which)
        const effects = await previewErasure(database, site.id, customerId)
        const said = effects.map(effectSentence).map(plain)
        const { confirm } = options
        if (confirm === undefined)
          return {
            json: { customerId, erased: false, effects },
            text: ['It would do this:', ...said].join('\n  '),
          }
        const requestTexts = options.requestTexts === true
        await erase(database, site.id, { customerId, confirm, requestTexts }, audit)
        return { json: { customerId, erased: true, effects }, text: `Erased. ${said.join(' ')}` }
      })
    })
}
