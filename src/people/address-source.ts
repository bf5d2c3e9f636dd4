// A directory reads its people's addresses from another attribute: an administrator's audited word, and not its own.
import { conflict } from '../model/errors.ts'
import { readUser, type UserFacts } from '../model/identity/directory-user.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import { lowestId } from '../model/ids.ts'
import { awaitGrant } from '../storage/access/staff-roles.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type UserWithAddress, usersWithAddresses } from '../storage/identity/addresses-given.ts'
import { type Directory, type MappingContext, mappingContext } from '../storage/identity/directories.ts'
import { leaveTask } from '../storage/outbox.ts'
import { replay, replayPatienceMs, settleUsers } from './replay.ts'

const batch = 500

/**
 * Leaves word that people's addresses follow, in the transaction that changes the attribute and holds the directory. In a
 * rehearsal nobody has an address yet.
 * @throws DoorwardError 'conflict' while a brake keeps addresses: nobody could say which of them waits for what
 */
export async function leaveSourceChange(
  tx: Transaction,
  { directoryId, name, state }: Directory,
  now: Date,
): Promise<void> {
  const [found] = await tx.read<MappingContext>(mappingContext(tx.siteId, directoryId))
  if (found?.addressesWait) {
    throw conflict(
      `addressFrom: changes of addresses of ${name} wait because of its brake. Decide about that first.`,
      'addressFrom',
    )
  }
  if (state === 'rehearsal') return
  // Whoever changes it brings people up to date; the queue does what that left.
  leaveTask(tx, now, 'follow-addresses', { directoryId }, new Date(now.getTime() + 2 * replayPatienceMs))
}

/**
 * Brings people's addresses in line with what their directory reads them from, in steps. It may be stopped and begun again at
 * any time, and running it twice changes nothing. While the directory grants nothing, addresses that it no longer gives are
 * no longer confirmed; others wait.
 */
export async function followAddresses(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const end = Date.now() + maxMs
  let marked = 0
  for (let after: string | undefined = lowestId; after !== undefined && Date.now() < end; ) {
    const from: string = after
    const step = await database.inDirectory(siteId, directoryId, (tx) => mark(tx, directoryId, from))
    marked += step.marked
    after = step.last
  }
  if (marked === 0) return
  const left = Math.max(0, end - Date.now())
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [
    mappingContext(siteId, directoryId),
  ])
  const [found] = rows as MappingContext[]
  if (found?.mayGrant) await replay(database, siteId, directoryId, context, left)
  else if (found) await settleUsers(database, siteId, directoryId, context, left)
}

async function mark(
  tx: Transaction,
  directoryId: number,
  after: string,
): Promise<{ readonly marked: number; readonly last: string | undefined }> {
  const rows = await tx.read<UserWithAddress>(usersWithAddresses(tx.siteId, directoryId, after, batch))
  const moved = rows.filter((row) => isMoved(row, readUser(row))).map(({ id }) => id)
  if (moved.length > 0) tx.write(awaitGrant(tx.siteId, directoryId, moved))
  return { marked: moved.length, last: rows.length < batch ? undefined : rows.at(-1)?.id }
}

/** Whether the user gives another address than the person has; a soft delete says nothing of it. */
export function isMoved(
  row: Pick<UserWithAddress, 'addressFolded' | 'standing'>,
  { address, softDeleted }: Pick<UserFacts, 'address' | 'softDeleted'>,
): boolean {
  if (softDeleted) return false
  // What nobody confirms any more stays as it is.
  if (address === undefined) return row.standing === 'held'
  // One that nobody confirmed may be confirmed now.
  return row.standing !== 'held' || row.addressFolded !== foldAddress(address)
}
