import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keptOutReasons, mailReasons } from '../src/model/desk/mail-outcome.ts'
import { accessReasons, sayAccess } from '../src/model/identity/access-policy.ts'
import { caseKindNames, caseKinds } from '../src/model/identity/case.ts'
import { describeSetting, settingNames } from '../src/model/identity/dialect-settings.ts'
import { groupSentences } from '../src/model/identity/group-sentences.ts'
import { sentences } from '../src/model/identity/projection.ts'
import { roleChangeSentences, staffSentences } from '../src/model/identity/staff-sentences.ts'
import { asWanted, nothingChanged } from '../src/scim/call.ts'
import { decisionsOf } from '../web/admin/case-filter.ts'
import { de } from '../web/texts/de.ts'
import { desk as consoleInGerman } from '../web/texts/de-console.ts'
import { demo as demoInGerman } from '../web/texts/de-demo.ts'
import { door as doorInGerman } from '../web/texts/de-door.ts'
import { help as helpInGerman } from '../web/texts/de-help.ts'
import { mailIn as mailInInGerman } from '../web/texts/de-mailboxes.ts'
import { en } from '../web/texts/en.ts'
import { desk as consoleInEnglish } from '../web/texts/en-console.ts'
import { demo } from '../web/texts/en-demo.ts'
import { door } from '../web/texts/en-door.ts'
import { help } from '../web/texts/en-help.ts'
import { mailIn } from '../web/texts/en-mailboxes.ts'

const web = join(import.meta.dirname, '..', 'web')

/** Every text of a catalogue by its dotted path, with what it says; functions are called with stand-ins. */
function textsOf(catalogue: object, above = ''): [path: string, text: string][] {
  return Object.entries(catalogue).flatMap(([name, value]): [string, string][] => {
    const path = above === '' ? name : `${above}.${name}`
    if (typeof value === 'function') return [[path, String(value(...standIns.slice(0, value.length)))]]
    if (typeof value === 'object' && value !== null) return textsOf(value, path)
    return value === undefined ? [] : [[path, String(value)]]
  })
}
const standIns = ['Xq', 'Yq', 'Zq']

/** Of all faces: each has a catalogue of its own beside what they share. */
const [english, german] = [
  textsOf({ ...en, ...door, help, mailIn, demo }),
  textsOf({ ...de, ...doorInGerman, help: helpInGerman, mailIn: mailInInGerman, demo: demoInGerman }),
]

test('both catalogues hold the same texts, and none is empty', () => {
  expect(english.length).toBeGreaterThan(200)
  expect(german.map(([path]) => path)).toEqual(english.map(([path]) => path))
  for (const [path, text] of [...english, ...german]) expect([path, text.trim()]).not.toEqual([path, ''])
})

test('the pages know every decision of every kind of case', () => {
  const known = caseKindNames.map((kind) => [kind, Object.keys(caseKinds[kind].decisions)])
  expect(decisionsOf).toEqual(Object.fromEntries(known))
})

test('every setting of a directory, and each of its values, is said in words', () => {
  const known = settingNames.map((name) => [name, [...describeSetting(name).values]])
  const said = Object.entries(en.dialect.settings).map(([name, { values }]) => [name, Object.keys(values)])
  expect(said).toEqual(known)
})

test('a translation has the same parts in braces', () => {
  const partsOf = (texts: [string, string][]) =>
    texts.map(([path, text]) => [path, [...text.matchAll(/\{\w+\}/g)].map(([part]) => part).sort()])
  expect(partsOf(german)).toEqual(partsOf(english))
})

/** For each effect on a user every way in which its sentence is said. */
const effects: { readonly [kind in keyof typeof sentences]: readonly object[] } = {
  create: [
    { name: 'Ann', active: true },
    { name: 'Ann', active: false },
  ],
  hold: [{ reason: 'quota' }, { reason: 'staff-address' }, { reason: 'access-policy' }, { reason: 'erased' }],
  bind: [{}],
  link: [{ name: 'Ann' }],
  return: [{}],
  rename: [{ before: 'Ann Lee', after: 'Ann Bo' }],
  'change-details': [
    { before: { a: '1', b: '2' }, after: { a: '3', c: '4' } },
    { before: { a: 'is a former address' }, after: {} },
  ],
  'take-charge': [{}],
  'hand-over': [{}],
  deactivate: [{}],
  reactivate: [{}],
  'take-address': [
    { address: 'a@b.test', standing: 'held' },
    { address: 'a@b.test', standing: 'claimed' },
  ],
  'confirm-address': [{ address: 'a@b.test' }],
  'respell-address': [{ before: 'a@b.test', after: 'A@b.test' }],
  'leave-address': [{ address: 'a@b.test' }],
  'doubt-address': [{ address: 'a@b.test' }],
  'refuse-address': [
    { address: 'a@b.test', reason: 'held-by-another' },
    { address: 'a@b.test', reason: 'held-by-unmanaged' },
    { address: 'a@b.test', reason: 'of-staff' },
    { address: 'a@b.test', reason: 'domain-of-another' },
    { address: 'a@b.test', reason: 'of-erased' },
  ],
}

const ofUsers = Object.entries(effects).flatMap(([kind, samples]) =>
  samples.map((sample) => (sentences[kind as keyof typeof sentences] as (effect: object) => string)(sample)),
)
const staffEffects: { readonly [kind in keyof typeof staffSentences]: readonly object[] } = {
  join: [
    { name: 'Ann', role: 'member', active: true },
    { name: 'Ann', role: 'agent', active: false },
  ],
  adopt: [{ name: 'Ann' }],
  return: [{ name: 'Ann' }],
  hold: [{ reason: 'no-address' }, { reason: 'staff-known' }, { reason: 'domain-of-another' }],
  rename: [{ before: 'Ann Lee', after: 'Ann Bo' }],
  'change-address': [{ before: 'a@b.test', after: 'c@b.test' }],
  'refuse-address': [
    { address: 'a@b.test', reason: 'staff-known' },
    { address: 'a@b.test', reason: 'domain-of-another' },
  ],
  'change-role': [{ before: 'member', after: 'admin' }],
  'no-seat': [{ name: 'Ann' }],
  disable: [{}],
  enable: [{}],
  'keep-owner': [{ name: 'Ann' }],
}
const ofStaff = [
  ...Object.entries(staffEffects).flatMap(([kind, samples]) =>
    samples.map((sample) =>
      (staffSentences[kind as keyof typeof staffSentences] as (effect: object) => string)(sample),
    ),
  ),
  ...Object.values(roleChangeSentences).flatMap((sentence) => [sentence(1), sentence(2)]),
]
const ofGroups = Object.values<(...parts: never[]) => string>(groupSentences).flatMap((sentence) =>
  [1, 2].map((n) => sentence(...([n, n + 1] as never[]))),
)
const alone = [
  nothingChanged,
  asWanted,
  'No effect on people.',
  'the rest waits until the directory grants again.',
]

test.each([
  ...alone,
  ...[...ofUsers, ...ofStaff].map((one) => `${one}.`),
  ...ofGroups.map((one) => `${one}.`),
])('the effect of an exchange has a German form: %s', (sentence) => {
  const { said, english } = de.exchanges.effect(sentence)
  expect(english).toBe('')
  expect(said).toMatch(/\.$/)
  expect(said).not.toMatch(/\$\d|\b(the|is|was|has|named|organization|address)\b/)
})

test.each([
  ['Refused: title must be a text', 'Abgelehnt: ', 'title must be a text'],
  ['Unknown: the database did not say.', 'Ausgang unbekannt: ', 'the database did not say.'],
  [
    '3 created, 1 of unknown outcome, 2 not begun. Operations[1]: no',
    '3 angelegt, 1 mit unbekanntem Ausgang, 2 nicht begonnen. ',
    'Operations[1]: no',
  ],
  ['Ann was added; something new happened.', '', 'Ann was added; something new happened.'],
])('of an effect in German what has no German form stays English: %s', (sentence, said, english) => {
  expect(de.exchanges.effect(sentence)).toEqual({ said, english })
})

test.each(accessReasons)(
  'why somebody gets in or not is said on the page as the server says it: %s',
  (reason) => {
    const said = sayAccess({ outcome: 'in', reason, by: 'Xq' })
    expect(en.access.reasons[reason]('Xq').replaceAll('’', "'")).toBe(said)
  },
)

test.each(mailReasons)('what became of a mail is said on the page: %s', (reason) => {
  const own: Readonly<Record<string, string | undefined>> = mailIn.reasons
  const rules: Readonly<Record<string, unknown>> = en.access.reasons
  expect(own[reason] ?? rules[reason]).toBeTruthy()
})

test.each(keptOutReasons)('why a mail entered no request is said to agents: %s', (reason) => {
  for (const words of [consoleInEnglish, consoleInGerman])
    expect(words.history.keptOutWhy(reason)).not.toBe(reason)
})

/** Attributes whose texts people read or hear. */
const spoken = /\b(aria-label|title|label|description|placeholder|alt|error|act|button)="[^"]*\p{L}/gu

test('no page says a word of its own: attributes take their words from the catalogues too', () => {
  const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.tsx') && !file.startsWith('dist'),
  )
  expect(files.length).toBeGreaterThan(20)
  const found = files.flatMap((file) =>
    [...readFileSync(join(web, file), 'utf8').matchAll(spoken)].map(([text]) => `${file}: ${text}`),
  )
  expect(found).toEqual([])
  expect('<img alt="A door">').toMatch(spoken)
})

test('every text is used', () => {
  const code = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('dist') && !file.startsWith('texts'))
    .map((file) => readFileSync(join(web, file), 'utf8'))
    .join('\n')
  const unused = Object.entries(en).flatMap(([section, texts]) =>
    (typeof texts === 'object' ? Object.keys(texts) : [section]).filter(
      (name) => !new RegExp(`\\b${name}\\b`).test(code),
    ),
  )
  expect(unused).toEqual([])
})
