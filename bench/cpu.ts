import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10

/**
 * What a server's process and the embedded PostgreSQL have computed since their start, in milliseconds of one core.
 * Unlike a rate it says the same on a busy machine. Background work of PostgreSQL is in it.
 * @returns undefined where the system does not say
 */
export function cpuMeter(dataDir: string, pid: number | undefined): () => number | undefined {
  return () => {
    if (pid === undefined) return undefined
    try {
      const postmaster =
        readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0] ?? ''
      const ofPostmaster = statOf(postmaster)
      const backends = processes().map(statOf)
      const postgresTicks = backends
        .filter((stat) => stat?.parent === postmaster)
        .reduce((sum, stat) => sum + (stat?.ticks ?? 0), 0)
      // Of backends that have ended, the postmaster keeps the sum.
      const endedTicks = (ofPostmaster?.ticks ?? 0) + (ofPostmaster?.endedTicks ?? 0)
      return ((statOf(String(pid))?.ticks ?? 0) + postgresTicks + endedTicks) * tickMs
    } catch {
      return undefined
    }
  }
}

const processes = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name))

function statOf(pid: string): { parent: string; ticks: number; endedTicks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in parentheses, may hold anything; state, parent and so on follow it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const sum = (first: number) => Number(fields[first]) + Number(fields[first + 1])
    return { parent: fields[1] ?? '', ticks: sum(11), endedTicks: sum(13) }
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}
