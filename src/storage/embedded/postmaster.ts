// The running server: found, started, stopped. Everything here is called under the lock of the place.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { identityOf } from './account.ts'
import { EmbeddedDatabaseError } from './error.ts'
import { logLength, logPathOf, openLog, tailOfLog } from './log.ts'
import type { Place } from './place.ts'
import {
  allPostgresIn,
  identify,
  isAlive,
  isPostgresIn,
  type ProcessIdentity,
  self,
  signalOurs,
} from './processes.ts'
import { cleanEnvironment, type Programs } from './programs.ts'
import { fixedSettings, writeAdjustableSettings } from './settings.ts'
import { answers, clearSocketFolder } from './socket.ts'

export interface Need {
  readonly place: Place
  readonly durable: boolean
  /** Asked for only when a server must be started. */
  readonly programs: () => Programs
  /** Whether a server that is ready but cannot be reached may be stopped and started anew. */
  readonly mayRestart: () => boolean
  /** Called when a server that this process started has exited. */
  readonly onExit: () => void
}

const startMaxMs = 180_000
const stopMaxMs = 60_000
const pollMs = 10
/** What a predecessor that is not quite gone causes; it passes by itself. */
const transient = /still in use|already exists|could not bind|could not create any Unix-domain sockets/

/** Adopts the server that runs in the data directory or starts one; returns once it accepts connections. */
export async function ensureRunning(need: Need): Promise<ProcessIdentity> {
  const { place } = need
  const deadline = Date.now() + startMaxMs
  let child: Launch | undefined
  let refusals = 0
  for (let attempts = 0; Date.now() < deadline; ) {
    const running = runningServer(place)
    if (running?.status === 'ready') {
      if (await answers(place.socketFolder)) return running
      if (++refusals > 20) await restartUnreachable(need)
      await pause(50)
    } else if (running || child?.isUnderWay()) {
      await pause(pollMs)
    } else if (child) {
      const words = child.lastWords()
      if (!(child.wasKilled() || transient.test(words)) || ++attempts > 20) throw couldNotStart(place, words)
      child = undefined
      await pause(Math.min(50 * 2 ** attempts, 1000))
    } else {
      await clearLeftovers(place)
      child = launch(need)
    }
  }
  throw couldNotStart(place, child?.lastWords() ?? 'It did not become ready in time.')
}

/** Stops the server if one runs, and waits until its process is gone. */
export async function stop(place: Place): Promise<void> {
  // Fast shutdown ends sessions and writes a checkpoint; the immediate one leaves the rest to recovery.
  for (const [signal, maxMs] of [['SIGINT', stopMaxMs] as const, ['SIGQUIT', 10_000] as const]) {
    const running = runningServer(place)
    if (!running) return
    signalOurs(place.pgdata, running.pid, signal)
    if (await until(() => !isAlive(running), maxMs)) return
  }
  throw new EmbeddedDatabaseError(
    `PostgreSQL in ${place.pgdata} does not stop. ${logPathOf(place)} may say why; end its process, and start again.`,
  )
}

interface Server extends ProcessIdentity {
  /** As the postmaster itself writes it: starting, ready, stopping. */
  readonly status: string
}

/** The living postmaster that postmaster.pid names, if it is ours. */
function runningServer(place: Place): Server | undefined {
  const lines = pidFileLines(place)
  const pid = Number(lines?.[0])
  const identity = identify(pid)
  if (!identity || !isPostgresIn(place.pgdata, pid)) return undefined
  return { ...identity, status: lines?.[7]?.trim() ?? 'starting' }
}

function pidFileLines(place: Place): string[] | undefined {
  try {
    return readFileSync(join(place.pgdata, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return undefined
  }
}

/** Clears away what a killed server left. None of ours runs by postmaster.pid when this is called. */
async function clearLeftovers(place: Place): Promise<void> {
  // Backends that outlive their postmaster still write to its shared memory; PostgreSQL refuses to start beside them.
  for (const [signal, maxMs] of [['SIGQUIT', 2000] as const, ['SIGKILL', 10_000] as const]) {
    const left = allPostgresIn(place.pgdata)
    for (const pid of left) signalOurs(place.pgdata, pid, signal)
    if (left.length === 0 || (await until(() => allPostgresIn(place.pgdata).length === 0, maxMs))) break
  }
  // A recycled pid, or a zombie that nobody reaps (a container without an init), makes PostgreSQL believe that
  // its predecessor lives, unless the pid is its own parent's. The file stays: it also guards the shared memory.
  const pid = pidFileLines(place)?.[0]
  if (pid) replacePid(join(place.pgdata, 'postmaster.pid'), pid)
  clearSocketFolder(place.socketFolder, place.account)
}

function replacePid(path: string, stale: string): void {
  const rest = readFileSync(path, 'utf8').slice(stale.length)
  const file = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW)
  ftruncateSync(file)
  writeSync(file, `${self.pid}${rest}`)
  closeSync(file)
}

interface Launch {
  isUnderWay(): boolean
  /** Whether it ended by a signal, which says nothing about whether it can start. */
  wasKilled(): boolean
  /** What this start wrote to the log, its end. */
  lastWords(): string
}

function launch({ place, programs, durable, onExit }: Need): Launch {
  writeAdjustableSettings(place)
  const log = openLog(place)
  const before = logLength(place)
  // Its own session, so that Ctrl-C in our terminal does not reach it before we have drained. It works in the
  // data directory from its first moment, which is how we recognise it.
  const options = { ...identityOf(place.account), cwd: place.pgdata, env: cleanEnvironment, detached: true }
  const args = ['-D', place.pgdata, ...fixedSettings(place, durable)]
  const child: ChildProcess = spawn(programs().postgres, args, { ...options, stdio: ['ignore', log, log] })
  closeSync(log)
  let failure: string | undefined
  child.once('error', (error) => {
    failure = error.message
  })
  child.once('exit', onExit)
  child.unref()
  return {
    isUnderWay: () => failure === undefined && child.exitCode === null && child.signalCode === null,
    wasKilled: () => child.signalCode !== null,
    lastWords: () => failure ?? tailOfLog(place, before),
  }
}

async function restartUnreachable({ place, mayRestart }: Need): Promise<void> {
  if (!mayRestart()) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL in ${place.pgdata} runs and is in use, but its socket in ${place.socketFolder} cannot be reached from this process. Run this as the user who started it, on the same machine.`,
    )
  }
  await stop(place)
}

async function until(met: () => boolean, maxMs: number): Promise<boolean> {
  for (const deadline = Date.now() + maxMs; Date.now() < deadline; await pause(pollMs)) {
    if (met()) return true
  }
  return met()
}

function couldNotStart(place: Place, lastWords: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `PostgreSQL did not start in ${place.pgdata}. Its last words:\n${lastWords || '(none)'}`,
  )
}
