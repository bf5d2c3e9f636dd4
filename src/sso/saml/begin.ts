import type { FastifyReply } from 'fastify'
import { hashOf } from '../../http/session-cookie.ts'
import type { SamlConnection } from '../../model/access/connection.ts'
import { insertPendingLogin, type LoginWish } from '../../storage/access/pending-logins.ts'
import type { DoorServices } from '../door-services.ts'
import { refuse } from '../finish.ts'
import { keepFailedBeginning } from '../test-reports.ts'
import type { DirectoryVisit } from '../visit.ts'
import { giveMark, newMark } from './browser-mark.ts'
import { ownNamesOf } from './names-of.ts'
import { newRequestId, requestMs, requestUrlOf, strongCertificates } from './service.ts'

/** Sends a browser to the provider of a directory, with a request that only it can bring back an answer to. */
export async function beginSaml(
  doors: DoorServices,
  visit: DirectoryVisit,
  connection: SamlConnection,
  wish: LoginWish,
): Promise<FastifyReply> {
  const { site, directoryId, reply, now } = visit
  if (strongCertificates(connection.certificates).length === 0) {
    const says = 'This connection has no certificate that is strong enough: add your provider’s present one.'
    const steps = [{ check: 'certificates', ok: false, says }]
    if (wish.purpose === 'test') return keepFailedBeginning(doors, visit, wish, 'saml', steps)
    return refuse(doors, visit, { siteId: site.id, directoryId, method: 'saml', purpose: 'sign-in', steps })
  }
  const loginId = newRequestId()
  const location = await requestUrlOf(connection, ownNamesOf(visit), loginId, now)
  const mark = newMark(visit)
  const expiresAt = new Date(now.getTime() + requestMs)
  await doors.database.inSite(site.id, async (tx) =>
    tx.write(
      insertPendingLogin(site.id, directoryId, {
        ...wish,
        loginId,
        browserHash: hashOf(mark),
        nonce: null,
        codeVerifier: null,
        createdAt: now,
        expiresAt,
      }),
    ),
  )
  giveMark(mark, visit)
  return reply
    .code(303)
    .header('location', location)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .send()
}
