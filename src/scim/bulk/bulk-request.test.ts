import { describe, expect, test } from 'vitest'
import { ScimError } from '../errors.ts'
import { BULK_OPERATIONS_MAX, readBulk } from './bulk-request.ts'

const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest']
const post = { method: 'POST', path: '/Users', bulkId: 'a', data: { userName: 'ann' } }
const remove = { method: 'DELETE', path: '/Users/1' }
const withOne = (operation: unknown) => ({ schemas, Operations: [post, operation] })

function failureOf(body: unknown): { status: number; scimType?: string; detail: string } {
  try {
    readBulk(body)
  } catch (error) {
    if (error instanceof ScimError) {
      const { status, scimType, detail } = error
      return { status, detail, ...(scimType && { scimType }) }
    }
    throw error
  }
  throw new Error('the request was read')
}

describe('what is read', () => {
  test('operations as they were sent, and nothing that does not belong to them', () => {
    const patch = { method: 'PATCH', path: '/Users/1', version: 'W/"3"', data: { Operations: [] } }
    const { operations, failOnErrors, repairs } = readBulk({
      schemas,
      failOnErrors: 2,
      Operations: [post, { ...patch, bulkId: null, status: '200' }, { ...remove, data: { any: 'thing' } }],
    })
    expect(operations).toEqual([post, patch, remove])
    expect(failOnErrors).toBe(2)
    expect([...repairs]).toEqual([])
  })

  test.each([
    ['absent', {}],
    ['null', { failOnErrors: null }],
  ])('failOnErrors that is %s: no number of errors ends the request', (_name, more) => {
    expect(readBulk({ schemas, Operations: [remove], ...more }).failOnErrors).toBe(Number.POSITIVE_INFINITY)
  })

  test('a path without its first slash', () => {
    expect(readBulk(withOne({ ...remove, path: 'Users/1' })).operations[1]?.path).toBe('/Users/1')
  })

  test('names and URNs in another case, which is recorded', () => {
    const { operations, repairs } = readBulk({
      SCHEMAS: [schemas[0]?.toUpperCase()],
      operations: [{ Method: 'DELETE', PATH: '/Users/1' }],
    })
    expect(operations).toEqual([remove])
    expect([...repairs]).toEqual(['fieldInOtherCase'])
  })

  test('a bulkId on two operations that create nothing: it is no name there', () => {
    const twice = { ...remove, bulkId: 'a' }
    expect(readBulk({ schemas, Operations: [post, twice, twice] }).operations).toHaveLength(3)
  })

  test(`${BULK_OPERATIONS_MAX} operations`, () => {
    const Operations = Array(BULK_OPERATIONS_MAX).fill(remove)
    expect(readBulk({ schemas, Operations }).operations).toHaveLength(BULK_OPERATIONS_MAX)
    expect(failureOf({ schemas, Operations: [...Operations, remove] })).toEqual({
      status: 413,
      detail: 'Operations: 1001 are more than maxOperations (1000)',
    })
  })
})

describe('what refuses the whole request, by the name of what is wrong', () => {
  test.each<[string, unknown, string, string?]>([
    ['no object', [], 'The body must be a JSON object'],
    ['no schemas', { Operations: [post] }, 'schemas must contain'],
    ['schemas of another message', { schemas: ['urn:x'], Operations: [post] }, 'schemas must contain'],
    ['schemas that are no list', { schemas: schemas[0], Operations: [post] }, 'schemas must contain'],
    ['no operations', { schemas }, 'Operations must be a list'],
    ['an empty list', { schemas, Operations: [] }, 'Operations must be a list'],
    ['one operation without its list', { schemas, Operations: post }, 'Operations must be a list'],
    ['failOnErrors 0', { schemas, failOnErrors: 0, Operations: [post] }, 'failOnErrors must', 'invalidValue'],
    ['failOnErrors 1.5', { schemas, failOnErrors: 1.5, Operations: [post] }, 'failOnErrors', 'invalidValue'],
    ['failOnErrors "1"', { schemas, failOnErrors: '1', Operations: [post] }, 'failOnErrors', 'invalidValue'],
    ['an operation that is a text', withOne('DELETE'), 'Operations[1] must be an object'],
    ['no method', withOne({ path: '/Users/1' }), 'Operations[1].method must be POST, PUT'],
    ['GET', withOne({ method: 'GET', path: '/Users/1' }), 'Operations[1].method must be POST, PUT'],
    ['a method in small letters', withOne({ ...remove, method: 'delete' }), 'Operations[1].method'],
    ['no path', withOne({ method: 'DELETE' }), 'Operations[1].path is missing'],
    ['an empty path', withOne({ ...remove, path: '' }), 'Operations[1].path must be a text'],
    ['a path that is a number', withOne({ ...remove, path: 1 }), 'Operations[1].path must be a text'],
    [
      'a path without end',
      withOne({ ...remove, path: '/'.repeat(501) }),
      'Operations[1].path must not be longer',
    ],
    ['POST without a bulkId', withOne({ ...post, bulkId: undefined }), 'Operations[1].bulkId is missing'],
    ['a bulkId that is a number', withOne({ ...post, bulkId: 1 }), 'Operations[1].bulkId must be a text'],
    ['a bulkId without end', withOne({ ...post, bulkId: 'x'.repeat(501) }), 'Operations[1].bulkId must not'],
    [
      'a bulkId twice',
      withOne(post),
      'Operations[1].bulkId must not be that of Operations[0]',
      'invalidValue',
    ],
    [
      'a version that is a number',
      withOne({ ...remove, version: 1 }),
      'Operations[1].version must be a text',
    ],
    ['POST without data', withOne({ ...post, bulkId: 'b', data: undefined }), 'Operations[1].data must be'],
    ['PUT without data', withOne({ method: 'PUT', path: '/Users/1' }), 'Operations[1].data must be'],
    [
      'PATCH with a list',
      withOne({ method: 'PATCH', path: '/Users/1', data: [] }),
      'Operations[1].data must be',
    ],
  ])('%s', (_name, body, detail, scimType = 'invalidSyntax') => {
    expect(failureOf(body)).toEqual({ status: 400, scimType, detail: expect.stringContaining(detail) })
  })
})
