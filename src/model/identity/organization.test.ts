import { expect, test } from 'vitest'
import { candidateNames, chooseForNewGroup, foldName, freeName, type NamesakeFacts } from './organization.ts'

const names = candidateNames('Sales', 'Globex')
const named = (
  name: string,
  createdByDirectoryId: number | null = 1,
  organizationId = name,
): NamesakeFacts => ({
  organizationId,
  nameFolded: foldName(name),
  createdByDirectoryId,
})

test.each<[string, NamesakeFacts[], string]>([
  ['a free name is taken as it is', [], 'Sales'],
  ["another directory's organization is kept apart from", [named('SALES')], 'Sales (Globex)'],
  ['also twice', [named('sales'), named('Sales (Globex)')], 'Sales (Globex 2)'],
  ['one made by hand is kept apart from', [named('Sales', null)], 'Sales (Globex)'],
  ['one that this directory made is adopted', [named('Sales', 7, 'o1')], 'adopt o1'],
  ['a name apart is never adopted', [named('Sales'), named('Sales (Globex)', 7)], 'Sales (Globex 2)'],
])('for a new group: %s', (_rule, taken, expected) => {
  const choice = chooseForNewGroup(names, taken, 7, 'unique')
  expect(choice.kind === 'adopt' ? `adopt ${choice.organizationId}` : choice.name).toBe(expected)
})

test('when every numbered name is taken the id tells them apart', () => {
  expect(
    freeName(
      names,
      names.map((name) => named(name)),
      undefined,
      'g-1',
    ),
  ).toBe('Sales (Globex) g-1')
})

test('a renamed organization is not its own namesake', () => {
  expect(freeName(names, [named('sales', 1, 'me')], 'me', 'g-1')).toBe('Sales')
})
