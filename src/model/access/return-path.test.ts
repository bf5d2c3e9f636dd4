import { expect, test } from 'vitest'
import { returnPathOf } from './return-path.ts'

test.each([
  ['/', '/'],
  ['/requests/7?tab=a#b', '/requests/7?tab=a#b'],
  ['/a/../b', '/b'],
  ['/ä', '/%C3%A4'],
  ['/%5Cevil.example', '/%5Cevil.example'],
])('%s is a path of the site', (to, path) => {
  expect(returnPathOf(to)).toBe(path)
})

test.each([
  [undefined],
  [''],
  [['/a', '/b']],
  ['//evil.example'],
  ['/\\evil.example'],
  ['\\evil.example'],
  ['\\\\evil.example'],
  ['/\t/evil.example'],
  ['/\n/evil.example'],
  ['/.//evil.example'],
  ['/a/..//evil.example'],
  ['/a\\..\\..\\evil'],
  ['https://evil.example/'],
  ['javascript:alert(1)'],
  ['data:text/html,x'],
  [' /a'],
  ['a'],
  ['/sso/aaaaaabbbbbb'],
  ['/a/../sso/aaaaaabbbbbb'],
  ['/API/v1/me'],
  [`/${'a'.repeat(2_000)}`],
])('%j leads nowhere', (to) => {
  expect(returnPathOf(to)).toBeNull()
})
