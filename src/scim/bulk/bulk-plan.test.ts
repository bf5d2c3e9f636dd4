import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PlannedOperation, planBulk, type Step } from './bulk-plan.ts'
import { bulkIdIn } from './bulk-references.ts'

const create = (creates: string, ...refers: string[]): PlannedOperation => ({
  creates,
  deletes: false,
  names: new Set(refers.map((bulkId) => `bulkId:${bulkId}`)),
})
const change = (target: string, ...names: string[]): PlannedOperation => ({
  target,
  deletes: false,
  names: new Set(names),
})
const remove = (target: string): PlannedOperation => ({ target, deletes: true, names: new Set() })

const inWords = (steps: readonly Step[]) =>
  steps.map((step) => {
    if (step.kind === 'complete') return `complete ${step.index}`
    return step.without.size === 0 ? step.index : `${step.index} without ${[...step.without].join(', ')}`
  })

describe('the order of the request, except that', () => {
  test.each<[string, PlannedOperation[], (number | string)[]]>([
    [
      'nothing refers to anything: it is kept',
      [create('a'), remove('1'), change('2'), create('b')],
      [0, 1, 2, 3],
    ],
    ['a reference backwards changes nothing', [create('a'), create('b', 'a')], [0, 1]],
    ['a creation waits for what comes later', [create('a', 'c'), create('b'), create('c')], [1, 2, 0]],
    ['a change waits for what it adds', [change('1', 'bulkId:a'), remove('2'), create('a')], [1, 2, 0]],
    ['what is addressed is created first', [change('bulkId:a'), create('a')], [1, 0]],
    [
      'changes of one resource keep their order',
      [change('1', 'bulkId:a'), change('1'), create('a')],
      [2, 0, 1],
    ],
    [
      'a deletion waits for the change before it that names the same',
      [change('1', '2', 'bulkId:a'), remove('2'), create('a')],
      [2, 0, 1],
    ],
    [
      'a change waits for the deletion before it of what it names',
      [change('bulkId:a'), remove('bulkId:a'), change('1', 'bulkId:a'), create('a')],
      [3, 0, 1, 2],
    ],
    ['an unknown bulkId is waited for by nobody', [create('a', 'x'), create('b')], [0, 1]],
    ['two groups in each other', [create('a', 'b'), create('b', 'a')], ['0 without b', 1, 'complete 0']],
    ['a group in itself', [create('a', 'a')], ['0 without a', 'complete 0']],
    [
      'a circle behind which others wait',
      [create('x', 'a'), create('a', 'b'), create('b', 'c'), create('c', 'a'), create('y')],
      [4, '1 without b', 0, 3, 2, 'complete 1'],
    ],
    [
      'what changes a resource of a circle waits until it is complete; what names it does not',
      [create('a', 'b'), change('bulkId:a'), change('1', 'bulkId:a'), create('b', 'a')],
      ['0 without b', 2, 3, 'complete 0', 1],
    ],
    [
      'three, each in each',
      [create('a', 'b', 'c'), create('b', 'a', 'c'), create('c', 'a', 'b')],
      ['0 without b, c', '1 without c', 2, 'complete 0', 'complete 1'],
    ],
  ])('%s', (_name, operations, expected) => {
    expect(inWords(planBulk(operations, bulkIdIn))).toEqual(expected)
  })
})

const names = ['a', 'b', 'c', 'd', 'e', 'f']
const anyCreations = fc
  .uniqueArray(fc.constantFrom(...names), { minLength: 1 })
  .chain((chosen) =>
    fc.tuple(...chosen.map((name) => fc.subarray(names).map((refers) => create(name, ...refers)))),
  )
const existing = ['1', '2']
const ids = fc.constantFrom(...existing, ...names.map((name) => `bulkId:${name}`))
const anyChange = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(ids, fc.array(ids, { maxLength: 3 })).map(([id, named]) => change(id, ...named)),
  },
  { weight: 1, arbitrary: ids.map(remove) },
)

/** Puts the second list's elements between those of the first, each list in its own order. */
const mixed = <T>(first: readonly T[], second: readonly T[]) =>
  fc
    .array(fc.boolean(), { minLength: first.length + second.length, maxLength: first.length + second.length })
    .map((turns) => {
      const [left, right] = [[...first], [...second]]
      return turns.flatMap(
        (turn) => ((turn ? left.shift() : right.shift()) ?? left.shift() ?? right.shift()) as T,
      )
    })
const anyRequest = fc
  .tuple(anyCreations, fc.array(anyChange, { maxLength: 6 }))
  .chain(([creations, changes]) => mixed<PlannedOperation>(creations, changes))

test('whatever refers to whatever: each has its turn once, and none before what it refers to, unless that is added later', () => {
  let circles = 0
  fc.assert(
    fc.property(anyRequest, (operations) => {
      const steps = planBulk(operations, bulkIdIn)
      const performed = steps.filter((step) => step.kind === 'perform')
      expect(performed.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([...operations.keys()])
      const turnOf = (kind: Step['kind'], index: number) =>
        steps.findIndex((step) => step.kind === kind && step.index === index)
      const turnOfCreation = (id: string) => {
        const creator = operations.findIndex(
          ({ creates }) => creates !== undefined && `bulkId:${creates}` === id,
        )
        return creator < 0 ? undefined : turnOf('perform', creator)
      }
      for (const { index, without } of performed) {
        const operation = operations[index] as PlannedOperation
        const turn = turnOf('perform', index)
        const completion = turnOf('complete', index)
        expect(completion >= 0).toBe(without.size > 0)
        if (without.size > 0) {
          circles++
          expect(operation.creates).toBeDefined()
        }
        for (const id of [...operation.names, operation.target ?? '']) {
          const creation = turnOfCreation(id)
          if (creation === undefined) continue
          expect(creation).toBeLessThan(without.has(id.slice('bulkId:'.length)) ? completion : turn)
        }
        if (operation.target?.startsWith('bulkId:')) {
          const creator = operations.findIndex(({ creates }) => `bulkId:${creates}` === operation.target)
          expect(turn).toBeGreaterThan(turnOf('complete', creator))
        }
      }
    }),
    { numRuns: 2_000, seed: 20_260_101 },
  )
  expect(circles).toBeGreaterThan(100)
})

test('without a circle nothing is left out', () => {
  const acyclic = anyRequest.filter((operations) => {
    const refersTo = new Map(
      operations.flatMap(({ creates, names }) => (creates ? [[creates, names] as const] : [])),
    )
    const reaches = (from: string, seen: Set<string>): boolean =>
      [...(refersTo.get(from) ?? [])].some((id) => {
        const next = id.slice('bulkId:'.length)
        return seen.has(next) || reaches(next, new Set([...seen, next]))
      })
    return [...refersTo.keys()].every((name) => !reaches(name, new Set([name])))
  })
  fc.assert(
    fc.property(acyclic, (operations) => {
      const steps = planBulk(operations, bulkIdIn)
      expect(steps).toHaveLength(operations.length)
      expect(steps.every((step) => step.kind === 'perform' && step.without.size === 0)).toBe(true)
    }),
    { numRuns: 500, seed: 20_260_101 },
  )
})

/** What a server would come to: resources with what they name, and whether each change succeeded. */
function performed(operations: readonly PlannedOperation[], order: readonly number[]) {
  const resources = new Map<string, string[]>(existing.map((id) => [id, []]))
  const outcome = new Map<number, string>()
  for (const index of order) {
    const { creates, target, deletes, names } = operations[index] as PlannedOperation
    const place = creates === undefined ? (target as string) : `bulkId:${creates}`
    const isThere = resources.has(place)
    if (creates === undefined && !isThere) outcome.set(index, 'not found')
    else if (deletes) {
      resources.delete(place)
      for (const [other, named] of resources)
        resources.set(
          other,
          named.filter((id) => id !== place),
        )
      outcome.set(index, 'deleted')
    } else if ([...names].some((id) => !resources.has(id))) outcome.set(index, 'unknown member')
    else {
      // The last word counts, as it does for PUT: an order that is not kept shows.
      resources.set(place, [...names])
      outcome.set(index, `done by ${index}`)
    }
  }
  return {
    resources: Object.fromEntries([...resources].toSorted()),
    outcome: [...outcome].toSorted(([a], [b]) => a - b),
  }
}

test('wherever the creations stand, the result is that of creating first and then performing everything in order', () => {
  const withoutCircle = fc
    .subarray(names, { minLength: 1 })
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map((name, n) =>
          fc.subarray(chosen.slice(0, n)).map((refers): PlannedOperation => create(name, ...refers)),
        ),
      ),
    )
  const request = fc
    .tuple(withoutCircle, fc.array(anyChange, { maxLength: 8 }))
    .chain(([creations, changes]) =>
      fc
        .shuffledSubarray(creations, { minLength: creations.length, maxLength: creations.length })
        .chain((shuffled) => mixed<PlannedOperation>(shuffled, changes))
        .map((operations) => ({
          operations,
          first: creations.map((creation) => operations.indexOf(creation)),
        })),
    )
  fc.assert(
    fc.property(request, ({ operations, first }) => {
      // A change may name what an earlier operation deletes; creations that do so are decided by where they stand.
      const named = new Set(operations.flatMap(({ creates, names }) => (creates ? [...names] : [])))
      fc.pre(operations.every(({ deletes, target }) => !deletes || !named.has(target ?? '')))
      const rest = operations.flatMap(({ creates }, index) => (creates === undefined ? [index] : []))
      const planned = planBulk(operations, bulkIdIn).map(({ index }) => index)
      expect(performed(operations, planned)).toEqual(performed(operations, [...first, ...rest]))
    }),
    { numRuns: 2_000, seed: 20_260_101 },
  )
})
