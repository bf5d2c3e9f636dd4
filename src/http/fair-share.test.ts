import { describe, expect, test } from 'vitest'
import { FairShare, type FairShareOptions } from './fair-share.ts'

const options: FairShareOptions = { capacity: 2, heldMax: 2, waitingMax: 10, waitingTotalMax: 100 }

/** Takes shares in the given order, then gives them back one by one: the order in which they were had. */
async function orderOf(
  share: FairShare,
  asked: readonly [name: string, amount: number][],
): Promise<string[]> {
  const order: string[] = []
  const held: (() => void)[] = []
  const { signal } = new AbortController()
  const all = asked.map(async ([name, amount], n) => {
    const giveBack = await share.take(name, amount, signal)
    order.push(`${name}${n}`)
    held.push(giveBack)
  })
  await settled()
  while (held.length > 0) {
    held.shift()?.()
    await settled()
  }
  await Promise.all(all)
  return order
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the order of service', () => {
  test.each<[string, Partial<FairShareOptions>, string, string]>([
    ['alone: all of it at once, then one by one', {}, 'a1 a1 a1 a1', 'a0 a1 a2 a3'],
    ['a latecomer waits for one turn, not for a flood', {}, 'a1 a1 a1 a1 a1 a1 b1', 'a0 a1 a2 b6 a3 a4 a5'],
    ['many take turns', {}, 'a1 a1 a1 a1 a1 b1 b1 c1', 'a0 a1 a2 b5 c7 a3 b6 a4'],
    ['whoever wants much is not passed for ever', {}, 'a1 a1 b2 a1 a1', 'a0 a1 b2 a3 a4'],
    ['a turn that cannot be used yet is kept', { heldMax: 1 }, 'a1 a1 b1 c1', 'a0 b2 a1 c3'],
    ['one party may not have everything', { capacity: 3, heldMax: 2 }, 'a1 a1 a1 b1', 'a0 a1 b3 a2'],
  ])('%s', async (_name, given, asked, order) => {
    const share = new FairShare({ ...options, ...given })
    const parsed = asked.split(' ').map((text): [string, number] => [text.slice(0, 1), Number(text.slice(1))])
    expect((await orderOf(share, parsed)).join(' ')).toBe(order)
    // And everything was given back.
    expect((await orderOf(share, parsed)).join(' ')).toBe(order)
  })
})

test('alone a party has everything; beside another, and for a second after, it has its share', async () => {
  let clock = 0
  const share = new FairShare({
    ...options,
    capacity: 4,
    heldMax: 4,
    heldBesideOthersMax: 1,
    clock: () => clock,
  })
  const { signal } = new AbortController()
  const held: (() => void)[] = []
  const ask = (name: string) => void share.take(name, 1, signal).then((giveBack) => held.push(giveBack))
  const had = async (...names: string[]) => {
    for (const name of names) ask(name)
    await settled()
    return held.length
  }
  const giveBack = async (count: number) => {
    for (const back of held.splice(0, count)) back()
    await settled()
    return held.length
  }
  expect(await had('a', 'a', 'a', 'a', 'a', 'a', 'a')).toBe(4)
  expect(await had('b')).toBe(4)
  // The other one has its turn; the first keeps one of those that it has.
  expect(await giveBack(1)).toBe(4)
  expect(await giveBack(2)).toBe(2)
  clock = 999
  expect(await giveBack(1)).toBe(2)
  clock = 1_000
  expect(await giveBack(1)).toBe(3)
  expect(await had('a', 'a', 'a')).toBe(4)
})

describe('while others hold something', () => {
  const { signal } = new AbortController()

  function shareOfTwo() {
    const clock = { now: 0 }
    const share = new FairShare({
      ...options,
      capacity: 8,
      heldMax: 8,
      heldBesideOthersMax: 4,
      heldAheadMax: 1,
      clock: () => clock.now,
    })
    const held: Record<string, (() => void)[]> = { a: [], b: [] }
    const counts = async () => {
      await settled()
      return Object.values(held).map(({ length }) => length)
    }
    return {
      clock,
      had(name: string, count: number) {
        for (let n = 0; n < count; n++) {
          void share.take(name, 1, signal).then((giveBack) => held[name]?.push(giveBack))
        }
        return counts()
      },
      giveBack(name: string, count: number) {
        for (const back of held[name]?.splice(0, count) ?? []) back()
        return counts()
      },
    }
  }

  test('a party may be a little ahead of them', async () => {
    const { had, giveBack } = shareOfTwo()
    expect(await had('b', 1)).toEqual([0, 1])
    // One that holds little leaves the other little beside it.
    expect(await had('a', 5)).toEqual([2, 1])
    // As soon as it has nothing the other has what one may have beside others.
    expect(await giveBack('b', 1)).toEqual([4, 0])
    // Whoever comes then may have as much, and those who hold alike go on alike.
    expect(await had('b', 5)).toEqual([4, 4])
    expect(await giveBack('a', 1)).toEqual([4, 4])
  })

  test('it may have more as soon as they have', async () => {
    const { had } = shareOfTwo()
    expect(await had('b', 1)).toEqual([0, 1])
    expect(await had('a', 5)).toEqual([2, 1])
    expect(await had('b', 1)).toEqual([3, 2])
  })

  test('one call of theirs that takes long holds nobody back for longer than a second', async () => {
    const { clock, had, giveBack } = shareOfTwo()
    expect(await had('b', 1)).toEqual([0, 1])
    expect(await had('a', 9)).toEqual([2, 1])
    clock.now = 1_000
    expect(await giveBack('a', 1)).toEqual([7, 1])
  })
})

describe('whoever waits', () => {
  const { signal } = new AbortController()

  test('is told to come back when too many of his own wait, which is nothing to others', async () => {
    const share = new FairShare({ ...options, capacity: 1, waitingMax: 1 })
    const giveBack = await share.take('a', 1, signal)
    const second = share.take('a', 1, signal)
    await expect(share.take('a', 1, signal)).rejects.toMatchObject({ code: 'unavailable' })
    const other = share.take('b', 1, signal)
    giveBack()
    ;(await second)()
    ;(await other)()
    ;(await share.take('a', 1, signal))()
  })

  test('is told to come back when too many wait in all', async () => {
    const share = new FairShare({ ...options, capacity: 1, waitingTotalMax: 1 })
    const giveBack = await share.take('a', 1, signal)
    const second = share.take('b', 1, signal)
    await expect(share.take('c', 1, signal)).rejects.toMatchObject({ code: 'unavailable' })
    giveBack()
    ;(await second)()
    ;(await share.take('c', 1, signal))()
  })

  test('may give up, and the next one has his turn', async () => {
    const share = new FairShare({ ...options, capacity: 2 })
    const giveBack = await share.take('a', 1, signal)
    const controller = new AbortController()
    const much = share.take('b', 2, controller.signal)
    const little = share.take('c', 1, signal)
    controller.abort(new Error('too late'))
    await expect(much).rejects.toThrow('too late')
    // What the one before waited for is there for the next.
    ;(await little)()
    giveBack()
    await expect(share.take('a', 1, controller.signal)).rejects.toThrow('too late')
    ;(await share.take('b', 2, signal))()
  })
})
