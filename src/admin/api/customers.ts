import type { Call } from '../../http/contract-call.ts'
import type { Answer, Item } from '../../model/contract.ts'
import { notFound } from '../../model/errors.ts'
import { addCustomer, changeCustomer, release, setActive } from '../../people/unmanaged.ts'
import { type CustomerRow, customersById } from '../../storage/identity/customers.ts'
import type { adminApi } from '../contract.ts'
import { requireAddress } from '../customers.ts'
import { type Names, readNames } from '../names.ts'
import { inWordsOf } from './directories.ts'
import { customerView, peopleHandlers } from './people.ts'

type Api = typeof adminApi
type AnyCall = Pick<Call<Api['deactivateCustomer']>, 'database' | 'site'>

async function viewOf({ database, site }: AnyCall, customerId: string): Promise<Item<Api['listCustomers']>> {
  const [rows = []] = await database.readInSite(site.id, [customersById(site.id, [customerId])])
  const [row] = rows as CustomerRow[]
  if (!row) throw notFound('This customer')
  return customerView(row, await readNames(database, site))
}

/** @throws FieldErrors */
function readAddress(given: string): string {
  try {
    return requireAddress('address', given)
  } catch (error) {
    throw inWordsOf(error, { address: 'address' })
  }
}

/** What the entity tag is made of; what does not count is left empty. */
const tagged =
  (names: Names) =>
  (row: CustomerRow): Answer<Api['getCustomer']> => ({
    ...customerView(row, names),
    deactivatedHere: false,
    details: [],
    memberships: [],
    users: [],
    requestCount: 0,
  })

export const customerHandlers = {
  async addCustomer(call: Call<Api['addCustomer']>) {
    const { database, site, body, audit } = call
    const address = body.address === undefined ? undefined : readAddress(body.address)
    const wanted = { name: body.name, address, isProven: body.proven }
    return viewOf(call, await addCustomer(database, site.id, wanted, audit))
  },

  async changeCustomer(call: Call<Api['changeCustomer']>) {
    const { database, site, params, body, audit } = call
    const unchanged = call.unchanged(params.customerId, tagged(await readNames(database, site)))
    const address = typeof body.address === 'string' ? readAddress(body.address) : body.address
    const change = { name: body.name, address, isProven: body.proven }
    await changeCustomer(database, site.id, params.customerId, change, audit, unchanged)
    return peopleHandlers.getCustomer(call)
  },

  async deactivateCustomer(call: Call<Api['deactivateCustomer']>) {
    const { database, site, params, audit } = call
    await setActive(database, site.id, params.customerId, false, audit)
    return viewOf(call, params.customerId)
  },

  async reactivateCustomer(call: Call<Api['reactivateCustomer']>) {
    const { database, site, params, audit } = call
    await setActive(database, site.id, params.customerId, true, audit)
    return viewOf(call, params.customerId)
  },

  async releaseCustomer(call: Call<Api['releaseCustomer']>) {
    const { database, site, params, body, audit } = call
    await release(database, site.id, params.customerId, body.proven, audit)
    return viewOf(call, params.customerId)
  },
}
