import { expect, test } from 'vitest'
import { z } from 'zod'
import { key, moment, resourceId, text } from '../model/contract.ts'
import { fieldErrorsOf } from './problem.ts'

/** What is said of one value. */
const saidOf = (schema: z.ZodType, value: unknown) => {
  const { error } = z.strictObject({ it: schema }).safeParse({ it: value }, { reportInput: true })
  return error ? fieldErrorsOf(error).map(({ field, rule, detail }) => `${field} ${rule}: ${detail}`) : []
}

test.each([
  ['a moment', moment, 'yesterday', 'it format: must be a moment in UTC, such as 2026-05-03T10:00:00Z.'],
  [
    'an id',
    resourceId,
    '17',
    'it format: must be an id in small letters, such as 01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17.',
  ],
  [
    'the id of a directory',
    key,
    'Globex',
    'it format: must be an id of six small letters and digits, such as 4k7x2m.',
  ],
  [
    'a rule of its own',
    text.refine((one) => one !== 'no', 'must be another word, such as yes'),
    'no',
    'it invalid: must be another word, such as yes.',
  ],
  // What zod says by itself names patterns and types of a program.
  ['a form without a sentence', z.string().regex(/^a$/), 'b', 'it format: has not the form that is needed.'],
  ['a rule without a sentence', text.refine(() => false), 'b', 'it invalid: is not valid.'],
  [
    'a character that is not shown',
    text,
    'a\u0007b',
    'it characters: must hold no control characters, and no character that is cut in half.',
  ],
])('of %s is said which form it must have, with an example where there is one', (_, schema, value, said) => {
  expect(saidOf(schema, value)).toEqual([said])
})
