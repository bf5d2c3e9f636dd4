// A company moves from one identity provider to another: its people stay who they are.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { beginSuccession, movePeople } from '../../src/people/succession.ts'
import { lastSuccession } from '../../src/storage/identity/successions.ts'
import type { Site } from '../../src/storage/sites.ts'
import { breakable } from '../fixtures/breaking.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { settle } from '../fixtures/queue.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { auditOf, customersOf, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let tests = 0
let domain: string
let okta: MadeDirectory
let entra: MadeDirectory

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  domain = `globex${tests}.com`
  okta = await makeDirectory(running, site, `Okta ${tests}`, { domains: [domain] })
  entra = await makeDirectory(running, site, `Entra ${tests}`, { domains: [domain] })
})

const params = () => ({ directoryId: keyOf(okta.directory.directoryId) })
const successor = () => keyOf(entra.directory.directoryId)
const preview = (byName = false) =>
  owner.call('previewSuccession', {
    params: params(),
    query: { successorId: successor(), byName: byName ? 'true' : 'false' },
  })
const succeed = (byName = false) =>
  owner.call('beginSuccession', { params: params(), body: { successorId: successor(), byName } })
const read = (customerId: string) => owner.call('getCustomer', { params: { customerId } })
/** Who is known by a name: managed by whom, and with which address. */
async function known(name: string): Promise<string[]> {
  const { items } = await owner.call('listCustomers', { query: { query: name, limit: 200 } })
  return items
    .filter((one) => one.name === name && one.mergedInto === null)
    .map(
      ({ directory, address, active }) => `${directory?.name} ${address} ${active ? 'active' : 'inactive'}`,
    )
    .sort()
}
const idOf = async (name: string) => {
  const { items } = await owner.call('listCustomers', { query: { query: name } })
  return items.find(({ directory }) => directory?.name === okta.directory.name)?.id ?? ''
}

test('whom the new provider sends with the same address is the same person, with requests and history; whoever is not sent stays', async () => {
  const [ann, bob] = [`Ann ${tests}`, `Bob ${tests}`]
  const annThere = await okta.scim.createUser(`ann@${domain}`, { displayName: ann })
  await okta.scim.createUser(`bob@${domain}`, { displayName: bob })
  const id = await idOf(ann)
  await owner.call('openRequest', { body: { customerId: id, summary: 'Printer' } })
  const sent = await entra.scim.createUser(`ann@${domain}`, { displayName: ann })
  expect(await known(ann)).toEqual([`Entra ${tests} null active`, `Okta ${tests} ann@${domain} active`])
  expect(await preview()).toMatchObject({ byAddress: 1, byName: 0, onlyName: 0, staying: 1, hasMore: false })
  expect(await succeed()).toMatchObject({ moved: 1, isFinished: true, undoneAt: null })
  await settle(running, site)
  expect(await known(ann)).toEqual([`Entra ${tests} ann@${domain} active`])
  expect(await read(id)).toMatchObject({ requestCount: 1, users: [{ id: sent.json.id }] })
  expect(await known(bob)).toEqual([`Okta ${tests} bob@${domain} active`])
  // The provider of before says what it likes, and the new one is heard.
  const off = { op: 'replace', path: 'active', value: false }
  await okta.scim.patch(`/Users/${annThere.json.id}`, off)
  expect(await known(ann)).toEqual([`Entra ${tests} ann@${domain} active`])
  await entra.scim.patch(`/Users/${sent.json.id}`, {
    op: 'replace',
    path: 'displayName',
    value: `${ann} Lee`,
  })
  expect((await read(id)).name).toBe(`${ann} Lee`)
  await entra.scim.patch(`/Users/${sent.json.id}`, off)
  expect((await read(id)).active).toBe(false)
  const { state } = (await owner.call('getDirectory', { params: params() })) as { state: string }
  expect(state).toBe('paused')
  const told = (await auditOf(running, site, id)).map(({ action }) => action)
  expect(told).toContain('customer.succeeded')
})

test('taken back, everybody is whom they were, and what arrived since stays with the person of before', async () => {
  const ann = `Ann ${tests}`
  await okta.scim.createUser(`ann@${domain}`, { displayName: ann })
  const id = await idOf(ann)
  await entra.scim.createUser(`ann@${domain}`, { displayName: `${ann} new` })
  await succeed()
  await settle(running, site)
  expect((await read(id)).name).toBe(`${ann} new`)
  await owner.call('openRequest', { body: { customerId: id, summary: 'Since' } })
  expect(await owner.call('undoSuccession', { params: params() })).toMatchObject({
    undoneAt: expect.any(String),
  })
  await owner.call('resumeDirectory', { params: params() })
  await settle(running, site)
  expect(await known(ann)).toEqual([`Okta ${tests} ann@${domain} active`])
  expect(await known(`${ann} new`)).toEqual([`Entra ${tests} null active`])
  expect((await read(id)).requestCount).toBe(1)
  // And it can be done again.
  expect(await succeed()).toMatchObject({ moved: 1 })
  await settle(running, site)
  expect(await known(`${ann} new`)).toEqual([`Entra ${tests} ann@${domain} active`])
})

test('a name that only one person has is enough where an administrator says so, and a name of two never is', async () => {
  for (const [name, at] of [
    ['Ann', 'ann'],
    ['Bob', 'bob1'],
    ['Bob', 'bob2'],
  ] as const) {
    await okta.scim.createUser(`${at}@${domain}`, { displayName: `${name} ${tests}` })
  }
  await entra.scim.createUser(`a.lee@${domain}`, { displayName: `Ann ${tests}` })
  await entra.scim.createUser(`bob@${domain}`, { displayName: `Bob ${tests}` })
  expect(await preview()).toMatchObject({ byAddress: 0, byName: 0, onlyName: 1, staying: 2 })
  expect(await preview(true)).toMatchObject({ byAddress: 0, byName: 1, onlyName: 0, staying: 2 })
  expect(await succeed(true)).toMatchObject({ moved: 1 })
  await settle(running, site)
  expect(await known(`Ann ${tests}`)).toEqual([`Entra ${tests} a.lee@${domain} active`])
  expect((await known(`Bob ${tests}`)).length).toBe(3)
})

test('a successor that is not live, the directory itself and a second one at once are refused', async () => {
  const later = await makeDirectory(running, site, `Later ${tests}`, { rehearsal: true })
  // What it would do is told all the same.
  expect(
    await owner.call('previewSuccession', {
      params: params(),
      query: { successorId: keyOf(later.directory.directoryId) },
    }),
  ).toMatchObject({ successorGrants: false, byAddress: 0 })
  const refuse = (successorId: string) =>
    owner.refused('beginSuccession', { params: params(), body: { successorId } })
  expect((await refuse(keyOf(later.directory.directoryId))).detail).toContain('grants nothing now')
  expect((await refuse(params().directoryId)).detail).toContain('cannot succeed itself')
  expect((await owner.refused('undoSuccession', { params: params() })).detail).toContain('named no successor')
})

test('whom a third directory has since stays there when the first succession is taken back', async () => {
  const ann = `Ann ${tests}`
  await okta.scim.createUser(`ann@${domain}`, { displayName: ann })
  await entra.scim.createUser(`ann@${domain}`, { displayName: ann })
  await succeed()
  await settle(running, site)
  const third = await makeDirectory(running, site, `Third ${tests}`, { domains: [domain] })
  await third.scim.createUser(`ann@${domain}`, { displayName: ann })
  const body = { successorId: keyOf(third.directory.directoryId) }
  await owner.call('beginSuccession', { params: { directoryId: successor() }, body })
  await settle(running, site)
  expect(await known(ann)).toEqual([`Third ${tests} ann@${domain} active`])
  await owner.call('undoSuccession', { params: params() })
  await owner.call('resumeDirectory', { params: params() })
  await settle(running, site)
  expect(await known(ann)).toContain(`Third ${tests} ann@${domain} active`)
  expect((await known(ann)).filter((one) => one.startsWith('Okta') && one.includes('@'))).toEqual([])
})

test('the command line previews, moves and takes back', async () => {
  const ann = `Ann ${tests}`
  await okta.scim.createUser(`ann@${domain}`, { displayName: ann })
  await entra.scim.createUser(`ann@${domain}`, { displayName: ann })
  const run = (...args: string[]) =>
    commandJson({ DATABASE_URL: running.ownerUrl }, 'directory', 'succeed', '--site', site.slug, ...args)
  const both = ['--directory', `Okta ${tests}`, '--by', `Entra ${tests}`]
  expect(await run(...both)).toMatchObject({ byAddress: 1 })
  expect(await run(...both, '--yes')).toMatchObject({ moved: 1 })
  await settle(running, site)
  expect(await known(ann)).toEqual([`Entra ${tests} ann@${domain} active`])
  expect(await run('--directory', `Okta ${tests}`, '--undo')).toEqual({ back: 1 })
})

// The last: beside other sites this one is reached by its own host only.
test('a connection that breaks at any statement leaves what goes on from there', async () => {
  const { database, breakAt } = breakable(running)
  for (let n = 0, hasBroken = true; hasBroken; n++) {
    const other = await makeSite(running)
    const at = `crash${tests}-${n}.com`
    const before = await makeDirectory(running, other, 'Okta', { domains: [at] })
    const after = await makeDirectory(running, other, 'Entra', { domains: [at] })
    for (const { scim } of [before, after]) {
      await scim.createUser(`ann@${at}`, { displayName: 'Ann' })
    }
    const ids = { fromId: before.directory.directoryId, toId: after.directory.directoryId, byName: false }
    const act = async () => {
      const id = await beginSuccession(database, other.id, ids, byTest())
      await movePeople(database, other.id, id, new Date())
    }
    const breaking = breakAt(n)
    const failed = await act().then(
      () => false,
      () => true,
    )
    database.onRoundTrip = () => undefined
    hasBroken = breaking.hasBroken()
    if (failed) expect(hasBroken).toBe(true)
    // One that was begun is finished in the background; one that was not is begun again.
    await settle(running, other)
    const [begun] = await readRows(running, other, lastSuccession(other.id, ids.fromId))
    if (!begun) await act()
    await settle(running, other)
    const people = (await customersOf(running, other)).filter(({ mergedInto }) => mergedInto === null)
    const shown = people.map(({ name, directoryId, addresses }) => [
      name,
      directoryId,
      addresses.filter(({ until }) => until === null).map(({ address }) => address),
    ])
    expect(shown).toEqual([['Ann', ids.toId, [`ann@${at}`]]])
  }
})
