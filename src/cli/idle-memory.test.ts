import { expect, test } from 'vitest'
import { idleLook } from './idle-memory.ts'

const second = 1_000
/** What a process computed by each look, ten seconds apart, and how often it gave memory back by then. */
test.each<[string, [cpuMs: number, collections: number][]]>([
  [
    'has started and rests',
    [
      [1_500, 0],
      [1_520, 1],
      [1_550, 1],
    ],
  ],
  [
    'is at work',
    [
      [5_000, 0],
      [12_000, 0],
      [20_000, 0],
    ],
  ],
  [
    'rests between two times of work',
    [
      [5_000, 0],
      [5_010, 1],
      [9_000, 1],
      [9_100, 2],
      [9_150, 2],
    ],
  ],
  [
    'does a little all the time',
    [
      [200, 0],
      [400, 0],
      [600, 1],
      [800, 1],
      [1_000, 1],
      [1_200, 2],
    ],
  ],
])('a process that %s gives memory back once for each work', (_what, looks) => {
  let collections = 0
  const look = idleLook(() => collections++)
  const seen = looks.map(([cpuMs], n) => {
    look((n + 1) * 10 * second, { user: cpuMs * 1_000, system: 0 })
    return [cpuMs, collections]
  })
  expect(seen).toEqual(looks)
})
