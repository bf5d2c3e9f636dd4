import type { Command } from 'commander'
import { findCustomer } from '../admin/customers.ts'
import { findOrganization } from '../admin/organizations.ts'
import { highestId } from '../model/ids.ts'
import { openRequest } from '../requests/open.ts'
import { listSeenRequests } from '../requests/seen.ts'
import type { Database } from '../storage/database.ts'
import { listRequests, type RequestRow, requestsById } from '../storage/desk/requests.ts'
import { runCommand } from './context.ts'
import {
  beforeOption,
  cutPage,
  limitOption,
  readLimit,
  readPlace,
  recordsMax,
  siteOption,
} from './options.ts'
import { moment, plain, table } from './table.ts'

interface OpenOptions {
  readonly site?: string
  readonly customer: string
  readonly summary: string
  readonly organization?: string
}

interface ListOptions {
  readonly site?: string
  readonly limit: string
  readonly before?: string
  readonly seenBy?: string
}

/** `request open|list` */
export function requestCommands(program: Command): void {
  const request = program.command('request').description('What customers ask')

  request
    .command('open')
    .description("Open a request in a customer's name")
    .option(...siteOption)
    .requiredOption('--customer <id or address>', 'who asks')
    .requiredOption('--summary <text>', 'what is asked')
    .option('--organization <id or name>', 'share it with this organization of the requester')
    .action(async (options: OpenOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const customer = await findCustomer(database, site.id, 'customer', options.customer)
        const shared =
          options.organization === undefined
            ? undefined
            : await findOrganization(database, site.id, 'organization', options.organization)
        const wish = {
          requester: { kind: 'customer', id: customer.id },
          summary: options.summary,
          organizationIds: shared ? [shared.id] : [],
        } as const
        const { id, key } = await openRequest(database, site.id, wish, undefined, audit)
        const address = customer.addresses.find(({ until }) => until === null)?.address ?? null
        const [[row] = []] = (await database.readInSite(site.id, [requestsById(site.id, [id])])) as [
          RequestRow[]?,
        ]
        const json = row && requestJson(row)
        const by = plain(`${customer.name} (${address ?? 'no address'})`)
        const where = shared ? `, shared with ${plain(shared.name)}` : ''
        return { json, text: `The request ${key} of ${by} is open${where}.` }
      })
    })

  request
    .command('list')
    .description('List the newest requests')
    .option(...siteOption)
    .option(...limitOption, recordsMax)
    .option(...beforeOption)
    .option('--seen-by <id or address>', 'only those that this customer may see')
    .action(async (options: ListOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const before = readPlace('before', options.before, highestId)
        const site = await siteOf(options.site)
        const { rows, lastId } = cutPage(
          await read(database, site.id, options.seenBy, { before, limit: limit + 1 }),
          limit,
        )
        const lines = rows.map((one) => [
          moment(one.createdAt),
          one.summary,
          one.requester,
          one.address ?? 'no address',
          sharedWith(one),
          one.key,
          one.id,
        ])
        const empty =
          options.seenBy === undefined
            ? 'No request yet. Open one: request open --customer ann@globex.com --summary "It does not start"'
            : 'This customer may see no request.'
        return {
          json: rows.map(requestJson),
          text: table(
            ['opened', 'summary', 'requester', 'address', 'shared with', 'key', 'id'],
            lines,
            empty,
          ),
          more: lastId && `Older ones: add --before ${lastId}`,
        }
      })
    })
}

async function read(
  database: Database,
  siteId: number,
  seenBy: string | undefined,
  page: { readonly before: string; readonly limit: number },
): Promise<RequestRow[]> {
  if (seenBy === undefined) {
    const [found = []] = await database.readInSite(siteId, [listRequests(siteId, page)])
    return found as RequestRow[]
  }
  const { id } = await findCustomer(database, siteId, 'seen-by', seenBy)
  return listSeenRequests(database, siteId, id, page)
}

function requestJson({ requesterId, requester, address, ...request }: RequestRow) {
  return { ...request, requester: { id: requesterId, name: requester, address } }
}

/** The names of the organizations that see it. */
export const sharedWith = ({ organizations }: Pick<RequestRow, 'organizations'>) =>
  organizations.map(({ name }) => name).join(', ') || '–'
