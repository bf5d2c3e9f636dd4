// Whoever's address is changed hears of it at the old address and at the new one, unless the site wants none.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { runQueue } from '../fixtures/queue.ts'
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

const email = (value: string) => ({ op: 'replace', path: 'emails[type eq "work"].value', value })
async function sent(): Promise<[string, string][]> {
  await runQueue(running, site, new Date(Date.now() + 1_000))
  const { items } = await owner.call('listMails', { query: { limit: 200 } })
  return items
    .filter(({ to, kind }) => kind === 'address-changed' && to.address.includes(`${tests}.com`))
    .map(({ to, subject }): [string, string] => [to.address, subject ?? ''])
    .sort()
}
const user = async (name: string, at = domain) =>
  (await globex.scim.createUser(`${name}@${at}`, { displayName: `${name} ${tests}` })).json.id as string

test('a directory changes an address: both hear of it, and the old one is not told the new one', async () => {
  const ann = await user('ann')
  expect(await sent()).toEqual([])
  await globex.scim.patch(`/Users/${ann}`, email(`ann.lee@${domain}`))
  expect(await sent()).toEqual([
    [`ann.lee@${domain}`, expect.stringMatching(/knows you by this address now$/)],
    [`ann@${domain}`, expect.stringMatching(/^Your address at .* was changed$/)],
  ])
  const { items } = await owner.call('listMails', { query: { limit: 200 } })
  const old = items.find(({ to }) => to.address === `ann@${domain}`)
  const mail = await owner.call('getMail', { params: { mailId: old?.id ?? '' } })
  expect(mail.text).toContain(`Globex ${tests}`)
  expect(mail.text).not.toContain('ann.lee')
})

test('another spelling, a name, a deactivation and an address that is taken away are no change of address', async () => {
  const ann = await user('ann')
  await globex.scim.patch(`/Users/${ann}`, email(`Ann@${domain}`))
  await globex.scim.patch(`/Users/${ann}`, { op: 'replace', path: 'displayName', value: `Ann Lee ${tests}` })
  await globex.scim.patch(`/Users/${ann}`, { op: 'remove', path: 'emails' })
  await globex.scim.patch(`/Users/${ann}`, { op: 'replace', path: 'active', value: false })
  expect(await sent()).toEqual([])
})

test('what a directory only claims reaches no stranger, and an address that went to a colleague tells the colleague nothing', async () => {
  const ann = await user('ann')
  await globex.scim.patch(`/Users/${ann}`, email(`ceo@hooli${tests}.com`))
  // Ann hears at the address that she had, and whoever has the other mailbox hears nothing.
  const toAnn = [[`ann@${domain}`, expect.stringMatching(/^Your address at .* was changed$/)]]
  expect(await sent()).toEqual(toAnn)
  const [bob, cid] = [await user('bob'), await user('cid')]
  // Two exchange theirs: each address is somebody's.
  await globex.scim.patch(`/Users/${bob}`, email(`cid@${domain}`))
  await globex.scim.patch(`/Users/${cid}`, email(`bob@${domain}`))
  expect(await sent()).toEqual(toAnn)
})

test('an administrator changes one by hand; a site that wants no notices sends none', async () => {
  const { id } = await owner.call('addCustomer', {
    body: { name: `Dora ${tests}`, address: `dora@own${tests}.com`, proven: true },
  })
  const params = { customerId: id }
  await owner.call('changeCustomer', { params, body: { address: `dora.lee@own${tests}.com`, proven: true } })
  expect((await sent()).map(([address]) => address)).toEqual([
    `dora.lee@own${tests}.com`,
    `dora@own${tests}.com`,
  ])
  await owner.call('changeSite', { body: { addressNotices: false } })
  await owner.call('changeCustomer', { params, body: { address: `dora@new${tests}.com`, proven: true } })
  expect(await sent()).toHaveLength(2)
  await owner.call('changeSite', { body: { addressNotices: true } })
})
