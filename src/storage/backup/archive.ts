// The file that a backup is: a tar, which any machine opens, so that the rows can be read with COPY even where Doorward
// is not at hand.
//
//   tables/customers/000001.copy.gz   the rows as COPY writes them, in pieces, because tar wants sizes beforehand
//   files/a1b2c3/<id>/000001          an attachment of the site with this key, in pieces as well, behind all tables
//   manifest.json                     near the end, because the counts and checksums of the tables are known only then
//   sha256                            of every byte before it: `head -c -2048 FILE | sha256sum`
//
// Gzip and not zstd, because every machine opens it and Node still calls its zstd experimental.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { createTarDecoder, createTarPacker, type TarPackController } from 'modern-tar'
import { conflict, DoorwardError } from '../../model/errors.ts'
import { damaged, unreadable, unwritable } from './file-errors.ts'
import { type Manifest, type NewManifest, parseManifest, type TableContent } from './manifest.ts'
import { checkSeal, sealed } from './seal.ts'

const pack = promisify(gzip)
const unpack = promisify(gunzip)
const manifestName = 'manifest.json'
const sealName = 'sha256'
const pieceBytes = 1024 * 1024
/** A piece ends with the chunk that fills it; far more than that is not ours. */
const entryBytesMax = 16 * pieceBytes
/** Measured on directory users: half the time of gzip's default, for files 5 % larger. */
const gzipLevel = 3

/** A part of a table's rows, in the text format of COPY; rows may continue in the next part. */
interface TablePart {
  readonly table: string
  readonly chunk: Uint8Array
}

/** A part of an attachment; it may continue in the next part. */
interface FilePart {
  readonly siteKey: string
  readonly attachmentId: string
  readonly chunk: Uint8Array
}

const fileName = /^files\/([0-9a-z]{6})\/([0-9a-f-]{36})\/\d+$/

/** Writes a backup to `<file>.partial`; only a finished one gets its name. */
export class ArchiveWriter {
  readonly #file: string
  readonly #handle: FileHandle
  readonly #tar: TarPackController
  readonly #madeAt: Date
  readonly #tables: TableContent[] = []
  readonly #files = { count: 0, bytes: 0 }
  /** Ends with what went wrong on the way to the disk, if anything did. */
  readonly #written: Promise<unknown>

  private constructor(file: string, handle: FileHandle, madeAt: Date) {
    const { readable, controller } = createTarPacker()
    this.#file = file
    this.#handle = handle
    this.#tar = controller
    this.#madeAt = madeAt
    this.#written = handle.writeFile(sealed(readable, sealName)).catch((error: unknown) => error)
  }

  /** @throws DoorwardError when the file exists, its folder does not, or it may not be written */
  static async create(file: string, madeAt: Date): Promise<ArchiveWriter> {
    if (await exists(file))
      throw conflict(`${file} exists already. Name another file, or move that one away.`, 'file')
    try {
      return new ArchiveWriter(file, await open(partial(file), 'wx', 0o600), madeAt)
    } catch (error) {
      throw unwritable(error, partial(file))
    }
  }

  /** Takes in one table; rows are what COPY gave, cut anywhere. */
  async table(name: string, columns: readonly string[], content: AsyncIterable<Uint8Array>): Promise<void> {
    const tally = new Tally()
    let pieces = 0
    let piece: Uint8Array[] = []
    let size = 0
    const endPiece = async () => {
      const number = String(++pieces).padStart(6, '0')
      const packed = await pack(Buffer.concat(piece), { level: gzipLevel })
      await this.#entry(`tables/${name}/${number}.copy.gz`, packed)
      piece = []
      size = 0
    }
    for await (const chunk of content) {
      tally.add(chunk)
      piece.push(chunk)
      size += chunk.length
      if (size >= pieceBytes) await endPiece()
    }
    if (size > 0) await endPiece()
    this.#tables.push({ name, columns: [...columns], ...tally.result() })
  }

  /** Takes in an attachment. As it is: most are pictures and documents, which are packed already. */
  async file(siteKey: string, attachmentId: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    let pieces = 0
    let piece: Uint8Array[] = []
    let size = 0
    const endPiece = async () => {
      const number = String(++pieces).padStart(6, '0')
      await this.#entry(`files/${siteKey}/${attachmentId}/${number}`, Buffer.concat(piece))
      piece = []
      size = 0
    }
    for await (const chunk of content) {
      piece.push(chunk)
      size += chunk.length
      this.#files.bytes += chunk.length
      if (size >= pieceBytes) await endPiece()
    }
    if (size > 0) await endPiece()
    this.#files.count++
  }

  /** Makes the file complete and durable, and only then gives it its name. */
  async finish(
    origin: Pick<Manifest, 'version' | 'postgresql' | 'migrations'>,
  ): Promise<{ manifest: NewManifest; bytes: number }> {
    const madeAt = this.#madeAt.toISOString()
    const content = { tables: this.#tables, files: this.#files }
    const manifest: NewManifest = { product: 'doorward', format: 2, madeAt, ...origin, ...content }
    const text = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`)
    await this.#entry(manifestName, text)
    this.#tar.finalize()
    const failure = await this.#written
    if (failure) throw failure
    await this.#handle.sync()
    const { size } = await this.#handle.stat()
    await this.#handle.close()
    await rename(partial(this.#file), this.#file)
    await syncFolder(dirname(this.#file))
    return { manifest, bytes: size }
  }

  /**
   * Removes what was written after something failed.
   * @returns the reason to tell: a full disk first of all, which the one who writes only meets as a closed stream
   */
  async discard(error: unknown): Promise<unknown> {
    try {
      this.#tar.error(error)
    } catch {
      // It had failed or ended before.
    }
    const failure = await this.#written
    await this.#handle.close().catch(() => {})
    await rm(partial(this.#file), { force: true })
    return error instanceof DoorwardError ? error : unwritable(failure ?? error, this.#file)
  }

  async #entry(name: string, content: Uint8Array): Promise<void> {
    const header = { name, size: content.length, mode: 0o600, mtime: this.#madeAt }
    const body = this.#tar.add(header).getWriter()
    await body.write(content)
    await body.close()
  }
}

/**
 * Reads a backup from front to back. The parts come before they are checked, because the checksums are at the end:
 * whoever uses them must be able to take everything back when this throws.
 * @throws DoorwardError when the file is not there, is no backup, or is truncated or altered anywhere
 */
export async function* readArchive(file: string): AsyncGenerator<TablePart | FilePart, Manifest> {
  const tallies = new Map<string, Tally>()
  const files = { count: 0, bytes: 0 }
  let last = ''
  let manifest: Manifest | undefined
  for await (const { name, content } of entries(file)) {
    if (name === sealName) continue
    if (name === manifestName) {
      manifest = parseManifest(content.toString(), file)
      continue
    }
    const [, siteKey, attachmentId] = fileName.exec(name) ?? []
    if (siteKey !== undefined && attachmentId !== undefined && !manifest) {
      files.bytes += content.length
      if (last !== attachmentId) files.count++
      last = attachmentId
      yield { siteKey, attachmentId, chunk: content }
      continue
    }
    const table = /^tables\/([^/]+)\/\d+\.copy\.gz$/.exec(name)?.[1]
    if (table === undefined || manifest) throw damaged(file, 'it holds something that Doorward did not write')
    const chunk = await unpacked(content, file)
    const tally = tallies.get(table) ?? new Tally()
    tallies.set(table, tally.add(chunk))
    yield { table, chunk }
  }
  if (!manifest) throw damaged(file, 'its manifest is missing')
  for (const { name, rows, bytes, sha256 } of manifest.tables) {
    const found = (tallies.get(name) ?? new Tally()).result()
    tallies.delete(name)
    if (found.rows !== rows || found.bytes !== bytes || found.sha256 !== sha256) {
      throw damaged(file, `the table ${name} is not what it was when the backup was made`)
    }
  }
  const listed = manifest.format === 1 ? { count: 0, bytes: 0 } : manifest.files
  if (listed.count !== files.count || listed.bytes !== files.bytes)
    throw damaged(file, 'its attachments are not those of when it was made')
  if (tallies.size > 0) throw damaged(file, `its manifest does not know the table ${[...tallies.keys()][0]}`)
  return manifest
}

/**
 * What a backup holds, after every byte of it was checked; needs no database.
 * @throws DoorwardError when the file is not there, is no backup, or is truncated or altered anywhere
 */
export async function readManifest(file: string): Promise<Manifest> {
  const parts = readArchive(file)
  for (;;) {
    const next = await parts.next()
    if (next.done) return next.value
  }
}

/** The files in the tar, whole. Only errors of reading are caught here, never those of the reader's work. */
async function* entries(file: string): AsyncGenerator<{ name: string; content: Buffer }> {
  try {
    const bytes = ReadableStream.from(checkSeal(createReadStream(file), file))
    for await (const { header, body } of bytes.pipeThrough(createTarDecoder({ strict: true }))) {
      if (header.size > entryBytesMax) throw damaged(file, `${header.name} is too large`)
      const chunks: Uint8Array[] = []
      for await (const chunk of body) chunks.push(chunk)
      yield { name: header.name, content: Buffer.concat(chunks) }
    }
  } catch (error) {
    throw unreadable(error, file)
  }
}

async function unpacked(piece: Buffer, file: string): Promise<Buffer> {
  try {
    return await unpack(piece, { maxOutputLength: entryBytesMax })
  } catch {
    throw damaged(file, 'it cannot be unpacked')
  }
}

/** Counts and sums a table's content. A line feed ends a row and nothing else: COPY escapes those inside values. */
class Tally {
  #rows = 0
  #bytes = 0
  readonly #hash = createHash('sha256')

  add(chunk: Uint8Array): this {
    this.#hash.update(chunk)
    this.#bytes += chunk.length
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) this.#rows++
    return this
  }

  result(): Pick<TableContent, 'rows' | 'bytes' | 'sha256'> {
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') }
  }
}

const partial = (file: string) => `${file}.partial`

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

/** The new name itself must survive a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
