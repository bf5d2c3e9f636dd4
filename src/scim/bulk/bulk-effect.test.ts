import { expect, test } from 'vitest'
import { describeBulk } from './bulk-effect.ts'
import type { BulkMethod } from './bulk-request.ts'

const answer = (status: number, effect: string) => ({ status, effect })

test.each<[string, [BulkMethod, ReturnType<typeof answer> | undefined][], string]>([
  [
    'equal effects once, with how often',
    [
      ['POST', answer(201, 'A customer appeared.')],
      ['POST', answer(201, 'A customer appeared.')],
      ['DELETE', answer(204, 'A customer left.')],
    ],
    '2 created, 1 deleted. A customer appeared. (2 times) A customer left.',
  ],
  [
    'refusals before effects, by the place of their operation',
    [
      ['PUT', answer(200, 'Renamed.')],
      ['PATCH', answer(400, 'Refused: title must be a text')],
    ],
    '1 changed, 1 refused. Operations[1]: title must be a text Renamed.',
  ],
  [
    'what nobody knows, and what had no turn',
    [
      ['POST', answer(503, 'Unknown: the database did not say.')],
      ['POST', undefined],
    ],
    '1 of unknown outcome, 1 not begun. Operations[0]: Unknown: the database did not say.',
  ],
])('the effect of a bulk request in words: %s', (_name, given, expected) => {
  const operations = given.map(([method]) => ({ method, path: '/Users/1' }))
  const answers = given.map(([, one]) => one)
  expect(describeBulk(operations, answers)).toBe(expected)
})

test('a thousand refusals are not all told', () => {
  const operations = Array.from({ length: 1_000 }, () => ({ method: 'DELETE' as const, path: '/Users/1' }))
  const said = describeBulk(
    operations,
    operations.map(() => answer(404, 'Refused: none')),
  )
  expect(said).toMatch(/^1000 refused\. Operations\[0\]: none/)
  expect(said.length).toBeLessThan(1_000)
})
