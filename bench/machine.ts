import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { withClient } from './database.ts'
import { rounded } from './percentiles.ts'

/** What figures depend on. */
export interface Machine {
  readonly date: string
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  readonly postgresql: string
  /** Processes that wanted to run in the minute before: more than a few tenths, and the machine was not quiet. */
  readonly loadBefore: number
}

export async function describeMachine(databaseUrl: string, loadBefore: number): Promise<Machine> {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<{ server_version: string }>('show server_version'),
  )
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()}`,
    node: process.version,
    postgresql: rows[0]?.server_version ?? 'unknown',
    loadBefore: rounded(loadBefore, 2),
  }
}

export function loadNow(): number {
  return loadavg()[0] ?? 0
}
