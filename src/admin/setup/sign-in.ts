// Trying the sign-in out, and its log: of the outcome a customer's own IT hears only whether somebody is ready or waits for the site.
import type { Call } from '../../http/contract-call.ts'
import { pageOfAll, readIdPlace } from '../../http/page.ts'
import { setupOutcome, setupTestOutcome } from '../../model/access/setup.ts'
import { highestId } from '../../model/ids.ts'
import type { setupApi } from '../contract.ts'
import { findSignIns } from '../sign-in-log.ts'
import { listedView, listTests, readTest } from '../sign-in-tests.ts'

type Api = typeof setupApi

const readerOf = ({ linkId }: { readonly linkId: string }) => ({ staffId: null, setupLinkId: linkId })

export const setupSignInHandlers = {
  async listSetupTests({ database, site, setup, query, now }: Call<Api['listSetupTests']>) {
    const all = await listTests(database, site.id, setup.directoryId, readerOf(setup), now)
    const { rows, next } = pageOfAll(all, query, ({ id }) => id)
    return {
      items: rows.map((one) => ({ ...listedView(one), outcome: setupTestOutcome(one.outcome) })),
      next,
    }
  },

  async getSetupTest({ database, site, setup, params, now }: Call<Api['getSetupTest']>) {
    const { directoryId } = setup
    const reader = readerOf(setup)
    const { report, shown } = await readTest(database, site.id, directoryId, params.reportId, reader, now)
    return { ...shown, outcome: setupTestOutcome(report.foreseen?.outcome ?? null) }
  },

  async listSetupSignIns({ database, site, setup, query }: Call<Api['listSetupSignIns']>) {
    const before = readIdPlace(query.after, highestId)
    const page = { before, limit: query.limit }
    const { rows, next } = await findSignIns(database, site.id, setup.directoryId, {}, page)
    const items = rows.map(({ id, at, purpose, outcome, why, said }) => {
      const seen = setupOutcome(outcome)
      return { id, at: at.toISOString(), purpose, outcome: seen, why: seen === 'refused' ? why : null, said }
    })
    return { items, next: next ?? null }
  },
}
