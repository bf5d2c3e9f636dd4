import type { Command } from 'commander'
import { findCustomer, requireAddress, saidOf } from '../admin/customers.ts'
import { readNames } from '../admin/names.ts'
import { invalid } from '../model/errors.ts'
import type { DetailField, Details, DetailValue } from '../model/identity/detail-field.ts'
import { keyOf } from '../model/ids.ts'
import { countRequestsOfCustomer, type RequestRow, requestsOfCustomer } from '../storage/desk/requests.ts'
import { type CustomerRow, type LinkedUser, usersOfCustomer } from '../storage/identity/customers.ts'
import { listDetailFields } from '../storage/identity/detail-fields.ts'
import { type MembershipRow, membershipsOf } from '../storage/identity/memberships.ts'
import type { Site } from '../storage/sites.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { type CustomerJson, customerJson } from './customer-json.ts'
import { siteOption } from './options.ts'
import { sourceJson, sourceText } from './sources.ts'
import { counted, details, moment, plain } from './table.ts'

/** `customer show` */
export function showCommand(customer: Command): void {
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
          const field = address === undefined ? 'customer' : 'email'
          const found = await findCustomer(context.database, site.id, field, address ?? given ?? '')
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
    users: users.map(({ id, directoryId, resource, active, linkedAt }) => ({
      id,
      ...saidOf(resource, customer),
      active,
      directory: names.directory(directoryId),
      directoryId: keyOf(directoryId),
      linkedAt,
    })),
    requestCount: counts[0]?.total ?? 0,
    newestRequests: requests.map(({ id, key, summary, organizations, createdAt }) => ({
      id,
      key,
      summary,
      organizations: organizations.map((one) => ({ id: one.id, name: one.name })),
      createdAt,
    })),
  }
  return { json, text: showText(json) }
}

interface CustomerDetail extends CustomerJson {
  readonly memberships: readonly (ReturnType<typeof sourceJson> & { organization: string; since: Date })[]
  readonly details: readonly { label: string; value: DetailValue | null }[]
  readonly users: readonly {
    id: string
    userName: string | null
    otherEmails: readonly string[]
    active: boolean
    directory: string
  }[]
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
          (one) =>
            `${one.userName ?? one.id} in ${one.directory}, ${one.active ? 'active' : 'inactive'}${one.otherEmails.length > 0 ? `; further e-mails: ${one.otherEmails.join(', ')}` : ''}`,
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
