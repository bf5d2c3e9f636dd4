import { expect, test } from 'vitest'
import { namesToLookUp, organizationsNamedBy } from './import-organizations.ts'

const there = new Set(['Acme', 'Acme, Inc.', 'Globex', 'A, B, C, D'])

test.each([
  ['Acme|Inc.', false, ['Acme', 'Inc.']],
  ['Acme|Inc.', true, ['Acme, Inc.']],
  ['Globex|Acme|Inc.|Acme', true, ['Globex', 'Acme, Inc.', 'Acme']],
  ['A|B|C|D', true, ['A, B, C, D']],
  ['Hooli|Inc.', true, ['Hooli', 'Inc.']],
])('%s, with commas %s', (given, byCommas, names) => {
  const row = { organizations: given.split('|'), ...(byCommas ? { byCommas: true as const } : {}) }
  const known = new Set(namesToLookUp(row).filter((name) => there.has(name)))
  expect(organizationsNamedBy(row, (name) => known.has(name))).toEqual(names)
})
