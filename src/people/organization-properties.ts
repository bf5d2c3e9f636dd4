// What programs keep with an organization, by keys of their own: for them alone, no rule reads it.
import { FieldErrors, invalid, notFound } from '../model/errors.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import {
  dropProperty,
  propertyByKey,
  propertyKeys,
  setProperty,
} from '../storage/identity/organization-properties.ts'
import { about, hold } from './organizations.ts'

/** Bytes of a key, and of a value as JSON text. */
const keyMax = 255
const valueMax = 32_768
/** Of one organization. */
const propertiesMax = 100

function requireKey(key: string): void {
  const bytes = Buffer.byteLength(key)
  if (bytes < 1 || bytes > keyMax || /[\p{Cc}\p{Cs}]/u.test(key))
    throw invalid('propertyKey', `must be 1 to ${keyMax} bytes long, without control characters.`)
}

export async function readPropertyKeys(
  database: Database,
  siteId: number,
  organizationId: string,
): Promise<string[]> {
  const [rows = []] = (await database.readInSite(siteId, [propertyKeys(siteId, organizationId)])) as [
    { key: string }[]?,
  ]
  return rows.map(({ key }) => key)
}

/** @returns what was kept @throws DoorwardError 'not-found' */
export async function readProperty(
  database: Database,
  siteId: number,
  organizationId: string,
  key: string,
): Promise<unknown> {
  const [[found] = []] = (await database.readInSite(siteId, [
    propertyByKey(siteId, organizationId, key),
  ])) as [{ value: string }[]?]
  if (!found) throw notFound('This property')
  return JSON.parse(found.value)
}

/** Keeps something, in the place of what had the key. @throws DoorwardError naming what is too long, or too many */
export async function keepProperty(
  database: Database,
  siteId: number,
  organizationId: string,
  key: string,
  value: unknown,
  context: AuditContext,
): Promise<void> {
  requireKey(key)
  const text = JSON.stringify(value)
  if (Buffer.byteLength(text) > valueMax) throw invalid('value', `must be at most ${valueMax} bytes of JSON.`)
  // PostgreSQL's text has no place for it.
  if (text.includes('\\u0000')) throw invalid('value', 'must hold no NUL character.')
  await database.inSite(siteId, async (tx) => {
    await hold(tx, organizationId)
    const keys = await tx.read<{ key: string }>(propertyKeys(siteId, organizationId))
    const isThere = keys.some((one) => one.key === key)
    if (!isThere && keys.length >= propertiesMax)
      throw new FieldErrors([
        {
          field: 'propertyKey',
          rule: 'too-many',
          detail: `an organization has at most ${propertiesMax} properties.`,
          limit: propertiesMax,
        },
      ])
    tx.write(setProperty(siteId, organizationId, key, text))
    const details = { before: isThere ? { property: key } : {}, after: { property: key } }
    audit(tx, context, { action: 'organization.changed', ...about(organizationId), details })
  })
}

/** @throws DoorwardError 'not-found' when nothing has the key */
export async function forgetProperty(
  database: Database,
  siteId: number,
  organizationId: string,
  key: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    await hold(tx, organizationId)
    const gone = await tx.read(dropProperty(siteId, organizationId, key))
    if (gone.length === 0) throw notFound('This property')
    const details = { before: { property: key }, after: {} }
    audit(tx, context, { action: 'organization.changed', ...about(organizationId), details })
  })
}
