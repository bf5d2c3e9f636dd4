import { beforeEach, describe, expect, test, vi } from 'vitest'
import { unavailable } from '../model/errors.ts'
import type { Database, Transaction } from '../storage/database.ts'
import type { TextArray } from '../storage/text-array.ts'
import { ExchangeLog, type ExchangeLogOptions, type FinishedCall } from './exchange-log.ts'

/** What reached the database, a list for each transaction. */
const written: { requestId: string; requestBody: string; responseBody: string }[][] = []
const lost: [number, unknown][] = []
let failure: Error | undefined

/** What was told to other processes. */
const told: unknown[] = []

const database: Pick<Database, 'inSite' | 'readSites'> = {
  async readSites({ values }) {
    told.push(...(values[0] as string[]).map((payload) => JSON.parse(payload)))
    return []
  },
  async inSite<T>(siteId: number, work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (failure) throw failure
    const write: Transaction['write'] = ({ values }) => {
      const rows = JSON.parse(String(values[1])) as Record<string, string>[]
      const [requests, responses] = values.slice(2) as TextArray[]
      written.push(
        rows.map((row, n) => ({
          requestId: `${siteId}:${row.request_id}`,
          requestBody: requests?.texts[n] ?? '',
          responseBody: responses?.texts[n] ?? '',
        })),
      )
    }
    const unused = () => {
      throw new Error('exchanges are only written')
    }
    return work({ siteId, write, read: unused, readAll: unused, readLast: unused })
  },
}

beforeEach(() => {
  written.length = 0
  told.length = 0
  lost.length = 0
  failure = undefined
})

const open = (options: Partial<ExchangeLogOptions> = {}) =>
  new ExchangeLog(database, { onLost: (count, error) => lost.push([count, error]), ...options })

const call = (requestId: string, more: Partial<FinishedCall> = {}): FinishedCall => ({
  siteId: 1,
  directoryId: 1,
  at: new Date(0),
  method: 'POST',
  path: '/Users',
  status: 201,
  durationMs: 1,
  client: undefined,
  effect: 'x',
  hasEffect: true,
  repairs: [],
  requestId,
  requestBody: undefined,
  requestBytes: 0,
  responseBody: undefined,
  ...more,
})
const ids = () => written.map((batch) => batch.map(({ requestId }) => requestId).join(' '))
const kibi = (count: number) => 'x'.repeat(count * 1024)

describe('exchanges', () => {
  test('are written in batches, a transaction for each site', async () => {
    const log = open()
    for (const [siteId, id] of [
      [1, 'a'],
      [2, 'b'],
      [1, 'c'],
    ] as const)
      log.record(call(id, { siteId }))
    expect(written).toEqual([])
    await log.flush()
    expect(ids()).toEqual(['1:a 1:c', '2:b'])
  })

  test('fill batches of some megabytes, however many there are', async () => {
    const log = open()
    for (let n = 0; n < 100; n++) log.record(call(`${n}`, { requestBody: kibi(60), responseBody: '' }))
    await log.flush()
    expect(written.flat()).toHaveLength(100)
    expect(written.length).toBeGreaterThan(2)
  })

  test('that come while others are written wait for the next time', async () => {
    const log: ExchangeLog = new ExchangeLog(
      {
        ...database,
        inSite(siteId, work) {
          log.record(call('meanwhile'))
          return database.inSite(siteId, work)
        },
      },
      { onLost: () => {} },
    )
    log.record(call('a'))
    await log.flush()
    expect(ids()).toEqual(['1:a'])
    await log.flush()
    expect(ids()).toEqual(['1:a', '1:meanwhile'])
    await log.close()
  })

  test('that come while a slow database writes are one batch afterwards', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const answer = Promise.withResolvers<void>()
      const log = new ExchangeLog(
        { ...database, inSite: (siteId, work) => answer.promise.then(() => database.inSite(siteId, work)) },
        { onLost: () => {} },
      )
      log.record(call('a'))
      await vi.advanceTimersByTimeAsync(250)
      for (const id of ['b', 'c', 'd']) {
        log.record(call(id))
        await vi.advanceTimersByTimeAsync(1_000)
      }
      answer.resolve()
      await vi.advanceTimersByTimeAsync(0)
      log.record(call('e'))
      await vi.advanceTimersByTimeAsync(250)
      expect(ids()).toEqual(['1:a', '1:b 1:c 1:d 1:e'])
    } finally {
      vi.useRealTimers()
    }
  })

  test('wait for a database that is away, in their order', async () => {
    const log = open()
    failure = unavailable('away')
    for (const id of ['a', 'b']) log.record(call(id))
    await log.flush()
    log.record(call('c'))
    failure = undefined
    await log.flush()
    expect(ids()).toEqual(['1:a 1:b 1:c'])
    expect(lost).toEqual([])
  })

  test.each([
    ['their number', { waitingMax: 3 }],
    ['their length', { waitingLengthMax: 3 * 1024 + 100 }],
  ])('are kept up to a bound of %s: the oldest go, and are counted', async (_what, options) => {
    const log = open(options)
    failure = unavailable('away')
    for (const id of ['a', 'b']) log.record(call(id, { responseBody: kibi(1) }))
    await log.flush()
    for (const id of ['c', 'd', 'e']) log.record(call(id, { responseBody: kibi(1) }))
    failure = undefined
    await log.flush()
    expect(ids()).toEqual(['1:c 1:d 1:e'])
    expect(lost).toEqual([[2, undefined]])
  })

  test('that the database refuses do not hold up the others', async () => {
    const log = open()
    failure = new Error('value too long')
    log.record(call('a'))
    await log.flush()
    expect(lost).toEqual([[1, failure]])
    failure = undefined
    log.record(call('b'))
    await log.flush()
    expect(ids()).toEqual(['1:b'])
  })

  test('are written before the end, or counted as lost', async () => {
    const log = open()
    log.record(call('a'))
    await log.close()
    expect(ids()).toEqual(['1:a'])
    failure = unavailable('away')
    log.record(call('b'))
    await log.close()
    expect(lost).toEqual([[1, undefined]])
  })

  test('keep requests up to 64 KiB and the beginning of answers, without what PostgreSQL cannot hold', async () => {
    const log = open()
    log.record(
      call('a', {
        requestBody: { a: 'b\0', c: '\ud800' },
        requestBytes: 20,
        responseBody: kibi(16),
      }),
    )
    log.record(call('b', { requestBody: {}, requestBytes: 65_537, responseBody: `${kibi(16)}x` }))
    log.record(call('c', { hasEffect: false, responseBody: `${kibi(4)}x` }))
    log.record(call('d', { hasEffect: false, status: 400, responseBody: kibi(16) }))
    await log.flush()
    expect(written.flat()).toMatchObject([
      { requestBody: '{"a":"b\\u0000","c":"\\ud800"}', responseBody: kibi(16) },
      {
        requestBody: '(65537 bytes, too large to keep)',
        responseBody: `${kibi(16)} … (cut here, 16385 characters in all)`,
      },
      // What was only read can be read again.
      { responseBody: `${kibi(4)} … (cut here, 4097 characters in all)` },
      { responseBody: kibi(16) },
    ])
  })
  test.each([
    ['short', 'ü'],
    ['of as many bytes as letters are kept', 'x'.repeat(4_096)],
    ['of more bytes, and no more letters', 'ü'.repeat(4_096)],
    ['long', 'x'.repeat(5_000)],
    ['long, of letters of two bytes', 'ü'.repeat(5_000)],
    ['long, of letters of three', '漢'.repeat(5_000)],
    ['long, of letters of four, one of which is cut', `x${'😀'.repeat(5_000)}`],
  ])('keep of an answer in bytes what they keep of its text: %s', async (_name, text) => {
    const log = open()
    log.record(call('text', { hasEffect: false, responseBody: text }))
    log.record(call('bytes', { hasEffect: false, responseBody: Buffer.from(text) }))
    await log.flush()
    const [asText, asBytes] = written.flat()
    expect(asBytes?.responseBody).toBe(asText?.responseBody)
  })
})
