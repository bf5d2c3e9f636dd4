import { describe, expect, test, vi } from 'vitest'
import { SharedReads } from './shared-reads.ts'
import type { Query } from './statement.ts'

const one = (name: string, ...values: unknown[]): Query => ({ name, text: name, values })
const heavy = (name: string): Query => ({ ...one(name), weight: 6 })
const inDirectory = (directoryId: number) => one('scope', directoryId)

/** An error about the statement at this place of its packet; without a place it is about all of them. */
interface Failure extends Error {
  readonly at?: number
}
const failureAt = (at: number): Failure => Object.assign(new Error(`statement ${at}`), { at })

interface Trip {
  readonly statements: string[]
  answer(rows?: unknown[][]): void
  fail(error: Error): void
}

/** A database that answers when it is told to: each statement with its own text. */
function open() {
  const trips: Trip[] = []
  const reads = new SharedReads(
    (queries) =>
      new Promise((resolve, reject) => {
        const statements = queries.map(({ text, values }) => [text, ...values].join(' '))
        trips.push({
          statements,
          answer: (rows = statements.map((text) => [text])) => resolve(rows),
          fail: reject,
        })
      }),
    (error) => (error as Failure).at,
  )
  const read = (directoryId: number, text: string, signal?: AbortSignal) =>
    reads.read({ scope: inDirectory(directoryId), queries: [one(text)] }, signal)
  return { trips, reads, read }
}

const turn = () => new Promise(setImmediate)

/** Occupies both lanes, so that what follows waits. */
async function busy({ read, trips }: ReturnType<typeof open>) {
  const under = [read(1, 'a')]
  await turn()
  under.push(read(1, 'b'))
  await turn()
  expect(trips.map(({ statements }) => statements)).toEqual([
    ['scope 1', 'a'],
    ['scope 1', 'b'],
  ])
  return async () => {
    for (const { answer } of trips.slice(0, 2)) answer()
    await Promise.all(under)
    await turn()
  }
}

describe('shared reads', () => {
  test('leave at the end of the turn while there is room, and together when there is none', async () => {
    const opened = open()
    const free = await busy(opened)
    const { read, trips } = opened
    const answers = [read(1, 'c'), read(1, 'd'), read(2, 'e'), read(1, 'f')]
    expect(trips).toHaveLength(2)
    await free()
    expect(trips.slice(2).map(({ statements }) => statements)).toEqual([
      ['scope 1', 'c', 'd', 'f', 'scope 2', 'e'],
    ])
    trips[2]?.answer()
    expect(await Promise.all(answers)).toEqual([[['c']], [['d']], [['e']], [['f']]])
  })

  test('of one turn leave together', async () => {
    const { read, trips } = open()
    const answers = [read(1, 'a'), read(1, 'b')]
    expect(trips).toHaveLength(0)
    await turn()
    expect(trips.map(({ statements }) => statements)).toEqual([['scope 1', 'a', 'b']])
    trips[0]?.answer()
    expect(await Promise.all(answers)).toEqual([[['a']], [['b']]])
  })

  test('of more weight travel in smaller numbers', async () => {
    const { reads, trips } = open()
    for (const text of ['a', 'b', 'c', 'd'])
      void reads.read({ scope: inDirectory(1), queries: [heavy(text)] }, undefined)
    await turn()
    expect(trips.map(({ statements }) => statements)).toEqual([
      ['scope 1', 'a', 'b'],
      ['scope 1', 'c', 'd'],
    ])
  })

  test('that differ in their keys alone are one statement, of each scope; when it fails each asks for itself', async () => {
    const { reads, trips } = open()
    const user = (directoryId: number, id: string) =>
      reads.read(
        {
          scope: inDirectory(directoryId),
          queries: [{ name: 'user', text: 'select $2', values: [directoryId, id], keys: ['uuid'] }],
        },
        undefined,
      )
    const answers = Promise.allSettled([user(1, 'a'), user(1, 'b'), user(2, 'c'), user(2, 'd')])
    await turn()
    const joint =
      'select answer.*, asked.nth::int as nth from unnest($2::uuid[]) with ordinality as asked (v2, nth) cross join lateral (select asked.v2) answer'
    expect(trips[0]?.statements).toEqual(['scope 1', `${joint} 1 a,b`, 'scope 2', `${joint} 2 c,d`])
    trips[0]?.fail(failureAt(3))
    await turn()
    expect(trips.slice(1).map(({ statements }) => statements)).toEqual([
      ['scope 1', `${joint} 1 a,b`],
      ['scope 2', 'select $2 2 c', 'select $2 2 d'],
    ])
    trips[1]?.answer([[], [{ id: 'b', nth: 2 }]])
    trips[2]?.fail(failureAt(2))
    await turn()
    expect(trips[3]?.statements).toEqual(['scope 2', 'select $2 2 c'])
    trips[3]?.answer()
    expect(await answers).toEqual([
      { status: 'fulfilled', value: [[]] },
      { status: 'fulfilled', value: [[{ id: 'b', nth: 2 }]] },
      { status: 'fulfilled', value: [['select $2 2 c']] },
      { status: 'rejected', reason: failureAt(2) },
    ])
  })

  test('of whom one fails: the others set out again together, and that one is not asked twice', async () => {
    const opened = open()
    const free = await busy(opened)
    const { read, trips } = opened
    const answers = Promise.allSettled(['c', 'd', 'slow', 'f'].map((text, n) => read(n < 2 ? 1 : 2, text)))
    await free()
    expect(trips[2]?.statements).toEqual(['scope 1', 'c', 'd', 'scope 2', 'slow', 'f'])
    trips[2]?.fail(failureAt(4))
    await turn()
    expect(trips[3]?.statements).toEqual(['scope 1', 'c', 'd', 'scope 2', 'f'])
    trips[3]?.answer()
    expect(await answers).toEqual([
      { status: 'fulfilled', value: [['c']] },
      { status: 'fulfilled', value: [['d']] },
      { status: 'rejected', reason: failureAt(4) },
      { status: 'fulfilled', value: [['f']] },
    ])
    expect(trips).toHaveLength(4)
  })

  test('of whom a scope that fails is the one’s behind it', async () => {
    const opened = open()
    const free = await busy(opened)
    const { read, trips } = opened
    const answers = Promise.allSettled([read(1, 'c'), read(2, 'd'), read(2, 'e')])
    await free()
    trips[2]?.fail(failureAt(2))
    await turn()
    expect(trips[3]?.statements).toEqual(['scope 1', 'c', 'scope 2', 'e'])
    trips[3]?.answer()
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  test('all fail at once when the database is away', async () => {
    const opened = open()
    const free = await busy(opened)
    const { read, trips } = opened
    const answers = Promise.allSettled([read(1, 'c'), read(1, 'd')])
    await free()
    trips[2]?.fail(new Error('away'))
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(trips).toHaveLength(3)
  })

  test('go on without a call that gave up, whether it was under way or waited', async () => {
    const opened = open()
    const free = await busy(opened)
    const { read, trips } = opened
    const gone = new AbortController()
    const late = read(1, 'late', gone.signal)
    const other = read(1, 'other')
    const reason = new Error('too late')
    gone.abort(reason)
    await expect(late).rejects.toBe(reason)
    await free()
    expect(trips[2]?.statements).toEqual(['scope 1', 'other'])
    trips[2]?.answer()
    expect(await other).toEqual([['other']])
  })

  test('leave beside those that take long, or are never answered', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const opened = open()
      await busy(opened)
      const { read, trips } = opened
      const answers = [read(1, 'c'), read(2, 'd')]
      expect(trips).toHaveLength(2)
      await vi.advanceTimersByTimeAsync(1_000)
      expect(trips.slice(2).map(({ statements }) => statements)).toEqual([['scope 1', 'c', 'scope 2', 'd']])
      trips[2]?.answer()
      expect(await Promise.all(answers)).toEqual([[['c']], [['d']]])
      // The slow ones' answers free nothing twice: again there is room for two.
      for (const { answer } of trips.slice(0, 2)) answer()
      await turn()
      for (const text of ['e', 'f', 'g']) {
        void read(1, text)
        await turn()
      }
      expect(trips.slice(3).map(({ statements }) => statements)).toEqual([
        ['scope 1', 'e'],
        ['scope 1', 'f'],
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  test('of a call that gave up before are not asked for', async () => {
    const { read, trips } = open()
    const reason = new Error('too late')
    await expect(read(1, 'late', AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(trips).toHaveLength(0)
  })
})
