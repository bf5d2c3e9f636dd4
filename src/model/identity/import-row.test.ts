import { expect, test } from 'vitest'
import type { DetailField, DetailType } from './detail-field.ts'
import { readHeadings } from './import-columns.ts'
import { readRow } from './import-row.ts'

const field = (type: DetailType): DetailField => ({ key: 'x', label: 'An X', type, description: '' })

test.each<[DetailType, string, string | number | boolean | undefined]>([
  ['text', 'C-17', 'C-17'],
  ['text', 'x'.repeat(1_001), undefined],
  ['number', '-12.5', -12.5],
  ['number', '12,5', undefined],
  ['number', 'many', undefined],
  ['boolean', 'Yes', true],
  ['boolean', '0', false],
  ['boolean', 'perhaps', undefined],
  ['date', '2026-11-28', '2026-11-28'],
  ['date', '2026-11-28T10:00:00Z', '2026-11-28T10:00:00Z'],
  ['date', '2026-02-31', undefined],
  ['date', '28.11.2026', undefined],
])('a value of the type %s: %s', (type, cell, value) => {
  const headings = readHeadings('customers', ['email', 'an  X'], [field(type)])
  const { content, verdict } = readRow('customers', headings, ['ann@globex.com', cell])
  expect(content.details?.x).toBe(value)
  expect(verdict).toEqual(
    value === undefined ? { verdict: 'refused', reason: 'detail-invalid', by: 'An X' } : undefined,
  )
})

test.each([
  ['organization', 'Globex, Inc. | Initech', ['Globex, Inc.', 'Initech']],
  ['organization', 'Globex, Inc.', ['Globex, Inc.']],
  ['Organizations', 'Globex,Initech', ['Globex', 'Initech']],
  ['Organization Name', 'Globex, Inc.|Initech||Initech', ['Globex, Inc.', 'Initech']],
])('the organizations in a cell below %s: %s', (heading, cell, names) => {
  const headings = readHeadings('customers', ['email', heading], [])
  expect(readRow('customers', headings, ['ann@globex.com', cell]).content.organizations).toEqual(names)
})

test.each([
  ['name,address,standing,formerAddresses,active,directory,organization,createdAt,updatedAt,id', 'doorward'],
  ['NAME,EMAIL,ROLE', 'zendesk'],
  ['custom_fields.x,email', 'zendesk'],
  ['Email,Full name', 'jira'],
  ['email,name', 'plain'],
])('the headings %s are those of %s', (line, format) => {
  expect(readHeadings('customers', line.split(','), []).format).toBe(format)
})

test('an apostrophe that a file of ours has put before a formula goes again, and no other', () => {
  const ours = readHeadings('customers', ['name', 'address', 'standing'], [])
  const theirs = readHeadings('customers', ['name', 'email'], [])
  const cells = ["'=1+1", 'ann@globex.com']
  expect(readRow('customers', ours, cells).content.name).toBe('=1+1')
  expect(readRow('customers', theirs, cells).content.name).toBe("'=1+1")
})
