import type { FastifyReply } from 'fastify'
import type { CheckStep } from '../model/access/identity.ts'
import { type TestReport, testReportMs } from '../model/access/test-report.ts'
import { keyOf } from '../model/ids.ts'
import { insertTestReport, type Tester } from '../storage/access/test-reports.ts'
import { newId } from '../storage/new-id.ts'
import type { DoorServices } from './door-services.ts'
import { logSignIn } from './portal/session.ts'
import type { DirectoryVisit } from './visit.ts'

/** Writes into the log of sign-ins that a test failed, and at which check. */
export async function noteFailedTest(
  { database }: DoorServices,
  visit: DirectoryVisit,
  method: 'saml' | 'oidc',
  steps: readonly CheckStep[],
): Promise<void> {
  const { site, directoryId } = visit
  const why = steps.find(({ ok }) => !ok)?.says ?? null
  const line = { method, directoryId, purpose: 'test', outcome: 'failed-check', why, said: null } as const
  await database.inSite(site.id, async (tx) => logSignIn(tx, { ...line, customerId: null }, visit))
}

/** A test that did not even come to the provider: the report says why, and nothing came back. */
export async function keepFailedBeginning(
  doors: DoorServices,
  visit: DirectoryVisit,
  tester: Tester,
  method: 'saml' | 'oidc',
  steps: readonly CheckStep[],
): Promise<FastifyReply> {
  await noteFailedTest(doors, visit, method, steps)
  return keepTestReport(doors, visit, tester, { method, raw: '', decoded: null, steps })
}

/** Keeps what came of trying a connection out, for whoever did, and leads there. */
export async function keepTestReport(
  { database }: DoorServices,
  { site, directoryId, reply, now }: DirectoryVisit,
  { staffId, setupLinkId }: Tester,
  report: TestReport,
): Promise<FastifyReply> {
  const reportId = newId(now)
  const row = {
    reportId,
    staffId,
    setupLinkId,
    report: JSON.stringify(report),
    createdAt: now,
    expiresAt: new Date(now.getTime() + testReportMs),
  }
  await database.inSite(site.id, async (tx) => tx.write(insertTestReport(site.id, directoryId, row)))
  const page =
    setupLinkId === null
      ? `/admin/directories/${keyOf(directoryId)}/sign-in/test/${reportId}`
      : `/setup/test/${reportId}`
  return reply.code(303).header('cache-control', 'no-store').header('location', page).send()
}
