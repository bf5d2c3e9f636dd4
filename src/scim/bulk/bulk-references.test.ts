import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../model/identity/resource-filter.ts'
import { idsNamedIn, onlyWithIds, withIds, withoutReferences } from './bulk-references.ts'
import type { BulkMethod, BulkOperation } from './bulk-request.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const ids = new Map([
  ['u', 'id-of-u'],
  ['g', 'id-of-g'],
])

const on = (method: BulkMethod, path: string, data?: JsonObject): BulkOperation => ({
  method,
  path,
  ...(data && { data }),
})
const group = (data: JsonObject) => on('POST', '/Groups', data)
const user = (data: JsonObject) => on('POST', '/Users', data)
const patch = (path: string, ...Operations: JsonObject[]) => on('PATCH', path, { Operations })

describe('a reference is replaced by the id, wherever an id belongs', () => {
  test.each<[string, BulkOperation, BulkOperation]>([
    ['in the path', on('DELETE', '/Users/bulkId:u'), on('DELETE', '/Users/id-of-u')],
    [
      'in members',
      group({ members: [{ type: 'User', value: 'bulkId:u' }, { value: 'other' }] }),
      group({ members: [{ type: 'User', value: 'id-of-u' }, { value: 'other' }] }),
    ],
    ['in bare members', group({ Members: ['bulkId:u'] }), group({ Members: ['id-of-u'] })],
    ['in one member', group({ members: { VALUE: 'bulkId:u' } }), group({ members: { VALUE: 'id-of-u' } })],
    [
      'in manager',
      user({ [enterprise]: { manager: { value: 'bulkId:u' }, department: 'x' } }),
      user({ [enterprise]: { manager: { value: 'id-of-u' }, department: 'x' } }),
    ],
    ['in a bare manager', user({ manager: 'bulkId:u' }), user({ manager: 'id-of-u' })],
    [
      'in a manager by its whole name',
      user({ [`${enterprise}:manager.value`]: 'bulkId:u' }),
      user({ [`${enterprise}:manager.value`]: 'id-of-u' }),
    ],
    [
      'in the value of PATCH',
      patch('/Groups/1', { op: 'Add', PATH: 'members', VALUE: [{ value: 'bulkId:u' }] }),
      patch('/Groups/1', { op: 'Add', PATH: 'members', VALUE: [{ value: 'id-of-u' }] }),
    ],
    [
      'in the value of PATCH without a path',
      patch('/Groups/bulkId:g', { op: 'add', value: { members: [{ value: 'bulkId:u' }] } }),
      patch('/Groups/id-of-g', { op: 'add', value: { members: [{ value: 'id-of-u' }] } }),
    ],
    [
      'in the path of PATCH',
      patch('/Groups/1', { op: 'remove', path: 'members[value eq "bulkId:u" or value eq "x"]' }),
      patch('/Groups/1', { op: 'remove', path: 'members[value eq "id-of-u" or value eq "x"]' }),
    ],
    [
      'in a manager of PATCH',
      patch(
        '/Users/1',
        { op: 'replace', path: `${enterprise}:manager`, value: 'bulkId:u' },
        { op: 'replace', path: 'manager.value', value: 'bulkId:u' },
        { op: 'replace', path: enterprise, value: { manager: { value: 'bulkId:u' } } },
      ),
      patch(
        '/Users/1',
        { op: 'replace', path: `${enterprise}:manager`, value: 'id-of-u' },
        { op: 'replace', path: 'manager.value', value: 'id-of-u' },
        { op: 'replace', path: enterprise, value: { manager: { value: 'id-of-u' } } },
      ),
    ],
  ])('%s', (_name, given, expected) => {
    expect(withIds(given, ids)).toEqual(expected)
  })
})

describe('what is no reference stays', () => {
  test.each<[string, BulkOperation]>([
    ['an unknown bulkId', group({ members: [{ value: 'bulkId:x' }] })],
    ['a displayName', group({ displayName: 'bulkId:u', members: [{ display: 'bulkId:u', value: 'x' }] })],
    ['an e-mail', user({ emails: [{ value: 'bulkId:u' }], userName: 'bulkId:u' })],
    ['the read-only groups', user({ groups: [{ value: 'bulkId:u' }] })],
    ['another attribute in PATCH', patch('/Users/1', { op: 'add', path: 'title', value: 'bulkId:u' })],
    [
      'a filter of another attribute',
      patch('/Users/1', { op: 'remove', path: 'emails[value eq "bulkId:u"]' }),
    ],
    ['a name like manager that is none', user({ 'urn:x:manager': 'bulkId:u' })],
    ['on an endpoint that is none', on('POST', '/Devices', { members: ['bulkId:u'] })],
    ['a filter without end', patch('/Groups/1', { op: 'remove', path: 'members[value eq "bulkId:u' })],
    [
      'what is no object',
      patch('/Groups/1', { op: 'add', path: 'members', value: [[['bulkId:u']], 5, null] }),
    ],
    ['__proto__', group(JSON.parse('{"__proto__":{"members":["bulkId:u"]}}'))],
  ])('%s', (_name, given) => {
    expect(withIds(given, ids)).toEqual(given)
    expect(Object.getPrototypeOf(withIds(given, ids).data ?? {})).toBe(Object.prototype)
  })
})

test('the ids that an operation names are those in its data, references or not', () => {
  const named = idsNamedIn(
    patch(
      '/Groups/bulkId:g',
      { op: 'add', path: 'members', value: [{ value: 'bulkId:u' }, { value: 'one' }] },
      { op: 'remove', path: 'members[value eq "two"]' },
    ),
  )
  expect([...named]).toEqual(['bulkId:u', 'one', 'two'])
})

test.each([
  ['a thousand of the longest', 1_000, 4_990],
  ['one beyond all limits', 1, 5_000_000],
])(
  'filters of quotes only are passed over without looking for their ends again and again: %s',
  (_, times, length) => {
    const given = patch(
      '/Groups/1',
      ...Array(times).fill({ op: 'remove', path: `members[${'"\\'.repeat(length)}` }),
    )
    expect(withIds(given, ids)).toEqual(given)
  },
)

describe('what waits for another resource', () => {
  test('only the members that refer to it are left out, and kept for later as they were sent', () => {
    const given = group({
      displayName: 'Sales',
      members: [{ value: 'bulkId:x', type: 'Group' }, { value: 'bulkId:u' }, 'bulkId:x'],
    })
    const { operation, postponed } = withoutReferences(given, new Set(['x']))
    expect(operation.data).toEqual({ displayName: 'Sales', members: [{ value: 'bulkId:u' }] })
    expect(postponed).toEqual([
      { path: 'members', value: [{ value: 'bulkId:x', type: 'Group' }, 'bulkId:x'] },
    ])
  })

  test('a manager is left out as a whole', () => {
    const given = user({ userName: 'ann', [enterprise]: { manager: { value: 'bulkId:x' }, division: 'd' } })
    const { operation, postponed } = withoutReferences(given, new Set(['x']))
    expect(operation.data).toEqual({ userName: 'ann', [enterprise]: { division: 'd' } })
    expect(postponed).toEqual([{ path: `${enterprise}:manager`, value: { value: 'bulkId:x' } }])
  })

  test('of what waited, only what is there by then is added', () => {
    expect(onlyWithIds([{ value: 'bulkId:x' }, { value: 'bulkId:u' }, 'y'], ids)).toEqual([
      { value: 'id-of-u' },
      'y',
    ])
    expect(onlyWithIds([{ value: 'bulkId:x' }], ids)).toBeUndefined()
    expect(onlyWithIds({ value: 'bulkId:x' }, ids)).toBeUndefined()
    expect(onlyWithIds('bulkId:u', ids)).toBe('id-of-u')
  })
})
