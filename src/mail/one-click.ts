// Mail programs and their providers unsubscribe for their people by themselves (RFC 8058): they post to the link of a mail, without
// cookies and from no page of ours.
import type { FastifyInstance } from 'fastify'
import type { Sites } from '../http/site.ts'
import { DoorwardError } from '../model/errors.ts'
import { muteByLink } from '../requests/mail-wishes.ts'
import type { Database } from '../storage/database.ts'

/** `List-Unsubscribe=One-Click`. */
const bodyMax = 1_024

interface Services {
  readonly database: Database
  readonly sites: Sites
  readonly now: () => Date
}

/** Takes the POST of RFC 8058 3.2 at the address at which people find the page of the same link. */
export async function serveOneClick(
  server: FastifyInstance,
  { database, sites, now }: Services,
): Promise<void> {
  await server.register((scope, _options, ready) => {
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: bodyMax }, (_request, body, done) =>
      done(null, body),
    )
    scope.post('/fewer-mails/:token', { bodyLimit: bodyMax }, async (request, reply) => {
      const { token } = request.params as { readonly token: string }
      const site = await sites.at(request.host, now())
      const isOurs = site && site.deletionDue === null
      const isDone = isOurs && (await muteByLink(database, site.id, token).then(() => true, isGone))
      // Whoever follows a redirect would ask for a page: RFC 8058 3.1 wants none.
      return reply
        .code(isDone ? 200 : 404)
        .type('text/plain; charset=utf-8')
        .send('')
    })
    ready()
  })
}

function isGone(error: unknown): false {
  if (error instanceof DoorwardError && error.code === 'not-found') return false
  throw error
}
