import { describe, expect, test } from 'vitest'
import { givesAdmin, highestRole, judgeRole, type RoleQuestion, readRoleRules } from './role-rules.ts'

const asked: RoleQuestion = {
  role: 'member',
  handRole: null,
  ruleRole: null,
  hasSeat: false,
  isActive: true,
  mayGrant: true,
  isSeatFree: true,
}

describe('the role of whom a directory of staff manages', () => {
  test.each<[string, Partial<RoleQuestion>, string, string | null]>([
    ['nothing gives more', {}, 'member', null],
    ['a rule gives more', { ruleRole: 'agent' }, 'agent', null],
    [
      'a person gave more',
      { role: 'admin', handRole: 'admin', ruleRole: 'agent', hasSeat: true },
      'admin',
      null,
    ],
    [
      'a rule gives more than a person did',
      { role: 'agent', handRole: 'agent', ruleRole: 'admin', hasSeat: true },
      'admin',
      null,
    ],
    ['the rule is gone', { role: 'agent', hasSeat: true }, 'member', null],
    [
      'the rule is gone, and a person gave less',
      { role: 'admin', handRole: 'auditor', hasSeat: true },
      'auditor',
      null,
    ],
    [
      'an owner stays one',
      { role: 'owner', handRole: 'owner', ruleRole: 'agent', hasSeat: true },
      'owner',
      null,
    ],
    ['no seat is free', { ruleRole: 'agent', isSeatFree: false }, 'member', 'seat'],
    [
      'no seat is free for whoever has one',
      { role: 'agent', ruleRole: 'admin', hasSeat: true, isSeatFree: false },
      'admin',
      null,
    ],
    [
      'no seat is needed while inactive',
      { ruleRole: 'agent', isActive: false, isSeatFree: false },
      'agent',
      null,
    ],
    [
      'somebody active again finds no seat',
      { role: 'agent', ruleRole: 'agent', isSeatFree: false },
      'member',
      'seat',
    ],
    ['an owner needs no free seat', { role: 'owner', handRole: 'owner', isSeatFree: false }, 'owner', null],
    ['nothing is granted', { ruleRole: 'agent', mayGrant: false }, 'member', 'grant'],
    [
      'what is taken away does not wait',
      { role: 'admin', ruleRole: 'agent', hasSeat: true, mayGrant: false },
      'agent',
      null,
    ],
    [
      'more waits, and what is there stays',
      { role: 'agent', ruleRole: 'admin', hasSeat: true, mayGrant: false },
      'agent',
      'grant',
    ],
    [
      'neither contains the other',
      { role: 'agent', ruleRole: 'auditor', hasSeat: true, mayGrant: false },
      'member',
      'grant',
    ],
  ])('%s', (_when, given, role, waits) => {
    expect(judgeRole({ ...asked, ...given })).toEqual({ role, waits })
  })
})

test.each([
  [['agent', 'admin'], 'admin'],
  [['auditor', null, 'member'], 'auditor'],
  [[null, undefined], 'member'],
] as const)('the highest of %j is %s', (roles, highest) => {
  expect(highestRole(...roles)).toBe(highest)
})

test('a group has one rule, and is named', () => {
  expect(readRoleRules([{ group: ' a ', role: 'agent' }])).toEqual([{ group: 'a', role: 'agent' }])
  const twice = [
    { group: 'a', role: 'agent' },
    { group: 'a ', role: 'admin' },
  ] as const
  expect(() => readRoleRules(twice)).toThrow('has two rules')
  expect(() => readRoleRules([{ group: ' ', role: 'agent' }])).toThrow('by its id')
})

test('only a group that comes to make admins asks for an owner', () => {
  const it = { group: 'it', role: 'admin' } as const
  expect(givesAdmin([], [it])).toBe(true)
  expect(givesAdmin([{ ...it, role: 'agent' }], [it])).toBe(true)
  expect(givesAdmin([it], [it, { group: 'desk', role: 'agent' }])).toBe(false)
  expect(givesAdmin([it], [])).toBe(false)
})
