// A lock between processes that dies with its holder. Node has no flock(2), so it is a file that names its
// holder; whoever finds the holder dead takes it away.
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { EmbeddedDatabaseError } from './error.ts'
import { isAlive, type ProcessIdentity, self } from './processes.ts'

const pollMs = 15
const waitMaxMs = 180_000

interface Holder extends ProcessIdentity {
  /** Names this one taking of the lock, so that it is never confused with a later one. */
  readonly taking: string
}

/** Runs the work while no other process, and nothing else in this one, holds the lock of the folder. */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, 'lock')
  const taking = await take(path)
  try {
    return await work()
  } finally {
    release(path, taking)
  }
}

async function take(path: string): Promise<string> {
  for (const start = Date.now(); ; await pause(pollMs)) {
    const taking = tryToTake(path)
    if (taking !== undefined) return taking
    if (Date.now() - start > waitMaxMs) {
      const holder = readHolder(path)?.pid ?? 'unknown'
      throw new EmbeddedDatabaseError(
        `Process ${holder} has been starting or stopping the database for ${waitMaxMs / 1000} s (${path}). If it hangs, end it and start again.`,
      )
    }
  }
}

function tryToTake(path: string): string | undefined {
  const holder = readHolder(path)
  if (holder) {
    if (!isAlive(holder)) takeAway(path, holder.taking)
    return undefined
  }
  const taking = randomBytes(9).toString('hex')
  const claim = join(dirname(path), `claim-${self.pid}-${taking}`)
  // Linking a finished file makes the lock appear with its content; nobody ever reads half a holder.
  writeFileSync(claim, `${self.pid} ${self.started} ${taking}`, { flag: 'wx', mode: 0o644 })
  try {
    linkSync(claim, path)
    return taking
  } catch (error) {
    // Whoever sweeps up behind the dead may have met the claim before its holder stood in it; it is taken anew.
    if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  } finally {
    rmSync(claim, { force: true })
  }
}

/**
 * Removes the lock of a dead holder. Two processes may find it dead at once, and the slower one must not remove
 * what the faster has taken since: only the holder of a second lock, named after this taking, may remove it.
 * That second lock may lose its holder too and is then taken away in the same manner.
 */
function takeAway(path: string, taking: string): void {
  const permit = join(dirname(path), `removing-${taking}`)
  const mine = tryToTake(permit)
  if (mine === undefined) return
  try {
    if (readHolder(path)?.taking === taking) unlinkSync(path)
  } finally {
    release(permit, mine)
  }
}

function release(path: string, taking: string): void {
  if (readHolder(path)?.taking === taking) unlinkSync(path)
}

function readHolder(path: string): Holder | undefined {
  try {
    const [pid, started = '', taking] = readFileSync(path, 'utf8').split(' ')
    // A power cut may leave an empty file; it has no holder that could live.
    return { pid: Number(pid), started, taking: taking ?? 'torn' }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
