import { v7 as uuidv7 } from 'uuid'

/** Ids grow with time: whatever has an id below the first one of a moment is older. */
export function firstIdAt(at: Date): string {
  return uuidv7({ msecs: at.getTime(), seq: 0, random: new Uint8Array(16) })
}
