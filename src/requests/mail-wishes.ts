// Which mails about requests somebody wants, and of which requests they want none.
import { timingSafeEqual } from 'node:crypto'
import { type AskerWishes, wishesDefault } from '../model/desk/notice.ts'
import type { Person } from '../model/desk/request.ts'
import { notFound } from '../model/errors.ts'
import { isResourceId } from '../model/ids.ts'
import type { Database } from '../storage/database.ts'
import {
  mailWishesOf,
  mutedIn,
  muteRequest,
  putMailWishes,
  unmuteRequest,
  type WishesRow,
  whoIsNow,
} from '../storage/desk/mail-wishes.ts'
import { replyKeyOf } from '../storage/desk/request-mails.ts'
import { type HeldRequestState, requestState } from '../storage/desk/requests.ts'
import { sign } from './reply-address.ts'
import { type Face, readSeen } from './sight.ts'

export async function readWishes(database: Database, siteId: number, personId: string): Promise<AskerWishes> {
  const [[found] = []] = (await database.readInSite(siteId, [mailWishesOf(siteId, [personId])])) as [
    WishesRow[]?,
  ]
  const { opened, answers, resolved } = found ?? wishesDefault
  return { opened, answers, resolved }
}

export async function changeWishes(
  database: Database,
  siteId: number,
  personId: string,
  wishes: AskerWishes,
): Promise<void> {
  await database.inSite(siteId, async (tx) => tx.write(putMailWishes(siteId, personId, wishes)))
}

/** Whether somebody gets no mails about a request. */
export async function readMuted(
  database: Database,
  siteId: number,
  requestId: string,
  personId: string,
): Promise<boolean> {
  const [rows = []] = (await database.readInSite(siteId, [mutedIn(siteId, requestId)])) as [
    { personId: string }[]?,
  ]
  return rows.some((one) => one.personId === personId)
}

/** Somebody who sees a request wants no mails about it, or some again. @throws DoorwardError 'not-found' */
export async function mute(
  database: Database,
  siteId: number,
  requestId: string,
  { person, face, muted }: { readonly person: Person; readonly face: Face; readonly muted: boolean },
): Promise<void> {
  await readSeen(database, siteId, requestId, person, face)
  await database.inSite(siteId, async (tx) =>
    tx.write((muted ? muteRequest : unmuteRequest)(siteId, requestId, person.id)),
  )
}

/** Says in a link for whom and of which request there are to be no more mails: `<request>.<person>.<signature>`. */
export const mutingToken = (key: Uint8Array, requestId: string, personId: string) =>
  `${requestId}.${personId}.${sign(key, ['mute', requestId, personId])}`

/** What the link of a mail is about. @throws DoorwardError 'not-found' */
export async function readMutingLink(
  database: Database,
  siteId: number,
  token: string,
): Promise<{
  readonly requestId: string
  readonly personId: string
  readonly key: string
  readonly muted: boolean
}> {
  const gone = () => notFound('This link')
  const [requestId = '', writtenTo = '', signature = ''] = token.split('.')
  if (!isResourceId(requestId) || !isResourceId(writtenTo)) throw gone()
  const [[key] = [], [state] = [], [now] = []] = (await database.readInSite(siteId, [
    replyKeyOf(siteId),
    requestState(siteId, requestId),
    whoIsNow(siteId, writtenTo),
  ])) as [{ secret: Buffer }[]?, HeldRequestState[]?, { id: string }[]?]
  if (!key || !state) throw gone()
  const [given, right] = [signature, sign(key.secret, ['mute', requestId, writtenTo])].map((one) =>
    Buffer.from(one),
  )
  if (!given || !right || given.length !== right.length || !timingSafeEqual(given, right)) throw gone()
  // Somebody may have been merged since the mail was written.
  const personId = now?.id ?? writtenTo
  return {
    requestId,
    personId,
    key: state.key,
    muted: await readMuted(database, siteId, requestId, personId),
  }
}

/** No more mails about a request, by the link of one of them. @throws DoorwardError 'not-found' */
export async function muteByLink(database: Database, siteId: number, token: string): Promise<void> {
  const { requestId, personId } = await readMutingLink(database, siteId, token)
  await database.inSite(siteId, async (tx) => tx.write(muteRequest(siteId, requestId, personId)))
}
