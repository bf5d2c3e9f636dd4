// What came of trying a connection out, for whoever may read it: one of the staff, or the set-up page where it was tried.
import type { TestReport } from '../model/access/test-report.ts'
import { notFound } from '../model/errors.ts'
import {
  type ListedTest,
  type Tester,
  type TestReportRow,
  testReport,
  testReports,
} from '../storage/access/test-reports.ts'
import type { Database } from '../storage/database.ts'

interface Read {
  readonly report: TestReport
  /** As the contracts have it; without what a sign-in would have come to. */
  readonly shown: {
    readonly method: TestReport['method']
    readonly at: string
    readonly until: string
    readonly raw: string
    readonly decoded: string | null
    readonly steps: TestReport['steps'][number][]
    readonly identity: {
      readonly subject: string
      readonly isStable: boolean
      readonly matchValue: string | null
      readonly address: string | null
      readonly name: string | null
      readonly groups: string[]
    } | null
  }
}

/** @throws DoorwardError 'not-found', also where it is somebody else's */
export async function readTest(
  database: Database,
  siteId: number,
  directoryId: number,
  reportId: string,
  reader: Tester,
  now: Date,
): Promise<Read> {
  const wanted = testReport(siteId, directoryId, reportId, reader, now)
  const [rows = []] = await database.readInSite(siteId, [wanted])
  const [row] = rows as Pick<TestReportRow, 'report' | 'createdAt' | 'expiresAt'>[]
  if (!row) throw notFound('This test')
  const report = JSON.parse(row.report) as TestReport
  const { method, raw, decoded, steps, identity } = report
  return {
    report,
    shown: {
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
    },
  }
}

/** The newest of an hour. */
export async function listTests(
  database: Database,
  siteId: number,
  directoryId: number,
  reader: Tester,
  now: Date,
): Promise<ListedTest[]> {
  const [rows = []] = await database.readInSite(siteId, [testReports(siteId, directoryId, reader, now)])
  return rows as ListedTest[]
}

export const listedView = ({ id, createdAt, expiresAt, method, outcome }: ListedTest) => ({
  id,
  at: createdAt.toISOString(),
  until: expiresAt.toISOString(),
  method,
  passed: outcome !== null,
})
