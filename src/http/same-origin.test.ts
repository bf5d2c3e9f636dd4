import { expect, test } from 'vitest'
import { isSameOrigin } from './same-origin.ts'

test.each<[string, Record<string, string>, boolean]>([
  ['its own page', { 'sec-fetch-site': 'same-origin' }, true],
  ['a neighbouring host', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' }, false],
  ['another site', { 'sec-fetch-site': 'cross-site' }, false],
  ['an address typed in', { 'sec-fetch-site': 'none' }, false],
  ['its own page over http', { origin: 'http://LOCALHOST:3000' }, true],
  ['another port', { origin: 'http://localhost:3001' }, false],
  ['another host', { origin: 'http://evil.test' }, false],
  ['a frame without an origin', { origin: 'null' }, false],
  ['no browser', {}, false],
])('%s: %j is the same origin: %s', (_name, headers, expected) => {
  expect(isSameOrigin(headers, 'localhost:3000')).toBe(expected)
})
