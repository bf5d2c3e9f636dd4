// What came back from a provider when one of the staff tried a connection out.
import type { Query, Write } from '../statement.ts'

export interface TestReportRow {
  readonly reportId: string
  readonly staffId: string
  /** JSON. */
  readonly report: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

export function insertTestReport(siteId: number, directoryId: number, row: TestReportRow): Write {
  return {
    name: 'insert-test-report',
    table: 'sign_in_tests',
    text: `insert into sign_in_tests (site_id, directory_id, report_id, staff_id, report, created_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [siteId, directoryId, row.reportId, row.staffId, row.report, row.createdAt, row.expiresAt],
  }
}

/** For whoever began the test, and nobody else. */
export function testReport(
  siteId: number,
  directoryId: number,
  { reportId, staffId }: Pick<TestReportRow, 'reportId' | 'staffId'>,
  now: Date,
): Query {
  return {
    name: 'test-report',
    text: `select report, created_at as "createdAt", expires_at as "expiresAt" from sign_in_tests
      where site_id = $1 and directory_id = $2 and report_id = $3 and staff_id = $4 and expires_at > $5`,
    values: [siteId, directoryId, reportId, staffId, now],
  }
}

export function forgetTestReports(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from sign_in_tests where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}
