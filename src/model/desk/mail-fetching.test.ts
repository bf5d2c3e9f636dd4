import { expect, test } from 'vitest'
import { dmarcSaid, needsSecretAgain, nextFetch } from './mail-fetching.ts'

test.each([
  ['passed', 'mx.acme.test; dmarc=pass header.from=globex.test', 'pass'],
  [
    'passed, beside others',
    'mx.acme.test 1; spf=fail smtp.mailfrom=x.test;\r\n dkim=pass header.d=globex.test; dmarc=pass (p=reject; sp=none) header.from=globex.test',
    'pass',
  ],
  ['failed', 'mx.acme.test; dmarc=fail (p=none) header.from=Globex.test', 'fail'],
  ['no policy', 'mx.acme.test; dmarc=none header.from=globex.test', 'none'],
  ['DNS was away', 'mx.acme.test; dmarc=temperror header.from=globex.test', 'unknown'],
  ['something else', 'mx.acme.test; dmarc=permerror header.from=globex.test', 'fail'],
  ['another server', 'mx.evil.test; dmarc=pass header.from=globex.test', undefined],
  [
    'another server, with the name behind it',
    'mx.evil.test (mx.acme.test); dmarc=pass header.from=globex.test',
    undefined,
  ],
  ['another domain', 'mx.acme.test; dmarc=pass header.from=evil.test', undefined],
  ['no domain', 'mx.acme.test; dmarc=pass', undefined],
  ['nothing', '', undefined],
  ['in a comment alone', 'mx.acme.test; spf=none (; dmarc=pass header.from=globex.test;)', undefined],
  [
    'twice',
    'mx.acme.test; dmarc=pass header.from=globex.test; dmarc=fail header.from=globex.test',
    undefined,
  ],
])('what a server says of DMARC: %s', (_name, header, expected) => {
  expect(dmarcSaid(header, 'MX.acme.test', 'globex.test')).toBe(expected)
})

test('who fails again and again is asked later and later, up to an hour', () => {
  const now = new Date(0)
  const minutes = [0, 1, 2, 5, 6, 100].map((failures) => nextFetch(now, failures).getTime() / 60_000)
  expect(minutes).toEqual([1, 2, 4, 32, 60, 60])
})

test('a secret is told to no other server', () => {
  const before = {
    host: 'imap.a.test',
    port: 993,
    tls: 'implicit',
    user: 'a',
    moveTo: null,
    authserv: null,
  } as const
  expect(needsSecretAgain(undefined, before)).toBe(true)
  expect(needsSecretAgain(before, { ...before, moveTo: 'Done', authserv: 'mx' })).toBe(false)
  for (const change of [{ host: 'imap.b.test' }, { port: 143 }, { user: 'b' }, { tls: 'off' } as const])
    expect(needsSecretAgain(before, { ...before, ...change })).toBe(true)
})
