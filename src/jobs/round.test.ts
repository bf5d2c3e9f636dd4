import { expect, test } from 'vitest'
import { Round } from './round.ts'

interface Made {
  readonly run: () => Promise<void>
  readonly steps: string[]
  readonly failures: string[]
  readonly stop: () => void
}

/** A round of tasks of these names, each of which says when it begins and ends. */
function round(works: { readonly [name: string]: () => Promise<void> }, patienceMs = 60_000): Made {
  const steps: string[] = []
  const failures: string[] = []
  const stopping = new AbortController()
  const tasks = Object.entries(works).map(([name, work]) => ({
    name,
    cron: '* * * * *',
    backfillMs: 0,
    run: async () => {
      steps.push(`${name} begins`)
      await work()
      steps.push(`${name} ends`)
    },
  }))
  const onError = (error: unknown, task: string) => failures.push(`${task}: ${String(error)}`)
  const made = new Round(tasks, { signal: stopping.signal, onError, restMs: 1, patienceMs })
  return { run: () => made.run(), steps, failures, stop: () => stopping.abort() }
}

const soon = async () => {}

test('one begins when the one before has ended', async () => {
  const { run, steps } = round({ a: soon, b: soon, c: soon })
  await run()
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('one that fails is reported, and the others go on', async () => {
  const { run, steps, failures } = round({ a: () => Promise.reject(new Error('full')), b: soon })
  await run()
  expect(failures).toEqual(['a: Error: full'])
  expect(steps).toEqual(['a begins', 'b begins', 'b ends'])
})

test('one that takes long holds up no other, and is not begun again while it runs', async () => {
  const slow = Promise.withResolvers<void>()
  const { run, steps } = round({ slow: () => slow.promise, quick: soon }, 5)
  const first = run()
  await expect.poll(() => steps).toEqual(['slow begins', 'quick begins', 'quick ends'])
  await run()
  expect(steps).toEqual(['slow begins', 'quick begins', 'quick ends', 'quick begins', 'quick ends'])
  slow.resolve()
  await first
  expect(steps.at(-1)).toBe('slow ends')
  await run()
  expect(steps.filter((step) => step === 'slow begins')).toHaveLength(2)
})

test('a stop waits for the task in hand, and begins no other', async () => {
  const goOn = Promise.withResolvers<void>()
  const { run, steps, stop } = round({ a: () => goOn.promise, b: soon })
  let hasEnded = false
  const ended = run().then(() => {
    hasEnded = true
  })
  stop()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(hasEnded).toBe(false)
  goOn.resolve()
  await ended
  expect(steps).toEqual(['a begins', 'a ends'])
})
