import { expect, test } from 'vitest'
import {
  type AssuranceLevel,
  assess,
  assessMail,
  assessWord,
  type MailFacts,
  type WritingSession,
} from './assurance.ts'

const at = new Date('2026-01-01T00:00:00Z')
const session: WritingSession = {
  method: 'saml',
  directory: 'Globex',
  at,
  address: 'ann@globex.com',
  standing: 'held',
}

test.each<[string, Partial<WritingSession>, AssuranceLevel, string[]]>([
  ['through a directory with a held address', {}, 'sso', ['signed-in-through', 'address-held']],
  [
    'through a directory with a claimed address',
    { standing: 'claimed' },
    'known',
    ['signed-in-through', 'address-claimed'],
  ],
  [
    'through a directory without an address',
    { address: null, standing: null },
    'known',
    ['signed-in-through', 'no-address'],
  ],
  ['by a code', { method: 'code', directory: null }, 'proven', ['signed-in-by', 'address-held']],
  ['by a passkey', { method: 'passkey', directory: null }, 'proven', ['signed-in-by', 'address-held']],
  [
    'by a password, the address is only claimed since',
    { method: 'password', directory: null, standing: 'claimed' },
    'known',
    ['signed-in-by', 'address-claimed'],
  ],
  ['an employee', { method: 'staff', directory: null }, 'proven', ['employee', 'signed-in-by']],
])('signed in %s', (_how, given, level, codes) => {
  const found = assess({ ...session, ...given })
  expect(found.level).toBe(level)
  expect(found.evidence.map(({ code }) => code)).toEqual(codes)
})

test('what an agent writes down proves nothing of whoever is said to have asked', () => {
  expect(assessWord('Uwe')).toEqual({ level: 'known', evidence: [{ code: 'opened-by', name: 'Uwe' }] })
  expect(assessWord(undefined)).toMatchObject({ level: 'known' })
})

const passed = { dmarc: 'pass', aligned: true, domain: 'globex.com' } as const
const ann = {
  kind: 'customer',
  name: 'Ann Lee',
  standing: 'held',
  active: true,
  directory: 'Globex',
  foreignDomain: false,
} as const
const mail: MailFacts = {
  from: { name: 'Ann Lee', address: 'ann@globex.com' },
  authentication: passed,
  owner: ann,
  lookAlikes: [],
}
const uwe = {
  code: 'name-like',
  personId: '1',
  person: 'staff',
  name: 'Uwe Berg',
  of: null,
  isSame: true,
  isColleague: false,
} as const
const bob = { ...uwe, person: 'customer', name: 'Bob Ray', of: 'Initech' } as const
const domain = { code: 'domain-like', domain: 'globx.com', known: 'globex.com', how: 'edit' } as const
const elsewhere = { code: 'reply-elsewhere', address: 'x@evil.example', fromKnown: true } as const
const former = { kind: 'former', name: 'Ann Lee', until: '2026-05-03T00:00:00Z', active: true } as const
const none = { dmarc: 'none', aligned: false, domain: 'globex.com' } as const
const nobody = { kind: 'nobody' } as const

test.each<[string, Partial<MailFacts>, AssuranceLevel, string[]]>([
  ['of a held address with an aligned pass', {}, 'proven', ['mail-passed', 'address-held']],
  ['that nothing proves', { authentication: none }, 'known', ['mail-unproven', 'address-held']],
  [
    'whose signature is not of the domain of From',
    { authentication: { ...passed, aligned: false } },
    'known',
    ['mail-unproven', 'address-held'],
  ],
  [
    'that passes without a policy',
    { authentication: { ...none, aligned: true } },
    'known',
    ['mail-unproven', 'address-held'],
  ],
  [
    'when DNS does not answer',
    { authentication: { ...none, dmarc: 'unknown' } },
    'known',
    ['mail-unchecked', 'address-held'],
  ],
  [
    'whose authentication failed',
    { authentication: { ...none, dmarc: 'fail' } },
    'suspect',
    ['mail-failed', 'address-held'],
  ],
  [
    'of a claimed address',
    { owner: { ...ann, standing: 'claimed' } },
    'known',
    ['mail-passed', 'address-claimed'],
  ],
  [
    "of a claimed address in another's domain",
    { owner: { ...ann, standing: 'claimed', foreignDomain: true } },
    'suspect',
    ['address-foreign', 'mail-passed'],
  ],
  [
    'of somebody who is deactivated',
    { owner: { ...ann, active: false } },
    'suspect',
    ['deactivated', 'mail-passed', 'address-held'],
  ],
  ['of a former address', { owner: former }, 'suspect', ['address-former', 'mail-passed']],
  [
    "of a leaver's former address",
    { owner: { ...former, active: false } },
    'suspect',
    ['address-former', 'deactivated', 'mail-passed'],
  ],
  ['of nobody', { owner: nobody }, 'unknown', ['mail-passed', 'address-new']],
  [
    'of nobody whose domain failed',
    { owner: nobody, authentication: { ...none, dmarc: 'fail' } },
    'suspect',
    ['mail-failed', 'address-new'],
  ],
  [
    'of nobody under the name of a customer',
    { owner: nobody, lookAlikes: [bob] },
    'suspect',
    ['name-like', 'mail-passed', 'address-new'],
  ],
  [
    'of nobody under the name of a colleague, from the company',
    { owner: nobody, lookAlikes: [{ ...bob, isColleague: true }] },
    'unknown',
    ['mail-passed', 'address-new'],
  ],
  [
    'of nobody under the name of a colleague, which nothing proves',
    { owner: nobody, authentication: none, lookAlikes: [{ ...bob, isColleague: true }] },
    'suspect',
    ['name-like', 'mail-unproven', 'address-new'],
  ],
  [
    'of nobody in a domain like another',
    { owner: nobody, lookAlikes: [domain] },
    'suspect',
    ['domain-like', 'mail-passed', 'address-new'],
  ],
  [
    'of a managed customer who is called as another one',
    { lookAlikes: [bob] },
    'proven',
    ['mail-passed', 'address-held'],
  ],
  [
    'of a customer of nobody who is called as a managed one',
    { owner: { ...ann, directory: null }, lookAlikes: [bob] },
    'suspect',
    ['name-like', 'mail-passed', 'address-held'],
  ],
  [
    'of a customer who is called as one of the staff',
    { lookAlikes: [uwe] },
    'suspect',
    ['name-like', 'mail-passed', 'address-held'],
  ],
  [
    'of a customer in a domain like another',
    { lookAlikes: [domain] },
    'suspect',
    ['domain-like', 'mail-passed', 'address-held'],
  ],
  ['of the staff, proven', { owner: { kind: 'staff', name: 'Uwe' } }, 'proven', ['mail-passed']],
  [
    'of the staff, not proven',
    { owner: { kind: 'staff', name: 'Uwe' }, authentication: none },
    'suspect',
    ['employee', 'mail-unproven'],
  ],
  [
    'proven, whose answer goes elsewhere',
    { lookAlikes: [elsewhere] },
    'proven',
    ['mail-passed', 'address-held', 'reply-elsewhere'],
  ],
  [
    'not proven, whose answer goes elsewhere',
    { authentication: none, lookAlikes: [elsewhere] },
    'suspect',
    ['reply-elsewhere', 'mail-unproven', 'address-held'],
  ],
  [
    'of nobody, whose answer goes elsewhere',
    { owner: nobody, authentication: none, lookAlikes: [{ ...elsewhere, fromKnown: false }] },
    'unknown',
    ['mail-unproven', 'address-new', 'reply-elsewhere'],
  ],
])('a mail %s', (_what, given, level, codes) => {
  const found = assessMail({ ...mail, ...given })
  expect(found.level).toBe(level)
  expect(found.evidence.map(({ code }) => code)).toEqual(codes)
})

test('a portal account under the name of one of the staff is suspect, under that of another customer it is not', () => {
  expect(assess(session, [uwe])).toMatchObject({ level: 'suspect' })
  expect(assess(session, [bob])).toMatchObject({ level: 'sso' })
  expect(assess(session, [domain])).toMatchObject({ level: 'sso' })
  expect(assess({ ...session, directory: null, method: 'code' }, [domain])).toMatchObject({
    level: 'suspect',
  })
})
