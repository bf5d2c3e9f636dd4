// What letting a directory grant again would come to, before anybody lets it.
import { conflict } from '../model/errors.ts'
import { namesOf } from '../model/identity/directory-user.ts'
import {
  classesOf,
  classesOfStaff,
  nothingCounted,
  type PreviewClass,
  type PreviewCounts,
  previewClasses,
} from '../model/identity/preview.ts'
import { describeEffects } from '../model/identity/projection.ts'
import { describeStaff } from '../model/identity/staff-sentences.ts'
import type { Database, Transaction } from '../storage/database.ts'
import type { Directory } from '../storage/identity/directories.ts'
import {
  addPreviewPeople,
  advancePreview,
  beginPreview,
  deletedToPreview,
  type LeftUser,
  type PreviewedUser,
  type PreviewRow,
  previewForUpdate,
  previewLeft,
  previewOf,
  previewPeople,
  usersToPreview,
} from '../storage/identity/previews.ts'
import { leaveTask } from '../storage/outbox.ts'
import { type Foreseen, foresee } from './foresee.ts'

/** Users in one step. */
const batch = 250

/** A count as far as it is. */
export interface Preview {
  readonly beganAt: Date
  /** Null while it is being counted. */
  readonly countedAt: Date | null
  readonly total: number
  readonly done: number
  readonly counts: PreviewCounts
}

/**
 * Counts anew what would become of everybody in the directory. What takes longer than the caller waits goes on in the
 * background.
 * @throws DoorwardError 'conflict' for a directory that grants: nothing awaits anybody there
 */
export async function beginCounting(
  database: Database,
  siteId: number,
  { directoryId, name, state }: Directory,
  now: Date,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<Preview> {
  if (state === 'live') throw conflict(`The directory ${name} is live: nothing waits there.`, 'directory')
  await database.inDirectory(siteId, directoryId, async (tx) => {
    for (const write of beginPreview(siteId, directoryId, now)) tx.write(write)
    // Should this process end, another one goes on.
    leaveTask(tx, now, 'count-preview', { directoryId }, new Date(now.getTime() + retryMs))
  })
  await goOnCounting(database, siteId, directoryId, maxMs)
  return (await readPreview(database, siteId, directoryId)) as Preview
}

/** By then whoever began has counted everybody, or the task goes on. */
const retryMs = 5_000

/** Counts in steps from where it stands. It may be stopped and begun again at any time. */
export async function goOnCounting(
  database: Database,
  siteId: number,
  directoryId: number,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const end = Date.now() + maxMs
  for (let isDone = false; !isDone; ) {
    isDone = await database.inDirectory(siteId, directoryId, (tx) => step(tx, directoryId))
    if (Date.now() >= end) return
  }
}

/** @returns whether everybody is counted */
async function step(tx: Transaction, directoryId: number): Promise<boolean> {
  const { siteId } = tx
  const [preview] = await tx.read<PreviewRow>(previewForUpdate(siteId, directoryId))
  if (!preview || preview.countedAt !== null) return true
  const users = await tx.read<PreviewedUser>(usersToPreview(siteId, directoryId, preview.through, batch))
  const before = countsOf(preview)
  const ids = users.map(({ id }) => id)
  const foreseen = await foresee(tx, directoryId, ids, before.new + before.linked)
  const isLast = users.length < batch
  const people = users.flatMap(({ id, joins, left }) =>
    classesIn(foreseen.get(id), joins, left).map((one) => ({ class: one, userId: id })),
  )
  // Whom the directory has deleted stands in no list of its users.
  const deleted = isLast ? await tx.read<{ id: string }>(deletedToPreview(siteId, directoryId)) : []
  people.push(...deleted.map(({ id }) => ({ class: 'left' as const, userId: id })))
  const counts = Object.fromEntries(
    previewClasses.map((one) => [one, before[one] + people.filter((p) => p.class === one).length]),
  )
  if (people.length > 0) tx.write(addPreviewPeople(siteId, directoryId, people))
  tx.write(
    advancePreview(siteId, directoryId, {
      through: ids.at(-1) ?? preview.through,
      looked: users.length,
      counts: JSON.stringify(counts),
      countedAt: isLast ? new Date() : null,
    }),
  )
  return isLast
}

const classesIn = (found: Foreseen | undefined, joins: boolean, left: boolean) =>
  found?.staff ? classesOfStaff(found.staff, left) : classesOf(found, joins, left)

const countsOf = ({ counts }: PreviewRow): PreviewCounts => ({ ...nothingCounted, ...JSON.parse(counts) })

export async function readPreview(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<Preview | undefined> {
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [previewOf(siteId, directoryId)])
  const [row] = rows as PreviewRow[]
  return row && { ...row, counts: countsOf(row) }
}

/** Somebody in a class. */
export interface Previewed {
  readonly userId: string
  readonly userName: string
  readonly name: string
  /** In words; what was true when it was counted may be settled by now. */
  readonly effect: string
  readonly joins: boolean
}

/** Who is in a class, with what awaits them as of now. */
export async function listPreviewed(
  database: Database,
  siteId: number,
  directoryId: number,
  page: { of: PreviewClass; after: string; limit: number },
): Promise<Previewed[]> {
  if (page.of === 'left') return listLeft(database, siteId, directoryId, page)
  return database.inDirectory(siteId, directoryId, async (tx) => {
    const query = previewPeople(siteId, directoryId, page)
    const rows = await tx.read<PreviewedUser & { resource: string }>(query)
    const foreseen = await foresee(
      tx,
      directoryId,
      rows.map(({ id }) => id),
      0,
    )
    return rows.map(({ id, joins, resource }) => {
      const { name, userName } = namesOf(JSON.parse(resource))
      const found = foreseen.get(id) ?? { effects: [], pending: false }
      const effect = found.staff ? describeStaff(found.staff) : describeEffects(found)
      return { userId: id, userName, name, effect, joins: joins && !found.staff }
    })
  })
}

/** Who left has nothing to expect: that was done when it was said. */
async function listLeft(
  database: Database,
  siteId: number,
  directoryId: number,
  page: { readonly after: string; readonly limit: number },
): Promise<Previewed[]> {
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [
    previewLeft(siteId, directoryId, page),
  ])
  const effect = describeEffects({ effects: [{ kind: 'deactivate' }], pending: false })
  return (rows as LeftUser[]).map(({ id, userName, name }) => ({
    ...{ userId: id, userName, name, effect },
    joins: false,
  }))
}
