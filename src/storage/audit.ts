import type { Actor, AuditAction, AuditEvent } from '../model/audit.ts'
import { kindsOfEvent } from '../model/changes.ts'
import type { Transaction } from './database.ts'
import { newId } from './new-id.ts'
import { announce } from './notices.ts'
import type { Query, Tally } from './statement.ts'

/** What every event of one call shares. */
export interface AuditContext {
  readonly actor: Actor
  readonly now: Date
  readonly directoryId?: number
  readonly requestId?: string
}

/**
 * Records an event in the caller's transaction; personal values go to their own table.
 * @param counted as what the event counts besides
 */
export function audit<const Action extends AuditAction>(
  tx: Transaction,
  context: AuditContext,
  event: AuditEvent<Action>,
  counted?: Tally,
): void {
  const eventId = newId()
  tx.write({
    name: 'audit',
    table: 'audit_events',
    isRow: true,
    tallies: [
      { of: 'change', action: event.action, by: context.actor.kind },
      ...signInsOf(event),
      ...(counted ? [counted] : []),
    ],
    text: `insert into audit_events (site_id, event_id, at, actor_kind, actor, action, subject_kind, subject,
        directory_id, request_id, details, actor_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    values: [
      tx.siteId,
      eventId,
      context.now,
      context.actor.kind,
      context.actor.name ?? null,
      event.action,
      event.subjectKind,
      event.subject,
      context.directoryId ?? null,
      context.requestId ?? null,
      JSON.stringify(event.details ?? {}),
      context.actor.staffId ?? null,
    ],
  })
  // What directories do is announced with their exchanges, many at once and in no call's way.
  if (context.actor.kind !== 'directory') announceOnce(tx, context, event)
  if (event.person) {
    tx.write({
      name: 'audit-values',
      table: 'audit_values',
      isRow: true,
      text: 'insert into audit_values (site_id, event_id, person_id, personal_values) values ($1, $2, $3, $4)',
      values: [tx.siteId, eventId, event.person.id, JSON.stringify(event.person.values)],
    })
  }
}

/** Who of the staff shows what is no right one. */
const refusals: { readonly [action in AuditAction]?: readonly [method: string, outcome: string] } = {
  'staff.sign-in-refused': ['password', 'wrong-password'],
  'staff.passkey-refused': ['passkey', 'wrong-passkey'],
  'staff.second-factor-refused': ['second-factor', 'wrong-code'],
}

/** A sign-in of the staff. Whoever came through a directory in one step stands in the log of its door, and is counted there. */
function signInsOf({ action, details }: { action: AuditAction; details?: object | undefined }): Tally[] {
  const [refusedBy, outcome] = refusals[action] ?? []
  if (refusedBy !== undefined && outcome !== undefined) return [{ of: 'sign-in', method: refusedBy, outcome }]
  if (action !== 'staff.signed-in') return []
  const { method, second } = details as { method: string; second?: string }
  const isCounted = (method === 'saml' || method === 'oidc') && second === undefined
  return isCounted ? [] : [{ of: 'sign-in', method, outcome: 'in' }]
}

const announced = new WeakMap<Transaction, Set<string>>()

/** Many events of one transaction are often of one kind: that is said once. */
function announceOnce(
  tx: Transaction,
  { directoryId }: AuditContext,
  event: Parameters<typeof kindsOfEvent>[0],
): void {
  const kinds = kindsOfEvent(event)
  const directoryIds = directoryId === undefined ? null : [directoryId]
  const said = announced.get(tx) ?? new Set()
  const key = JSON.stringify([kinds, directoryIds])
  if (said.has(key)) return
  announced.set(tx, said.add(key))
  tx.write(announce([{ siteId: tx.siteId, kinds, directoryIds }]))
}

export interface AuditRow {
  readonly id: string
  readonly at: Date
  readonly actorKind: Actor['kind']
  readonly actor: string | null
  /** Who of the staff acted, and under which name that person is known now. */
  readonly actorId: string | null
  readonly actorName: string | null
  readonly action: string
  readonly subjectKind: string
  readonly subject: string
  readonly directoryId: number | null
  readonly requestId: string | null
  readonly details: string
  readonly values: string | null
}

/** Who acted, as people are told: a person stands before the API key through which it was done. */
export function actorShown({ actorKind: kind, actor, actorName }: AuditRow) {
  return kind === 'api-key'
    ? { kind, name: actorName, apiKey: actor }
    : { kind, name: actorName ?? actor, apiKey: null }
}

/** The newest events of a site, or of one subject, before a given event. */
export function listAudit(
  siteId: number,
  { subject, before, limit }: { subject?: string | undefined; before?: string | undefined; limit: number },
): Query {
  return {
    name: '',
    text: `select e.event_id as id, e.at, e.actor_kind as "actorKind", e.actor, e.action,
        e.actor_id as "actorId", p.name as "actorName", e.subject_kind as "subjectKind", e.subject, e.directory_id as "directoryId", e.request_id as "requestId",
        e.details, v.personal_values as values
      from audit_events e left join audit_values v on v.site_id = e.site_id and v.event_id = e.event_id
        left join staff p on p.site_id = e.site_id and p.staff_id = e.actor_id
      where e.site_id = $1 and e.event_id < $2 ${subject === undefined ? 'and $3::text is null' : 'and e.subject = $3'}
      order by e.event_id desc limit $4`,
    values: [siteId, before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', subject ?? null, limit],
  }
}
