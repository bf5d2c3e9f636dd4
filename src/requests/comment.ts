// Somebody writes in a request.
import type { Assessment } from '../model/desk/assurance.ts'
import {
  afterAskerAct,
  afterAskerComment,
  commentMax,
  type Person,
  type Status,
  type Writer,
  waitingSince,
} from '../model/desk/request.ts'
import { conflict, DoorwardError, invalid } from '../model/errors.ts'
import { lowestId } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { changeRequest, type HeldRequestState } from '../storage/desk/requests.ts'
import { insertComment, type WrittenComment, writtenSince } from '../storage/desk/thread.ts'
import { newId } from '../storage/new-id.ts'
import { attachTo } from './attachments.ts'
import { note, tellRequests } from './history.ts'
import { noteComment, noteResolved } from './notify.ts'
import { requirePace } from './pace.ts'
import { holdSeen, type SeenRequest } from './sight.ts'

interface Written {
  /** Markdown; it may be empty where files say it all. */
  readonly body: string
  /** Files that the writer brought before. */
  readonly attachmentIds?: readonly string[]
}

export interface AgentAnswer extends Written {
  /** For agents only. */
  readonly isInternal: boolean
  /** Where the request stands then; undefined: an answer waits for the customer, and a note changes nothing. */
  readonly status?: Status | undefined
  /** The last comment that the agent had read; null: there was none. Undefined: whatever came meanwhile, it is written. */
  readonly seen?: string | null | undefined
}

/**
 * Somebody who asks writes. What was waiting for them, or resolved, waits for support again.
 * @returns the comment's id
 * @throws DoorwardError 'not-found' for a request that they do not see, 'conflict' for one that is closed
 */
export async function writeAsAsker(
  database: Database,
  siteId: number,
  requestId: string,
  { person, assessment }: { readonly person: Person; readonly assessment: Assessment },
  written: Written,
  context: AuditContext,
): Promise<string> {
  const body = readBody(written)
  const { now } = context
  return database.inSite(siteId, async (tx) => {
    const { state } = await holdSeen(tx, requestId, person, 'help-centre')
    await requirePace(tx, person, 'comment', now)
    if (afterAskerComment(state.status) === undefined)
      throw conflict('This request is closed. Open another one, and name this one in it.')
    const commentId = putAskerComment(tx, state, { author: person, assessment, body, quoted: null }, context)
    await attachTo(tx, siteId, {
      requestId,
      commentId,
      attachmentIds: written.attachmentIds ?? [],
      by: person,
    })
    return commentId
  })
}

/**
 * Writes what somebody says who asks, in a request that the transaction holds and that is not closed; files follow.
 * @returns the comment's id
 */
export function putAskerComment(
  tx: Transaction,
  state: HeldRequestState,
  {
    assessment: { level: assurance, evidence },
    ...said
  }: {
    readonly author: Writer
    readonly assessment: Assessment
    readonly body: string
    readonly quoted: string | null
  },
  context: AuditContext,
): string {
  const { now } = context
  const commentId = newId()
  const comment = { ...said, commentId, requestId: state.id, isAgent: false, isInternal: false, now }
  tx.write(insertComment(tx.siteId, { ...comment, assurance, evidence }))
  moveTo(tx, state, afterAskerComment(state.status) ?? state.status, { by: said.author, now })
  record(tx, context, comment)
  noteComment(tx, state.id, commentId, { by: said.author, now })
  tellRequests(tx)
  return commentId
}

/** Leaves a note for the agents that one of them wrote by mail. @returns its id */
export function putAgentNote(
  tx: Transaction,
  state: HeldRequestState,
  {
    author,
    body,
    quoted,
  }: { readonly author: Person; readonly body: string; readonly quoted: string | null },
  context: AuditContext,
): string {
  const { now } = context
  const commentId = newId()
  const comment = {
    commentId,
    requestId: state.id,
    author,
    isAgent: true,
    isInternal: true,
    body,
    quoted,
    now,
  }
  tx.write(insertComment(tx.siteId, { ...comment, assurance: null, evidence: null }))
  moveTo(tx, state, state.status, { by: author, now })
  record(tx, context, comment)
  noteComment(tx, state.id, commentId, { by: author, now })
  tellRequests(tx)
  return commentId
}

/**
 * An agent answers, or leaves a note for the others.
 * @returns the comment's id
 * @throws DoorwardError 'conflict', field `seen`, when somebody else wrote since the agent had read the request
 */
export async function writeAsAgent(
  database: Database,
  siteId: number,
  requestId: string,
  agent: Person,
  answer: AgentAnswer,
  context: AuditContext,
): Promise<string> {
  const body = readBody(answer)
  const { isInternal, seen } = answer
  const { now } = context
  return database.inSite(siteId, async (tx) => {
    const held = await holdSeen(tx, requestId, agent, 'console')
    requireAgent(held)
    const { state } = held
    await requireSeen(tx, requestId, agent, seen)
    const commentId = newId()
    const comment = {
      commentId,
      requestId,
      author: agent,
      isAgent: true,
      isInternal,
      body,
      quoted: null,
      now,
    }
    tx.write(insertComment(siteId, { ...comment, assurance: null, evidence: null }))
    await attachTo(tx, siteId, { requestId, commentId, attachmentIds: answer.attachmentIds ?? [], by: agent })
    const status = answer.status ?? (isInternal ? state.status : 'waiting-for-customer')
    moveTo(tx, state, status, { by: agent, now })
    record(tx, context, comment)
    noteComment(tx, requestId, commentId, { by: comment.author, now })
    tellRequests(tx)
    return commentId
  })
}

/**
 * Whoever asked says that it is solved, or that it is not.
 * @throws DoorwardError 'not-found' where they do not see it, 'forbidden' where they only read along
 */
export async function actAsAsker(
  database: Database,
  siteId: number,
  requestId: string,
  person: Person,
  act: 'solve' | 'reopen',
  context: AuditContext,
): Promise<void> {
  const { now } = context
  await database.inSite(siteId, async (tx) => {
    const { state, sight } = await holdSeen(tx, requestId, person, 'help-centre')
    if (sight.by !== 'requester')
      throw new DoorwardError('forbidden', 'Only the person whose request it is says whether it is solved.')
    await requirePace(tx, person, 'act', now)
    const status = afterAskerAct(state.status, act)
    if (status === undefined)
      throw conflict(act === 'solve' ? 'This request is over already.' : 'This request is not resolved.')
    moveTo(tx, state, status, { by: person, now })
    if (status === 'resolved') noteResolved(tx, requestId, { by: person, now })
    const details = { before: state.status, after: status, by: person.id }
    audit(tx, context, { action: 'request.changed', subjectKind: 'request', subject: requestId, details })
    tellRequests(tx)
  })
}

/** Seeing every request is not answering them: an auditor reads. */
export function requireAgent({ sight }: Pick<SeenRequest, 'sight'>): void {
  if (sight.by !== 'agent') throw new DoorwardError('forbidden', 'Only agents do this.')
}

/** A request stands elsewhere now, or was only touched; the side that must act is known by it. */
function moveTo(
  tx: Transaction,
  state: HeldRequestState,
  status: Status,
  { by, now }: { by: Writer; now: Date },
): void {
  const { id, priority, assigneeId } = state
  const since = waitingSince({ status: state.status, since: state.waitingSince }, status, now)
  const statusId = status === state.status ? state.statusId : null
  tx.write(changeRequest(tx.siteId, id, { status, statusId, priority, assigneeId, waitingSince: since }, now))
  if (status !== state.status) note(tx, id, { by, now }, 'status-changed', { from: state.status, to: status })
}

/** What was written stands with the request. */
function record(
  tx: Transaction,
  context: AuditContext,
  {
    requestId,
    commentId,
    isInternal,
    author,
  }: Pick<WrittenComment, 'requestId' | 'commentId' | 'isInternal' | 'author'>,
): void {
  const details = { commentId, internal: isInternal, by: author.id }
  audit(tx, context, { action: 'request.commented', subjectKind: 'request', subject: requestId, details })
}

function readBody({ body: given, attachmentIds = [] }: Written): string {
  const body = given.replaceAll('\r\n', '\n').trim()
  if (body === '' && attachmentIds.length === 0) throw invalid('markdown', 'must not be empty.')
  if (body.length > commentMax) throw invalid('markdown', `must be at most ${commentMax} characters long.`)
  return body
}

async function requireSeen(
  tx: Transaction,
  requestId: string,
  { id }: Person,
  seen: string | null | undefined,
): Promise<void> {
  if (seen === undefined) return
  // What the agent wrote in another tab hides nothing that came before it.
  const others = await tx.read(writtenSince(tx.siteId, requestId, seen ?? lowestId, id))
  if (others.length === 0) return
  throw conflict(
    'seen: somebody wrote while you did. Read it, and send yours again if it still fits.',
    'seen',
  )
}
