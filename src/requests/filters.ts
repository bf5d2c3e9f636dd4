// The filters of the queue that agents keep, for themselves or for everybody at the console.
import { DoorwardError, FieldErrors, notFound } from '../model/errors.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import {
  deleteFilter,
  type FilterRow,
  filtersFor,
  holdFilter,
  insertFilter,
  updateFilter,
} from '../storage/desk/filters.ts'
import { newId } from '../storage/new-id.ts'
import type { Precondition } from '../storage/precondition.ts'
import { tellRequests } from './history.ts'

/**
 * One's own, and as many that the site's agents share: each is counted at the side of the queue. Whoever shares many keeps nobody from
 * having some for themselves.
 */
const filtersMax = 40

/** Who keeps filters; whoever steers the site may also change what others share. */
export interface FilterKeeper {
  readonly id: string
  readonly name: string
  readonly steersSite: boolean
}

export type FilterWish = Pick<FilterRow, 'name' | 'isShared' | 'wanted'>

export async function readFilters(database: Database, siteId: number, staffId: string): Promise<FilterRow[]> {
  const [rows = []] = (await database.readInSite(siteId, [filtersFor(siteId, staffId)])) as [FilterRow[]?]
  return rows
}

/** @throws DoorwardError 'not-found' also for a filter that another agent keeps for themselves */
export async function readFilter(
  database: Database,
  siteId: number,
  staffId: string,
  filterId: string,
): Promise<FilterRow> {
  const found = (await readFilters(database, siteId, staffId)).find(({ id }) => id === filterId)
  if (!found) throw notThere()
  return found
}

export async function addFilter(
  database: Database,
  siteId: number,
  { id: staffId, name: owner }: FilterKeeper,
  wish: FilterWish,
  context: AuditContext,
): Promise<FilterRow> {
  return database.inSite(siteId, async (tx) => {
    const rows = await tx.read<FilterRow>(filtersFor(siteId, staffId))
    requireRoom('name', 'of one’s own', rows.filter((one) => one.staffId === staffId).length)
    if (wish.isShared) requireRoomToShare(rows)
    const filter: FilterRow = { id: newId(), staffId, owner, ...wish }
    tx.write(insertFilter(siteId, filter))
    const details = { before: null, after: filter.name, shared: filter.isShared }
    audit(tx, context, { action: 'request-filter.added', subjectKind: 'site', subject: filter.id, details })
    tellRequests(tx)
    return filter
  })
}

export async function changeFilter(
  database: Database,
  siteId: number,
  keeper: FilterKeeper,
  filterId: string,
  wish: { readonly [field in keyof FilterWish]?: FilterWish[field] | undefined },
  context: AuditContext,
  unchanged: Precondition<FilterRow>,
): Promise<FilterRow> {
  return database.inSite(siteId, async (tx) => {
    const [before] = await tx.read<FilterRow>(holdFilter(siteId, filterId))
    const held = mayChange(before, keeper)
    await unchanged(tx, held)
    if (wish.isShared && !held.isShared)
      requireRoomToShare(await tx.read<FilterRow>(filtersFor(siteId, keeper.id)))
    const after: FilterRow = {
      ...held,
      name: wish.name ?? held.name,
      isShared: wish.isShared ?? held.isShared,
      wanted: wish.wanted ?? held.wanted,
    }
    tx.write(updateFilter(siteId, after))
    const details = { before: held.name, after: after.name, shared: after.isShared }
    audit(tx, context, { action: 'request-filter.changed', subjectKind: 'site', subject: filterId, details })
    tellRequests(tx)
    return after
  })
}

export async function removeFilter(
  database: Database,
  siteId: number,
  keeper: FilterKeeper,
  filterId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [before] = await tx.read<FilterRow>(holdFilter(siteId, filterId))
    const held = mayChange(before, keeper)
    tx.write(deleteFilter(siteId, filterId))
    const details = { before: held.name, after: null, shared: held.isShared }
    audit(tx, context, { action: 'request-filter.removed', subjectKind: 'site', subject: filterId, details })
    tellRequests(tx)
  })
}

function requireRoom(field: string, which: string, count: number): void {
  if (count < filtersMax) return
  const detail = `there are at most ${filtersMax} filters ${which}.`
  throw new FieldErrors([{ field, rule: 'too-many', detail, limit: filtersMax }])
}

const requireRoomToShare = (rows: readonly FilterRow[]) =>
  requireRoom('shared', 'that agents share', rows.filter(({ isShared }) => isShared).length)

const notThere = () => notFound('This filter')

function mayChange(filter: FilterRow | undefined, { id, steersSite }: FilterKeeper): FilterRow {
  const isOwn = filter?.staffId === id
  if (!filter || (!isOwn && !filter.isShared)) throw notThere()
  if (!isOwn && !steersSite)
    throw new DoorwardError(
      'forbidden',
      `Only ${filter.owner}, whose filter it is, or an administrator changes it.`,
    )
  return filter
}
