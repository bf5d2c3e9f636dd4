// A directory of the site's own employees: members by default, more by rules on groups' ids, and never an owner.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { Employees, off, on } from '../fixtures/employees.ts'
import { settle } from '../fixtures/queue.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { auditOf } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let entra: Employees
let tests = 0

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'boss@acme.com' })).browser
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  const made = await makeDirectory(running, site, `Employees ${tests}`, { audience: 'staff' })
  entra = new Employees(owner, made, `acme${tests}.com`)
})

test('a new employee is a member of the staff and no customer; name and address follow, and whoever leaves is out at once', async () => {
  const id = await entra.join('ann')
  expect(await entra.known(entra.at('ann'))).toMatchObject({
    name: 'ann',
    role: 'member',
    state: 'invited',
    directory: { name: entra.name },
    roleByRule: null,
  })
  expect((await owner.call('listCustomers', { query: {} })).items).toEqual([])
  expect((await owner.call('listOrganizations', { query: {} })).items).toEqual([])
  await entra.scim.patch(
    `/Users/${id}`,
    { op: 'replace', path: 'displayName', value: 'Ann Lee' },
    { op: 'replace', path: 'emails[type eq "work"].value', value: entra.at('ann.lee') },
  )
  expect(await entra.known(entra.at('ann.lee'))).toMatchObject({ name: 'Ann Lee', role: 'member' })
  await entra.scim.patch(`/Users/${id}`, off)
  expect((await entra.known(entra.at('ann.lee')))?.state).toBe('disabled')
  await entra.scim.patch(`/Users/${id}`, on)
  expect((await entra.known(entra.at('ann.lee')))?.state).toBe('invited')
  expect((await entra.scim.delete(`/Users/${id}`)).status).toBe(204)
  expect((await entra.known(entra.at('ann.lee')))?.state).toBe('disabled')
})

test('a group makes agents by its id; whoever is taken out of it is a member at once, without a session or an API key of before', async () => {
  const bob = await entra.join('bob')
  const agents = await entra.group('agents-id')
  await entra.setRules({ group: 'agents-id', role: 'agent' })
  await entra.add(agents, bob)
  expect(await entra.roleOf('bob')).toBe('agent')
  const { id } = (await entra.known(entra.at('bob'))) as { id: string }
  expect((await auditOf(running, site, id)).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['directory-user.created', 'staff.changed']),
  )
  // The person chooses a password, as long as staff do not sign in by their directory.
  const { url } = await owner.call('resetStaff', { params: { staffId: id } })
  const browser = new Browser(running.origin)
  const link = url.split('/').at(-1) ?? ''
  await browser.call('completeLink', { params: { link }, body: { password: 'lamp otter violin gravel' } })
  await browser.call('createApiKey', { body: { label: 'mine', scope: ['customers.read'] } })
  expect((await browser.send('listCustomers', {})).status).toBe(200)
  const answer = await entra.take(agents, bob)
  expect(answer.status).toBeLessThan(300)
  expect(await entra.roleOf('bob')).toBe('member')
  expect((await browser.send('listCustomers', {})).status).toBe(401)
  await entra.add(agents, bob)
  expect(await entra.roleOf('bob')).toBe('agent')
  await entra.scim.patch(`/Users/${bob}`, off)
  const access = await owner.call('getStaffAccess', { params: { staffId: id } })
  expect(access).toMatchObject({ sessions: 0, apiKeys: 0 })
})

test('the highest rule wins, a group inside a group counts, and a deleted group or a removed rule takes its role back', async () => {
  const [cy, di] = [await entra.join('cy'), await entra.join('di')]
  const inner = await entra.group('inner-id', [cy])
  const agents = await entra.group('agents-id', [di, cy])
  const admins = await entra.group('admins-id')
  await entra.setRules({ group: 'agents-id', role: 'agent' }, { group: admins, role: 'admin' })
  expect([await entra.roleOf('cy'), await entra.roleOf('di')]).toEqual(['agent', 'agent'])
  await entra.add(admins, inner)
  await settle(running, site)
  expect([await entra.roleOf('cy'), await entra.roleOf('di')]).toEqual(['admin', 'agent'])
  await entra.take(inner, cy)
  expect(await entra.roleOf('cy')).toBe('agent')
  await entra.scim.delete(`/Groups/${agents}`)
  expect([await entra.roleOf('cy'), await entra.roleOf('di')]).toEqual(['member', 'member'])
  await entra.add(inner, cy)
  expect(await entra.roleOf('cy')).toBe('admin')
  await entra.setRules()
  expect(await entra.roleOf('cy')).toBe('member')
})

test('whoever is known by hand is taken over only where the directory has a say in the domain; a role that people gave stays', async () => {
  await makeStaff(running, site, 'agent', { address: entra.at('eva') })
  const id = await entra.join('eva')
  expect(await entra.known(entra.at('eva'))).toMatchObject({ role: 'agent', directory: null })
  expect(await entra.openCases()).toEqual(['staff-held'])
  await owner.call('declareDomain', { params: entra.params(), body: { domain: `acme${tests}.com` } })
  await settle(running, site)
  expect(await entra.known(entra.at('eva'))).toMatchObject({
    name: 'eva',
    role: 'agent',
    directory: { name: entra.name },
  })
  expect(await entra.openCases()).toEqual([])
  const { id: staffId } = (await entra.known(entra.at('eva'))) as { id: string }
  const change = (body: object) => owner.send('changeStaff', { params: { staffId }, body })
  expect(await change({ name: 'Eva' })).toMatchObject({ status: 409 })
  expect(await change({ role: 'auditor' })).toMatchObject({ status: 200, body: { role: 'auditor' } })
  const agents = await entra.group('agents-id', [id])
  await entra.setRules({ group: 'agents-id', role: 'agent' })
  expect(await entra.roleOf('eva')).toBe('agent')
  expect(await change({ role: 'auditor' })).toMatchObject({ status: 409 })
  await entra.take(agents, id)
  expect(await entra.roleOf('eva')).toBe('auditor')
  await entra.scim.patch(`/Users/${id}`, off)
  expect(await owner.send('enableStaff', { params: { staffId } })).toMatchObject({ status: 409 })
  await entra.scim.patch(`/Users/${id}`, on)
  await owner.call('disableStaff', { params: { staffId } })
  await entra.scim.patch(`/Users/${id}`, off)
  await entra.scim.patch(`/Users/${id}`, on)
  expect((await entra.known(entra.at('eva')))?.state).toBe('disabled')
})

test('the last owner stays, and goes when another owner can sign in', async () => {
  await owner.call('declareDomain', { params: entra.params(), body: { domain: 'acme.com' } })
  const { json } = await entra.scim.createUser('boss@acme.com')
  const { id } = json
  expect(await entra.known('boss@acme.com')).toMatchObject({
    role: 'owner',
    directory: { name: entra.name },
  })
  const answer = await entra.scim.patch(`/Users/${id}`, off)
  expect(answer.status).toBeLessThan(300)
  expect((await entra.known('boss@acme.com'))?.state).toBe('active')
  expect(await entra.openCases()).toEqual(['staff-held'])
  const other = await makeStaff(running, site, 'owner', { address: entra.at('second') })
  await settle(running, site)
  owner = other.browser
  entra = new Employees(owner, entra.made, entra.domain)
  expect(await entra.known('boss@acme.com')).toMatchObject({ state: 'disabled', role: 'owner' })
  expect(await entra.openCases()).toEqual([])
})

test('the last owner is not taken over as one who may not come in, and is the owner still when the directory deletes and brings them anew', async () => {
  const sole = (await entra.staff()).filter(({ role, state }) => role === 'owner' && state === 'active')
  expect(sole.length).toBe(1)
  const { address } = sole[0] as { address: string }
  const more = { externalId: 'the-owner' }
  await owner.call('declareDomain', { params: entra.params(), body: { domain: address.split('@')[1] ?? '' } })
  const first = await entra.scim.createUser(address, { ...more, active: false })
  expect(first.status).toBe(201)
  expect(await entra.known(address)).toMatchObject({ role: 'owner', state: 'active' })
  expect(await entra.openCases()).toEqual(['staff-held'])
  await entra.scim.patch(`/Users/${first.json.id}`, on)
  expect(await entra.openCases()).toEqual([])
  expect((await entra.scim.delete(`/Users/${first.json.id}`)).status).toBe(204)
  expect(await entra.known(address)).toMatchObject({ role: 'owner', state: 'active' })
  expect((await entra.scim.createUser(address, more)).status).toBe(201)
  expect(await entra.known(address)).toMatchObject({ role: 'owner', state: 'active' })
})

test('a group that is given the id of a rule gives its role, and takes it back with the id', async () => {
  const max = await entra.join('max')
  const some = await entra.group('some-id', [max])
  await entra.setRules({ group: 'agents-id', role: 'agent' })
  const named = (value: string) =>
    entra.scim.patch(`/Groups/${some}`, { op: 'replace', path: 'externalId', value })
  await named('agents-id')
  await settle(running, site)
  expect(await entra.roleOf('max')).toBe('agent')
  await named('some-id')
  expect(await entra.roleOf('max')).toBe('member')
})

test('a customers’ directory that asserts an employee’s address is held; no other directory is touched', async () => {
  const globex = await makeDirectory(running, site, `Globex ${tests}`)
  await globex.scim.createUser(`ida@globex${tests}.com`)
  const ivy = await entra.join('ivy')
  await globex.scim.createUser(entra.at('ivy'))
  expect(await entra.openCases(globex)).toEqual(['staff-address'])
  const { items } = await owner.call('listCustomers', { query: {} })
  expect(items.map(({ address }) => address)).toEqual([`ida@globex${tests}.com`])
  await entra.scim.delete(`/Users/${ivy}`)
  expect((await owner.call('listCustomers', { query: {} })).items).toEqual(items)
})

test('whoever left comes back by the same id with nothing that people gave before; somebody new with the address of one who left waits', async () => {
  const id = await entra.join('jo', { externalId: 'jo-1' })
  const { id: staffId } = (await entra.known(entra.at('jo'))) as { id: string }
  await owner.call('changeStaff', { params: { staffId }, body: { role: 'agent' } })
  await entra.scim.delete(`/Users/${id}`)
  const other = await entra.join('jo', { externalId: 'somebody-else' })
  expect(await entra.openCases()).toEqual(['staff-held'])
  await entra.scim.delete(`/Users/${other}`)
  expect(await entra.openCases()).toEqual([])
  await entra.join('jo', { externalId: 'jo-1' })
  expect(await entra.known(entra.at('jo'))).toMatchObject({ id: staffId, role: 'member', state: 'invited' })
})

test('a person says that somebody whom the directory brings is the one of the staff, and takes that back', async () => {
  await makeStaff(running, site, 'agent', { address: entra.at('mia') })
  await entra.join('mia')
  const query = { state: 'open', directoryId: entra.params().directoryId } as const
  const [found] = (await owner.call('listCases', { query })).items
  const given = { params: { caseId: found?.id ?? '' } }
  const effect = await owner.call('previewCase', { params: { ...given.params, decision: 'link' } })
  expect(effect.effects).toEqual([{ code: 'links-staff', values: { name: 'The agent' } }])
  await owner.call('decideCase', { ...given, body: { decision: 'link' } })
  await settle(running, site)
  expect(await entra.known(entra.at('mia'))).toMatchObject({
    name: 'mia',
    role: 'agent',
    directory: { id: query.directoryId },
  })
  expect(await entra.openCases()).toEqual([])
  await owner.call('undoCase', { ...given, body: {} })
  await settle(running, site)
  expect(await entra.known(entra.at('mia'))).toMatchObject({
    role: 'agent',
    directory: null,
    state: 'active',
  })
  expect(await entra.openCases()).toEqual(['staff-held'])
})
