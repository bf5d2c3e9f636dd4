import { conflict, notFound } from '../model/errors.ts'
import {
  changedDetailField,
  type DetailField,
  type DetailFieldChange,
  detailFieldsMax,
  readDetailField,
} from '../model/identity/detail-field.ts'
import { foldCase } from '../model/identity/resource-filter.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import { type Database, violatedConstraint } from '../storage/database.ts'
import {
  countDetailValues,
  type DetailValues,
  deleteDetailField,
  insertDetailField,
  listDetailFields,
  updateDetailField,
} from '../storage/identity/detail-fields.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'
import { siteForUpdate } from '../storage/sites.ts'

export async function detailFieldsOf(database: Database, siteId: number): Promise<DetailField[]> {
  const [rows = []] = await database.readInSite(siteId, [listDetailFields(siteId)])
  return rows as DetailField[]
}

/**
 * Adds a customer detail field to a site. Directories see it in their schemas within half a second.
 * @throws DoorwardError naming the option, or 'conflict' when the key is taken or the site has enough fields
 */
export async function createDetailField(
  database: Database,
  siteId: number,
  given: Parameters<typeof readDetailField>[0],
  context: AuditContext,
): Promise<DetailField> {
  const field = readDetailField(given)
  try {
    await database.inSite(siteId, async (tx) => {
      const [, fields = []] = await tx.readAll([siteForUpdate(siteId), listDetailFields(siteId)])
      if (fields.length >= detailFieldsMax) {
        throw conflict(`The site has ${detailFieldsMax} customer detail fields already; delete one first.`)
      }
      tx.write(insertDetailField(siteId, field, context.now))
      const { key, label, type, description } = field
      audit(tx, context, {
        action: 'detail-field.created',
        subjectKind: 'detail-field',
        subject: key,
        details: { label, type, description },
      })
    })
  } catch (error) {
    if (violatedConstraint(error) !== 'detail_fields_pkey') throw error
    throw conflict(`key: the site has a field ${field.key} already, in whatever case.`, 'key')
  }
  return field
}

/** @throws DoorwardError 'not-found' naming the option */
export async function findDetailField(database: Database, siteId: number, key: string): Promise<DetailField> {
  return requireField(await detailFieldsOf(database, siteId), key)
}

function requireField(fields: readonly DetailField[], key: string): DetailField {
  const field = fields.find((one) => foldCase(one.key) === foldCase(key))
  if (!field) throw notFound(`The customer detail field ${key}`, 'key')
  return field
}

/** Gives a field another label or description. */
export async function changeDetailField(
  database: Database,
  siteId: number,
  key: string,
  wanted: DetailFieldChange,
  context: AuditContext,
  unchanged: Precondition<DetailField> = whateverItIs,
): Promise<DetailField> {
  return database.inSite(siteId, async (tx) => {
    const [, fields = []] = await tx.readAll([siteForUpdate(siteId), listDetailFields(siteId)])
    const before = requireField(fields as DetailField[], key)
    await unchanged(tx, before)
    const after = changedDetailField(before, wanted)
    const changed = (['label', 'description'] as const).filter((name) => after[name] !== before[name])
    if (changed.length === 0) return before
    tx.write(updateDetailField(siteId, after))
    audit(tx, context, {
      action: 'detail-field.changed',
      subjectKind: 'detail-field',
      subject: before.key,
      details: Object.fromEntries(
        changed.map((name) => [name, { before: before[name], after: after[name] }]),
      ),
    })
    return after
  })
}

/** So many customers are looked at: a site may have a million, and somebody waits for the answer. */
const looksMax = 50_000

/**
 * How many people have a value that is shown no more when the field is taken away.
 * @returns also whether everybody was looked at, or only the newest customers
 */
export async function detailValuesOf(
  database: Database,
  siteId: number,
  key: string,
  lookMax = looksMax,
): Promise<{ readonly people: number; readonly isAll: boolean }> {
  const field = await findDetailField(database, siteId, key)
  const [rows = []] = await database.readInSite(siteId, [countDetailValues(siteId, field.key, lookMax)])
  const { people, looked } = rows[0] as DetailValues
  return { people, isAll: looked < lookMax }
}

/** Takes a field away. What directories said about it is shown no more; the same key brings it back at their next write. */
export async function removeDetailField(
  database: Database,
  siteId: number,
  key: string,
  context: AuditContext,
  unchanged: Precondition<DetailField> = whateverItIs,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [, fields = []] = await tx.readAll([siteForUpdate(siteId), listDetailFields(siteId)])
    const field = requireField(fields as DetailField[], key)
    await unchanged(tx, field)
    tx.write(deleteDetailField(siteId, key))
    audit(tx, context, {
      action: 'detail-field.deleted',
      subjectKind: 'detail-field',
      subject: field.key,
      details: { label: field.label, type: field.type, description: field.description },
    })
  })
}
