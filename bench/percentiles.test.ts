import { expect, test } from 'vitest'
import { latencyOf, mean, percentile } from './percentiles.ts'

test.each([
  ['nothing measured', [], 0.5, 0],
  ['one value', [7], 0.99, 7],
  ['the median of an even number is the lower of the middle two', [1, 2, 3, 4], 0.5, 2],
  ['the 99th of a hundred is the 99th, not the last', Array.from({ length: 100 }, (_, n) => n + 1), 0.99, 99],
  ['all of them is the largest', [1, 2, 3], 1, 3],
])('percentile: %s', (_name, values, share, expected) => {
  expect(percentile(values, share)).toBe(expected)
})

test('latencies are sorted before they are ranked, and the input stays as it is', () => {
  const times = [30, 10, 20]
  expect(latencyOf(times)).toEqual({ p50Ms: 20, p95Ms: 30, p99Ms: 30 })
  expect(times).toEqual([30, 10, 20])
})

test('the mean of nothing is 0', () => {
  expect(mean([])).toBe(0)
  expect(mean([1, 2, 6])).toBe(3)
})
