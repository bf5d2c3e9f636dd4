// The embedded database: a real PostgreSQL in DATA_DIR, shared by all our processes that use this DATA_DIR. The
// first starts it, the last to leave stops it, and whatever was killed in between is found and mended.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { EmbeddedDatabaseError } from './embedded/error.ts'
import { discardDrafts, initialise, ownerUrl } from './embedded/initialise.ts'
import { dropLease, newLease, othersHoldLeases, takeLease } from './embedded/leases.ts'
import { withLock } from './embedded/lock.ts'
import { boundLog } from './embedded/log.ts'
import { holdsDatabase, inspect, type Place, settle, versionOf } from './embedded/place.ts'
import { ensureRunning, type Need, stop } from './embedded/postmaster.ts'
import { isAlive, type ProcessIdentity } from './embedded/processes.ts'
import { type Distribution, findDistribution, type Programs, usablePrograms } from './embedded/programs.ts'
import { port, socketFile } from './embedded/socket.ts'

/**
 * This process's share in the running PostgreSQL. Should PostgreSQL exit although someone uses it, every process
 * that shares it notices within a second and one of them starts it again: connections break, the URL stays.
 */
export interface EmbeddedDatabase {
  /** Connection URL of the owner role `doorward` (not a superuser) on database `doorward`; holds a password. */
  readonly url: string
  /** Sentences for the start-up text, e.g. where binaries and data really lie when they were moved. */
  readonly notes: readonly string[]
  /** Gives up this process's share; the last process to leave stops PostgreSQL and waits for it. Idempotent. */
  leave(): Promise<void>
}

export interface EmbeddedOptions {
  dataDir: string
  /** Refuses a data directory without a database, and makes none. */
  mustExist?: boolean
  /** false only in tests: no fsync. */
  durable?: boolean
  /** Told about every restart that nobody asked for. */
  log?: (message: string) => void
}

const watchMs = 500
const retryMaxMs = 30_000

/**
 * Starts PostgreSQL in the data directory, made if need be, or joins the one that runs there.
 * @throws EmbeddedDatabaseError with sentences for the person who starts the server; a data directory that is
 * not ours or of another PostgreSQL is refused before anything is written
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const dataDir = resolve(options.dataDir)
  try {
    const distribution = findDistribution()
    inspect(dataDir, distribution.major)
    if (options.mustExist && !holdsDatabase(dataDir)) {
      throw new EmbeddedDatabaseError(
        `DATA_DIR (${dataDir}) holds no database. Name the DATA_DIR of the server, or its database in DATABASE_URL.`,
      )
    }
    return await join(await settle(dataDir), distribution, options)
  } catch (error) {
    if (error instanceof EmbeddedDatabaseError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new EmbeddedDatabaseError(`DATA_DIR (${dataDir}) cannot be used: ${reason}`, { cause: error })
  }
}

async function join(
  place: Place,
  distribution: Distribution,
  options: EmbeddedOptions,
): Promise<EmbeddedDatabase> {
  const lease = newLease(place.leases)
  const watch = newWatch(place, lease, options.log ?? (() => undefined))
  let programs: Programs | undefined
  const need = {
    place,
    durable: options.durable ?? true,
    programs: () => {
      programs ??= usablePrograms(distribution, place.account, place.copies)
      return programs
    },
    mayRestart: () => !othersHoldLeases(place.leases, lease),
    onExit: () => watch.look(),
  }
  const server = await withLock(place.leases, async () => {
    takeLease(lease)
    try {
      await discardDrafts(place)
      if (versionOf(place.pgdata) === undefined) await initialise(place, need.programs(), need.durable)
      return await ensureRunning(need)
    } catch (error) {
      dropLease(lease)
      throw error
    }
  })
  watch.begin(server, need)

  const leave = async () => {
    await watch.end()
    await withLock(place.leases, async () => {
      dropLease(lease)
      if (!othersHoldLeases(place.leases, lease)) await stop(place)
    })
  }
  let left: Promise<void> | undefined
  return {
    url: ownerUrl(place, port),
    notes: [...place.notes, ...(programs?.note === undefined ? [] : [programs.note])],
    leave: () => {
      left ??= leave()
      return left
    },
  }
}

interface Watch {
  begin(server: ProcessIdentity, need: Need): void
  /** Looks at once: the server may have exited. */
  look(): void
  /** Ends the watch, after a restart under way. */
  end(): Promise<void>
}

/** Sees to it that PostgreSQL runs as long as this process uses it. Does not keep the process alive. */
function newWatch(place: Place, lease: string, log: (message: string) => void): Watch {
  let watched: { server: ProcessIdentity; need: Need; timer: NodeJS.Timeout } | undefined
  let healing: Promise<void> | undefined
  let waitMs = watchMs
  let notBefore = 0

  const heal = async (need: Need) => {
    log('PostgreSQL is gone although it is in use; starting it again.')
    try {
      const server = await withLock(place.leases, () => {
        takeLease(lease)
        // Whoever was connected is cut off already, so an unreachable server may go.
        return ensureRunning({ ...need, mayRestart: () => true })
      })
      if (watched) watched.server = server
      waitMs = watchMs
      log('PostgreSQL runs again.')
    } catch (error) {
      waitMs = Math.min(waitMs * 2, retryMaxMs)
      notBefore = Date.now() + waitMs
      log(`PostgreSQL could not be started again: ${error instanceof Error ? error.message : error}`)
    }
  }
  const look = () => {
    if (!watched || healing || Date.now() < notBefore) return
    boundLog(place)
    if (isAlive(watched.server) && existsSync(socketFile(place.socketFolder))) return
    healing = heal(watched.need).finally(() => {
      healing = undefined
    })
  }
  return {
    begin: (server, need) => {
      watched = { server, need, timer: setInterval(look, watchMs).unref() }
    },
    look,
    end: async () => {
      clearInterval(watched?.timer)
      watched = undefined
      await healing
    },
  }
}
