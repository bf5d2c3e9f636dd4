import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { pause } from '../../src/people/directory-state.ts'
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

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let params: { directoryId: string }

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await makeDirectory(running, site, 'Globex')
  params = { directoryId: keyOf(globex.directory.directoryId) }
})
afterAll(() => running.close())

const group = async (name: string, members: string[] = []): Promise<string> =>
  (await globex.scim.createGroup(name, members)).json.id
const user = async (name: string): Promise<string> =>
  (await globex.scim.createUser(`${name}@globex.com`, { displayName: name })).json.id

test('groups are listed by name, page by page, with their members counted and what they feed', async () => {
  const [ann, bob] = [await user('Ann'), await user('Bob')]
  await group('sales', [ann, bob])
  await group('Sales')
  await group('Support', [ann])
  const names: string[] = []
  let after: string | undefined
  do {
    const { items, next } = await owner.call('listGroups', {
      params,
      query: { limit: 1, ...(after && { after }) },
    })
    names.push(...items.map(({ name }) => name))
    after = next ?? undefined
  } while (after !== undefined)
  expect(names).toEqual(['sales', 'Sales', 'Support'])
  const { items } = await owner.call('listGroups', { params, query: { query: 'SALES' } })
  expect(items).toMatchObject([
    { name: 'sales', members: 2, waits: false, organizations: [{ name: 'sales' }] },
    { name: 'Sales', members: 0, organizations: [{ name: 'sales' }] },
  ])
  expect((await owner.call('listGroups', { params, query: { query: 'ales' } })).items).toEqual([])
})

test('a group shows who is in it, and the groups inside it and around it', async () => {
  const people = [await user('Cy'), await user('Dee'), await user('Eve')]
  const inner = await group('Inner', people)
  const outer = await group('Outer', [inner])
  expect(await owner.call('getGroup', { params: { ...params, groupId: inner } })).toMatchObject({
    members: 3,
    inner: [],
    outer: [{ id: outer, name: 'Outer' }],
  })
  expect(await owner.call('getGroup', { params: { ...params, groupId: outer } })).toMatchObject({
    members: 0,
    inner: [{ id: inner, name: 'Inner' }],
    outer: [],
  })
  const given = { params: { ...params, groupId: inner } }
  const first = await owner.call('listGroupMembers', { ...given, query: { limit: 2 } })
  const rest = await owner.call('listGroupMembers', { ...given, query: { after: first.next ?? '' } })
  expect([...first.items, ...rest.items].map(({ displayName }) => displayName)).toEqual(['Cy', 'Dee', 'Eve'])
  expect(first.items[0]).toMatchObject({ userName: 'Cy@globex.com', active: true, customer: { name: 'Cy' } })
  expect(rest.next).toBeNull()
})

test('while a directory is paused a new group waits for its organization', async () => {
  const hooli = await makeDirectory(running, site, 'Hooli')
  await pause(running.app.database, site.id, hooli.directory.directoryId, byTest())
  await hooli.scim.createUser('gavin@hooli.com')
  await hooli.scim.createGroup('Box')
  const there = { params: { directoryId: keyOf(hooli.directory.directoryId) } }
  const { items } = await owner.call('listGroups', { ...there, query: {} })
  expect(items).toMatchObject([{ name: 'Box', waits: true, organizations: [] }])
})

test("another directory's group is not found, and a foreign cursor is refused", async () => {
  const initech = await makeDirectory(running, site, 'Initech')
  const theirs = (await initech.scim.createGroup('TPS')).json.id
  const given = { params: { ...params, groupId: theirs } }
  expect(await owner.refused('getGroup', given)).toMatchObject({ status: 404 })
  expect(await owner.refused('listGroupMembers', { ...given, query: {} })).toMatchObject({ status: 404 })
  for (const after of ['x', Buffer.from('no place').toString('base64url')]) {
    expect(await owner.refused('listGroups', { params, query: { after } })).toMatchObject({
      errors: [{ field: 'after', rule: 'cursor' }],
    })
  }
})
