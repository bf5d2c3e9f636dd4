import { randomBytes } from 'node:crypto'

/** 32 random bits, for the number of a site or a directory. */
export function randomBits(): number {
  return randomBytes(4).readInt32BE()
}
