import { expect, test } from 'vitest'
import { isSignedFor, type ReplyTo, replyAddress, replyTags } from './reply-address.ts'

const key = Buffer.alloc(32, 7)
const to: ReplyTo = {
  requestId: '01900000-0000-7000-8000-000000000001',
  face: 'help-centre',
  writer: { kind: 'customer', id: '01900000-0000-7000-8000-000000000002' },
}
const address = replyAddress(key, 'help@acme.example', 'SUP-12', to) ?? ''
const [tag] = replyTags([address])

test('an address is read again, also in capital letters, and fits one person in one request alone', () => {
  expect(address).toMatch(/^help\+sup-12-[a-z2-7]{20}@acme\.example$/)
  expect(tag?.requestKey).toBe('SUP-12')
  expect(replyTags([address.toUpperCase(), address])).toEqual([tag])
  const fits = (change: Partial<ReplyTo>, other: Uint8Array = key) =>
    tag && isSignedFor(other, tag, { ...to, ...change })
  expect(fits({})).toBe(true)
  expect(fits({ requestId: to.writer.id })).toBe(false)
  expect(fits({ face: 'console' })).toBe(false)
  expect(fits({ writer: { kind: 'staff', id: to.writer.id } })).toBe(false)
  expect(fits({ writer: { kind: 'customer', id: to.requestId } })).toBe(false)
  expect(fits({}, Buffer.alloc(32, 8))).toBe(false)
})

test('whatever is no tag says nothing, and a mail that names hundreds is not looked at for all of them', () => {
  const none = ['help@acme.example', 'help+news@acme.example', 'help+sup-12-abc@acme.example', '', '@', 'x']
  expect(replyTags(none)).toEqual([])
  const many = Array.from({ length: 100 }, (_, n) => address.replace('sup-12', `sup-${n}`))
  expect(replyTags(many)).toHaveLength(10)
})

test('no address is longer than one may be', () => {
  expect(replyAddress(key, `${'a'.repeat(40)}@acme.example`, 'SUP-12', to)).toBeUndefined()
})
