import type { PoolClient } from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { DatabaseRelay } from '../../test/fixtures/database-relay.ts'
import { GradualPool } from './gradual-pool.ts'

const maxConnections = 4
let fresh: FreshDatabase
let relay: DatabaseRelay
const opened: GradualPool[] = []

beforeAll(async () => {
  fresh = await freshDatabase()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((pool) => pool.end()))
  await relay?.close()
})
afterAll(() => fresh.drop())

/** A pool whose new connections are held where they introduce themselves, for as long as the relay is told to. */
async function open(patienceMs = 60_000): Promise<GradualPool> {
  relay = await DatabaseRelay.open(fresh.url)
  const pool = new GradualPool({
    connectionString: relay.url,
    max: maxConnections,
    connectionTimeoutMillis: patienceMs,
    application_name: 'a newcomer',
  })
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  opened.push(pool)
  return pool
}

/** Who was lent a connection, in the order of it. */
function lendings(pool: GradualPool, names: readonly string[]) {
  const lent: string[] = []
  const clients = names.map(async (name) => {
    const client = await pool.connect()
    lent.push(name)
    return client
  })
  return { lent, clients }
}

const giveBack = async (clients: readonly Promise<PoolClient>[]) => {
  for (const client of clients) (await client).release()
}

test('one connection is opened at a time, and who waits is lent what others give back meanwhile, in the order of asking', async () => {
  const pool = await open()
  const first = await pool.connect()
  const newcomer = relay.hold('a newcomer')
  const { lent, clients } = lendings(pool, ['second', 'third', 'fourth'])
  await newcomer.began
  expect(pool).toMatchObject({ totalCount: 2, borrowersWaiting: 3 })
  first.release()
  await clients[1]
  expect(lent).toEqual(['third'])
  await giveBack(clients.slice(1, 2))
  await clients[2]
  expect(lent).toEqual(['third', 'fourth'])
  expect(pool).toMatchObject({ totalCount: 2, borrowersWaiting: 1 })
  newcomer.pass()
  await giveBack([clients[0] as Promise<PoolClient>, clients[2] as Promise<PoolClient>])
  expect(pool).toMatchObject({ totalCount: 2, idleCount: 2, borrowersWaiting: 0 })
})

test('one that takes long to open keeps nobody from opening another', async () => {
  const pool = await open()
  const newcomer = relay.hold('a newcomer')
  const first = pool.connect()
  await newcomer.began
  const others = [pool.connect(), pool.connect()]
  await expect.poll(() => pool.totalCount).toBe(3)
  newcomer.pass()
  await giveBack([first, ...others])
  expect(pool).toMatchObject({ totalCount: 3, idleCount: 3, borrowersWaiting: 0 })
})

test('who asks while a free connection is being lent is lent the one that comes back next', async () => {
  const pool = await open()
  const [x, y] = [await pool.connect(), await pool.connect()]
  x.release()
  const newcomer = relay.hold('a newcomer')
  const [a, b] = [pool.connect(), pool.connect()]
  y.release()
  const c = pool.connect()
  await giveBack([a, b])
  ;(await c).release()
  newcomer.pass()
  await expect.poll(() => pool.borrowersWaiting).toBe(0)
  expect(pool.totalCount).toBe(2)
})

test('when nobody gives anything back it grows to its limit, and the next waits', async () => {
  const pool = await open()
  const { lent, clients } = lendings(pool, ['1', '2', '3', '4', '5'])
  await Promise.all(clients.slice(0, maxConnections))
  expect(lent).toEqual(['1', '2', '3', '4'])
  expect(pool).toMatchObject({ totalCount: maxConnections, borrowersWaiting: 1 })
  await giveBack(clients)
  expect(lent.at(-1)).toBe('5')
})

test('a connection that cannot be opened is the affair of one borrower: the next tries again', async () => {
  const pool = await open()
  relay.cut()
  const [first, second] = [pool.connect(), pool.connect()]
  await expect(first).rejects.toThrow(/terminated|ECONNRESET/)
  await expect(second).rejects.toThrow(/terminated|ECONNRESET/)
  expect(relay.refused).toBe(2)
  relay.comeBack()
  ;(await pool.connect()).release()
})

test('in the place of a connection that was thrown away a new one is opened', async () => {
  const pool = await open()
  const lent = await Promise.all(Array.from({ length: maxConnections }, () => pool.connect()))
  const waiting = pool.connect()
  lent[0]?.release(true)
  ;(await waiting).release()
  for (const client of lent.slice(1)) client.release()
  expect(pool.totalCount).toBe(maxConnections)
})

test('whoever waits too long is told so, and is lent nothing any more', async () => {
  const pool = await open(300)
  const first = await pool.connect()
  relay.hold('a newcomer')
  const impatient = [pool.connect(), pool.connect()]
  for (const one of impatient) await expect(one).rejects.toThrow(/timeout exceeded|due to connection timeout/)
  // The new connection, whose limit is as long, may be given up a moment later.
  await expect.poll(() => pool.borrowersWaiting).toBe(0)
  first.release()
  ;(await pool.connect()).release()
})

test('at its end whoever waits is refused', async () => {
  const pool = await open()
  const lent = await Promise.all(Array.from({ length: maxConnections }, () => pool.connect()))
  const waiting = pool.connect()
  const ended = pool.end()
  await expect(waiting).rejects.toThrow('after calling end')
  for (const client of lent) client.release()
  await ended
  opened.length = 0
})

test('lends to callbacks and queries as pg does', async () => {
  const pool = await open()
  const { rows } = await pool.query('select 1 as one')
  expect(rows).toEqual([{ one: 1 }])
  const called = await new Promise((resolve) => {
    pool.connect((error, client, done) => {
      done()
      resolve({ error, isClient: client !== undefined })
    })
  })
  expect(called).toEqual({ error: undefined, isClient: true })
  relay.cut()
  await expect.poll(() => pool.totalCount).toBe(0)
  const refused = await new Promise((resolve) => {
    pool.connect((error) => resolve(error))
  })
  expect(refused).toBeInstanceOf(Error)
})
