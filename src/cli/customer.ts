import { type Command, Option } from 'commander'
import { requireAddress } from '../admin/customers.ts'
import { findDirectory } from '../admin/directories.ts'
import { readNames } from '../admin/names.ts'
import { invalid } from '../model/errors.ts'
import { lowestId } from '../model/ids.ts'
import {
  type CustomerPage,
  type CustomerRow,
  customersByAddress,
  listCustomers,
  listCustomersOfDirectory,
  searchCustomers,
} from '../storage/identity/customers.ts'
import type { Site } from '../storage/sites.ts'
import type { Query } from '../storage/statement.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { customerActs } from './customer-acts.ts'
import { customerErase } from './customer-erase.ts'
import { customerHandOver } from './customer-hand-over.ts'
import { customerInvitations } from './customer-invite.ts'
import { type CustomerJson, customerJson } from './customer-json.ts'
import { customerMerges } from './customer-merge.ts'
import { customerSessions } from './customer-sessions.ts'
import { showCommand } from './customer-show.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import {
  afterOption,
  cutPage,
  directoryOption,
  limitOption,
  peopleMax,
  quoted,
  readLimit,
  readPlace,
  siteOption,
} from './options.ts'
import { table } from './table.ts'

/** `customer list|show|create|change|deactivate|reactivate|release|merge|unmerge|import|export` */
export function customerCommands(program: Command): void {
  const customer = program.command('customer').description('People with a portal-only account')
  addList(customer)
  showCommand(customer)
  customerActs(customer)
  customerMerges(customer)
  customerErase(customer)
  customerHandOver(customer)
  customerSessions(customer)
  customerInvitations(customer)
  importCommand(customer, 'customers')
  exportCommand(customer, 'customers')
}

interface ListOptions {
  readonly site?: string
  readonly email?: string
  readonly directory?: string
  readonly query?: string
  readonly limit: string
  readonly after?: string
}

function addList(customer: Command): void {
  customer
    .command('list')
    .description('List customers, or those of one address, one directory or one search')
    .option(...siteOption)
    .addOption(new Option('--email <address>', 'who has this address now').conflicts(['directory', 'query']))
    .addOption(new Option(directoryOption[0], 'whom this directory manages').conflicts(['query']))
    .option('--query <text>', 'whose name contains, or whose present or former address begins with this')
    .option(...limitOption, peopleMax)
    .option(...afterOption)
    .action(async (options: ListOptions, command: Command) => {
      await runCommand(command, (context) => listThem(context, options))
    })
}

async function listThem(context: CommandContext, options: ListOptions): Promise<CommandResult> {
  const limit = readLimit(options.limit)
  const page = { after: readPlace('after', options.after, lowestId), limit: limit + 1 }
  const site = await context.site(options.site)
  const query = await queryFor(context, site, options, page)
  const [found = []] = await context.database.readInSite(site.id, [query])
  const { rows, lastId } = cutPage(found as CustomerRow[], limit)
  const names = await readNames(context.database, site)
  const customers = rows.map((row) => customerJson(row, names))
  return {
    json: customers,
    text: listText(customers, options),
    more: lastId && `More follow: add --after ${lastId}`,
  }
}

const queryMax = 200

async function queryFor(
  { database }: CommandContext,
  site: Site,
  { email, directory, query }: ListOptions,
  page: CustomerPage,
): Promise<Query> {
  if (email !== undefined) return customersByAddress(site.id, requireAddress('email', email), page)
  if (directory !== undefined) {
    const { directoryId } = await findDirectory(database, site, directory)
    return listCustomersOfDirectory(site.id, directoryId, page)
  }
  if (query === undefined) return listCustomers(site.id, page)
  const text = query.trim()
  if (text === '' || text.length > queryMax || !text.isWellFormed() || /\p{Cc}/u.test(text)) {
    throw invalid('query', `must be 1 to ${queryMax} characters, without control characters.`)
  }
  return searchCustomers(site.id, text, page)
}

function listText(customers: readonly CustomerJson[], options: ListOptions): string {
  const { query } = options
  const formerly = query !== undefined && customers.some(({ formerAddresses }) => formerAddresses.length > 0)
  const rows = customers.map((one) => [
    one.name,
    addressText(one),
    ...(formerly ? [one.formerAddresses.map(({ address }) => address).join(', ')] : []),
    one.active ? 'active' : 'inactive',
    one.directory ?? 'unmanaged',
    one.id,
  ])
  const headings = ['name', 'address', ...(formerly ? ['formerly'] : []), 'state', 'directory', 'id']
  return table(headings, rows, emptyText(options))
}

function addressText({ addresses: [first] }: CustomerJson): string {
  if (!first) return 'no address'
  return first.standing === 'claimed' ? `${first.address} (claimed)` : first.address
}

function emptyText({ email, directory, query }: ListOptions): string {
  if (email !== undefined)
    return `Nobody has this address now. Who had it: customer list --query ${quoted(email)}`
  if (directory !== undefined) {
    return `This directory manages nobody yet. What arrived from it: exchange list --directory ${quoted(directory)}`
  }
  if (query !== undefined) return 'No name contains this, and no present or former address begins with it.'
  return 'No customer yet. Identity providers send them: directory list shows those connected, directory create --name Globex connects one. One alone: customer create --name "Ann Lee" --email ann@globex.com'
}
