// What reading addresses from another attribute would come to, before anybody chooses it: the same rules over the same facts.
import {
  type AddressOutcome,
  addressOutcomes,
  ManyMoves,
  outcomeOf,
  outcomeOfStaff,
} from '../model/identity/address-preview.ts'
import type { AddressSource } from '../model/identity/dialect-settings.ts'
import { readUser, type UserFacts } from '../model/identity/directory-user.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import { lowestId } from '../model/ids.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type UserWithAddress, usersWithAddresses } from '../storage/identity/addresses-given.ts'
import type { Directory } from '../storage/identity/directories.ts'
import { type LockedUser, lockedUsers } from '../storage/identity/locked-users.ts'
import { isMoved } from './address-source.ts'
import { foreseeAmong } from './foresee.ts'
import { foreseeStaff } from './project-staff.ts'

/** Somebody whose address would be another one. */
interface AddressChange {
  /** The directory user's. */
  readonly id: string
  readonly name: string
  /** What the person has now, and what the directory would give. */
  readonly before: string | null
  readonly after: string | null
  readonly as: AddressOutcome
}

type AddressCounts = { readonly [outcome in AddressOutcome]: number }

export interface AddressPreview extends AddressCounts {
  /** There are more people than were looked at. */
  readonly hasMore: boolean
  /** The first of each. */
  readonly first: readonly AddressChange[]
}

const countedMax = 10_000
const page = 1_000
const batch = 250
const shownMax = 10

/**
 * Says what another attribute would do, as if the directory granted. In a rehearsal nobody has an address yet. It writes nothing.
 */
export async function previewAddresses(
  database: Database,
  siteId: number,
  { directoryId, state }: Directory,
  addressFrom: AddressSource,
): Promise<AddressPreview> {
  const counts = Object.fromEntries(addressOutcomes.map((one) => [one, 0])) as {
    [outcome in AddressOutcome]: number
  }
  const first: AddressChange[] = []
  if (state === 'rehearsal') return { ...counts, hasMore: false, first }
  const { moved, hasMore } = await movedOf(database, siteId, directoryId, addressFrom)
  const moves = new ManyMoves(leavingOf(moved))
  for (let n = 0; n < moved.length; n += batch) {
    const step = moved.slice(n, n + batch)
    const outcomes = await database.inDirectory(siteId, directoryId, (tx) =>
      foreseeStep(tx, directoryId, step, addressFrom, moves),
    )
    for (const one of step) {
      const as = outcomes.get(one.id)
      if (as === undefined) continue
      counts[as]++
      if (counts[as] > shownMax) continue
      const { name, address } = one.user
      first.push({ id: one.id, name, before: one.address, after: address ?? null, as })
    }
  }
  return { ...counts, hasMore, first }
}

type Moved = UserWithAddress & { readonly user: UserFacts }

async function movedOf(
  database: Database,
  siteId: number,
  directoryId: number,
  addressFrom: AddressSource,
): Promise<{ readonly moved: Moved[]; readonly hasMore: boolean }> {
  const moved: Moved[] = []
  let seen = 0
  for (let after = lowestId; ; ) {
    const query = usersWithAddresses(siteId, directoryId, after, page)
    const [rows = []] = (await database.readInDirectory(siteId, directoryId, [query])) as [UserWithAddress[]]
    const read = rows.map((row) => ({ ...row, user: readUser({ ...row, addressFrom }) }))
    moved.push(...read.filter((one) => isMoved(one, one.user)))
    seen += rows.length
    const last = rows.at(-1)
    if (!last || rows.length < page) return { moved, hasMore: false }
    if (seen >= countedMax) return { moved, hasMore: true }
    after = last.id
  }
}

/** Which customers give up an address that they hold, for what. */
function leavingOf(moved: readonly Moved[]): Map<string, string | undefined> {
  return new Map(
    moved.flatMap(({ customerId, standing, owns, addressFolded, user: { address } }) => {
      const wanted = address === undefined ? undefined : foldAddress(address)
      const leaves = standing === 'held' && owns && wanted !== addressFolded
      return customerId !== null && leaves ? [[customerId, wanted] as const] : []
    }),
  )
}

async function foreseeStep(
  tx: Transaction,
  directoryId: number,
  step: readonly Moved[],
  addressFrom: AddressSource,
  moves: ManyMoves,
): Promise<Map<string, AddressOutcome | undefined>> {
  const ids = step.map(({ id }) => id)
  const rows = await tx.read<LockedUser>(lockedUsers(tx.siteId, directoryId, ids, 'all'))
  const chosen = rows.map((row) => ({ ...row, addressFrom }))
  if (rows[0]?.audience === 'staff') {
    const found = await foreseeStaff(tx, directoryId, chosen)
    return new Map([...found].map(([id, { effects }]) => [id, outcomeOfStaff(effects)]))
  }
  const found = await foreseeAmong(tx, directoryId, chosen, moves)
  return new Map([...found].map(([id, { effects }]) => [id, outcomeOf(effects)]))
}
