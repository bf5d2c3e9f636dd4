// Who else has a request open, and who writes in it: told before two answer at once.
import { viewerLastsMs } from '../model/desk/queue.ts'
import { notFound } from '../model/errors.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { requestState } from '../storage/desk/requests.ts'
import {
  forgetStaleViews,
  forgetViewer,
  seeViewer,
  type ViewingPage,
  viewersOf,
} from '../storage/desk/viewers.ts'
import { announce } from '../storage/notices.ts'

/** An agent who has a request open, in however many tabs. */
export interface Viewer {
  readonly staffId: string
  readonly name: string
  /** In one of them. */
  readonly isWriting: boolean
}

const since = (now: Date) => new Date(now.getTime() - viewerLastsMs)

function viewersIn(pages: readonly ViewingPage[]): Viewer[] {
  const viewers = new Map<string, Viewer>()
  for (const { staffId, name, isWriting } of pages)
    viewers.set(staffId, { staffId, name, isWriting: isWriting || viewers.get(staffId)?.isWriting === true })
  return [...viewers.values()]
}

/** Whether two looks at one agent's pages show others the same. */
const looksSame = (before: readonly ViewingPage[], after: readonly Pick<ViewingPage, 'isWriting'>[]) =>
  (before.length === 0) === (after.length === 0) &&
  before.some(({ isWriting }) => isWriting) === after.some(({ isWriting }) => isWriting)

/** @throws DoorwardError 'not-found' */
export async function readViewers(
  database: Database,
  siteId: number,
  requestId: string,
  now: Date,
): Promise<Viewer[]> {
  const [requests = [], pages] = await database.readInSite(siteId, [
    requestState(siteId, requestId),
    viewersOf(siteId, requestId, since(now)),
  ])
  if (requests.length === 0) throw notFound('This request')
  return viewersIn(pages as ViewingPage[])
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
  {
    staffId,
    pageId,
    isWriting,
    now,
  }: Pick<ViewingPage, 'staffId' | 'pageId' | 'isWriting'> & { readonly now: Date },
): Promise<Viewer[]> {
  return database.inSite(siteId, async (tx) => {
    const pages = await lookedAt(tx, requestId, now)
    const own = pages.filter((one) => one.staffId === staffId)
    tx.write(forgetStaleViews(siteId, staffId, since(now)))
    tx.write(seeViewer(siteId, requestId, { staffId, pageId, isWriting, now }))
    const others = own.filter((one) => one.pageId !== pageId)
    if (!looksSame(own, [...others, { isWriting }])) tell(tx)
    return viewersIn(pages.filter((one) => one.staffId !== staffId))
  })
}

/** A page is closed, or shows something else; the agent's other tabs go on. */
export async function forgetView(
  database: Database,
  siteId: number,
  requestId: string,
  { staffId, pageId, now }: Pick<ViewingPage, 'staffId' | 'pageId'> & { readonly now: Date },
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const own = (await lookedAt(tx, requestId, now)).filter((one) => one.staffId === staffId)
    const others = own.filter((one) => one.pageId !== pageId)
    if (others.length === own.length) return
    tx.write(forgetViewer(siteId, requestId, staffId, pageId))
    if (!looksSame(own, others)) tell(tx)
  })
}

async function lookedAt(tx: Transaction, requestId: string, now: Date): Promise<ViewingPage[]> {
  const [requests = [], pages] = await tx.readAll([
    requestState(tx.siteId, requestId),
    viewersOf(tx.siteId, requestId, since(now)),
  ])
  if (requests.length === 0) throw notFound('This request')
  return pages as ViewingPage[]
}

function tell(tx: Transaction): void {
  tx.write(announce([{ siteId: tx.siteId, kinds: ['viewers'], directoryIds: null }]))
}
