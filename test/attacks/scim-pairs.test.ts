// Two identity providers' threads write at once. For every pair of operations on one resource: what both are answered and
// what is left, in the mirror and among people, is what one of the two orders gives, one after the other.
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CopiedWorlds } from '../fixtures/copied-worlds.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import type { ScimResponse } from '../fixtures/scim-client.ts'
import {
  answered,
  type Deed,
  makeWorld,
  type Outcome,
  stateOf,
  type World,
} from '../fixtures/two-operations.ts'
import { core, messages } from '../fixtures/urns.ts'

let running: RunningApp
let worlds: CopiedWorlds

beforeAll(async () => {
  running = await runningApp()
  worlds = await CopiedWorlds.of(await makeWorld(running))
})
afterAll(async () => {
  await worlds.end()
  await running.close()
})

type Deeds = { readonly [name: string]: Deed }

const onUser =
  (...operations: object[]): Deed =>
  ({ scim, ids }) =>
    scim.patch(`/Users/${ids.ann}`, ...operations)
const onGroup =
  (operationsOf: (ids: World['ids']) => object[]): Deed =>
  ({ scim, ids }) =>
    scim.patch(`/Groups/${ids.sales}`, ...operationsOf(ids))
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value })
const add = (...values: string[]) => ({
  op: 'add',
  path: 'members',
  value: values.map((value) => ({ value })),
})
/** A PATCH of who knows which version it changes. */
const matching =
  (path: (ids: World['ids']) => string, operation: object): Deed =>
  ({ scim, ids }) =>
    scim.send(
      'PATCH',
      path(ids),
      { schemas: [`${messages}:PatchOp`], Operations: [operation] },
      { 'if-match': 'W/"1"' },
    )

const userDeeds: Deeds = {
  'a PUT': ({ scim, ids }) =>
    scim.send('PUT', `/Users/${ids.ann}`, {
      schemas: [`${core}:User`],
      userName: 'ann@globex.com',
      displayName: 'Ann Put',
      emails: [{ value: 'put@globex.com', type: 'work' }],
    }),
  'a PATCH of a text': onUser(replace('displayName', 'Ann Lee')),
  'a PATCH of the same text': onUser(replace('displayName', 'Ann Meyer')),
  'a PATCH of the address': onUser(replace('emails[type eq "work"].value', 'ann.lee@globex.com')),
  'an addition to a list': onUser({ op: 'add', path: 'roles', value: [{ value: 'Admin' }] }),
  'a removal of a list': onUser({ op: 'remove', path: 'roles' }),
  'a removal of the addresses': onUser({ op: 'remove', path: 'emails' }),
  'a deactivation': onUser(replace('active', false)),
  'an activation': onUser(replace('active', true)),
  'a rename': onUser(replace('userName', 'ann.lee@globex.com')),
  'a PATCH of one version': matching(({ ann }) => `/Users/${ann}`, replace('title', 'Lead')),
  'a deletion': ({ scim, ids }) => scim.delete(`/Users/${ids.ann}`),
  'a creation of the same name': ({ scim }) =>
    scim.createUser('ANN@globex.com', { displayName: 'Ann again', externalId: 'a' }),
  'a joining': ({ scim, ids }) => scim.patch(`/Groups/${ids.inner}`, add(ids.ann)),
  'a leaving': onGroup(({ ann }) => [{ op: 'remove', path: `members[value eq "${ann}"]` }]),
  'a deletion of the group': ({ scim, ids }) => scim.delete(`/Groups/${ids.sales}`),
}

const groupDeeds: Deeds = {
  'a PUT': ({ scim, ids }) =>
    scim.send('PUT', `/Groups/${ids.sales}`, { displayName: 'Sales Put', members: [{ value: ids.bob }] }),
  'a PUT without members': ({ scim, ids }) =>
    scim.send('PUT', `/Groups/${ids.sales}`, { displayName: 'Sales', externalId: 's' }),
  'a rename': onGroup(() => [replace('displayName', 'Revenue')]),
  'a rename to a name that is taken': onGroup(() => [replace('displayName', 'Inner')]),
  'an addition of one': onGroup(({ cid }) => [add(cid)]),
  'an addition of two': onGroup(({ bob, cid }) => [add(cid, bob)]),
  'an addition of the outer group': onGroup(({ outer }) => [add(outer)]),
  'a removal of one': onGroup(({ ann }) => [{ op: 'remove', path: 'members', value: [{ value: ann }] }]),
  'a removal of the inner group': onGroup(({ inner }) => [
    { op: 'remove', path: `members[value eq "${inner}"]` },
  ]),
  'a removal by filter': onGroup(() => [{ op: 'remove', path: 'members[type eq "User"]' }]),
  'a replacement of all': onGroup(({ cid }) => [replace('members', [{ value: cid }])]),
  'a removal of all': onGroup(() => [{ op: 'remove', path: 'members' }]),
  'a PATCH of one version': matching(({ sales }) => `/Groups/${sales}`, replace('externalId', 'v1')),
  'a deletion': ({ scim, ids }) => scim.delete(`/Groups/${ids.sales}`),
  'a creation of the same name': ({ scim, ids }) => scim.createGroup('sales', [ids.cid]),
  'a deletion of a member': ({ scim, ids }) => scim.delete(`/Users/${ids.ann}`),
  'a deletion of the inner group': ({ scim, ids }) => scim.delete(`/Groups/${ids.inner}`),
  'a deletion of the outer group': ({ scim, ids }) => scim.delete(`/Groups/${ids.outer}`),
}

type Way = (
  first: () => Promise<ScimResponse>,
  second: () => Promise<ScimResponse>,
) => Promise<ScimResponse[]>

const inTurn: Way = async (first, second) => [await first(), await second()]
const inOtherTurn: Way = async (first, second) => [await second(), await first()].reverse()
const atOnce: Way = (first, second) => Promise.all([first(), second()])
/** Of every second pair the second begins earlier. */
const atOnceReversed: Way = async (first, second) => (await Promise.all([second(), first()])).reverse()

async function outcomeOf(way: Way, one: Deed, other: Deed): Promise<Outcome> {
  const world = await worlds.next()
  const [first, second] = await way(
    () => one(world),
    () => other(world),
  )
  if (!first || !second) throw new Error('two operations have two answers')
  return { first: answered(first), second: answered(second), left: await stateOf(world) }
}

/** The other order is tried only where the nearer one explains nothing, and a failure shows what no order explains. */
async function expectExplained(one: Deed, other: Deed, begunTogether: Way): Promise<void> {
  const isReversed = begunTogether === atOnceReversed
  const [outcome, nearer] = await Promise.all(
    [begunTogether, isReversed ? inOtherTurn : inTurn].map((way) => outcomeOf(way, one, other)),
  )
  if (isDeepStrictEqual(outcome, nearer)) return
  expect(outcome).toEqual(await outcomeOf(isReversed ? inTurn : inOtherTurn, one, other))
}

describe.each([
  ['user', userDeeds],
  ['group', groupDeeds],
])('on one %s', (_what, deeds) => {
  const all = Object.entries(deeds)
  test.each(all.map(([name], index) => [name, index] as const))(
    '%s beside each other operation',
    async (_name, index) => {
      const [, deed] = all[index] as [string, Deed]
      for (const [n, [name, other]] of all.slice(index).entries()) {
        await expectExplained(deed, other, n % 2 === 0 ? atOnce : atOnceReversed).catch((error: Error) => {
          error.message = `beside ${name}: ${error.message}`
          throw error
        })
      }
    },
  )
})

test('and none of it was a deadlock that only a retry hid', async () => {
  const text = 'select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()'
  expect(await running.app.database.readSites({ name: '', text, values: [] })).toEqual([{ deadlocks: 0 }])
})
