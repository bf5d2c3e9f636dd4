import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { DatabaseRelay } from '../../test/fixtures/database-relay.ts'
import { openPool } from './connection-pool.ts'
import {
  Database,
  type DatabaseOptions,
  LostRace,
  retryableConstraints,
  type Transaction,
} from './database.ts'
import { insertOrganization, organizationByName } from './identity/organizations.ts'
import { insertSite } from './sites.ts'
import type { Query, Tally } from './statement.ts'

const siteId = 7
const now = new Date('2024-01-01T00:00:00Z')
const opened: Database[] = []
let fresh: FreshDatabase
let owner: Client

beforeAll(async () => {
  fresh = await freshDatabase()
  owner = new Client({ connectionString: fresh.url, options: '-c search_path=doorward,public' })
  await owner.connect()
  const site = { id: siteId, slug: 'site', name: 'Site', plan: 'standard' as const, exchangeDays: 30, now }
  await open().inSite(siteId, async (tx) => tx.write(insertSite(site)))
})
afterEach(async () => {
  // One for each test: together they would take the connections that PostgreSQL has for all that runs beside.
  for (const database of opened.splice(0)) await database.close()
  await owner.query('set role doorward_app; begin')
  await owner.query(`set local doorward.site_id = '${siteId}'; delete from organizations; commit; reset role`)
})
afterAll(async () => {
  await owner.end()
  await fresh.drop()
})

function open(
  options: Pick<DatabaseOptions, 'connectionsMax' | 'statementTimeoutMs' | 'silenceMaxMs' | 'watch'> = {},
): Database {
  const database = new Database({ url: fresh.url, ...options })
  opened.push(database)
  return database
}

const query = (text: string): Query => ({ name: '', text, values: [] })
const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const organization = (n: number, name = `Org ${n}`) =>
  insertOrganization(siteId, {
    organizationId: idOf(n),
    name,
    createdByDirectoryId: null,
    createdByGroupId: null,
    now,
  })

async function names(): Promise<string[]> {
  const [rows] = await open().readInSite(siteId, [query('select name from organizations order by name')])
  return (rows as { name: string }[]).map(({ name }) => name)
}

describe('a transaction', () => {
  test('writes everything with its commit', async () => {
    const database = open()
    const trips: (readonly Query[])[] = []
    database.onRoundTrip = (queries) => trips.push(queries)
    await database.inSite(siteId, async (tx) => {
      await tx.read(organizationByName(siteId, 'Org 1'))
      for (const n of [1, 2, 3]) tx.write(organization(n))
    })
    expect(trips.map((queries) => queries.map(({ text }) => text.split(/[ ;]/)[0]))).toEqual([
      ['begin', 'select', 'select'],
      ['with', 'commit'],
    ])
    expect(await names()).toEqual(['Org 1', 'Org 2', 'Org 3'])
  })

  test('reads what it wrote', async () => {
    const found = await open().inSite(siteId, async (tx) => {
      tx.write(organization(1))
      return tx.read(organizationByName(siteId, 'Org 1'))
    })
    expect(found.length).toBe(1)
  })

  test('reads last what it wrote, in the round trip of its commit', async () => {
    const database = open()
    const trips: (readonly Query[])[] = []
    database.onRoundTrip = (queries) => trips.push(queries)
    const found = await database.inSite(siteId, async (tx) => {
      const rows: unknown[] = []
      tx.readLast(organizationByName(siteId, 'Org 1'), (last) => rows.push(...last))
      tx.write(organization(1))
      return rows
    })
    expect(found).toMatchObject([{ name: 'Org 1' }])
    expect(trips).toHaveLength(1)
  })

  test('has counted what it commits, once however often it ran, and nothing that came to nothing', async () => {
    const counted: (readonly Tally[])[] = []
    const watch = { committed: (tallies: readonly Tally[]) => void counted.push(tallies), waited: () => {} }
    const tally: Tally = { of: 'mail-in', outcome: 'opened' }
    let attempts = 0
    const database = open({ watch })
    await database.inSite(siteId, async (tx) => {
      tx.write({ ...organization(1), tallies: [tally] })
      await tx.read(query('select 1'))
      if (++attempts === 1) throw new LostRace()
    })
    const twice = database.inSite(siteId, async (tx) => {
      tx.write({ ...organization(2), tallies: [tally] })
      tx.write({ ...organization(2), alone: true, tallies: [tally] })
    })
    await expect(twice).rejects.toThrow()
    expect({ attempts, counted }).toEqual({ attempts: 2, counted: [[tally]] })
  })

  test('hands on nothing that it read last when it fails', async () => {
    let used = 0
    const work = async (tx: Transaction) => {
      tx.readLast(organizationByName(siteId, 'Org 1'), () => used++)
      tx.write(organization(1))
      tx.write({ ...organization(1), alone: true })
    }
    await expect(open().inSite(siteId, work)).rejects.toThrow()
    expect(used).toBe(0)
  })

  test('leaves nothing when its work throws, not even what was sent before a read', async () => {
    const failure = new Error('the work gave up')
    const work = async (tx: Transaction) => {
      tx.write(organization(1))
      await tx.read(organizationByName(siteId, 'None'))
      tx.write(organization(2))
      throw failure
    }
    await expect(open().inSite(siteId, work)).rejects.toBe(failure)
    expect(await names()).toEqual([])
  })

  test.each([
    ['merged with the others', [organization(1), organization(2), organization(1)]],
    [
      'the last of several statements',
      [organization(1), { ...organization(2), alone: true }, organization(1)],
    ],
    [
      'the first of several statements',
      [{ ...organization(1), name: 'wrong', values: [siteId] }, organization(2)],
    ],
  ])('leaves nothing when a write is refused at the commit: %s', async (_where, writes) => {
    const database = open({ connectionsMax: 1 })
    const work = async (tx: Transaction) => {
      tx.write(organization(8))
      await tx.read(organizationByName(siteId, 'None'))
      for (const write of writes) tx.write(write)
    }
    await expect(database.inSite(siteId, work)).rejects.toThrow()
    expect(await names()).toEqual([])
    await database.inSite(siteId, async (tx) => tx.write(organization(9)))
    expect(await names()).toEqual(['Org 9'])
  })

  test('does not pass for written when its work overlooks an error', async () => {
    const work = async (tx: Transaction) => {
      tx.write(organization(1))
      await tx.read(query('select 1 / 0')).catch(() => undefined)
      tx.write(organization(2))
    }
    await expect(open().inSite(siteId, work)).rejects.toThrow('division by zero')
    expect(await names()).toEqual([])
  })
})

describe('a lost race', () => {
  test('over one name: the loser looks again and sees the winner', async () => {
    const database = open()
    let attempts = 0
    let looked = 0
    const take = (n: number) =>
      database.inSite(siteId, async (tx) => {
        attempts++
        const [holder] = await tx.read(organizationByName(siteId, 'Same'))
        // Nobody goes on before both have seen that the name is free.
        for (looked++; looked < 2; ) await pause(5)
        if (holder) return 'second'
        tx.write(organization(n, 'Same'))
        return 'first'
      })
    expect((await Promise.all([take(1), take(2)])).sort()).toEqual(['first', 'second'])
    expect(attempts).toBe(3)
    expect(await names()).toEqual(['Same'])
  })

  test('over two rows in opposite order: one of the two is repeated, and both are done', async () => {
    const database = open()
    await database.inSite(siteId, async (tx) => [1, 2].map((n) => tx.write(organization(n))))
    let attempts = 0
    let holding = 0
    const touch = (ids: readonly number[], word: string) =>
      database.inSite(siteId, async (tx) => {
        attempts++
        for (const n of ids) {
          await tx.read(
            query(`update organizations set name = name || '${word}' where organization_id = '${idOf(n)}'`),
          )
          // Nobody goes on before both hold a row.
          for (holding++; holding < 2; ) await pause(5)
        }
      })
    await Promise.all([touch([1, 2], 'a'), touch([2, 1], 'a')])
    // On a busy machine whoever is repeated can lose once more.
    expect(attempts).toBeGreaterThanOrEqual(3)
    expect(await names()).toEqual(['Org 1aa', 'Org 2aa'])
  })

  test('is given up after five attempts', async () => {
    await open().inSite(siteId, async (tx) => tx.write(organization(1, 'Taken')))
    let attempts = 0
    const work = async (tx: Transaction) => {
      attempts++
      tx.write(organization(2, 'Taken'))
    }
    await expect(open().inSite(siteId, work)).rejects.toMatchObject({ constraint: 'organizations_name' })
    expect(attempts).toBe(5)
  })

  test('is known by constraints that exist', async () => {
    const { rows } = await owner.query(
      `select relname as name from pg_class union all select conname from pg_constraint`,
    )
    const known = rows.map(({ name }) => name)
    for (const constraint of retryableConstraints) expect(known).toContain(constraint)
  })
})

describe('a connection that is lost', () => {
  const gone = { code: 'unavailable', message: 'The database does not answer just now.' }
  const ownPid = query('select pg_backend_pid() as pid')

  /** Ends a connection and waits until it is gone. */
  async function terminate(pid: number): Promise<void> {
    await owner.query('select pg_terminate_backend($1, 5000)', [pid])
    await pause(50)
  }

  test.each([
    ['before its next read', (tx: Transaction) => tx.read(organizationByName(siteId, 'None'))],
    ['before its commit', async () => undefined],
  ])('in the middle of a transaction, %s: nothing is written, and the next one works', async (_when, end) => {
    const database = open({ connectionsMax: 1 })
    const work = async (tx: Transaction) => {
      tx.write(organization(1))
      const [row] = await tx.read<{ pid: number }>(ownPid)
      await terminate(row?.pid ?? 0)
      tx.write(organization(2))
      await end(tx)
    }
    await expect(database.inSite(siteId, work)).rejects.toMatchObject(gone)
    expect(await names()).toEqual([])
    await database.inSite(siteId, async (tx) => tx.write(organization(3)))
    expect(await names()).toEqual(['Org 3'])
  })

  test('while a statement runs', async () => {
    const database = open({ connectionsMax: 1 })
    const pid = await database.inSite(
      siteId,
      async (tx) => (await tx.read<{ pid: number }>(ownPid))[0]?.pid ?? 0,
    )
    const reading = database.readInSite(siteId, [query('select pg_sleep(10)')])
    const [answer] = await Promise.allSettled([reading, pause(50).then(() => terminate(pid))])
    expect(answer).toMatchObject({ status: 'rejected', reason: gone })
    expect(await database.readSites(query('select 1 as one'))).toEqual([{ one: 1 }])
  })

  test('while nobody uses it', async () => {
    const database = open({ connectionsMax: 1 })
    const [row] = await database.readSites<{ pid: number }>(ownPid)
    await terminate(row?.pid ?? 0)
    expect(await database.readSites(query('select 1 as one'))).toEqual([{ one: 1 }])
  })

  test('a statement that takes too long ends as unavailable', async () => {
    const database = open({ connectionsMax: 1, statementTimeoutMs: 100 })
    await expect(database.readInSite(siteId, [query('select pg_sleep(10)')])).rejects.toMatchObject(gone)
    const working = database.inSite(siteId, (tx) => tx.read(query('select pg_sleep(10)')))
    await expect(working).rejects.toMatchObject(gone)
    expect(await database.isReady()).toBe(true)
  })

  test('of readings that travel together only the one that takes too long ends as unavailable', async () => {
    const database = open({ statementTimeoutMs: 100 })
    const trips: string[][] = []
    const read = (text: string) => database.readInSite(siteId, [{ ...query(text), isBrief: true }])
    // What waits for a connection to open waits longer than a round trip may.
    await Promise.all(['select 1', 'select 2'].map(read))
    database.onRoundTrip = (queries) => trips.push(queries.slice(1).map(({ text }) => text))
    const answers = ['select 3 as n', 'select pg_sleep(10)', 'select 4 as n'].map(read)
    const settled = await Promise.allSettled(answers)
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual([
      [[{ n: 3 }]],
      'unavailable',
      [[{ n: 4 }]],
    ])
    expect(trips).toEqual([
      ['select 3 as n', 'select pg_sleep(10)', 'select 4 as n'],
      ['select 3 as n', 'select 4 as n'],
    ])
  })

  test('statements that take long one by one are no silence', async () => {
    const database = open({ connectionsMax: 1, silenceMaxMs: 1_500 })
    const half = query('select pg_sleep(0.6)')
    await database.readInSite(siteId, [half, half, half])
    await database.inSite(siteId, async (tx) => {
      await tx.readAll([half, half, half])
    })
  })

  test.each([
    ['nobody listens', { port: '1', hostname: '127.0.0.1' }],
    ['the host does not exist', { hostname: 'database.invalid' }],
  ])('%s', async (_why, change) => {
    const database = new Database({
      url: Object.assign(new URL('postgres://doorward@host/doorward'), change).href,
    })
    await expect(database.readSites(query('select 1'))).rejects.toMatchObject(gone)
    await expect(database.inSite(siteId, async () => undefined)).rejects.toMatchObject(gone)
    await database.close()
  })
})

describe('a commit that is refused', () => {
  beforeAll(async () => {
    await owner.query(
      `create table doubtful (id int primary key, other int references doubtful deferrable initially deferred);
       grant insert on doubtful to doorward_app`,
    )
  })
  const doubtful = {
    name: '',
    table: 'doubtful',
    text: 'insert into doubtful values ($1, $2)',
    values: [1, 2],
  }

  test('says why, in whatever language the server speaks', async () => {
    const relay = await DatabaseRelay.open(fresh.url)
    relay.isFrench = true
    const database = new Database({ url: relay.url, connectionsMax: 1 })
    for (let n = 0; n < 2; n++) {
      const refused = database.inSite(siteId, async (tx) => tx.write(doubtful))
      await expect(refused).rejects.toMatchObject({ code: '23503', severity: 'ERREUR' })
    }
    await database.close()
    await relay.close()
  })

  test('because its session is ended leaves open whether it happened', async () => {
    const database = open({ connectionsMax: 1 })
    await owner.query(
      `create function ends_session() returns trigger language plpgsql security definer as
         'begin perform pg_terminate_backend(pg_backend_pid()); return null; end';
       create constraint trigger ends_session after insert on doubtful deferrable initially deferred
         for each row execute function ends_session()`,
    )
    const ended = database.inSite(siteId, async (tx) => tx.write({ ...doubtful, values: [1, 1] }))
    await expect(ended).rejects.toMatchObject({ code: 'outcome-unknown' })
  })
})

describe('a connection that lost its options on the way', () => {
  test('is not used, and whoever starts is told what to do', async () => {
    const relay = await DatabaseRelay.open(fresh.url)
    relay.dropsOptions = true
    relay.keepsOpen = true
    const database = new Database({ url: relay.url })
    const why = /^DATABASE_URL: .*role is none instead of doorward_app.*pooler/
    await expect(database.connect()).rejects.toMatchObject({ code: 'unavailable', message: why })
    await expect(database.isReady()).rejects.toMatchObject({ message: why })
    await expect(database.inSite(siteId, async () => undefined)).rejects.toMatchObject({ message: why })
    relay.dropsOptions = false
    await database.connect()
    await database.close()
    await relay.close()
  })
})

test('a connection that comes when nobody waits for it any more is lent to the next', async () => {
  const relay = await DatabaseRelay.open(fresh.url)
  const pool = openPool(relay.url, { connectionsMax: 1, connectTimeoutMs: 600, statementTimeoutMs: 1_000 })
  const first = await pool.connect()
  const impatient = pool.connect()
  // The new connection, which comes in place of the first, has this much longer than whoever waits for it.
  await pause(300)
  const hold = relay.hold(`current_setting('role')`)
  first.release(true)
  await hold.began
  await expect(impatient).rejects.toThrow('timeout exceeded')
  hold.pass()
  const next = await pool.connect()
  next.release()
  await pool.end()
  await relay.close()
})

describe('the next borrower of a connection', () => {
  const settings = query(
    `select current_setting('doorward.site_id', true) as site, current_setting('doorward.directory_id', true) as directory`,
  )
  const set = { site: String(siteId), directory: '3' }

  test.each([
    ['a transaction', (database: Database) => database.inDirectory(siteId, 3, (tx) => tx.read(settings))],
    ['a read', async (database: Database) => (await database.readInDirectory(siteId, 3, [settings]))[0]],
    [
      'a failed transaction',
      async (database: Database) => {
        const failing = database.inDirectory(siteId, 3, (tx) => tx.read(query('select 1 / 0')))
        await expect(failing).rejects.toThrow()
        return [set]
      },
    ],
    [
      'a failed read',
      async (database: Database) => {
        await expect(database.readInDirectory(siteId, 3, [query('select 1 / 0')])).rejects.toThrow()
        return [set]
      },
    ],
  ])('inherits neither site nor directory from %s', async (_from, use) => {
    const database = open({ connectionsMax: 1 })
    const [before] = await database.readSites<{ pid: number }>(query('select pg_backend_pid() as pid'))
    expect(await use(database)).toEqual([set])
    const [after] = await database.readSites<typeof set>(settings)
    expect(after?.site || after?.directory || '').toBe('')
    const [inSite] = await database.readInSite(siteId, [settings])
    expect(inSite).toMatchObject([{ site: String(siteId) }])
    expect((inSite as (typeof set)[])[0]?.directory || '').toBe('')
    expect(await database.readSites(query('select pg_backend_pid() as pid'))).toEqual([before])
  })

  test('in one packet neither, whatever was read before', async () => {
    const database = open()
    const brief: Query = { ...settings, name: 'settings', isBrief: true }
    const trips: (readonly Query[])[] = []
    database.onRoundTrip = (queries) => trips.push(queries)
    const answers = await Promise.all([
      database.readInDirectory(siteId, 3, [brief]),
      database.readInSite(siteId + 1, [brief]),
      database.readInDirectory(siteId, 4, [brief]),
    ])
    expect(trips.map(({ length }) => length)).toEqual([6])
    expect(answers.flat()).toEqual([
      [set],
      [{ site: String(siteId + 1), directory: '' }],
      [{ ...set, directory: '4' }],
    ])
  })

  test('is the application’s role, with the application’s limits', async () => {
    const [row] = await open().readSites(
      query(`select current_user as role, current_setting('statement_timeout') as longest`),
    )
    expect(row).toEqual({ role: 'doorward_app', longest: '20s' })
  })
})

test('a site or directory that is no number never becomes part of a statement', async () => {
  const forged = "1'; drop table sites; --" as unknown as number
  await expect(open().inSite(forged, async () => undefined)).rejects.toThrow(TypeError)
  await expect(open().readInDirectory(siteId, forged, [])).rejects.toThrow(TypeError)
})
