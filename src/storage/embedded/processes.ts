// Which process is which. A pid alone names nobody, because pids are recycled: a process is its pid and the
// moment it started, and a PostgreSQL is ours by its executable and the directory it works in.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'

export interface ProcessIdentity {
  readonly pid: number
  /** Boot and moment of start, without spaces; 'unknown' where the system hides other users' processes. */
  readonly started: string
}

const hasProc = process.platform === 'linux'
const hidden = 'unknown'
// A process of the last boot may have had the same pid and the same distance from boot.
const boot = hasProc ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : ''

/** The living process with this pid. A zombie is dead: it holds nothing any more. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  const started = hasProc ? startedByProc(pid) : startedByPs(pid)
  return started === undefined ? undefined : { pid, started }
}

/** Whether exactly this process, not a later one with its pid, is alive. */
export function isAlive(known: ProcessIdentity): boolean {
  const started = identify(known.pid)?.started
  return started !== undefined && (started === known.started || started === hidden)
}

/** This process, as other processes will recognise it. */
export const self: ProcessIdentity = identify(process.pid) ?? { pid: process.pid, started: hidden }

/** Whether the process is a PostgreSQL of this distribution at work in the data directory. */
export function isPostgresIn(pgdata: string, pid: number): boolean {
  if (!hasProc) {
    const command = ps(pid, 'command=')
    return command.includes('/native/bin/postgres ') && command.includes(` -D ${pgdata} `)
  }
  try {
    // An update replaces the file under a running server; the kernel then marks the link.
    const executable = readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '')
    if (!executable.endsWith('/native/bin/postgres')) return false
    const [works, ours] = [statSync(`/proc/${pid}/cwd`), statSync(pgdata)]
    return works.dev === ours.dev && works.ino === ours.ino
  } catch {
    return false // it has ended, or is another user's: not ours to judge
  }
}

/** Every PostgreSQL process at work in the data directory: also backends whose postmaster was killed. */
export function allPostgresIn(pgdata: string): number[] {
  if (!hasProc) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isPostgresIn(pgdata, pid))
}

/** Signals a process if, at this moment, it is a PostgreSQL at work in the data directory; nobody else ever. */
export function signalOurs(pgdata: string, pid: number, signal: NodeJS.Signals): void {
  if (!isPostgresIn(pgdata, pid)) return
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function startedByProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // proc_pid_stat(5): the second field is the name in parentheses and may hold anything; 3 is the state, 22 the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot}/${fields[19]}`
  } catch {
    return exists(pid) ? hidden : undefined // /proc mounted with hidepid
  }
}

function startedByPs(pid: number): string | undefined {
  const [state, ...started] = ps(pid, 'stat=,lstart=').split(/\s+/)
  return !state || state.startsWith('Z') ? undefined : started.join('_')
}

function ps(pid: number, columns: string): string {
  const answer = spawnSync('ps', ['-ww', '-o', columns, '-p', String(pid)], { env: { LC_ALL: 'C' } })
  return String(answer.stdout ?? '').trim()
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
