// Writes about several users may share a transaction, where none waits for another. Whatever two of them do, it comes to
// what one of the two orders gives.
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Query } from '../../src/storage/statement.ts'
import { CopiedWorlds } from '../fixtures/copied-worlds.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import type { ScimResponse } from '../fixtures/scim-client.ts'
import {
  answered,
  type Deed,
  makeWorld,
  type Outcome,
  stateOf,
  type World,
} from '../fixtures/two-operations.ts'

let running: RunningApp
let worlds: CopiedWorlds
let shared = 0
let onBegin: () => void = () => undefined

beforeAll(async () => {
  running = await runningApp({
    limits: { workingBesideOthersMax: 16, database: { writeLanes: { max: 1, slowMs: 60_000 } } },
  })
  worlds = await CopiedWorlds.of(await worldWithALeaver())
  running.app.database.onRoundTrip = ([, second]) => {
    if (second?.name === 'write-directory-together') shared++
    if (second?.name === 'write-directory') onBegin()
  }
})
afterAll(async () => {
  await worlds.end()
  await running.close()
})

const on =
  (who: 'ann' | 'bob', path: string, value: unknown): Deed =>
  ({ scim, ids }) =>
    scim.patch(`/Users/${ids[who]}`, { op: 'replace', path, value })
const mail = 'emails[type eq "work"].value'
const create =
  (userName: string, more: object): Deed =>
  ({ scim }) =>
    scim.createUser(userName, { displayName: userName.split('@')[0], ...more })

interface Deeds {
  readonly [name: string]: Deed
}

/** Each takes, gives up or wants what others take, give up or want: a name, an address, an externalId, a state. */
const ofAnn: Deeds = {
  'Ann is deactivated': on('ann', 'active', false),
  'Ann takes a new address': on('ann', mail, 'free@globex.com'),
  "Ann takes Bob's address": on('ann', mail, 'bob@globex.com'),
  'Ann gives up her name': on('ann', 'userName', 'lee@globex.com'),
  "Ann gets a leaver's externalId": on('ann', 'externalId', 'gone'),
  'Ann gives up her externalId': on('ann', 'externalId', 'other'),
}
const ofBob: Deeds = {
  'Bob takes a new address': on('bob', mail, 'free@globex.com'),
  "Bob takes Ann's address": on('bob', mail, 'ann@globex.com'),
  "Bob takes Ann's name": on('bob', 'userName', 'ANN@globex.com'),
}
const ofNewcomers: Deeds = {
  "Dan comes with Ann's address": create('dan@globex.com', {
    emails: [{ value: 'ann@globex.com', type: 'work' }],
  }),
  "Dan comes with Bob's address": create('dan@globex.com', {
    externalId: 'd',
    emails: [{ value: 'Bob@globex.com', type: 'work' }],
  }),
  "Dan comes with Ann's externalId": create('dan@globex.com', { externalId: 'a' }),
  'Eve comes back': create('eve@globex.com', { externalId: 'gone' }),
  'Eve comes back by another name': create('eva@globex.com', { externalId: 'gone' }),
  "somebody comes with Ann's name": create('Ann@globex.com', {}),
  'the free address comes': create('free@globex.com', {}),
}

async function worldWithALeaver(): Promise<World> {
  const world = await makeWorld(running)
  const { json } = await world.scim.createUser('eve@globex.com', { externalId: 'gone', displayName: 'Eve' })
  await world.scim.delete(`/Users/${json.id}`)
  return world
}

const first = ({ scim, ids }: World) =>
  scim.patch(`/Users/${ids.cid}`, { op: 'replace', path: 'title', value: 'Lead' })

/** Holds up a write of Cid until both others wait behind it. */
async function together(world: World, one: Deed, other: Deed): Promise<ScimResponse[]> {
  const [isHeld, goOn, hasBegun] = [0, 1, 2].map(() => Promise.withResolvers<void>())
  const { site, directory } = world
  const lock: Query = {
    name: '',
    text: 'select pg_advisory_xact_lock($1::int, $2::int)',
    values: [site.id, directory.directoryId],
  }
  const holder = running.app.database.inSite(site.id, async (tx) => {
    await tx.read(lock)
    isHeld?.resolve()
    await goOn?.promise
  })
  await isHeld?.promise
  onBegin = () => hasBegun?.resolve()
  const before = first(world)
  await hasBegun?.promise
  const answers = Promise.all([one(world), other(world)])
  await expect.poll(() => running.app.database.waitingTogether, { interval: 1 }).toBe(2)
  goOn?.resolve()
  await Promise.all([holder, before])
  return answers
}

type Way = (world: World, one: Deed, other: Deed) => Promise<ScimResponse[]>

const inOrder: Way = async (world, one, other) => {
  await first(world)
  return [await one(world), await other(world)]
}

async function outcomeOf(way: Way, one: Deed, other: Deed): Promise<Outcome> {
  const world = await worlds.next()
  const [a, b] = await way(world, one, other)
  if (!a || !b) throw new Error('two operations have two answers')
  return { first: answered(a), second: answered(b), left: await stateOf(world) }
}

const newcomers = Object.entries(ofNewcomers)
/** Two about one user never share a transaction. */
const rivals: [string, Deed, [string, Deed][]][] = [
  ...Object.entries(ofAnn).map(([name, deed]): [string, Deed, [string, Deed][]] => [
    name,
    deed,
    Object.entries({ ...ofBob, ...ofNewcomers }),
  ]),
  ...Object.entries(ofBob).map(([name, deed]): [string, Deed, [string, Deed][]] => [name, deed, newcomers]),
  ...newcomers.map(([name, deed], n): [string, Deed, [string, Deed][]] => [
    name,
    deed,
    newcomers.slice(n + 1),
  ]),
]

test.each(rivals)('%s, beside what else may come at once', async (_name, one, others) => {
  for (const [rival, other] of others) {
    const [atOnce, forwards] = [await outcomeOf(together, one, other), await outcomeOf(inOrder, one, other)]
    // The other order is tried only where this one explains nothing.
    if (isDeepStrictEqual(atOnce, forwards)) continue
    const turned = await outcomeOf(inOrder, other, one)
    const backwards = { ...turned, first: turned.second, second: turned.first }
    expect(atOnce, `beside: ${rival}`).toEqual(backwards)
  }
})

test.each([
  ["Ann's name", 'ANN@globex.com'],
  ['the name of one who comes at the same time', 'dan@globex.com'],
])(
  'who comes with %s is told before anything is written, and nobody begins again',
  async (_name, userName) => {
    const world = await makeWorld(running)
    const began: string[] = []
    const { onRoundTrip } = running.app.database
    running.app.database.onRoundTrip = (queries) => {
      onRoundTrip(queries)
      const [first, second] = queries
      if (first?.name === 'begin' && second) began.push(second.name)
    }
    const answers = await together(world, create('dan@globex.com', {}), create(userName, {}))
    running.app.database.onRoundTrip = onRoundTrip
    expect(answers.map(({ status }) => status)).toEqual([201, 409])
    expect(answers[1]?.json.scimType).toBe('uniqueness')
    // The one who holds up the others, and then each once: both together, or one after the other.
    const ofDirectory = began.filter((name) => name !== 'write-site')
    const afterwards = ofDirectory.slice(ofDirectory.indexOf('write-directory') + 1)
    const [ofTwo, inTurn] = [['write-directory-together'], ['write-directory', 'write-directory']]
    expect(afterwards).toEqual(userName === 'dan@globex.com' ? inTurn : ofTwo)
  },
)

test('writes of a directory share transactions also while another one calls', async () => {
  const busy = await runningApp({ limits: { database: { writeLanes: { max: 2, slowMs: 60_000 } } } })
  try {
    const site = await makeSite(busy)
    const [globex, initech] = [
      await makeDirectory(busy, site, 'Globex'),
      await makeDirectory(busy, site, 'Initech'),
    ]
    let transactions = 0
    busy.app.database.onRoundTrip = ([, second]) => {
      if (second?.name.startsWith('write-directory')) transactions++
    }
    let isOver = false
    const beside = (async () => {
      while (!isOver) await initech.scim.get('/Users?count=1')
    })()
    const creates = Array.from({ length: 64 }, (_, n) => globex.scim.createUser(`user${n}`))
    const answers = await Promise.all(creates)
    isOver = true
    await beside
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(64)
    expect(transactions).toBeLessThan(64)
  } finally {
    await busy.close()
  }
})

test('and most of them did share one', () => {
  // Fewer than all: of two with one externalId the second waits.
  expect(shared).toBeGreaterThan(90)
})
