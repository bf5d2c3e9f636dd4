// Two customers who are one person, and a person whom two directories have: over real HTTP, read through the API.
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { settle as settleSite } from '../fixtures/queue.ts'
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
let hooli: MadeDirectory
let tests = 0
let domain: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

/** Globex speaks for the test's domain, Hooli for none. */
beforeEach(async () => {
  tests++
  domain = `globex${tests}.com`
  globex = await makeDirectory(running, site, `Globex ${tests}`, { domains: [domain] })
  hooli = await makeDirectory(running, site, `Hooli ${tests}`)
})

const settle = () => settleSite(running, site)
const read = (customerId: string) => owner.call('getCustomer', { params: { customerId } })
async function create({ scim }: MadeDirectory, local: string, displayName: string): Promise<string> {
  const answer = await scim.createUser(`${local}@${domain}`, { displayName })
  expect(answer.status).toBe(201)
  return answer.json.id
}
const change = ({ scim }: MadeDirectory, userId: string, path: string, value: unknown) =>
  scim.patch(`/Users/${userId}`, { op: 'replace', path, value })

async function caseOf({ directory }: MadeDirectory): Promise<string> {
  const { items } = await owner.call('listCases', { query: { directoryId: keyOf(directory.directoryId) } })
  const [found, ...others] = items
  if (!found || others.length > 0) throw new Error(`there are ${items.length} cases`)
  return found.id
}
const decide = (caseId: string, decision: string) =>
  owner.call('decideCase', { params: { caseId }, body: { decision } })

/** Ann of Globex, whom Hooli has as well: Globex holds her address, Hooli only named it. */
async function annOfBoth(): Promise<{ id: string; atGlobex: string; atHooli: string }> {
  const atGlobex = await create(globex, 'ann', `Ann ${tests}`)
  const { items } = await owner.call('listCustomers', { query: { query: `Ann ${tests}` } })
  const id = items.find(({ name }) => name === `Ann ${tests}`)?.id ?? ''
  const atHooli = await create(hooli, 'ann', `Anna ${tests}`)
  await decide(await caseOf(hooli), 'link')
  await settle()
  return { id, atGlobex, atHooli }
}
const shown = async (customerId: string) => {
  const { name, active, address, directory } = await read(customerId)
  return [name, active ? 'active' : 'inactive', address, directory?.name ?? null]
}

test('of two directories that have one person, each ends only its own way in', async () => {
  const { id, atGlobex, atHooli } = await annOfBoth()
  const ann = [`Ann ${tests}`, 'active', `ann@${domain}`, `Globex ${tests}`]
  expect(await shown(id)).toEqual(ann)
  expect((await read(id)).users).toHaveLength(2)
  await change(globex, atGlobex, 'active', false)
  expect(await shown(id)).toEqual(ann)
  await change(hooli, atHooli, 'active', false)
  expect(await shown(id)).toEqual(ann.with(1, 'inactive'))
  await change(hooli, atHooli, 'active', true)
  expect(await shown(id)).toEqual(ann)
  await hooli.scim.delete(`/Users/${atHooli}`)
  expect(await shown(id)).toEqual(ann.with(1, 'inactive'))
  await change(globex, atGlobex, 'active', true)
  expect(await shown(id)).toEqual(ann)
})

test('whatever refers to the customer who becomes part of another moves with it, goes back, and is counted once', async () => {
  await create(globex, 'ann', `Ann ${tests}`)
  const twin = await create(hooli, 'ann', `Anna ${tests}`)
  const ofName = async (name: string) =>
    (await owner.call('listCustomers', { query: { query: `${name} ${tests}` } })).items.filter(
      (one) => one.name === `${name} ${tests}`,
    )
  const [[ann], [anna]] = await Promise.all([ofName('Ann'), ofName('Anna')])
  const { id: organizationId } = await owner.call('addOrganization', { body: { name: `Friends ${tests}` } })
  await owner.call('addOrganizationPerson', {
    params: { organizationId },
    body: { customerId: anna?.id ?? '' },
  })
  const friends = async (customerId = '') =>
    (await read(customerId)).memberships.filter(({ organization }) => organization.id === organizationId)
      .length
  const customers = async () => (await owner.call('getUsage', {})).notBillable.customers
  const before = await customers()
  const caseId = await caseOf(hooli)
  await decide(caseId, 'link')
  await settle()
  expect(await customers()).toBe(before - 1)
  expect(await friends(ann?.id)).toBe(1)
  expect(await ofName('Anna')).toEqual([])
  await owner.call('undoCase', { params: { caseId }, body: {} })
  await settle()
  expect(await customers()).toBe(before)
  expect([await friends(ann?.id), await friends(anna?.id)]).toEqual([0, 1])
  expect(await ofName('Anna')).toMatchObject([{ id: anna?.id, active: true }])
  // A survivor who was merged since is nobody whom this could be taken from.
  await decide(caseId, 'link')
  await settle()
  await hooli.scim.delete(`/Users/${twin}`)
  const { id: known } = await owner.call('addCustomer', { body: { name: `Known ${tests}` } })
  await owner.call('mergeCustomers', {
    params: { customerId: known },
    body: { otherCustomerId: ann?.id ?? '' },
  })
  expect(await owner.refused('undoCase', { params: { caseId }, body: {} })).toMatchObject({
    status: 409,
    detail: 'The survivor was merged itself: undo that first.',
  })
})

test('both letting the person go at the same moment leave nobody active', async () => {
  const { id, atGlobex, atHooli } = await annOfBoth()
  for (let n = 0; n < 5; n++) {
    await Promise.all([change(globex, atGlobex, 'active', false), change(hooli, atHooli, 'active', false)])
    expect((await read(id)).active).toBe(false)
    await Promise.all([change(globex, atGlobex, 'active', true), change(hooli, atHooli, 'active', true)])
    expect((await read(id)).active).toBe(true)
  }
})

test('name and address pass to the other directory when their owner deletes the person', async () => {
  const { id, atGlobex, atHooli } = await annOfBoth()
  await change(hooli, atHooli, 'emails[type eq "work"].value', `anna@elsewhere${tests}.com`)
  expect((await read(id)).address).toBe(`ann@${domain}`)
  await globex.scim.delete(`/Users/${atGlobex}`)
  await settle()
  expect(await shown(id)).toEqual([`Anna ${tests}`, 'active', `anna@elsewhere${tests}.com`, `Hooli ${tests}`])
})

test('a directory that speaks for the address it gives takes over from one whose address nobody holds', async () => {
  const { id, atGlobex, atHooli } = await annOfBoth()
  await change(hooli, atHooli, 'emails[type eq "work"].value', `anna@hooli${tests}.com`)
  await owner.call('declareDomain', {
    params: { directoryId: keyOf(hooli.directory.directoryId) },
    body: { domain: `hooli${tests}.com` },
  })
  await settle()
  expect((await shown(id))[2]).toBe(`ann@${domain}`)
  await change(globex, atGlobex, 'emails[type eq "work"].value', `ann@elsewhere${tests}.com`)
  await change(hooli, atHooli, 'title', 'Lead')
  expect(await shown(id)).toEqual([`Anna ${tests}`, 'active', `anna@hooli${tests}.com`, `Hooli ${tests}`])
  await change(globex, atGlobex, 'displayName', 'Mallory')
  expect(await shown(id)).toEqual([`Anna ${tests}`, 'active', `anna@hooli${tests}.com`, `Hooli ${tests}`])
})

test("no sequence of one directory's writes changes what another directory owns", async () => {
  const { id, atHooli } = await annOfBoth()
  const bob = await create(globex, 'bob', `Bob ${tests}`)
  const bobs = (await owner.call('listCustomers', { query: { query: `Bob ${tests}` } })).items[0]?.id ?? ''
  const owned = async () => {
    const [ann, other] = await Promise.all([read(id), read(bobs)])
    return [ann.name, ann.address, ann.active, ann.directory, ann.formerAddresses, other]
  }
  const before = await owned()
  expect(bob).toBeDefined()
  const addresses = fc.constantFrom(
    `ann@${domain}`,
    `ANN@${domain}`,
    `bob@${domain}`,
    `x@${domain}`,
    'x@else.com',
  )
  const write = fc.oneof(
    addresses.map((value) => ['emails[type eq "work"].value', value] as const),
    addresses.map((value) => ['userName', value] as const),
    fc.boolean().map((value) => ['active', value] as const),
    fc.constantFrom('Mallory', `Bob ${tests}`).map((value) => ['displayName', value] as const),
    fc.constantFrom('e1', 'e2').map((value) => ['externalId', value] as const),
  )
  const step = fc.record({ who: fc.constantFrom('ann', 'new'), write, leaves: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
      const { json } = await hooli.scim.createUser(`new@${domain}`, { displayName: 'New' })
      for (const {
        who,
        write: [path, value],
        leaves,
      } of steps) {
        await change(hooli, who === 'ann' ? atHooli : json.id, path, value)
        if (who === 'new' && leaves) await hooli.scim.delete(`/Users/${json.id}`)
      }
      await hooli.scim.delete(`/Users/${json.id}`)
      expect(await owned()).toEqual(before)
    }),
    { numRuns: 25, seed: 20_261_129 },
  )
})
