// Whom nobody let in waits, until somebody decides: by the access policy, by the quota, and at an address of staff.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { openCase } from '../../src/storage/identity/cases.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { settle } from '../fixtures/queue.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let tests = 0
let domain: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  domain = `globex${tests}.com`
  globex = await makeDirectory(running, site, `Globex ${tests}`, { domains: [domain] })
})

const directoryId = () => keyOf(globex.directory.directoryId)
const send = async (name: string) =>
  (await globex.scim.createUser(`${name.toLowerCase()}@${domain}`, { displayName: `${name} ${tests}` })).json
    .id as string
const people = async () => {
  const { items } = await owner.call('listCustomers', { query: { directoryId: directoryId() } })
  return items.map(({ name, address }) => `${name.split(' ')[0]} ${address ?? 'no address'}`).sort()
}
const cases = async (state: 'open' | 'closed' = 'open') =>
  (await owner.call('listCases', { query: { directoryId: directoryId(), state } })).items
const only = async () => {
  const all = await cases()
  expect(all).toHaveLength(1)
  return all[0]?.id ?? ''
}
const decide = (caseId: string, decision: string) =>
  owner.call('decideCase', { params: { caseId }, body: { decision } })
const effects = async (caseId: string, decision: string) =>
  (await owner.call('previewCase', { params: { caseId, decision } })).effects
const undo = (caseId: string) => owner.call('undoCase', { params: { caseId }, body: {} })

test('whom the access policy holds back is let in by a word, and whoever comes later waits again', async () => {
  await owner.call('changeAccessPolicy', { body: { block: [domain] } })
  await send('Ann')
  const bob = await send('Bob')
  expect(await people()).toEqual([])
  const caseId = await only()
  expect(await effects(caseId, 'let-in')).toEqual([{ code: 'lets-in', values: { waiting: 2 } }])
  await decide(caseId, 'let-in')
  await settle(running, site)
  expect(await people()).toEqual([`Ann ann@${domain}`, `Bob bob@${domain}`])
  await globex.scim.patch(`/Users/${bob}`, { op: 'replace', path: 'displayName', value: 'Bobby' })
  expect(await people()).toEqual([`Ann ann@${domain}`, `Bobby bob@${domain}`])
  await send('Cid')
  expect(await people()).toHaveLength(2)
  expect(await only()).not.toBe(caseId)
  // Taken back, whoever came in stays, and the question is the newer one.
  await undo(caseId)
  expect(await people()).toHaveLength(2)
})

test('whoever is held back is listed, with the reason and the case', async () => {
  await owner.call('changeDirectorySettings', {
    params: { directoryId: directoryId() },
    body: { peopleMax: 1 },
  })
  await makeStaff(running, site, 'agent', { address: `wim@${domain}` })
  const sent = [await send('Ann'), await send('Bob'), await send('Wim')]
  const list = () =>
    owner.call('listHeldPeople', { params: { directoryId: directoryId() }, query: { limit: 200 } })
  const found = await cases()
  const caseOf = (kind: string) => found.find((one) => one.kind === kind)?.id
  const { items } = await list()
  const shown = items.map(({ userId, reason, decided, caseId }) => ({ userId, reason, decided, caseId }))
  expect(shown).toEqual([
    { userId: sent[1], reason: 'quota', decided: null, caseId: caseOf('quota') },
    { userId: sent[2], reason: 'staff-address', decided: null, caseId: caseOf('staff-address') },
  ])
  await decide(caseOf('quota') ?? '', 'keep-out')
  expect((await list()).items[0]).toMatchObject({ name: `Bob ${tests}`, decided: 'kept-out', caseId: null })
  const env = { DATABASE_URL: running.ownerUrl }
  const told = await commandJson(env, 'directory', 'held', '--site', site.slug, '--directory', directoryId())
  expect(told).toMatchObject([{ reason: 'quota' }, { reason: 'staff-address', address: `wim@${domain}` }])
})

test('one of many is let in or kept out alone, and the case goes on about the others', async () => {
  await owner.call('changeAccessPolicy', { body: { block: [domain] } })
  const [ann, bob] = [await send('Ann'), await send('Bob')]
  const say = (userId: string, decision: 'let-in' | 'keep-out' | 'ask-again') =>
    owner.call('decideHeldPerson', { params: { directoryId: directoryId(), userId }, body: { decision } })
  await say(ann, 'let-in')
  await settle(running, site)
  expect(await people()).toEqual([`Ann ann@${domain}`])
  const caseId = await only()
  await say(bob, 'keep-out')
  expect(await cases()).toEqual([])
  await say(bob, 'ask-again')
  expect(await only()).not.toBe(caseId)
  // Who is in is not one who waits.
  const refused = await owner.refused('decideHeldPerson', {
    params: { directoryId: directoryId(), userId: ann },
    body: { decision: 'keep-out' },
  })
  expect(refused.status).toBe(409)
  const env = { DATABASE_URL: running.ownerUrl }
  const held = ['directory', 'held', '--site', site.slug, '--directory', directoryId()]
  expect(await commandJson(env, ...held, '--let-in', bob)).toEqual({ userId: bob, decision: 'let-in' })
  await settle(running, site)
  expect(await people()).toEqual([`Ann ann@${domain}`, `Bob bob@${domain}`])
  expect(await cases()).toEqual([])
})

test('whoever is kept out is not asked about again, only whoever comes later; taken back, the question is open', async () => {
  await owner.call('changeAccessPolicy', { body: { block: [domain] } })
  const ann = await send('Ann')
  const caseId = await only()
  expect(await effects(caseId, 'keep-out')).toEqual([{ code: 'keeps-waiting-out', values: { waiting: 1 } }])
  await decide(caseId, 'keep-out')
  await globex.scim.patch(`/Users/${ann}`, { op: 'replace', path: 'displayName', value: 'Anna' })
  expect([await people(), await cases()]).toEqual([[], []])
  await undo(caseId)
  expect(await only()).toBe(caseId)
  await decide(caseId, 'let-in')
  await settle(running, site)
  expect(await people()).toEqual([`Anna ann@${domain}`])
})

test('who waits for room stays out by a word, and comes in when there is room', async () => {
  await owner.call('changeDirectorySettings', {
    params: { directoryId: directoryId() },
    body: { peopleMax: 1 },
  })
  await send('Ann')
  const bob = await send('Bob')
  await decide(await only(), 'keep-out')
  await globex.scim.patch(`/Users/${bob}`, { op: 'replace', path: 'displayName', value: 'Bobby' })
  expect([await people(), await cases()]).toEqual([[`Ann ann@${domain}`], []])
  await owner.call('changeDirectorySettings', {
    params: { directoryId: directoryId() },
    body: { peopleMax: 5 },
  })
  await settle(running, site)
  expect(await people()).toEqual([`Ann ann@${domain}`, `Bobby bob@${domain}`])
})

test('the address of a staff member who is gone is released to whom the directory sends, and taken back', async () => {
  const uwe = await makeStaff(running, site, 'agent', { address: `uwe@${domain}` })
  await send('Uwe')
  const caseId = await only()
  const refused = await owner.refused('decideCase', {
    params: { caseId },
    body: { decision: 'release-address' },
  })
  expect(refused.detail).toContain('is of your staff still')
  await owner.call('disableStaff', { params: { staffId: uwe.id } })
  expect(await effects(caseId, 'release-address')).toMatchObject([{ code: 'releases-staff-address' }])
  await decide(caseId, 'release-address')
  await settle(running, site)
  expect(await people()).toEqual([`Uwe uwe@${domain}`])
  await undo(caseId)
  await settle(running, site)
  expect(await people()).toEqual(['Uwe no address'])
  await decide(await only(), 'release-address')
  await settle(running, site)
  expect(await people()).toEqual([`Uwe uwe@${domain}`])
  // Who is back has the address back.
  await owner.call('enableStaff', { params: { staffId: uwe.id } })
  await settle(running, site)
  expect(await people()).toEqual(['Uwe no address'])
})

test('an address of staff is kept for them: nobody comes in, and the same is not asked again', async () => {
  await makeStaff(running, site, 'agent', { address: `vera@${domain}` })
  const vera = await send('Vera')
  const caseId = await only()
  const run = (...args: string[]) =>
    commandJson({ DATABASE_URL: running.ownerUrl }, 'case', ...args, '--site', site.slug)
  await run('decide', caseId, 'keep-out')
  await globex.scim.patch(`/Users/${vera}`, { op: 'replace', path: 'displayName', value: 'Vera B' })
  expect([await people(), await cases()]).toEqual([[], []])
  await run('undo', caseId)
  expect(await only()).toBe(caseId)
})

test('another sign-in subject is refused by a word that stands', async () => {
  await send('Ann')
  const { items } = await owner.call('listCustomers', { query: { directoryId: directoryId() } })
  const { directoryId: id } = globex.directory
  const subject = { kind: 'subject-changed' as const, key: 'ann', directoryId: id, customerId: items[0]?.id }
  const ask = () =>
    running.app.database.inSite(site.id, async (tx) =>
      tx.write(openCase(site.id, { ...subject, now: new Date() })),
    )
  await ask()
  const caseId = await only()
  await decide(caseId, 'keep-out')
  await ask()
  expect(await cases()).toEqual([])
  await undo(caseId)
  expect(await only()).toBe(caseId)
})
