// How content somebody is with what became of their request.
import { isOpen, type Person } from '../model/desk/request.ts'
import { conflict, DoorwardError } from '../model/errors.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { scoreRequest } from '../storage/desk/requests.ts'
import { note, tellRequests } from './history.ts'
import { requirePace } from './pace.ts'
import { holdSeen } from './sight.ts'

/** @throws DoorwardError 'conflict' while the request is open, 'forbidden' to whoever only reads along */
export async function score(
  database: Database,
  siteId: number,
  requestId: string,
  person: Person,
  given: { readonly score: number; readonly comment: string | null },
  context: AuditContext,
): Promise<void> {
  const { now } = context
  await database.inSite(siteId, async (tx) => {
    const { state, sight } = await holdSeen(tx, requestId, person, 'help-centre')
    if (sight.by !== 'requester')
      throw new DoorwardError('forbidden', 'Only the person whose request it is says how content they are.')
    if (isOpen(state.status)) throw conflict('This request is not resolved yet.')
    await requirePace(tx, person, 'act', now)
    tx.write(scoreRequest(siteId, requestId, given, now))
    note(tx, requestId, { by: person, now }, 'scored', { score: given.score })
    const details = { score: given.score, by: person.id }
    audit(tx, context, { action: 'request.scored', subjectKind: 'request', subject: requestId, details })
    tellRequests(tx)
  })
}
