import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { EmbeddedDatabaseError } from './embedded/error.ts'
import { allPostgresIn, identify, isAlive } from './embedded/processes.ts'
import { type EmbeddedDatabase, type EmbeddedOptions, startEmbedded } from './embedded.ts'

const asRoot = process.getuid?.() === 0
const folders: string[] = []
const children: ChildProcess[] = []
const databases: EmbeddedDatabase[] = []

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorward-embedded-'))
  folders.push(folder)
  chmodSync(folder, 0o755)
  return folder
}

function newDataDir(): string {
  return join(newFolder(), 'data')
}

async function start(dataDir: string, options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ dataDir, durable: false, ...options })
  databases.push(database)
  return database
}

interface User {
  child: ChildProcess
  url: string
  notes: string[]
}

/** Another process that uses the database. */
async function startUser(dataDir: string): Promise<User> {
  const fixture = join(import.meta.dirname, '../../test/fixtures/embedded-user.ts')
  const child = spawn(process.execPath, [fixture, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  for await (const line of createInterface(child.stdout)) {
    const said = JSON.parse(line)
    if (said.error) throw new Error(said.error)
    return { child, ...said }
  }
  throw new Error('the process ended without a word')
}

async function leaves({ child }: User): Promise<void> {
  const exited = once(child, 'exit')
  child.stdin?.end()
  expect(await exited).toEqual([0, null])
}

async function crashes({ child }: User): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined) // a server killed on purpose
  await client.connect()
  try {
    return (await client.query(statement)).rows[0]
  } finally {
    await client.end()
  }
}

async function until(what: string, met: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 15_000; !(await met()); await pause(20)) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`)
  }
}

function postmasterPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
}

/** Every path below a folder, to show that nothing was written. */
function contents(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
}

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await Promise.all(databases.splice(0).map((database) => database.leave()))
  for (const folder of folders.splice(0)) {
    const dataDir = join(folder, 'data')
    // A killed process left its database running: whoever joins it alone stops it by leaving.
    if (existsSync(join(dataDir, 'leases')) || isLinked(dataDir))
      await (await startEmbedded({ dataDir })).leave()
    if (isLinked(dataDir)) rmSync(dirname(readlinkSync(join(dataDir, 'postgres'))), { recursive: true })
    rmSync(folder, { recursive: true, force: true })
  }
})

function isLinked(dataDir: string): boolean {
  try {
    return existsSync(readlinkSync(join(dataDir, 'postgres')))
  } catch {
    return false
  }
}

describe('a fresh data directory', () => {
  test('gets a durable PostgreSQL whose owner role is no superuser', async () => {
    const dataDir = newDataDir()
    const database = await start(dataDir, { durable: true })
    expect(
      await ask(
        database.url,
        `select current_user as role, current_database() as database, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
           current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
           current_setting('data_checksums') as checksums, current_setting('listen_addresses') as tcp,
           current_setting('server_encoding') as encoding, current_setting('jit') as jit,
           current_setting('autovacuum_naptime') as naptime, 'a' < 'B' collate "default" as by_language, lower('É') as lower
         from pg_roles where rolname = current_user`,
      ),
    ).toEqual({
      role: 'doorward',
      database: 'doorward',
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: true,
      rolcreatedb: true,
      fsync: 'on',
      commit: 'on',
      checksums: 'on',
      tcp: '',
      encoding: 'UTF8',
      jit: 'off',
      naptime: '10s',
      by_language: false,
      lower: 'é',
    })
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'postgres', 'doorward-passwords.json')).mode & 0o777).toBe(0o600)
    expect(database.notes).toEqual([])
  })

  test('lets the owner create what migrations need, and trigrams see letters beyond ASCII', async () => {
    const { url } = await start(newDataDir())
    await ask(url, 'create extension pg_trgm')
    expect(
      await ask(url, `select similarity('Żółć', 'Żółć') as same, similarity('Ж', 'Д') as other`),
    ).toEqual({
      same: 1,
      other: 0,
    })
  })

  test('is started once by five processes at the same time', async () => {
    const dataDir = newDataDir()
    const users = await Promise.all([1, 2, 3, 4, 5].map(() => startUser(dataDir)))
    expect(new Set(users.map((user) => user.url)).size).toBe(1)
    const pid = postmasterPid(dataDir)
    await Promise.all(users.slice(1).map(leaves))
    expect(await ask(users[0]?.url ?? '', 'select 1 as one')).toEqual({ one: 1 })
    expect(postmasterPid(dataDir)).toBe(pid)
    await leaves(users[0] as User)
    expect(identify(pid)).toBeUndefined()
  })

  test('whose initialisation was interrupted is initialised again', async () => {
    const dataDir = newDataDir()
    const { child } = await interruptedUser(dataDir)
    expect(child.signalCode).toBe('SIGKILL')
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
    const { url } = await start(dataDir)
    expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 })
    expect(contents(dataDir).filter((name) => name.startsWith('initialising-'))).toEqual([])
  })

  test('never lets an error text with personal data into the log', async () => {
    const dataDir = newDataDir()
    const { url } = await start(dataDir)
    await ask(url, 'create table people (mail text primary key)')
    await ask(url, `insert into people values ('ada@example.com')`)
    await expect(ask(url, `insert into people values ('ada@example.com')`)).rejects.toThrow('duplicate key')
    await expect(ask(url, `select 'ada@example.com'::int`)).rejects.toThrow('invalid input')
    const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8')
    expect(log).toContain('ready to accept connections')
    expect(log).not.toContain('ada@example.com')
  })
})

/** A process killed in the middle of initdb. */
async function interruptedUser(dataDir: string): Promise<{ child: ChildProcess }> {
  const fixture = join(import.meta.dirname, '../../test/fixtures/embedded-user.ts')
  const child = spawn(process.execPath, [fixture, dataDir], { stdio: ['pipe', 'ignore', 'inherit'] })
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

describe('sharing', () => {
  test('a second user joins the running server, and the last to leave stops it', async () => {
    const dataDir = newDataDir()
    const first = await start(dataDir)
    const pid = postmasterPid(dataDir)
    const before = performance.now()
    const second = await start(dataDir)
    expect(performance.now() - before).toBeLessThan(100)
    expect([second.url, postmasterPid(dataDir)]).toEqual([first.url, pid])

    await first.leave()
    await first.leave()
    expect(await ask(second.url, 'select 1 as one')).toEqual({ one: 1 })
    await second.leave()
    expect(identify(pid)).toBeUndefined()
    expect(allPostgresIn(realpathSync(join(dataDir, 'postgres')))).toEqual([])
  })

  test('a process that leaves while another starts does not stop its database', async () => {
    const dataDir = newDataDir()
    let current = await start(dataDir)
    for (let round = 0; round < 10; round++) {
      const [next] = await Promise.all([start(dataDir), current.leave()])
      expect(await ask(next.url, 'select 1 as one')).toEqual({ one: 1 })
      current = next
    }
  })

  test('does not keep a process alive by itself', async () => {
    const dataDir = newDataDir()
    const user = await startUser(dataDir)
    const exited = once(user.child, 'exit')
    user.child.stdin?.destroy()
    expect(await exited).toEqual([0, null])
  })
})

describe('what kill -9 leaves', () => {
  test('after our process died, the next start joins its server at once', async () => {
    const dataDir = newDataDir()
    const user = await startUser(dataDir)
    await ask(user.url, 'create table kept as select 1 as one')
    const pid = postmasterPid(dataDir)
    await crashes(user)
    const before = performance.now()
    const { url, leave } = await start(dataDir)
    expect(performance.now() - before).toBeLessThan(300)
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
})

describe('what is refused, with nothing written', () => {
  test('a data directory of another major version; the sentence names the way out', async () => {
    const dataDir = newDataDir()
    await (await start(dataDir)).leave()
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n')
    const before = contents(dataDir)
    const error = await startEmbedded({ dataDir }).catch((reason) => reason)
    expect(error).toBeInstanceOf(EmbeddedDatabaseError)
    expect(error.message).toMatch(/PostgreSQL 17 .* PostgreSQL 18: .*backup FILE.*restore FILE/)
    expect(contents(dataDir)).toEqual(before)
    rmSync(dataDir, { recursive: true })
  })

  test('a folder that holds something else', async () => {
    const dataDir = newDataDir()
    mkdirSync(dataDir)
    writeFileSync(join(dataDir, 'thesis.txt'), 'mine')
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/is not empty and was not made by Doorward/)
    expect(contents(dataDir)).toEqual(['thesis.txt'])
    expect(statSync(dataDir).mode & 0o777).toBe(0o755)
  })

  test('a file in the place of the folder', async () => {
    const dataDir = newDataDir()
    writeFileSync(dataDir, 'mine')
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/is not a folder/)
  })
})

test('a setting that PostgreSQL does not accept is told in its own words', async () => {
  const dataDir = newDataDir()
  await (await start(dataDir)).leave()
  const conf = join(dataDir, 'postgres', 'postgresql.conf')
  const good = readFileSync(conf, 'utf8')
  writeFileSync(conf, `${good}\nno_such_setting = 1\n`)
  await expect(start(dataDir)).rejects.toThrow(/did not start.*no_such_setting/s)
  expect(readdirSync(join(dataDir, 'leases'))).toEqual([])
  writeFileSync(conf, good)
})

test('a path too long for a socket gets its socket elsewhere, and a comma in it does no harm', async () => {
  const folder = newFolder()
  const deep = join(folder, 'd'.repeat(60), 'with a space, and a comma', 'e'.repeat(60))
  mkdirSync(deep, { recursive: true })
  const database = await start(join(deep, 'data'))
  expect(database.notes.join()).toMatch(/socket lies in .* too long/)
  expect(await ask(database.url, 'select 1 as one')).toEqual({ one: 1 })
  await database.leave()
  rmSync(decodeURIComponent(new URL(database.url).hostname), { recursive: true })
})

test.runIf(asRoot)(
  'below a folder that only root may enter, the database lies elsewhere and the notes say where',
  async () => {
    const folder = newFolder()
    chmodSync(folder, 0o700)
    const dataDir = join(folder, 'data')
    const users = await Promise.all([startUser(dataDir), startUser(dataDir)])
    const home = dirname(readlinkSync(join(dataDir, 'postgres')))
    for (const user of users) {
      expect(user.notes).toEqual([expect.stringContaining(`The database lies in ${home}, because`)])
      expect(await ask(user.url, 'select 1 as one')).toEqual({ one: 1 })
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect([statSync(dataDir).mode & 0o777, statSync(home).mode & 0o777]).toEqual([0o700, 0o700])
    await Promise.all(users.map(leaves))

    const aside = `${home}-aside`
    renameSync(home, aside)
    await expect(startEmbedded({ dataDir })).rejects.toThrow(`lay in ${home}, which is gone`)
    renameSync(aside, home)
  },
)
