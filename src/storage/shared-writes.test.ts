// Works that share a transaction, on a real database. One lane, held by a work that waits, gathers those that come.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { DatabaseRelay } from '../../test/fixtures/database-relay.ts'
import { createDirectory } from '../admin/directories.ts'
import { createSite } from '../admin/sites.ts'
import { DoorwardError } from '../model/errors.ts'
import { count, totalOf } from './counters.ts'
import { Database, type Transaction } from './database.ts'
import { leaveWord } from './outbox.ts'
import { SharedWrites } from './shared-writes.ts'
import type { Query, Tally, Write } from './statement.ts'

let fresh: FreshDatabase
let relay: DatabaseRelay
let database: Database
let siteId: number
let directoryId: number
let trips: string[][]
let tallied: Tally[]

beforeEach(async () => {
  fresh = await freshDatabase()
  relay = await DatabaseRelay.open(fresh.url)
  tallied = []
  const watch = { committed: (tallies: readonly Tally[]) => void tallied.push(...tallies), waited: () => {} }
  const lanes = { max: 1, slowMs: 60_000 }
  database = new Database({ url: relay.url, writeLanes: lanes, commitGraceMs: 200, watch })
  const by = { actor: { kind: 'command' as const, name: 'test' }, now: new Date() }
  const site = await createSite(database, { slug: 'globex', name: 'Globex', plan: 'standard' }, by)
  const made = await createDirectory(
    database,
    site,
    { name: 'Globex', rehearsal: false, home: undefined, domains: [], preset: 'generic' },
    by,
  )
  siteId = site.id
  directoryId = made.directory.directoryId
  trips = []
  database.onRoundTrip = (queries) => void trips.push(queries.map(({ name }) => name))
})
afterEach(async () => {
  await database.close()
  await relay.close()
  await fresh.drop()
})

const look: Query = { name: 'look', text: 'select 1 as n', values: [] }
const lookAgain: Query = { name: 'look-again', text: 'select 2 as n', values: [] }
const row = (): Write => count(siteId, directoryId, 'users', 1)
/** Refuses a second row of one name. */
const named = (name: string): Write => ({
  name: 'insert-domain',
  table: 'directory_domains',
  text: `insert into directory_domains (site_id, directory_id, domain, authority, since)
    values ($1, $2, $3, 'declared', now())`,
  values: [siteId, directoryId, name],
  isRow: true,
})
type Work<T> = (tx: Transaction) => Promise<T>

async function looksAndCounts(tx: Transaction): Promise<string> {
  await tx.read(look)
  tx.write(row())
  return 'counted'
}

const run = <T>(touches: string[], work: Work<T>, by = database) =>
  by.inDirectoryTogether(siteId, directoryId, touches, work)

/** Holds the lane until all have come; answers what they come to, in their order. */
async function gathered<T>(...starts: (() => Promise<T>)[]): Promise<PromiseSettledResult<T>[]> {
  const goOn = Promise.withResolvers<void>()
  const hasBegun = Promise.withResolvers<void>()
  const first = run(['first'], async (tx) => {
    await tx.read(look)
    hasBegun.resolve()
    await goOn.promise
  })
  await hasBegun.promise
  const settled = Promise.allSettled(starts.map((start) => start()))
  expect(database.waitingTogether).toBe(starts.length)
  trips = []
  goOn.resolve()
  await first
  return settled
}

async function counted(): Promise<number> {
  const [rows] = await database.readInDirectory(siteId, directoryId, [totalOf(siteId, directoryId, 'users')])
  return (rows as { total: number }[])[0]?.total ?? -1
}

const values = (results: PromiseSettledResult<unknown>[]) =>
  results.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))

/** The packets of transactions that several shared. */
const joint = () => trips.filter(([, second]) => second === 'write-directory-together')
const alone = () => trips.filter(([, second]) => second === 'write-directory')

describe('works that come while others are under way', () => {
  test('look in one packet and write in another', async () => {
    const works = ['a', 'b', 'c'].map((name) => () => run([name], looksAndCounts))
    expect(values(await gathered(...works))).toEqual(['counted', 'counted', 'counted'])
    expect(trips).toEqual([
      ['commit'],
      ['begin', 'write-directory-together', 'look', 'look', 'look'],
      ['count*3', 'commit'],
    ])
    expect(await counted()).toBe(3)
  })

  test('never share one when they touch the same, and keep their order', async () => {
    const order: string[] = []
    const noting = (touches: string[], name: string) => () =>
      run(touches, async (tx) => {
        order.push(name)
        return looksAndCounts(tx)
      })
    await gathered(noting(['x'], 'x1'), noting(['x', 'y'], 'xy'), noting(['y'], 'y'), noting(['z'], 'z'))
    expect(order).toEqual(['x1', 'z', 'xy', 'y'])
    expect(joint()).toEqual([['begin', 'write-directory-together', 'look', 'look']])
    expect(await counted()).toBe(4)
  })

  test('of which one fails go on without it', async () => {
    const failing = () =>
      run(['b'], async (tx) => {
        await tx.read(look)
        tx.write(row())
        throw new DoorwardError('not-found', 'no such user')
      })
    const results = await gathered<unknown>(() => run(['a'], looksAndCounts), failing)
    expect(values(results)).toEqual(['counted', 'no such user'])
    expect(joint()).toHaveLength(1)
    expect(alone()).toHaveLength(0)
    expect(await counted()).toBe(1)
  })

  test('act each alone when the database refuses what one of them writes', async () => {
    const naming = (name: string, domain: string) => () =>
      run([name], async (tx) => {
        await tx.read(look)
        tx.write(row())
        tx.write(named(domain))
        return domain
      })
    const results = await gathered(naming('a', 'x.com'), naming('b', 'X.com'), naming('c', 'x.com'))
    const refused = results.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(alone()).toHaveLength(3)
    expect(await counted()).toBe(2)
  })

  test('act alone when they look again, or after they have written', async () => {
    let runs = 0
    const again = () =>
      run(['a'], async (tx) => {
        runs++
        await tx.read(look)
        const [found] = await tx.read<{ n: number }>(lookAgain)
        tx.write(row())
        return found?.n
      })
    const behind = () =>
      run(['b'], async (tx) => {
        tx.write(row())
        const [found] = await tx.read<{ n: number }>(look)
        return found?.n
      })
    const results = await gathered<unknown>(again, behind, () => run(['c'], looksAndCounts))
    expect(values(results)).toEqual([2, 1, 'counted'])
    expect(runs).toBe(2)
    expect(await counted()).toBe(3)
  })

  test('wait for nobody: who would wait for a lock does so alone', async () => {
    const lock: Query = { name: '', text: 'select pg_advisory_xact_lock(42)', values: [] }
    const goOn = Promise.withResolvers<void>()
    const isHeld = Promise.withResolvers<void>()
    const holder = database.inSite(siteId, async (tx) => {
      await tx.read(lock)
      isHeld.resolve()
      await goOn.promise
    })
    await isHeld.promise
    const locking = () =>
      run(['a'], async (tx) => {
        await tx.read(lock)
        return 'locked'
      })
    let isDone = false
    const quick = () =>
      run(['b'], looksAndCounts).finally(() => {
        isDone = true
        goOn.resolve()
      })
    expect(values(await gathered(locking, quick))).toEqual(['locked', 'counted'])
    expect(isDone).toBe(true)
    await holder
  })

  test('read last what all wrote, each its own', async () => {
    const reading = (name: string, n: number) => () =>
      run([name], async (tx) => {
        const rows: unknown[] = []
        await tx.read(look)
        tx.readLast({ name: 'echo', text: 'select $1::int as n', values: [n] }, (last) => rows.push(...last))
        leaveWord(tx, new Date(), 'customer.changed', {})
        return rows
      })
    expect(values(await gathered(reading('a', 1), reading('b', 2)))).toEqual([[{ n: 1 }], [{ n: 2 }]])
  })

  test('are counted where they are committed, with those alone that are done', async () => {
    const counting = (name: string, outcome: string) => () =>
      run([name], async (tx) => {
        await tx.read(look)
        tx.write({ ...row(), tallies: [{ of: 'mail-in', outcome }] })
        if (outcome === 'refused') throw new Error('the work gave up')
        return outcome
      })
    tallied = []
    await gathered(counting('a', 'opened'), counting('b', 'refused'), counting('c', 'commented'))
    expect(tallied).toEqual(['opened', 'commented'].map((outcome) => ({ of: 'mail-in', outcome })))
  })

  test('leave out a call that gave up before they write, and nobody else', async () => {
    const late = new AbortController()
    const looked = Promise.withResolvers<void>()
    const giving = () =>
      run(
        ['a'],
        async (tx) => {
          await tx.read(look)
          late.abort(new Error('too late'))
          looked.resolve()
          tx.write(row())
        },
        database.until(late.signal),
      )
    const results = await gathered<unknown>(giving, () => run(['b'], looksAndCounts))
    await looked.promise
    expect(values(results)).toEqual(['too late', 'counted'])
    expect(await counted()).toBe(1)
  })

  test('leave out a call that gave up while it waited', async () => {
    const late = new AbortController()
    const waiting = () => {
      const done = run(['a'], looksAndCounts, database.until(late.signal))
      late.abort(new Error('too late'))
      return done
    }
    expect(values(await gathered(waiting, () => run(['b'], looksAndCounts)))).toEqual(['too late', 'counted'])
    expect(await counted()).toBe(1)
  })

  test('are told that nobody knows when the answer to their commit is lost', async () => {
    const works = ['a', 'b'].map((name) => () => run([name], looksAndCounts))
    database.onRoundTrip = (queries) => {
      if (queries.some(({ name }) => name === 'count*2')) relay.cut()
    }
    const results = await gathered(...works)
    const codes = results.map((one) => (one.status === 'rejected' ? one.reason.code : 'done'))
    expect(codes).toEqual(['outcome-unknown', 'outcome-unknown'])
    relay.comeBack()
    expect(await counted()).toBe(0)
  })
})

test('alone a work begins at once, and waits for the database twice', async () => {
  expect(await run(['a'], looksAndCounts)).toBe('counted')
  expect(trips).toEqual([
    ['begin', 'write-directory', 'look'],
    ['count', 'commit'],
  ])
})

test('a queue from which the last call goes away holds its directory’s place for those that come', async () => {
  const begun: string[] = []
  const writes = new SharedWrites(
    { commitGraceMs: 10, lanes: { max: 1, slowMs: 60_000, companyMs: 4 } },
    async () => [],
  )
  const start = (name: string, signal?: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const alone = () => {
      begun.push(name)
      return promise
    }
    const work = async () => undefined
    return {
      end: resolve,
      done: writes.run({ siteId, directoryId }, { work, touches: [name], signal, alone }),
    }
  }
  const turn = () => new Promise(setImmediate)
  const first = start('first')
  await turn()
  const late = new AbortController()
  const gone = start('gone', late.signal)
  late.abort(new Error('too late'))
  await expect(gone.done).rejects.toThrow('too late')
  first.end()
  // Its lane is free now, in the same turn of the event loop.
  for (let n = 0; n < 20; n++) await undefined
  const next = start('next')
  await turn()
  const last = start('last')
  await turn()
  expect(begun).toEqual(['first', 'next'])
  next.end()
  last.end()
  await Promise.all([first.done, next.done, last.done])
  expect(begun).toEqual(['first', 'next', 'last'])
})

describe('many at once', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  const turn = () => new Promise(setImmediate)

  /** Two lanes; each load that departs is named by how many it carries, and ends when it is told to. */
  function twoLanes() {
    const loads: number[] = []
    const ends: (() => void)[] = []
    const carry = async (size: number) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      loads.push(size)
      ends.push(resolve)
      await promise
    }
    const lanes = { max: 2, slowMs: 60_000, companyMs: 4 }
    const writes = new SharedWrites({ commitGraceMs: 10, lanes }, async (_scope, works) => {
      await carry(works.length)
      return works.map(() => ({ kind: 'done', value: undefined }))
    })
    let named = 0
    const come = async (count: number) => {
      for (let n = 0; n < count; n++) {
        const work = async () => undefined
        const touches = [`${named++}`]
        const shared = { work, touches, signal: undefined, alone: () => carry(1) }
        void writes.run({ siteId, directoryId }, shared)
      }
      await turn()
    }
    const end = async () => {
      ends.shift()?.()
      await turn()
    }
    return { loads, come, end }
  }

  test('are shared out between the lanes', async () => {
    const { loads, come, end } = twoLanes()
    await come(1)
    await come(15)
    expect(loads).toEqual([1, 8])
    await end()
    expect(loads).toEqual([1, 8, 7])
  })

  test.each([
    [9, [5, 4]],
    [15, [8, 7]],
    [17, [9, 8]],
  ])('leave at once while nobody is under way, also %i', async (count, shares) => {
    const { loads, come } = twoLanes()
    await come(count)
    expect(loads).toEqual(shares)
  })

  test('of which one comes first does not leave without those that follow', async () => {
    const { loads, come, end } = twoLanes()
    await come(16)
    expect(loads).toEqual([8, 8])
    await end()
    await come(1)
    await come(3)
    expect(loads).toEqual([8, 8])
    await come(4)
    expect(loads).toEqual([8, 8, 8])
  })

  test('wait for company a moment only', async () => {
    const { loads, come, end } = twoLanes()
    await come(16)
    await end()
    await come(2)
    expect(loads).toEqual([8, 8])
    vi.advanceTimersByTime(4)
    expect(loads).toEqual([8, 8, 2])
  })

  test('wait for nobody when nobody is left to come', async () => {
    const { loads, come, end } = twoLanes()
    await come(16)
    await end()
    await come(2)
    await end()
    expect(loads).toEqual([8, 8, 2])
  })
})
