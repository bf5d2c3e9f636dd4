// PostgreSQL's own log, kept for a person in need and bounded: about 1 MiB per start, 10 MiB in a long run.
import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Place } from './place.ts'

const rotateBytes = 1024 ** 2
const runBytesMax = 10 * 1024 ** 2
// The folder belongs to an unprivileged user while we may be root: never follow a link that it put there.
const append = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW

/** Opens the log for a server about to start; the caller closes it. */
export function openLog(place: Place): number {
  const path = logPathOf(place)
  if (logLength(place) > rotateBytes) renameSync(path, `${path}.1`)
  const log = openSync(path, append | constants.O_CREAT, 0o600)
  if (place.account) fchownSync(log, place.account.uid, place.account.gid)
  return log
}

/** Bytes in the log. */
export function logLength(place: Place): number {
  return lstatSync(logPathOf(place), { throwIfNoEntry: false })?.size ?? 0
}

/** The last lines that came after the given length. */
export function tailOfLog(place: Place, afterBytes: number): string {
  const text = readFileSync(logPathOf(place)).subarray(afterBytes).toString('utf8')
  return text.trim().split('\n').slice(-10).join('\n')
}

/** Empties a log that a long run has filled; the server appends and so goes on at its beginning. */
export function boundLog(place: Place): void {
  if (logLength(place) <= runBytesMax) return
  const log = openSync(logPathOf(place), append)
  if (fstatSync(log).size > runBytesMax) ftruncateSync(log)
  closeSync(log)
}

/** Where PostgreSQL writes what happens to it. */
export function logPathOf(place: Place): string {
  return join(place.home, 'postgres.log')
}
