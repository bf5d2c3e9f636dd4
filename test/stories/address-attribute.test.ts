// A directory chooses which attribute is its people's address: they follow in place, and it can be taken back.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { judgeBrakes } from '../../src/people/brake.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { Employees } from '../fixtures/employees.ts'
import { settle } from '../fixtures/queue.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { auditOf, customersOf } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

type Source = 'emails' | 'work-email' | 'user-name'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let tests = 0
/** Every test has a company of its own, at a domain that is read as `globex.com`. */
let domain: string
let since: Set<string>

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'boss@acme.com' })).browser
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  domain = `globex${tests}.com`
  globex = await makeDirectory(running, site, `Globex ${tests}`, { domains: [domain] })
  since = new Set((await customersOf(running, site)).map(({ id }) => id))
})

const paramsOf = ({ directory }: MadeDirectory) => ({ directoryId: keyOf(directory.directoryId) })
const choose = (addressFrom: Source, made = globex) =>
  owner.call('changeDirectorySettings', { params: paramsOf(made), body: { set: { addressFrom } } })

/** Somebody whose userName and e-mail of type work are two addresses. */
async function create(
  local: string,
  { mail = `${local}.mail`, userName = `${local}@${domain}`, made = globex, more = {} } = {},
): Promise<string> {
  const emails = mail === '' ? [] : [{ value: `${mail}@${domain}`, type: 'work' }]
  const { status, json } = await made.scim.createUser(userName, { displayName: local, emails, ...more })
  expect(status).toBe(201)
  return json.id
}
const patch = (id: string, path: string, value: unknown, made = globex) =>
  made.scim.patch(`/Users/${id}`, { op: 'replace', path, value })

/** Everybody as `ann: ann@globex.com held, ann.mail@globex.com former`. */
async function people(): Promise<string[]> {
  return (await newCustomers())
    .map(({ name, active, addresses }) => {
      const said = addresses.map((one) => `${one.address} ${one.until === null ? one.standing : 'former'}`)
      return `${name}${active ? '' : ' (gone)'}: ${said.join(', ').replaceAll(domain, 'globex.com')}`
    })
    .sort()
}
const newCustomers = async () => (await customersOf(running, site)).filter(({ id }) => !since.has(id))
async function openCases() {
  const { items } = await owner.call('listCases', { query: { state: 'open', ...paramsOf(globex) } })
  return items.map(({ kind }) => kind)
}

test('people follow in place with their history, whoever comes then has the chosen one, and choosing back undoes it', async () => {
  const ann = await create('ann')
  await create('bob')
  const [before] = await newCustomers()
  expect(await choose('user-name')).toMatchObject({ overrides: { addressFrom: 'user-name' } })
  expect(await people()).toEqual([
    'ann: ann@globex.com held, ann.mail@globex.com former',
    'bob: bob@globex.com held, bob.mail@globex.com former',
  ])
  expect((await newCustomers()).map(({ id }) => id)).toContain(before?.id)
  await create('cyd')
  await patch(ann, 'emails[type eq "work"].value', `other@${domain}`)
  await patch(ann, 'userName', `ann.lee@${domain}`)
  expect(await people()).toEqual([
    'ann: ann.lee@globex.com held, ann@globex.com former, ann.mail@globex.com former',
    'bob: bob@globex.com held, bob.mail@globex.com former',
    'cyd: cyd@globex.com held',
  ])
  await owner.call('changeDirectorySettings', { params: paramsOf(globex), body: { unset: ['addressFrom'] } })
  const now = (await people()).map((one) => one.split(',')[0])
  expect(now).toEqual([
    'ann: other@globex.com held',
    'bob: bob.mail@globex.com held',
    'cyd: cyd.mail@globex.com held',
  ])
  expect(await openCases()).toEqual([])
  const [last, first] = (await auditOf(running, site, keyOf(globex.directory.directoryId))).filter(
    ({ action }) => action === 'directory.settings-changed',
  )
  expect([first, last].map((one) => JSON.parse(one?.details ?? ''))).toMatchObject([
    { before: { overrides: {} }, after: { overrides: { addressFrom: 'user-name' } } },
    { before: { overrides: { addressFrom: 'user-name' } }, after: { overrides: {} } },
  ])
})

test('whoever lacks the attribute keeps an address that nobody confirms, and an e-mail of type work is the only one', async () => {
  await create('ann', { userName: 'ann' })
  await create('bob', { more: { emails: [{ value: 'bob@home.example', type: 'home', primary: true }] } })
  expect(await people()).toEqual(['ann: ann.mail@globex.com held', 'bob: bob@home.example claimed'])
  await choose('user-name')
  expect(await people()).toEqual([
    'ann: ann.mail@globex.com claimed',
    'bob: bob@globex.com held, bob@home.example former',
  ])
  await choose('work-email')
  expect(await people()).toEqual([
    'ann: ann.mail@globex.com held',
    'bob: bob@globex.com claimed, bob@home.example former',
  ])
  await create('cyd', { mail: '' })
  expect(await people()).toContain('cyd: ')
})

test('two who have each other’s addresses by the other attribute end with what it says', async () => {
  await create('ann', { mail: 'bob' })
  await create('bob', { mail: 'ann' })
  await choose('user-name')
  await settle(running, site)
  expect((await people()).map((one) => one.split(',')[0])).toEqual([
    'ann: ann@globex.com held',
    'bob: bob@globex.com held',
  ])
  expect(await openCases()).toEqual([])
})

test('an address that somebody else holds is not taken: a case asks, and closes when it is chosen back', async () => {
  const initech = await makeDirectory(running, site, 'Initech', { domains: ['initech.com'] })
  await create('eve', { userName: 'eve@initech.com', mail: 'eve' })
  await initech.scim.createUser('eve@initech.com', { displayName: 'Eve of Initech' })
  await choose('user-name')
  expect(await people()).toEqual(['Eve of Initech: eve@initech.com held', 'eve: eve@globex.com former'])
  expect(await openCases()).toEqual(['address-held'])
  await choose('emails')
  await settle(running, site)
  expect((await people())[1]).toMatch(/^eve: eve@globex.com held/)
  expect(await openCases()).toEqual([])
})

test('a rehearsal just changes; the other directory of a site, and of a person, goes on as it was', async () => {
  const rehearsal = await makeDirectory(running, site, 'Hooli', { domains: ['hooli.com'], rehearsal: true })
  await create('ann')
  await create('dan', { made: rehearsal, userName: 'dan@hooli.com', mail: 'dan' })
  await choose('user-name', rehearsal)
  expect(await people()).toEqual(['ann: ann.mail@globex.com held'])
  await owner.call('takeDirectoryLive', { params: paramsOf(rehearsal) })
  expect(await people()).toEqual(['ann: ann.mail@globex.com held', 'dan: dan@hooli.com held'])
})

test('a pause: what is no longer given is no longer confirmed at once, and the rest comes with the end of it', async () => {
  await create('ann')
  await owner.call('pauseDirectory', { params: paramsOf(globex) })
  await choose('user-name')
  expect(await people()).toEqual(['ann: ann.mail@globex.com claimed'])
  await owner.call('resumeDirectory', { params: paramsOf(globex) })
  expect(await people()).toEqual(['ann: ann@globex.com held, ann.mail@globex.com former'])
})

test('staff follow as well', async () => {
  const made = await makeDirectory(running, site, 'Employees', { audience: 'staff' })
  const employees = new Employees(owner, made, 'acme.com')
  await employees.join('ann', { emails: [{ value: 'ann.lee@acme.com', type: 'work' }] })
  expect(await employees.known('ann.lee@acme.com')).toMatchObject({ name: 'ann' })
  await choose('user-name', made)
  expect(await employees.known('ann.lee@acme.com')).toBeUndefined()
  expect(await employees.known('ann@acme.com')).toMatchObject({ name: 'ann', role: 'member' })
})

test('it is an administrator’s word: however many lose their address by it, no brake goes on', async () => {
  for (let n = 0; n < 8; n++) await create(`p${n}`, { userName: `p${n}` })
  await choose('user-name')
  await settle(running, site)
  expect((await people()).filter((one) => one.endsWith('claimed'))).toHaveLength(8)
  expect(await openCases()).toEqual([])
  expect(await owner.call('getBrake', { params: paramsOf(globex) })).toMatchObject({ brakes: [] })
})

test('the command line says and does the same', async () => {
  await create('ann')
  const said = await commandJson(
    { DATABASE_URL: running.ownerUrl },
    'directory',
    'settings',
    '--site',
    site.slug,
    '--directory',
    globex.directory.name,
    '--set',
    'addressFrom=user-name',
  )
  expect(said).toMatchObject({ changed: true, settings: { addressFrom: 'user-name' } })
  // What the server knows of the directory is of before.
  await create('bob')
  expect(await people()).toEqual([
    'ann: ann@globex.com held, ann.mail@globex.com former',
    'bob: bob@globex.com held',
  ])
})

test('while a brake keeps addresses nothing else is chosen; reverted, who waited for another userName waits no more', async () => {
  const ids: string[] = []
  for (let n = 0; n < 8; n++) ids.push(await create(`p${n}`, { mail: '' }))
  await choose('user-name')
  const rename = (n: number) => patch(ids[n] ?? '', 'userName', `new${n}@${domain}`)
  for (let n = 0; n < 5; n++) await rename(n)
  await settle(running, site)
  await judgeBrakes(running.app.database, site.id, new Date())
  await rename(5)
  expect((await people())[5]).toBe('p5: p5@globex.com claimed')
  const refused = await owner.refused('changeDirectorySettings', {
    params: paramsOf(globex),
    body: { set: { addressFrom: 'emails' } },
  })
  expect(refused).toMatchObject({ status: 409, detail: expect.stringContaining('brake') })
  const { items } = await owner.call('listCases', { query: { kind: 'brake', ...paramsOf(globex) } })
  await owner.call('decideCase', { params: { caseId: items[0]?.id ?? '' }, body: { decision: 'revert' } })
  await settle(running, site)
  expect((await people())[5]).toBe('p5: p5@globex.com claimed')
  await rename(6)
  expect((await people())[6]).toBe('p6: new6@globex.com held, p6@globex.com former')
  await choose('emails')
  expect((await people())[5]).toBe('p5: new5@globex.com held, p5@globex.com former')
})

const previewed = (addressFrom: Source, made = globex) =>
  owner.call('previewAddressSource', { params: paramsOf(made), query: { addressFrom } })
/** What the preview said of each, and what each came to have. */
const said = async (addressFrom: Source) =>
  (await previewed(addressFrom)).first
    .map(({ name, before, after, as }) =>
      `${name}: ${before} → ${after}, ${as}`.replaceAll(domain, 'globex.com'),
    )
    .sort()

test('a preview says what comes, and then it comes', async () => {
  const initech = await makeDirectory(running, site, `Initech ${tests}`, { domains: [`initech${tests}.com`] })
  await initech.scim.createUser(`eve@initech${tests}.com`, { displayName: 'other eve' })
  // Ann and Bob have each other's; Cyd wants what nobody has, Dan what Fay leaves, Gus what she keeps.
  await create('ann', { mail: 'bob' })
  await create('bob', { mail: 'ann' })
  await create('cyd', { userName: `cyd@elsewhere${tests}.com`, mail: 'cyd' })
  await create('dan', { userName: `fay.mail@${domain}`, mail: 'dan' })
  await create('eve', { userName: `eve@initech${tests}.com`, mail: 'eve' })
  await create('fay')
  await create('gus', { userName: `hal@${domain}`, mail: 'gus' })
  await create('hal', { userName: 'hal', mail: 'hal' })
  await create('ida', { userName: `ida@${domain}`, mail: 'ida' })
  const before = await people()
  const found = await previewed('user-name')
  expect(found).toMatchObject({ held: 5, claimed: 1, refused: 1, lost: 1, waits: 0, hasMore: false })
  expect(await said('user-name')).toEqual([
    'ann: bob@globex.com → ann@globex.com, held',
    'bob: ann@globex.com → bob@globex.com, held',
    `cyd: cyd@globex.com → cyd@elsewhere${tests}.com, claimed`,
    'dan: dan@globex.com → fay.mail@globex.com, held',
    `eve: eve@globex.com → eve@initech${tests}.com, refused`,
    'fay: fay.mail@globex.com → fay@globex.com, held',
    'gus: gus@globex.com → hal@globex.com, held',
    'hal: hal@globex.com → null, lost',
  ])
  expect(await people()).toEqual(before)
  await choose('user-name')
  await settle(running, site)
  expect((await people()).map((one) => one.split(',')[0])).toEqual([
    'ann: ann@globex.com held',
    'bob: bob@globex.com held',
    `cyd: cyd@elsewhere${tests}.com claimed`,
    'dan: fay.mail@globex.com held',
    'eve: eve@globex.com former',
    'fay: fay@globex.com held',
    'gus: hal@globex.com held',
    'hal: hal@globex.com claimed',
    'ida: ida@globex.com held',
    `other eve: eve@initech${tests}.com held`,
  ])
  // Nothing is left to say but of whom nothing can be done for.
  expect(await said('user-name')).toEqual([`eve: null → eve@initech${tests}.com, refused`])
  const args = ['directory', 'settings', '--site', site.slug, '--directory', globex.directory.name]
  const env = { DATABASE_URL: running.ownerUrl }
  const byCommand = await commandJson(env, ...args, '--unset', 'addressFrom', '--preview')
  expect(byCommand).toEqual({ addressFrom: 'emails', ...(await previewed('emails')) })
  expect(byCommand).toMatchObject({ held: 8, refused: 0, lost: 0 })
})

test('of staff the preview says who has another address, and names nobody to whoever may not read them', async () => {
  const made = await makeDirectory(running, site, `Employees ${tests}`, { audience: 'staff' })
  const employees = new Employees(owner, made, `acme${tests}.com`)
  await employees.join('ann', { emails: [{ value: employees.at('ann.lee'), type: 'work' }] })
  await employees.join('bob')
  const found = await previewed('user-name', made)
  expect(found).toMatchObject({ held: 1, refused: 0, waits: 0 })
  expect(found.first).toMatchObject([
    { name: 'ann', before: employees.at('ann.lee'), after: employees.at('ann') },
  ])
  const rehearsal = await makeDirectory(running, site, `Hooli ${tests}`, { rehearsal: true })
  await create('dan', { made: rehearsal })
  expect(await previewed('user-name', rehearsal)).toMatchObject({ held: 0, claimed: 0, first: [] })
})

test('a person of two directories has the address of the one that owns it; the rest is shown and proves nothing', async () => {
  const hooli = await makeDirectory(running, site, `Hooli ${tests}`)
  await create('ann', {
    mail: 'ann',
    more: { emails: [{ value: `ann@${domain}`, type: 'work' }, { value: 'al@home.example' }] },
  })
  await create('anna', { made: hooli, userName: `anna@hooli${tests}.com`, mail: 'ann' })
  const { items } = await owner.call('listCases', { query: { state: 'open', ...paramsOf(hooli) } })
  await owner.call('decideCase', { params: { caseId: items[0]?.id ?? '' }, body: { decision: 'link' } })
  await settle(running, site)
  const [ann] = (await newCustomers()).filter(({ mergedInto }) => mergedInto === null)
  const read = () => owner.call('getCustomer', { params: { customerId: ann?.id ?? '' } })
  expect(await previewed('user-name', hooli)).toMatchObject({ held: 0, claimed: 0, refused: 0, lost: 0 })
  await choose('user-name', hooli)
  const { address, users } = await read()
  expect(address).toBe(`ann@${domain}`)
  expect(users.map(({ otherEmails }) => otherEmails)).toEqual([['al@home.example'], []])
  expect((await owner.call('listCustomers', { query: { query: 'al@home.example' } })).items).toEqual([])
})
