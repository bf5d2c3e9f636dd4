import type { Problem, Route } from '../model/contract.ts'
import { FieldErrors } from '../model/errors.ts'
import { type AuditRow, actorShown, listAudit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import type { Precondition } from '../storage/precondition.ts'
import { entityTagOf } from './entity-tag.ts'
import { ChangedMeanwhile } from './problem.ts'

/** A handler's part: which thing it is for the audit, and how the API shows it. */
export type Unchanged = <Row>(subject: string, view: (present: Row) => unknown) => Precondition<Row>

/** What is held to a reading: every change in place, and where the contract says so. */
export const isHeldToReading = ({ method, heldToReading }: Route): boolean =>
  method === 'PATCH' || heldToReading === true

/**
 * Of two who change one thing, the second is told: who says with If-Match (RFC 9110 13.1.1) what he has read changes
 * nothing else.
 * @param route what is called
 * @param reading the route that answers the thing, whose entity tag is meant
 * @throws FieldErrors for an If-Match that nothing would look at: whoever sends one relies on it
 */
export function unchangedSince(
  ifMatch: string | undefined,
  route: Route,
  reading: Route | undefined,
): Unchanged {
  const wanted = ifMatch?.split(',').map((tag) => tag.trim())
  if (wanted && !wanted.includes('*') && !isHeldToReading(route)) {
    const detail = 'is not looked at here: nothing that this changes has an entity tag. Leave it out.'
    throw new FieldErrors([{ field: 'If-Match', rule: 'not-looked-at', detail }])
  }
  return (subject, view) => async (tx, present) => {
    if (!wanted || !reading || wanted.includes('*')) return
    if (wanted.includes(entityTagOf(reading, reading.answer?.parse(view(present))))) return
    throw new ChangedMeanwhile(await lastChange(tx, subject))
  }
}

async function lastChange(tx: Transaction, subject: string): Promise<Problem['change']> {
  const [last] = await tx.read<AuditRow>(listAudit(tx.siteId, { subject, limit: 1 }))
  if (!last) return undefined
  return { at: last.at.toISOString(), by: actorShown(last) }
}
