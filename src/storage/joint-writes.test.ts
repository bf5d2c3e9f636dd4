import { describe, expect, test } from 'vitest'
import { alignWrites, mergeRows } from './joint-writes.ts'
import type { Write } from './statement.ts'

const row = (table: string, ...values: unknown[]): Write => ({
  name: `insert-${table}`,
  table,
  text: `insert into ${table} (a, b) values ($1, upper($2))`,
  values,
  isRow: true,
})
const update = (table: string, value: unknown): Write => ({
  name: `update-${table}`,
  table,
  text: `update ${table} set a = $1`,
  values: [value],
})
const aligned = (...works: Write[][]) =>
  alignWrites(works).map((batch) => batch.map(({ name, values }) => [name, ...values].join(' ')))

describe('the writes of several works', () => {
  test('stand like beside like', () => {
    const work = (n: number) => [row('people', n, 'x'), row('mail', n, 'y'), update('people', n)]
    expect(aligned(work(1), work(2))).toEqual([
      ['insert-people 1 x', 'insert-people 2 x'],
      ['insert-mail 1 y', 'insert-mail 2 y'],
      ['update-people 1', 'update-people 2'],
    ])
  })

  test.each([
    ['another order', [row('mail', 2, 'y'), row('people', 2, 'x')]],
    ['the same twice', [row('people', 2, 'x'), row('mail', 2, 'y'), row('people', 3, 'x')]],
    ['others before and behind', [update('mail', 2), row('mail', 2, 'y'), update('people', 2)]],
    ['nothing', []],
  ])('keep their order: %s', (_, second) => {
    const first = [row('people', 1, 'x'), row('mail', 1, 'y')]
    const batches = alignWrites([first, second])
    for (const own of [first, second]) {
      expect(batches.flat().filter((write) => own.includes(write))).toEqual(own)
    }
  })

  test('are one statement for many rows, sixteen at most', () => {
    const rows = Array.from({ length: 35 }, (_, n) => row('people', n, `x${n}`))
    const statements = mergeRows(rows)
    expect(statements.map(({ name }) => name)).toEqual([
      'insert-people*16',
      'insert-people*16',
      'insert-people*3',
    ])
    expect(mergeRows(rows.slice(8, 10))).toEqual([
      {
        name: 'insert-people*2',
        text: 'insert into people (a, b) values ($1, upper($2)), ($3, upper($4))',
        values: [8, 'x8', 9, 'x9'],
      },
    ])
    expect(statements.flatMap(({ values }) => values)).toEqual(rows.flatMap(({ values }) => values))
  })

  test('stay as they are when they are no rows', () => {
    const batch = [update('people', 1), update('people', 2)]
    expect(mergeRows(batch)).toEqual(batch)
  })
})

test('of several words that say the same one is left', () => {
  const word = (n: number, once: string): Write => ({
    name: 'word',
    table: 'outbox',
    text: 'insert into outbox select $1',
    values: [n],
    once,
  })
  const works = [1, 2, 3].map((n) => [word(n, n === 2 ? 'b' : 'a'), row('people', n, 'x')])
  expect(alignWrites(works).flatMap(mergeRows)).toEqual([
    word(1, 'a'),
    word(2, 'b'),
    expect.objectContaining({ name: 'insert-people*3' }),
  ])
})

describe('changes of rows', () => {
  const change = (id: string, name: string | null): Write => ({
    name: 'update-person',
    table: 'people',
    text: 'update people set name = coalesce($3, name) where site_id = $1 and id = $2',
    values: [7, id, name],
    keys: ['uuid', 'text'],
  })

  test('are one statement, each with its own values', () => {
    expect(mergeRows([change('a', 'A'), change('b', null)])).toEqual([
      {
        name: 'update-person*',
        text:
          'update people set name = coalesce(asked.v3, name) from unnest($2::uuid[], $3::text[])' +
          ' with ordinality as asked (v2, v3, nth) where site_id = $1 and id = asked.v2',
        values: [7, ['a', 'b'], ['A', null]],
      },
    ])
  })

  test('follow each other when two are of one row: one statement would do only one of them', () => {
    const both = [change('a', 'A'), change('a', 'B')]
    expect(mergeRows(both)).toEqual(both)
  })

  test('are not one statement when they are of two sites', () => {
    const both = [change('a', 'A'), { ...change('b', 'B'), values: [8, 'b', 'B'] }]
    expect(mergeRows(both)).toEqual(both)
  })
})
