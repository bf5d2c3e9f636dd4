import { describe, expect, test } from 'vitest'
import { RateCeiling } from './rate-ceiling.ts'

describe('the ceiling', () => {
  test.each<[string, number, number[], number[]]>([
    ['lets a second’s worth through at once', 3, [0, 0, 0, 0], [0, 0, 0, 1]],
    ['lets one more through when its time has passed', 2, [0, 0, 0, 499, 500, 501], [0, 0, 1, 1, 0, 1]],
    ['saves no more than a second’s worth', 2, [0, 60_000, 60_000, 60_000], [0, 0, 0, 1]],
    ['does not count who is refused', 1, [0, 1, 2, 3, 1_000], [0, 1, 1, 1, 0]],
    ['takes nothing away when the clock is set back', 2, [5_000, 1_000, 1_000, 1_500], [0, 0, 1, 0]],
    ['0: there is none', 0, [0, 0, 0], [0, 0, 0]],
  ])('%s', (_name, perSecond, times, waits) => {
    const ceiling = new RateCeiling(perSecond)
    expect(times.map((time) => ceiling.take('a', time))).toEqual(waits)
  })

  test('is each one’s own, and still holds when the quiet ones are forgotten', () => {
    const ceiling = new RateCeiling(1)
    expect([ceiling.take('a', 0), ceiling.take('b', 0), ceiling.take('b', 0)]).toEqual([0, 0, 1])
    expect([ceiling.take('a', 59_500), ceiling.take('c', 60_000), ceiling.take('a', 60_000)]).toEqual([
      0, 0, 1,
    ])
    expect([ceiling.take('b', 60_000), ceiling.take('b', 60_000)]).toEqual([0, 1])
  })
})
