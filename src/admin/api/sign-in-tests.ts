import type { Call } from '../../http/contract-call.ts'
import { pageOfAll } from '../../http/page.ts'
import type { TestReport } from '../../model/access/test-report.ts'
import type { adminApi } from '../contract.ts'
import { listedView, listTests, readTest } from '../sign-in-tests.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

export const signInTestHandlers = {
  async listSignInTests(call: Call<Api['listSignInTests']>) {
    const { database, site, caller, query, now } = call
    const { directoryId } = await directoryOf(call)
    const all = await listTests(database, site.id, directoryId, readerOf(caller), now)
    const { rows, next } = pageOfAll(all, query, ({ id }) => id)
    const items = rows.map((one) => ({
      ...listedView(one),
      comesIn: one.outcome === 'would-be-in',
      by: one.by,
    }))
    return { items, next }
  },

  async getSignInTest(call: Call<Api['getSignInTest']>) {
    const { database, site, params, caller, now } = call
    const { directoryId } = await directoryOf(call)
    const reader = readerOf(caller)
    const { report, shown } = await readTest(database, site.id, directoryId, params.reportId, reader, now)
    const { foreseen } = report
    return { ...shown, foreseen: foreseen ? { ...foreseen, organizations: placesOf(foreseen) } : null }
  },
}

const readerOf = ({ staffId }: { readonly staffId: string }) => ({ staffId, setupLinkId: null })

/** None in a report that was made before groups led anywhere. */
const placesOf = ({ organizations = null }: NonNullable<TestReport['foreseen']>) =>
  organizations?.map((one) => ({ ...one })) ?? null
