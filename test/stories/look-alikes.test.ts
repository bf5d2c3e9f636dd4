// Whom a message looks like, as the tables answer it; and a doubt about whoever asks, until an agent has read it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LookAlike } from '../../src/model/desk/look-alike.ts'
import { findLookAlikes, keepLookAlikeKeys } from '../../src/requests/look-alikes.ts'
import { openRequest } from '../../src/requests/open.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { type MadeDirectory, makeDirectory } from '../fixtures/running-app.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let now = new Date('2026-03-01T08:00:00Z')
let centre: HelpCentre
let uwe: Person
let globex: MadeDirectory
let annId: string

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  const { running, site } = centre
  uwe = await makeStaff(running, site, 'agent', { address: 'uwe@nordlicht.test', name: 'Uwe Berg', now })
  globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
  await globex.scim.createUser('ann.lee@globex.com', { displayName: 'Ann Lee' })
  annId = (await uwe.browser.call('listCustomers', { query: { query: 'Ann Lee' } })).items[0]?.id ?? ''
  await centre.add('Zoe Adams', 'zoe.adams@gmail.com')
  await keys()
})
afterAll(() => centre.close())

const keys = () => keepLookAlikeKeys(centre.running.app.database, centre.site.id)
const find = (name: string, address: string, replyTo?: string): Promise<readonly LookAlike[]> => {
  const { database } = centre.running.app
  const { id } = centre.site
  const to = replyTo === undefined ? [] : [{ address: replyTo }]
  return database.inSite(id, (tx) => findLookAlikes(tx, id, { name, address, replyTo: to }))
}

test.each<[string, string, string | undefined, object[]]>([
  [
    'Ann Lee',
    'office@evil.example',
    undefined,
    [{ code: 'name-like', name: 'Ann Lee', of: 'Globex', isSame: true }],
  ],
  ['Lее, Аnn', 'office@evil.example', undefined, [{ code: 'name-like', name: 'Ann Lee', isSame: false }]],
  [
    'Uwe Berg – Support',
    'x@evil.example',
    undefined,
    [{ code: 'name-like', person: 'staff', name: 'Uwe Berg' }],
  ],
  [
    '',
    'ann.lee@globx.com',
    undefined,
    [
      { code: 'name-in-address', name: 'Ann Lee' },
      { code: 'domain-like', known: 'globex.com', how: 'edit' },
    ],
  ],
  ['', 'info@g1obex.com', undefined, [{ code: 'domain-like', known: 'globex.com', how: 'confusable' }]],
  [
    '',
    'info@globex.com.evil.example',
    undefined,
    [{ code: 'domain-like', known: 'globex.com', how: 'inside' }],
  ],
  [
    '',
    'info@nordllcht.test',
    undefined,
    [{ code: 'domain-like', known: 'nordlicht.test', how: 'confusable' }],
  ],
  ['', 'ann.lee.globex@gmail.com', undefined, [{ code: 'name-in-address', name: 'Ann Lee' }]],
  ['', 'zoeadams@gmail.com', undefined, [{ code: 'name-in-address', name: 'Zoe Adams' }]],
  [
    'ann.lee@globex.com',
    'x@evil.example',
    undefined,
    [{ code: 'name-like' }, { code: 'name-says', shown: 'ann.lee@globex.com' }],
  ],
  ['Ann Lee', 'ann.lee@globex.com', 'x@evil.example', [{ code: 'reply-elsewhere', fromKnown: true }]],
  ['Ann Lee', 'ann.lee@globex.com', undefined, []],
  ['Bo Stone', 'bo@globex.com', undefined, []],
  ['Bo Stone', 'bo.stone@gmail.com', undefined, []],
])('%j <%s>, an answer to %s', async (name, address, replyTo, expected) => {
  expect(await find(name, address, replyTo)).toMatchObject(expected)
})

test('whoever was renamed is looked like under the new name, and whoever is erased no more', async () => {
  const id = await centre.add('Ida Quist', 'ida.quist@home.test')
  expect(await find('Ida Quist', 'x@evil.example')).toMatchObject([{ personId: id }])
  await centre.owner.call('changeCustomer', { params: { customerId: id }, body: { name: 'Ida Sand' } })
  expect(await find('Ida Quist', 'x@evil.example')).toEqual([])
  expect(await find('Ida Sand', 'x@evil.example')).toMatchObject([{ personId: id }])
})

test('a name that many of one directory have says nothing of them, and quiets no alarm about others', async () => {
  const initech = await makeDirectory(centre.running, centre.site, 'Initech', { domains: ['initech.com'] })
  for (let n = 1; n <= 5; n += 1) {
    await initech.scim.createUser(`mm${n}@initech.com`, { displayName: 'Michael Müller' })
    await initech.scim.createUser(`al${n}@initech.com`, { displayName: 'Ann Lee' })
  }
  expect(await find('Michael Müller', 'mm@gmx.de')).toEqual([])
  expect(await find('Ann Lee', 'x@evil.example')).toMatchObject([{ personId: annId }])
})

test('of two domains that look alike, the one of a directory is the original, and that of people the other', async () => {
  await centre.add('Eve', 'eve@globexx.com')
  await keys()
  expect(await find('Eve', 'eve@globexx.com')).toMatchObject([{ code: 'domain-like', known: 'globex.com' }])
  expect(await find('Ann Lee', 'ann.lee@globex.com')).toEqual([])
})

test('a portal account under the name of one of the staff is suspect until an agent says that they read why', async () => {
  now = new Date(now.getTime() + 60_000)
  await centre.add('Uwe Berg', 'uwe.berg@home.test')
  const other = await centre.enter('uwe.berg@home.test')
  const requestTypeId = (await other.call('listHelpPortals', {})).items[0]?.requestTypes[0]?.id ?? ''
  const [field] = (await other.call('getHelpForm', { params: { requestTypeId } })).fields
  const asked = { requestTypeId, summary: 'Give me the keys', fields: { [field?.id ?? '']: 'Please' } }
  const { id: requestId } = await other.call('askRequest', { body: asked })
  const params = { requestId }
  const read = () => uwe.browser.call('getRequest', { params })
  const before = await read()
  expect(before).toMatchObject({
    assurance: { level: 'suspect', evidence: [{ code: 'name-like', person: 'staff' }, {}, {}] },
    doubt: { level: 'suspect', since: now.toISOString() },
    acknowledged: null,
  })
  expect((await centre.mailsTo('uwe@nordlicht.test')).map(({ text }) => text).join()).toContain(
    'looks like somebody else',
  )
  const since = before.doubt?.since ?? ''
  const auditor = await makeStaff(centre.running, centre.site, 'auditor', { now })
  expect(await auditor.browser.refused('acknowledgeRequest', { params, body: { since } })).toMatchObject({
    code: 'forbidden',
  })
  await uwe.browser.call('acknowledgeRequest', { params, body: { since } })
  const after = await read()
  expect(after).toMatchObject({
    doubt: null,
    acknowledged: { by: { id: uwe.id, name: 'Uwe Berg' }, at: now.toISOString() },
    assurance: { level: 'suspect' },
  })
  expect(after.history.map(({ kind }) => kind)).toContain('acknowledged')
  const { items } = await auditor.browser.call('listAudit', { query: { subject: requestId } })
  expect(items).toMatchObject([{ action: 'request.acknowledged', actor: { staffId: uwe.id } }, {}])
  // It is over; and another suspect comment brings it back, which the old word does not cover.
  expect(await uwe.browser.refused('acknowledgeRequest', { params, body: { since } })).toMatchObject({
    code: 'conflict',
  })
  now = new Date(now.getTime() + 60_000)
  await other.call('writeOwnComment', { params, body: { markdown: 'Hurry' } })
  expect((await read()).doubt).toEqual({ level: 'suspect', since: now.toISOString() })
  expect(await uwe.browser.refused('acknowledgeRequest', { params, body: { since } })).toMatchObject({
    code: 'conflict',
  })
})

test('the reasons of others name nobody who was erased', async () => {
  now = new Date(now.getTime() + 60_000)
  const victim = await centre.add('Rosa Held', 'rosa.held@home.test')
  const { database } = centre.running.app
  const { id: siteId } = centre.site
  const [found] = await find('Rosa Held', 'x@evil.example')
  expect(found).toMatchObject({ personId: victim })
  const asker = await centre.add('Somebody Else', 'somebody.else@home.test')
  const assessment = { level: 'suspect', evidence: found ? [found] : [] } as const
  const context = { actor: { kind: 'system', name: 'portal' }, now } as const
  const [type] = (await centre.owner.call('listHelpPortals', {})).items[0]?.requestTypes ?? []
  const [field] = (await centre.owner.call('getHelpForm', { params: { requestTypeId: type?.id ?? '' } }))
    .fields
  const { id } = await openRequest(
    database,
    siteId,
    { requester: { kind: 'customer', id: asker }, summary: 'x', fields: { [field?.id ?? '']: 'y' } },
    { kind: 'asker', assessment },
    context,
  )
  const read = async () => (await uwe.browser.call('getRequest', { params: { requestId: id } })).assurance
  expect((await read()).evidence).toHaveLength(1)
  await centre.owner.call('eraseCustomer', { params: { customerId: victim }, body: { confirm: 'Rosa Held' } })
  expect(await read()).toEqual({ level: 'suspect', evidence: [] })
  expect(await find('Rosa Held', 'x@evil.example')).toEqual([])
})
