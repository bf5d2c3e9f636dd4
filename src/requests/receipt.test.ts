import { expect, test } from 'vitest'
import type { ProvenMessage } from '../storage/desk/proofs.ts'
import { contentHash, coveredBy, isCovered, type Receipt } from './receipt.ts'

const message: ProvenMessage = {
  ...{ requestId: 'r', commentId: 'c', isOpening: true, key: 'SUP-1', summary: 'A new account' },
  ...{ fieldValues: { b: 'two', a: 'one' }, body: 'To this one', quoted: 'Which?', files: ['00ff'] },
  ...{ customerId: 'ann', senderAddress: null, writtenAt: new Date('2026-01-01'), level: 'known' },
}
const receiptOf = (comment: string | null, content: string, version?: 2): Receipt => ({
  ...(version && { version }),
  ...{ site: 'https://desk.test', request: { id: 'r', key: 'SUP-1', comment }, content },
  person: { id: 'ann', name: 'Ann', address: 'ann@home.test' },
  ...{ directory: null, method: 'code', signedInAt: '', answer: 'yes', answeredAt: '' },
})

// The digests as they were made then.
test.each([
  [
    'the summary and the answers',
    null,
    '1_qiS2RaZzYPi919XqLI8gmMUBCjPwtuJ9OYnx4grpU',
    'neither the text of a mail nor a file',
  ],
  [
    'the text of the comment',
    'c',
    'eZJu798ZYQ-s9rK3bPyAgO-4KueHAEeaYCBJdvC5OEs',
    'neither what it quoted nor a file',
  ],
] as const)('a receipt without a version covers %s', (_, comment, content, says) => {
  const receipt = receiptOf(comment, content)
  expect(coveredBy(receipt)).toContain(says)
  expect(isCovered({ ...message, files: [], quoted: null }, receipt)).toBe(true)
  expect(isCovered({ ...message, body: 'Another' }, receipt)).toBe(comment === null)
  expect(isCovered({ ...message, summary: 'Another' }, receipt)).toBe(comment !== null)
})

test.each<[string, Partial<ProvenMessage>, boolean]>([
  ['nothing', {}, true],
  ['the summary', { summary: 'Another' }, false],
  ['an answer', { fieldValues: { a: 'one' } }, false],
  ['the text', { body: 'Another' }, false],
  ['what is quoted', { quoted: null }, false],
  ['the files', { files: [] }, false],
  ['what it is', { isOpening: false }, false],
])('a receipt of version 2 is of another message where %s is another', (_, other, isSame) => {
  const receipt = receiptOf(null, contentHash(message, 2), 2)
  expect(isCovered({ ...message, ...other }, receipt)).toBe(isSame)
})
