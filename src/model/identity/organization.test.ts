import { expect, test } from 'vitest'
import {
  candidateNames,
  clashOf,
  type FedFacts,
  fateOfLeft,
  foldName,
  type NamesakeFacts,
  organizationName,
  type PlacementQuestion,
  placeGroup,
} from './organization.ts'

const [globex, initech] = [7, 1]
const names = candidateNames('Sales', 'Globex')

function namesake(name: string, given: Partial<NamesakeFacts> = {}): NamesakeFacts {
  return {
    organizationId: name,
    name,
    nameFolded: foldName(name),
    plainNameFolded: foldName(name),
    createdByDirectoryId: initech,
    isUntouched: false,
    hasPendingGroup: false,
    ...given,
  }
}
const byHand = (name: string, given: Partial<NamesakeFacts> = {}) =>
  namesake(name, { createdByDirectoryId: null, ...given })
const own = (name: string, given: Partial<NamesakeFacts> = {}) =>
  namesake(name, { plainNameFolded: 'sales', createdByDirectoryId: globex, ...given })

function fed(name: string, given: Partial<FedFacts> = {}): FedFacts {
  return {
    organizationId: name,
    name,
    plainNameFolded: foldName(name),
    isKeptApart: false,
    isWanted: false,
    createdByThisDirectory: true,
    madeByGroup: true,
    isByRule: false,
    hasOtherSource: false,
    hasRequest: false,
    ...given,
  }
}

function placed(question: Partial<PlacementQuestion>): string {
  const placement = placeGroup({
    directoryId: globex,
    names,
    taken: [],
    fed: undefined,
    unique: 'g-1',
    isPatient: false,
    ...question,
  })
  return 'name' in placement ? `${placement.kind} ${placement.name}` : placement.kind
}

test.each<[string, NamesakeFacts[], string]>([
  ['a free name is taken as it is', [], 'make Sales'],
  ["another directory's organization is kept apart from", [namesake('SALES')], 'make Sales (Globex)'],
  ['also twice', [namesake('sales'), namesake('Sales (Globex)')], 'make Sales (Globex 2)'],
  ['one made by hand is kept apart from', [byHand('Sales')], 'make Sales (Globex)'],
  [
    'one made by hand that nobody ever used is taken over',
    [byHand('SALES', { isUntouched: true })],
    'take-over SALES',
  ],
  [
    'but not when this directory made one for the name',
    [byHand('Sales', { isUntouched: true }), own('Sales (Globex)')],
    'adopt Sales (Globex)',
  ],
  [
    'nor one that has another name',
    [namesake('Sales'), byHand('Sales (Globex)', { isUntouched: true })],
    'make Sales (Globex 2)',
  ],
  ['one that this directory made for the name is adopted', [own('Sales')], 'adopt Sales'],
  [
    "also when another company's has the plain name",
    [namesake('Sales'), own('Sales (Globex)')],
    'adopt Sales (Globex)',
  ],
  [
    'also when it had to be numbered',
    [namesake('Sales'), namesake('Sales (Globex)'), own('Sales (Globex 2)')],
    'adopt Sales (Globex 2)',
  ],
  ['also when the plain name is free again', [own('Sales (Globex)')], 'adopt Sales (Globex)'],
  [
    'one that this directory made for another name is kept apart from, even if it is called so',
    [namesake('Sales'), own('Sales (Globex)', { plainNameFolded: 'sales (globex)' })],
    'make Sales (Globex 2)',
  ],
  [
    'one that another directory made for the name is not adopted',
    [own('Sales', { createdByDirectoryId: initech })],
    'make Sales (Globex)',
  ],
  [
    'one that another group is about to leave is adopted',
    [own('Sales', { hasPendingGroup: true })],
    'adopt Sales',
  ],
])('for a new group: %s', (_rule, taken, expected) => {
  expect(placed({ taken })).toBe(expected)
})

test.each<[string, FedFacts, NamesakeFacts[], string]>([
  ['the only source of an organization renames it', fed('Support'), [], 'rename Sales'],
  ['also when that has requests', fed('Support', { hasRequest: true }), [], 'rename Sales'],
  ['and keeps it apart from others', fed('Support'), [namesake('Sales')], 'rename Sales (Globex)'],
  ['one of several sources is split off', fed('Support', { hasOtherSource: true }), [], 'make Sales'],
  [
    'and kept apart from others',
    fed('Support', { hasOtherSource: true }),
    [namesake('Sales')],
    'make Sales (Globex)',
  ],
  [
    'an organization that this directory made for the name is adopted',
    fed('Support'),
    [own('Sales')],
    'adopt Sales',
  ],
  [
    'one made by hand that nobody ever used is taken over',
    fed('Support'),
    [byHand('Sales', { isUntouched: true })],
    'take-over Sales',
  ],
  ['also by one of several sources', fed('Support', { hasOtherSource: true }), [own('Sales')], 'adopt Sales'],
  ['only the case changes', fed('SALES'), [own('SALES', { organizationId: 'SALES' })], 'rename Sales'],
  [
    'only the case changes for one of several',
    fed('SALES', { hasOtherSource: true }),
    [own('SALES')],
    'stay',
  ],
  ['the name is what it was', fed('Sales'), [own('Sales')], 'stay'],
  ['it keeps its name apart', fed('Sales (Globex)'), [namesake('Sales'), own('Sales (Globex)')], 'stay'],
  ['the plain name has become free', fed('Sales (Globex)'), [own('Sales (Globex)')], 'rename Sales'],
  ["an administrator's organization keeps its name", fed('Home', { madeByGroup: false }), [], 'make Sales'],
  [
    'that of another directory keeps its name',
    fed('Shared', { madeByGroup: false, createdByThisDirectory: false }),
    [],
    'make Sales',
  ],
])('for a renamed group: %s', (_rule, before, taken, expected) => {
  expect(placed({ fed: before, taken })).toBe(expected)
})

test.each<[string, FedFacts | undefined, NamesakeFacts[], string]>([
  [
    'lets a group go first that leaves the name',
    fed('Support'),
    [own('Sales', { hasPendingGroup: true })],
    'wait',
  ],
  ['also when it is new', undefined, [own('Sales', { hasPendingGroup: true })], 'wait'],
  ['does not wait for itself', fed('Sales'), [own('Sales', { hasPendingGroup: true })], 'stay'],
  ['does not wait for nobody', fed('Support'), [own('Sales')], 'adopt Sales'],
])('a patient group %s', (_rule, before, taken, expected) => {
  expect(placed({ fed: before, taken, isPatient: true })).toBe(expected)
})

test.each<[string, NamesakeFacts[], string, string | undefined]>([
  ["another directory's organization", [namesake('SALES')], 'Sales (Globex)', 'SALES'],
  ['one made by hand', [byHand('Sales')], 'Sales (Globex)', 'Sales'],
  ['not the one that the group feeds', [byHand('Sales')], 'Sales', undefined],
  [
    'not one that this directory made for another name',
    [own('Sales', { plainNameFolded: 'support' })],
    'Sales (Globex)',
    undefined,
  ],
  ['not one whose name is only alike', [namesake('Sales (Globex)')], 'Sales', undefined],
])('a group is kept apart from %s', (_rule, taken, organizationId, expected) => {
  expect(clashOf(globex, 'Sales', taken, organizationId)?.organizationId).toBe(expected)
})

test('when every numbered name is taken the id tells them apart', () => {
  expect(placed({ taken: names.map((name) => namesake(name)) })).toBe('make Sales (Globex) g-1')
})

test.each<[string, FedFacts, string]>([
  ['with other sources stays', fed('Sales', { hasOtherSource: true }), 'fed'],
  ['of another directory stays', fed('Sales', { createdByThisDirectory: false }), 'fed'],
  ['with requests is kept', fed('Sales', { hasRequest: true }), 'kept'],
  ['with nothing else goes', fed('Sales'), 'gone'],
])('an organization that a group leaves: one %s', (_rule, left, expected) => {
  expect(fateOfLeft(left)).toBe(expected)
})

const long = 'Ü'.repeat(350)

test.each<[string, string, string]>([
  ['a plain name is kept', 'Sales & Marketing', 'Sales & Marketing'],
  ['blanks around it go', ' \tSales\u00a0\n', 'Sales'],
  [
    'control characters and line breaks become one blank',
    'Sales\u0000\u0007\r\nEast\u2028West',
    'Sales East West',
  ],
  ['characters that show nothing or turn the text go', '\ufeffSa\u200bles \u202egnirts', 'Sales gnirts'],
  ['joiners within letters and emoji stay', 'می\u200cخواهم 👩\u200d💻', 'می\u200cخواهم 👩\u200d💻'],
  ['equal characters are written alike', 'Cafe\u0301', 'Café'],
  ['of blanks alone nothing is left', ' \u0001 ', 'Group g-1'],
  ['of the invisible alone nothing is left', '\u200b', 'Group g-1'],
  ['the longest name is kept', long, long],
  ['a longer one is cut and ends with the id', `${long}!`, `${long}… g-1`],
  ['a cut never halves a character', '😀'.repeat(400), `${'😀'.repeat(350)}… g-1`],
])('the name of an organization: %s', (_rule, displayName, expected) => {
  expect(organizationName(displayName, 'g-1')).toBe(expected)
})

test('the longest names fit into an index entry with everything that keeps them apart', () => {
  const plain = organizationName('\u{1d160}'.repeat(512), '00000000-0000-7000-8000-000000000000')
  const apart = placed({
    names: candidateNames(plain, '\u4e00'.repeat(200)),
    taken: candidateNames(plain, '\u4e00'.repeat(200)).map((name) => namesake(name)),
    unique: '00000000-0000-7000-8000-000000000000',
  })
  expect(Buffer.byteLength(foldName(apart))).toBeLessThan(2_600)
})
