// A request as a page shows it: what was answered, said and done.
import { kindsForAskers } from '../model/desk/history.ts'
import type { Person } from '../model/desk/request.ts'
import { highestId } from '../model/ids.ts'
import { type LastSignInRow, lastSignInOf } from '../storage/access/sign-ins.ts'
import type { Database } from '../storage/database.ts'
import { type AttachmentRow, attachmentsOfMessages } from '../storage/desk/attachments.ts'
import { mutedIn } from '../storage/desk/mail-wishes.ts'
import { type ProofRow, proofsOf } from '../storage/desk/proofs.ts'
import { type AddresseeRow, addresseesOf } from '../storage/desk/request-mails.ts'
import { type RequestDetail, type RequestRow, requestDetail, requestsById } from '../storage/desk/requests.ts'
import { fieldsOfType, type KeptField } from '../storage/desk/seen-portals.ts'
import { type CommentRow, commentsOf, type HistoryRow, historyOf } from '../storage/desk/thread.ts'
import { proofsMax } from './prove.ts'
import { type Face, readSeen, type SeenRequest } from './sight.ts'

/** The newest of each; older ones follow page by page. */
const entriesMax = 200
/**
 * So many characters of Markdown are read for one answer: reading the longest comments takes a second for a handful, and for two
 * hundred of them nobody else would be answered for minutes.
 */
const readMax = 100_000

/** How many of these comments, from the first on, one answer holds: one at least. */
function countRead(comments: readonly CommentRow[]): number {
  let characters = 0
  const beyond = comments.findIndex(({ body, quoted }) => {
    characters += body.length + (quoted?.length ?? 0)
    return characters > readMax
  })
  return beyond === -1 ? comments.length : Math.max(1, beyond)
}

export interface WholeRequest {
  readonly seen: SeenRequest
  readonly row: RequestRow
  readonly detail: RequestDetail
  /** Those of its kind, archived ones too. */
  readonly fields: readonly KeptField[]
  /** The oldest first; at most the newest 200, and fewer where they are long. */
  readonly comments: readonly CommentRow[]
  readonly hasEarlierComments: boolean
  readonly history: readonly HistoryRow[]
  /** What came with the request and these comments, internal ones for agents alone. */
  readonly attachments: readonly AttachmentRow[]
  /** Who else stood in the mail that opened it; for agents alone. */
  readonly addressees: readonly AddresseeRow[]
  /** Whom agents asked whether a message is theirs, the newest first; for agents alone. */
  readonly proofs: readonly ProofRow[]
  /** Of the requester; for agents alone. */
  readonly lastSignIn: LastSignInRow | undefined
  /** Whoever reads it gets no mails about it. */
  readonly isMuted: boolean
}

/**
 * Reads a request for somebody who may see it: internal notes, and what was done among agents, for agents alone.
 * @throws DoorwardError 'not-found'
 */
export async function readRequest(
  database: Database,
  siteId: number,
  requestId: string,
  person: Person,
  face: Face,
): Promise<WholeRequest> {
  const seen = await readSeen(database, siteId, requestId, person, face)
  const isAgent = seen.sight.by === 'agent'
  const [rows, details, comments, history] = (await database.readInSite(siteId, [
    requestsById(siteId, [requestId]),
    requestDetail(siteId, requestId),
    commentsOf(siteId, requestId, { before: highestId, limit: entriesMax + 1, withInternal: isAgent }),
    historyOf(siteId, requestId, {
      before: highestId,
      limit: entriesMax,
      kinds: isAgent ? null : kindsForAskers,
    }),
  ])) as [RequestRow[], RequestDetail[], CommentRow[], HistoryRow[]]
  const [row] = rows
  const [detail] = details
  // Gone between the two looks.
  if (!row || !detail) return readRequest(database, siteId, requestId, person, face)
  const isTold = isAgent && row.requesterKind === 'customer'
  const shown = comments.slice(0, Math.min(entriesMax, countRead(comments)))
  const commentIds = shown.map(({ id }) => id)
  const [fields = [], attachments = [], addressees = [], proofs = [], muted = [], signIns = []] =
    (await database.readInSite(siteId, [
      fieldsOfType(siteId, detail.requestTypeId),
      attachmentsOfMessages(siteId, requestId, { commentIds, withOwn: true }),
      addresseesOf(siteId, requestId),
      proofsOf(siteId, requestId, isAgent ? proofsMax : 0),
      mutedIn(siteId, requestId),
      ...(isTold ? [lastSignInOf(siteId, row.requesterId)] : []),
    ])) as [
      KeptField[]?,
      AttachmentRow[]?,
      AddresseeRow[]?,
      ProofRow[]?,
      { personId: string }[]?,
      LastSignInRow[]?,
    ]
  return {
    seen,
    row,
    detail,
    fields,
    comments: shown.toReversed(),
    hasEarlierComments: comments.length > shown.length,
    addressees: isAgent ? addressees : [],
    lastSignIn: signIns[0],
    proofs,
    isMuted: muted.some(({ personId }) => personId === person.id),
    history: history.reverse(),
    attachments: attachments.filter(({ isInternal }) => isAgent || !isInternal),
  }
}

/** Comments, and their files. */
export interface EarlierComments {
  readonly comments: readonly CommentRow[]
  /** Of these only so many are for one answer; the others are for the next. */
  readonly fits: number
  readonly attachments: readonly AttachmentRow[]
}

/** Comments before a given one, the newest first. @throws DoorwardError 'not-found' */
export async function readEarlierComments(
  database: Database,
  siteId: number,
  requestId: string,
  { person, face }: { readonly person: Person; readonly face: Face },
  page: { readonly before: string; readonly limit: number },
): Promise<EarlierComments> {
  const { sight } = await readSeen(database, siteId, requestId, person, face)
  const wanted = { ...page, withInternal: sight.by === 'agent' }
  const [comments = []] = (await database.readInSite(siteId, [commentsOf(siteId, requestId, wanted)])) as [
    CommentRow[]?,
  ]
  const fits = countRead(comments)
  const commentIds = comments.slice(0, fits).map(({ id }) => id)
  const [attachments = []] = (await database.readInSite(siteId, [
    attachmentsOfMessages(siteId, requestId, { commentIds, withOwn: false }),
  ])) as [AttachmentRow[]?]
  return { comments, fits, attachments }
}
