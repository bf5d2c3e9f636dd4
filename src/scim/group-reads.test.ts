import { expect, test } from 'vitest'
import { membersBesideMax } from '../storage/identity/group-members.ts'
import { type MemberRow, runsOf } from '../storage/identity/member-rows.ts'
import type { Query } from '../storage/statement.ts'
import type { ScimCall } from './call.ts'
import { getGroup } from './group-reads.ts'

const idOf = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const group = (displayName: string, version: string) => ({
  id: idOf(0),
  resource: JSON.stringify({ displayName }),
  version,
  createdAt: '2024-01-01 00:00:00+00',
  updatedAt: '2024-01-01 00:00:00+00',
})
const members = (count: number) =>
  runsOf(
    Array.from({ length: count }, (_, n): MemberRow => ({ id: idOf(n + 1), type: 'User', display: null })),
  )

/** A call whose readings are answered one after the other. */
function callThatReads(...readings: readonly (readonly unknown[][])[]) {
  const asked: string[][] = []
  const readInDirectory = async (_site: number, _directory: number, queries: readonly Query[]) => {
    asked.push(queries.map(({ name }) => name))
    return readings[asked.length - 1]
  }
  const call = {
    siteId: 1,
    directoryId: 1,
    baseUrl: 'https://help.example',
    query: new Map(),
    repairs: [],
    database: { readInDirectory },
  }
  return { call: call as unknown as ScimCall, asked }
}

const beside = [[group('Before', '1')], members(membersBesideMax + 1)]
const together = ['group-by-id', 'members-of']

test('a group that is read again for its many members is answered as it is then', async () => {
  const { call, asked } = callThatReads(beside, [[group('After', '2')], members(1)])
  const { status, etag, body } = await getGroup(call, idOf(0))
  expect([status, etag]).toEqual([200, 'W/"2"'])
  const { displayName, members: shown } = JSON.parse(String(body))
  expect([displayName, shown.length]).toEqual(['After', 1])
  expect(asked).toEqual([together, together])
})

test('a group that is gone by then is not answered', async () => {
  const { call } = callThatReads(beside, [[], []])
  await expect(getGroup(call, idOf(0))).rejects.toMatchObject({ status: 404 })
})

test('a group that brought all of its members is read once', async () => {
  const { call, asked } = callThatReads([[group('Before', '1')], members(membersBesideMax)])
  expect(JSON.parse(String((await getGroup(call, idOf(0))).body)).members).toHaveLength(membersBesideMax)
  expect(asked).toEqual([together])
})
