import { describe, expect, test } from 'vitest'
import {
  isSeenByNobody,
  maySeePortal,
  type PortalPerson,
  type PortalSight,
  portalKeyPattern,
} from './portal.ts'

const customer = (organizationIds: string[] = [], directoryIds: number[] = []): PortalPerson => ({
  kind: 'customer',
  organizationIds,
  directoryIds,
})
const people = {
  nobody: { kind: 'nobody' },
  stranger: customer(),
  globex: customer(['globex']),
  entra: customer([], [7]),
  member: { kind: 'staff', role: 'member' },
  auditor: { kind: 'staff', role: 'auditor' },
  agent: { kind: 'staff', role: 'agent' },
  owner: { kind: 'staff', role: 'owner' },
} as const satisfies { readonly [name: string]: PortalPerson }

const portal = (change: Partial<PortalSight>): PortalSight => ({
  audience: 'named',
  forMembers: false,
  organizationIds: [],
  directoryIds: [],
  isArchived: false,
  ...change,
})
const everybody = Object.keys(people)

describe('who may see a portal', () => {
  test.each<[string, Partial<PortalSight>, readonly string[]]>([
    ['for anyone', { audience: 'anyone' }, everybody],
    ['for who is signed in', { audience: 'signed-in' }, everybody.slice(1)],
    ['that names nobody', {}, ['agent', 'owner']],
    ['that names members', { forMembers: true }, ['member', 'auditor', 'agent', 'owner']],
    ['that names an organization', { organizationIds: ['initech', 'globex'] }, ['globex', 'agent', 'owner']],
    ['that names a directory', { directoryIds: [7] }, ['entra', 'agent', 'owner']],
    [
      'that names several',
      { organizationIds: ['globex'], directoryIds: [7], forMembers: true },
      ['globex', 'entra', 'member', 'auditor', 'agent', 'owner'],
    ],
    ['for anyone, archived', { audience: 'anyone', isArchived: true }, []],
    // Whom it named before counts no more, and would again.
    [
      'for who is signed in, with names of before',
      { audience: 'signed-in', directoryIds: [9] },
      everybody.slice(1),
    ],
  ])('one %s', (_what, change, seen) => {
    const sees = Object.entries(people).filter(([, person]) => maySeePortal(portal(change), person))
    expect(sees.map(([name]) => name)).toEqual(seen)
  })
})

test.each<[Partial<PortalSight>, boolean]>([
  [{}, true],
  [{ forMembers: true }, false],
  [{ organizationIds: ['globex'] }, false],
  [{ directoryIds: [7] }, false],
  [{ audience: 'signed-in' }, false],
])('whether %j is seen by nobody: %s', (change, expected) => {
  expect(isSeenByNobody(portal(change))).toBe(expected)
})

test.each([
  ['SUP', true],
  ['IT2', true],
  ['ABCDEFGHIJ', true],
  ['S', false],
  ['2IT', false],
  ['sup', false],
  ['SU-P', false],
  ['ABCDEFGHIJK', false],
  ['ÄB', false],
  ['SUP\n', false],
])('a key of requests: %j is %s', (key, fits) => {
  expect(portalKeyPattern.test(key)).toBe(fits)
})
