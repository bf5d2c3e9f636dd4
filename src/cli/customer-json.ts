import type { Names } from '../admin/names.ts'
import { keyOf } from '../model/ids.ts'
import type { CustomerRow } from '../storage/identity/customers.ts'

/** A customer as `--json` shows one; times are dates. */
export function customerJson(customer: CustomerRow, names: Names) {
  const { id, name, active, directoryId, erasedAt, createdAt, updatedAt } = customer
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
    erasedAt,
    createdAt,
    updatedAt,
  }
}

export type CustomerJson = ReturnType<typeof customerJson>
