// Mails about requests: who gets one is found when word was left, and looked at again when the mail is sent.
import type { AssuranceLevel } from '../model/desk/assurance.ts'
import { type RequestNews, wants, whoHears, wishesDefault } from '../model/desk/notice.ts'
import { personOf, type Writer, writerOf } from '../model/desk/request.ts'
import type { MailThread, MailValues, RequestNewsText } from '../model/mail.ts'
import { may, roles } from '../model/permissions.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { mailWishesOf, mutedIn, type WishesRow } from '../storage/desk/mail-wishes.ts'
import {
  type Reachable,
  type ReachableAgent,
  reachable,
  reachableAgents,
  type ToldComment,
  toldComment,
} from '../storage/desk/notices.ts'
import {
  type HeldRequestState,
  type RequestRow,
  requestState,
  requestsById,
} from '../storage/desk/requests.ts'
import { type ParticipantRow, participantsOf } from '../storage/desk/sharing.ts'
import { queueMail } from '../storage/mails.ts'
import type { Payload } from '../storage/outbox.ts'
import { mailThread } from './mail-thread.ts'
import { renderMarkdown } from './markdown.ts'
import { ifSeen, seenIn } from './sight.ts'

/** More agents than these are not written to of one request. */
const agentsMax = 200
const answering = roles.filter((role) => may(role, 'requests.change'))

/** Has mails written to whoever is to hear of what happened. */
export async function tellOfRequest(
  database: Database,
  siteId: number,
  payload: Payload,
  now: Date,
): Promise<void> {
  const requestId = String(payload.requestId)
  const commentId = typeof payload.commentId === 'string' ? payload.commentId : null
  await database.inSite(siteId, async (tx) => {
    const [[state], participants, agents, comments = []] = (await tx.readAll([
      requestState(siteId, requestId),
      participantsOf(siteId, requestId),
      reachableAgents(siteId, answering, agentsMax),
      ...(commentId === null ? [] : [toldComment(siteId, requestId, commentId)]),
    ])) as [HeldRequestState[], ParticipantRow[], ReachableAgent[], ToldComment[]?]
    const news = newsOf(payload, comments[0])
    if (!state || !news) return
    const facts = {
      requester: writerOf(state),
      participants: participants.map((one) => personOf(one.customerId, one.staffId)),
      assigneeId: state.assigneeId,
      by: byOf(payload),
    }
    const { askers, agents: told } = whoHears(news, facts, agents)
    const said = { requestId, commentId, what: news.what }
    const [muted, wishes] = (await tx.readAll([
      mutedIn(siteId, requestId),
      mailWishesOf(
        siteId,
        askers.map(({ id }) => id),
      ),
    ])) as [{ personId: string }[], WishesRow[]]
    const isMuted = (id: string) => muted.some(({ personId }) => personId === id)
    const isWanted = (id: string) =>
      wants(news, wishes.find(({ personId }) => personId === id) ?? wishesDefault)
    for (const person of payload.isQuiet === true ? [] : askers) {
      if (isMuted(person.id) || !isWanted(person.id)) continue
      const [found] = await tx.read<Reachable>(reachable(siteId, person))
      if (found) queue(tx, now, found, { ...said, face: 'help-centre', person: person.kind })
    }
    const agentsTold = new Set(told)
    for (const agent of agents) {
      if (agentsTold.has(agent.id) && !isMuted(agent.id))
        queue(tx, now, agent, { ...said, face: 'console', person: 'staff' })
    }
  })
}

function queue(tx: Transaction, now: Date, to: Reachable, said: MailValues['request-news']): void {
  const { id: personId, name, address, language } = to
  queueMail(tx, now, { personId, name, address, language }, 'request-news', said)
}

function newsOf({ what }: Payload, comment: ToldComment | undefined): RequestNews | undefined {
  if (what === 'opened' || what === 'assigned' || what === 'resolved') return { what }
  return comment && { what: 'commented', isInternal: comment.isInternal, isAgent: comment.isAgent }
}

function byOf({ byKind, byId }: Payload): Writer | null {
  const isOne =
    (byKind === 'customer' || byKind === 'staff' || byKind === 'sender') && typeof byId === 'string'
  return isOne ? { kind: byKind, id: byId } : null
}

/** Longer ones are read at the page. */
const textMax = 4_000

/**
 * What the mail brings, if its recipient may still see the request, and still has this address.
 * @param about the mail's values, and whose it is
 * @returns a sentence where there is nobody any more who may have it
 */
export async function newsForMail(
  tx: Transaction,
  about: MailValues['request-news'] & { readonly personId: string; readonly address: string },
): Promise<{ readonly text: RequestNewsText; readonly thread: MailThread } | string> {
  const { requestId, commentId, face, personId: id } = about
  const { siteId } = tx
  const person = { kind: about.person, id }
  const seen = await ifSeen(seenIn(tx, requestId, person, face))
  if (!seen || (face === 'console' && seen.sight.by !== 'agent'))
    return 'This person may not see the request any more.'
  const [[to], [row], [comment], muted] = (await tx.readAll([
    reachable(siteId, person),
    requestsById(siteId, [requestId]),
    toldComment(siteId, requestId, commentId ?? requestId),
    mutedIn(siteId, requestId),
  ])) as [Reachable[], RequestRow[], ToldComment[], { personId: string }[]]
  if (muted.some(({ personId }) => personId === id)) return 'This person wants no mails about this request.'
  if (to?.address !== about.address)
    return 'This person has another address now, or none that is theirs for certain.'
  if (!row || (comment?.isInternal && face === 'help-centre')) return 'There is nothing to tell any more.'
  const text = comment ? renderMarkdown(comment.body).text : null
  const thread = await mailThread(tx, { requestId, requestKey: row.key, face, writer: person })
  return {
    thread,
    text: {
      key: row.key,
      summary: row.summary,
      path: face === 'console' ? `/console/${row.key}` : `/requests/${row.key}`,
      text: text !== null && text.length > textMax ? `${text.slice(0, textMax)}…` : text,
      author: comment?.author ?? null,
      isInternal: comment?.isInternal ?? false,
      from: face === 'console' ? (comment ? ofComment(comment) : ofOpening(row)) : null,
      canAnswer: thread.replyTo !== null,
    },
  }
}

const isDoubted = (level: AssuranceLevel | null) => level === 'suspect' || level === 'unknown'

function ofOpening({ requester, address, doubt, assurance, evidence }: RequestRow): RequestNewsText['from'] {
  return {
    name: requester,
    emailAddress: address ?? '',
    level: doubt ?? assurance,
    reasons: isDoubted(assurance) ? evidence : [],
  }
}

/** Whoever wrote it may be another than who asks, and as sure or unsure as that writing was. */
function ofComment({ author, address, assurance, evidence }: ToldComment): RequestNewsText['from'] {
  return {
    name: author,
    emailAddress: address ?? '',
    level: assurance,
    reasons: isDoubted(assurance) ? (evidence ?? []) : [],
  }
}
