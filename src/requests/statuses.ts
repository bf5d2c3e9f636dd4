// The statuses that a site adds to the five.
import type { Status } from '../model/desk/request.ts'
import { conflict, FieldErrors, notFound } from '../model/errors.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import {
  holdStatuses,
  insertStatus,
  listStatuses,
  type StatusRow,
  updateStatus,
} from '../storage/desk/statuses.ts'
import { newId } from '../storage/new-id.ts'
import type { Precondition } from '../storage/precondition.ts'
import { tellRequests } from './history.ts'

/** Archived ones too. */
const statusesMax = 50

export async function readStatuses(database: Database, siteId: number): Promise<StatusRow[]> {
  const [rows = []] = (await database.readInSite(siteId, [listStatuses(siteId)])) as [StatusRow[]?]
  return rows
}

/** @throws DoorwardError 'not-found' */
export async function readStatus(database: Database, siteId: number, statusId: string): Promise<StatusRow> {
  const found = (await readStatuses(database, siteId)).find(({ id }) => id === statusId)
  if (!found) throw notFound('This status')
  return found
}

/** @throws DoorwardError 'conflict', field `name`, when there is one of this name */
export async function addStatus(
  database: Database,
  siteId: number,
  { name, category }: { readonly name: string; readonly category: Status },
  context: AuditContext,
): Promise<StatusRow> {
  return database.inSite(siteId, async (tx) => {
    const rows = await tx.read<StatusRow>(holdStatuses(siteId))
    if (rows.length >= statusesMax)
      throw new FieldErrors([
        {
          field: 'name',
          rule: 'too-many',
          detail: `a site has at most ${statusesMax} statuses of its own.`,
          limit: statusesMax,
        },
      ])
    requireFree(rows, name, undefined)
    const position = Math.max(0, ...rows.map((one) => one.position)) + 1
    const status: StatusRow = { id: newId(), category, name, position, archivedAt: null }
    tx.write(insertStatus(siteId, status))
    const details = { before: null, after: name, category }
    audit(tx, context, { action: 'request-status.added', subjectKind: 'site', subject: status.id, details })
    tellRequests(tx)
    return status
  })
}

export async function changeStatus(
  database: Database,
  siteId: number,
  statusId: string,
  wish: { readonly name?: string | undefined; readonly archived?: boolean | undefined },
  context: AuditContext,
  unchanged: Precondition<StatusRow>,
): Promise<StatusRow> {
  return database.inSite(siteId, async (tx) => {
    const rows = await tx.read<StatusRow>(holdStatuses(siteId))
    const before = rows.find(({ id }) => id === statusId)
    if (!before) throw notFound('This status')
    await unchanged(tx, before)
    const name = wish.name ?? before.name
    requireFree(rows, name, statusId)
    const archivedAt =
      wish.archived === undefined
        ? before.archivedAt
        : wish.archived
          ? (before.archivedAt ?? context.now)
          : null
    const after = { ...before, name, archivedAt }
    tx.write(updateStatus(siteId, after))
    const told = ({ name: called, archivedAt: at }: StatusRow) =>
      `${called}${at === null ? '' : ' (archived)'}`
    const details = { before: told(before), after: told(after), category: before.category }
    audit(tx, context, { action: 'request-status.changed', subjectKind: 'site', subject: statusId, details })
    tellRequests(tx)
    return after
  })
}

function requireFree(rows: readonly StatusRow[], name: string, exceptId: string | undefined): void {
  const isTaken = rows.some((one) => one.id !== exceptId && one.name.toLowerCase() === name.toLowerCase())
  if (isTaken) throw conflict(`name: there is a status ${name} already.`, 'name')
}
