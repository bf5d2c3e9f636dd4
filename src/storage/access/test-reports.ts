// What came back from a provider when somebody tried a connection out: one of the staff, or of the customer's own IT.
import type { Query, Write } from '../statement.ts'

/** Who tried it out: one of the two. */
export interface Tester {
  readonly staffId: string | null
  /** Of the set-up page at which somebody of the customer's own IT is. */
  readonly setupLinkId: string | null
}

export interface TestReportRow extends Tester {
  readonly reportId: string
  /** JSON. */
  readonly report: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** Nothing is kept for a set-up page that was withdrawn meanwhile. */
export function insertTestReport(siteId: number, directoryId: number, row: TestReportRow): Write {
  return {
    name: 'insert-test-report',
    table: 'sign_in_tests',
    text: `insert into sign_in_tests (site_id, directory_id, report_id, staff_id, setup_link_id, report, created_at, expires_at)
      select $1, $2, $3, $4::uuid, $5::uuid, $6, $7, $8
      where $5::uuid is null or exists (select 1 from setup_links l
        where l.site_id = $1 and l.directory_id = $2 and l.link_id = $5 and l.withdrawn_at is null)`,
    values: [
      siteId,
      directoryId,
      row.reportId,
      row.staffId,
      row.setupLinkId,
      row.report,
      row.createdAt,
      row.expiresAt,
    ],
  }
}

/** One of the staff reads the own tests and those of the directory's own IT; a set-up page has its own alone. */
const isFor = `(($3::uuid is not null and (t.staff_id = $3 or t.setup_link_id is not null)) or t.setup_link_id = $4::uuid)`

export function testReport(
  siteId: number,
  directoryId: number,
  reportId: string,
  reader: Tester,
  now: Date,
): Query {
  return {
    name: 'test-report',
    text: `select report, created_at as "createdAt", expires_at as "expiresAt" from sign_in_tests t
      where t.site_id = $1 and t.directory_id = $2 and ${isFor} and t.report_id = $5 and t.expires_at > $6`,
    values: [siteId, directoryId, reader.staffId, reader.setupLinkId, reportId, now],
  }
}

/** A test in a list. */
export interface ListedTest {
  readonly id: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly method: 'saml' | 'oidc'
  /** What a sign-in would have come to; null: a check failed. */
  readonly outcome: string | null
  /** Who of the customer's own IT; null: whoever reads it. */
  readonly by: string | null
}

/** The newest tests that somebody may read. */
export function testReports(siteId: number, directoryId: number, reader: Tester, now: Date): Query {
  return {
    name: 'test-reports',
    text: `select t.report_id as id, t.created_at as "createdAt", t.expires_at as "expiresAt",
        t.report::json ->> 'method' as method, t.report::json #>> '{foreseen,outcome}' as outcome, l.name as by
      from sign_in_tests t
      left join setup_links l on l.site_id = $1 and l.directory_id = $2 and l.link_id = t.setup_link_id
      where t.site_id = $1 and t.directory_id = $2 and ${isFor} and t.expires_at > $5
      order by t.report_id desc limit 20`,
    values: [siteId, directoryId, reader.staffId, reader.setupLinkId, now],
  }
}

export function forgetTestReports(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from sign_in_tests where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}
