import { z } from 'zod'
import { name, text } from '../../model/contract.ts'
import { DoorwardError, FieldErrors, invalid, notFound } from '../../model/errors.ts'
import { isAddress, withPlainDomain } from '../../model/identity/email-address.ts'
import { isResourceId, lowestId } from '../../model/ids.ts'
import { addCustomer, changeCustomer, setActive } from '../../people/unmanaged.ts'
import {
  type CustomerRow,
  customersByAddress,
  customersByExternalId,
  customersById,
  listCustomers,
  searchCustomers,
} from '../../storage/identity/customers.ts'
import type { Query } from '../../storage/statement.ts'
import { operation, paging, type ServiceCall } from './operation.ts'
import { pageOf, walkTo } from './page.ts'
import { customerOf } from './shapes.ts'

/** What scripts send: the original calls the same name by two words. */
const newCustomer = z.object({ email: text, displayName: name.optional(), fullName: name.optional() })
const strict = z.object({ strictConflictStatusCode: z.enum(['true', 'false']).optional() })

function readEmail(given: string): string {
  const address = withPlainDomain(given.trim())
  if (!isAddress(address)) throw invalid('email', 'must be an e-mail address such as ann@globex.com.')
  return address
}

export async function customerById(
  { database, site }: Pick<ServiceCall, 'database' | 'site'>,
  accountId: string,
): Promise<CustomerRow> {
  const [[found] = []] = isResourceId(accountId)
    ? ((await database.readInSite(site.id, [customersById(site.id, [accountId])])) as [CustomerRow[]?])
    : []
  if (!found || found.erasedAt !== null || found.mergedInto !== null) throw notFound('This customer')
  return found
}

/** Without `strictConflictStatusCode` whatever is there already is 400, as scripts made for the original expect. */
function inTheOriginalsWords(error: unknown, isStrict: boolean): unknown {
  if (!(error instanceof DoorwardError) || error.code !== 'conflict') return error
  const detail = error.message.replace(`${error.field}: `, '')
  if (isStrict) return new DoorwardError('conflict', detail)
  return new FieldErrors([{ field: 'email', rule: 'conflict', detail }])
}

async function add(call: ServiceCall<{ query: typeof strict; body: typeof newCustomer }>) {
  const { database, site, body, query, audit, siteUrl } = call
  const address = readEmail(body.email)
  const wanted = { name: body.displayName ?? body.fullName ?? address, address, isProven: false }
  const isStrict = query.strictConflictStatusCode === 'true'
  const id = await addCustomer(database, site.id, wanted, audit).catch((error: unknown) => {
    throw inTheOriginalsWords(error, isStrict)
  })
  return customerOf(siteUrl, await customerById(call, id))
}

async function setAccess(
  { database, site, params, audit }: ServiceCall,
  active: boolean,
): Promise<undefined> {
  const { id } = await customerById({ database, site }, params.accountId ?? '')
  await setActive(database, site.id, id, active, audit)
  return undefined
}

const found = z.object({
  ...paging,
  query: text.optional(),
  email: text.optional(),
  externalId: text.optional(),
})

const takes = { query: strict, body: newCustomer }

export const customerOperations = [
  operation('POST', '/customer', { needs: 'customers.change', status: 201, ...takes }, add),
  operation(
    'POST',
    '/customer/skip-permission-check',
    { needs: 'customers.change', status: 201, ...takes },
    add,
  ),
  operation(
    'PUT',
    '/customer/user/{accountId}/revoke-portal-only-access',
    { needs: 'customers.change' },
    (call) => setAccess(call, false),
  ),

  // From here on: what the original lacks.
  operation(
    'PUT',
    '/customer/user/{accountId}/grant-portal-only-access',
    { needs: 'customers.change' },
    (call) => setAccess(call, true),
  ),
  operation('GET', '/customer', { needs: 'customers.read', query: found }, async (call) => {
    const { database, site, query, siteUrl } = call
    const rows = await walkTo<CustomerRow, string>(query, async (after = lowestId, limit) => {
      const [page = []] = (await database.readInSite(site.id, [
        listed(site.id, query, { after, limit }),
      ])) as [CustomerRow[]?]
      return { rows: page, next: page.length < limit ? undefined : page.at(-1)?.id }
    })
    return pageOf(
      call,
      query,
      rows.map((row) => customerOf(siteUrl, row)),
    )
  }),
  operation('GET', '/customer/user/{accountId}', { needs: 'customers.read' }, async (call) =>
    customerOf(call.siteUrl, await customerById(call, call.params.accountId ?? '')),
  ),
  operation(
    'PUT',
    '/customer/user/{accountId}',
    { needs: 'customers.change', body: newCustomer.partial() },
    async (call) => {
      const { database, site, body, audit, siteUrl } = call
      const { id } = await customerById(call, call.params.accountId ?? '')
      const address = body.email === undefined ? undefined : readEmail(body.email)
      const change = { name: body.displayName ?? body.fullName, address }
      await changeCustomer(database, site.id, id, change, audit)
      return customerOf(siteUrl, await customerById(call, id))
    },
  ),
]

/** By one thing at a time: the present address, what a directory calls somebody, or words. */
function listed(
  siteId: number,
  { query, email, externalId }: z.output<typeof found>,
  page: { after: string; limit: number },
): Query {
  if (email !== undefined) return customersByAddress(siteId, readEmail(email), page)
  if (externalId !== undefined) return customersByExternalId(siteId, externalId, page)
  return query === undefined ? listCustomers(siteId, page) : searchCustomers(siteId, query, page)
}
