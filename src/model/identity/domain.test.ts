import { expect, test } from 'vitest'
import { type DomainFacts, judgeDeclaration, readDomain } from './domain.ts'

test.each<[string, string, string]>([
  ['a domain', 'globex.com', 'globex.com'],
  ['a subdomain is one of its own', 'mail.globex.com', 'mail.globex.com'],
  ['case and spaces around it do not matter', ' Globex.COM ', 'globex.com'],
  ['punycode as it is', 'xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
  ['a name of an inner network', 'globex.test', 'globex.test'],
  ['a company beneath a public suffix', 'globex.co.uk', 'globex.co.uk'],
  ['a trailing dot', 'globex.com.', 'no-domain'],
  ['a leading dot', '.globex.com', 'no-domain'],
  ['a wildcard', '*.globex.com', 'no-domain'],
  ['a Unicode name as DNS has it', 'München.de', 'xn--mnchen-3ya.de'],
  ['a Kelvin sign, which Unicode would fold to k', '\u212Aelvin.com', 'no-domain'],
  ['a full-width dot', 'globex\u3002com', 'no-domain'],
  ['a zero-width joiner', 'glo\u200Dbex.com', 'no-domain'],
  ['an address', 'ann@globex.com', 'no-domain'],
  ['a URL', 'https://globex.com', 'no-domain'],
  ['one label', 'com', 'no-domain'],
  ['an IP address', '192.0.2.10', 'no-domain'],
  ['nothing', '', 'no-domain'],
  ['a public suffix', 'co.uk', 'public-suffix'],
  ['a private public suffix', 'github.io', 'public-suffix'],
  ['consumer mail', 'gmail.com', 'consumer-mail'],
  ['a domain for examples', 'example.com', 'example.com'],
  ['consumer mail in capitals', 'GMail.com', 'consumer-mail'],
  ['beneath consumer mail', 'staff.gmail.com', 'consumer-mail'],
  ['consumer mail that the list forgets', 'posteo.de', 'consumer-mail'],
])('%s', (_rule, given, expected) => {
  const read = readDomain(given)
  expect('domain' in read ? read.domain : read.refusal).toBe(expected)
})

const free: DomainFacts = { own: null, provenElsewhere: false, ofStaff: false }

test.each<[string, Partial<DomainFacts>, string | undefined]>([
  ['a free domain is declared', {}, undefined],
  ['not twice', { own: 'declared' }, 'has-it'],
  ['a word does not replace a proof', { own: 'proven' }, 'has-it'],
  ['not what another directory has proven', { provenElsewhere: true }, 'proven-elsewhere'],
  ['not the domain of staff', { ofStaff: true }, 'of-staff'],
])('%s', (_rule, facts, expected) => {
  expect(judgeDeclaration({ ...free, ...facts })).toBe(expected)
})
