// Agents change where a request stands, whose it is, and how much it hurries.
import {
  type Person,
  type Priority,
  priorityNumber,
  priorityOf,
  type Status,
  waitingSince,
} from '../model/desk/request.ts'
import { conflict, invalid } from '../model/errors.ts'
import { may, type Role } from '../model/permissions.ts'
import { type StaffRow, staffById } from '../storage/access/staff.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { changeRequest, type HeldRequestState } from '../storage/desk/requests.ts'
import { type StatusRow, statusById } from '../storage/desk/statuses.ts'
import { requireAgent } from './comment.ts'
import { note, tellRequests } from './history.ts'
import { noteAssigned, noteResolved } from './notify.ts'
import { holdSeen } from './sight.ts'

/** What is to change; what is not given stays. */
export interface RequestWish {
  readonly status?: Status | undefined
  /** One of the site's own; it says which of the five it belongs to. */
  readonly statusId?: string | undefined
  /** Null: nobody's. */
  readonly assigneeId?: string | null | undefined
  readonly priority?: Priority | undefined
}

/** Whether nobody has changed it since the agent read it; throws where somebody has. */
type Unchanged = (tx: Transaction, state: HeldRequestState) => Promise<void>

/**
 * @returns whether anything is otherwise now
 * @throws DoorwardError 'not-found', 'forbidden', 'invalid' naming the field, or whatever `unchanged` says
 */
export async function changeAsAgent(
  database: Database,
  siteId: number,
  requestId: string,
  agent: Person,
  wish: RequestWish,
  context: AuditContext,
  unchanged: Unchanged = async () => undefined,
): Promise<boolean> {
  const { now } = context
  return database.inSite(siteId, async (tx) => {
    const seen = await holdSeen(tx, requestId, agent, 'console')
    requireAgent(seen)
    const { state } = seen
    await unchanged(tx, state)
    const [own, assignee] = await wanted(tx, wish)
    const status = own?.category ?? wish.status ?? state.status
    const statusId = own?.id ?? (wish.status === undefined ? state.statusId : null)
    const assigneeId = assignee === undefined ? state.assigneeId : (assignee?.id ?? null)
    const priority = wish.priority === undefined ? state.priority : priorityNumber(wish.priority)
    const isSame =
      status === state.status &&
      statusId === state.statusId &&
      assigneeId === state.assigneeId &&
      priority === state.priority
    if (isSame) return false
    const since = waitingSince({ status: state.status, since: state.waitingSince }, status, now)
    tx.write(
      changeRequest(siteId, requestId, { status, statusId, priority, assigneeId, waitingSince: since }, now),
    )
    const acting = { by: agent, now }
    if (status !== state.status || statusId !== state.statusId)
      note(tx, requestId, acting, 'status-changed', {
        from: state.status,
        to: status,
        ...(statusId !== null && { toStatusId: statusId }),
      })
    if (assigneeId !== state.assigneeId)
      note(tx, requestId, acting, 'assigned', { from: state.assigneeId, to: assigneeId })
    if (priority !== state.priority)
      note(tx, requestId, acting, 'priority-changed', {
        from: priorityOf(state.priority),
        to: priorityOf(priority),
      })
    if (assigneeId !== null && assigneeId !== state.assigneeId) noteAssigned(tx, requestId, acting)
    if (status === 'resolved' && state.status !== 'resolved') noteResolved(tx, requestId, acting)
    const told = (one: { status: Status; assigneeId: string | null; priority: number }) =>
      `${one.status}, ${priorityOf(one.priority)}, ${one.assigneeId ?? 'nobody'}`
    const details = { before: told(state), after: told({ status, assigneeId, priority }), by: agent.id }
    audit(tx, context, { action: 'request.changed', subjectKind: 'request', subject: requestId, details })
    tellRequests(tx)
    return true
  })
}

/** The status of the site's own and the agent that are meant; each undefined where none is. */
async function wanted(
  tx: Transaction,
  { status, statusId, assigneeId }: RequestWish,
): Promise<[StatusRow | undefined, StaffRow | null | undefined]> {
  const [own] = statusId === undefined ? [] : await tx.read<StatusRow>(statusById(tx.siteId, statusId))
  if (statusId !== undefined && (!own || own.archivedAt !== null))
    throw invalid('statusId', 'must be a status that the site has now.')
  if (own && status !== undefined && own.category !== status)
    throw conflict(`statusId: this status belongs to ${own.category}.`, 'statusId')
  if (assigneeId === undefined || assigneeId === null) return [own, assigneeId]
  const [assignee] = await tx.read<StaffRow>(staffById(tx.siteId, assigneeId))
  if (!assignee || assignee.disabled || !isAnswering(assignee.role))
    throw invalid('assigneeId', 'must be somebody with a seat who answers requests.')
  return [own, assignee]
}

const isAnswering = (role: Role) => may(role, 'requests.change')
