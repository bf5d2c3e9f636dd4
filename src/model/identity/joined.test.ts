import { expect, test } from 'vitest'
import { joinedAt, rememberUntil } from './joined.ts'

const on = (day: string) => new Date(`2024-${day}T12:00:00Z`)
/** Joined on 1 March, and lost a way in on 1 May. */
const remembered = { since: on('03-01'), until: rememberUntil(on('05-01')) }

test.each<[string, Date, typeof remembered | undefined, Date]>([
  ['nothing is remembered', on('04-01'), undefined, on('04-01')],
  ['the other way was there before', on('04-01'), remembered, on('03-01')],
  ['the other way came within a day', on('05-02'), remembered, on('03-01')],
  ['the other way came later: somebody left, and is back', on('05-03'), remembered, on('05-03')],
  ['the other way is the older one', on('02-01'), remembered, on('02-01')],
])('joined when %s', (_rule, since, known, expected) => {
  expect(joinedAt(since, known)).toEqual(expected)
})
