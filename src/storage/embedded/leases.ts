// Who uses the database: one file per user, naming the process, so that the last to leave can tell that it is
// the last. All functions are called under the lock of the same folder.
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isAlive, self } from './processes.ts'

/** The path of a new lease, not yet taken. One process may hold several. */
export function newLease(folder: string): string {
  return join(folder, `lease-${self.pid}-${randomBytes(6).toString('hex')}`)
}

/** Takes the lease, or makes sure that it is still there. */
export function takeLease(lease: string): void {
  writeFileSync(lease, `${self.pid} ${self.started}`, { mode: 0o644 })
}

export function dropLease(lease: string): void {
  rmSync(lease, { force: true })
}

/** Whether a living process holds another lease; sweeps away what dead ones left. */
export function othersHoldLeases(folder: string, own: string): boolean {
  let others = false
  for (const name of readdirSync(folder)) {
    if (!/^(lease|claim)-/.test(name) || name === basename(own)) continue
    const path = join(folder, name)
    if (!holderLives(path)) rmSync(path, { force: true })
    else if (name.startsWith('lease-')) others = true
  }
  return others
}

function holderLives(path: string): boolean {
  try {
    const [pid, started = ''] = readFileSync(path, 'utf8').split(' ')
    return isAlive({ pid: Number(pid), started })
  } catch {
    return false // a claim that its living owner removed meanwhile
  }
}
