import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { unavailable } from '../model/errors.ts'
import { Round } from './round.ts'

const hourMs = 3_600_000
const soon = async () => {}
const gate = () => Promise.withResolvers<void>()

/** A round of tasks of these names, each of which says when it begins and ends. */
function made(works: { readonly [name: string]: () => Promise<void> }, options = {}) {
  const steps: string[] = []
  const told: string[] = []
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
  const stopping = new AbortController()
  const round = new Round(tasks, {
    signal: stopping.signal,
    isOff: () => false,
    onError: (error, task) => told.push(`${task}: ${(error as Error).message}`),
    onLong: (task) => told.push(`${task} takes long`),
    restMs: 0,
    patienceMs: hourMs,
    ...options,
  })
  return { run: () => round.run(), stop: () => stopping.abort(), steps, told }
}

test('one begins when the one before has ended', async () => {
  const first = gate()
  const { run, steps } = made({ a: () => first.promise, b: soon })
  const ended = run()
  await pause(20)
  expect(steps).toEqual(['a begins'])
  first.resolve()
  await ended
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
})

test('there is a rest between two, which a stop ends', async () => {
  const { run, stop, steps } = made({ a: soon, b: soon }, { restMs: hourMs })
  const ended = run()
  await pause(20)
  expect(steps).toEqual(['a begins', 'a ends'])
  stop()
  await ended
  expect(steps).toEqual(['a begins', 'a ends'])
})

test('a stop waits for the task in hand, and begins no other', async () => {
  const goOn = gate()
  const { run, stop, steps } = made({ a: () => goOn.promise, b: soon })
  let hasEnded = false
  const ended = run().then(() => {
    hasEnded = true
  })
  stop()
  await pause(20)
  expect(hasEnded).toBe(false)
  goOn.resolve()
  await ended
  expect(steps).toEqual(['a begins', 'a ends'])
})

test('what is switched off while one runs begins no other', async () => {
  let isOff = false
  const away = async () => {
    isOff = true
  }
  const { run, steps } = made({ a: away, b: soon }, { isOff: () => isOff })
  await run()
  isOff = false
  await run()
  expect(steps).toEqual(['a begins', 'a ends', 'a begins', 'a ends'])
})

test('one that fails is reported, and the others go on; a database that is away is reported once a round', async () => {
  const away = () => Promise.reject(unavailable('The database does not answer just now.'))
  const { run, steps, told } = made({
    a: () => Promise.reject(new Error('full')),
    b: away,
    c: away,
    d: soon,
  })
  await run()
  await run()
  const once = ['a: full', 'b: The database does not answer just now.']
  expect(told).toEqual([...once, ...once])
  expect(steps.filter((step) => step === 'd ends')).toHaveLength(2)
})

test('one that takes long holds up no other, is not begun again while it runs, and is told of once', async () => {
  const slow = gate()
  const { run, steps, told } = made({ slow: () => slow.promise, quick: soon }, { patienceMs: 5, longMs: 0 })
  const first = run()
  const quick = () => steps.filter((step) => step === 'quick ends').length
  await expect.poll(quick).toBe(1)
  await run()
  await run()
  expect(quick()).toBe(3)
  expect(steps.filter((step) => step === 'slow begins')).toHaveLength(1)
  expect(told).toEqual(['slow takes long'])
  slow.resolve()
  await first
  await run()
  expect(steps.filter((step) => step === 'slow begins')).toHaveLength(2)
  expect(told).toEqual(['slow takes long'])
})

test('so many run at once and no more, over all rounds', async () => {
  const gates = [gate(), gate()]
  const [a, b] = gates as [PromiseWithResolvers<void>, PromiseWithResolvers<void>]
  const works = { a: () => a.promise, b: () => b.promise, c: soon }
  const { run, steps } = made(works, { patienceMs: 5, atOnceMax: 2 })
  const first = run()
  const second = run()
  await pause(50)
  expect(steps.filter((step) => step.endsWith('begins'))).toEqual(['a begins', 'b begins'])
  b.resolve()
  await expect.poll(() => steps).toContain('c ends')
  a.resolve()
  await Promise.all([first, second])
})
