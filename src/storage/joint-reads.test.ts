import { describe, expect, test } from 'vitest'
import { joinReads } from './joint-reads.ts'
import type { Query } from './statement.ts'

const keyedBy = (name: string, ...values: string[]): Query => ({
  name,
  text: `select ${name} where site_id = $1 and directory_id = $2 and id = $3`,
  values: [1, 2, ...values],
  keys: ['uuid'],
})
const plain = (name: string): Query => ({ name, text: `select ${name}`, values: [] })
const sent = (...readers: Query[][]) =>
  joinReads(readers).statements.map(({ name, values }) => [name, ...values.slice(2)].join(' '))

describe('the readings of several', () => {
  test('are one statement where only their keys differ', () => {
    expect(sent([keyedBy('user', 'a')], [keyedBy('user', 'b')], [plain('all')], [plain('all')])).toEqual([
      'user* a,b',
      'all',
      'all',
    ])
  })

  test('are of one directory', () => {
    const elsewhere = { ...keyedBy('user', 'b'), values: [1, 3, 'b'] }
    expect(sent([keyedBy('user', 'a')], [elsewhere])).toEqual(['user a', 'user b'])
  })

  test('keep the order that each has: a lock stands before what it guards', () => {
    const [hold, user] = [(id: string) => keyedBy('hold', id), (id: string) => keyedBy('user', id)]
    expect(sent([user('a')], [hold('b'), user('b')], [hold('c'), user('c')])).toEqual([
      'user a',
      'hold* b,c',
      'user* b,c',
    ])
  })

  test('are handed to each, and who finds nothing gets nothing', () => {
    const joint = joinReads([
      [keyedBy('user', 'a'), keyedBy('mail', 'a')],
      [keyedBy('user', 'b')],
      [keyedBy('user', 'c'), plain('all')],
    ])
    const rows = [
      [
        { id: 'c', nth: 3 },
        { id: 'a', nth: 1 },
      ],
      [{ mail: 'a@' }],
      [{ n: 1 }, { n: 2 }],
    ]
    expect(joint.answersOf(rows)).toEqual([
      [[{ id: 'a', nth: 1 }], [{ mail: 'a@' }]],
      [[]],
      [[{ id: 'c', nth: 3 }], [{ n: 1 }, { n: 2 }]],
    ])
    expect(joint.readersOf(0)).toEqual([0, 1, 2])
    expect(joint.readersOf(1)).toEqual([0])
  })

  test('are each a statement of their own when nobody may answer for another', () => {
    const joint = joinReads([[keyedBy('user', 'a')], [keyedBy('user', 'b')]], false)
    expect(joint.statements.map(({ name }) => name)).toEqual(['user', 'user'])
    expect(joint.answersOf([[{ id: 'a' }], []])).toEqual([[[{ id: 'a' }]], [[]]])
  })
})
