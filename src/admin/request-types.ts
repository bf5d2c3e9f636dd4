// What can be asked for at a portal, and what each kind of request asks for.
import { planFields, type WantedField } from '../model/desk/field-change.ts'
import { requestTypesMax } from '../model/desk/portal.ts'
import type { RequestField } from '../model/desk/request-type.ts'
import { conflict, FieldErrors, notFound } from '../model/errors.ts'
import { requireName } from '../model/required-name.ts'
import { portalToChange, requireEach } from '../requests/portals.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { holdPortal, type PortalRow, portalById } from '../storage/desk/portals.ts'
import {
  archiveRequestType as archiveRow,
  insertRequestType,
  keepFields,
  listRequestTypes,
  orderRequestTypes as orderRows,
  type RequestTypeRow,
  requestTypeById,
  updateRequestType,
} from '../storage/desk/request-types.ts'
import { newId } from '../storage/new-id.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'

const about = (requestTypeId: string) => ({ subjectKind: 'request-type', subject: requestTypeId }) as const

/** In order, archived ones too. @throws DoorwardError 'not-found' */
export async function requestTypesOf(
  database: Database,
  siteId: number,
  portalId: string,
): Promise<RequestTypeRow[]> {
  const [portals = [], rows = []] = await database.readInSite(siteId, [
    portalById(siteId, portalId),
    listRequestTypes(siteId, portalId),
  ])
  if (portals.length === 0) throw notFound('This portal')
  return rows as RequestTypeRow[]
}

/** @throws DoorwardError 'not-found' */
export async function findRequestType(
  database: Database,
  siteId: number,
  portalId: string,
  requestTypeId: string,
): Promise<RequestTypeRow> {
  const [[row] = []] = (await database.readInSite(siteId, [
    requestTypeById(siteId, portalId, requestTypeId),
  ])) as [RequestTypeRow[]]
  if (!row) throw notFound('This kind of request')
  return row
}

/** @throws FieldErrors by the place in the list */
function plan(
  before: readonly RequestField[],
  wanted: readonly WantedField[],
  { lastNumber }: PortalRow,
): readonly RequestField[] {
  const planned = planFields(before, wanted, { newId: () => newId(), mayBeAnswered: lastNumber > 0 })
  if ('errors' in planned) throw new FieldErrors([...planned.errors])
  return planned.fields
}

/** What the audit tells of fields: as a person reads them, in one line. */
const told = (fields: readonly RequestField[]) =>
  fields
    .map(({ label, kind, isRequired }) => `${label} (${kind}${isRequired ? ', required' : ''})`)
    .join(', ')

export interface WantedRequestType {
  readonly name: string
  readonly description: string
  readonly fields: readonly WantedField[]
}

/** Adds a kind of request behind the others. @returns its id @throws DoorwardError naming what is wrong */
export async function addRequestType(
  database: Database,
  siteId: number,
  portalId: string,
  wanted: WantedRequestType,
  context: AuditContext,
): Promise<string> {
  const id = newId()
  const name = requireName('name', wanted.name)
  await database.inSite(siteId, async (tx) => {
    const portal = await portalToChange(tx, portalId)
    const present = await tx.read<RequestTypeRow>(listRequestTypes(siteId, portalId))
    if (present.length >= requestTypesMax) {
      throw conflict(
        `The portal has ${requestTypesMax} kinds of requests already, with those that are archived.`,
      )
    }
    const fields = plan([], wanted.fields, portal)
    const position = (present.at(-1)?.position ?? 0) + 1
    tx.write(
      insertRequestType(
        siteId,
        { id, portalId, name, description: wanted.description, position },
        context.now,
      ),
    )
    tx.write(keepFields(siteId, id, fields, { now: context.now, deletesOthers: false }))
    audit(tx, context, {
      action: 'request-type.added',
      ...about(id),
      details: { portal: portal.key, name, fields: told(fields) },
    })
  })
  return id
}

/** Locks a kind of request with its portal. @throws DoorwardError 'not-found' */
async function toChange(
  tx: Transaction,
  portalId: string,
  requestTypeId: string,
): Promise<{ readonly portal: PortalRow; readonly row: RequestTypeRow }> {
  const { siteId } = tx
  const [, [portal] = [], [row] = []] = (await tx.readAll([
    holdPortal(siteId, portalId),
    portalById(siteId, portalId),
    requestTypeById(siteId, portalId, requestTypeId),
  ])) as [unknown, PortalRow[], RequestTypeRow[]]
  if (!portal || !row) throw notFound('This kind of request')
  return { portal, row }
}

/** Changes a kind of request, or everything that it asks for. @throws DoorwardError naming what is wrong */
export async function changeRequestType(
  database: Database,
  siteId: number,
  { portalId, requestTypeId }: { readonly portalId: string; readonly requestTypeId: string },
  wanted: { readonly [Name in keyof WantedRequestType]?: WantedRequestType[Name] | undefined },
  context: AuditContext,
  unchanged: Precondition<RequestTypeRow> = whateverItIs,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const { portal, row } = await toChange(tx, portalId, requestTypeId)
    await unchanged(tx, row)
    const name = wanted.name === undefined ? row.name : requireName('name', wanted.name)
    const description = wanted.description ?? row.description
    const asked = row.fields
      .filter(({ isArchived }) => !isArchived)
      .map(({ isArchived: _, ...field }) => field)
    const fields = wanted.fields ? plan(row.fields, wanted.fields, portal) : asked
    const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
    const hasOtherFields = !isSame(fields.map(inOrder), asked.map(inOrder))
    const before = { name: row.name, description: row.description, fields: told(asked) }
    const after = { name, description, fields: told(fields) }
    if (isSame(before, after) && !hasOtherFields) return
    tx.write(updateRequestType(siteId, { id: requestTypeId, name, description }))
    if (hasOtherFields) {
      tx.write(
        keepFields(siteId, requestTypeId, fields, {
          now: context.now,
          deletesOthers: portal.lastNumber === 0,
        }),
      )
    }
    const changed = (['name', 'description', 'fields'] as const).filter((one) => before[one] !== after[one])
    // Help, options and the like are changed where the fields read the same.
    const names = changed.length > 0 ? changed : (['fields'] as const)
    const only = (values: typeof before) => Object.fromEntries(names.map((one) => [one, values[one]]))
    audit(tx, context, {
      action: 'request-type.changed',
      ...about(requestTypeId),
      details: { portal: portal.key, before: only(before), after: only(after) },
    })
  })
}

/** The same keys in the same order, whoever made it: what the database says, or a form. */
const inOrder = ({ id, kind, label, help, isRequired, options }: RequestField) => ({
  ...{ id, kind, label, help, isRequired },
  options: options.map((one) => [one.id, one.label, one.isArchived === true]),
})

/** Archives a kind of request, or brings it back. Doing it twice changes nothing. @throws DoorwardError 'not-found' */
export async function archiveRequestType(
  database: Database,
  siteId: number,
  { portalId, requestTypeId }: { readonly portalId: string; readonly requestTypeId: string },
  isArchived: boolean,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const { portal, row } = await toChange(tx, portalId, requestTypeId)
    if ((row.archivedAt !== null) === isArchived) return
    tx.write(archiveRow(siteId, requestTypeId, isArchived ? context.now : null))
    const action = isArchived ? 'request-type.archived' : 'request-type.restored'
    audit(tx, context, { action, ...about(requestTypeId), details: { portal: portal.key, name: row.name } })
  })
}

/** Puts a portal's kinds of requests into another order. @throws DoorwardError 'conflict' unless each is named once */
export async function orderRequestTypes(
  database: Database,
  siteId: number,
  portalId: string,
  ids: readonly string[],
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const { key } = await portalToChange(tx, portalId)
    const present = await tx.read<RequestTypeRow>(listRequestTypes(siteId, portalId))
    requireEach('requestTypeIds', ids, present)
    const names = (list: readonly string[]) =>
      list.map((id) => present.find((one) => one.id === id)?.name).join(', ')
    const now = present.map(({ id }) => id)
    if (now.join() === ids.join()) return
    tx.write(orderRows(siteId, portalId, ids))
    audit(tx, context, {
      action: 'request-types.ordered',
      subjectKind: 'portal',
      subject: portalId,
      details: { portal: key, before: names(now), after: names(ids) },
    })
  })
}
