import { describe, expect, test } from 'vitest'
import { withoutSecrets } from './exchange-log.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'

describe('no password is kept, wherever it stands', () => {
  test.each<[string, unknown]>([
    ['a body', { userName: 'ann', password: 'hunter2' }],
    ['in any case', { PassWord: 'hunter2' }],
    ['an object for one', { password: { value: 'hunter2' } }],
    ['qualified', { [`${core}:password`]: 'hunter2' }],
    ['in an extension', { [core]: { password: 'hunter2' } }],
    ['of a name like it', { 'password ': 'hunter2', userPassword: 'hunter2', passwordHash: 'hunter2' }],
    ['PATCH without a path', { Operations: [{ op: 'add', value: { password: 'hunter2' } }] }],
    ['PATCH with a path', { Operations: [{ op: 'Replace', path: 'password', value: 'hunter2' }] }],
    ['in capitals', { operations: [{ OP: 'add', PATH: ' PASSWORD ', VALUE: 'hunter2' }] }],
    ['qualified path', { Operations: [{ op: 'add', path: `${core}:password`, value: ['hunter2'] }] }],
    ['in the path itself', { Operations: [{ op: 'remove', path: 'password[value eq "hunter2"]' }] }],
    ['packed into a text', { Operations: [{ op: 'add', value: '{"password":"hunter2"}' }] }],
    ['deep inside', { a: [[{ b: { password: 'hunter2' } }]] }],
    ['deeper than anything', JSON.parse(`${'{"a":'.repeat(30)}{"password":"hunter2"}${'}'.repeat(30)}`)],
  ])('%s', (_name, body) => {
    expect(JSON.stringify(withoutSecrets(body))).not.toContain('hunter2')
  })

  test('everything else is kept as it was sent', () => {
    const body = {
      userName: 'password@globex.com',
      emails: [{ value: 'a@x' }],
      active: 'False',
      n: null,
      path: 'title',
      value: 1,
    }
    expect(withoutSecrets(body)).toEqual(body)
  })
})
