// What letting a directory grant again would come to, counted before anybody lets it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PreviewClass } from '../../src/model/identity/preview.ts'
import { keyOf } from '../../src/model/ids.ts'
import { goLive } from '../../src/people/directory-state.ts'
import { beginCounting, goOnCounting, readPreview } from '../../src/people/preview.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import * as reader from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser

beforeEach(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterEach(() => running.close())

const work = (value: string) => [{ value, type: 'work', primary: true }]

/** Who a site knows, with addresses and organizations, in an order of their own. */
async function peopleOf() {
  const customers = await reader.customersOf(running, site)
  const people = customers.map(async ({ id, name, active, addresses }) => ({
    ...{ name, active },
    addresses: addresses.map(({ address, standing, until }) => [address, standing, until === null]).sort(),
    organizations: await reader.membershipNames(running, site, id),
  }))
  return (await Promise.all(people)).sort((a, b) => a.name.localeCompare(b.name))
}

/** What a person who looks at a class of the preview sees. */
async function inClass(directoryId: number, of: PreviewClass): Promise<string[]> {
  const params = { directoryId: keyOf(directoryId), class: of }
  const { items } = await owner.call('listPreviewed', { params, query: {} })
  return items.map(({ name }) => name)
}

const env = () => ({ DATABASE_URL: running.ownerUrl })

/** Somebody of each class, and two who want the same. */
async function rehearse(): Promise<MadeDirectory> {
  await owner.call('addCustomer', { body: { name: 'Olga', address: 'olga@globex.com', proven: true } })
  const other = await makeDirectory(running, site, 'Other', { domains: ['globex.com'] })
  await other.scim.createUser('taken@globex.com', { displayName: 'Tom' })
  const made = await makeDirectory(running, site, 'Globex', { rehearsal: true, domains: ['globex.com'] })
  const { scim } = made
  const ann = (await scim.createUser('ann@globex.com', { displayName: 'Ann' })).json
  const bob = (await scim.createUser('bob@globex.com', { displayName: 'Bob', active: false })).json
  await scim.createUser('olga@globex.com', { displayName: 'Olga' })
  await scim.createUser('olga.2@globex.com', {
    displayName: 'Olga the second',
    emails: work('olga@globex.com'),
  })
  await scim.createUser('taken@globex.com', { displayName: 'Not Tom' })
  await scim.createUser('zoe@globex.com', { displayName: 'Zoe', emails: work('ann@globex.com') })
  await scim.createGroup('Sales', [ann.id, bob.id])
  return made
}

test('the preview of a rehearsal grants nothing, and is what going live then does', async () => {
  const { database } = running.app
  const { directory } = await rehearse()
  const { directoryId } = directory
  const params = { directoryId: keyOf(directoryId) }
  expect(await owner.call('getPreview', { params })).toEqual({ preview: null })
  const before = await peopleOf()
  const counted = await owner.call('countPreview', { params })
  const counts = { new: 5, linked: 1, held: 3, joined: 1, left: 0, renamed: 0, lost: 0 }
  expect(counted).toMatchObject({ countedAt: expect.any(String), total: 6, done: 6, counts })
  expect(await peopleOf()).toEqual(before)
  expect(await inClass(directoryId, 'new')).toEqual(['Ann', 'Bob', 'Olga the second', 'Not Tom', 'Zoe'])
  expect(await inClass(directoryId, 'linked')).toEqual(['Olga'])
  expect(await inClass(directoryId, 'held')).toEqual(['Olga the second', 'Not Tom', 'Zoe'])
  expect(await inClass(directoryId, 'joined')).toEqual(['Ann'])

  const listed = await commandJson(env(), 'directory', 'preview', 'Globex', '--list', 'held')
  expect(listed).toMatchObject({ counts, list: [{ userName: 'olga.2@globex.com' }, {}, {}] })

  const foreseen = await owner.call('listPreviewed', { params: { ...params, class: 'new' }, query: {} })
  await goLive(database, site.id, directoryId, byTest())
  const after = await peopleOf()
  expect(after).toHaveLength(before.length + counts.new)
  expect(
    after.filter(({ organizations }) => organizations.includes('Sales')).map(({ name }) => name),
  ).toEqual(['Ann'])
  const without = after.filter(({ addresses }) => addresses.length === 0).map(({ name }) => name)
  expect(without).toEqual(['Not Tom', 'Olga the second', 'Zoe'])
  // What was said of each is what the audit says happened.
  for (const { userId, effect } of foreseen.items) {
    const [row] = await reader.readRows<{ effects: string }>(running, site, {
      name: '',
      text: `select details::json ->> 'effects' as effects from audit_events where site_id = $1
        and action = 'directory-user.changed' and details::json ->> 'userId' = $2`,
      values: [site.id, userId],
    })
    const kinds: string[] = JSON.parse(row?.effects ?? '[]')
    expect(kinds).toContain('create')
    expect(kinds.includes('refuse-address')).toBe(effect.includes('was not taken'))
  }
  expect(await owner.refused('countPreview', { params })).toMatchObject({ code: 'conflict' })
})

test('whoever is a customer and not active there any more has left, deactivated and deleted alike', async () => {
  const made = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
  const { scim, directory } = made
  const params = { directoryId: keyOf(directory.directoryId) }
  const [ann, bob] = [
    (await scim.createUser('ann@globex.com', { displayName: 'Ann' })).json.id,
    (await scim.createUser('bob@globex.com', { displayName: 'Bob' })).json.id,
  ]
  await scim.createUser('cid@globex.com', { displayName: 'Cid' })
  await owner.call('pauseDirectory', { params })
  await scim.patch(`/Users/${ann}`, { op: 'replace', path: 'active', value: false })
  await scim.send('DELETE', `/Users/${bob}`)
  // Who was never here has not left.
  await scim.createUser('eve@globex.com', { displayName: 'Eve', active: false })
  const { counts } = await owner.call('countPreview', { params })
  expect(counts).toMatchObject({ new: 1, left: 2, lost: 0 })
  expect((await inClass(directory.directoryId, 'left')).toSorted()).toEqual(['Ann', 'Bob'])
  const listed = await commandJson(env(), 'directory', 'preview', 'Globex', '--list', 'left')
  expect(listed.list).toHaveLength(2)
  // Whoever is back by then is no longer listed.
  await scim.patch(`/Users/${ann}`, { op: 'replace', path: 'active', value: true })
  expect(await inClass(directory.directoryId, 'left')).toEqual(['Bob'])
})

test('a preview that takes long is counted on in the background, from where it stands', async () => {
  const { database } = running.app
  const { directory } = await rehearse()
  const { directoryId } = directory
  await beginCounting(database, site.id, directory, new Date(), 0)
  await database.inSite(site.id, async (tx) => {
    const half = `update previews set counted_at = null, done = 2, counts = '{"new": 2, "joined": 1}',
      through = (select user_id from directory_users where site_id = $1 and directory_id = $2 order by user_id offset 1 limit 1)
      where site_id = $1 and directory_id = $2`
    const forget = `delete from preview_people where site_id = $1 and directory_id = $2 and user_id not in (
      select user_id from directory_users where site_id = $1 and directory_id = $2 order by user_id limit 2)`
    for (const text of [half, forget]) await tx.read({ name: '', text, values: [site.id, directoryId] })
  })
  await goOnCounting(database, site.id, directoryId)
  await goOnCounting(database, site.id, directoryId)
  expect(await readPreview(database, site.id, directoryId)).toMatchObject({
    ...{ done: 6, countedAt: expect.any(Date) },
    counts: { new: 5, linked: 1, held: 3, joined: 1, left: 0, renamed: 0, lost: 0 },
  })
  const [tasks] = await database.readInSite(site.id, [
    { name: '', text: `select count(*)::int as n from outbox where kind = 'count-preview'`, values: [] },
  ])
  expect(tasks).toEqual([{ n: 1 }])
})
