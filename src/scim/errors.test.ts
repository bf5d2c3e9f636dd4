import { expect, test } from 'vitest'
import { invalidValue, notFound, quoted, renderScimError } from './errors.ts'

test('an error renders as RFC 7644 3.12: its schema, scimType, detail, and status as a string', () => {
  expect(JSON.parse(renderScimError(invalidValue('userName', 'must not be empty')))).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    scimType: 'invalidValue',
    detail: 'userName must not be empty',
    status: '400',
  })
})

test('an error without a scimType has no such member, not null', () => {
  expect(renderScimError(notFound('There is no such user'))).not.toContain('scimType')
})

test('a quoted name is bounded and harmless', () => {
  expect(quoted('a\0\nb')).toBe('"a\uFFFD\uFFFDb"')
  expect(quoted('x'.repeat(5000)).length).toBeLessThan(110)
  expect(quoted('\uD800').isWellFormed()).toBe(true)
})
