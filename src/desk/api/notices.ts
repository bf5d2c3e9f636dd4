import type { Call } from '../../http/contract-call.ts'
import type { Database } from '../../storage/database.ts'
import { type DeskNotices, deskNoticesOf, putDeskNotices } from '../../storage/desk/notices.ts'
import type { deskApi } from '../contract.ts'

type Api = typeof deskApi

async function noticesOf(database: Database, siteId: number, staffId: string): Promise<DeskNotices> {
  const [[found] = []] = (await database.readInSite(siteId, [deskNoticesOf(siteId, staffId)])) as [
    DeskNotices[]?,
  ]
  const { newRequests = true, assignments = true, answers = true } = found ?? {}
  return { newRequests, assignments, answers }
}

/** Of which requests an agent hears by mail. */
export const noticeHandlers = {
  getDeskNotices: ({ database, site, caller }: Call<Api['getDeskNotices']>) =>
    noticesOf(database, site.id, caller.staffId),

  async setDeskNotices({ database, site, caller, body }: Call<Api['setDeskNotices']>) {
    await database.inSite(site.id, async (tx) => tx.write(putDeskNotices(site.id, caller.staffId, body)))
    return noticesOf(database, site.id, caller.staffId)
  },
}
