import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RowTap } from '../row-tap.ts'
import { countOf, type MemberRow, type MemberRun, readMember, runsOf } from './member-rows.ts'

const idOf = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

interface Sent extends MemberRow {
  /** Where the statement says it. */
  readonly groupId?: string
}

/** As PostgreSQL sends a row of `userMember` or `groupMember`; behind a page there are more columns, which are empty. */
function sent({ groupId, id, type, display }: Sent, more = 0): Buffer {
  const idBytes = (text: string) => Buffer.from(text.replaceAll('-', ''), 'hex')
  const columns = [
    groupId === undefined ? undefined : idBytes(groupId),
    display === null ? undefined : Buffer.from(display),
    idBytes(id),
    type === 'User' ? undefined : Buffer.alloc(8),
    ...Array(more).fill(undefined),
  ]
  const body = columns.flatMap((value) => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(value?.length ?? -1)
    return value ? [length, value] : [length]
  })
  const head = Buffer.from('D\0\0\0\0\0\0')
  const row = Buffer.concat([head, ...body])
  row.writeUInt32BE(row.length - 1, 1)
  row.writeUInt16BE(columns.length, 5)
  return row
}

function heard(chunks: readonly Buffer[]): MemberRun[] {
  const runs: MemberRun[] = []
  const tap = new RowTap(
    () => {},
    (bytes, at) => {
      const run = readMember(bytes, at, runs.at(-1))
      if (run) runs.push(run)
    },
    () => true,
  )
  for (const chunk of chunks) tap.take(chunk)
  return runs
}

function cut(bytes: Buffer, length: number): Buffer[] {
  const chunks = []
  for (let at = 0; at < bytes.length; at += length) chunks.push(bytes.subarray(at, at + length))
  return chunks
}

const readOf = (runs: readonly MemberRun[], saysGroup: boolean) =>
  runs.flatMap((run) => run.rows().map((row) => (saysGroup ? { groupId: run.groupId, ...row } : row)))

const member = fc.record({
  groupId: fc.integer({ min: 0, max: 2 }).map(idOf),
  id: fc.integer({ min: 0, max: 2 ** 40 }).map(idOf),
  type: fc.constantFrom('User', 'Group'),
  display: fc.option(fc.constantFrom('', 'Ann', '"\\\n', '🙂 é', 'x'.repeat(300))),
}) satisfies fc.Arbitrary<Sent>

describe('members in binary', () => {
  test.each([
    [true, 0],
    [true, 2],
    [false, 0],
  ])('are what was sent, however it is cut (its group is said: %s, empty columns: %i)', (saysGroup, more) => {
    fc.assert(
      fc.property(fc.array(member), fc.integer({ min: 1, max: 500 }), (members, length) => {
        const given = saysGroup ? members : members.map(({ groupId: _, ...rest }) => rest)
        const runs = heard(cut(Buffer.concat(given.map((one) => sent(one, more))), length))
        expect(readOf(runs, saysGroup)).toEqual(given)
        expect(countOf(runs)).toBe(given.length)
        expect(runs.map(({ displays }) => displays).reduce((a, b) => a + b, 0)).toBe(
          given.filter(({ display }) => display !== null).length,
        )
        expect(runs.at(-1)?.lastId).toBe(given.at(-1)?.id)
      }),
    )
  })

  test('that are known as texts are the same', () => {
    fc.assert(
      fc.property(fc.array(member), (members) => {
        const given = members.map(({ groupId: _, ...rest }) => rest)
        expect(readOf(runsOf(given), false)).toEqual(given)
      }),
    )
  })

  test('whose group was not said are asked for it in vain', () => {
    const [run] = runsOf([{ id: idOf(1), type: 'User', display: null }])
    expect(() => run?.groupId).toThrow('does not say whose members')
  })

  test('lie together: a thousand of one chunk are one', () => {
    const members = Array.from(
      { length: 1_000 },
      (_, n): Sent => ({ id: idOf(n), type: 'User', display: null }),
    )
    const bytes = Buffer.concat(members.map((one) => sent(one)))
    expect(heard([bytes])).toHaveLength(1)
    // Around each cut lies a row of its own, and the rest behind it.
    expect(heard(cut(bytes, 10_000)).length).toBeLessThanOrEqual(1 + 2 * Math.floor(bytes.length / 10_000))
  })

  test('begin anew where another group or another type begins', () => {
    const [a, b] = [idOf(1), idOf(2)]
    const one = (groupId: string, type: 'User' | 'Group'): Sent => ({
      groupId,
      id: idOf(9),
      type,
      display: null,
    })
    const rows = [
      one(a, 'User'),
      one(a, 'User'),
      one(b, 'User'),
      one(b, 'Group'),
      one(b, 'Group'),
      one(a, 'Group'),
    ]
    const runs = heard([Buffer.concat(rows.map((one) => sent(one)))])
    expect(runs.map(({ groupId, type, count }) => [groupId, type, count])).toEqual([
      [a, 'User', 2],
      [b, 'User', 1],
      [b, 'Group', 2],
      [a, 'Group', 1],
    ])
  })
})
