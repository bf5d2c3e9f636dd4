import { expect, test } from 'vitest'
import { slugFrom, slugPattern } from './site.ts'

test.each([
  ['Acme Support', 'acme-support'],
  ['  Größe & Söhne, Zürich ', 'gro-e-sohne-zurich'],
  ['サポート', 'help'],
  ['---', 'help'],
  ['x'.repeat(70), 'x'.repeat(63)],
  [`${'x'.repeat(62)} y`, 'x'.repeat(62)],
])('%j becomes %s', (name, slug) => {
  expect(slugFrom(name)).toBe(slug)
  expect(slug).toMatch(slugPattern)
})
