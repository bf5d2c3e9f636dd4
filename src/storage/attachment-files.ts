// Where the bytes of attachments lie: DATA_DIR/attachments/<site key>/<last two letters of the id>/<id>. Nothing that anybody
// outside says is part of a path, and a file is never written again once its row says that it is complete.
import { createHash } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { type FileHandle, link, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { isResourceId, keyOf } from '../model/ids.ts'
import { claimDataDir } from './embedded/place.ts'

/** What is kept free for everything else that is on the disk, the database first of all. */
const reserveDefaultBytes = 512 * 1024 * 1024

/** A file whose name alone says whose it is. */
export interface StoredFile {
  readonly siteId: number
  readonly attachmentId: string
}

/** Less of a file is on the disk than was made certain there. */
export class FileLost extends Error {
  constructor() {
    super('bytes of an attachment are gone from the disk')
  }
}

export class AttachmentFiles {
  readonly #dataDir: string
  readonly #reserveBytes: number

  /** @param reserveBytes so much of the disk stays free whatever people bring */
  constructor(dataDir: string, reserveBytes = reserveDefaultBytes) {
    this.#dataDir = dataDir
    this.#reserveBytes = reserveBytes
  }

  get folder(): string {
    return join(this.#dataDir, 'attachments')
  }

  pathOf({ siteId, attachmentId }: StoredFile): string {
    if (!isResourceId(attachmentId)) throw new Error('no id of an attachment')
    return join(this.folder, keyOf(siteId), attachmentId.slice(-2), attachmentId)
  }

  /** Whether the disk has room for so many bytes more, and still some for everything else. */
  async hasRoom(bytes: number): Promise<boolean> {
    await mkdir(join(claimDataDir(this.#dataDir), 'attachments'), { recursive: true, mode: 0o700 })
    const { bavail, bsize } = await statfs(this.folder)
    return bavail * bsize - this.#reserveBytes >= bytes
  }

  /**
   * Opens a file to go on behind its first bytes: what lies there beyond them was never acknowledged, and is written anew.
   * @throws FileLost when these are not there
   */
  async openAt(file: StoredFile, offset: number): Promise<FileHandle> {
    const path = this.pathOf(file)
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
    const { handle, isNew } = await openOrMake(path, offset)
    try {
      const { size } = await handle.stat()
      if (size < offset) throw new FileLost()
      if (size > offset) await handle.truncate(offset)
      // The name must survive a power failure as well.
      if (isNew) await this.#syncFolders(path)
      return handle
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  async #syncFolders(path: string): Promise<void> {
    for (const levels of ['..', '../..', '../../..']) await syncFolder(join(path, levels))
  }

  /** The digest of a whole file, and how it begins. */
  async digest(file: StoredFile, headBytes: number): Promise<{ sha256: Buffer; head: Buffer }> {
    const hash = createHash('sha256')
    let head = Buffer.alloc(0)
    for await (const chunk of createReadStream(this.pathOf(file)) as AsyncIterable<Buffer>) {
      if (head.length < headBytes) head = Buffer.concat([head, chunk]).subarray(0, headBytes)
      hash.update(chunk)
    }
    return { sha256: hash.digest(), head }
  }

  /** @throws ENOENT when the file is gone; then nothing was begun */
  async read(
    file: StoredFile,
    range?: { readonly start: number; readonly end: number },
  ): Promise<ReadStream> {
    const handle = await open(this.pathOf(file), 'r')
    return handle.createReadStream({ ...range })
  }

  /** Has the bytes of one file under another id as well: they stay as long as one of the two does. */
  async double(file: StoredFile, as: StoredFile): Promise<void> {
    const path = this.pathOf(as)
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
    await link(this.pathOf(file), path)
    await this.#syncFolders(path)
  }

  /**
   * Writes a whole file, also over one that is there: it is the same, as a backup has it, or a part of it. It is certain on the
   * disk when this is done.
   */
  async write(file: StoredFile, content: () => AsyncIterable<Uint8Array>): Promise<void> {
    claimDataDir(this.#dataDir)
    const path = this.pathOf(file)
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
    const handle = await open(path, 'w', 0o600)
    try {
      for await (const chunk of content()) await handle.writeFile(chunk)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await this.#syncFolders(path)
  }

  async remove(file: StoredFile): Promise<void> {
    await rm(this.pathOf(file), { force: true })
  }

  /** Everything that lies there of a site. */
  async removeSite(siteId: number): Promise<void> {
    await rm(join(this.folder, keyOf(siteId)), { recursive: true, force: true })
  }

  /** The files of a site that were last written before a moment, a folder at a time. */
  async *writtenBefore(siteId: number, before: Date): AsyncGenerator<string[]> {
    const folder = join(this.folder, keyOf(siteId))
    for (const part of await namesIn(folder)) {
      const old: string[] = []
      for (const name of await namesIn(join(folder, part))) {
        if (!isResourceId(name)) continue
        const found = await stat(join(folder, part, name)).catch(() => undefined)
        if (found && found.mtime < before) old.push(name)
      }
      if (old.length > 0) yield old
    }
  }
}

async function openOrMake(path: string, offset: number): Promise<{ handle: FileHandle; isNew: boolean }> {
  try {
    return { handle: await open(path, 'r+'), isNew: false }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    if (offset > 0) throw new FileLost()
    // Another process may have made it meanwhile.
    await (await open(path, 'a', 0o600)).close()
    return { handle: await open(path, 'r+'), isNew: true }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
