// Attachments by HTTP: uploads as tus 1.0 has them, and the files themselves. Beside the contracts, because neither is JSON.
import cookies from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from '../http/problem.ts'
import { RateCeiling } from '../http/rate-ceiling.ts'
import type { Sites } from '../http/site.ts'
import { unfinishedMs } from '../model/desk/attachment.ts'
import { isShownInline } from '../model/desk/media-type.ts'
import { invalid, unavailable } from '../model/errors.ts'
import {
  beginUpload,
  discardUpload,
  ownUpload,
  receivePiece,
  sizeMaxOf,
  type UploadServices,
} from '../requests/uploads.ts'
import type { Database } from '../storage/database.ts'
import type { AttachmentRow } from '../storage/desk/attachments.ts'
import { type Face, type Known, whoCalls } from './attachment-callers.ts'
import { sendContent } from './attachment-content.ts'
import { byteCount, fileNameIn, offsetType, tusExtensions, tusVersion } from './tus.ts'
import { UploadTurns } from './upload-turns.ts'

export interface AttachmentServices extends UploadServices {
  readonly sites: Sites
  readonly publicUrl: () => string
  /** How fast each program asks. */
  readonly keyPace: RateCeiling
  /** Tests do not wait as long as people do. */
  readonly silentMs: number | undefined
}

interface ById {
  readonly attachmentId: string
}
type Handler = (
  request: FastifyRequest<{ Params: ById }>,
  reply: FastifyReply,
  known: Known,
) => Promise<FastifyReply>

/** Looking whether somebody still may is no call of theirs. */
const uncounted = new RateCeiling(0)
/** An unread rest of this size is read and thrown away, so that the answer arrives; behind a larger one the connection ends. */
const thrownAwayMax = 4 * 1024 * 1024

const faces: readonly (readonly [path: string, face: Face])[] = [
  ['/api/attachments', 'desk'],
  ['/api/help/attachments', 'help'],
]

/** @returns what cuts off the uploads that are under way, when the server stops: what came is kept */
export async function serveAttachments(
  server: FastifyInstance,
  services: AttachmentServices,
): Promise<{ close(): Promise<void> }> {
  const turns = new UploadTurns(services.silentMs)
  await server.register((scope, _options, registered) => {
    // Its hooks reach the routes, because the framework puts both together when everything is registered.
    void scope.register(cookies)
    scope.setErrorHandler((error, request, reply) => sendProblem(request, reply, error))
    // Bytes are nobody's but the handler's, who reads them as fast as the disk takes them.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    for (const [path, face] of faces) addRoutes(scope, services, turns, path, face)
    registered()
  })
  return turns
}

function addRoutes(
  scope: FastifyInstance,
  services: AttachmentServices,
  turns: UploadTurns,
  path: string,
  face: Face,
): void {
  const acts = actsOf(services, turns, path)
  const own = `${path}/:attachmentId`
  /** The protocol's own rules come before everybody else's. */
  const tus = (handle: Handler) => async (request: FastifyRequest<{ Params: ById }>, reply: FastifyReply) => {
    void reply.header('tus-resumable', tusVersion).header('cache-control', 'no-store')
    if (request.headers['tus-resumable'] !== tusVersion) {
      void reply.header('tus-version', tusVersion)
      return refuseProtocol(request, reply, 412, `Tus-Resumable: must be ${tusVersion}.`)
    }
    return handle(request, reply, await whoCalls(services, request, face))
  }
  for (const url of [path, own]) {
    scope.options(url, async (request, reply) => {
      const site = await services.sites.at(request.host, services.now())
      if (site) void reply.header('tus-max-size', sizeMaxOf(site, services.serverMbMax))
      return reply
        .headers({
          'tus-resumable': tusVersion,
          'tus-version': tusVersion,
          'tus-extension': tusExtensions,
          'cache-control': 'no-store',
        })
        .code(204)
        .send()
    })
  }
  scope.post(path, tus(acts.begin))
  scope.head(own, tus(acts.where))
  scope.patch(own, tus(acts.goOn))
  scope.delete(own, tus(acts.giveUp))
  // For whoever stands behind a proxy that lets no other methods through.
  const overridden: { readonly [method: string]: Handler } = {
    HEAD: acts.where,
    PATCH: acts.goOn,
    DELETE: acts.giveUp,
  }
  scope.post(own, (request: FastifyRequest<{ Params: ById }>, reply) => {
    const handle = overridden[String(request.headers['x-http-method-override']).toUpperCase()]
    if (!handle)
      throw invalid('X-HTTP-Method-Override', `must be one of ${Object.keys(overridden).join(', ')}.`)
    return tus(handle)(request, reply)
  })
  scope.route<{ Params: ById }>({
    method: 'GET',
    url: own,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { site, people } = await whoCalls(services, request, face)
      const found = await ownUpload(services.database, site.id, people, request.params.attachmentId)
      return reply.header('cache-control', 'no-store').send(viewOf(found))
    },
  })
  scope.get<{ Params: ById }>(`${own}/content`, (request, reply) => {
    const { attachmentId } = request.params
    const who = (database: Database, isAgain: boolean) =>
      whoCalls({ ...services, database, ...(isAgain && { keyPace: uncounted }) }, request, face)
    return sendContent(services, { request, reply, attachmentId }, who)
  })
}

function actsOf(services: AttachmentServices, turns: UploadTurns, path: string) {
  const { database, serverMbMax } = services
  const begin: Handler = async (request, reply, { site, people: [by] }) => {
    const { headers } = request
    if (headers['upload-defer-length'] !== undefined)
      throw invalid('Upload-Defer-Length', 'the size must be known at the beginning.')
    const sizeBytes = byteCount(headers['upload-length'])
    if (sizeBytes === undefined) throw invalid('Upload-Length', 'must be the number of bytes.')
    void reply.header('tus-max-size', sizeMaxOf(site, serverMbMax))
    const name = fileNameIn(headers['upload-metadata'])
    const id = await beginUpload(services, site, by, { name, sizeBytes })
    void reply.header('upload-expires', expiryAfter(services.now()))
    return reply.code(201).header('location', `${path}/${id}`).send()
  }

  const where: Handler = async (request, reply, { site, people }) => {
    const { attachmentId } = request.params
    await ownUpload(database, site.id, people, attachmentId)
    // Whoever asks has lost a connection that this process may still believe in.
    await turns.end(attachmentId)
    const { receivedBytes, sizeBytes, heardAt, completedAt } = await ownUpload(
      database,
      site.id,
      people,
      attachmentId,
    )
    if (completedAt === null) void reply.header('upload-expires', expiryAfter(heardAt))
    return reply.headers({ 'upload-offset': receivedBytes, 'upload-length': sizeBytes }).code(200).send()
  }

  const goOn: Handler = async (request, reply, { site, people }) => {
    const { headers, raw, params } = request
    const { attachmentId } = params
    if (headers['content-type'] !== offsetType)
      return refuseProtocol(request, reply, 415, `Content-Type: must be ${offsetType}.`)
    const offset = byteCount(headers['upload-offset'])
    if (offset === undefined) throw invalid('Upload-Offset', 'must be the number of bytes that are there.')
    const length = byteCount(headers['content-length'])
    const [{ customerId, staffId }] = people
    try {
      const end = await turns.take(attachmentId, `${site.id} ${customerId ?? staffId}`, raw, (bytes) =>
        receivePiece(services, site, people, { attachmentId, offset, length, bytes }),
      )
      void reply.header('upload-expires', expiryAfter(services.now()))
      return reply.code(204).header('upload-offset', end).send()
    } catch (error) {
      if (!raw.readableEnded && (length === undefined || length > thrownAwayMax))
        void reply.header('connection', 'close')
      throw raw.errored
        ? unavailable('The upload was cut off. What came of it is kept: go on behind it.')
        : error
    }
  }

  const giveUp: Handler = async (request, reply, { site, people }) => {
    const { attachmentId } = request.params
    await ownUpload(database, site.id, people, attachmentId)
    await turns.end(attachmentId)
    await discardUpload(services, site.id, people, attachmentId)
    return reply.code(204).send()
  }
  return { begin, where, goOn, giveUp }
}

const expiryAfter = (heardAt: Date) => new Date(heardAt.getTime() + unfinishedMs).toUTCString()

/** What the one who brought it is told of a file. */
function viewOf({ id, name, sizeBytes, receivedBytes, mediaType, completedAt }: AttachmentRow) {
  const isComplete = completedAt !== null
  return { id, name, sizeBytes, receivedBytes, mediaType, isComplete, isImage: isShownInline(mediaType) }
}

/** Answers what the protocol itself has a status for. */
function refuseProtocol(
  { id: requestId }: FastifyRequest,
  reply: FastifyReply,
  status: 412 | 415,
  detail: string,
): FastifyReply {
  const title = 'This is not how files are brought here'
  const problem = { type: '/api/docs#invalid', title, status, code: 'invalid', detail, requestId }
  return reply.code(status).type('application/problem+json').send(JSON.stringify(problem))
}
