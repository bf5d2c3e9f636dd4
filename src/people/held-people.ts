// Who of a directory is no customer because a person decides: whom, why, since when, and where that is decided.
import { userFactsOf } from '../model/identity/directory-user.ts'
import type { HoldReason } from '../model/identity/matching.ts'
import type { StaffHoldReason } from '../model/identity/staff-projection.ts'
import type { Database } from '../storage/database.ts'
import { type HeldUser, heldUsers } from '../storage/identity/held-users.ts'

export interface HeldPerson {
  readonly userId: string
  readonly userName: string
  readonly name: string
  readonly address: string | null
  readonly reason: HoldReason | StaffHoldReason
  /** Since when the directory has the user. */
  readonly since: Date
  /** What was decided and is still to be carried out, or stands; null while nobody has decided. */
  readonly decided: 'let-in' | 'kept-out' | null
  /** The open case that asks; null where none is open. */
  readonly caseId: string | null
}

/** A page of whom a directory's users wait, by id. */
export async function heldPeopleOf(
  database: Database,
  siteId: number,
  directoryId: number,
  page: { readonly after: string; readonly limit: number },
): Promise<HeldPerson[]> {
  const [rows = []] = await database.readInSite(siteId, [heldUsers(siteId, directoryId, page)])
  return (rows as HeldUser[]).map(({ id, resource, reason, createdAt, admitted, caseId }) => {
    const { userName, name, address } = userFactsOf(JSON.parse(resource))
    const decided = admitted === null ? null : admitted ? 'let-in' : 'kept-out'
    return { userId: id, userName, name, address: address ?? null, reason, since: createdAt, decided, caseId }
  })
}
