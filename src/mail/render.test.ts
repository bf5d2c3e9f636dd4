import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { createTransport } from 'nodemailer'
import { expect, test } from 'vitest'
import {
  authorityChanges,
  connectionNotices,
  type MailKind,
  type MailValues,
  signInChanges,
} from '../model/mail.ts'
import { languages } from '../model/site-settings.ts'
import { shown } from './document.ts'
import { logoCid } from './logo.ts'
import { type MailToRender, renderMail } from './render.ts'

const now = new Date('2026-03-01T12:00:00Z')
const samples: { readonly [Kind in MailKind]: MailValues[Kind] } = {
  test: { by: 'Bo' },
  'staff-link': { link: 'invite', by: 'Bo' },
  'sign-in-code': { codeId: '018f' },
  'set-up-link': { linkId: '018f', directory: 'Globex', by: 'Bo' },
  'setup-proposed': {
    what: 'issuer',
    shown: 'https://idp.globex.example/',
    directory: 'Globex',
    by: 'Kim',
    at: '2026-02-28T09:30:00.000Z',
    path: '/admin/cases?kind=setup-proposal',
  },
  'customer-invitation': {
    invitationId: '018f',
    by: 'Bo',
    organization: 'Globex',
    words: 'See you there.\nBo',
  },
  'prove-it': { proofId: '018f', by: 'Bo', at: '2026-02-28T09:30:00.000Z' },
  'request-news': {
    requestId: '018f',
    commentId: '018e',
    what: 'commented',
    face: 'console',
    person: 'staff',
  },
  'mail-refused': { mailbox: 'help@acme.test', at: '2026-02-28T09:30:00.000Z' },
  'sign-in-changed': { change: 'passkey-added', at: '2026-02-28T09:30:00.000Z', byAdministrator: false },
  'token-expires': {
    directory: 'Globex',
    label: 'Entra',
    expiresAt: '2026-03-04T12:00:00.000Z',
    path: '/admin/directories/abc123/tokens',
  },
  'address-changed': { which: 'old', by: 'Globex', at: '2026-02-28T09:30:00.000Z' },
  'authority-changed': {
    change: 'proven',
    directory: 'Globex',
    domain: 'globex.com',
    by: 'Bo',
    at: '2026-02-28T09:30:00.000Z',
    path: '/admin/directories/abc123/domains',
  },
  'connection-changed': {
    change: 'issuer-changed',
    directory: 'Globex',
    detail: 'https://idp.globex.example/',
    by: 'Bo',
    at: '2026-02-28T09:30:00.000Z',
    path: '/admin/directories/abc123/sign-in',
  },
  'certificate-expires': {
    directory: 'Globex',
    fingerprint: 'AA:BB',
    ours: false,
    expiresAt: '2026-03-04T12:00:00.000Z',
    path: '/admin/directories/abc123/sign-in',
  },
  'brake-on': {
    directory: 'Globex',
    organization: 'Globex Sales',
    lost: 6,
    before: 7,
    at: '2026-02-28T09:30:00.000Z',
    path: '/admin/cases/abc123',
  },
  'proof-missed': {
    directory: 'Globex',
    domain: 'globex.com',
    record: '_doorward-challenge.globex.com',
    value: 'doorward-domain=abc',
    expiresAt: '2026-03-04T12:00:00.000Z',
    path: '/admin/directories/abc123/domains',
  },
}
const kinds = Object.keys(samples) as MailKind[]
const branding = {
  logo: undefined,
  siteName: 'Acme Help',
  siteUrl: 'https://help.acme.test',
  accent: '#2f5bea',
  timeZone: 'Europe/Zurich',
}
const way = {
  digits: '123456',
  reason: null,
  doors: [{ name: 'Globex', url: 'https://help.acme.test/sso/abc' }],
  expiresAt: new Date('2026-03-01T12:00:00Z'),
}
const link = {
  kind: 'invite',
  url: 'https://help.acme.test/link/dwl_x',
  expiresAt: new Date('2026-03-08T12:00:00Z'),
} as const

function render<Kind extends MailKind>(kind: Kind, change: Partial<MailToRender<Kind>> = {}) {
  const mail = {
    kind,
    values: samples[kind],
    name: 'Ann',
    language: 'en',
    branding,
    secrets: { link, way },
    now,
  } as const
  return renderMail<Kind>({ ...mail, ...change })
}

test.each(languages.flatMap((language) => kinds.map((kind) => [language, kind] as const)))(
  'in %s the mail %s greets, says the site and has the same links as text and as HTML',
  (language, kind) => {
    const { subject, plain, html } = render(kind, { language })
    expect(subject).toMatch(/Acme Help|Globex/)
    expect(plain).toContain(language === 'de' ? 'Guten Tag Ann,' : 'Hello Ann,')
    expect(plain).not.toMatch(/undefined|null|\[object|NaN/)
    expect(html).toContain(`<html lang="${language}"`)
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url ?? '')
    for (const url of links) expect(plain).toContain(url)
    expect(links.every((url) => url.startsWith('https://help.acme.test'))).toBe(true)
    // Nothing is loaded: nobody learns that the mail was read.
    expect(html).not.toMatch(/<(img|link|script|iframe)|url\(|@import/i)
  },
)

test.each(languages.flatMap((language) => kinds.map((kind) => [language, kind] as const)))(
  'in %s the mail %s carries the site’s name, address, logo and accent',
  (language, kind) => {
    const own = { ...branding, siteName: 'Ann & Co', accent: '#a02060' }
    const named = render(kind, { language, branding: own })
    expect(named.plain).toContain('\n\n-- \nAnn & Co\nhttps://help.acme.test\n')
    expect(named.html).toContain('<bdi>Ann &amp; Co</bdi></td>')
    expect(named.html).toContain('<a class="quiet" href="https://help.acme.test"')
    expect(named.html).toContain(';border-top:4px solid #a02060;')
    const buttons = [...named.html.matchAll(/<td style="border-radius:6px;background:([^"]*)">/g)]
    expect(buttons.map(([, colour]) => colour)).toEqual(buttons.map(() => '#a02060'))
    expect(buttons.length).toBe((named.html.match(/<a href=/g) ?? []).length)
    const { html, plain } = render(kind, { language, branding: { ...own, logo: { width: 120, height: 40 } } })
    expect(html).toContain(`<img src="cid:${logoCid}" alt="Ann &amp; Co" width="120" height="40"`)
    expect(plain).toBe(named.plain)
  },
)

test('each change of how somebody signs in is told in its own words, in each language', () => {
  for (const language of languages) {
    const said = signInChanges.map(
      (change) =>
        render('sign-in-changed', { language, values: { ...samples['sign-in-changed'], change } }).plain,
    )
    expect(new Set(said).size).toBe(signInChanges.length)
  }
})

test('each change of how a directory signs in is told in its own words, in each language', () => {
  for (const language of languages) {
    const said = connectionNotices.map((change) => {
      const detail = change === 'mode-changed' ? 'required' : 'AA:BB'
      return render('connection-changed', {
        language,
        values: { ...samples['connection-changed'], change, detail },
      })
    })
    expect(new Set(said.map(({ plain }) => plain)).size).toBe(connectionNotices.length)
    expect(said.every(({ subject }) => subject.includes('Globex'))).toBe(true)
  }
})

test('each change of authority is told in its own words, in each language', () => {
  for (const language of languages) {
    const said = authorityChanges.map((change) => {
      const domain = change.startsWith('guests') ? '' : 'globex.com'
      return render('authority-changed', {
        language,
        values: { ...samples['authority-changed'], change, domain },
      })
    })
    expect(new Set(said.map(({ plain }) => plain)).size).toBe(authorityChanges.length)
    expect(said.every(({ subject }) => subject.includes('Globex'))).toBe(true)
  }
})

test('dates and spans are written as the language writes them, in a time zone that is named', () => {
  expect(render('token-expires').plain).toMatch(/Expires: 4 March 2026 at 13:00 CET/)
  expect(render('token-expires').subject).toBe('A token of Globex expires in 3 days')
  const german = render('token-expires', { language: 'de' })
  expect(german.plain).toMatch(/Läuft ab: 4. März 2026 um 13:00 MEZ/)
  expect(german.subject).toBe('Ein Token von Globex läuft in 3 Tagen ab')
})

test.each([
  ['2026-03-02T08:00:00Z', 'expires tomorrow', 'läuft morgen ab', /Expires:/],
  // Half past eleven in the evening of the site's day.
  ['2026-03-01T22:30:00Z', 'expires today', 'läuft heute ab', /Expires:/],
  [
    '2026-03-01T12:00:00Z',
    'has expired',
    'ist abgelaufen',
    /no changes with this token any more[\s\S]*Expired:/,
  ],
  [
    '2026-02-27T12:00:00Z',
    'has expired',
    'ist abgelaufen',
    /no changes with this token any more[\s\S]*Expired:/,
  ],
])('a token that ends at %s %s, as its mail says', (expiresAt, english, german, text) => {
  const values = { ...samples['token-expires'], expiresAt }
  const { subject, plain } = render('token-expires', { values })
  expect(subject).toBe(`A token of Globex ${english}`)
  expect(plain).toMatch(text)
  expect(render('token-expires', { values, language: 'de' }).subject).toBe(`Ein Token von Globex ${german}`)
})

test('whatever people call themselves, a mail is well-formed, and only the server puts tags and links into it', async () => {
  const tagsOf = (html: string) => html.match(/<[^>]*>/g)
  const structure = tagsOf(render('token-expires').html)
  const nasty = fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', '\r\n', 'a', '.', '/', ':', '@', '\u202e', 'ש', '\0'),
    maxLength: 60,
  })
  await fc.assert(
    fc.asyncProperty(fc.oneof(nasty, fc.string({ unit: 'grapheme' })), async (text) => {
      const values = { ...samples['token-expires'], directory: text, label: text }
      const { html, plain, subject } = render('token-expires', { name: text, values })
      expect(tagsOf(html)?.slice(1)).toEqual(structure?.slice(1))
      expect(subject).not.toMatch(/[\r\n\0]/)
      expect(plain).not.toMatch(/[\u202a-\u202e\0]/)
    }),
    { numRuns: 200 },
  )
})

test('a name of ten thousand characters is cut where a character ends, in the mail and in its head', async () => {
  const family = '👩‍👩‍👧'
  const { plain } = render('test', { name: family.repeat(10_000) })
  expect(plain.split('\n')[0]).toBe(`Hello ${family.repeat(79)}…,`)
  const transport = createTransport({ streamTransport: true, buffer: true })
  const to = { name: shown('א'.repeat(10_000)), address: 'ann@globex.test' }
  const { message } = await transport.sendMail({ from: 'help@doorward.test', to, subject: 'x', text: plain })
  expect((await simpleParser(message as Buffer)).to).toMatchObject({
    value: [{ name: `${'א'.repeat(79)}…` }],
  })
})

test('a name in a script that runs from right to left stays within itself', () => {
  const { html, plain } = render('test', { values: { by: 'דנה <dana>' } })
  expect(html).toContain('<bdi>')
  expect(html).toContain('דנה &lt;dana&gt;')
  expect(plain).toContain('דנה <dana>')
})

test.each([
  ['Dr. Smith', 'Dr. Smith'],
  ['win at evil.test/now', 'win at evil.\u2060test/\u2060now'],
  ['https://evil.test', 'https:\u2060/\u2060/\u2060evil.\u2060test'],
  ['  two\nlines ', 'two lines'],
  ['turned \u202e around', 'turned  around'],
])('%j is shown as %j', (text, expected) => {
  expect(shown(text)).toBe(expected)
})
