// Files on their way in: begun with a name and a size, written piece by piece by whichever process gets the next piece, whole
// once every byte is on the disk. Decision 42 has the reasons.
import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import {
  abandonedMs,
  blockedByDefault,
  blockedEnding,
  bytesOfGib,
  bytesOfMb,
  customerDayBytesMax,
  customerDayMs,
  looseFilesMax,
  looseSizesMax,
  sizeText,
} from '../model/desk/attachment.ts'
import { cleanFileName } from '../model/desk/file-name.ts'
import { headBytes, sniff } from '../model/desk/media-type.ts'
import { conflict, DoorwardError, invalid, notFound, unavailable } from '../model/errors.ts'
import { isResourceId } from '../model/ids.ts'
import { type AttachmentFiles, FileLost, type StoredFile } from '../storage/attachment-files.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  type AttachmentRow,
  attachmentById,
  type Bearer,
  bytesOfSite,
  bytesSince,
  completeAttachment,
  dropLoose,
  insertAttachment,
  lockBearer,
  lockSiteFiles,
  looseOf,
  noteReceived,
  type Pen,
  takePen,
} from '../storage/desk/attachments.ts'
import { newId } from '../storage/new-id.ts'
import type { Site } from '../storage/sites.ts'

/** After so many bytes, or so long, what came is made certain: no cut costs more than that. */
const certainEveryBytes = 8 * 1024 * 1024
const certainEveryMs = 5_000
/** Who has the pen has it for so long after each sign of life; a process that is gone keeps others from a file no longer. */
const penMs = 30_000
/** A disk reads so many bytes in a second at least, when a whole file is looked through. */
const readPerSecond = 10_000_000

export interface UploadServices {
  readonly database: Database
  readonly files: AttachmentFiles
  readonly now: () => Date
  /** What the server allows at most, whatever a site says. */
  readonly serverMbMax: number
}

/** Whoever one caller is: at one browser somebody may be signed in as a customer and as one of the staff. */
export type Bearers = readonly Bearer[]

export const isOf = ({ customerId, staffId }: Bearer, bearers: Bearers) =>
  bearers.some((one) => one.customerId === customerId && one.staffId === staffId)

/** How large a file may be at a site. */
export function sizeMaxOf({ attachmentMbMax }: Site, serverMbMax: number): number {
  return bytesOfMb(Math.min(attachmentMbMax, serverMbMax))
}

export const blockedAt = ({ blockedEndings }: Site): readonly string[] => blockedEndings ?? blockedByDefault

const tooLarge = (sentence: string, field = 'size') => new DoorwardError('too-large', sentence, field)
const noRoom = () =>
  new DoorwardError('no-room', 'The server has no room for this file just now. Its administrator is needed.')
const blockedFile = (name: string, ending: string) =>
  invalid('name', `${name} cannot be attached: this site takes no files of the kind .${ending}.`)
const noFile = () => notFound('This attachment')

/**
 * Begins an upload. Nothing is written yet; what is too large, too much or of a blocked kind is refused here, before a byte
 * is read.
 * @returns its id
 */
export async function beginUpload(
  { database, files, now: clock, serverMbMax }: UploadServices,
  site: Site,
  by: Bearer,
  wanted: { readonly name: string; readonly sizeBytes: number },
): Promise<string> {
  const now = clock()
  const { sizeBytes } = wanted
  const name = cleanFileName(wanted.name)
  const sizeMax = sizeMaxOf(site, serverMbMax)
  if (sizeBytes > sizeMax) {
    throw tooLarge(
      `${name} is too large: it has ${sizeText(sizeBytes)}, and a file may have ${sizeText(sizeMax)} at most.`,
    )
  }
  if (sizeBytes === 0) throw invalid('size', `${name} is empty.`)
  const ending = blockedEnding(name, blockedAt(site))
  if (ending !== undefined) throw blockedFile(name, ending)
  if (!(await files.hasRoom(sizeBytes))) throw noRoom()
  const id = newId()
  const gone = await database.inSite(site.id, async (tx) => {
    await tx.read(lockBearer(site.id, by))
    const made = await makeRoom(tx, by, { sizeBytes, sizeMax, now })
    await requireQuota(tx, site, by, { name, sizeBytes, now })
    tx.write(insertAttachment(site.id, { ...by, id, name, sizeBytes }, now))
    return made
  })
  await removeAll(files, site.id, gone)
  return id
}

/**
 * Of what a person brought that belongs to no message only so much is kept; what was left alone for an hour makes room.
 * @returns whose files are to go
 */
async function makeRoom(
  tx: Transaction,
  by: Bearer,
  { sizeBytes, sizeMax, now }: { readonly sizeBytes: number; readonly sizeMax: number; readonly now: Date },
): Promise<string[]> {
  const loose = await tx.read<AttachmentRow>(looseOf(tx.siteId, by))
  const bytesMax = looseSizesMax * sizeMax
  let bytes = loose.reduce((sum, one) => sum + one.sizeBytes, sizeBytes)
  let count = loose.length + 1
  const gone: string[] = []
  for (const one of loose) {
    if (count <= looseFilesMax && bytes <= bytesMax) break
    if (now.getTime() - one.heardAt.getTime() < abandonedMs) break
    gone.push(one.id)
    bytes -= one.sizeBytes
    count--
  }
  if (count > looseFilesMax || bytes > bytesMax) {
    throw tooLarge(
      `You have brought ${loose.length} files that belong to no message yet; ${looseFilesMax} files and ${sizeText(bytesMax)} are the most. Send or remove some first.`,
      'files',
    )
  }
  if (gone.length > 0) await tx.read(dropLoose(tx.siteId, gone))
  return gone
}

/**
 * What a customer brings in a day, and what all files of a site have together, is bounded: nobody fills the disk for everybody else.
 * @throws DoorwardError 'too-large', field `day`; 'no-room', field `site`
 */
async function requireQuota(
  tx: Transaction,
  { attachmentGbMax }: Site,
  { customerId }: Bearer,
  { name, sizeBytes, now }: { readonly name: string; readonly sizeBytes: number; readonly now: Date },
): Promise<void> {
  const sum = async (query: ReturnType<typeof bytesOfSite>) =>
    ((await tx.read<{ bytes: number }>(query))[0]?.bytes ?? 0) + sizeBytes
  if (customerId !== null) {
    const since = new Date(now.getTime() - customerDayMs)
    if ((await sum(bytesSince(tx.siteId, customerId, since))) > customerDayBytesMax) {
      throw tooLarge(
        `${name} is more than you may bring within 24 hours: ${sizeText(customerDayBytesMax)} at most. Go on tomorrow, or remove what you do not need.`,
        'day',
      )
    }
  }
  if (attachmentGbMax === 0) return
  await tx.read(lockSiteFiles(tx.siteId))
  if ((await sum(bytesOfSite(tx.siteId))) <= bytesOfGib(attachmentGbMax)) return
  throw new DoorwardError(
    'no-room',
    `${name} has no room: the files of this help desk have the ${attachmentGbMax} GiB that they may have together. Its administrators can allow more.`,
    'site',
  )
}

/** Removes files whose rows are gone. */
export async function removeAll(
  files: AttachmentFiles,
  siteId: number,
  attachmentIds: readonly string[],
): Promise<void> {
  for (const attachmentId of attachmentIds) await files.remove({ siteId, attachmentId })
}

/** A file of the caller's own, on its way or whole. @throws DoorwardError 'not-found' */
export async function ownUpload(
  database: Database,
  siteId: number,
  bearers: Bearers,
  attachmentId: string,
): Promise<AttachmentRow> {
  if (!isResourceId(attachmentId)) throw noFile()
  const [rows = []] = await database.readInSite(siteId, [attachmentById(siteId, attachmentId)])
  const [found] = rows as AttachmentRow[]
  if (!found || !isOf(found, bearers)) throw noFile()
  return found
}

/** Gives a file up that belongs to no message. @throws DoorwardError 'not-found', 'conflict' when a message has it */
export async function discardUpload(
  { database, files }: UploadServices,
  siteId: number,
  bearers: Bearers,
  attachmentId: string,
): Promise<void> {
  const found = await ownUpload(database, siteId, bearers, attachmentId)
  const gone = await database.inSite(siteId, (tx) => tx.read(dropLoose(siteId, [found.id])))
  if (gone.length === 0) throw conflict('This file belongs to a message.')
  await files.remove({ siteId, attachmentId })
}

/** A piece of a file, and where it goes. */
export interface Piece {
  readonly attachmentId: string
  readonly offset: number
  /** As its sender says; undefined: it says nothing. */
  readonly length: number | undefined
  readonly bytes: AsyncIterable<Buffer>
}

/**
 * Writes a piece behind what is there. However it ends, what came is kept, and the next piece goes on behind it.
 * @returns how many bytes of the file are there now
 * @throws DoorwardError 'conflict' when the piece belongs elsewhere, 'unavailable' while somebody else writes, 'too-large' for
 *   bytes beyond the size that was said, 'no-room' when the disk is full, 'invalid' when the bytes are of a blocked kind
 */
export async function receivePiece(
  services: UploadServices,
  site: Site,
  bearers: Bearers,
  { attachmentId, offset, length, bytes }: Piece,
): Promise<number> {
  const { database, now } = services
  const found = await ownUpload(database, site.id, bearers, attachmentId)
  const { sizeBytes, name } = found
  if (found.completedAt !== null || found.receivedBytes !== offset) throw elsewhere(found)
  if (length !== undefined && length > sizeBytes - offset) throw tooMuch(found)
  const pen = { siteId: site.id, attachmentId, writerId: randomUUID() }
  const taken = await database.inSite(site.id, (tx) => tx.read(takePen(pen, offset, lease(now()))))
  if (taken.length === 0) {
    const [again] = (
      await database.readInSite(site.id, [attachmentById(site.id, attachmentId)])
    )[0] as AttachmentRow[]
    if (!again) throw noFile()
    if (again.receivedBytes !== offset) throw elsewhere(again)
    throw unavailable('Another piece of this file is being written. Go on in a few seconds.')
  }
  const end = await write(services, found, pen, bytes)
  if (end < sizeBytes) return end
  await complete(services, site, { pen, name })
  return end
}

const lease = (now: Date, ms = penMs) => ({ now, until: new Date(now.getTime() + ms) })
const elsewhere = ({ receivedBytes }: AttachmentRow) =>
  conflict(`Upload-Offset: ${receivedBytes} bytes of this file are here. Go on behind them.`)
const tooMuch = ({ name, sizeBytes }: AttachmentRow) =>
  tooLarge(`${name} was said to have ${sizeText(sizeBytes)}, and more than that came.`)
const overtaken = () => conflict('Somebody else goes on with this file, or it was given up.')

/** Writes what comes, and makes it certain from time to time. @returns how many bytes are certain at the end */
async function write(
  { database, files, now }: UploadServices,
  found: AttachmentRow,
  pen: Pen,
  bytes: AsyncIterable<Buffer>,
): Promise<number> {
  const file: StoredFile = pen
  const { sizeBytes } = found
  let handle: FileHandle | undefined
  let at = found.receivedBytes
  let certain = at
  let certainAtMs = performance.now()
  /** From here on these bytes are never asked for again. The last one counts when the file is complete, and not before. */
  const makeCertain = async (until: Date | null) => {
    await handle?.datasync()
    const received = Math.min(at, sizeBytes - 1)
    const noted = await database.inSite(pen.siteId, (tx) =>
      tx.read(noteReceived(pen, received, { now: now(), until })),
    )
    if (noted.length === 0) throw overtaken()
    certain = at
    certainAtMs = performance.now()
  }
  try {
    handle = await files.openAt(file, at).catch(async (error: unknown) => {
      if (!(error instanceof FileLost)) throw error
      // As after a restore, whose backup holds whole files alone: it begins anew.
      await database.inSite(pen.siteId, (tx) => tx.read(dropLoose(pen.siteId, [pen.attachmentId])))
      throw noFile()
    })
    for await (const chunk of bytes) {
      if (at + chunk.length > sizeBytes) throw tooMuch(found)
      await writeAll(handle, chunk, at)
      at += chunk.length
      const sinceMs = performance.now() - certainAtMs
      if (at - certain >= certainEveryBytes || sinceMs >= certainEveryMs)
        await makeCertain(lease(now()).until)
      // Many that began together may leave less than others need.
      if (at === certain && !(await files.hasRoom(0))) throw noRoom()
    }
    const lookMs = (sizeBytes / readPerSecond) * 1_000
    await makeCertain(at < sizeBytes ? null : lease(now(), penMs + lookMs).until)
    return at
  } catch (error) {
    if (isTooMuch(error)) at = certain
    // Whatever went wrong, what came before is kept. Where even that fails, it counts up to where it was certain.
    await makeCertain(null).catch(() => layDown(database, pen, certain, now()))
    throw isFull(error) ? noRoom() : error
  } finally {
    await handle?.close().catch(() => {})
  }
}

/** What could not be made certain is asked for again, by whoever comes next. */
async function layDown(database: Database, pen: Pen, certain: number, now: Date): Promise<void> {
  const noted = noteReceived(pen, certain, { now, until: null })
  await database.inSite(pen.siteId, (tx) => tx.read(noted)).catch(() => {})
}

const isTooMuch = (error: unknown) => error instanceof DoorwardError && error.code === 'too-large'
const full: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const isFull = (error: unknown) => full.has((error as NodeJS.ErrnoException).code)

/** A disk may take less than it was given. */
async function writeAll(handle: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position + done)
    done += bytesWritten
  }
}

/** Looks a file through that is all here: what it is, its digest. One of a blocked kind goes at once. */
async function complete(
  { database, files, now }: UploadServices,
  site: Site,
  { pen, name }: { readonly pen: Pen; readonly name: string },
): Promise<void> {
  const { sha256, head } = await files.digest(pen, headBytes)
  const is = sniff(head)
  const ending = blockedEnding(name, blockedAt(site), is)
  if (ending !== undefined) {
    await database.inSite(site.id, (tx) => tx.read(dropLoose(site.id, [pen.attachmentId])))
    await files.remove(pen)
    throw blockedFile(name, ending)
  }
  const { mediaType } = is
  const done = await database.inSite(site.id, (tx) =>
    tx.read(completeAttachment(pen, { mediaType, sha256 }, now())),
  )
  if (done.length === 0) throw overtaken()
}
