import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../model/identity/resource-filter.ts'
import { ScimError, type ScimType } from '../errors.ts'
import { compileGroupPatch } from './patch-group.ts'
import type { PatchOperation } from './patch-request.ts'

const group: JsonObject = { displayName: 'Sales', externalId: 'g-1' }

interface Row {
  name: string
  operations: PatchOperation[]
  /** Attributes that change. */
  expected?: JsonObject
  /** Changes of members; a filter is only checked for being there. */
  members?: unknown[]
  repairs?: string[]
  error?: { scimType: ScimType }
}

const add = (value: Json): PatchOperation => ({ op: 'add', path: 'members', value })
const replace = (value: Json): PatchOperation => ({ op: 'replace', path: 'members', value })
const remove = (value: Json): PatchOperation => ({ op: 'remove', path: 'members', value })
const one = (id: string): PatchOperation => ({ op: 'remove', path: `members[value eq "${id}"]` })
const added = (...ids: string[]) => ({ kind: 'add', members: ids.map((value) => ({ value })) })
const removed = (...values: string[]) => ({ kind: 'remove', values })
const replaced = (...ids: string[]) => ({ kind: 'replace', members: ids.map((value) => ({ value })) })
const matching = { kind: 'removeMatching', filter: expect.anything() }

const rows: Row[] = [
  {
    name: 'P4 a removal with a value array removes only those',
    operations: [remove([{ $ref: null, value: 'u1' }])],
    members: [removed('u1')],
    repairs: ['removesOnlyGiven'],
  },
  {
    name: 'a removal of null removes nobody',
    operations: [remove(null)],
    repairs: ['nullRemovesNobody'],
  },
  {
    name: 'a removal without a value removes everybody',
    operations: [{ op: 'remove', path: 'members' }],
    members: [replaced()],
  },
  { name: 'P4 an addition', operations: [add([{ $ref: null, value: 'u1' }])], members: [added('u1')] },
  { name: 'P5 a removal by path', operations: [one('u1')], members: [removed('u1')] },
  {
    name: 'P15 a rename speaks of no members',
    operations: [{ op: 'replace', value: { id: 'own-id', displayName: 'Support' } }],
    expected: { displayName: 'Support' },
    repairs: ['readOnlyIgnored'],
  },
  {
    name: 'P16 members without a path are replaced',
    operations: [{ op: 'replace', value: { members: [{ value: 'u1' }] } }],
    members: [replaced('u1')],
  },
  {
    name: 'P16 … or added',
    operations: [{ op: 'add', value: { members: [{ value: 'u1' }] } }],
    members: [added('u1')],
  },
  {
    name: 'P17 removal and addition in one request',
    operations: [one('u1'), add([{ value: 'u2', display: 'test.user@okta.local' }])],
    members: [removed('u1'), { kind: 'add', members: [{ value: 'u2', display: 'test.user@okta.local' }] }],
  },
  { name: 'P17 the empty group', operations: [replace([])], members: [replaced()] },
  {
    name: 'P20 authentik repeats schemas and id',
    operations: [
      {
        op: 'replace',
        value: {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
          id: 'own-id',
          externalId: 'pk',
          displayName: 'Sales',
        },
      },
    ],
    expected: { externalId: 'pk' },
    repairs: ['readOnlyIgnored'],
  },
  {
    name: 'P21 one operation for each member',
    operations: [add([{ value: 'u1' }]), add([{ value: 'u2' }]), remove([{ value: 'u3' }])],
    members: [removed('u3'), added('u1', 'u2')],
    repairs: ['removesOnlyGiven'],
  },
  { name: 'P24 null empties', operations: [replace(null)], members: [replaced()] },
  {
    name: 'Postman: members as texts',
    operations: [add(['string id 1'])],
    members: [added('string id 1')],
    repairs: ['objectFromText'],
  },
  {
    name: 'Postman: one text',
    operations: [add('string id 1')],
    members: [added('string id 1')],
    repairs: ['listFromSingle', 'objectFromText'],
  },
  {
    name: 'one object where a list belongs',
    operations: [remove({ value: 'u1' })],
    members: [removed('u1')],
    repairs: ['listFromSingle', 'removesOnlyGiven'],
  },
  {
    name: 'a type is kept, none is none',
    operations: [add([{ value: 'g2', type: 'Group' }, { value: 'u1' }])],
    members: [{ kind: 'add', members: [{ value: 'g2', type: 'Group' }, { value: 'u1' }] }],
  },
  {
    name: '3.5.2.2 a removal without a value empties',
    operations: [{ op: 'remove', path: 'members' }],
    members: [replaced()],
  },
  {
    name: 'a removal of no one removes no one',
    operations: [remove([])],
    members: [],
    repairs: ['removesOnlyGiven'],
  },
  { name: 'an addition of no one adds no one', operations: [add([]), add(null)], members: [] },
  {
    name: 'a removal of several by path',
    operations: [{ op: 'remove', path: 'members[value eq "a" or (value eq "b" or VALUE eq "c")]' }],
    members: [removed('a', 'b', 'c')],
  },
  {
    name: 'a filter that is more than ids is for storage',
    operations: [
      add([{ value: 'u1' }]),
      { op: 'remove', path: 'members[type eq "Group"]' },
      add([{ value: 'u1' }]),
    ],
    members: [added('u1'), matching, added('u1')],
  },
  {
    name: 'of an addition and a removal of the same id the later counts',
    operations: [add([{ value: 'u1' }, { value: 'u2' }]), one('u1'), one('u3'), add([{ value: 'u3' }])],
    members: [removed('u1'), added('u2', 'u3')],
  },
  {
    name: 'a replacement swallows what came before and takes in what comes after',
    operations: [
      add([{ value: 'u1' }]),
      { op: 'remove', path: 'members[type eq "Group"]' },
      replace([{ value: 'u2' }, { value: 'u3' }]),
      add([{ value: 'u4' }]),
      one('u2'),
      one('u9'),
    ],
    members: [replaced('u3', 'u4')],
  },
  {
    name: 'adding a member by its path',
    operations: [{ op: 'add', path: 'members[value eq "u1"]', value: { display: 'Babs' } }],
    members: [{ kind: 'add', members: [{ value: 'u1', display: 'Babs' }] }],
  },
  {
    name: 'replacing a member by itself keeps it',
    operations: [{ op: 'replace', path: 'members[value eq "u1"]', value: [{ value: 'u1' }] }],
    members: [added('u1')],
  },
  {
    name: 'replacing a member by another exchanges them',
    operations: [{ op: 'replace', path: 'members[value eq "u1"]', value: { value: 'u2' } }],
    members: [removed('u1'), added('u2')],
  },
  {
    name: 'replacing a member by null removes it',
    operations: [{ op: 'replace', path: 'members[value eq "u1"]', value: null }],
    members: [removed('u1')],
  },
  {
    name: 'adding another member than the path says is refused',
    operations: [{ op: 'add', path: 'members[value eq "u1"]', value: { value: 'u2' } }],
    error: { scimType: 'mutability' },
  },
  {
    name: 'writing members by a filter that names none is refused',
    operations: [{ op: 'replace', path: 'members[type eq "User"]', value: { value: 'u2' } }],
    error: { scimType: 'noTarget' },
  },
  {
    name: 'a member does not change (7643 4.2)',
    operations: [{ op: 'replace', path: 'members[value eq "u1"].display', value: 'x' }],
    error: { scimType: 'mutability' },
  },
  {
    name: 'a member without a value is refused',
    operations: [add([{ display: 'x' }])],
    error: { scimType: 'invalidValue' },
  },
  {
    name: 'a group keeps its name',
    operations: [{ op: 'remove', path: 'displayName' }],
    error: { scimType: 'mutability' },
  },
  {
    name: 'an attribute that is set to what it is does not change',
    operations: [{ op: 'replace', path: 'displayName', value: 'Sales' }],
  },
  {
    name: 'all or none',
    operations: [add([{ value: 'u1' }]), { op: 'replace', path: 'shoeSize', value: 1 }],
    error: { scimType: 'invalidPath' },
  },
]

/** What a group has after changes: the meaning that storage must give them. */
function apply(
  members: ReadonlySet<string>,
  changes: ReturnType<typeof compileGroupPatch>['members'],
): Set<string> {
  const now = new Set(members)
  for (const change of changes) {
    if (change.kind === 'replace') now.clear()
    if (change.kind === 'remove') for (const id of change.values) now.delete(id)
    if (change.kind === 'add' || change.kind === 'replace')
      for (const { value } of change.members) now.add(value)
  }
  return now
}

describe('a PATCH of a group', () => {
  test.each(rows)('$name', ({ operations, expected = {}, members = [], repairs = [], error }) => {
    const patch = () => {
      const { members, applyTo } = compileGroupPatch(operations, undefined, 'own-id')
      return { members, ...applyTo(Object.freeze({ ...group })) }
    }
    if (error) {
      expect(patch).toThrow(expect.objectContaining(error))
      return
    }
    const result = patch()
    expect(result.resource).toEqual({ ...group, ...expected })
    expect(result.changed).toBe(Object.keys(expected).length > 0)
    expect(result.members).toEqual(members)
    expect(result.repairs.toSorted()).toEqual(repairs.toSorted())
  })

  test('all operations at once mean what each after the other means', () => {
    const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 })
    const members = ids.map((some) => some.map((value) => ({ value })))
    const operation = fc.oneof(
      members.map(add),
      members.map(remove),
      members.map(replace),
      fc.constantFrom('a', 'b', 'c').map(one),
    )
    fc.assert(
      fc.property(ids, fc.array(operation), (before, operations) => {
        let step = new Set<string>(before)
        for (const single of operations) step = apply(step, compileGroupPatch([single]).members)
        const changes = compileGroupPatch(operations).members
        expect(apply(new Set(before), changes)).toEqual(step)
        expect(changes.length).toBeLessThanOrEqual(2)
      }),
    )
  })

  test('whatever arrives is done or refused', () => {
    const path = fc.constantFrom(
      'members',
      'members[value eq "a"]',
      'members[display pr]',
      'members.value',
      'displayName',
      'id',
    )
    const value = fc.oneof(
      fc.jsonValue(),
      fc.array(fc.record({ value: fc.jsonValue() })),
    ) as fc.Arbitrary<Json>
    const op = fc.constantFrom<PatchOperation['op']>('add', 'replace', 'remove')
    const operation = fc.oneof(
      fc.record({ op, path, value }),
      fc.record({ op, value: fc.dictionary(path, value) as fc.Arbitrary<Json> }),
      fc.record({ op }),
    )
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        try {
          compileGroupPatch(operations).applyTo(Object.freeze({ ...group }))
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('ten thousand operations take about ten times as long as a thousand', () => {
    const once = (count: number): number => {
      const operations = Array.from({ length: count }, (_, i) =>
        i % 2 ? one(`u${i}`) : add([{ value: `u${i}` }]),
      )
      const start = performance.now()
      compileGroupPatch(operations).applyTo(group)
      return performance.now() - start
    }
    // The fastest of some is the one that nothing else on the machine was in the way of.
    const millis = (count: number) => Math.min(...Array.from({ length: 5 }, () => once(count)))
    millis(1000)
    // Quadratic work would take four hundred times as long, linear work twenty; the bound leaves room for a busy machine.
    expect(millis(20_000)).toBeLessThan(150 * Math.max(millis(1000), 2))
  })
})
