import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

const idBytes = 16
/** Asking the system for sixteen bytes at a time was most of what an id cost, and a create makes seven. */
const pool = Buffer.allocUnsafe(256 * idBytes)
let at = pool.length
let last = { msecs: 0, seq: 0 }

/**
 * A new id (UUID version 7, RFC 9562). Without a moment it is greater than all that this process made before, also within a
 * millisecond; with one it begins with that.
 */
export function newId(moment?: Date): string {
  const random = randomBytes()
  if (moment) return v7({ msecs: moment.getTime(), random })
  const now = Date.now()
  if (now > last.msecs) {
    // Half of the 32 bits at most, so that there is room to count up.
    last = { msecs: now, seq: random.readUInt32BE() >>> 1 }
  } else last = last.seq < 0xffff_ffff ? { ...last, seq: last.seq + 1 } : { msecs: last.msecs + 1, seq: 0 }
  return v7({ ...last, random })
}

function randomBytes(): Buffer {
  if (at === pool.length) {
    randomFillSync(pool)
    at = 0
  }
  at += idBytes
  return pool.subarray(at - idBytes, at)
}
