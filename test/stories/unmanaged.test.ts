// Customers whom no directory manages: added, changed and let go by an administrator, over the API and at the command line.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { auditOf } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let tests = 0
/** One for each test. */
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

const add = (name: string, address?: string, proven = false) =>
  owner.call('addCustomer', { body: { name, proven, ...(address === undefined ? {} : { address }) } })
const read = (customerId: string) => owner.call('getCustomer', { params: { customerId } })
const standings = async (customerId: string) => {
  const { addresses, formerAddresses } = await read(customerId)
  return [
    ...addresses.map(({ address, standing }) => `${address} ${standing}`),
    ...formerAddresses.map(({ address }) => `${address} former`),
  ]
}
/** The customer of a directory's new user. */
async function arrive(address: string, displayName = 'Ann'): Promise<{ userId: string; customerId: string }> {
  const { json } = await globex.scim.createUser(address, { displayName })
  const { items } = await owner.call('listCustomers', { query: { query: displayName } })
  const found = items.find(({ name }) => name === displayName)
  return { userId: json.id, customerId: found?.id ?? '' }
}

test("the address of somebody who is added is only claimed, until an administrator's word says that the mailbox is theirs", async () => {
  const ann = await add('Ann', `ann@${domain}`)
  expect(ann).toMatchObject({ name: 'Ann', active: true, directory: null, address: `ann@${domain}` })
  expect(await standings(ann.id)).toEqual([`ann@${domain} claimed`])
  await owner.call('changeCustomer', { params: { customerId: ann.id }, body: { proven: true } })
  expect(await standings(ann.id)).toEqual([`ann@${domain} held`])
  const [changed, added] = await auditOf(running, site, ann.id)
  expect([changed?.action, changed?.details]).toEqual(['customer.changed', '{"proven":true}'])
  expect([added?.action, added?.details]).toEqual(['customer.added', '{"proven":false}'])
  const bob = await add('Bob', `bob@${domain}`, true)
  expect(await standings(bob.id)).toEqual([`bob@${domain} held`])
})

test('another address is claimed again, and the one before stays in the history', async () => {
  const { id } = await add('Ann', `ann@${domain}`, true)
  const params = { customerId: id }
  await owner.call('changeCustomer', { params, body: { name: 'Ann Lee', address: `Ann@${domain}` } })
  expect(await standings(id)).toEqual([`Ann@${domain} held`])
  await owner.call('changeCustomer', { params, body: { address: `ann.lee@${domain}` } })
  expect(await standings(id)).toEqual([`ann.lee@${domain} claimed`, `Ann@${domain} former`])
  await owner.call('changeCustomer', { params, body: { address: null } })
  expect(await standings(id)).toEqual([`ann.lee@${domain} former`, `Ann@${domain} former`])
})

test('an address is not to be had that somebody else holds, has, or left with, nor one of the staff', async () => {
  const { userId } = await arrive(`held@${domain}`, `Held ${tests}`)
  const refused = async (address: string, proven = false) => {
    const { status, errors, detail } = await owner.refused('addCustomer', {
      body: { name: 'New', address, proven },
    })
    return [status, errors?.map(({ field }) => field), errors?.[0]?.detail ?? detail]
  }
  expect(await refused(`HELD@${domain}`)).toEqual([409, ['address'], expect.stringContaining('holds')])
  await globex.scim.delete(`/Users/${userId}`)
  expect(await refused(`held@${domain}`, true)).toEqual([409, undefined, expect.stringContaining('has left')])
  await add('Ann', `ann@${domain}`)
  expect(await refused(`ann@${domain}`)).toEqual([409, ['address'], expect.stringContaining('already')])
  expect(await refused(`owner@${site.slug}.test`)).toEqual([
    409,
    ['address'],
    expect.stringContaining('staff'),
  ])
  expect((await owner.refused('addCustomer', { body: { name: 'New', address: 'nobody' } })).status).toBe(400)
})

test('what a directory only claims keeps nobody from being added', async () => {
  const { userId } = await arrive(`ceo${tests}@hooli.com`, `Mallory ${tests}`)
  const off = { op: 'replace', path: 'active', value: false }
  await globex.scim.patch(`/Users/${userId}`, off)
  const ceo = await add('Gavin', `ceo${tests}@hooli.com`, true)
  expect(await standings(ceo.id)).toEqual([`ceo${tests}@hooli.com held`])
})

test('only an unmanaged customer is changed by hand; somebody managed who left is brought back by a release', async () => {
  const { userId, customerId } = await arrive(`ann@${domain}`, `Ann ${tests}`)
  const params = { customerId }
  for (const act of ['deactivateCustomer', 'reactivateCustomer'] as const) {
    expect(await owner.refused(act, { params })).toMatchObject({
      status: 409,
      detail: expect.stringContaining('only what its identity provider writes'),
    })
  }
  expect((await owner.refused('changeCustomer', { params, body: { name: 'X' } })).status).toBe(409)
  expect((await owner.refused('releaseCustomer', { params, body: {} })).status).toBe(409)
  await globex.scim.delete(`/Users/${userId}`)
  expect((await owner.refused('reactivateCustomer', { params })).status).toBe(409)
  const released = await owner.call('releaseCustomer', { params, body: {} })
  expect(released).toMatchObject({ active: true, directory: null, address: `ann@${domain}` })
  expect(await standings(customerId)).toEqual([`ann@${domain} claimed`, `ann@${domain} former`])
  expect((await owner.refused('releaseCustomer', { params, body: {} })).status).toBe(409)
  await owner.call('deactivateCustomer', { params })
  await owner.call('reactivateCustomer', { params })
  expect((await auditOf(running, site, customerId)).slice(0, 3).map(({ action }) => action)).toEqual([
    'customer.reactivated',
    'customer.deactivated',
    'customer.released',
  ])
})

test('somebody whom a directory has only deactivated is released too, and that user is nobody any more', async () => {
  const { userId, customerId } = await arrive(`ann@${domain}`, `Ann ${tests}`)
  await globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'active', value: false })
  await owner.call('releaseCustomer', { params: { customerId }, body: {} })
  expect(await standings(customerId)).toEqual([`ann@${domain} claimed`])
  await globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'title', value: 'Gone' })
  expect(await read(customerId)).toMatchObject({ active: true, directory: null, users: [] })
})

test('the command line adds, changes, deactivates and releases as the API does', async () => {
  const env = { DATABASE_URL: running.ownerUrl }
  const run = (...words: string[]) => commandJson(env, 'customer', ...words)
  const ann = await run('create', '--name', 'Ann', '--email', `ann@${domain}`)
  expect(ann).toMatchObject({ name: 'Ann', addresses: [{ address: `ann@${domain}`, standing: 'claimed' }] })
  expect(await run('change', ann.id, '--proven')).toMatchObject({ addresses: [{ standing: 'held' }] })
  expect(await run('change', `ann@${domain}`, '--email', 'none', '--name', 'Ann Lee')).toMatchObject({
    name: 'Ann Lee',
    addresses: [],
  })
  expect(await run('deactivate', ann.id)).toMatchObject({ active: false })
  expect(await run('reactivate', ann.id)).toMatchObject({ active: true })
  const { userId, customerId } = await arrive(`bob@${domain}`, `Bob ${tests}`)
  await globex.scim.delete(`/Users/${userId}`)
  expect(await run('release', customerId, '--proven')).toMatchObject({
    active: true,
    directory: null,
    addresses: [{ address: `bob@${domain}`, standing: 'held' }],
  })
})
