import type { Command } from 'commander'
import {
  changeDetailField,
  createDetailField,
  detailFieldsOf,
  removeDetailField,
} from '../admin/detail-fields.ts'
import { detailsUrn, detailTypes } from '../model/identity/detail-field.ts'
import { runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { table } from './table.ts'

interface CreateOptions {
  readonly site?: string
  readonly key: string
  readonly label?: string
  readonly type: string
  readonly description: string
}

interface ChangeOptions {
  readonly site?: string
  readonly key: string
  readonly label?: string
  readonly description?: string
}

/** `detail-field create|list|change|delete` */
export function detailFieldCommands(program: Command): void {
  const field = program
    .command('detail-field')
    .description('What a site wants to know of its customers beyond name and address; directories fill it')

  field
    .command('create')
    .description('Add a customer detail field')
    .option(...siteOption)
    .requiredOption('--key <key>', "the attribute's name for identity providers, such as contractNumber")
    .option('--label <text>', 'what people read; the key when not given')
    .option('--type <type>', detailTypes.join(', '), 'text')
    .option('--description <text>', 'what it is for', '')
    .action(async (options: CreateOptions, command: Command) => {
      await runCommand(command, async ({ database, site, audit }) => {
        const { id } = await site(options.site)
        const { key, label = key, type, description } = options
        const made = await createDetailField(database, id, { key, label, type, description }, audit)
        const attribute = `${detailsUrn}:${made.key}`
        return {
          json: { ...made, attribute },
          text: `Customers have a field ${made.label} now. Identity providers fill it as\n  ${attribute}`,
        }
      })
    })

  field
    .command('list')
    .description("List a site's customer detail fields")
    .option(...siteOption)
    .action(async (options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ database, site }) => {
        const { id } = await site(options.site)
        const fields = await detailFieldsOf(database, id)
        const rows = fields.map((one) => [one.key, one.label, one.type, one.description])
        const empty = 'No field. Make one: detail-field create --key contractNumber --label "Contract number"'
        return {
          json: fields.map((one) => ({ ...one, attribute: `${detailsUrn}:${one.key}` })),
          text: table(['key', 'label', 'type', 'description'], rows, empty),
        }
      })
    })

  field
    .command('change')
    .description('Give a customer detail field another label or description')
    .option(...siteOption)
    .requiredOption('--key <key>', 'its key, as detail-field list shows it')
    .option('--label <text>', 'what people read')
    .option('--description <text>', 'what it is for')
    .action(async (options: ChangeOptions, command: Command) => {
      await runCommand(command, async ({ database, site, audit }) => {
        const { id } = await site(options.site)
        const changed = await changeDetailField(database, id, options.key, options, audit)
        const attribute = `${detailsUrn}:${changed.key}`
        return {
          json: { ...changed, attribute },
          text: `The field ${changed.key} is called ${changed.label} now.`,
        }
      })
    })

  field
    .command('delete')
    .description('Take a customer detail field away; what directories said about it is shown no more')
    .option(...siteOption)
    .requiredOption('--key <key>', 'its key, as detail-field list shows it')
    .action(async (options: { site?: string; key: string }, command: Command) => {
      await runCommand(command, async ({ database, site, audit }) => {
        const { id } = await site(options.site)
        await removeDetailField(database, id, options.key, audit)
        return { json: { key: options.key, deleted: true }, text: `The field ${options.key} is gone.` }
      })
    })
}
