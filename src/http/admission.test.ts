import { expect, test } from 'vitest'
import { Admission } from './admission.ts'

/** How many of so many calls are let in. */
const enter = (admission: Admission, name: string, calls: number) =>
  Array.from({ length: calls }, () => admission.enter(name)).filter(Boolean).length

test('each has so many calls under way, and one more for each that leaves', () => {
  const admission = new Admission({ perPartyMax: 2, totalMax: 100 })
  expect([enter(admission, 'a', 3), enter(admission, 'b', 3)]).toEqual([2, 2])
  admission.leave('a')
  expect([enter(admission, 'b', 1), enter(admission, 'a', 2)]).toEqual([0, 1])
})

test('when all together have too many, whoever has few is still let in', () => {
  const admission = new Admission({ perPartyMax: 50, totalMax: 60 })
  expect([enter(admission, 'a', 100), enter(admission, 'b', 100), enter(admission, 'c', 100)]).toEqual([
    50, 16, 16,
  ])
  for (let n = 0; n < 50; n++) admission.leave('a')
  expect([enter(admission, 'b', 100), enter(admission, 'a', 100)]).toEqual([28, 16])
})
