import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { mergeWrites, type Query, type Write } from './statement.ts'

const insert = (table: string, ...values: unknown[]): Write => ({
  name: `insert-${table}-${values.length}`,
  table,
  text: `insert into ${table} values (${values.map((_, n) => `$${n + 1}`).join(', ')})`,
  values,
})
const update = (table: string, value: unknown): Write => ({
  name: `update-${table}`,
  table,
  text: `update ${table} set v = $1`,
  values: [value],
})
const alone = (table: string): Write => ({ ...insert(table, 1), name: `alone-${table}`, alone: true })

describe('which writes travel as one statement', () => {
  const cases: { rule: string; given: Write[]; expected: number[] }[] = [
    { rule: 'none', given: [], expected: [] },
    { rule: 'one stays as it is', given: [insert('a', 1)], expected: [1] },
    {
      rule: 'of what one is enough of, one',
      given: [
        { ...insert('a', 1), once: 'x' },
        { ...insert('a', 1), once: 'x' },
        { ...insert('a', 1), once: 'y' },
      ],
      expected: [2],
    },
    {
      rule: 'writes to different tables',
      given: [insert('a', 1), update('b', 2), insert('c', 3)],
      expected: [3],
    },
    {
      rule: 'insertions into one table',
      given: [insert('a', 1), insert('a', 2), insert('b', 3)],
      expected: [3],
    },
    { rule: 'not a change after an insertion', given: [insert('a', 1), update('a', 2)], expected: [1, 1] },
    { rule: 'not an insertion after a change', given: [update('a', 1), insert('a', 2)], expected: [1, 1] },
    { rule: 'not two changes of one table', given: [update('a', 1), update('a', 2)], expected: [1, 1] },
    {
      rule: 'what follows a new statement joins it',
      given: [insert('a', 1), insert('b', 2), update('a', 3), update('b', 4), insert('c', 5)],
      expected: [2, 3],
    },
    {
      rule: 'not what must be alone',
      given: [insert('a', 1), alone('b'), insert('c', 3)],
      expected: [1, 1, 1],
    },
    {
      rule: 'not after what must be alone',
      given: [alone('a'), insert('a', 2), insert('b', 3)],
      expected: [1, 2],
    },
    {
      rule: 'sixteen at most',
      given: Array.from({ length: 20 }, (_, n) => insert('a', n)),
      expected: [16, 4],
    },
  ]
  test.each(cases)('$rule', ({ given, expected }) => {
    expect(mergeWrites(given).map(partsOf)).toEqual(expected)
  })

  test('parameters are numbered through, those above nine too', () => {
    const ten = Array.from({ length: 10 }, (_, n) => `a${n}`)
    const [merged, ...others] = mergeWrites([
      insert('a', ...ten),
      insert('b', 'b0'),
      insert('c', ...ten.slice(0, 2)),
    ])
    expect(others).toEqual([])
    expect(merged?.text).toBe(
      'with w0 as (insert into a values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)), ' +
        'w1 as (insert into b values ($11)), w2 as (insert into c values ($12, $13)) select 1',
    )
    expect(merged?.values).toEqual([...ten, 'b0', 'a0', 'a1'])
  })

  test('the same writes make the same prepared statement, and others another', () => {
    const name = (...writes: Write[]) => mergeWrites(writes)[0]?.name
    expect(name(insert('a', 1), insert('b', 2))).toBe(name(insert('a', 3), insert('b', 4)))
    expect(name(insert('a', 1), insert('b', 2))).not.toBe(name(insert('b', 2), insert('a', 1)))
    expect(name(insert('a', 1), insert('b', 2))?.length).toBeLessThan(64) // or PostgreSQL cuts it off
  })

  // Merged and prepared statements are known by the names of their parts.
  test('what has no name, such as what a test writes, is prepared for nobody and taken for nothing else', () => {
    const unnamed = (table: string, ...values: unknown[]) => ({ ...insert(table, ...values), name: '' })
    const [first] = mergeWrites([unnamed('a', 1), unnamed('b', 2)])
    const [second] = mergeWrites([unnamed('c', 1, 2), unnamed('d', 3)])
    expect([first?.name, second?.name]).toEqual(['', ''])
    expect(second?.text).toContain('insert into c values ($1, $2)')
  })

  test('every name in this folder belongs to one statement', () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    const names = files
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
      .flatMap((text) =>
        [...text.matchAll(/^ *name: (.*),?$/gm)].flatMap(([, value = '']) => value.match(/'[^']+'/g) ?? []),
      )
    expect(names.length).toBeGreaterThan(70)
    expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([])
  })
})

/** How many writes a statement carries. */
function partsOf({ text }: Query): number {
  return text.startsWith('with w0') ? (text.match(/\bw\d+ as \(/g)?.length ?? 0) : 1
}

describe('merged, they do what they do one by one', () => {
  let database: FreshDatabase
  let client: Client
  const tables = ['a', 'b', 'c']

  beforeAll(async () => {
    database = await freshDatabase()
    client = new Client({ connectionString: database.url })
    await client.connect()
    await client.query('create table a (k integer primary key, v text)')
    await client.query('create table b (k integer primary key, v text)')
    await client.query('create table c (k integer primary key references a on delete cascade, v text)')
  })
  afterAll(async () => {
    await client.end()
    await database.drop()
  })

  /** The rows after the statements, or the code of the error; either way they are taken back. */
  async function outcome(statements: readonly Query[]): Promise<unknown> {
    await client.query(`begin; insert into a values (1, 'one'), (2, 'two'); insert into b select * from a`)
    try {
      for (const { text, values } of statements) await client.query(text, [...values])
      const rows = []
      for (const table of tables) rows.push((await client.query(`select k, v from ${table} order by k`)).rows)
      return rows
    } catch (error) {
      return (error as { code: string }).code
    } finally {
      await client.query('rollback')
    }
  }

  test('whatever comes in whatever order', async () => {
    const kinds = ['insert', 'update', 'delete', 'alone'] as const
    const one = fc.record({
      kind: fc.constantFrom(...kinds),
      table: fc.constantFrom(...tables),
      key: fc.integer({ min: 1, max: 5 }),
      value: fc.string({ maxLength: 3, unit: 'grapheme-ascii' }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 12 }), async (drawn) => {
        // Nobody writes to the rows of what was deleted just before, which would be refused at the statement's end.
        const meant = drawn.filter(({ kind, table }) => kind !== 'delete' || table !== 'a')
        const writes = meant.map(({ kind, table, key, value }): Write => {
          const shared = { table, values: [key, value], name: `${kind}-${table}` }
          if (kind === 'insert') return { ...shared, text: `insert into ${table} (k, v) values ($1, $2)` }
          if (kind === 'update') return { ...shared, text: `update ${table} set v = $2 where k = $1` }
          if (kind === 'delete') return { ...shared, text: `delete from ${table} where k = $1 or v = $2` }
          const text = `insert into ${table} select $1, $2 where not exists (select 1 from ${table} where k = $1)`
          return { ...shared, text, alone: true }
        })
        const oneByOne = await outcome(writes)
        // What is refused may be refused for another reason: references are checked at a statement's end.
        if (Array.isArray(oneByOne)) expect(await outcome(mergeWrites(writes))).toEqual(oneByOne)
      }),
      { numRuns: 500, seed: 2 },
    )
  })
})
