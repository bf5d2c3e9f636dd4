import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ScimError, type ScimType } from '../errors.ts'
import { OPERATIONS_MAX, type PatchOperation, readPatch } from './patch-request.ts'

const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp']
const one = [{ op: 'remove', path: 'title' }]

interface Row {
  name: string
  body: unknown
  operations?: PatchOperation[]
  repairs?: string[]
  error?: { scimType: ScimType | undefined; detail: string }
}

const rows: Row[] = [
  {
    name: 'a message as RFC 7644 3.5.2 wants it needs no repair',
    body: { schemas, Operations: [{ op: 'add', path: 'nickName', value: 'Babs' }] },
    operations: [{ op: 'add', path: 'nickName', value: 'Babs' }],
  },
  {
    name: 'operators have no case (P1)',
    body: {
      schemas,
      Operations: [
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'REMOVE', path: 'title' },
      ],
    },
    operations: [
      { op: 'replace', path: 'active', value: 'False' },
      { op: 'remove', path: 'title' },
    ],
    repairs: ['operatorInCapitals'],
  },
  {
    name: 'operations in small letters are read (P25)',
    body: { schemas, operations: one },
    operations: [{ op: 'remove', path: 'title' }],
    repairs: ['fieldInOtherCase'],
  },
  {
    name: 'authentik leaves out the schemas (P20)',
    body: { Operations: [{ op: 'replace', value: { displayName: 'A' } }] },
    operations: [{ op: 'replace', value: { displayName: 'A' } }],
    repairs: ['patchWithoutSchemas'],
  },
  {
    name: 'a path of null is no path',
    body: { schemas, Operations: [{ op: 'replace', path: null, value: { title: 'x' } }] },
    operations: [{ op: 'replace', value: { title: 'x' } }],
  },
  {
    name: 'a value of null is a value: it clears',
    body: { schemas, Operations: [{ op: 'replace', path: 'title', value: null }] },
    operations: [{ op: 'replace', path: 'title', value: null }],
  },
  {
    name: 'the URN of the schema has no case',
    body: { schemas: ['URN:ietf:params:scim:api:messages:2.0:PATCHOP'], Operations: one },
    operations: [{ op: 'remove', path: 'title' }],
  },
  {
    name: 'a body that is no object is refused',
    body: [],
    error: { scimType: 'invalidSyntax', detail: 'The body must be a JSON object' },
  },
  {
    name: 'another message is refused',
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: one },
    error: { scimType: 'invalidSyntax', detail: `schemas must contain ${schemas[0]}` },
  },
  {
    name: 'Operations are required',
    body: { schemas },
    error: { scimType: 'invalidSyntax', detail: 'Operations must be a list of at least one operation' },
  },
  {
    name: 'Operations are not empty (RFC 7644 3.5.2: one or more)',
    body: { schemas, Operations: [] },
    error: { scimType: 'invalidSyntax', detail: 'Operations must be a list of at least one operation' },
  },
  {
    name: 'an error names the operation and its field',
    body: { schemas, Operations: [...one, ...one, ...one, { op: 'move', path: 'x' }] },
    error: { scimType: 'invalidSyntax', detail: 'Operations[3].op must be add, replace or remove' },
  },
  {
    name: 'the name of a built-in property is no operator',
    body: { schemas, Operations: [{ op: 'constructor', path: 'x' }] },
    error: { scimType: 'invalidSyntax', detail: 'Operations[0].op must be add, replace or remove' },
  },
  {
    name: 'an operation is an object',
    body: { schemas, Operations: ['remove'] },
    error: { scimType: 'invalidSyntax', detail: 'Operations[0] must be an object' },
  },
  {
    name: 'a path is a text',
    body: { schemas, Operations: [{ op: 'remove', path: 7 }] },
    error: { scimType: 'invalidSyntax', detail: 'Operations[0].path must be a text' },
  },
  {
    name: 'add and replace need a value (RFC 7644 3.5.2.1)',
    body: { schemas, Operations: [{ op: 'add', path: 'title' }] },
    error: { scimType: 'invalidSyntax', detail: 'Operations[0].value is missing; null clears an attribute' },
  },
  {
    name: 'operations have a limit',
    body: { schemas, Operations: Array(OPERATIONS_MAX + 1).fill(one[0]) },
    error: { scimType: undefined, detail: `Operations must not have more than ${OPERATIONS_MAX} operations` },
  },
]

describe('readPatch', () => {
  test.each(rows)('$name', ({ body, operations, repairs = [], error }) => {
    if (error) expect(() => readPatch(body)).toThrow(expect.objectContaining(error))
    else expect(readPatch(body)).toEqual({ operations, repairs })
  })

  test('whatever arrives is read or refused', () => {
    const near = fc.record(
      { schemas: fc.oneof(fc.constant(schemas), fc.jsonValue()), Operations: fc.array(fc.jsonValue()) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(near, fc.jsonValue()), (body) => {
        try {
          readPatch(body)
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError)
        }
      }),
    )
  })
})
