import { expect, test } from 'vitest'
import { judgeAnswer, judgeOther, type ProofAnswer, proofEnd, proofState } from './prove.ts'

const at = new Date('2026-01-01T12:00:00Z')
const ann = { id: 'ann', name: 'Ann Lee' }

test.each<[ProofAnswer, string | null, string, string]>([
  ['yes', 'ann', 'proven', 'confirmed'],
  // One of the staff's.
  ['yes', null, 'suspect', 'written-by'],
  ['yes', 'bob', 'suspect', 'written-by'],
  ['no', 'ann', 'suspect', 'disowned'],
  ['no', null, 'suspect', 'disowned'],
  ['warn', 'ann', 'suspect', 'disowned'],
])('the answer %s of a message of %s', (answer, customerId, level, code) => {
  const message = { customerId, senderAddress: null, level: 'known' } as const
  expect(judgeAnswer({ person: ann, answer, at }, message)).toMatchObject({ level, evidence: { code } })
})

test.each(['unknown', 'suspect'] as const)(
  'a yes to a message from an address of nobody leaves it %s',
  (level) => {
    const message = { customerId: null, senderAddress: 'ann@gIobex.test', level }
    expect(judgeAnswer({ person: ann, answer: 'yes', at }, message)).toMatchObject({
      level,
      evidence: { code: 'written-elsewhere', personId: 'ann', address: 'ann@gIobex.test' },
    })
  },
)

test('whoever else opens the link makes it suspect', () => {
  expect(judgeOther({ id: 'bob', name: 'Bob' }, at)).toMatchObject({
    level: 'suspect',
    evidence: { code: 'opened-by-other', personId: 'bob' },
  })
})

test('a link works for thirty minutes from its mail on, and a question waits a day for its mail', () => {
  const asked = { askedAt: at, expiresAt: null, answer: null }
  const after = (minutes: number) => new Date(at.getTime() + minutes * 60_000)
  expect(proofState(asked, after(60))).toBe('asked')
  expect(proofState(asked, after(25 * 60))).toBe('over')
  const sent = { ...asked, expiresAt: proofEnd(at) }
  expect(proofState(sent, after(29))).toBe('sent')
  expect(proofState(sent, after(30))).toBe('over')
  expect(proofState({ ...sent, answer: 'no' }, after(60))).toBe('answered')
})
