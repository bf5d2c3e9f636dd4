// Who of a directory is no customer because a person decides: whom, why, since when, and where that is decided.
import { conflict } from '../model/errors.ts'
import { readUser } from '../model/identity/directory-user.ts'
import type { HeldDecision, HoldReason } from '../model/identity/matching.ts'
import type { StaffHoldReason } from '../model/identity/staff-projection.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { openCase } from '../storage/identity/cases.ts'
import { closeHeldCase, decideHeldUser, type HeldUser, heldUsers } from '../storage/identity/held-users.ts'
import { leaveTask } from '../storage/outbox.ts'

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
  return (rows as HeldUser[]).map((row) => {
    const { id, reason, createdAt, admitted, caseId } = row
    const { userName, name, address } = readUser(row)
    const decided = admitted === null ? null : admitted ? 'let-in' : 'kept-out'
    return { userId: id, userName, name, address: address ?? null, reason, since: createdAt, decided, caseId }
  })
}

const admits = { 'let-in': true, 'keep-out': false, 'ask-again': null } as const

/**
 * Decides about one person whom the access policy or the quota holds back: by the case, everybody is decided about at once.
 * @throws DoorwardError 'conflict' for one who does not wait for this
 */
export async function decideHeldPerson(
  database: Database,
  siteId: number,
  directoryId: number,
  { userId, decision }: { readonly userId: string; readonly decision: HeldDecision },
  context: AuditContext,
): Promise<void> {
  const { now } = context
  const admitted = admits[decision]
  // For whom there is no room a word is not enough: the number is raised.
  const reasons = admitted === true ? (['access-policy'] as const) : (['access-policy', 'quota'] as const)
  await database.inSite(siteId, async (tx) => {
    const wanted = decideHeldUser(siteId, directoryId, userId, { reasons, admitted })
    const [found] = await tx.read<{ reason: (typeof reasons)[number] }>(wanted)
    if (!found) {
      throw conflict(
        admitted === true
          ? 'This person does not wait because of the access policy. Look at the reason, and at its case.'
          : 'This person waits neither because of the access policy nor for room. Look at the case.',
      )
    }
    const { reason } = found
    if (decision === 'ask-again')
      tx.write(openCase(siteId, { kind: reason, key: String(directoryId), directoryId, now }))
    else tx.write(closeHeldCase(siteId, directoryId, { userId, reason, now }))
    if (admitted === true) leaveTask(tx, now, 'run-task', { task: 'finish-replays' })
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'held-user.decided',
        subjectKind: 'user',
        subject: userId,
        details: { kind: reason, decision },
      },
    )
  })
}
