import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { pause } from '../../src/people/directory-state.ts'
import { type Exchange, insertExchanges } from '../../src/storage/identity/exchanges.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

const now = new Date('2026-05-03T14:30:00Z')
const minuteMs = 60_000
const hourMs = 60 * minuteMs

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let params: { directoryId: string }

beforeAll(async () => {
  running = await runningApp({ now: () => now })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { now })).browser
  globex = await makeDirectory(running, site, 'Globex')
  params = { directoryId: keyOf(globex.directory.directoryId) }
})
afterAll(() => running.close())

/** Exchanges as the log writes them, so many minutes ago. */
function exchange(directoryId: number, minutesAgo: number, more: Partial<Exchange> = {}): Exchange {
  const at = new Date(now.getTime() - minutesAgo * minuteMs)
  return {
    exchangeId: uuidv7({ msecs: at.getTime() }),
    siteId: site.id,
    directoryId,
    at,
    method: 'GET',
    path: '/Users',
    status: 200,
    durationMs: 1,
    client: undefined,
    effect: 'Read only.',
    hasEffect: false,
    repairs: [],
    requestId: 'r',
    requestBody: undefined,
    responseBody: undefined,
    ...more,
  }
}

const write = (exchanges: readonly Exchange[]) =>
  running.app.database.inSite(site.id, async (tx) => tx.write(insertExchanges(site.id, exchanges)))

type Query = Parameters<typeof owner.call<'listExchanges'>>[1]['query']
const list = async (query: Query, at = params) => owner.call('listExchanges', { params: at, query })
const pathsOf = async (query: Query) =>
  (await list(query)).items.map(({ method, path }) => `${method} ${path}`)

describe('exchanges are found', () => {
  beforeAll(async () => {
    const d = globex.directory.directoryId
    await write([
      exchange(d, 5, { method: 'POST', path: '/Users', status: 201, effect: 'Customer appeared.' }),
      exchange(d, 4, { method: 'PATCH', path: '/Users/7', status: 503, client: 'Okta SCIM Client' }),
      exchange(d, 3, { method: 'DELETE', path: '/Groups/9', status: 404, effect: 'Refused: No such group.' }),
      exchange(d, 2, { method: 'POST', path: '/Bulk' }),
      exchange(d, 1, { method: 'POST', path: '/Users/.search' }),
      exchange(d, 0, { path: '/Users?filter=userName%20eq%20"ann"' }),
    ])
  })

  test.each<[string, Query, string[]]>([
    ['that were refused', { outcome: 'refused' }, ['DELETE /Groups/9']],
    ['that failed', { outcome: 'failed' }, ['PATCH /Users/7']],
    ['by what they were to do', { operation: 'create' }, ['POST /Users']],
    [
      'that only read',
      { operation: 'read' },
      ['GET /Users?filter=userName%20eq%20"ann"', 'POST /Users/.search'],
    ],
    ['that were many at once', { operation: 'bulk' }, ['POST /Bulk']],
    ['by a part of the path', { query: '/users/7' }, ['PATCH /Users/7']],
    ['by a part of the effect', { query: 'NO SUCH' }, ['DELETE /Groups/9']],
    ['by the client', { query: 'okta' }, ['PATCH /Users/7']],
    [
      'by all of it at once',
      { query: 'groups', outcome: 'refused', operation: 'remove' },
      ['DELETE /Groups/9'],
    ],
    ['or not', { query: 'okta', outcome: 'refused' }, []],
  ])('%s', async (_name, query, found) => {
    expect(await pathsOf(query)).toEqual(found)
  })

  test('however far back, page by page, though a page may be empty', async () => {
    const hooli = await makeDirectory(running, site, 'Hooli')
    const { directoryId } = hooli.directory
    const at = { directoryId: keyOf(directoryId) }
    await write([exchange(directoryId, 60, { path: '/Users/needle' })])
    const many = (n: number) => Array.from({ length: n }, () => exchange(directoryId, 30))
    for (let n = 0; n < 5; n++) await write(many(500))
    const first = await list({ query: 'needle' }, at)
    expect(first.items).toEqual([])
    const second = await list({ query: 'needle', after: first.next ?? '' }, at)
    expect(second).toMatchObject({ items: [{ path: '/Users/needle' }], next: null })
  })
})

test('an exchange names the person or group that it was about, also when they are gone', async () => {
  const initech = await makeDirectory(running, site, 'Initech')
  const at = { directoryId: keyOf(initech.directory.directoryId) }
  const { id } = (await initech.scim.createUser('peter@initech.com', { displayName: 'Peter' })).json
  const group = (await initech.scim.createGroup('TPS')).json.id
  await initech.scim.delete(`/Users/${id}`)
  await initech.scim.get('/Users')
  await expect.poll(async () => (await list({}, at)).items.length).toBe(4)
  const { items } = await list({}, at)
  const subjects = await Promise.all(
    items.map(async (one) => {
      const given = { params: { ...at, exchangeId: one.id } }
      return [`${one.method} ${one.path.split('/')[1]}`, (await owner.call('getExchange', given)).subject]
    }),
  )
  const peter = { kind: 'user', id, name: 'peter@initech.com', customer: { name: 'Peter' } }
  expect(Object.fromEntries(subjects)).toMatchObject({
    'GET Users': null,
    'DELETE Users': peter,
    'POST Groups': { kind: 'group', id: group, name: 'TPS', customer: null },
    'POST Users': peter,
  })
})

describe('the overview', () => {
  test('counts calls by the hour, each once, and says which directories get nowhere', async () => {
    const umbrella = await makeDirectory(running, site, 'Umbrella')
    const { directoryId } = umbrella.directory
    const before = await owner.call('getOverview', { query: {} })
    expect(before.calls).toHaveLength(24)
    expect(before.calls.at(-1)?.at).toBe('2026-05-03T14:00:00.000Z')
    const batch = [
      exchange(directoryId, 1, { hasEffect: true, status: 201 }),
      ...Array.from({ length: 5 }, () => exchange(directoryId, 2, { status: 400 })),
      exchange(directoryId, 3 * 60, { status: 500 }),
      exchange(directoryId, 25 * 60),
    ]
    await write(batch)
    // A batch whose outcome was unknown is written again.
    await write(batch)
    const { calls, needs } = await owner.call('getOverview', { query: {} })
    const grown = calls.map((one, n) => ({
      exchanges: one.exchanges - (before.calls[n]?.exchanges ?? 0),
      effects: one.effects - (before.calls[n]?.effects ?? 0),
      wrong: one.refused + one.failed - (before.calls[n]?.refused ?? 0) - (before.calls[n]?.failed ?? 0),
    }))
    expect(grown.at(-1)).toEqual({ exchanges: 6, effects: 1, wrong: 5 })
    expect(grown.at(-4)).toEqual({ exchanges: 1, effects: 0, wrong: 1 })
    expect(needs).toContainEqual(
      expect.objectContaining({ kind: 'failing', directory: { id: keyOf(directoryId), name: 'Umbrella' } }),
    )
    const { items } = await owner.call('listDirectories', { query: {} })
    expect(items.find(({ name }) => name === 'Umbrella')).toMatchObject({
      failing: true,
      users: 0,
      liveTokens: 1,
      lastDay: { exchanges: 7, effects: 1, refused: 5, failed: 1 },
    })
    const month = await owner.call('getOverview', { query: { span: 'month' } })
    expect(month.calls).toHaveLength(30)
    expect(month.calls.at(-2)).toMatchObject({ at: '2026-05-02T00:00:00.000Z' })
  })

  test('lists what needs somebody: no token, one that ends soon, a pause, a plan that grants nothing', async () => {
    const soon = await makeDirectory(running, site, 'Soon')
    const at = { directoryId: keyOf(soon.directory.directoryId) }
    const expiresAt = new Date(now.getTime() + 10 * 24 * hourMs).toISOString()
    const [first] = (await owner.call('listTokens', { params: at, query: {} })).items
    await owner.call('createToken', { params: at, body: { label: 'short', expiresAt } })
    const kinds = async () =>
      (await owner.call('getOverview', { query: {} })).needs
        .filter(({ directory }) => directory === null || directory.id === at.directoryId)
        .map(({ kind }) => kind)
    expect(await kinds()).toEqual([])
    await owner.call('revokeToken', { params: { ...at, tokenId: first?.id ?? '' } })
    expect(await kinds()).toEqual(['token-expires'])
    const { items } = await owner.call('listDirectories', { query: {} })
    expect(items.find(({ id }) => id === at.directoryId)?.nextExpiry).toEqual({
      label: 'short',
      at: expiresAt,
    })
    await pause(running.app.database, site.id, soon.directory.directoryId, byTest(now))
    await owner.call('changeSubscription', { body: { status: 'lapsed' } })
    await expect.poll(kinds).toEqual(['lapsed', 'token-expires', 'paused'])
    const agent = (await makeStaff(running, site, 'agent', { now })).browser
    expect((await agent.call('getOverview', { query: {} })).needs.map(({ kind }) => kind)).not.toContain(
      'lapsed',
    )
  })
})
