import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import {
  ask,
  asRoot,
  cleanUp,
  contents,
  leaves,
  newDataDir,
  newFolder,
  postmasterPid,
  start,
  startUser,
  type User,
} from '../../test/fixtures/embedded-processes.ts'
import { EmbeddedDatabaseError } from './embedded/error.ts'
import { allPostgresIn, identify } from './embedded/processes.ts'
import { startEmbedded } from './embedded.ts'

afterEach(cleanUp)

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

describe('sharing', () => {
  test('a second user joins the running server, and the last to leave stops it', async () => {
    const dataDir = newDataDir()
    const first = await start(dataDir)
    const pid = postmasterPid(dataDir)
    const before = performance.now()
    const second = await start(dataDir)
    expect(performance.now() - before).toBeLessThan(500) // about 5 ms on an idle machine
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
