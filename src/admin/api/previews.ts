import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import { lowestId } from '../../model/ids.ts'
import { beginCounting, listPreviewed, type Preview, readPreview } from '../../people/preview.ts'
import { replayPatienceMs } from '../../people/replay.ts'
import type { adminApi } from '../contract.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

const previewView = ({ beganAt, countedAt, total, done, counts }: Preview) => ({
  beganAt: beganAt.toISOString(),
  countedAt: countedAt === null ? null : countedAt.toISOString(),
  total,
  done,
  counts,
})

export const previewHandlers = {
  async getPreview(call: Call<Api['getPreview']>) {
    const { directoryId } = await directoryOf(call)
    const preview = await readPreview(call.database, call.site.id, directoryId)
    return { preview: preview ? previewView(preview) : null }
  },

  async countPreview(call: Call<Api['countPreview']>) {
    const directory = await directoryOf(call)
    const { database, site, now } = call
    return previewView(await beginCounting(database, site.id, directory, now, replayPatienceMs))
  },

  async listPreviewed(call: Call<Api['listPreviewed']>) {
    const { directoryId } = await directoryOf(call)
    const { limit, after } = call.query
    const found = await listPreviewed(call.database, call.site.id, directoryId, {
      of: call.params.class,
      after: readIdPlace(after, lowestId),
      limit: limit + 1,
    })
    const { rows, next } = pageOfRows(found, limit, ({ userId }) => userId)
    return { items: [...rows], next }
  },
}
