import { expect, test } from 'vitest'
import { Load } from './load.ts'

test('whoever repeats refused calls at once is held back a little, and never more than a thousand at a time', async () => {
  const waits: number[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const load = new Load({ callsPerSecondMax: 1, workingMax: 1 }, (ms) => {
    waits.push(ms)
    return promise
  })
  const held = Array.from({ length: 1_000 }, () => load.holdBack())
  await load.holdBack()
  expect(waits).toEqual(Array.from({ length: 1_000 }, () => 100))
  resolve()
  await Promise.all(held)
  await load.holdBack()
  expect(waits).toHaveLength(1_001)
})
