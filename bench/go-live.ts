// Measures how a directory of many people goes live: `node bench/go-live.ts`. Beside it the same rows, written by SQL that
// knows them already, in steps of the same size: without rules, without looking, without row-level security.
import { goLive } from '../src/people/directory-state.ts'
import { cpuMeter } from './cpu.ts'
import { temporaryDataDir } from './database.ts'
import { byBench, openLargeSite } from './large-site.ts'
import { loadNow } from './machine.ts'

const users = Number(process.env.USERS ?? 100_000)
const groups = Number(process.env.GROUP_COUNT ?? 2_000)
const size = { users, groups, groupsEach: 3 }

await using cleanup = new AsyncDisposableStack()
const dataDir = temporaryDataDir(cleanup)
const { database, site, rehearsed, sameRows } = await openLargeSite(cleanup, dataDir)
const cpu = cpuMeter(dataDir, process.pid)

async function measured(what: string, work: () => Promise<unknown>): Promise<number> {
  const [from, computed] = [performance.now(), cpu() ?? 0]
  const mine = process.cpuUsage()
  await work()
  const seconds = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage(mine)
  const ownCpu = user + system
  const perPerson = ((cpu() ?? 0) - computed) / users
  process.stdout.write(
    `${what}: ${seconds.toFixed(1)} s, ${Math.round(users / seconds)} people/s, ` +
      `${(perPerson * 1000).toFixed(0)} µs of one core each, ${(ownCpu / users).toFixed(0)} of them in this process\n`,
  )
  return perPerson
}

process.stdout.write(`${users} people, ${groups} groups, load before ${loadNow().toFixed(1)}\n`)
const ours = await rehearsed('Ours', size)
const own = await measured('going live', () => goLive(database, site.id, ours, byBench()))
const theirs = await rehearsed('Bare', size)
const bare = await measured('the same rows by SQL', () => sameRows(theirs))
process.stdout.write(`share of the same rows: ${(bare / own).toFixed(2)}\n`)
