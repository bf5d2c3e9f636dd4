// A directory user is locked, and then read with all that its change may concern, in one round trip.
import type { LinkedCustomer } from '../model/identity/projection.ts'
import { type Ask, both } from '../storage/ask.ts'
import type { Transaction } from '../storage/database.ts'
import { type Link, linksOf } from '../storage/identity/customer-links.ts'
import {
  holdUser,
  holdUserForDeletion,
  type LockedUser,
  lockedUser,
} from '../storage/identity/locked-users.ts'
import { type Heir, heirsOf, holdAddressOf, readAddressFacts } from '../storage/identity/projection-facts.ts'
import { holdCustomer } from '../storage/identity/unmanaged-customers.ts'

/** A user who is about to change. */
export function askForChange(
  siteId: number,
  directoryId: number,
  userId: string,
  withGroups: boolean,
): Ask<LockedUser | undefined> {
  return {
    queries: [holdUser(siteId, directoryId, userId), lockedUser(siteId, directoryId, userId, withGroups)],
    read: ([, rows]) => (rows as LockedUser[])[0],
  }
}

/** A user who is about to be deleted, and the heirs of the address. */
export function askForDeletion(
  siteId: number,
  directoryId: number,
  userId: string,
): Ask<[LockedUser | undefined, readonly Heir[]]> {
  const user: Ask<LockedUser | undefined> = {
    queries: [
      holdUserForDeletion(siteId, directoryId, userId),
      lockedUser(siteId, directoryId, userId, false),
    ],
    read: ([, rows]) => (rows as LockedUser[])[0],
  }
  return both(user, askForHeirs(siteId, directoryId, userId))
}

/** Who has been waiting for the address that the user's customer is about to give up. */
export function askForHeirs(siteId: number, directoryId: number, userId: string): Ask<readonly Heir[]> {
  return {
    queries: [holdAddressOf(siteId, directoryId, userId), heirsOf(siteId, directoryId, userId)],
    read: ([, rows]) => rows as Heir[],
  }
}

/**
 * The customer behind a locked user. Of a person whom several directories have, the customer's row is locked as well, so that of
 * two who let the person go at once one sees the other.
 */
export async function customerOf(
  tx: Transaction,
  directoryId: number,
  locked: LockedUser,
): Promise<LinkedCustomer | undefined> {
  if (locked.customerId === null || !locked.severalLinks) return linkedCustomer(locked)
  const { siteId } = tx
  const [, [now] = [], links = []] = (await tx.readAll([
    holdCustomer(siteId, locked.customerId),
    lockedUser(siteId, directoryId, locked.id, false),
    linksOf(siteId, locked.customerId),
  ])) as [unknown, LockedUser[], Link[]]
  const customer = linkedCustomer(now ?? locked)
  const others = links.filter(({ userId }) => userId !== locked.id)
  if (!customer || others.length === 0) return customer
  const ownerId = now?.customerDirectoryId
  // Of two users of one directory the one linked first speaks.
  const owns =
    ownerId === directoryId && links.find((one) => one.directoryId === ownerId)?.userId === locked.id
  return { ...customer, shared: { owns, others } }
}

/** The customer behind a locked user, if there is one. */
export function linkedCustomer(locked: LockedUser): LinkedCustomer | undefined {
  if (locked.customerId === null) return undefined
  const { addressId, address, standing, authority, guests, provenElsewhere, holder, ofStaff } = locked
  return {
    customerId: locked.customerId,
    name: locked.customerName ?? '',
    active: locked.customerActive ?? false,
    details: JSON.parse(locked.customerDetails ?? '{}'),
    address:
      addressId === null
        ? undefined
        : {
            addressId,
            address: address ?? '',
            standing: standing ?? 'claimed',
            facts:
              provenElsewhere === null
                ? undefined
                : readAddressFacts({
                    authority,
                    guests: guests === true,
                    provenElsewhere,
                    holder,
                    ofStaff: ofStaff === true,
                  }),
          },
  }
}
