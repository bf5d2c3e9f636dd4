// Who a directory's new user is, over real HTTP: known, taken over, new, or nobody until a person decides.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { pause, resume } from '../../src/people/directory-state.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { exchangeOf } from '../fixtures/exchanges.ts'
import { settle as settleSite } from '../fixtures/queue.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { customersOf, customerWith, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let domain: string
let tests = 0

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

/** A domain of the test's own, in which its directory has no say yet. */
beforeEach(async () => {
  tests++
  domain = `globex${tests}.com`
  globex = await makeDirectory(running, site, `Globex ${tests}`)
})

const params = () => ({ directoryId: keyOf(globex.directory.directoryId) })
const declare = () => owner.call('declareDomain', { params: params(), body: { domain } })
const settle = () => settleSite(running, site)
const add = async (name: string, local: string, proven = true) =>
  (await owner.call('addCustomer', { body: { name, address: `${local}@${domain}`, proven } })).id
const read = (customerId: string) => owner.call('getCustomer', { params: { customerId } })
/** Creates a user; the exchange's effect in words. */
async function create(local: string, more: object = {}): Promise<{ id: string; effect: string }> {
  const answer = await globex.scim.createUser(`${local}@${domain}`, { displayName: local, ...more })
  expect(answer.status).toBe(201)
  return { id: answer.json.id, effect: (await exchangeOf(running, site, globex, answer)).effect }
}
const change = (id: string, path: string, value: unknown) =>
  globex.scim.patch(`/Users/${id}`, { op: 'replace', path, value })

/** Everybody of this test's domain as `Ann: ann@globex1.com held, Globex 1`. */
async function people(): Promise<string[]> {
  const all = await customersOf(running, site)
  return all
    .filter(
      ({ addresses, directoryId }) =>
        directoryId === globex.directory.directoryId ||
        addresses.some(({ address }) => address.endsWith(`@${domain}`)),
    )
    .map(({ name, active, addresses, directoryId }) => {
      const [first] = addresses.filter(({ until }) => until === null)
      const address = first ? `${first.address.replace(`@${domain}`, '')} ${first.standing}` : 'none'
      const by =
        directoryId === null
          ? 'unmanaged'
          : directoryId === globex.directory.directoryId
            ? 'managed'
            : 'other'
      return `${name}: ${address}, ${by}${active ? '' : ', inactive'}`
    })
    .sort()
}

const whoHas = async (local: string) => (await customerWith(running, site, `${local}@${domain}`)).id

interface OpenCase {
  readonly kind: string
  readonly key: string
  readonly customer: string | null
  readonly other: string | null
}
const cases = () =>
  readRows<OpenCase>(running, site, {
    name: '',
    text: `select kind, case_key as key, customer_id as customer, other_customer_id as other from cases
      where site_id = $1 and directory_id = $2 and closed_at is null order by kind, case_key`,
    values: [site.id, globex.directory.directoryId],
  })
const kindsOfCases = async () => (await cases()).map(({ kind }) => kind)

test('rule 3: an unmanaged customer who holds the address is taken over in a declared domain, with the history', async () => {
  await declare()
  const id = await add('Ann', 'ann')
  const before = await read(id)
  const { effect } = await create('ann', { displayName: 'Ann Lee' })
  expect(effect).toBe(
    'Ann, known before, is managed by this directory from now on; name changed from Ann to Ann Lee.',
  )
  const after = await read(id)
  expect(after).toMatchObject({ name: 'Ann Lee', active: true, directory: { id: params().directoryId } })
  expect(after.addresses).toEqual(before.addresses)
  expect(after.createdAt).toBe(before.createdAt)
  expect(await people()).toEqual(['Ann Lee: ann held, managed'])
  // From here on only the directory changes this person.
  expect((await owner.refused('deactivateCustomer', { params: { customerId: id } })).status).toBe(409)
})

test('whoever was taken over and leaves stays with the directory, and is found again by it', async () => {
  await declare()
  const id = await add('Ann', 'ann')
  const { id: userId } = await create('ann', { externalId: 'e1' })
  await globex.scim.delete(`/Users/${userId}`)
  expect(await read(id)).toMatchObject({ active: false, directory: { id: params().directoryId } })
  await create('ann', { externalId: 'e1' })
  expect(await read(id)).toMatchObject({ active: true })
})

test('a leaver who was a customer before is taken over and deactivated; somebody deactivated by hand is active again', async () => {
  await declare()
  await add('Ann', 'ann')
  await create('ann', { active: false, displayName: 'Ann' })
  const bob = await add('Bob', 'bob')
  await owner.call('deactivateCustomer', { params: { customerId: bob } })
  await create('bob', { displayName: 'Bob' })
  expect(await people()).toEqual(['Ann: ann held, managed, inactive', 'Bob: bob held, managed'])
})

test('who only claims the address is not taken over', async () => {
  await declare()
  await add('Ann', 'ann', false)
  await create('ann', { displayName: 'Ann of Globex' })
  expect(await people()).toEqual(['Ann of Globex: ann held, managed', 'Ann: ann claimed, unmanaged'])
})

test('while nothing is granted nobody is taken over; at the end of the pause everybody is', async () => {
  await declare()
  const id = await add('Ann', 'ann')
  const { directoryId } = globex.directory
  await pause(running.app.database, site.id, directoryId, byTest())
  await create('ann', { displayName: 'Ann Lee', active: false })
  expect(await people()).toEqual(['Ann: ann held, unmanaged'])
  await resume(running.app.database, site.id, directoryId, byTest())
  expect(await read(id)).toMatchObject({
    name: 'Ann Lee',
    active: false,
    directory: { id: params().directoryId },
  })
})

test('of two users with one address who come at once one is the customer, and of two directories one', async () => {
  await declare()
  for (let n = 0; n < 4; n++) {
    const id = await add(`Ann ${n}`, `ann${n}`)
    const emails = [{ value: `ann${n}@${domain}`, type: 'work' }]
    await Promise.all(
      ['a', 'b', 'c'].map((local) => create(`${local}${n}`, { emails, displayName: `New ${n}` })),
    )
    expect((await read(id)).users).toHaveLength(1)
  }
  const hooli = await makeDirectory(running, site, `Hooli ${tests}`)
  await owner.call('declareDomain', {
    params: { directoryId: keyOf(hooli.directory.directoryId) },
    body: { domain },
  })
  for (let n = 0; n < 4; n++) {
    const id = await add(`Bob ${n}`, `bob${n}`)
    await Promise.all(
      [globex, hooli].map(({ scim }) => scim.createUser(`bob${n}@${domain}`, { displayName: 'B' })),
    )
    expect((await read(id)).users).toHaveLength(1)
  }
})

test('rule 4: without that authority the user is somebody new, without the address, and a case names both', async () => {
  const id = await add('Ann', 'ann')
  const { effect } = await create('ann', { displayName: 'Ann of Globex' })
  expect(effect).toContain('was not taken: a customer whom no directory manages holds it')
  expect(await people()).toEqual(['Ann of Globex: none, managed', 'Ann: ann held, unmanaged'])
  expect(await cases()).toMatchObject([{ kind: 'link-unproven', other: id }])
})

test('the word for guests gives addresses that nobody holds, and links nobody', async () => {
  await owner.call('allowGuests', { params: params() })
  await add('Ann', 'ann')
  await create('ann', { displayName: 'Ann of Globex' })
  await create('guest', { displayName: 'Guest' })
  expect(await people()).toEqual([
    'Ann of Globex: none, managed',
    'Ann: ann held, unmanaged',
    'Guest: guest held, managed',
  ])
})

test('rule 5: an address that another customer of a directory holds links nobody', async () => {
  const hooli = await makeDirectory(running, site, `Hooli ${tests}`)
  await owner.call('declareDomain', {
    params: { directoryId: keyOf(hooli.directory.directoryId) },
    body: { domain },
  })
  await hooli.scim.createUser(`ceo@${domain}`, { displayName: 'The chief' })
  await declare()
  await create('ceo', { displayName: 'Mallory' })
  expect(await people()).toEqual(['Mallory: none, managed', 'The chief: ceo held, other'])
})

test('a new hire who gets the externalId of a leaver is somebody new, and a case names both', async () => {
  await declare()
  const first = await create('ann.lee', { externalId: 'alee', displayName: 'Ann Lee' })
  const ann = await whoHas('ann.lee')
  await globex.scim.delete(`/Users/${first.id}`)
  await create('adam.lee', { externalId: 'alee', displayName: 'Adam Lee' })
  expect(await people()).toEqual(['Adam Lee: adam.lee held, managed', 'Ann Lee: none, managed, inactive'])
  expect(await cases()).toMatchObject([{ kind: 'returned-by-external-id', other: ann }])
})

test('where the directory never gives an externalId twice, it is enough', async () => {
  await declare()
  await owner.call('changeDirectorySettings', {
    params: params(),
    body: { set: { externalIds: 'immutable' } },
  })
  const first = await create('ann.lee', { externalId: '5f0c', displayName: 'Ann Lee' })
  await globex.scim.delete(`/Users/${first.id}`)
  await create('ann.miller', { externalId: '5f0c', displayName: 'Ann Miller' })
  expect(await people()).toEqual(['Ann Miller: ann.miller held, managed'])
  expect(await cases()).toEqual([])
})

test('rule 0: an address of staff makes nobody, the mirror has the user, and a case waits until it is somebody else', async () => {
  const before = await people()
  const answer = await globex.scim.createUser(`owner@${site.slug}.test`, { displayName: 'Mallory' })
  expect(answer.status).toBe(201)
  expect((await globex.scim.get(`/Users/${answer.json.id}`)).json.displayName).toBe('Mallory')
  expect(await people()).toEqual(before)
  expect(await cases()).toMatchObject([{ kind: 'staff-address', key: answer.json.id, customer: null }])
  await change(answer.json.id, 'emails[type eq "work"].value', `mallory@${domain}`)
  expect(await people()).toEqual(['Mallory: mallory claimed, managed'])
  expect(await cases()).toEqual([])
})

test('nor does an address in a domain that the site reserves for its staff, until it no longer does', async () => {
  await owner.call('changeSite', { body: { staffDomains: [domain.toUpperCase()] } })
  const { effect } = await create('ann')
  expect(effect).toBe('nobody was added: the address is one of your staff, and a person decides.')
  expect(await people()).toEqual([])
  expect(
    await owner.refused('addCustomer', { body: { name: 'Bob', address: `bob@${domain}`, proven: true } }),
  ).toMatchObject({ status: 409 })
  expect(await owner.refused('declareDomain', { params: params(), body: { domain } })).toMatchObject({
    status: 409,
  })
  await owner.call('changeSite', { body: { staffDomains: [] } })
  await settle()
  expect(await people()).toEqual(['ann: ann claimed, managed'])
  expect(await cases()).toEqual([])
})

test('a domain for which a directory speaks cannot be reserved, nor one where everybody has a mailbox', async () => {
  await declare()
  const refused = async (staffDomain: string) => {
    const { status, errors } = await owner.refused('changeSite', { body: { staffDomains: [staffDomain] } })
    return [status, errors?.map(({ field }) => field)]
  }
  expect(await refused(domain)).toEqual([409, ['staffDomains']])
  expect(await refused('gmail.com')).toEqual([400, ['staffDomains']])
  expect(await refused('nonsense')).toEqual([400, ['staffDomains']])
})

test('an address of staff is refused at a change as well, and given up when it became one', async () => {
  const { id } = await create('ann')
  await change(id, 'emails[type eq "work"].value', `owner@${site.slug}.test`)
  expect(await people()).toEqual(['ann: none, managed'])
  expect((await cases()).map(({ kind }) => kind)).toEqual(['staff-address'])
})

test('a directory that has as many people as it may have brings nobody more; one case says so for all', async () => {
  await owner.call('changeDirectorySettings', { params: params(), body: { peopleMax: 2 } })
  const [first] = [await create('a'), await create('b'), await create('c'), await create('d')]
  expect(await people()).toEqual(['a: a claimed, managed', 'b: b claimed, managed'])
  expect(await kindsOfCases()).toEqual(['quota'])
  // Whom it has it has, also after leaving: nobody fills the site by leaving and coming.
  await globex.scim.delete(`/Users/${first?.id}`)
  await create('e')
  expect(await people()).toEqual(['a: none, managed, inactive', 'b: b claimed, managed'])
  await owner.call('changeDirectorySettings', { params: params(), body: { peopleMax: 4 } })
  await settle()
  expect(await people()).toHaveLength(4)
  expect(await kindsOfCases()).toEqual(['quota'])
  await owner.call('changeDirectorySettings', { params: params(), body: { peopleMax: null } })
  await settle()
  expect(await people()).toHaveLength(5)
  expect(await cases()).toEqual([])
})

test('a directory may have more people: the case lets in whoever waits, and the number is taken back', async () => {
  await owner.call('changeDirectorySettings', { params: params(), body: { peopleMax: 1 } })
  for (const name of ['a', 'b', 'c']) await create(name)
  const caseId =
    (await owner.call('listCases', { query: { directoryId: params().directoryId } })).items[0]?.id ?? ''
  expect(await owner.call('previewCase', { params: { caseId, decision: 'raise' } })).toEqual({
    effects: [{ code: 'raises-quota', values: { waiting: 2, max: 3 } }],
  })
  await owner.call('decideCase', { params: { caseId }, body: { decision: 'raise' } })
  await settle()
  expect(await people()).toHaveLength(3)
  expect(await cases()).toEqual([])
  await create('d')
  expect(await people()).toHaveLength(3)
  await owner.call('undoCase', { params: { caseId }, body: {} })
  await settle()
  const quota = async () => (await owner.call('getDirectorySettings', { params: params() })).peopleMax
  expect([(await people()).length, await quota(), await kindsOfCases()]).toEqual([3, 1, ['quota']])
  // A number that somebody set since is not taken back.
  await owner.call('changeDirectorySettings', { params: params(), body: { peopleMax: null } })
  await settle()
  expect(await people()).toHaveLength(4)
  expect(await cases()).toEqual([])
})

test('whom the access policy does not let in a directory does not bring, until the policy does; one case says so', async () => {
  await create('first')
  await owner.call('changeAccessPolicy', {
    body: { newAccounts: 'allowlisted', allow: ['other.test'], bindsDirectories: true },
  })
  const answer = await globex.scim.createUser('late@nowhere.test', { displayName: 'late' })
  expect(answer.status).toBe(201)
  expect(await people()).toHaveLength(1)
  expect(await kindsOfCases()).toEqual(['access-policy'])
  await owner.call('changeAccessPolicy', { body: { allow: ['nowhere.test'] } })
  await settle()
  expect(await people()).toHaveLength(2)
  expect(await cases()).toEqual([])
  await owner.call('changeAccessPolicy', { body: { newAccounts: 'anyone', bindsDirectories: false } })
})

test('a directory that asserts the address of another company’s chief executive gets nothing', async () => {
  const hooli = await makeDirectory(running, site, `Hooli ${tests}`)
  const hooliId = keyOf(hooli.directory.directoryId)
  await owner.call('declareDomain', { params: { directoryId: hooliId }, body: { domain } })
  await hooli.scim.createUser(`ceo@${domain}`, { displayName: 'The chief' })
  const chief = await whoHas('ceo')
  const untouched = await read(chief)
  const { id } = await create('mallory', { emails: [{ value: `CEO@${domain}`, type: 'work' }] })
  for (const active of [false, true]) await change(id, 'active', active)
  await change(id, 'userName', `ceo@${domain}`)
  await globex.scim.delete(`/Users/${id}`)
  await create('ceo')
  expect(await read(chief)).toEqual(untouched)
  expect((await people()).filter((one) => one.includes('ceo'))).toEqual([
    'The chief: ceo held, other',
    'ceo: none, managed',
  ])
})
