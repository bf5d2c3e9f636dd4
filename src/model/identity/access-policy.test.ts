import { describe, expect, test } from 'vitest'
import {
  type AccessPolicy,
  type AccessQuestion,
  accessPolicyDefault,
  channels,
  decideAccess,
  readAccessPolicy,
  sayAccess,
} from './access-policy.ts'

const stranger: AccessQuestion = {
  channel: 'portal',
  address: 'Ann@Globex.com',
  person: { kind: 'stranger' },
}
const customer = (active: boolean, directory?: string) =>
  ({ person: { kind: 'customer', active, directory } }) as const
const staff = { person: { kind: 'staff' } } as const

function answer(question: Partial<AccessQuestion>, policy: Partial<AccessPolicy> = {}): string {
  const decision = decideAccess({ ...stranger, ...question }, { ...accessPolicyDefault, ...policy })
  return [decision.outcome, decision.reason, decision.by].filter(Boolean).join(' ')
}

/** What each channel answers to one person under one policy. */
const onEach = (question: Partial<AccessQuestion>, policy: Partial<AccessPolicy>) =>
  Object.fromEntries(channels.map((channel) => [channel, answer({ ...question, channel }, policy)]))

describe('somebody with the address of a person who was erased', () => {
  const erased = { person: { kind: 'erased' } } as const

  test('waits for a decision; a mail is that of an unknown sender', () => {
    expect(onEach(erased, {})).toEqual({
      portal: 'hold erased',
      email: 'hold unknown-sender',
      agent: 'hold erased',
      import: 'hold erased',
      scim: 'hold erased',
      sso: 'hold erased',
    })
  })

  test('whom the policy refuses does not even wait', () => {
    expect(onEach(erased, { block: ['globex.com'] })).toMatchObject({
      portal: 'refuse blocked globex.com',
      agent: 'refuse blocked globex.com',
      scim: 'hold erased',
    })
    expect(answer(erased, { newAccounts: 'allowlisted', allow: ['globex.com'] })).toBe('hold erased')
    expect(answer(erased, { newAccounts: 'invited' })).toBe('refuse invited-only')
  })
})

test('beside a directory that alone signs in the people of a domain nobody new arises there', () => {
  expect(onEach({ requiredBy: 'Globex' }, {})).toEqual({
    portal: 'refuse directory-required Globex',
    email: 'hold unknown-sender',
    agent: 'refuse directory-required Globex',
    import: 'refuse directory-required Globex',
    scim: 'account directory-vouches',
    sso: 'account directory-vouches',
  })
  expect(answer({ requiredBy: 'Globex', channel: 'agent', ...customer(true) })).toBe('in customer')
})

describe('a stranger', () => {
  test('gets an account where anybody may have one; a mail makes nobody a customer', () => {
    expect(onEach({}, {})).toEqual({
      portal: 'account anyone',
      email: 'hold unknown-sender',
      agent: 'account anyone',
      import: 'account anyone',
      scim: 'account directory-vouches',
      sso: 'account directory-vouches',
    })
  })

  test('of a domain that the allowlist does not name comes in by a directory alone', () => {
    expect(onEach({}, { newAccounts: 'allowlisted', allow: ['initech.com'] })).toEqual({
      portal: 'refuse not-allowlisted',
      email: 'hold unknown-sender',
      agent: 'refuse not-allowlisted',
      import: 'refuse not-allowlisted',
      scim: 'account directory-vouches',
      sso: 'account directory-vouches',
    })
  })

  test('of a domain that it names gets an account', () => {
    const policy = { newAccounts: 'allowlisted', allow: ['*.globex.com', 'globex.com'] } as const
    expect(answer({}, policy)).toBe('account allowlisted globex.com')
    expect(answer({ address: 'ann@eu.globex.com' }, policy)).toBe('account allowlisted *.globex.com')
    expect(answer({ address: 'ann@notglobex.com' }, policy)).toBe('refuse not-allowlisted')
  })

  test('does not sign up where only invitations and directories bring accounts', () => {
    expect(onEach({}, { newAccounts: 'invited' })).toMatchObject({
      portal: 'refuse invited-only',
      agent: 'account anyone',
      import: 'account anyone',
      scim: 'account directory-vouches',
    })
  })

  test('is not even invited from a domain that the allowlist does not name', () => {
    const policy = { newAccounts: 'invited', allow: ['initech.com'] } as const
    expect(onEach({}, policy)).toMatchObject({
      portal: 'refuse not-allowlisted',
      agent: 'refuse not-allowlisted',
      scim: 'account directory-vouches',
    })
    expect(answer({ address: 'peter@initech.com' }, policy)).toBe('refuse invited-only')
    expect(answer({ address: 'peter@initech.com', channel: 'agent' }, policy)).toBe(
      'account allowlisted initech.com',
    )
  })

  test('waits when the allowlist binds directories and does not name the domain, or there is no address', () => {
    const policy = { newAccounts: 'allowlisted', allow: ['initech.com'], bindsDirectories: true } as const
    expect(answer({ channel: 'scim' }, policy)).toBe('hold not-allowlisted')
    expect(answer({ channel: 'scim', address: undefined }, policy)).toBe('hold no-address')
    expect(answer({ channel: 'sso', address: 'peter@initech.com' }, policy)).toBe(
      'account allowlisted initech.com',
    )
  })

  test('of a blocked domain comes in on no channel', () => {
    expect(onEach({}, { block: ['globex.com'], unknownSenders: 'accept' })).toEqual({
      portal: 'refuse blocked globex.com',
      email: 'refuse blocked globex.com',
      agent: 'refuse blocked globex.com',
      import: 'refuse blocked globex.com',
      scim: 'hold blocked globex.com',
      sso: 'hold blocked globex.com',
    })
  })

  test.each([
    ['refuse', 'refuse unknown-sender'],
    ['hold', 'hold unknown-sender'],
    ['accept', 'warn unknown-sender'],
  ] as const)('who writes a mail where unknown senders are to %s', (unknownSenders, expected) => {
    expect(answer({ channel: 'email' }, { unknownSenders })).toBe(expected)
  })
})

describe('somebody who is known', () => {
  test('comes in on every channel, whatever the lists say', () => {
    expect(onEach(customer(true), { newAccounts: 'invited', block: ['globex.com'] })).toEqual(
      Object.fromEntries(channels.map((channel) => [channel, 'in customer'])),
    )
  })

  test('is led to the directory that manages the person', () => {
    expect(answer(customer(true, 'Globex'))).toBe('in directory-signs-in Globex')
  })

  test('and was deactivated comes back on the word of the directory alone', () => {
    expect(onEach(customer(false, 'Globex'), {})).toEqual({
      portal: 'refuse deactivated-by-directory Globex',
      email: 'refuse deactivated-by-directory Globex',
      agent: 'refuse deactivated-by-directory Globex',
      import: 'refuse deactivated-by-directory Globex',
      scim: 'in customer',
      sso: 'refuse deactivated-by-directory Globex',
    })
    expect(answer({ ...customer(false), channel: 'email' }, { leaverMail: 'suspect' })).toBe(
      'suspect deactivated',
    )
  })

  test('as staff is no customer', () => {
    expect(onEach(staff, {})).toEqual({
      portal: 'refuse staff-signs-in-as-staff',
      email: 'in staff-signs-in-as-staff',
      agent: 'refuse staff-is-no-customer',
      import: 'refuse staff-is-no-customer',
      scim: 'hold staff-is-no-customer',
      sso: 'hold staff-is-no-customer',
    })
  })
})

describe('a policy as it is written down', () => {
  test('is folded, sorted, and has each entry once', () => {
    const block = [' *.Hooli.com', 'initech.com', 'INITECH.com']
    expect(readAccessPolicy({ ...accessPolicyDefault, block }).block).toEqual(['*.hooli.com', 'initech.com'])
  })

  test('has domains as DNS has them, like the addresses that they are compared with', () => {
    const block = ['*.M\u00fcnchen.de', 'xn--mnchen-3ya.de', 'm\u00fcnchen.de']
    expect(readAccessPolicy({ ...accessPolicyDefault, block }).block).toEqual([
      '*.xn--mnchen-3ya.de',
      'xn--mnchen-3ya.de',
    ])
  })

  test.each([
    ['an address', { block: ['ann@globex.com'] }, 'block: must be domains such as'],
    ['a star within', { block: ['a.*.com'] }, 'block: must be domains such as'],
    ['full-width letters', { allow: ['\uff4d\uff55nchen.de'] }, 'allow: must be domains such as'],
    ['a Kelvin sign', { block: ['\u212Aelvin.com'] }, 'block: must be domains such as'],
    ['a top-level domain', { block: ['*.com'] }, 'block: must be domains such as'],
    ['an empty allowlist in force', { newAccounts: 'allowlisted' }, 'allow: must name a domain'],
    ['too many', { block: Array.from({ length: 1_001 }, (_, n) => `d${n}.com`) }, 'at most 1000 entries'],
  ] as const)('is refused with %s', (_name, change, message) => {
    expect(() => readAccessPolicy({ ...accessPolicyDefault, ...change })).toThrow(message)
  })

  test.each([
    ['globex.com', 'globex.com'],
    ['eu.globex.com', '*.globex.com'],
    ['*.eu.globex.com', '*.globex.com'],
  ])('is refused when %s is allowed and %s blocked, and both are named', (allowed, blocked) => {
    const draft = { ...accessPolicyDefault, allow: [allowed], block: [blocked] }
    expect(() => readAccessPolicy(draft)).toThrow(
      `${allowed} can never come in, because the blocklist names ${blocked}`,
    )
  })

  test('may block a part of what it allows', () => {
    const draft = { ...accessPolicyDefault, allow: ['*.globex.com', 'globex.com'], block: ['eu.globex.com'] }
    expect(readAccessPolicy(draft)).toEqual(draft)
  })
})

test('every reason has its sentence, which names what decided', () => {
  expect(sayAccess({ outcome: 'refuse', reason: 'blocked', by: '*.globex.com' })).toBe(
    'The blocklist names *.globex.com.',
  )
})
