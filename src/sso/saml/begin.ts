import type { FastifyReply } from 'fastify'
import type { SamlConnection } from '../../model/access/connection.ts'
import { keepLogin, type LoginWish } from '../begun-login.ts'
import type { DoorServices } from '../door-services.ts'
import { refuse } from '../finish.ts'
import { keepFailedBeginning } from '../test-reports.ts'
import type { DirectoryVisit } from '../visit.ts'
import { ownNamesOf } from './names-of.ts'
import { newRequestId, requestUrlOf, strongCertificates } from './service.ts'

/** Sends a browser to the provider of a directory, with a request that only it can bring back an answer to. */
export async function beginSaml(
  doors: DoorServices,
  visit: DirectoryVisit,
  { connection, loginKey }: { readonly connection: SamlConnection; readonly loginKey: Buffer },
  wish: LoginWish,
): Promise<FastifyReply> {
  const { site, directoryId, reply, now } = visit
  if (strongCertificates(connection.certificates).length === 0) {
    const says = 'This connection has no certificate that is strong enough: add your provider’s present one.'
    const steps = [{ check: 'certificates', ok: false, says }]
    if (wish.purpose === 'test') return keepFailedBeginning(doors, visit, wish, 'saml', steps)
    return refuse(doors, visit, { siteId: site.id, directoryId, method: 'saml', purpose: 'sign-in', steps })
  }
  const requestId = newRequestId()
  const location = await requestUrlOf(connection, ownNamesOf(visit), requestId, now)
  await keepLogin(visit, loginKey, 'saml', requestId, wish)
  return reply
    .code(303)
    .header('location', location)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .send()
}
