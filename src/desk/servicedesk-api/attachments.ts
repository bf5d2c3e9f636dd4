// Files: brought first, and then written with; handed out by the same careful way as everywhere.
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
// What a request has of files is said there.
import type {} from '@fastify/multipart'
import { z } from 'zod'
import { RateCeiling } from '../../http/rate-ceiling.ts'
import { lines } from '../../model/contract.ts'
import { sizeText } from '../../model/desk/attachment.ts'
import { DoorwardError, invalid, notFound } from '../../model/errors.ts'
import { readableAttachment } from '../../requests/attachments.ts'
import type { WholeRequest } from '../../requests/thread.ts'
import { beginUpload, receivePiece, sizeMaxOf } from '../../requests/uploads.ts'
import { type AttachmentRow, attachmentIdsBetween, type Bearer } from '../../storage/desk/attachments.ts'
import { sendContent } from '../attachment-content.ts'
import { callerOf, viewerOf } from './caller.ts'
import { commentIn, readThread, write } from './comments.ts'
import { idMeant } from './numbers.ts'
import { readerOf, requestIn } from './on-request.ts'
import { type AnyCall, operation, pageOnly, type ServiceCall } from './operation.ts'
import { pageOf } from './page.ts'
import { seenPortal } from './service-desks.ts'
import { attachmentOf } from './shapes.ts'

/** So many files come in one call. */
const filesMax = 20

function bearerOf(call: Pick<ServiceCall, 'staff' | 'asker'>): Bearer {
  const { person } = viewerOf(call)
  return {
    customerId: person.kind === 'customer' ? person.id : null,
    staffId: person.kind === 'staff' ? person.id : null,
  }
}

/** A form says no sizes, so a file lies beside the others until its last byte is here. @returns the file's id */
async function keep(call: AnyCall, fileName: string, bytes: Readable): Promise<string> {
  const { site, uploads } = call
  const by = bearerOf(call)
  const folder = await mkdtemp(join(tmpdir(), 'doorward-form-'))
  const path = join(folder, 'file')
  try {
    await pipeline(bytes, createWriteStream(path, { mode: 0o600 }))
    if ((bytes as { truncated?: boolean }).truncated) {
      const max = sizeText(sizeMaxOf(site, uploads.serverMbMax))
      throw new DoorwardError(
        'too-large',
        `${fileName} is too large: a file may have ${max} at most.`,
        'file',
      )
    }
    const { size: sizeBytes } = await stat(path)
    const attachmentId = await beginUpload(uploads, site, by, { name: fileName, sizeBytes })
    await receivePiece(uploads, site, [by], {
      attachmentId,
      offset: 0,
      length: sizeBytes,
      bytes: createReadStream(path),
    })
    return attachmentId
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Looking whether somebody still may is no call of theirs. */
const uncounted = new RateCeiling(0)

/** What came with the request and with each of its comments, in the order in which it came. */
export async function filesOf(call: AnyCall, whole: WholeRequest): Promise<AttachmentRow[]> {
  const own = whole.attachments.filter(({ commentId }) => commentId === null)
  return [...own, ...(await readThread(call, whole)).files]
}

const created = z.object({
  temporaryAttachmentIds: z.array(z.string()).min(1).max(filesMax),
  public: z.boolean().default(true),
  additionalComment: z.object({ body: lines }).optional(),
})
const path = '/request/{issueIdOrKey}/attachment'

export const attachmentOperations = [
  operation(
    'POST',
    '/servicedesk/{serviceDeskId}/attachTemporaryFile',
    { needs: 'asker', status: 201 },
    async (call) => {
      const { site, request, uploads } = call
      await seenPortal(call, call.params.serviceDeskId ?? '')
      if (!request.isMultipart()) throw invalid('body', 'must be a form with files: multipart/form-data.')
      const temporaryAttachments: { temporaryAttachmentId: string; fileName: string }[] = []
      const limits = { files: filesMax, fields: 20, fileSize: sizeMaxOf(site, uploads.serverMbMax) }
      for await (const part of request.files({ limits, throwFileSizeLimit: false })) {
        const fileName = part.filename === '' ? 'file' : part.filename
        temporaryAttachments.push({ temporaryAttachmentId: await keep(call, fileName, part.file), fileName })
      }
      if (temporaryAttachments.length === 0)
        throw invalid('file', 'is needed: a form with one file at least.')
      return { temporaryAttachments }
    },
  ),
  operation('GET', path, { needs: 'asker', query: pageOnly }, async (call) => {
    const { query } = call
    const whole = await requestIn(call)
    const { row } = whole
    const reader = readerOf(call)
    const page = (await filesOf(call, whole)).slice(query.start, query.start + query.limit + 1)
    return pageOf(
      call,
      query,
      page.map((one) => attachmentOf(reader, row.key, one)),
    )
  }),
  operation('POST', path, { needs: 'asker', status: 201, body: created }, async (call) => {
    const { body, database, site } = call
    const attachmentIds = body.temporaryAttachmentIds
    const whole = await requestIn(call)
    const id = await write(call, whole, {
      body: body.additionalComment?.body ?? '',
      isPublic: body.public,
      attachmentIds,
      field: 'additionalComment.body',
    })
    const reader = readerOf(call)
    const files = []
    for (const one of attachmentIds)
      files.push(
        await readableAttachment(
          database,
          site.id,
          { people: [bearerOf(call)], sight: viewerOf(call).face },
          one,
        ),
      )
    return {
      comment: await commentIn(call, whole, id),
      attachments: pageOf(
        call,
        { start: 0, limit: filesMax },
        files.map((one) => attachmentOf(reader, whole.row.key, one)),
      ),
    }
  }),
  // It is asked again and again whether who reads still may.
  operation('GET', `${path}/{attachmentId}`, { needs: 'asker' }, async (call) => {
    const { database, site, request, reply, uploads, params, now } = call
    const { row } = await requestIn(call)
    const attachmentId = await idMeant(params.attachmentId ?? '', async (lowest, highest) => {
      const [ids = []] = (await database.readInSite(site.id, [
        attachmentIdsBetween(site.id, lowest, highest),
      ])) as [{ id: string }[]?]
      return ids.map((one) => one.id)
    })
    const reader = { people: [bearerOf(call)], sight: viewerOf(call).face } as const
    const found = await readableAttachment(database, site.id, reader, attachmentId ?? '')
    if (found.requestId !== row.id) throw notFound('This attachment')
    return sendContent(uploads, { request, reply, attachmentId: found.id }, async (view) => {
      const known = await callerOf(view, site, request, { now, keyPace: uncounted })
      return { site, people: [bearerOf(known)], sight: viewerOf(known).face }
    })
  }),
]
