import { createHash } from 'node:crypto'
import { packTar } from 'modern-tar'
import { damaged } from './file-errors.ts'

const blockBytes = 512
/** What ends every tar: two empty blocks. */
const endBytes = 2 * blockBytes
/** The last file in the tar: its header, one block of content, and the end. */
const sealBytes = 2 * blockBytes + endBytes

/**
 * Adds a last file to a tar that is being written: the SHA-256 of every byte before it. The checksums of tar and gzip
 * leave out padding and much else, so that a changed byte could go unnoticed.
 */
export async function* sealed(tar: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of allButLast(endBytes, tar)) {
    hash.update(chunk)
    yield chunk
  }
  const body = hash.digest('hex')
  yield await packTar([{ header: { name, size: body.length, mode: 0o600, mtime: new Date(0) }, body }])
}

/**
 * Passes a sealed tar on and compares its bytes with the seal at the end.
 * @throws DoorwardError when the file was cut off, or a byte of it changed
 */
export async function* checkSeal(tar: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let seal: Buffer = Buffer.alloc(0)
  const keep = (last: Buffer) => {
    seal = last
  }
  for await (const chunk of allButLast(sealBytes, tar, keep)) {
    hash.update(chunk)
    yield chunk
  }
  const expected = Buffer.alloc(sealBytes - blockBytes)
  expected.write(hash.digest('hex'))
  if (!seal.subarray(blockBytes).equals(expected)) {
    throw damaged(file, 'it was cut off, or something in it changed')
  }
  yield seal
}

/** Yields everything but the last bytes. */
async function* allButLast(
  count: number,
  bytes: AsyncIterable<Uint8Array>,
  takeLast?: (last: Buffer) => void,
): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0)
  for await (const chunk of bytes) {
    held = Buffer.concat([held, chunk])
    if (held.length <= count) continue
    yield held.subarray(0, held.length - count)
    held = held.subarray(held.length - count)
  }
  takeLast?.(held)
}
