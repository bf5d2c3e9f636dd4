import { describe, expect, test } from 'vitest'
import { classesOf, type PreviewClass } from './preview.ts'
import type { UserEffect } from './projection.ts'

const create: UserEffect = { kind: 'create', name: 'Ann', active: true, details: {} }
const take: UserEffect = { kind: 'take-address', address: 'ann@globex.com', standing: 'held' }
const leave: UserEffect = { kind: 'leave-address', addressId: 'a', address: 'ann.lee@globex.com' }
const refuse: UserEffect = { kind: 'refuse-address', address: 'ann@globex.com', reason: 'held-by-another' }

describe('what awaits a user is', () => {
  const cases: [string, UserEffect[], boolean, PreviewClass[]][] = [
    ['nothing', [], false, []],
    ['only a membership', [], true, ['joined']],
    ['to be new', [create, take], true, ['new', 'joined']],
    ['to be new without the address that another holds', [create, refuse], false, ['new', 'held']],
    ['to be known', [{ kind: 'link', name: 'Ann', evidence: 'x' }], false, ['linked']],
    ['to be back', [{ kind: 'return', customerId: 'c', evidence: 'x' }], false, ['linked']],
    ['to wait for a decision, and no membership', [{ kind: 'hold', reason: 'quota' }], true, ['held']],
    ['another name', [{ kind: 'rename', before: 'Ann', after: 'Ann Lee' }], false, ['renamed']],
    ['another address', [leave, take], false, ['renamed']],
    ['the loss of an address', [leave, refuse], false, ['held', 'lost']],
  ]
  test('to have left, whatever else', () => {
    const rename: UserEffect = { kind: 'rename', before: 'Ann', after: 'Ann Lee' }
    expect(classesOf(undefined, false, true)).toEqual(['left'])
    expect(classesOf({ effects: [rename], pending: false }, false, true)).toEqual(['left', 'renamed'])
  })
  test.each(cases)('%s', (_, effects, joins, expected) => {
    expect(classesOf({ effects, pending: false }, joins)).toEqual(expected)
  })
})
