// Portals as administrators set them up: who may see each of them, in which order, and which are archived.
import { type PortalAudience, portalKeyPattern, portalsMax, type ShareDefault } from '../model/desk/portal.ts'
import { conflict, invalid, notFound } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import { requireName } from '../model/required-name.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import { type Database, type Transaction, violatedConstraint } from '../storage/database.ts'
import { countSight, type SightCounts } from '../storage/desk/portal-sight.ts'
import {
  archivePortal as archiveRow,
  directoriesToName,
  holdPortal,
  holdPortals,
  insertPortal,
  listPortals,
  namePortalDirectories,
  namePortalOrganizations,
  orderPortals as orderRows,
  organizationsToName,
  type PortalRow,
  portalById,
  updatePortal,
} from '../storage/desk/portals.ts'
import { newId } from '../storage/new-id.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'

/** Whom a portal is to be for; what is not given stays. */
export interface WantedSight {
  readonly audience?: PortalAudience | undefined
  readonly forMembers?: boolean | undefined
  readonly organizationIds?: readonly string[] | undefined
  readonly directoryIds?: readonly number[] | undefined
}

export interface PortalChange extends WantedSight {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly shareDefault?: ShareDefault | undefined
}

const aboutPortal = (portalId: string) => ({ subjectKind: 'portal', subject: portalId }) as const

export async function portalsOf(database: Database, siteId: number): Promise<PortalRow[]> {
  const [rows = []] = await database.readInSite(siteId, [listPortals(siteId)])
  return rows as PortalRow[]
}

/** @param which its id or its key, whatever the letters @throws DoorwardError 'not-found' */
export async function findPortal(database: Database, siteId: number, which: string): Promise<PortalRow> {
  const found = (await portalsOf(database, siteId)).find(
    ({ id, key }) => id === which || key === which.toUpperCase(),
  )
  if (!found) throw notFound(`The portal ${which}`, 'portal')
  return found
}

/** Locks a portal. @throws DoorwardError 'not-found' */
export async function portalToChange(tx: Transaction, portalId: string): Promise<PortalRow> {
  const [, [row] = []] = (await tx.readAll([
    holdPortal(tx.siteId, portalId),
    portalById(tx.siteId, portalId),
  ])) as [unknown, PortalRow[]]
  if (!row) throw notFound('This portal')
  return row
}

/**
 * What is named must be there, and a directory's people be customers. What is held stays until the transaction ends.
 * @throws DoorwardError 'invalid' naming the list
 */
async function requireNamed(
  tx: Transaction,
  { organizationIds = [], directoryIds = [] }: WantedSight,
): Promise<void> {
  const { siteId } = tx
  const [organizations = [], directories = []] = (await tx.readAll([
    organizationsToName(siteId, organizationIds),
    directoriesToName(siteId, directoryIds),
  ])) as [{ id: string }[], { id: number; audience: string }[]]
  const missing = new Set(organizationIds).size - organizations.length
  if (missing > 0) throw invalid('organizationIds', 'must name organizations of this site.')
  if (new Set(directoryIds).size > directories.length) {
    throw invalid('directoryIds', 'must name directories of this site.')
  }
  if (directories.some(({ audience }) => audience === 'staff')) {
    throw invalid(
      'directoryIds',
      'must name directories of customers: of the staff, members are named all together.',
    )
  }
}

function writeNames(tx: Transaction, portalId: string, { organizationIds, directoryIds }: WantedSight): void {
  if (organizationIds) tx.write(namePortalOrganizations(tx.siteId, portalId, organizationIds))
  if (directoryIds) tx.write(namePortalDirectories(tx.siteId, portalId, directoryIds))
}

/**
 * Adds a portal behind the others. It is for who is signed in where nothing else is said.
 * @returns its id
 * @throws DoorwardError naming what is wrong; 'conflict' when the key is taken, also by an archived portal
 */
export async function addPortal(
  database: Database,
  siteId: number,
  wanted: PortalChange & { readonly key: string; readonly name: string },
  context: AuditContext,
): Promise<string> {
  const { key } = wanted
  if (!portalKeyPattern.test(key)) {
    throw invalid('key', 'must be 2 to 10 capital letters and digits, beginning with a letter, such as SUP.')
  }
  const name = requireName('name', wanted.name)
  const id = newId()
  const { audience = 'signed-in', forMembers = false, description = '', shareDefault = 'private' } = wanted
  try {
    await database.inSite(siteId, async (tx) => {
      const [, present = []] = (await tx.readAll([holdPortals(siteId), listPortals(siteId)])) as [
        unknown,
        PortalRow[],
      ]
      if (present.length >= portalsMax) {
        throw conflict(`The site has ${portalsMax} portals already, with those that are archived.`)
      }
      await requireNamed(tx, wanted)
      const position = (present.at(-1)?.position ?? 0) + 1
      const portal = { id, key, name, description, position, audience, forMembers, shareDefault }
      tx.write(insertPortal(siteId, portal, context.now))
      writeNames(tx, id, wanted)
      audit(tx, context, {
        action: 'portal.added',
        ...aboutPortal(id),
        details: { key, name, audience, forMembers, shareDefault, ...namesTold(wanted) },
      })
    })
  } catch (error) {
    if (violatedConstraint(error) !== 'portals_key') throw error
    throw conflict(`key: there is a portal ${key} already, or there was one. Choose another key.`, 'key')
  }
  return id
}

const namesTold = ({ organizationIds, directoryIds }: WantedSight) => ({
  ...(organizationIds && { organizationIds: [...organizationIds].sort().join(' ') }),
  ...(directoryIds && { directoryIds: directoryIds.map(keyOf).sort().join(' ') }),
})

const told = (row: PortalRow) => ({
  name: row.name,
  description: row.description,
  audience: row.audience,
  forMembers: row.forMembers,
  shareDefault: row.shareDefault,
  ...namesTold({
    organizationIds: row.organizations.map(({ id }) => id),
    directoryIds: row.directories.map(({ id }) => id),
  }),
})

/** Changes a portal, or whom it is for. @throws DoorwardError naming what is wrong */
export async function changePortal(
  database: Database,
  siteId: number,
  portalId: string,
  wanted: PortalChange,
  context: AuditContext,
  unchanged: Precondition<PortalRow> = whateverItIs,
): Promise<void> {
  const name = wanted.name === undefined ? undefined : requireName('name', wanted.name)
  await database.inSite(siteId, async (tx) => {
    const row = await portalToChange(tx, portalId)
    await unchanged(tx, row)
    await requireNamed(tx, wanted)
    const { organizationIds, directoryIds, ...rest } = wanted
    const given = Object.entries({ ...rest, name }).filter(([, value]) => value !== undefined)
    const next: PortalRow = { ...row, ...Object.fromEntries(given) }
    const before = told(row)
    const after = { ...told(next), ...namesTold({ organizationIds, directoryIds }) }
    const changed = Object.keys(before).filter(
      (one) => before[one as keyof typeof before] !== after[one as keyof typeof after],
    )
    if (changed.length === 0) return
    tx.write(updatePortal(siteId, portalId, next))
    writeNames(tx, portalId, wanted)
    const only = (values: object) =>
      Object.fromEntries(Object.entries(values).filter(([one]) => changed.includes(one)))
    audit(tx, context, {
      action: 'portal.changed',
      ...aboutPortal(portalId),
      details: { key: row.key, before: only(before), after: only(after) },
    })
  })
}

/** Archives a portal, or brings it back. Doing it twice changes nothing. @throws DoorwardError 'not-found' */
export async function archivePortal(
  database: Database,
  siteId: number,
  portalId: string,
  isArchived: boolean,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const { key, name, archivedAt } = await portalToChange(tx, portalId)
    if ((archivedAt !== null) === isArchived) return
    tx.write(archiveRow(siteId, portalId, isArchived ? context.now : null))
    const action = isArchived ? 'portal.archived' : 'portal.restored'
    audit(tx, context, { action, ...aboutPortal(portalId), details: { key, name } })
  })
}

/**
 * Whether a list names exactly what is there: who orders what somebody else has just added, or taken away, looks again.
 * @throws DoorwardError 'conflict', naming the field
 */
export function requireEach(
  field: string,
  wanted: readonly string[],
  present: readonly { readonly id: string }[],
): void {
  const ids = new Set(wanted)
  if (ids.size === wanted.length && ids.size === present.length && present.every(({ id }) => ids.has(id)))
    return
  throw conflict(`${field}: must name each of them once; look again which there are.`, field)
}

/** Puts the portals into another order. @throws DoorwardError 'conflict' unless each is named once */
export async function orderPortals(
  database: Database,
  siteId: number,
  portalIds: readonly string[],
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [, present = []] = (await tx.readAll([holdPortals(siteId), listPortals(siteId)])) as [
      unknown,
      PortalRow[],
    ]
    requireEach('portalIds', portalIds, present)
    const keys = (ids: readonly string[]) =>
      ids.map((id) => present.find((one) => one.id === id)?.key).join(' ')
    const before = keys(present.map(({ id }) => id))
    const after = keys(portalIds)
    if (before === after) return
    tx.write(orderRows(siteId, portalIds))
    audit(tx, context, {
      action: 'portals.ordered',
      subjectKind: 'portal',
      subject: portalIds[0] ?? '',
      details: { before, after },
    })
  })
}

/** What another audience would come to. It writes nothing. */
export interface SightPreview extends SightCounts {
  readonly members: { readonly before: boolean; readonly after: boolean }
  readonly anyone: { readonly before: boolean; readonly after: boolean }
}

/** @throws DoorwardError 'not-found' */
export async function previewSight(
  database: Database,
  siteId: number,
  portalId: string,
  wanted: WantedSight,
): Promise<SightPreview> {
  const [[row] = []] = (await database.readInSite(siteId, [portalById(siteId, portalId)])) as [PortalRow[]]
  if (!row) throw notFound('This portal')
  const now = {
    audience: row.audience,
    forMembers: row.forMembers,
    organizationIds: row.organizations.map(({ id }) => id),
    directoryIds: row.directories.map(({ id }) => id),
  }
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  const then: typeof now = { ...now, ...given }
  const [[counts] = []] = (await database.readInSite(siteId, [countSight(siteId, now, then)])) as [
    SightCounts[],
  ]
  const { before = 0, after = 0, gain = 0, lose = 0 } = counts ?? {}
  const members = ({ audience, forMembers }: typeof now) => audience !== 'named' || forMembers
  return {
    ...{ before, after, gain, lose },
    members: { before: members(now), after: members(then) },
    anyone: { before: now.audience === 'anyone', after: then.audience === 'anyone' },
  }
}
