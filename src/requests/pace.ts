// Nobody floods the desk: what a customer writes is mailed to agents and to whoever takes part.
import { actsPerHourMax, commentsPerHourMax, isWithinHour } from '../model/desk/pace.ts'
import type { Person } from '../model/desk/request.ts'
import { DoorwardError } from '../model/errors.ts'
import type { Transaction } from '../storage/database.ts'
import { type PaceRow, paceOf } from '../storage/desk/pace.ts'

/**
 * Holds a customer to what somebody does in an hour. The staff are the site's own people.
 * @throws DoorwardError 'too-many-attempts'
 */
export async function requirePace(
  tx: Transaction,
  { kind, id }: Person,
  what: 'comment' | 'act',
  now: Date,
): Promise<void> {
  if (kind === 'staff') return
  const [pace] = await tx.read<PaceRow>(
    paceOf(tx.siteId, id, { acts: actsPerHourMax, comments: commentsPerHourMax }),
  )
  if (isWithinHour(pace?.[what], now))
    throw new DoorwardError(
      'too-many-attempts',
      'This was more than somebody writes in an hour. Go on in a while.',
    )
}
