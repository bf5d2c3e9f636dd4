import { expect, test } from 'vitest'
import {
  covers,
  findConflict,
  type MappedGroup,
  type MappingRule,
  type RuleCondition,
  takes,
  targetOf,
} from './group-mapping.ts'

const group = (displayName: string, externalId: string | null = null): MappedGroup => ({
  id: 'own-id',
  displayName,
  externalId,
})

/** `name exact Sales` as a condition. */
function condition(text: string): RuleCondition {
  const [subject, way, ...value] = text.split(' ')
  return { subject, way, value: value.join(' ') } as RuleCondition
}

test.each<[string, MappedGroup, boolean]>([
  ['name exact Sales', group('Sales'), true],
  ['name exact Sales', group('SALES'), true],
  ['name exact Sales', group('  Sa\u200bles\u0007 '), true],
  ['name exact Sales', group('Sales EMEA'), false],
  ['name exact Straße', group('STRASSE'), false],
  ['name prefix Sales', group('sales emea'), true],
  ['name prefix Sales', group('Sales'), true],
  ['name prefix Sales', group('Presales'), false],
  ['name pattern *sales*', group('Presales EMEA'), true],
  ['name pattern Team ?', group('Team A'), true],
  ['name pattern Team ?', group('Team AB'), false],
  ['name pattern Team ?', group('Team \u{1f600}'), true],
  ['name pattern *', group('anything'), true],
  ['name pattern a*b*c', group('a--b--b--c'), true],
  ['name pattern a*b*c', group('a--b--'), false],
  ['name exact *', group('anything'), false],
  ['name pattern a.c', group('abc'), false],
  ['id exact OWN-ID', group('Sales'), true],
  ['id exact 7f3', group('Sales', '7F3'), true],
  ['id prefix 7f', group('7f', null), false],
  ['name exact 7f3', group('Sales', '7f3'), false],
])('%s takes %j: %s', (text, one, expected) => {
  expect(takes(condition(text), one)).toBe(expected)
})

test('no pattern keeps the server busy', () => {
  const pattern = condition(`name pattern ${'a*'.repeat(100)}b`)
  const begun = performance.now()
  expect(takes(pattern, group('a'.repeat(5_000)))).toBe(false)
  expect(performance.now() - begun).toBeLessThan(500)
})

test.each<[string, string, boolean]>([
  ['name prefix Sales', 'name exact Sales EMEA', true],
  ['name exact Sales EMEA', 'name prefix Sales', false],
  ['name prefix Sales', 'name prefix SALES E', true],
  ['name prefix Sales E', 'name prefix Sales', false],
  ['name pattern *', 'name prefix Sales', true],
  ['name pattern *', 'name pattern ?*', true],
  ['name pattern ?*', 'name pattern *', false],
  ['name pattern S*s', 'name exact Sales', true],
  ['name pattern S*', 'name pattern Sa*es', true],
  ['name pattern S?les', 'name pattern S*les', false],
  ['name pattern S*les', 'name pattern S?les', true],
  ['name exact Sales', 'name exact sales', true],
  ['name exact Sales', 'id exact Sales', false],
])('%s covers %s: %s', (wide, narrow, expected) => {
  expect(covers(condition(wide), condition(narrow))).toBe(expected)
})

const rule = (text: string, organizationId: string | null): MappingRule => ({
  ...condition(text),
  organizationId,
})

test('the first rule that takes a group decides; what none takes has its own organization, or nothing', () => {
  const rules = [
    rule('name exact Sales EMEA', 'emea'),
    rule('name prefix Sales', 'sales'),
    rule('name exact All', null),
  ]
  const target = (name: string, unmatched: 'own' | 'nothing' = 'own') =>
    targetOf({ rules, unmatched }, group(name))
  expect(target('sales emea')).toEqual({ kind: 'organization', organizationId: 'emea' })
  expect(target('Sales APAC')).toEqual({ kind: 'organization', organizationId: 'sales' })
  expect(target('All')).toEqual({ kind: 'nothing' })
  expect(target('Ops')).toEqual({ kind: 'own' })
  expect(target('Ops', 'nothing')).toEqual({ kind: 'nothing' })
})

test('of two rules the second must be able to decide something', () => {
  const narrowFirst = [rule('name exact Sales EMEA', 'emea'), rule('name prefix Sales', 'sales')]
  expect(findConflict(narrowFirst)).toBeUndefined()
  expect(findConflict(narrowFirst.toReversed())).toEqual({ kind: 'contradiction', first: 0, second: 1 })
  expect(
    findConflict([rule('id exact 1', 'a'), rule('name exact x', 'a'), rule('name exact X', 'a')]),
  ).toEqual({ kind: 'repetition', first: 1, second: 2 })
  expect(findConflict([rule('name pattern A*', null), rule('name prefix A', 'a')])).toEqual({
    kind: 'contradiction',
    first: 0,
    second: 1,
  })
})
