import type { Command } from 'commander'
import { findCustomer, requireAddress } from '../admin/customers.ts'
import { readNames } from '../admin/names.ts'
import { invalid } from '../model/errors.ts'
import { requireName } from '../model/required-name.ts'
import { addCustomer, changeCustomer, release, setActive } from '../people/unmanaged.ts'
import { type CustomerRow, customersById } from '../storage/identity/customers.ts'
import type { Site } from '../storage/sites.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { type CustomerJson, customerJson } from './customer-json.ts'
import { quoted, siteOption } from './options.ts'
import { plain } from './table.ts'

const provenOption = ['--proven', 'I have checked that the mailbox is theirs: the address is held'] as const

/** `customer create|change|deactivate|reactivate|release` */
export function customerActs(customer: Command): void {
  addCreate(customer)
  addChange(customer)
  addState(
    customer,
    'deactivate',
    'End what a customer can do here whom no directory manages, or whom only a sign-in made',
    false,
  )
  addState(customer, 'reactivate', 'Have a customer back who was deactivated here', true)
  addRelease(customer)
}

interface CreateOptions {
  readonly site?: string
  readonly name: string
  readonly email?: string
  readonly proven?: true
}

function addCreate(customer: Command): void {
  customer
    .command('create')
    .description('Add a customer whom no directory manages')
    .option(...siteOption)
    .requiredOption('--name <name>', 'first and last name')
    .option('--email <address>', 'e-mail address; only claimed until it is proven')
    .option(...provenOption)
    .action(async (options: CreateOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const address = options.email === undefined ? undefined : requireAddress('email', options.email)
        const wanted = { name: requireName('name', options.name), address, isProven: options.proven === true }
        const id = await addCustomer(context.database, site.id, wanted, context.audit)
        return shown(
          context,
          site,
          id,
          (one) => `${plain(one.name)} is a customer now: ${id}\n${standingText(one)}`,
        )
      })
    })
}

function standingText({ addresses: [first], id }: CustomerJson): string {
  if (!first) return 'Without an address there is no mail to this person.'
  return first.standing === 'held'
    ? `${plain(first.address)} is theirs: held.`
    : `${plain(first.address)} is only claimed. When you have checked that the mailbox is theirs: customer change ${id} --proven`
}

interface ChangeOptions {
  readonly site?: string
  readonly name?: string
  readonly email?: string
  readonly proven?: true
}

function addChange(customer: Command): void {
  customer
    .command('change')
    .description('Change name or address of a customer whom no directory manages')
    .argument('<customer>', 'id or e-mail address')
    .option(...siteOption)
    .option('--name <name>', 'first and last name')
    .option('--email <address>', 'another address, or none; the old one stays in the history')
    .option(...provenOption)
    .action(async (which: string, options: ChangeOptions, command: Command) => {
      const { name, email, proven } = options
      if (name === undefined && email === undefined && !proven) {
        throw invalid('name', 'say what changes: --name, --email, --proven, or several of them.')
      }
      await runCommand(command, async (context) => {
        const { database, audit } = context
        const { site, id } = await customerOf(context, options, which)
        const change = {
          name: name === undefined ? undefined : requireName('name', name),
          address: email === undefined ? undefined : email === 'none' ? null : requireAddress('email', email),
          isProven: proven,
        }
        await changeCustomer(database, site.id, id, change, audit)
        return shown(context, site, id, (one) => `${plain(one.name)} is changed.\n${standingText(one)}`)
      })
    })
}

function addState(customer: Command, verb: string, description: string, active: boolean): void {
  customer
    .command(verb)
    .description(description)
    .argument('<customer>', 'id or e-mail address')
    .option(...siteOption)
    .action(async (which: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const { site, id } = await customerOf(context, options, which)
        await setActive(context.database, site.id, id, active, context.audit)
        return shown(context, site, id, ({ name }) =>
          active
            ? `${plain(name)} is active.`
            : `${plain(name)} is inactive. Back again: customer reactivate ${id}`,
        )
      })
    })
}

function addRelease(customer: Command): void {
  customer
    .command('release')
    .description('Let somebody go who left the directory that manages them: unmanaged and active from now on')
    .argument('<customer>', 'id or e-mail address')
    .option(...siteOption)
    .option(...provenOption)
    .action(async (which: string, options: { site?: string; proven?: true }, command: Command) => {
      await runCommand(command, async (context) => {
        const { site, id } = await customerOf(context, options, which)
        await release(context.database, site.id, id, options.proven === true, context.audit)
        return shown(
          context,
          site,
          id,
          (one) => `${plain(one.name)} is released, and active.\n${standingText(one)}`,
        )
      })
    })
}

async function customerOf(
  context: CommandContext,
  { site: slug }: { readonly site?: string },
  which: string,
): Promise<{ site: Site; id: string }> {
  const site = await context.site(slug)
  const { id } = await findCustomer(context.database, site.id, 'customer', which)
  return { site, id }
}

async function shown(
  { database }: CommandContext,
  site: Site,
  id: string,
  text: (customer: CustomerJson) => string,
): Promise<CommandResult> {
  const [rows = []] = await database.readInSite(site.id, [customersById(site.id, [id])])
  const [row] = rows as CustomerRow[]
  if (!row) throw invalid('customer', `${quoted(id)} is gone.`)
  const json = customerJson(row, await readNames(database, site))
  return { json, text: text(json) }
}
