// What belongs to requests and their comments: who attaches it, who may read it, and what goes.
import { attachmentsPerMessageMax, blockedEnding, looseMs, unfinishedMs } from '../model/desk/attachment.ts'
import { isSame, type Person, personOf } from '../model/desk/request.ts'
import { FieldErrors, notFound } from '../model/errors.ts'
import { isResourceId } from '../model/ids.ts'
import type { AttachmentFiles } from '../storage/attachment-files.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  type AttachmentRow,
  attachmentById,
  attachToMessage,
  dropForgotten,
  holdAttachments,
  knownAttachments,
} from '../storage/desk/attachments.ts'
import { type Site, siteById } from '../storage/sites.ts'
import { type Face, mayReadRequest } from './sight.ts'
import { type Bearers, blockedAt, isOf, removeAll } from './uploads.ts'

/** A message that files go with. */
export interface Message {
  readonly requestId: string
  /** Null: what came with the request itself. */
  readonly commentId: string | null
  readonly attachmentIds: readonly string[]
  /** Whoever brought the files: the same who writes the message. */
  readonly by: Person
  /** The field of the form that holds them. */
  readonly field?: string
}

/**
 * Gives a message its files, in the transaction that makes it: whole ones of the writer's own that belong to no other.
 * @throws FieldErrors naming the field, each file and its rule
 */
export async function attachTo(
  tx: Transaction,
  siteId: number,
  { requestId, commentId, attachmentIds, by, field = 'attachmentIds' }: Message,
): Promise<void> {
  const ids = [...new Set(attachmentIds)]
  if (ids.length === 0) return
  const refused = (rule: string, detail: string) => new FieldErrors([{ field, rule, detail }])
  if (ids.length > attachmentsPerMessageMax)
    throw refused('too-big', `must be at most ${attachmentsPerMessageMax} files; these are ${ids.length}.`)
  if (!ids.every(isResourceId)) throw refused('format', 'must be ids of files that were brought before.')
  const [sites = [], rows = []] = await tx.readAll([siteById(siteId), holdAttachments(siteId, ids)])
  const [site] = sites as Site[]
  const found = new Map((rows as AttachmentRow[]).map((row) => [row.id, row]))
  const errors = ids.flatMap((id) => {
    const [rule, detail] = refusal(found.get(id), by, site ? blockedAt(site) : []) ?? []
    return rule === undefined ? [] : [{ field, rule, detail: detail ?? '' }]
  })
  if (errors.length > 0) throw new FieldErrors(errors)
  tx.write(attachToMessage(siteId, ids, requestId, commentId))
}

/** Why a file goes with no message of somebody's: rule and sentence. Whose it is otherwise nobody learns. */
function refusal(
  row: AttachmentRow | undefined,
  by: Person,
  blocked: readonly string[],
): readonly [rule: string, detail: string] | undefined {
  if (!row || !isSame(personOf(row.customerId, row.staffId), by))
    return ['not-found', 'A file is none of yours, or gone. Bring it again.']
  const { name, completedAt, requestId } = row
  if (completedAt === null) return ['incomplete', `${name} is not here as a whole yet.`]
  if (requestId !== null) return ['conflict', `${name} belongs to a message already.`]
  const ending = blockedEnding(name, blocked)
  if (ending === undefined) return undefined
  return ['blocked', `${name} cannot be attached: this site takes no files of the kind .${ending}.`]
}

/**
 * A whole file that one of these people may read: their own while it belongs to no message, else by what they see of its
 * request.
 * @throws DoorwardError 'not-found', whether it is not there or not theirs to read
 */
export async function readableAttachment(
  database: Database,
  siteId: number,
  { people: readers, sight: face }: { readonly people: Bearers; readonly sight: Face },
  attachmentId: string,
): Promise<AttachmentRow> {
  const [rows = []] = isResourceId(attachmentId)
    ? await database.readInSite(siteId, [attachmentById(siteId, attachmentId)])
    : []
  const [found] = rows as AttachmentRow[]
  if (found?.completedAt && (await isReadable(found))) return found
  throw notFound('This attachment')

  async function isReadable({ requestId, isInternal, ...row }: AttachmentRow): Promise<boolean> {
    if (requestId === null) return isOf(row, readers)
    for (const { customerId, staffId } of readers) {
      const sight = await mayReadRequest(database, siteId, requestId, personOf(customerId, staffId), face)
      if (sight && (sight.by === 'agent' || !isInternal)) return true
    }
    return false
  }
}

/** So many rows go at once. */
const stepRows = 500
/** A file that nobody knows was left by somebody who gave up; whatever is younger may yet be known. */
const strayMs = 24 * 60 * 60 * 1000

/** Removes what waits for its message, or its next byte, for too long; and files of this site that no row knows. */
export async function forgetAttachments(
  database: Database,
  files: AttachmentFiles,
  siteId: number,
  now: Date,
): Promise<void> {
  const before = {
    whole: new Date(now.getTime() - looseMs),
    unfinished: new Date(now.getTime() - unfinishedMs),
  }
  for (let isOver = false; !isOver; ) {
    const step = dropForgotten(siteId, before, stepRows)
    const gone = await database.inSite(siteId, (tx) => tx.read<{ id: string }>(step))
    await removeAll(
      files,
      siteId,
      gone.map(({ id }) => id),
    )
    isOver = gone.length < stepRows
  }
  for await (const ids of files.writtenBefore(siteId, new Date(now.getTime() - strayMs))) {
    await removeUnknown(database, files, siteId, ids)
  }
}

/** Removes those of these files that no row knows. */
export async function removeUnknown(
  database: Database,
  files: AttachmentFiles,
  siteId: number,
  ids: readonly string[],
): Promise<void> {
  const [rows = []] = await database.readInSite(siteId, [knownAttachments(siteId, ids)])
  const known = new Set((rows as { id: string }[]).map(({ id }) => id))
  await removeAll(
    files,
    siteId,
    ids.filter((id) => !known.has(id)),
  )
}
