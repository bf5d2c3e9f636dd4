import { createHash } from 'node:crypto'

/** Six digits alone would be found by trying; with the browser's hash they are of no use to who reads the table without it. */
export const codeHash = (digits: string, browserHash: Buffer) =>
  createHash('sha256').update(browserHash).update(digits).digest()
