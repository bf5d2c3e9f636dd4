import { expect, test } from 'vitest'
import { type AssuranceLevel, assess, assessWord, type WritingSession } from './assurance.ts'

const at = new Date('2026-01-01T00:00:00Z')
const session: WritingSession = {
  method: 'saml',
  directory: 'Globex',
  at,
  address: 'ann@globex.com',
  standing: 'held',
}

test.each<[string, Partial<WritingSession>, AssuranceLevel, string[]]>([
  ['through a directory with a held address', {}, 'sso', ['signed-in-through', 'address-held']],
  [
    'through a directory with a claimed address',
    { standing: 'claimed' },
    'known',
    ['signed-in-through', 'address-claimed'],
  ],
  [
    'through a directory without an address',
    { address: null, standing: null },
    'known',
    ['signed-in-through', 'no-address'],
  ],
  ['by a code', { method: 'code', directory: null }, 'proven', ['signed-in-by', 'address-held']],
  ['by a passkey', { method: 'passkey', directory: null }, 'proven', ['signed-in-by', 'address-held']],
  [
    'by a password, the address is only claimed since',
    { method: 'password', directory: null, standing: 'claimed' },
    'known',
    ['signed-in-by', 'address-claimed'],
  ],
  ['an employee', { method: 'staff', directory: null }, 'proven', ['employee', 'signed-in-by']],
])('signed in %s', (_how, given, level, codes) => {
  const found = assess({ ...session, ...given })
  expect(found.level).toBe(level)
  expect(found.evidence.map(({ code }) => code)).toEqual(codes)
})

test('what an agent writes down proves nothing of whoever is said to have asked', () => {
  expect(assessWord('Uwe')).toEqual({ level: 'known', evidence: [{ code: 'opened-by', name: 'Uwe' }] })
  expect(assessWord(undefined)).toMatchObject({ level: 'known' })
})
