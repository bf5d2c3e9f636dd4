import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, lchownSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import {
  ask,
  asRoot,
  children,
  cleanUp,
  contents,
  crashes,
  leaves,
  newDataDir,
  postmasterPid,
  start,
  startUser,
  until,
  userProgram,
} from '../../../test/fixtures/embedded-processes.ts'
import { identify, isAlive } from './processes.ts'

afterEach(cleanUp)

describe('what kill -9 leaves', () => {
  test('after our process died, the next start joins its server at once', async () => {
    const dataDir = newDataDir()
    const user = await startUser(dataDir)
    await ask(user.url, 'create table kept as select 1 as one')
    const pid = postmasterPid(dataDir)
    await crashes(user)
    const before = performance.now()
    const { url, leave } = await start(dataDir)
    expect(performance.now() - before).toBeLessThan(1000)
    expect(postmasterPid(dataDir)).toBe(pid)
    expect(await ask(url, 'select one from kept')).toEqual({ one: 1 })
    await leave()
    expect(identify(pid)).toBeUndefined()
  })

  test('PostgreSQL itself is started again while somebody uses it, by whoever notices', async () => {
    const dataDir = newDataDir()
    const said: string[] = []
    const { url } = await start(dataDir, { log: (message) => said.push(message) })
    const user = await startUser(dataDir) // joined: it has no child process whose exit it would hear of
    await ask(url, 'create table kept as select 1 as one')
    // A backend in the middle of work outlives its postmaster and keeps its shared memory.
    const busy = ask(url, `select count(*) from generate_series(1, 1e9::bigint)`).catch(() => 'cut off')
    await until('it is busy', async () => {
      const active = `select count(*)::int as n from pg_stat_activity where query like '%series%' and state = 'active' and pid <> pg_backend_pid()`
      return (await ask(url, active)).n === 1
    })
    for (let round = 0; round < 3; round++) {
      const pid = postmasterPid(dataDir)
      process.kill(pid, 'SIGKILL')
      const before = performance.now()
      await until('another postmaster answers', () =>
        ask(url, 'select one from kept').then(
          () => true,
          () => false,
        ),
      )
      expect(performance.now() - before).toBeLessThan(5_000)
      expect(identify(pid)).toBeUndefined()
    }
    expect(await busy).toBe('cut off')
    expect(said).toContain('PostgreSQL runs again.')
    await leaves(user)
  })

  test('a joined process alone heals PostgreSQL too', async () => {
    const dataDir = newDataDir()
    const starter = await startUser(dataDir)
    const { url } = await start(dataDir)
    await crashes(starter)
    process.kill(postmasterPid(dataDir), 'SIGKILL')
    await until('another postmaster answers', () =>
      ask(url, 'select 1').then(
        () => true,
        () => false,
      ),
    )
  })

  test('of both, the next start needs nobody', async () => {
    const dataDir = newDataDir()
    const user = await startUser(dataDir)
    await ask(user.url, 'create table kept as select 1 as one')
    const pid = postmasterPid(dataDir)
    user.child.kill('SIGKILL')
    process.kill(pid, 'SIGKILL')
    const before = performance.now()
    const { url } = await start(dataDir)
    expect(performance.now() - before).toBeLessThan(3_000)
    expect(await ask(url, 'select one from kept')).toEqual({ one: 1 })
  })

  test('a socket that was deleted comes back', async () => {
    const dataDir = newDataDir()
    const { url } = await start(dataDir)
    rmSync(join(dataDir, 'socket', '.s.PGSQL.5432'))
    await until('it answers again', () =>
      ask(url, 'select 1').then(
        () => true,
        () => false,
      ),
    )
  })

  test('a recycled pid in postmaster.pid belongs to somebody else and is left alone', async () => {
    const dataDir = newDataDir()
    const first = await start(dataDir)
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid')
    const lines = readFileSync(pidFile, 'utf8').split('\n')
    await first.leave()
    // As the same user, so that PostgreSQL on its own would take it for its predecessor.
    const { uid, gid } = statSync(join(dataDir, 'postgres'))
    const innocent = spawn('sleep', ['600'], asRoot ? { uid, gid } : {})
    children.push(innocent)
    const known = identify(innocent.pid ?? 0)
    writeFileSync(pidFile, [innocent.pid, ...lines.slice(1)].join('\n'))
    lchownSync(pidFile, uid, gid)
    writeFileSync(
      join(dataDir, 'socket', '.s.PGSQL.5432.lock'),
      [innocent.pid, ...lines.slice(1, 5)].join('\n'),
    )

    const { url, leave } = await start(dataDir)
    expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 })
    await leave()
    expect(known && isAlive(known)).toBe(true)
  })

  test('an interrupted initialisation is done again', async () => {
    const dataDir = newDataDir()
    const { child } = await interruptedUser(dataDir)
    expect(child.signalCode).toBe('SIGKILL')
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
    const { url } = await start(dataDir)
    expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 })
    expect(contents(dataDir).filter((name) => name.startsWith('initialising-'))).toEqual([])
  })
})

/** A process killed in the middle of initdb. */
async function interruptedUser(dataDir: string): Promise<{ child: ChildProcess }> {
  const child = spawn(process.execPath, [userProgram, dataDir], { stdio: ['pipe', 'ignore', 'inherit'] })
  children.push(child)
  const exited = once(child, 'exit')
  await until(
    'initdb writes',
    () => existsSync(dataDir) && contents(dataDir).some((p) => p.endsWith('/PG_VERSION')),
  )
  child.kill('SIGKILL')
  await exited
  return { child }
}
