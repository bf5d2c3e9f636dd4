import { expect, test } from 'vitest'
import { growthOf } from './growth.ts'
import type { SizeRecord } from './measure.ts'

function size(users: number, rates: Readonly<Record<string, number>>): SizeRecord {
  const figures = Object.entries(rates).map(([figure, perSecond]) => ({
    figure,
    server: { perSecond, answered: 1, failed: {}, p50Ms: 1, p95Ms: 1, p99Ms: 1 },
    others: {},
    ratios: {},
  }))
  return { users, filledPerSecond: undefined, figures, refused: [], peakMb: {} }
}

test('costs are compared across users, across groups, and along a list', () => {
  const growth = growthOf([
    size(1000, { 'POST /Users': 300, 'GET page of 100 by cursor, first': 10 }),
    size(1_000_000, {
      'POST /Users': 200,
      'GET page of 100 by cursor, first': 10,
      'GET page of 100 by cursor, last': 8,
      'PATCH add 1 member, group of 10': 50,
      'PATCH add 1 member, group of 1,000': 40,
    }),
  ])
  expect(growth.map(({ figure, from, to, time }) => [figure, from, to, time])).toEqual([
    ['POST /Users', '1,000 users', '1,000,000 users', 1.5],
    ['GET page of 100 by cursor, first', '1,000 users', '1,000,000 users', 1],
    ['PATCH add 1 member', 'group of 10', 'of 1,000', 1.25],
    ['GET page of 100 by cursor', 'first', 'last of 1,000,000 users', 1.25],
  ])
})

test('what could not be measured is not compared', () => {
  expect(growthOf([size(1, { 'POST /Users': 300 }), size(2, { 'POST /Users': 0 })])).toEqual([])
  expect(growthOf([])).toEqual([])
})
