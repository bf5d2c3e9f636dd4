// Nobody floods the desk: what a customer writes is mailed to agents and to whoever takes part.
import {
  actsPerHourMax,
  commentsPerHourMax,
  hourBefore,
  isRequestFull,
  isWithinHour,
  mailsPerRequestHourMax,
  senderActsPerHourMax,
  unprovenMailsPerHourMax,
} from '../model/desk/pace.ts'
import type { Person, Writer } from '../model/desk/request.ts'
import { DoorwardError } from '../model/errors.ts'
import type { Transaction } from '../storage/database.ts'
import { type PaceRow, paceOf, paceOfRequest, paceOfSender, paceOfUnproven } from '../storage/desk/pace.ts'

/**
 * Holds a customer to what somebody does in an hour. The staff are the site's own people.
 * @throws DoorwardError 'too-much'
 */
export async function requirePace(
  tx: Transaction,
  person: Person,
  what: 'comment' | 'act',
  now: Date,
): Promise<void> {
  if (await isTooMuch(tx, person, what, now))
    throw new DoorwardError(
      'too-much',
      what === 'comment'
        ? `You have written ${commentsPerHourMax} comments within an hour, the most. Go on in a while.`
        : `You have opened, shared or changed requests ${actsPerHourMax} times within an hour, the most. Go on in a while.`,
    )
}

/** Whether somebody has done more in this hour than a person does. */
export async function isTooMuch(
  tx: Transaction,
  { kind, id }: Writer,
  what: 'comment' | 'act',
  now: Date,
): Promise<boolean> {
  if (kind === 'staff') return false
  const [pace] = await tx.read<PaceRow>(
    kind === 'sender'
      ? paceOfSender(tx.siteId, id, senderActsPerHourMax)
      : paceOf(tx.siteId, id, { acts: actsPerHourMax, comments: commentsPerHourMax }),
  )
  return isWithinHour(pace?.[what], now)
}

/** Whether so many mails came in this hour under a customer's name, of which nothing shows that they are theirs. */
export async function isTooMuchUnproven(tx: Transaction, customerId: string, now: Date): Promise<boolean> {
  const [last] = await tx.read<{ at: Date }>(paceOfUnproven(tx.siteId, customerId, unprovenMailsPerHourMax))
  return isWithinHour(last?.at, now)
}

/** Whether so many mails went into a request in this hour that one more of this writer's is too much. The staff are the site's own people. */
export async function isTooMuchForRequest(
  tx: Transaction,
  requestId: string,
  writer: Writer,
  now: Date,
): Promise<boolean> {
  if (writer.kind === 'staff') return false
  const wanted = { since: hourBefore(now), last: mailsPerRequestHourMax }
  const [pace] = await tx.read<{ all: number; theirs: number }>(
    paceOfRequest(tx.siteId, requestId, writer, wanted),
  )
  return pace !== undefined && isRequestFull(pace)
}
