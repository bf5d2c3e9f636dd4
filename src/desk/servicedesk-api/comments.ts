import { z } from 'zod'
import { keyLacks } from '../../http/permission.ts'
import { lines } from '../../model/contract.ts'
import { DoorwardError, notFound } from '../../model/errors.ts'
import { highestId, isResourceId } from '../../model/ids.ts'
import { assessSignedIn } from '../../requests/assess.ts'
import { writeAsAgent, writeAsAsker } from '../../requests/comment.ts'
import { renderMarkdown } from '../../requests/markdown.ts'
import { readEarlierComments, type WholeRequest } from '../../requests/thread.ts'
import type { AttachmentRow } from '../../storage/desk/attachments.ts'
import type { CommentRow } from '../../storage/desk/thread.ts'
import { viewerOf } from './caller.ts'
import { inField } from './in-field.ts'
import { idsAround, isMeant, numberOf } from './numbers.ts'
import { readerOf, requestIn } from './on-request.ts'
import { type AnyCall, expand, operation, pageOnly, paging } from './operation.ts'
import { elsewhere, pageOf } from './page.ts'
import { attachmentOf, commentOf } from './shapes.ts'

/** `true` and `false` as addresses write them. */
const flag = z.enum(['true', 'false']).optional()
const query = z.object({ ...paging, expand, public: flag, internal: flag })
const body = z.object({ body: lines, public: z.boolean().default(true) })
const path = '/request/{issueIdOrKey}/comment'

/** Every comment that the caller may read, the oldest first, as the original has them; and their files. */
export async function readThread(
  call: AnyCall,
  { row }: WholeRequest,
): Promise<{ readonly comments: CommentRow[]; readonly files: AttachmentRow[] }> {
  const { database, site } = call
  const { person, face } = viewerOf(call)
  const comments: CommentRow[] = []
  const files: AttachmentRow[] = []
  for (let before = highestId; ; ) {
    const page = { before, limit: step }
    const found = await readEarlierComments(database, site.id, row.id, { person, face }, page)
    // Where they are long, one answer holds fewer.
    const rows = found.comments.slice(0, found.fits)
    comments.push(...rows)
    files.push(...found.attachments)
    const last = rows.at(-1)
    if (!last || (rows.length === found.comments.length && rows.length < step))
      return { comments: comments.reverse(), files: files.reverse() }
    before = last.id
  }
}
const step = 500

/** What comes along with comments when it is asked for: `renderedBody`, `attachment`. */
export function expandedComment(
  call: AnyCall,
  { row: { key } }: WholeRequest,
  files: readonly AttachmentRow[],
  expansions: readonly string[],
): (comment: CommentRow) => object {
  const reader = readerOf(call)
  return (comment) => {
    const shown = commentOf(reader, key, comment)
    const own = files.filter(({ commentId }) => commentId === comment.id)
    const place = elsewhere(call, `/request/${key}/comment/${shown.id}/attachment`)
    return {
      ...shown,
      ...(expansions.includes('renderedBody') && {
        renderedBody: { html: renderMarkdown(comment.body).html },
      }),
      ...(expansions.includes('attachment') && {
        attachments: pageOf(
          place,
          { start: 0, limit: own.length },
          own.map((file) => attachmentOf(reader, key, file)),
        ),
      }),
    }
  }
}

/** What somebody writes with a request, whichever operation brings it. */
export interface Written {
  readonly body: string
  readonly isPublic: boolean
  readonly attachmentIds?: readonly string[]
  /** What the caller calls the text. */
  readonly field: string
}

/** @returns the comment @throws DoorwardError 'forbidden' for a note by who is no agent */
export async function write(
  call: AnyCall,
  { row }: WholeRequest,
  { body, isPublic, attachmentIds = [], field }: Written,
): Promise<string> {
  const { database, site, audit, staff, asker } = call
  const { person, face } = viewerOf(call)
  const named = inField(field, 'markdown')
  if (face === 'console') {
    if (!staff?.permissions.includes('requests.change')) throw keyLacks('requests.change')
    const written = { body, isInternal: !isPublic, attachmentIds }
    return writeAsAgent(database, site.id, row.id, person, written, audit).catch(named)
  }
  if (!isPublic) throw new DoorwardError('forbidden', 'Only agents write notes for each other.')
  if (!asker) throw notFound('This request')
  const who = { person, assessment: await assessSignedIn(database, site.id, asker) }
  return writeAsAsker(database, site.id, row.id, who, { body, attachmentIds }, audit).catch(named)
}

/** One comment and its files: of its millisecond there are few, so no thread is read for it. @throws DoorwardError 'not-found' */
async function findComment(call: AnyCall, { row }: WholeRequest, commentId: string) {
  const { database, site } = call
  const { person, face } = viewerOf(call)
  const around = idsAround(isResourceId(commentId) ? numberOf(commentId) : commentId)
  for (let before = around?.highest; around && before !== undefined && before >= around.lowest; ) {
    const page = { before, limit: fewMax }
    const read = await readEarlierComments(database, site.id, row.id, { person, face }, page)
    const rows = read.comments.slice(0, read.fits)
    const comment = rows.find(({ id }) => isMeant(commentId, id))
    if (comment) return { comment, files: read.attachments.filter((file) => file.commentId === comment.id) }
    before = rows.at(-1)?.id
  }
  throw notFound('This comment')
}
const fewMax = 10

/** One comment as it is shown. @throws DoorwardError 'not-found' */
export async function commentIn(
  call: AnyCall,
  whole: WholeRequest,
  commentId: string,
  expansions: readonly string[] = [],
) {
  const { comment, files } = await findComment(call, whole, commentId)
  return expandedComment(call, whole, files, expansions)(comment)
}

export const commentOperations = [
  operation('GET', path, { needs: 'asker', query }, async (call) => {
    const { query: wanted } = call
    const whole = await requestIn(call)
    const { comments, files } = await readThread(call, whole)
    const rows = comments.filter(
      ({ isInternal }) => (isInternal ? wanted.internal : wanted.public) !== 'false',
    )
    const page = rows.slice(wanted.start, wanted.start + wanted.limit + 1)
    return pageOf(call, wanted, page.map(expandedComment(call, whole, files, wanted.expand)))
  }),
  operation('POST', path, { needs: 'asker', status: 201, body }, async (call) => {
    const whole = await requestIn(call)
    const id = await write(call, whole, { body: call.body.body, isPublic: call.body.public, field: 'body' })
    return commentIn(call, whole, id)
  }),
  operation('GET', `${path}/{commentId}`, { needs: 'asker', query: z.object({ expand }) }, async (call) =>
    commentIn(call, await requestIn(call), call.params.commentId ?? '', call.query.expand),
  ),
  operation('GET', `${path}/{commentId}/attachment`, { needs: 'asker', query: pageOnly }, async (call) => {
    const { query, params } = call
    const whole = await requestIn(call)
    const { files } = await findComment(call, whole, params.commentId ?? '')
    const reader = readerOf(call)
    const page = files.slice(query.start, query.start + query.limit + 1)
    return pageOf(
      call,
      query,
      page.map((file) => attachmentOf(reader, whole.row.key, file)),
    )
  }),
]
