import { Readable } from 'node:stream'
import { dkimSign } from 'mailauth'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { MailWorld, signingKey } from '../../../demo/simulator/mail-world.ts'
import { authenticateMail, type MailWay } from './authenticate.ts'
import { MailDns } from './mail-dns.ts'

let world: MailWorld
let dns: MailDns

beforeAll(async () => {
  world = await MailWorld.open()
  dns = new MailDns(world.dns.map(({ address }) => address))
  const spf = 'v=spf1 ip4:192.0.2.1 -all'
  world.publish('globex.test', { spf, dkim: true, dmarc: 'v=DMARC1; p=reject' })
  world.publish('strict.test', { spf, dkim: true, dmarc: 'v=DMARC1; p=reject; adkim=s; aspf=s' })
  world.publish('mail.strict.test', { spf, dkim: true })
  world.publish('plain.test', { spf, dkim: true })
  world.publish('evil.test', { spf, dkim: true })
})
afterAll(() => world.close())
beforeEach(() => {
  world.isSilent = false
})

const from = 'ann@globex.test'
const smtp = { via: 'smtp', clientAddress: '192.0.2.9', helo: 'mx.x.test', envelopeFrom: from } as const
const known = { ...smtp, clientAddress: '192.0.2.1' }

const written = (head: string, body = 'Hello\r\n') =>
  `${head}\r\nTo: help@acme.test\r\nSubject: Help\r\nDate: Sun, 29 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n\r\n${body}`

async function signed(text: string, signingDomain: string, maxBodyLength?: number): Promise<string> {
  const key = {
    signingDomain,
    selector: 'test',
    privateKey: signingKey,
    ...(maxBodyLength && { maxBodyLength }),
  }
  const { signatures } = await dkimSign(text, { ...key, signatureData: [key] })
  return signatures + text
}

const check = (text: string, way: MailWay, address = from, keys: readonly string[] = []) =>
  authenticateMail(dns, Readable.from([Buffer.from(text)]), way, address, { keys, signatures: keys.length })

const ann = written(`From: Ann <${from}>`)

test.each<[string, () => Promise<string> | string, MailWay, string, object]>([
  ['signed by its domain', () => signed(ann, 'globex.test'), smtp, from, { dmarc: 'pass', aligned: true }],
  ['sent from where its domain sends', () => ann, known, from, { dmarc: 'pass', aligned: true }],
  ['neither', () => ann, smtp, from, { dmarc: 'fail', aligned: false }],
  ['signed by somebody else', () => signed(ann, 'evil.test'), smtp, from, { dmarc: 'fail', aligned: false }],
  [
    'sent from where somebody else sends',
    () => ann,
    { ...known, envelopeFrom: 'x@evil.test' },
    from,
    { dmarc: 'fail', aligned: false, spf: 'pass evil.test' },
  ],
  [
    'changed after it was signed',
    async () => (await signed(ann, 'globex.test')).replace('Hello', 'Hallo'),
    smtp,
    from,
    { dmarc: 'fail', aligned: false },
  ],
  [
    'signed in part, and more written behind it',
    async () => `${await signed(ann, 'globex.test', 7)}And pay me.\r\n`,
    smtp,
    from,
    { dmarc: 'fail', aligned: false },
  ],
  [
    'fetched: only a signature counts',
    () => ann,
    { ...known, via: 'imap', clientAddress: null, helo: null },
    from,
    { dmarc: 'fail', aligned: false, spf: 'none', via: 'imap' },
  ],
  [
    'fetched, with a signature',
    () => signed(ann, 'globex.test'),
    { ...smtp, via: 'imap', clientAddress: null, helo: null, envelopeFrom: null },
    from,
    { dmarc: 'pass', aligned: true },
  ],
  [
    'what a mail says of its own way does not count',
    () =>
      `Return-Path: <${from}>\r\nReceived: from mx.globex.test (mx.globex.test [192.0.2.1]) by x; Sun, 29 Nov 2026 10:00:00 +0000\r\nAuthentication-Results: doorward; dmarc=pass\r\n${ann}`,
    { ...smtp, clientAddress: null, helo: null },
    from,
    { dmarc: 'fail', aligned: false },
  ],
  [
    'a domain without a policy, signed',
    () => signed(written('From: ann@plain.test'), 'plain.test'),
    smtp,
    'ann@plain.test',
    { dmarc: 'none', aligned: true },
  ],
  [
    'a domain without a policy, unsigned',
    () => written('From: ann@plain.test'),
    smtp,
    'ann@plain.test',
    { dmarc: 'none', aligned: false },
  ],
  [
    'a strict domain, signed by a part of it',
    () => signed(written('From: ann@strict.test'), 'mail.strict.test'),
    { ...smtp, envelopeFrom: 'ann@strict.test' },
    'ann@strict.test',
    { dmarc: 'fail', aligned: false },
  ],
  [
    'two From headers',
    () => signed(`From: x@evil.test\r\n${ann}`, 'evil.test'),
    smtp,
    'x@evil.test',
    { dmarc: 'fail', aligned: false },
  ],
  [
    'a From header that is read in two ways',
    () => signed(written('From: x@evil.test <ann@globex.test>'), 'globex.test'),
    smtp,
    'x@evil.test',
    { dmarc: 'fail', aligned: false },
  ],
])('%s', async (_name, make, way, address, expected) => {
  expect(await check(await make(), way, address)).toMatchObject(expected)
})

test('nobody is named: nothing is said', async () => {
  expect(
    await authenticateMail(dns, Readable.from([Buffer.from(written('X: y'))]), known, undefined, {
      keys: [],
      signatures: 0,
    }),
  ).toMatchObject({
    dmarc: 'none',
    aligned: false,
    domain: null,
  })
})

test('what DNS does not answer is not known, and takes no longer than that', async () => {
  world.isSilent = true
  const began = performance.now()
  expect(await check(await signed(ann, 'globex.test'), known)).toMatchObject({
    dmarc: 'unknown',
    aligned: false,
  })
  expect(performance.now() - began).toBeLessThan(3_000)
})

test('signatures whose keys do not come make nothing unknown that the domain itself has answered', async () => {
  // Of this domain no resolver says anything.
  for (const one of world.dns) one.muteFor = 'slow.test'
  const name = (domain: string) => `test._domainkey.${domain}`
  const slow = ['a.slow.test', 'b.slow.test', 'c.slow.test']
  let text = ann
  for (const one of slow) text = (await signed(ann, one)).slice(0, -ann.length) + text
  const keys = slow.map(name)
  expect(await check(text, smtp, from, keys)).toMatchObject({ dmarc: 'fail', aligned: false })
  // Nor do they keep away what lets it pass.
  const good = `${text.slice(0, -ann.length)}${await signed(ann, 'globex.test')}`
  expect(await check(good, smtp, from, [...keys, name('globex.test')])).toMatchObject({ dmarc: 'pass' })
  for (const one of world.dns) one.muteFor = undefined
})

test('whoever has hundreds of names looked up has failed', async () => {
  for (const one of world.dns) one.asked.length = 0
  let text = ann
  for (let n = 0; n < 80; n++) text = (await signed(ann, `d${n}.evil.test`)).slice(0, -ann.length) + text
  expect(await check(text, smtp)).toMatchObject({ dmarc: 'fail', aligned: false })
  const asked = world.dns.flatMap((one) => one.asked).filter((name) => name.includes('.evil.test'))
  expect(new Set(asked).size).toBeLessThanOrEqual(60)
})

test('a mail of more signatures than any honest one has is not read again and again', async () => {
  let wasRead = 0
  const raw = new Readable({
    read() {
      wasRead++
      this.push(wasRead > 100 ? null : Buffer.alloc(1_000))
    },
  })
  const checked = await authenticateMail(dns, raw, known, 'ann@globex.test', { keys: [], signatures: 21 })
  expect(checked).toMatchObject({ dmarc: 'fail', aligned: false, dkim: 'too many' })
})
