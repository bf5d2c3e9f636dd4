// The rules of a directory of staff: who may make them, what seats allow, and what becomes of them in a rehearsal, a pause and at the end.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Role } from '../../src/model/permissions.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { Employees, off, on } from '../fixtures/employees.ts'
import { settle } from '../fixtures/queue.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
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

test('only an owner, freshly signed in, has a group make admins; an admin may make agents', async () => {
  const admin = (await makeStaff(running, site, 'admin', { address: entra.at('chief') })).browser
  const wanted = (role: Role) =>
    ({ params: entra.params(), body: { rules: [{ group: 'it', role }] } }) as never
  expect((await admin.refused('changeRoleRules', wanted('admin'))).detail).toContain('Only an owner')
  await admin.call('changeRoleRules', wanted('agent'))
  expect((await owner.refused('changeRoleRules', wanted('owner'))).status).toBe(400)
  await owner.call('changeRoleRules', wanted('admin'))
  expect((await owner.call('getRoleRules', { params: entra.params() })).rules).toEqual([
    { group: 'it', role: 'admin', groupName: null },
  ])
  const seen = await owner.call('previewRoleRules', wanted('agent'))
  expect(seen).toEqual({ changes: [], hasMore: false })
})

test('where every seat is taken a new agent is a member, one case says so, and a free seat is given to who waits', async () => {
  const seats = (await entra.staff()).filter(({ role, state }) => role !== 'member' && state !== 'disabled')
  await owner.call('changeSubscription', { body: { seatsMax: seats.length + 1 } })
  const [fay, gus] = [await entra.join('fay'), await entra.join('gus')]
  await entra.setRules({ group: 'agents-id', role: 'agent' })
  const agents = await entra.group('agents-id', [fay, gus])
  expect([await entra.roleOf('fay'), await entra.roleOf('gus')].sort()).toEqual(['agent', 'member'])
  expect(await entra.openCases()).toEqual(['staff-seats'])
  const [first, second] = (await entra.roleOf('fay')) === 'agent' ? [fay, 'gus'] : [gus, 'fay']
  await entra.take(agents, first)
  await settle(running, site)
  expect(await entra.roleOf(second)).toBe('agent')
  expect(await entra.openCases()).toEqual([])
  await entra.add(agents, first)
  expect(await entra.openCases()).toEqual(['staff-seats'])
  await owner.call('changeSubscription', { body: { seatsMax: null } })
  await settle(running, site)
  expect([await entra.roleOf('fay'), await entra.roleOf('gus')]).toEqual(['agent', 'agent'])
  expect(await entra.openCases()).toEqual([])
})

test('in rehearsal nobody joins; live they do with their roles, and a pause takes away but does not give', async () => {
  const later = await makeDirectory(running, site, `Later ${tests}`, { audience: 'staff', rehearsal: true })
  entra = new Employees(owner, later, entra.domain)
  const hal = await entra.join('hal')
  const agents = await entra.group('agents-id', [hal])
  const preview = await owner.call('previewRoleRules', {
    params: entra.params(),
    body: { rules: [{ group: 'agents-id', role: 'agent' }] },
  })
  expect(preview.changes).toEqual([{ staffId: null, name: 'hal', before: null, after: 'agent' }])
  await entra.setRules({ group: 'agents-id', role: 'agent' })
  expect(await entra.known(entra.at('hal'))).toBeUndefined()
  const { counts } = await owner.call('countPreview', { params: entra.params() })
  expect(counts).toEqual({ new: 1, linked: 0, held: 0, joined: 1, left: 0, renamed: 0, lost: 0 })
  const listed = await owner.call('listPreviewed', { params: { ...entra.params(), class: 'new' }, query: {} })
  expect(listed.items).toMatchObject([{ name: 'hal', effect: 'hal joined the staff as agent.' }])
  await owner.call('takeDirectoryLive', { params: entra.params() })
  expect(await entra.roleOf('hal')).toBe('agent')
  await owner.call('pauseDirectory', { params: entra.params() })
  await entra.take(agents, hal)
  expect(await entra.roleOf('hal')).toBe('member')
  await entra.add(agents, hal)
  expect(await entra.roleOf('hal')).toBe('member')
  await later.scim.patch(`/Users/${hal}`, off)
  expect(await owner.call('countPreview', { params: entra.params() })).toMatchObject({ counts: { left: 1 } })
  const left = await owner.call('listPreviewed', { params: { ...entra.params(), class: 'left' }, query: {} })
  expect(left.items).toMatchObject([{ name: 'hal', userName: entra.at('hal') }])
  await later.scim.patch(`/Users/${hal}`, on)
  await owner.call('resumeDirectory', { params: entra.params() })
  expect(await entra.roleOf('hal')).toBe('agent')
})

test('what is for customers is refused to a directory of staff, and the command line makes rules', async () => {
  const refused = await owner.refused('changeMapping', {
    params: entra.params(),
    body: { rules: [], unmatched: 'own', home: null },
  })
  expect(refused).toMatchObject({ status: 409, detail: expect.stringContaining('is a directory of staff') })
  expect((await owner.refused('allowGuests', { params: entra.params() } as never)).status).toBe(409)
  const body = { peopleMax: 5 }
  expect((await owner.refused('changeDirectorySettings', { params: entra.params(), body })).status).toBe(409)
  const told = await commandJson(
    { DATABASE_URL: running.ownerUrl },
    ...['directory', 'role-rules', 'set', 'it-id', 'admin', '--site', site.slug, '--directory', entra.name],
  )
  expect(told).toMatchObject({ rules: [{ group: 'it-id', role: 'admin' }], changed: 0 })
})

test('a directory of staff that is disconnected has its people deactivated, or managed by nobody, with the roles that they have', async () => {
  const kim = await entra.join('kim')
  await entra.join('lou')
  await entra.setRules({ group: 'agents-id', role: 'agent' })
  await entra.group('agents-id', [kim])
  const end = (people: 'deactivate' | 'release') =>
    owner.call('disconnectDirectory', { params: entra.params(), body: { people } })
  const preview = await owner.call('previewDisconnection', { params: entra.params() })
  expect(preview).toMatchObject({ active: 2, tokens: 1, organizations: [] })
  await end('deactivate')
  await settle(running, site)
  expect(await entra.known(entra.at('kim'))).toMatchObject({ role: 'member', state: 'disabled' })
  // Connected again, it says who is there.
  await owner.call('resumeDirectory', { params: entra.params() })
  expect(await entra.known(entra.at('kim'))).toMatchObject({ role: 'agent', state: 'invited' })
  expect(await entra.known(entra.at('lou'))).toMatchObject({ role: 'member', state: 'invited' })
  await end('release')
  await settle(running, site)
  expect(await entra.known(entra.at('kim'))).toMatchObject({
    role: 'agent',
    state: 'invited',
    directory: null,
  })
})

test('of two who come at once with one address one joins; many who come by one group get their role in a moment, and lose it at once', async () => {
  const emails = [{ value: entra.at('twin'), type: 'work', primary: true }]
  const both = await Promise.all(['twin-a', 'twin-b'].map((name) => entra.scim.createUser(name, { emails })))
  expect(both.map(({ status }) => status)).toEqual([201, 201])
  expect((await entra.staff()).filter(({ address }) => address === entra.at('twin')).length).toBe(1)
  expect(await entra.openCases()).toEqual(['staff-held'])
  await entra.setRules({ group: 'many-id', role: 'auditor' })
  const ids = await Promise.all(Array.from({ length: 205 }, (_, n) => entra.join(`many${n}`)))
  const many = await entra.group('many-id', ids)
  const managed = async () => {
    const query = { ...entra.params(), limit: 200 }
    const first = await owner.call('listStaff', { query })
    const rest = await owner.call('listStaff', { query: { ...query, after: first.next ?? '' } })
    return [...first.items, ...rest.items].filter(({ role }) => role === 'auditor').length
  }
  expect(await managed()).toBe(0)
  await settle(running, site)
  expect(await managed()).toBe(205)
  await entra.scim.patch(`/Groups/${many}`, { op: 'replace', path: 'members', value: [{ value: ids[0] }] })
  expect(await managed()).toBe(1)
})
