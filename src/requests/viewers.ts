// Who else has a request open, and who writes in it: told before two answer at once.
import { viewerLastsMs } from '../model/desk/queue.ts'
import { notFound } from '../model/errors.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { requestState } from '../storage/desk/requests.ts'
import {
  forgetStaleViews,
  forgetViewer,
  seeViewer,
  type ViewerRow,
  viewersOf,
} from '../storage/desk/viewers.ts'
import { announce } from '../storage/notices.ts'

const since = (now: Date) => new Date(now.getTime() - viewerLastsMs)

/** @throws DoorwardError 'not-found' */
export async function readViewers(
  database: Database,
  siteId: number,
  requestId: string,
  now: Date,
): Promise<ViewerRow[]> {
  const [requests = [], viewers] = await database.readInSite(siteId, [
    requestState(siteId, requestId),
    viewersOf(siteId, requestId, since(now)),
  ])
  if (requests.length === 0) throw notFound('This request')
  return viewers as ViewerRow[]
}

/**
 * An agent's page has a request open. Others are told when they come and when they begin or stop writing, and not each time that
 * the page says it again.
 * @throws DoorwardError 'not-found'
 */
export async function noteViewer(
  database: Database,
  siteId: number,
  requestId: string,
  { staffId, isWriting, now }: { readonly staffId: string; readonly isWriting: boolean; readonly now: Date },
): Promise<ViewerRow[]> {
  return database.inSite(siteId, async (tx) => {
    const viewers = await lookedAt(tx, requestId, now)
    const before = viewers.find((one) => one.staffId === staffId)
    tx.write(forgetStaleViews(siteId, staffId, since(now)))
    tx.write(seeViewer(siteId, requestId, { staffId, isWriting, now }))
    if (before?.isWriting !== isWriting) tell(tx)
    return viewers.filter((one) => one.staffId !== staffId)
  })
}

/** The page is closed, or shows something else. */
export async function forgetView(
  database: Database,
  siteId: number,
  requestId: string,
  staffId: string,
  now: Date,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const viewers = await lookedAt(tx, requestId, now)
    if (!viewers.some((one) => one.staffId === staffId)) return
    tx.write(forgetViewer(siteId, requestId, staffId))
    tell(tx)
  })
}

async function lookedAt(tx: Transaction, requestId: string, now: Date): Promise<ViewerRow[]> {
  const [requests = [], viewers] = await tx.readAll([
    requestState(tx.siteId, requestId),
    viewersOf(tx.siteId, requestId, since(now)),
  ])
  if (requests.length === 0) throw notFound('This request')
  return viewers as ViewerRow[]
}

function tell(tx: Transaction): void {
  tx.write(announce([{ siteId: tx.siteId, kinds: ['viewers'], directoryIds: null }]))
}
