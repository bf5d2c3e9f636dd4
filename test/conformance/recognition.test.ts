import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { findDirectory } from '../../src/admin/directories.ts'
import { changeSettings } from '../../src/admin/directory-settings.ts'
import { keyOf } from '../../src/model/ids.ts'
import type { Directory } from '../../src/storage/identity/directories.ts'
import { type ExchangeDetail, exchangeById } from '../../src/storage/identity/exchanges.ts'
import type { Site } from '../../src/storage/sites.ts'
import { exchangeOf } from '../fixtures/exchanges.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { auditOf } from '../fixtures/site-reader.ts'

const okta = { 'user-agent': 'Okta SCIM Client 1.0.0' }
const authentik = { 'user-agent': 'authentik@2026.2.0' }

const auto = { preset: 'auto' }

let running: RunningApp
let site: Site
let now = new Date('2024-01-01T00:00:00Z')
let noted = 0

beforeAll(async () => {
  running = await runningApp({ now: () => now })
  running.app.database.onRoundTrip = (queries) => {
    noted += queries.filter(({ name }) => name === 'note-client').length
  }
  site = await makeSite(running)
})
afterAll(() => running.close())

const stateOf = ({ directory }: MadeDirectory): Promise<Directory> =>
  findDirectory(running.app.database, site, keyOf(directory.directoryId))

/** What is noted is noted beside the calls. */
const soon = (directory: MadeDirectory, expected: object) =>
  vi.waitFor(async () => expect(await stateOf(directory)).toMatchObject(expected), { timeout: 120_000 })

const changesOf = async ({ directory }: MadeDirectory) => {
  const subject = keyOf(directory.directoryId)
  return (await auditOf(running, site, subject)).filter(
    ({ action }) => action === 'directory.settings-changed',
  )
}

test('the first client that calls a directory becomes its preset, once, and that is audited', async () => {
  const directory = await makeDirectory(running, site, 'Globex', auto)
  await directory.scim.get('/Users?startIndex=1&count=2')
  expect(await stateOf(directory)).toMatchObject({ preset: 'auto', client: null, clientFirstSeenAt: null })

  await directory.scim.get('/Users?startIndex=1&count=2', okta)
  await soon(directory, { preset: 'okta', client: 'okta', clientFirstSeenAt: now, clientLastSeenAt: now })
  const first = now

  now = new Date(now.getTime() + 60_000)
  await directory.scim.get('/Users', okta)
  await soon(directory, { clientFirstSeenAt: first, clientLastSeenAt: now })

  // Somebody else calls: that is said, and changes nothing.
  now = new Date(now.getTime() + 60_000)
  await directory.scim.get('/Users', authentik)
  await soon(directory, {
    preset: 'okta',
    client: 'authentik',
    clientFirstSeenAt: now,
    clientLastSeenAt: now,
  })

  const [event, ...others] = await changesOf(directory)
  expect(others).toEqual([])
  expect(event).toMatchObject({ actorKind: 'system', actor: 'client recognition' })
  expect(JSON.parse(event?.details ?? '')).toMatchObject({
    before: { preset: 'auto' },
    after: { preset: 'okta' },
  })
})

test('the next call has what the client needs', async () => {
  const directory = await makeDirectory(running, site, 'Vandelay', auto)
  const { id } = (await directory.scim.createGroup('Sales')).json
  const rename = (displayName: string) =>
    directory.scim.patch(`/Groups/${id}`, { op: 'Replace', path: 'displayName', value: displayName })
  const add = { op: 'Add', path: 'members', value: [{ value: 'string id 1' }] }
  expect((await directory.scim.patch(`/Groups/${id}`, add)).status).toBe(400)
  await soon(directory, { preset: 'entra', client: 'entra' })
  now = new Date(now.getTime() + 500)
  expect((await directory.scim.patch(`/Groups/${id}`, add)).status).toBe(204)
  expect((await rename('Support')).status).toBe(204)
})

test('a preset that somebody chose stays, whoever calls', async () => {
  const directory = await makeDirectory(running, site, 'Umbrella', { preset: 'generic' })
  await directory.scim.get('/Users', okta)
  await soon(directory, { preset: 'generic', client: 'okta' })
  expect(await changesOf(directory)).toEqual([])
})

test('what was set for the directory stays when its preset is chosen', async () => {
  const directory = await makeDirectory(running, site, 'Soylent', auto)
  const { directoryId } = directory.directory
  const change = { set: ['unknownMembers=refuse'], unset: [] }
  await changeSettings(running.app.database, site.id, directoryId, change, byTest())
  await directory.scim.get('/Users', okta)
  await soon(directory, { preset: 'okta', overrides: '{"unknownMembers":"refuse"}' })
})

test('a hundred calls in a minute note the client once; a stranger without a token notes nothing', async () => {
  const directory = await makeDirectory(running, site, 'Tyrell', auto)
  const stranger = await makeDirectory(running, site, 'Wallace', auto)
  noted = 0
  await stranger.scim.get('/Users', { ...okta, authorization: 'Bearer wrong' })
  await Promise.all(Array.from({ length: 100 }, () => directory.scim.get('/Users', okta)))
  await soon(directory, { client: 'okta' })
  expect(noted).toBe(1)
  expect(await stateOf(stranger)).toMatchObject({ client: null, preset: 'auto' })
})

test('a large body is not kept, and yet its client is known by it', async () => {
  const directory = await makeDirectory(running, site, 'Wonka', auto)
  const { id } = (await directory.scim.createGroup('Sales')).json
  const value = Array.from({ length: 2_000 }, (_, n) => ({
    value: `0192f0c4-0000-7000-8000-${String(n).padStart(12, '0')}`,
  }))
  const answer = await directory.scim.patch(`/Groups/${id}`, { op: 'Remove', path: 'members', value })
  const { id: exchangeId } = await exchangeOf(running, site, directory, answer)
  const { directoryId } = directory.directory
  const query = exchangeById(site.id, directoryId, exchangeId)
  const [rows = []] = await running.app.database.readInDirectory(site.id, directoryId, [query])
  expect((rows as ExchangeDetail[])[0]?.requestBody).toMatch(/^\(\d+ bytes, too large to keep\)$/)
  await soon(directory, { client: 'entra' })
})
