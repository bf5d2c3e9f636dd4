import { conflict, DoorwardError, invalid, notFound } from '../model/errors.ts'
import { namesOf, otherEmailsOf } from '../model/identity/directory-user.ts'
import { foldAddress, isAddress, withPlainDomain } from '../model/identity/email-address.ts'
import { isResourceId, lowestId } from '../model/ids.ts'
import type { Database } from '../storage/database.ts'
import { type CustomerRow, customersByAddress, customersById } from '../storage/identity/customers.ts'

/** @throws DoorwardError naming the field when the text is no e-mail address */
export function requireAddress(field: string, text: string): string {
  const address = withPlainDomain(text.trim())
  if (!isAddress(address)) throw invalid(field, 'must be an e-mail address such as ann@globex.com.')
  return address
}

/** What a directory says of a customer, beside the one address that counts. @param resource JSON text */
export function saidOf(
  resource: string,
  { addresses }: CustomerRow,
): { userName: string | null; otherEmails: string[] } {
  const said = JSON.parse(resource)
  const address = addresses.find(({ until }) => until === null)?.address
  return { userName: namesOf(said).userName || null, otherEmails: otherEmailsOf(said, address) }
}

/** Finds a customer by id, or by the present address: its holder, else the only one who claims it. */
export async function findCustomer(
  database: Database,
  siteId: number,
  field: string,
  idOrAddress: string,
): Promise<CustomerRow> {
  if (!isResourceId(idOrAddress)) {
    if (!idOrAddress.includes('@'))
      throw invalid(field, 'must be the id or the e-mail address of a customer.')
    return findByAddress(database, siteId, field, requireAddress(field, idOrAddress))
  }
  const [rows = []] = await database.readInSite(siteId, [customersById(siteId, [idOrAddress])])
  const [customer] = rows as CustomerRow[]
  if (!customer) throw notFound(`The customer ${idOrAddress}`, field)
  // Whom somebody was merged into, however often.
  return customer.mergedInto === null ? customer : findCustomer(database, siteId, field, customer.mergedInto)
}

async function findByAddress(
  database: Database,
  siteId: number,
  field: string,
  address: string,
): Promise<CustomerRow> {
  const page = { after: lowestId, limit: 100 }
  const [rows = []] = await database.readInSite(siteId, [customersByAddress(siteId, address, page)])
  const found = rows as CustomerRow[]
  const holder = found.find(({ addresses }) =>
    addresses.some(
      (one) =>
        one.until === null && one.standing === 'held' && foldAddress(one.address) === foldAddress(address),
    ),
  )
  const customer = holder ?? found[0]
  if (!customer) {
    throw new DoorwardError(
      'not-found',
      `Nobody has the address ${address} now. Who had it: customer list --query ${address}`,
      field,
    )
  }
  if (!holder && found.length > 1) {
    throw conflict(
      `${found.length} customers claim ${address} and nobody holds it: customer list --email ${address}`,
      field,
    )
  }
  return customer
}
