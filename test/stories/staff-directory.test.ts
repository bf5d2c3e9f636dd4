// A directory of the site's own employees: members by default, more by rules on groups' ids, and never an owner.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { Role } from '../../src/model/permissions.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { settle } from '../fixtures/queue.ts'
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
let entra: MadeDirectory
let tests = 0

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'boss@acme.com' })).browser
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  entra = await makeDirectory(running, site, `Employees ${tests}`, { audience: 'staff' })
})

const at = (name: string) => `${name}@acme${tests}.com`
const params = () => ({ directoryId: keyOf(entra.directory.directoryId) })
const off = { op: 'replace', path: 'active', value: false }
const on = { op: 'replace', path: 'active', value: true }
const staff = async () => (await owner.call('listStaff', { query: { limit: 200 } })).items
const known = async (address: string) => (await staff()).find((one) => one.address === address)
const roleOf = async (name: string) => (await known(at(name)))?.role
const openCases = async ({ directory } = entra) => {
  const query = { state: 'open', directoryId: keyOf(directory.directoryId) } as const
  return (await owner.call('listCases', { query })).items.map(({ kind }) => kind)
}
const setRules = (...rules: { group: string; role: 'admin' | 'agent' | 'auditor' }[]) =>
  owner.call('changeRoleRules', { params: params(), body: { rules } })

async function join(name: string, more: object = {}): Promise<string> {
  const answer = await entra.scim.createUser(at(name), { displayName: name, ...more })
  expect(answer.status).toBe(201)
  return answer.json.id
}
async function group(externalId: string, members: readonly string[] = []): Promise<string> {
  const answer = await entra.scim.createGroup(`The ${externalId}`, members, { externalId })
  expect(answer.status).toBe(201)
  return answer.json.id
}
const add = (groupId: string, ...ids: string[]) =>
  entra.scim.patch(`/Groups/${groupId}`, {
    op: 'add',
    path: 'members',
    value: ids.map((value) => ({ value })),
  })
const take = (groupId: string, id: string) =>
  entra.scim.patch(`/Groups/${groupId}`, { op: 'remove', path: `members[value eq "${id}"]` })

test('a new employee is a member of the staff and no customer; name and address follow, and whoever leaves is out at once', async () => {
  const id = await join('ann')
  expect(await known(at('ann'))).toMatchObject({
    name: 'ann',
    role: 'member',
    state: 'invited',
    directory: { name: entra.directory.name },
    roleByRule: null,
  })
  expect((await owner.call('listCustomers', { query: {} })).items).toEqual([])
  expect((await owner.call('listOrganizations', { query: {} })).items).toEqual([])
  await entra.scim.patch(
    `/Users/${id}`,
    { op: 'replace', path: 'displayName', value: 'Ann Lee' },
    { op: 'replace', path: 'emails[type eq "work"].value', value: at('ann.lee') },
  )
  expect(await known(at('ann.lee'))).toMatchObject({ name: 'Ann Lee', role: 'member' })
  await entra.scim.patch(`/Users/${id}`, off)
  expect((await known(at('ann.lee')))?.state).toBe('disabled')
  await entra.scim.patch(`/Users/${id}`, on)
  expect((await known(at('ann.lee')))?.state).toBe('invited')
  expect((await entra.scim.delete(`/Users/${id}`)).status).toBe(204)
  expect((await known(at('ann.lee')))?.state).toBe('disabled')
})

test('a group makes agents by its id; whoever is taken out of it is a member at once, without a session or an API key of before', async () => {
  const bob = await join('bob')
  const agents = await group('agents-id')
  await setRules({ group: 'agents-id', role: 'agent' })
  await add(agents, bob)
  expect(await roleOf('bob')).toBe('agent')
  const { id } = (await known(at('bob'))) as { id: string }
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
  const answer = await take(agents, bob)
  expect(answer.status).toBeLessThan(300)
  expect(await roleOf('bob')).toBe('member')
  expect((await browser.send('listCustomers', {})).status).toBe(401)
  await add(agents, bob)
  expect(await roleOf('bob')).toBe('agent')
  await entra.scim.patch(`/Users/${bob}`, off)
  const access = await owner.call('getStaffAccess', { params: { staffId: id } })
  expect(access).toMatchObject({ sessions: 0, apiKeys: 0 })
})

test('the highest rule wins, a group inside a group counts, and a deleted group or a removed rule takes its role back', async () => {
  const [cy, di] = [await join('cy'), await join('di')]
  const inner = await group('inner-id', [cy])
  const agents = await group('agents-id', [di, cy])
  const admins = await group('admins-id')
  await setRules({ group: 'agents-id', role: 'agent' }, { group: admins, role: 'admin' })
  expect([await roleOf('cy'), await roleOf('di')]).toEqual(['agent', 'agent'])
  await add(admins, inner)
  await settle(running, site)
  expect([await roleOf('cy'), await roleOf('di')]).toEqual(['admin', 'agent'])
  await take(inner, cy)
  expect(await roleOf('cy')).toBe('agent')
  await entra.scim.delete(`/Groups/${agents}`)
  expect([await roleOf('cy'), await roleOf('di')]).toEqual(['member', 'member'])
  await add(inner, cy)
  expect(await roleOf('cy')).toBe('admin')
  await setRules()
  expect(await roleOf('cy')).toBe('member')
})

test('only an owner, freshly signed in, has a group make admins; an admin may make agents', async () => {
  const admin = (await makeStaff(running, site, 'admin', { address: at('chief') })).browser
  const wanted = (role: Role) => ({ params: params(), body: { rules: [{ group: 'it', role }] } }) as never
  expect((await admin.refused('changeRoleRules', wanted('admin'))).detail).toContain('Only an owner')
  await admin.call('changeRoleRules', wanted('agent'))
  expect((await owner.refused('changeRoleRules', wanted('owner'))).status).toBe(400)
  await owner.call('changeRoleRules', wanted('admin'))
  expect((await owner.call('getRoleRules', { params: params() })).rules).toEqual([
    { group: 'it', role: 'admin', groupName: null },
  ])
  const seen = await owner.call('previewRoleRules', wanted('agent'))
  expect(seen).toEqual({ changes: [], hasMore: false })
})

test('whoever is known by hand is taken over only where the directory has a say in the domain; a role that people gave stays', async () => {
  await makeStaff(running, site, 'agent', { address: at('eva') })
  const id = await join('eva')
  expect(await known(at('eva'))).toMatchObject({ role: 'agent', directory: null })
  expect(await openCases()).toEqual(['staff-held'])
  await owner.call('declareDomain', { params: params(), body: { domain: `acme${tests}.com` } })
  await settle(running, site)
  expect(await known(at('eva'))).toMatchObject({
    name: 'eva',
    role: 'agent',
    directory: { name: entra.directory.name },
  })
  expect(await openCases()).toEqual([])
  const { id: staffId } = (await known(at('eva'))) as { id: string }
  const change = (body: object) => owner.send('changeStaff', { params: { staffId }, body })
  expect(await change({ name: 'Eva' })).toMatchObject({ status: 409 })
  expect(await change({ role: 'auditor' })).toMatchObject({ status: 200, body: { role: 'auditor' } })
  const agents = await group('agents-id', [id])
  await setRules({ group: 'agents-id', role: 'agent' })
  expect(await roleOf('eva')).toBe('agent')
  expect(await change({ role: 'auditor' })).toMatchObject({ status: 409 })
  await take(agents, id)
  expect(await roleOf('eva')).toBe('auditor')
  await entra.scim.patch(`/Users/${id}`, off)
  expect(await owner.send('enableStaff', { params: { staffId } })).toMatchObject({ status: 409 })
  await entra.scim.patch(`/Users/${id}`, on)
  await owner.call('disableStaff', { params: { staffId } })
  await entra.scim.patch(`/Users/${id}`, off)
  await entra.scim.patch(`/Users/${id}`, on)
  expect((await known(at('eva')))?.state).toBe('disabled')
})

test('the last owner stays, and goes when another owner can sign in', async () => {
  await owner.call('declareDomain', { params: params(), body: { domain: 'acme.com' } })
  const { json } = await entra.scim.createUser('boss@acme.com')
  const { id } = json
  expect(await known('boss@acme.com')).toMatchObject({
    role: 'owner',
    directory: { name: entra.directory.name },
  })
  const answer = await entra.scim.patch(`/Users/${id}`, off)
  expect(answer.status).toBeLessThan(300)
  expect((await known('boss@acme.com'))?.state).toBe('active')
  expect(await openCases()).toEqual(['staff-held'])
  const other = await makeStaff(running, site, 'owner', { address: at('second') })
  await settle(running, site)
  owner = other.browser
  expect(await known('boss@acme.com')).toMatchObject({ state: 'disabled', role: 'owner' })
  expect(await openCases()).toEqual([])
})

test('the last owner is not taken over as one who may not come in, and is the owner still when the directory deletes and brings them anew', async () => {
  const sole = (await staff()).filter(({ role, state }) => role === 'owner' && state === 'active')
  expect(sole.length).toBe(1)
  const { address } = sole[0] as { address: string }
  const more = { externalId: 'the-owner' }
  await owner.call('declareDomain', { params: params(), body: { domain: address.split('@')[1] ?? '' } })
  const first = await entra.scim.createUser(address, { ...more, active: false })
  expect(first.status).toBe(201)
  expect(await known(address)).toMatchObject({ role: 'owner', state: 'active' })
  expect(await openCases()).toEqual(['staff-held'])
  await entra.scim.patch(`/Users/${first.json.id}`, on)
  expect(await openCases()).toEqual([])
  expect((await entra.scim.delete(`/Users/${first.json.id}`)).status).toBe(204)
  expect(await known(address)).toMatchObject({ role: 'owner', state: 'active' })
  expect((await entra.scim.createUser(address, more)).status).toBe(201)
  expect(await known(address)).toMatchObject({ role: 'owner', state: 'active' })
})

test('a group that is given the id of a rule gives its role, and takes it back with the id', async () => {
  const max = await join('max')
  const some = await group('some-id', [max])
  await setRules({ group: 'agents-id', role: 'agent' })
  const named = (value: string) =>
    entra.scim.patch(`/Groups/${some}`, { op: 'replace', path: 'externalId', value })
  await named('agents-id')
  await settle(running, site)
  expect(await roleOf('max')).toBe('agent')
  await named('some-id')
  expect(await roleOf('max')).toBe('member')
})

test('where every seat is taken a new agent is a member, one case says so, and a free seat is given to who waits', async () => {
  const seats = (await staff()).filter(({ role, state }) => role !== 'member' && state !== 'disabled')
  await owner.call('changeSubscription', { body: { seatsMax: seats.length + 1 } })
  const [fay, gus] = [await join('fay'), await join('gus')]
  await setRules({ group: 'agents-id', role: 'agent' })
  const agents = await group('agents-id', [fay, gus])
  expect([await roleOf('fay'), await roleOf('gus')].sort()).toEqual(['agent', 'member'])
  expect(await openCases()).toEqual(['staff-seats'])
  const [first, second] = (await roleOf('fay')) === 'agent' ? [fay, 'gus'] : [gus, 'fay']
  await take(agents, first)
  await settle(running, site)
  expect(await roleOf(second)).toBe('agent')
  expect(await openCases()).toEqual([])
  await add(agents, first)
  expect(await openCases()).toEqual(['staff-seats'])
  await owner.call('changeSubscription', { body: { seatsMax: null } })
  await settle(running, site)
  expect([await roleOf('fay'), await roleOf('gus')]).toEqual(['agent', 'agent'])
  expect(await openCases()).toEqual([])
})

test('in rehearsal nobody joins; live they do with their roles, and a pause takes away but does not give', async () => {
  const later = await makeDirectory(running, site, `Later ${tests}`, { audience: 'staff', rehearsal: true })
  entra = later
  const hal = await join('hal')
  const agents = await group('agents-id', [hal])
  const preview = await owner.call('previewRoleRules', {
    params: params(),
    body: { rules: [{ group: 'agents-id', role: 'agent' }] },
  })
  expect(preview.changes).toEqual([{ staffId: null, name: 'hal', before: null, after: 'agent' }])
  await setRules({ group: 'agents-id', role: 'agent' })
  expect(await known(at('hal'))).toBeUndefined()
  const { counts } = await owner.call('countPreview', { params: params() })
  expect(counts).toEqual({ new: 1, linked: 0, held: 0, joined: 1, left: 0, renamed: 0, lost: 0 })
  const listed = await owner.call('listPreviewed', { params: { ...params(), class: 'new' }, query: {} })
  expect(listed.items).toMatchObject([{ name: 'hal', effect: 'hal joined the staff as agent.' }])
  await owner.call('takeDirectoryLive', { params: params() })
  expect(await roleOf('hal')).toBe('agent')
  await owner.call('pauseDirectory', { params: params() })
  await take(agents, hal)
  expect(await roleOf('hal')).toBe('member')
  await add(agents, hal)
  expect(await roleOf('hal')).toBe('member')
  await later.scim.patch(`/Users/${hal}`, off)
  expect(await owner.call('countPreview', { params: params() })).toMatchObject({ counts: { left: 1 } })
  const left = await owner.call('listPreviewed', { params: { ...params(), class: 'left' }, query: {} })
  expect(left.items).toMatchObject([{ name: 'hal', userName: at('hal') }])
  await later.scim.patch(`/Users/${hal}`, on)
  await owner.call('resumeDirectory', { params: params() })
  expect(await roleOf('hal')).toBe('agent')
})

test('a customers’ directory that asserts an employee’s address is held; no other directory is touched', async () => {
  const globex = await makeDirectory(running, site, `Globex ${tests}`)
  await globex.scim.createUser(`ida@globex${tests}.com`)
  const ivy = await join('ivy')
  await globex.scim.createUser(at('ivy'))
  expect(await openCases(globex)).toEqual(['staff-address'])
  const { items } = await owner.call('listCustomers', { query: {} })
  expect(items.map(({ address }) => address)).toEqual([`ida@globex${tests}.com`])
  await entra.scim.delete(`/Users/${ivy}`)
  expect((await owner.call('listCustomers', { query: {} })).items).toEqual(items)
})

test('whoever left comes back by the same id with nothing that people gave before; somebody new with the address of one who left waits', async () => {
  const id = await join('jo', { externalId: 'jo-1' })
  const { id: staffId } = (await known(at('jo'))) as { id: string }
  await owner.call('changeStaff', { params: { staffId }, body: { role: 'agent' } })
  await entra.scim.delete(`/Users/${id}`)
  const other = await join('jo', { externalId: 'somebody-else' })
  expect(await openCases()).toEqual(['staff-held'])
  await entra.scim.delete(`/Users/${other}`)
  expect(await openCases()).toEqual([])
  await join('jo', { externalId: 'jo-1' })
  expect(await known(at('jo'))).toMatchObject({ id: staffId, role: 'member', state: 'invited' })
})

test('what is for customers is refused to a directory of staff, and the command line makes rules', async () => {
  const refused = await owner.refused('changeMapping', {
    params: params(),
    body: { rules: [], unmatched: 'own', home: null },
  })
  expect(refused).toMatchObject({ status: 409, detail: expect.stringContaining('is a directory of staff') })
  expect((await owner.refused('allowGuests', { params: params() } as never)).status).toBe(409)
  const body = { peopleMax: 5 }
  expect((await owner.refused('changeDirectorySettings', { params: params(), body })).status).toBe(409)
  const told = await commandJson(
    { DATABASE_URL: running.ownerUrl },
    ...[
      'directory',
      'role-rules',
      'set',
      'it-id',
      'admin',
      '--site',
      site.slug,
      '--directory',
      entra.directory.name,
    ],
  )
  expect(told).toMatchObject({ rules: [{ group: 'it-id', role: 'admin' }], changed: 0 })
})

test('a directory of staff that is disconnected has its people deactivated, or managed by nobody, with the roles that they have', async () => {
  const kim = await join('kim')
  await join('lou')
  await setRules({ group: 'agents-id', role: 'agent' })
  await group('agents-id', [kim])
  const end = (people: 'deactivate' | 'release') =>
    owner.call('disconnectDirectory', { params: params(), body: { people } })
  const preview = await owner.call('previewDisconnection', { params: params() })
  expect(preview).toMatchObject({ active: 2, tokens: 1, organizations: [] })
  await end('deactivate')
  await settle(running, site)
  expect(await known(at('kim'))).toMatchObject({ role: 'member', state: 'disabled' })
  // Connected again, it says who is there.
  await owner.call('resumeDirectory', { params: params() })
  expect(await known(at('kim'))).toMatchObject({ role: 'agent', state: 'invited' })
  expect(await known(at('lou'))).toMatchObject({ role: 'member', state: 'invited' })
  await end('release')
  await settle(running, site)
  expect(await known(at('kim'))).toMatchObject({ role: 'agent', state: 'invited', directory: null })
})

test('a person says that somebody whom the directory brings is the one of the staff, and takes that back', async () => {
  await makeStaff(running, site, 'agent', { address: at('mia') })
  await join('mia')
  const query = { state: 'open', directoryId: params().directoryId } as const
  const [found] = (await owner.call('listCases', { query })).items
  const given = { params: { caseId: found?.id ?? '' } }
  const effect = await owner.call('previewCase', { params: { ...given.params, decision: 'link' } })
  expect(effect.effects).toEqual([{ code: 'links-staff', values: { name: 'The agent' } }])
  await owner.call('decideCase', { ...given, body: { decision: 'link' } })
  await settle(running, site)
  expect(await known(at('mia'))).toMatchObject({
    name: 'mia',
    role: 'agent',
    directory: { id: query.directoryId },
  })
  expect(await openCases()).toEqual([])
  await owner.call('undoCase', { ...given, body: {} })
  await settle(running, site)
  expect(await known(at('mia'))).toMatchObject({ role: 'agent', directory: null, state: 'active' })
  expect(await openCases()).toEqual(['staff-held'])
})

test('of two who come at once with one address one joins; many who come by one group get their role in a moment, and lose it at once', async () => {
  const emails = [{ value: at('twin'), type: 'work', primary: true }]
  const both = await Promise.all(['twin-a', 'twin-b'].map((name) => entra.scim.createUser(name, { emails })))
  expect(both.map(({ status }) => status)).toEqual([201, 201])
  expect((await staff()).filter(({ address }) => address === at('twin')).length).toBe(1)
  expect(await openCases()).toEqual(['staff-held'])
  await setRules({ group: 'many-id', role: 'auditor' })
  const ids = await Promise.all(Array.from({ length: 205 }, (_, n) => join(`many${n}`)))
  const many = await group('many-id', ids)
  const managed = async () => {
    const query = { ...params(), limit: 200 }
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
