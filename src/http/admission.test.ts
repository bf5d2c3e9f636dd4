import { expect, test } from 'vitest'
import { Admission } from './admission.ts'

test('so many enter as there are places, and one more for each that leaves', () => {
  const admission = new Admission(2)
  expect([admission.enter(), admission.enter(), admission.enter()]).toEqual([true, true, false])
  admission.leave()
  expect([admission.enter(), admission.enter()]).toEqual([true, false])
})
