import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { readRange } from '../http/byte-range.ts'
import { attachmentNamed, inlineNamed } from '../http/content-disposition.ts'
import { stuckMaxMs } from '../http/downloads.ts'
import { isShownInline } from '../model/desk/media-type.ts'
import { unavailable } from '../model/errors.ts'
import { readableAttachment } from '../requests/attachments.ts'
import type { UploadServices } from '../requests/uploads.ts'
import type { Database } from '../storage/database.ts'
import type { AttachmentRow } from '../storage/desk/attachments.ts'
import type { Known } from './attachment-callers.ts'

/** So often it is asked whether who downloads still may: who may no more gets nothing after a second. */
const lookEveryMs = 500
/** A database that does not say so within this time leaves unknown who may go on. */
const lookMaxMs = 1_000
/** Downloads under way of one process; a page of pictures asks for as many as it shows. */
const underWayMax = 400
let underWay = 0

/** Were the file ever taken for a page, it could do nothing, and no page of another site can take it in. */
const safeHeaders = {
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, no-store',
  'accept-ranges': 'bytes',
} as const

interface Asked {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly attachmentId: string
}

/**
 * Hands out a file, or a part of it, to whoever may read its message; in the midst it ends when they may no more.
 * @param who says who calls; it is asked again and again, and then `isAgain`
 */
export async function sendContent(
  { database, files }: Pick<UploadServices, 'database' | 'files'>,
  { request, reply, attachmentId }: Asked,
  who: (database: Database, isAgain: boolean) => Promise<Known>,
): Promise<FastifyReply> {
  const { inline } = request.query as { inline?: string }
  const find = async (signal?: AbortSignal) => {
    const view = signal ? database.until(signal) : database
    const { site, people, sight } = await who(view, signal !== undefined)
    return { site, found: await readableAttachment(view, site.id, { people, sight }, attachmentId) }
  }
  const { site, found } = await find()
  const file = { siteId: site.id, attachmentId: found.id }
  const tag = `"${found.sha256?.toString('hex')}"`
  const isInline = inline !== undefined && isShownInline(found.mediaType)
  const headers = {
    ...safeHeaders,
    etag: tag,
    'content-disposition': isInline ? inlineNamed(found.name) : attachmentNamed(found.name),
    'content-type': typeOf(found),
  }
  const ifRange = request.headers['if-range']
  const isAsked = ifRange === undefined || ifRange === tag
  const range = isAsked ? readRange(request.headers.range, found.sizeBytes) : undefined
  if (range === 'unsatisfiable') {
    const none = {
      ...safeHeaders,
      'content-range': `bytes */${found.sizeBytes}`,
      'content-type': 'text/plain',
    }
    return reply.code(416).headers(none).send('')
  }
  const { start, end } = range ?? { start: 0, end: found.sizeBytes - 1 }
  const begin = (body: Readable | string) => {
    if (range) void reply.code(206).header('content-range', `bytes ${start}-${end}/${found.sizeBytes}`)
    return reply.headers({ ...headers, 'content-length': end - start + 1 }).send(body)
  }
  if (request.method === 'HEAD') return begin('')
  if (underWay >= underWayMax) throw unavailable('Others download just now. Try again in a minute.')
  const stream = await files.read(file, { start, end }).catch((error: unknown) => {
    request.log.error({ err: error }, 'an attachment is not on the disk')
    throw unavailable('The file is not on the disk of this server. Whoever runs it can tell why.')
  })
  underWay++
  const endWatch = watch(find, () => stream.destroy(new Error('who downloads may no more')))
  stream.once('close', () => {
    underWay--
    endWatch()
  })
  reply.raw.setTimeout(stuckMaxMs)
  return begin(stream)
}

function typeOf({ mediaType }: AttachmentRow): string {
  return mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : (mediaType ?? 'application/octet-stream')
}

/** Looks again and again; what is not found, or not told in time, ends it. @returns what ends the watch */
function watch(find: (signal: AbortSignal) => Promise<unknown>, end: () => void): () => void {
  let isLooking = false
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    find(AbortSignal.timeout(lookMaxMs))
      .catch(end)
      .finally(() => {
        isLooking = false
      })
  }, lookEveryMs).unref()
  return () => clearInterval(timer)
}
