import type { FastifyInstance } from 'fastify'
import { connectionOf, readConnection } from '../../storage/access/connections.ts'
import { directoryById } from '../../storage/identity/directories.ts'
import type { DoorServices } from '../door-services.ts'
import { answerNotThere, visitOf } from '../visit.ts'
import { takeResponse } from './acs.ts'
import { metadataOf } from './metadata.ts'
import { ownNamesOf } from './names-of.ts'

/** A response of the largest size, percent-encoded. */
const bodyMax = 512 * 1024

/** What a SAML provider and the browsers that it sends ask for. */
export function samlRoutes(server: FastifyInstance, doors: DoorServices): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: bodyMax },
    (_request, body, done) => done(null, new URLSearchParams(body.toString())),
  )

  server.get('/sso/:key/metadata', async (request, reply) => {
    const visit = await visitOf(doors, request, reply)
    if (!visit) return answerNotThere(reply)
    const { site, directoryId } = visit
    const [directories = [], connections = []] = await doors.database.readInSite(site.id, [
      directoryById(site.id, directoryId),
      connectionOf(site.id, directoryId),
    ])
    const connection = readConnection(connections[0])
    if (directories.length === 0 || connection?.protocol === 'oidc') return answerNotThere(reply)
    return reply
      .type('application/samlmetadata+xml; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(metadataOf(ownNamesOf(visit), connection))
  })

  // The only address that takes a POST from a page that is not ours: what comes is judged by its signature and by what this
  // browser was sent away with.
  server.post('/sso/:key/acs', { bodyLimit: bodyMax }, async (request, reply) => {
    const visit = await visitOf(doors, request, reply)
    if (!visit) return answerNotThere(reply)
    if (!(request.body instanceof URLSearchParams)) return answerNotThere(reply)
    return takeResponse(doors, visit, request.body)
  })
}
