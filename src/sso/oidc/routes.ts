import type { FastifyInstance } from 'fastify'
import type { DoorServices } from '../door-services.ts'
import { answerNotThere, visitOf } from '../visit.ts'
import { oidcCallback } from './callback.ts'
import { backChannelLogout } from './logout.ts'
import { ownKeys } from './own-keys.ts'

const formMax = 64 * 1024

/** The doors of OIDC beside the one at which a sign-in begins; whoever registers it has cookies and forms read. */
export function oidcRoutes(server: FastifyInstance, doors: DoorServices): void {
  // Not for HEAD: what only looks must not use a login up.
  server.get('/sso/:key/callback', { exposeHeadRoute: false }, async (request, reply) => {
    const visit = await visitOf(doors, request, reply)
    if (!visit) return answerNotThere(reply)
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
    const [, query = ''] = /^[^?]*\?(.*)$/s.exec(request.url) ?? []
    return oidcCallback(doors, visit, new URLSearchParams(query))
  })

  server.get('/sso/:key/keys', async (request, reply) => {
    const visit = await visitOf(doors, request, reply)
    const keys = visit && (await ownKeys(doors, visit))
    return keys ? reply.header('cache-control', 'max-age=300').send(keys) : answerNotThere(reply)
  })

  // No browser comes here, so there is no origin to compare and no cookie that is read: the token's signature is what counts.
  server.post('/sso/:key/logout', { bodyLimit: formMax }, async (request, reply) => {
    const { body } = request
    const tokens = body instanceof URLSearchParams ? body.getAll('logout_token') : []
    const visit = await visitOf(doors, request, reply)
    const token = tokens.length === 1 ? tokens[0] : undefined
    const counts = visit !== undefined && (await backChannelLogout(doors, visit, token))
    void reply.header('cache-control', 'no-store')
    return counts ? reply.code(200).send() : reply.code(400).send({ error: 'invalid_request' })
  })
}
