import type { Call } from '../../http/contract-call.ts'
import type { TestReport } from '../../model/access/test-report.ts'
import type { Answer } from '../../model/contract.ts'
import { notFound } from '../../model/errors.ts'
import { type TestReportRow, testReport } from '../../storage/access/test-reports.ts'
import type { adminApi } from '../contract.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

export const signInTestHandlers = {
  async getSignInTest(call: Call<Api['getSignInTest']>): Promise<Answer<Api['getSignInTest']>> {
    const { database, site, params, caller, now } = call
    const { directoryId } = await directoryOf(call)
    const wanted = { reportId: params.reportId, staffId: caller.staffId }
    const [rows = []] = await database.readInSite(site.id, [testReport(site.id, directoryId, wanted, now)])
    const [row] = rows as Pick<TestReportRow, 'report' | 'createdAt' | 'expiresAt'>[]
    if (!row) throw notFound('This test')
    const { method, raw, decoded, steps, identity, foreseen } = JSON.parse(row.report) as TestReport
    return {
      method,
      at: row.createdAt.toISOString(),
      until: row.expiresAt.toISOString(),
      raw,
      decoded,
      steps: [...steps],
      identity: identity
        ? {
            subject: identity.subject,
            isStable: identity.isStable,
            matchValue: identity.matchValue ?? null,
            address: identity.address ?? null,
            name: identity.name ?? null,
            groups: [...identity.groups],
          }
        : null,
      foreseen: foreseen ?? null,
    }
  },
}
