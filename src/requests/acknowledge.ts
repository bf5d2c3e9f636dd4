// An agent says that they have read why whoever asks may be somebody else.
import type { Person } from '../model/desk/request.ts'
import { conflict } from '../model/errors.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { acknowledgeDoubt } from '../storage/desk/requests.ts'
import { requireAgent } from './comment.ts'
import { note, tellRequests } from './history.ts'
import { holdSeen } from './sight.ts'

/**
 * The doubt is looked at; it stays in the request's history who did.
 * @param since of the doubt that they read
 * @throws DoorwardError 'conflict', field `since`, when there is none any more, or another one came meanwhile
 */
export async function acknowledge(
  database: Database,
  siteId: number,
  requestId: string,
  agent: Person,
  since: Date,
  context: AuditContext,
): Promise<void> {
  const { now } = context
  await database.inSite(siteId, async (tx) => {
    requireAgent(await holdSeen(tx, requestId, agent, 'console'))
    const [was] = await tx.read<{ level: string }>(
      acknowledgeDoubt(siteId, requestId, { since, by: agent.id, now }),
    )
    if (!was)
      throw conflict(
        'since: somebody has acknowledged it already, or wrote meanwhile what gives another reason. Read it again.',
        'since',
      )
    const { level } = was
    note(tx, requestId, { by: agent, now }, 'acknowledged', { level })
    audit(tx, context, {
      action: 'request.acknowledged',
      subjectKind: 'request',
      subject: requestId,
      details: { before: level },
    })
    tellRequests(tx)
  })
}
