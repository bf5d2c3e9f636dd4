import { expect, test } from 'vitest'
import { type AssertedFacts, ownGroupsMax, planAsserted, ruledGroupsMax } from './asserted-plan.ts'
import type { MappingRule } from './group-mapping.ts'

const sales = '00000000-0000-7000-8000-0000000000a1'
const support = '00000000-0000-7000-8000-0000000000a2'
const team = '00000000-0000-7000-8000-0000000000b1'
const objectId = 'b65a4d41-3c5e-4a1e-9a3f-0e6c1d2f3a4b'
const rule = (subject: MappingRule['subject'], value: string, organizationId: string | null = team) =>
  ({ subject, way: 'exact', value, organizationId }) as const
const mirrored = [
  { groupId: sales, displayName: 'Sales', externalId: objectId },
  { groupId: support, displayName: 'Support', externalId: null },
]
const facts = (change: Partial<AssertedFacts> = {}): AssertedFacts => ({
  mapping: { rules: [], unmatched: 'own' },
  mirrored: [],
  known: [],
  total: 0,
  ...change,
})
const own = (name: string) => ({ name, target: { kind: 'own' } })
const byRule = (name: string) => ({ name, target: { kind: 'organization', organizationId: team } })

test.each<[string, readonly string[], AssertedFacts, readonly string[], readonly unknown[]]>([
  ['by default each is an organization of its own', ['Sales'], facts(), [], [own('Sales')]],
  ['an id is the name of no organization', [objectId, 'S-1-5-21-3623811015-513'], facts(), [], []],
  [
    'a rule takes it by its name',
    ['Sales'],
    facts({ mapping: { rules: [rule('name', 'sales')], unmatched: 'nothing' } }),
    [],
    [byRule('Sales')],
  ],
  [
    'or by its id',
    [objectId],
    facts({ mapping: { rules: [rule('id', objectId)], unmatched: 'own' } }),
    [],
    [byRule(objectId)],
  ],
  [
    'what a rule keeps out leads nowhere',
    ['Sales'],
    facts({ mapping: { rules: [rule('name', 'Sales', null)], unmatched: 'own' } }),
    [],
    [],
  ],
  [
    'nor does what no rule takes, where that is nothing',
    ['Sales'],
    facts({ mapping: { rules: [], unmatched: 'nothing' } }),
    [],
    [],
  ],
  ['SCIM’s group is meant by its external id', [objectId], facts({ mirrored }), [sales], []],
  ['by its id here', [support.toUpperCase()], facts({ mirrored }), [support], []],
  ['by its name', ['SUPPORT'], facts({ mirrored }), [support], []],
  [
    'of two of one name neither',
    ['Sales'],
    facts({ mirrored: [...mirrored, { groupId: support, displayName: 'sales', externalId: null }] }),
    [],
    [own('Sales')],
  ],
  ['twice said it is one', [objectId, 'Sales'], facts({ mirrored }), [sales], []],
  [
    'a known one is not made again',
    ['Ärzte'],
    facts({ known: [{ groupId: support, nameFolded: 'ärzte' }] }),
    [support],
    [],
  ],
])('%s', (_name, names, given, groupIds, make) => {
  expect(planAsserted(names, given)).toEqual({ groupIds, make, noRoom: 0 })
})

test('so many organizations of their own sign-ins may name, and no more; a rule of the site goes on beyond', () => {
  const rules = [rule('name', 'Sales')]
  const mapping = { rules, unmatched: 'own' } as const
  const known = [{ groupId: support, nameFolded: 'support' }]
  const names = ['One', 'Two', 'Sales', 'Support']
  expect(planAsserted(names, facts({ mapping, known, total: ownGroupsMax - 1 }))).toEqual({
    groupIds: [support],
    make: [own('One'), byRule('Sales')],
    noRoom: 1,
  })
  expect(planAsserted(names, facts({ mapping, known, total: ruledGroupsMax }))).toEqual({
    groupIds: [support],
    make: [],
    noRoom: 3,
  })
})
