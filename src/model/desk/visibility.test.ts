import { expect, test } from 'vitest'
import { maySteer, type SharedRequest, type Sight, sightOf, sightOfAsker, type Viewer } from './visibility.ts'

const ann = { kind: 'customer', id: 'ann' } as const
const joined = new Date('2026-01-02T00:00:00Z')
const before = new Date('2026-01-01T00:00:00Z')
const after = new Date('2026-01-03T00:00:00Z')
const others: SharedRequest = { requester: { kind: 'customer', id: 'bob' }, shares: [], participants: [] }
const viewer: Viewer = {
  person: ann,
  isActive: true,
  memberships: [{ organizationId: 'globex', seesSince: joined }],
}
const sharedAt = (at: Date, organizationId = 'globex'): SharedRequest => ({
  ...others,
  shares: [{ organizationId, sharedAt: at }],
})
const takesPart = (viaOrganizationId: string | null): SharedRequest => ({
  ...others,
  participants: [{ person: ann, viaOrganizationId }],
})

test.each<[string, SharedRequest, Partial<Viewer>, Sight['by'] | undefined]>([
  ['one’s own', { ...others, requester: ann }, {}, 'requester'],
  ['one’s own, after being deactivated', { ...others, requester: ann }, { isActive: false }, undefined],
  ['somebody else’s', others, {}, undefined],
  [
    'one of the staff with the same id',
    { ...others, requester: { kind: 'staff', id: 'ann' } },
    {},
    undefined,
  ],
  ['shared with an organization since one joined', sharedAt(after), {}, 'organization'],
  ['shared at the moment of joining', sharedAt(joined), {}, 'organization'],
  ['shared before one joined', sharedAt(before), {}, undefined],
  [
    'shared before one joined, where earlier ones are shown',
    sharedAt(before),
    { memberships: [{ organizationId: 'globex', seesSince: undefined }] },
    'organization',
  ],
  ['shared with an organization that one left', sharedAt(after), { memberships: [] }, undefined],
  ['shared with another organization', sharedAt(after, 'initech'), {}, undefined],
  ['one takes part by name', takesPart(null), { memberships: [] }, 'participant'],
  ['one takes part as somebody of an organization', takesPart('globex'), {}, 'participant'],
  ['the same, after leaving it', takesPart('globex'), { memberships: [] }, undefined],
  ['one takes part, after being deactivated', takesPart(null), { isActive: false }, undefined],
])('%s', (_rule, request, given, expected) => {
  expect(sightOfAsker(request, { ...viewer, ...given })?.by).toBe(expected)
})

const staff = { kind: 'staff', id: 'uwe' } as const

test.each<[string, Viewer['role'], boolean, Sight['by'] | undefined]>([
  ['an agent sees all at the console', 'agent', true, 'agent'],
  ['so does an auditor', 'auditor', true, 'agent'],
  ['a member does not', 'member', true, undefined],
  ['nor does an agent who was disabled', 'agent', false, undefined],
])('%s', (_rule, role, isActive, expected) => {
  const who = { person: staff, isActive, memberships: [], ...(role && { role }) }
  expect(sightOf(others, who)?.by).toBe(expected)
  expect(sightOfAsker(others, who)).toBeUndefined()
})

test.each<[Sight | undefined, boolean]>([
  [{ by: 'requester' }, true],
  [{ by: 'agent' }, true],
  [{ by: 'participant' }, false],
  [{ by: 'organization', organizationId: 'globex' }, false],
  [undefined, false],
])('%s steers a request: %s', (sight, expected) => {
  expect(maySteer(sight)).toBe(expected)
})
