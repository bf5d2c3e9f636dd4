import { validate, version } from 'uuid'
import { expect, test } from 'vitest'
import { firstIdAt } from './first-id.ts'
import { newId } from './new-id.ts'

test('ids of one process are in the order in which they were made, and none comes twice', () => {
  const ids = Array.from({ length: 20_000 }, () => newId())
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true)
})

test('an id of a moment is not before the first of that moment, and before the first of the next', () => {
  const moment = new Date('2026-05-03T10:00:00.123Z')
  const ids = Array.from({ length: 1_000 }, () => newId(moment))
  expect(new Set(ids).size).toBe(ids.length)
  const next = firstIdAt(new Date(moment.getTime() + 1))
  expect(ids.every((id) => id >= firstIdAt(moment) && id < next)).toBe(true)
})
