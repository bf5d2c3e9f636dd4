import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { Packet, type PacketFailure } from './packet.ts'
import type { Query } from './statement.ts'

let fresh: FreshDatabase
let client: pg.Client

beforeAll(async () => {
  fresh = await freshDatabase()
  client = new pg.Client({ connectionString: fresh.url, options: '-c timezone=UTC' })
  client.on('error', () => {})
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await fresh.drop()
})

interface Answer {
  readonly rows: unknown[][]
  readonly failure: PacketFailure | undefined
}

function send(...queries: Query[]): Promise<Answer> {
  return new Promise((resolve) => {
    const packet: Packet = new Packet(
      queries,
      () => {},
      (failure) => resolve({ rows: packet.rows, failure }),
    )
    client.query(packet)
  })
}

const named = (name: string, text: string, ...values: unknown[]): Query => ({ name, text, values })
const unnamed = (text: string, ...values: unknown[]) => named('', text, ...values)
const prepared = async () => (await client.query('select name from pg_prepared_statements order by 1')).rows

describe('a packet', () => {
  test.each([
    ['2026-01-31 12:34:56.789', '2026-01-31T12:34:56.789Z'],
    ['2026-01-31 12:34:56.7', '2026-01-31T12:34:56.700Z'],
    ['2026-01-31 12:34:56', '2026-01-31T12:34:56.000Z'],
    ['2026-01-31 12:34:56.123999', '2026-01-31T12:34:56.123Z'],
    ['0044-03-15 00:00:00', '0044-03-15T00:00:00.000Z'],
    ['12026-01-01 00:00:00', '+012026-01-01T00:00:00.000Z'],
  ])('reads the moment %s', async (written, read) => {
    const { rows } = await send(unnamed('select $1::timestamp at time zone $2 as at', written, 'UTC'))
    expect(rows).toEqual([[{ at: new Date(read) }]])
  })

  test('reads moments that are no number, and what has no value', async () => {
    const { rows } = await send(unnamed("select 'infinity'::timestamptz as at, null::int as n"))
    expect(rows).toEqual([[{ at: Number.POSITIVE_INFINITY, n: null }]])
  })

  test.each([
    [[]],
    [['']],
    [['NULL', 'null', ' ', '{}', ',']],
    [['a', 'b"c', 'd\\e']],
    [['a', null]],
    [[1, 2]],
    [['é', '🙂', '\n\t']],
  ])('hands on the array %j as it is', async (given) => {
    const type = typeof given[0] === 'number' ? 'int' : 'text'
    const { rows } = await send(unnamed(`select $1::${type}[] as texts`, given))
    expect(rows).toEqual([[{ texts: given }]])
  })

  test('hands rows on to who reads them, and leaves out those that the one before takes in', async () => {
    const text = 'select n from generate_series(1, $1::int) n'
    // Of each the length, and then four bytes.
    const readRow = (bytes: Buffer, at: number, last: unknown) => {
      const n = bytes.readInt32BE(at + 4)
      if (n % 3 === 0) (last as number[]).push(n)
      else return [n]
    }
    const reading: Query = { ...named('numbers', text, 7), readRow }
    const { rows } = await send(reading, named('texts', text, 2), reading)
    expect(rows).toEqual([
      [[1], [2, 3], [4], [5, 6], [7]],
      [{ n: 1 }, { n: 2 }],
      [[1], [2, 3], [4], [5, 6], [7]],
    ])
  })

  test('answers each statement, with and without rows, prepared or not, again and again', async () => {
    for (let n = 1; n <= 3; n++) {
      const { rows, failure } = await send(
        named('begin', 'begin'),
        named('both', 'select $1::int as n, $2::text[] as texts', n, ['a"b', 'c,d']),
        unnamed('select $1::boolean as yes, $2::bytea as bytes', true, Buffer.from([0, 255])),
        named('both', 'select $1::int as n, $2::text[] as texts', n + 1, []),
        named('commit', 'commit'),
      )
      expect(failure).toBeUndefined()
      expect(rows).toEqual([
        [],
        [{ n, texts: ['a"b', 'c,d'] }],
        [{ yes: true, bytes: Buffer.from([0, 255]) }],
        [{ n: n + 1, texts: [] }],
        [],
      ])
    }
  })

  test('never answers one statement with another of the same name', async () => {
    const { rows } = await send(named('same', 'select 1 as n'), named('same', 'select 2 as m'))
    expect(rows).toEqual([[{ n: 1 }], [{ m: 2 }]])
    expect((await send(named('same', 'select 1 as n'))).rows).toEqual([[{ n: 1 }]])
  })

  test('says at which statement it failed, and runs none behind it', async () => {
    await client.query('create temporary table seen (n int)')
    const { failure } = await send(
      named('see', 'insert into seen values ($1)', 1),
      named('divide', 'select 1 / $1::int', 0),
      named('see', 'insert into seen values ($1)', 2),
    )
    expect(failure).toMatchObject({ at: 1, error: { message: 'division by zero' } })
    // All was one transaction.
    expect((await client.query('select n from seen')).rows).toEqual([])
  })

  test('prepares a statement anew after a packet that failed before it was described', async () => {
    const failed = await send(
      named('wrong', 'select 1 / $1::int', 0),
      named('later', 'select $1::int as later', 1),
    )
    expect(failed.failure?.at).toBe(0)
    const { rows, failure } = await send(named('later', 'select $1::int as later', 2))
    expect({ rows, failure }).toEqual({ rows: [[{ later: 2 }]], failure: undefined })
    // Described, but it failed: it stands, and is used again.
    const again = await send(named('wrong', 'select 1 / $1::int as one', 1))
    expect(again.failure).toBeUndefined()
    expect(await prepared()).toContainEqual({ name: 'wrong' })
  })

  test.each([
    ['is gone', 'deallocate all'],
    ['answers otherwise since its table changed', 'alter table changing alter n type text'],
  ])('fails once with a statement that %s', async (_why, change) => {
    await client.query('create temporary table if not exists changing as select 1 as n')
    const all = () => send(named('changing', 'select n from changing'))
    expect((await all()).failure).toBeUndefined()
    await client.query(change)
    expect((await all()).failure?.error).toBeInstanceOf(Error)
    expect((await all()).failure).toBeUndefined()
  })

  test('that cannot be written ends its connection, because half of it is on its way', async () => {
    const other = new pg.Client({ connectionString: fresh.url })
    other.on('error', () => {})
    await other.connect()
    const unwritable = {
      toPostgres() {
        throw new Error('cannot be written')
      },
    }
    const ended = new Promise((resolve) => other.once('end', resolve))
    const failure = await new Promise<PacketFailure | undefined>((resolve) => {
      other.query(new Packet([named('a', 'select $1::int', unwritable)], () => {}, resolve))
    })
    expect(failure?.error.message).toBe('cannot be written')
    await ended
  })
})
