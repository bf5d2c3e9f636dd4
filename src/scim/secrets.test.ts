import { describe, expect, test } from 'vitest'
import { withoutSecretQuery, withoutSecrets, withoutTokens } from './secrets.ts'

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
    ['under other names', { client_secret: 'hunter2', accessToken: 'hunter2', 'api-key': 'hunter2' }],
    ['a header in a body', { headers: { Authorization: 'Basic hunter2' } }],
    [
      'in an operation of a bulk',
      { Operations: [{ method: 'PATCH', data: { Operations: [{ path: 'password', value: 'hunter2' }] } }] },
    ],
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

describe('no secret of a query is kept', () => {
  test.each([
    ['/Users?access_token=hunter2', '/Users?access_token=[removed]'],
    ['/Users?count=1&Token=hunter2&startIndex=2', '/Users?count=1&Token=[removed]&startIndex=2'],
    ['/Users?filter=password%20eq%20%22hunter2%22', '/Users?filter=[removed]'],
    ['/Users?filter=p%61ssword%20eq%20%22hunter2%22%ff', '/Users?filter=[removed]'],
    ['/Users?p%61ssword=hunter2', '/Users?p%61ssword=[removed]'],
    ['/Users?password%20hunter2', '/Users?[removed]'],
    ['/Users?filter=displayName%20eq%20%22Token%20Ring%22', undefined],
    ['/Users?', undefined],
    ['/Users', undefined],
  ])('%s', (path, kept = path) => {
    expect(withoutSecretQuery(path)).toBe(kept)
  })
})

test('a token of ours is kept nowhere', () => {
  const token = 'dwd_60ebp7nst2xu_rfqX_0AySU5dLc10NBr--ao0ajHJQ_QR937ZqjL32Lw'
  expect(withoutTokens(`/Nothing/${token}/x?a=${token}&b=1`)).toBe('/Nothing/[removed]/x?a=[removed]&b=1')
})
