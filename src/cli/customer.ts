import { type Command, Option } from 'commander'
import { findCustomer, requireAddress } from '../admin/customers.ts'
import { findDirectory } from '../admin/directories.ts'
import { invalid } from '../model/errors.ts'
import type { DetailField, Details, DetailValue } from '../model/identity/detail-field.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { countRequestsOfCustomer, type RequestRow, requestsOfCustomer } from '../storage/desk/requests.ts'
import {
  type CustomerPage,
  type CustomerRow,
  customersByAddress,
  type LinkedUser,
  listCustomers,
  listCustomersOfDirectory,
  searchCustomers,
  usersOfCustomer,
} from '../storage/identity/customers.ts'
import { listDetailFields } from '../storage/identity/detail-fields.ts'
import { type MembershipRow, membershipsOf } from '../storage/identity/memberships.ts'
import type { Site } from '../storage/sites.ts'
import type { Query } from '../storage/statement.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
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
import { type Names, readNames, sourceJson, sourceText } from './sources.ts'
import { counted, details, moment, plain, table } from './table.ts'

/** `customer list|show` */
export function customerCommands(program: Command): void {
  const customer = program.command('customer').description('People with a portal-only account')
  addList(customer)
  addShow(customer)
}

function customerJson(customer: CustomerRow, names: Names) {
  const { id, name, active, directoryId, createdAt, updatedAt } = customer
  const dated = customer.addresses.map(({ address, standing, since, until }) => ({
    address,
    standing,
    since: new Date(since),
    until: until === null ? null : new Date(until),
  }))
  const current = dated.filter(({ until }) => until === null).map(({ until: _, ...rest }) => rest)
  return {
    id,
    name,
    active,
    /** The managing directory; null for an unmanaged customer. */
    directory: directoryId === null ? null : names.directory(directoryId),
    directoryId: directoryId === null ? null : keyOf(directoryId),
    address: current[0]?.address ?? null,
    addresses: current,
    formerAddresses: dated.filter(({ until }) => until !== null),
    createdAt,
    updatedAt,
  }
}

type CustomerJson = ReturnType<typeof customerJson>

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
  return 'No customer yet. Identity providers send them: directory list shows those connected, directory create --name Globex connects one.'
}

function addShow(customer: Command): void {
  customer
    .command('show')
    .description('Show a customer: addresses, memberships, directory users, requests')
    .argument('[customer]', 'id or present e-mail address')
    .option(...siteOption)
    .option('--email <address>', 'the same, by address')
    .action(
      async (given: string | undefined, options: { site?: string; email?: string }, command: Command) => {
        await runCommand(command, async (context) => {
          const { email } = options
          if ((given === undefined) === (email === undefined)) {
            throw invalid('customer', 'give either an id or --email with an address.')
          }
          const address = email === undefined ? undefined : requireAddress('email', email)
          const site = await context.site(options.site)
          const found = await findCustomer(context.database, site.id, 'customer', address ?? given ?? '')
          return showIt(context, site, found)
        })
      },
    )
}

const requestsShown = 5

async function showIt(
  { database }: CommandContext,
  site: Site,
  customer: CustomerRow,
): Promise<CommandResult> {
  const [memberships, users, requests, counts, fields] = (await database.readInSite(site.id, [
    membershipsOf(site.id, customer.id),
    usersOfCustomer(site.id, customer.id),
    requestsOfCustomer(site.id, customer.id, requestsShown),
    countRequestsOfCustomer(site.id, customer.id),
    listDetailFields(site.id),
  ])) as [MembershipRow[], LinkedUser[], RequestRow[], { total: number }[], DetailField[]]
  const values: Details = JSON.parse(customer.details)
  const names = await readNames(database, site, memberships)
  const json = {
    ...customerJson(customer, names),
    details: fields.map(({ key, label }) => ({ key, label, value: values[key] ?? null })),
    memberships: memberships.map((one) => ({
      organization: one.organization,
      organizationId: one.organizationId,
      ...sourceJson(one, names),
      since: one.since,
    })),
    users: users.map(({ id, directoryId, userName, active, linkedAt }) => ({
      id,
      userName,
      active,
      directory: names.directory(directoryId),
      directoryId: keyOf(directoryId),
      linkedAt,
    })),
    requestCount: counts[0]?.total ?? 0,
    newestRequests: requests.map(({ id, summary, organizationId, organization, createdAt }) => ({
      id,
      summary,
      organization,
      organizationId,
      createdAt,
    })),
  }
  return { json, text: showText(json) }
}

interface CustomerDetail extends CustomerJson {
  readonly memberships: readonly (ReturnType<typeof sourceJson> & { organization: string; since: Date })[]
  readonly details: readonly { label: string; value: DetailValue | null }[]
  readonly users: readonly { id: string; userName: string | null; active: boolean; directory: string }[]
  readonly requestCount: number
  readonly newestRequests: readonly { summary: string; createdAt: Date }[]
}

function showText(customer: CustomerDetail): string {
  const { name, addresses, formerAddresses, memberships, users, newestRequests } = customer
  const or = (lines: readonly string[], none: string) => (lines.length === 0 ? none : lines)
  return details(plain(name), [
    ['id', customer.id],
    ['state', customer.active ? 'active' : 'inactive'],
    ['managed by', customer.directory ?? 'nobody: unmanaged'],
    [
      'address',
      or(
        addresses.map((one) => `${one.address}, ${one.standing} since ${moment(one.since)}`),
        'no address',
      ),
    ],
    [
      'formerly',
      or(
        formerAddresses.map((one) => `${one.address}, until ${moment(one.until)}`),
        '–',
      ),
    ],
    ...customer.details.map(({ label, value }): [string, string] => [
      label,
      value === null ? '–' : String(value),
    ]),
    [
      'member of',
      or(
        memberships.map(
          (one) => `${one.organization}, through ${sourceText(one)}, since ${moment(one.since)}`,
        ),
        'no organization',
      ),
    ],
    [
      'users',
      or(
        users.map(
          (one) => `${one.userName ?? one.id} in ${one.directory}, ${one.active ? 'active' : 'inactive'}`,
        ),
        'none',
      ),
    ],
    [
      customer.requestCount === 0 ? 'requests' : counted(customer.requestCount, 'request', 'requests'),
      or(
        newestRequests.map((one) => `${one.summary} (${moment(one.createdAt)})`),
        'none',
      ),
    ],
  ])
}
