import { expect, test } from 'vitest'
import { CodeBudget } from './code-budget.ts'

const taken = (budget: CodeBudget, key: string, times: number, nowMs: number) =>
  Array.from({ length: times }, () => budget.take(key, nowMs)).filter(Boolean).length

test('so many wrong codes of one network at one directory, and then four in a second; others have their own', () => {
  const budget = new CodeBudget()
  expect(taken(budget, 'globex a', 500, 0)).toBe(300)
  expect(taken(budget, 'globex a', 5, 249)).toBe(0)
  expect(taken(budget, 'globex a', 5, 250)).toBe(1)
  expect(taken(budget, 'globex a', 50, 2_250)).toBe(8)
  expect(taken(budget, 'globex b', 1, 0)).toBe(1)
  expect(taken(budget, 'initech a', 1, 0)).toBe(1)
  // It fills again, and no further.
  expect(taken(budget, 'globex a', 500, 3_600_000)).toBe(300)
})

test('a code that was right costs nothing, however many come', () => {
  const budget = new CodeBudget()
  for (let n = 0; n < 1_000; n++) {
    expect(budget.take('globex a', 0)).toBe(true)
    budget.giveBack('globex a')
  }
  expect(taken(budget, 'globex a', 500, 0)).toBe(300)
  budget.giveBack('nobody')
  expect(taken(budget, 'nobody', 500, 0)).toBe(300)
})

test('a clock that goes back gives nothing', () => {
  const budget = new CodeBudget()
  expect(taken(budget, 'a', 300, 10_000)).toBe(300)
  expect(budget.take('a', 0)).toBe(false)
})

test('networks without end are forgotten, the ones of long ago first', () => {
  const budget = new CodeBudget()
  expect(taken(budget, 'first', 300, 0)).toBe(300)
  for (let n = 0; n < 10_000; n++) budget.take(`network ${n}`, 0)
  expect(budget.take('first', 0)).toBe(true)
})
