// By a directory of staff people come in, and others lose their account: it takes the rights that changing them by hand takes.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { ProgramPermission } from '../../src/model/permissions.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
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
let admin: Browser
let entra: MadeDirectory

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'boss@acme.com' })).browser
  admin = (await makeStaff(running, site, 'admin', { address: 'chief@globex.com' })).browser
  entra = await makeDirectory(running, site, 'Employees', { audience: 'staff' })
})
afterAll(() => running.close())

const params = () => ({ directoryId: keyOf(entra.directory.directoryId) })

async function keyOfOwner(scope: ProgramPermission[]): Promise<Browser> {
  const { secret } = await owner.call('createApiKey', { body: { label: 'program', scope } })
  const key = new Browser(running.origin)
  key.headers = { authorization: `Bearer ${secret}` }
  return key
}

test('no API key makes a directory of staff, or a token or a say for one', async () => {
  const key = await keyOfOwner(['directories.change', 'directories.read'])
  const wanted = { name: 'Mine', audience: 'staff' as const }
  const label = { label: 'mine', expiresAt: null }
  const people = 'deactivate' as const
  const refused = [
    await key.send('createDirectory', { body: wanted }),
    await key.send('createToken', { params: params(), body: label }),
    await key.send('declareDomain', { params: params(), body: { domain: 'acme.com' } }),
    await key.send('disconnectDirectory', { params: params(), body: { people } }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  expect((await key.send('createDirectory', { body: { ...wanted, audience: 'customers' } })).status).toBe(201)
})

test('only an owner has a directory speak for a domain in which an owner has an address', async () => {
  const body = { domain: 'ACME.com' }
  expect(await admin.refused('declareDomain', { params: params(), body })).toMatchObject({
    status: 403,
    detail: expect.stringContaining('only an owner'),
  })
  expect((await admin.refused('beginDomainProof', { params: params(), body })).status).toBe(403)
  const wanted = { name: 'Others', audience: 'staff' as const, domains: ['acme.com'] }
  expect((await admin.refused('createDirectory', { body: wanted })).status).toBe(403)
  await admin.call('declareDomain', { params: params(), body: { domain: 'globex.com' } })
  await owner.call('declareDomain', { params: params(), body })
})

test('a link that was made for an address works no longer when the directory gives another one', async () => {
  const { json } = await entra.scim.createUser('noa@hooli.com', { displayName: 'Noa' })
  const { items } = await owner.call('listStaff', { query: { limit: 200 } })
  const staffId = items.find(({ address }) => address === 'noa@hooli.com')?.id ?? ''
  const { url } = await owner.call('resetStaff', { params: { staffId } })
  const given = { params: { link: url.split('/').at(-1) ?? '' } }
  const anybody = new Browser(running.origin)
  await anybody.call('getLink', given)
  const path = 'emails[type eq "work"].value'
  await entra.scim.patch(`/Users/${json.id}`, { op: 'replace', path, value: 'noa.lee@hooli.com' })
  expect((await anybody.refused('getLink', given)).status).toBe(404)
})

test('who of the staff is meant is decided at a browser; taken back, nothing stays of what the directory gave', async () => {
  const address = 'mia@initech.com'
  await makeStaff(running, site, 'agent', { address })
  const { json } = await entra.scim.createUser(address, { displayName: 'Mia' })
  const group = await entra.scim.createGroup('Admins', [json.id], { externalId: 'admins-id' })
  expect(group.status).toBe(201)
  await owner.call('changeRoleRules', {
    params: params(),
    body: { rules: [{ group: 'admins-id', role: 'admin' }] },
  })
  const query = { state: 'open', ...params() } as const
  const [found] = (await owner.call('listCases', { query })).items
  const caseId = found?.id ?? ''
  const key = await keyOfOwner(['cases.decide', 'cases.read'])
  const given = { params: { caseId }, body: { decision: 'link' } }
  expect((await key.refused('decideCase', given)).status).toBe(403)
  await owner.call('decideCase', given)
  await settle(running, site)
  const known = async () =>
    (await owner.call('listStaff', { query: { limit: 200 } })).items.find((one) => one.address === address)
  expect(await known()).toMatchObject({ role: 'admin', directory: { name: 'Employees' } })
  // Neither another address nor a deletion there stands in the way.
  await entra.scim.delete(`/Users/${json.id}`)
  expect(await known()).toMatchObject({ state: 'disabled' })
  await owner.call('undoCase', { params: { caseId }, body: {} })
  await settle(running, site)
  expect(await known()).toMatchObject({ role: 'agent', state: 'active', directory: null })
})

test('a link to somebody who had left is not taken back when it would end the account of an owner', async () => {
  const address = 'pia@initech.com'
  const first = await entra.scim.createUser(address, { externalId: 'pia-1' })
  await entra.scim.delete(`/Users/${first.json.id}`)
  await entra.scim.createUser(address, { externalId: 'pia-2' })
  const query = { state: 'open', ...params() } as const
  const [found] = (await owner.call('listCases', { query })).items
  const given = { params: { caseId: found?.id ?? '' } }
  await owner.call('decideCase', { ...given, body: { decision: 'link' } })
  await settle(running, site)
  const { items } = await owner.call('listStaff', { query: { limit: 200 } })
  const pia = items.find((one) => one.address === address)
  expect(pia).toMatchObject({ role: 'member', state: 'invited' })
  await owner.call('changeStaff', { params: { staffId: pia?.id ?? '' }, body: { role: 'owner' } })
  expect((await owner.refused('undoCase', { ...given, body: {} })).detail).toContain('an owner by now')
})
