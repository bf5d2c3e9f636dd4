import { describe, expect, test } from 'vitest'
import type { AddressSource } from './dialect-settings.ts'
import { emailsOf, knownAs, otherEmailsOf, type Resource, readUser, userFactsOf } from './directory-user.ts'

const emails = (...list: { value?: string; type?: string; primary?: boolean }[]) => list as never

test.each<[string, Resource, string | undefined]>([
  [
    'the primary e-mail wins',
    {
      userName: 'u',
      emails: emails({ value: 'a@x.com', type: 'work' }, { value: 'b@x.com', primary: true }),
    },
    'b@x.com',
  ],
  [
    'else the one of type work',
    { userName: 'u', emails: emails({ value: 'a@x.com', type: 'home' }, { value: 'b@x.com', type: 'Work' }) },
    'b@x.com',
  ],
  [
    'else the first',
    { userName: 'u', emails: emails({ value: 'a@x.com', type: 'home' }, { value: 'b@x.com' }) },
    'a@x.com',
  ],
  ['else the userName, if it is an address', { userName: 'ann@x.com' }, 'ann@x.com'],
  ["but not a guest's userName", { userName: 'ann_globex.com#EXT#@initech.onmicrosoft.com' }, undefined],
  ['nor a plain one', { userName: 'ann' }, undefined],
  [
    'a chosen e-mail that is no address is no address',
    { userName: 'ann@x.com', emails: emails({ value: 'none' }) },
    undefined,
  ],
  [
    'an e-mail without a value is none',
    { userName: 'ann@x.com', emails: emails({ type: 'work' }) },
    'ann@x.com',
  ],
])('the one address: %s', (_rule, resource, expected) => {
  expect(userFactsOf(resource, 'emails').address).toBe(expected)
})

test.each<[string, Resource, string]>([
  ['displayName', { userName: 'u', displayName: 'Ann', name: { formatted: 'Ann Lee' } }, 'Ann'],
  ['name.formatted', { userName: 'u', name: { formatted: 'Dr. Ann Lee', givenName: 'Ann' } }, 'Dr. Ann Lee'],
  ['given and family name', { userName: 'u', name: { givenName: 'Ann', familyName: 'Lee' } }, 'Ann Lee'],
  ['family name alone', { userName: 'u', name: { familyName: 'Lee' } }, 'Lee'],
  ['userName', { userName: 'u', displayName: '' }, 'u'],
])('the name people see: %s', (_rule, resource, expected) => {
  expect(userFactsOf(resource, 'emails').name).toBe(expected)
})

test('a user without `active` is active', () => {
  expect(userFactsOf({ userName: 'u' }, 'emails').active).toBe(true)
  expect(userFactsOf({ userName: 'u', active: false }, 'emails').active).toBe(false)
})

test('e-mails are indexed folded, those without a value are not', () => {
  const resource = { userName: 'u', emails: emails({ value: 'A@X.com', type: 'work' }, { type: 'home' }) }
  expect(emailsOf(resource)).toEqual([{ value: 'a@x.com', type: 'work' }])
})

describe("Entra's soft delete", () => {
  const buried = (value: string) => `${'283405f5c2'.padEnd(32, '0')}${value}`
  const guest = 'ann_globex.com#EXT#@initech.onmicrosoft.com'

  test.each<[string, Resource, string | undefined, boolean]>([
    ['the userName is no address', { userName: buried('ann@x.com') }, undefined, true],
    ["nor a guest's", { userName: buried(guest) }, undefined, true],
    [
      'nor an e-mail',
      { userName: 'ann@x.com', emails: emails({ value: buried('ann@x.com') }) },
      undefined,
      true,
    ],
    [
      'an e-mail beside it is',
      { userName: buried('ann@x.com'), emails: emails({ value: 'al@x.com' }) },
      'al@x.com',
      false,
    ],
    ['32 hex digits alone are a mailbox', { userName: `${buried('')}@x.com` }, `${buried('')}@x.com`, false],
  ])('%s', (_rule, resource, address, softDeleted) => {
    expect(userFactsOf(resource, 'emails')).toMatchObject({ address, softDeleted })
  })

  test('never becomes a name', () => {
    expect(userFactsOf({ userName: buried('ann@x.com') }, 'emails').name).toBe('ann@x.com')
    expect(userFactsOf({ userName: 'u', displayName: buried('ann@x.com') }, 'emails').name).toBe('ann@x.com')
  })

  test.each<[string, Resource, string, string | null]>([
    ['as ever', { userName: 'Ann@X.com' }, 'ann@x.com', 'ann@x.com'],
    ['by the userName before it', { userName: buried('Ann@X.com') }, 'ann@x.com', 'ann@x.com'],
    [
      'by the address before it',
      {
        userName: 'ann',
        emails: emails({ value: 'z@x.com', type: 'home' }, { value: buried('al@x.com'), type: 'work' }),
      },
      'ann',
      'al@x.com',
    ],
    ['by the userName alone', { userName: buried(guest) }, guest.toLowerCase(), null],
  ])('somebody deleted after it is known again %s', (_how, resource, userNameFolded, addressFolded) => {
    expect(knownAs(resource, 'emails')).toEqual({ userNameFolded, addressFolded })
  })
})

test('the other e-mails are shown, each once and without the one address', () => {
  const all = emails(
    { value: 'Ann@x.com' },
    { value: 'al@x.com', type: 'home' },
    { value: 'AL@x.com' },
    { type: 'work' },
    { value: `${'0'.repeat(32)}old@x.com` },
  )
  expect(otherEmailsOf({ userName: 'u', emails: all }, 'ann@x.com')).toEqual(['AL@x.com'])
  expect(otherEmailsOf({ userName: 'u', emails: all }, undefined)).toEqual(['Ann@x.com', 'AL@x.com'])
  expect(otherEmailsOf({ userName: 'u' }, undefined)).toEqual([])
})

describe('the attribute that a directory chose', () => {
  const both: Resource = {
    userName: 'ann@x.com',
    emails: emails(
      { value: 'p@x.com', type: 'home', primary: true },
      { value: 'w1@x.com', type: 'work' },
      { value: 'w2@x.com', type: 'WORK' },
    ),
  }
  const buried = `${'0'.repeat(32)}ann@x.com`

  test.each<[string, Resource, AddressSource, string | undefined, boolean?]>([
    ['the work e-mail, not the primary one', both, 'work-email', 'w1@x.com'],
    [
      'of two the primary one',
      {
        emails: emails({ value: 'a@x.com', type: 'work' }, { value: 'b@x.com', type: 'work', primary: true }),
      },
      'work-email',
      'b@x.com',
    ],
    [
      'no work e-mail: none',
      { userName: 'ann@x.com', emails: emails({ value: 'a@x.com' }) },
      'work-email',
      undefined,
    ],
    [
      'a work e-mail that is no address',
      { emails: emails({ value: 'ann', type: 'work' }) },
      'work-email',
      undefined,
    ],
    ['the userName, not an e-mail', both, 'user-name', 'ann@x.com'],
    ['a plain userName: none', { ...both, userName: 'ann' }, 'user-name', undefined],
    ["a guest's: none", { ...both, userName: 'ann_y.com#EXT#@x.com' }, 'user-name', undefined],
    ['a soft delete of the userName', { ...both, userName: buried }, 'user-name', undefined, true],
    ['which says nothing of an e-mail', { ...both, userName: buried }, 'work-email', 'w1@x.com'],
    [
      'a soft delete of the e-mail',
      { emails: emails({ value: buried, type: 'work' }) },
      'work-email',
      undefined,
      true,
    ],
    [
      'which says nothing of a userName',
      { ...both, emails: emails({ value: buried }) },
      'user-name',
      'ann@x.com',
    ],
  ])('%s', (_rule, resource, from, address, softDeleted = false) => {
    expect(userFactsOf(resource, from)).toMatchObject({ address, softDeleted, addressFrom: from })
  })

  test('is read from a row, and the rule of everybody from a row that has none or an unknown one', () => {
    const read = (addressFrom: string | null) =>
      readUser({ resource: JSON.stringify(both), addressFrom }).address
    expect([null, 'user-name', 'of-later', 'work-email'].map(read)).toEqual([
      'p@x.com',
      'ann@x.com',
      'p@x.com',
      'w1@x.com',
    ])
  })

  test('is by what somebody is known after a deletion', () => {
    expect(knownAs({ ...both, userName: buried }, 'user-name')).toEqual({
      userNameFolded: 'ann@x.com',
      addressFolded: 'ann@x.com',
    })
  })
})
