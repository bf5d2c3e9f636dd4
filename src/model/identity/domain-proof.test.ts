import { expect, test } from 'vitest'
import {
  type DomainProof,
  endsAt,
  isExpired,
  judgeRecheck,
  judgeSightings,
  recordName,
  type Sighting,
} from './domain-proof.ts'

test.each<[string, Sighting[], string]>([
  ['all see it', ['seen', 'seen', 'seen'], 'there'],
  ['two see it and one does not answer', ['seen', 'seen', 'no-answer'], 'there'],
  ['one alone sees it', ['seen', 'no-answer', 'no-answer'], 'unclear'],
  ['one sees it and one does not', ['seen', 'nothing', 'no-answer'], 'unclear'],
  ['two see it and one sees something else', ['seen', 'seen', 'other-value'], 'unclear'],
  ['nobody sees it', ['nothing', 'other-value', 'no-answer'], 'not-there'],
  ['an alias is none', ['alias', 'alias', 'alias'], 'not-there'],
  ['one alone does not see it', ['nothing', 'no-answer', 'no-answer'], 'unclear'],
  ['nobody answers', ['no-answer', 'no-answer', 'no-answer'], 'unclear'],
])('when %s', (_what, saw, expected) => {
  expect(judgeSightings(saw.map((one, n) => ({ server: `${n}`, saw: one })))).toBe(expected)
})

const now = new Date('2026-03-10T12:00:00Z')
const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
const proof: DomainProof = {
  domain: 'globex.com',
  token: 't',
  begunAt: before(2_000),
  provenAt: before(1_999),
  checkedAt: before(24),
  seenAt: before(24),
  missingSince: null,
}
const missing = (hours: number) => ({ ...proof, missingSince: before(hours) })

test.each<[string, DomainProof, 'there' | 'not-there' | 'unclear', string]>([
  ['there', proof, 'there', 'seen'],
  ['gone', proof, 'not-there', 'missed'],
  ['unclear for a day', proof, 'unclear', 'unclear'],
  ['unclear for a week', { ...proof, seenAt: before(7 * 24) }, 'unclear', 'missed'],
  ['still gone', missing(71), 'not-there', 'still-missed'],
  ['unclear in the grace', missing(71), 'unclear', 'still-missed'],
  ['back in the grace', missing(71), 'there', 'back'],
  ['gone for the grace', missing(72), 'not-there', 'ended'],
  ['unclear at its end', missing(72), 'unclear', 'ended'],
  ['back at its very end', missing(73), 'there', 'back'],
])('a record that is %s', (_what, given, found, expected) => {
  expect(judgeRecheck(given, found, now)).toBe(expected)
})

test('the grace is 72 hours, and a proof that is only begun ends after 14 days', () => {
  expect(endsAt(missing(0))?.toISOString()).toBe('2026-03-13T12:00:00.000Z')
  const begun = (hours: number) => ({ ...proof, provenAt: null, begunAt: before(hours) })
  expect([isExpired(begun(14 * 24 - 1), now), isExpired(begun(14 * 24), now), isExpired(proof, now)]).toEqual(
    [false, true, false],
  )
})

test('a domain whose name leaves no room for the record has none', () => {
  expect(recordName('globex.com')).toBe('_doorward-challenge.globex.com')
  const long = `${'a'.repeat(57)}.`.repeat(4)
  expect(recordName(`${long}com`)?.length).toBeUndefined()
  expect(recordName(`${long.slice(4)}io`)?.length).toBe(250)
})
