import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setPlan } from '../../src/admin/sites.ts'
import { goLive, pause, resume } from '../../src/people/directory-state.ts'
import { type CustomerRow, customersById } from '../../src/storage/identity/customers.ts'
import type { Site } from '../../src/storage/sites.ts'
import { openFor } from '../fixtures/requests.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import * as reader from '../fixtures/site-reader.ts'

let running: RunningApp

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())

const customers = (site: Site) => reader.customersOf(running, site)
const customerWith = (site: Site, address: string) => reader.customerWith(running, site, address)
const organizations = (site: Site) => reader.organizationsOf(running, site)
const organizationsOf = (site: Site, customerId: string) => reader.membershipNames(running, site, customerId)

describe('a directory user becomes a customer', () => {
  test('at once, with a claimed address when the directory has no authority for its domain', async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex')
    await scim.createUser('ann@globex.com', { displayName: 'Ann Lee' })
    const [ann] = await customers(site)
    expect(ann).toMatchObject({ name: 'Ann Lee', active: true })
    expect(ann?.addresses).toMatchObject([{ address: 'ann@globex.com', standing: 'claimed', until: null }])
  })

  test('with a held address in a declared domain, and only one person holds an address', async () => {
    const site = await makeSite(running)
    const globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
    const evil = await makeDirectory(running, site, 'Evil')
    await globex.scim.createUser('ceo@globex.com', { displayName: 'The real one' })
    const forged = await evil.scim.createUser('ceo@globex.com', { displayName: 'Somebody else' })
    expect(forged.status).toBe(201)
    const holder = await customerWith(site, 'ceo@globex.com')
    expect(holder).toMatchObject({ name: 'The real one' })
    expect(holder.addresses).toMatchObject([{ standing: 'held' }])
    const other = (await customers(site)).find(({ name }) => name === 'Somebody else')
    expect(other?.addresses).toEqual([])
  })

  test('who keeps requests and history through a new name and address', async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
    const { id } = (await scim.createUser('ann.lee@globex.com', { displayName: 'Ann Lee' })).json
    const before = await customerWith(site, 'ann.lee@globex.com')
    const request = { requesterId: before.id, organizationId: null, summary: 'It is broken' }
    await openFor(running.app.database, site.id, request, byTest())
    const answer = await scim.patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'userName', value: 'ann.meyer@globex.com' },
      { op: 'Replace', path: 'displayName', value: 'Ann Meyer' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ann.meyer@globex.com' },
    )
    expect(answer.status).toBe(200)
    expect(answer.json.id).toBe(id)
    const after = await customerWith(site, 'ann.meyer@globex.com')
    expect(after).toMatchObject({ id: before.id, name: 'Ann Meyer' })
    expect(after.addresses).toMatchObject([
      { address: 'ann.meyer@globex.com', standing: 'held', until: null },
      { address: 'ann.lee@globex.com', until: expect.any(String) },
    ])
  })

  test('whose deactivation and return keep name, address and person', async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
    const { id } = (await scim.createUser('bob@globex.com', { displayName: 'Bob' })).json
    await scim.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })
    expect(await customerWith(site, 'bob@globex.com')).toMatchObject({ active: false, name: 'Bob' })
    await scim.patch(`/Users/${id}`, { op: 'replace', value: { active: true } })
    const [bob, ...others] = await customers(site)
    expect(others).toEqual([])
    expect(bob).toMatchObject({ active: true, name: 'Bob' })
  })

  test("whom Entra's soft delete deactivates without taking the address", async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
    const { id } = (await scim.createUser('ralf@globex.com', { displayName: 'Ralf' })).json
    const tombstone = `${'283405f5c2'.padEnd(32, '0')}ralf@globex.com`
    await scim.patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Replace', path: 'userName', value: tombstone },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: tombstone },
    )
    const ralf = await customerWith(site, 'ralf@globex.com')
    expect(ralf).toMatchObject({ active: false, name: 'Ralf' })
    expect(ralf.addresses).toMatchObject([{ address: 'ralf@globex.com', standing: 'held', until: null }])
  })

  test('whose deletion deactivates; recreated with the same externalId and name the person is back', async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
    const first = (await scim.createUser('eve@globex.com', { displayName: 'Eve', externalId: 'e-1' })).json
    const before = await customerWith(site, 'eve@globex.com')
    expect((await scim.delete(`/Users/${first.id}`)).status).toBe(204)
    expect((await scim.get(`/Users/${first.id}`)).status).toBe(404)
    const [gone] = await customers(site)
    expect(gone).toMatchObject({ id: before.id, active: false, addresses: [{ until: expect.any(String) }] })
    const second = (await scim.createUser('eve@globex.com', { displayName: 'Eve', externalId: 'e-1' })).json
    expect(second.id).not.toBe(first.id)
    const after = await customerWith(site, 'eve@globex.com')
    expect(after).toMatchObject({ id: before.id, active: true })
    expect(after.addresses.filter(({ until }) => until === null)).toHaveLength(1)
  })

  test("whose externalId a new hire gets: that is another person, and a leaver's address brings nothing along", async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
    const leaver = (await scim.createUser('max@globex.com', { displayName: 'Max', externalId: 'max' })).json
    await scim.delete(`/Users/${leaver.id}`)
    await scim.createUser('maxine@globex.com', { displayName: 'Maxine', externalId: 'max' })
    expect((await customerWith(site, 'maxine@globex.com')).name).toBe('Maxine')
    expect((await customers(site)).map(({ name, active }) => [name, active])).toEqual([
      ['Max', false],
      ['Maxine', true],
    ])
  })
})

describe('a directory group becomes an organization', () => {
  test('with its members; a rename keeps the id; a deletion ends it', async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex')
    const ann = (await scim.createUser('ann@globex.com')).json
    const group = (await scim.createGroup('Sales', [ann.id])).json
    const [before] = await organizations(site)
    expect(before).toMatchObject({
      name: 'Sales',
      sources: [{ kind: 'group', directory: 'Globex', group: 'Sales' }],
    })
    const customer = await customerWith(site, 'ann@globex.com')
    expect(await organizationsOf(site, customer.id)).toEqual(['Sales'])
    expect(
      (await scim.patch(`/Groups/${group.id}`, { op: 'replace', value: { displayName: 'Revenue' } })).status,
    ).toBe(204)
    const [after] = await organizations(site)
    expect(after).toMatchObject({ id: before?.id, name: 'Revenue' })
    await scim.delete(`/Groups/${group.id}`)
    expect(await organizations(site)).toEqual([])
    expect(await organizationsOf(site, customer.id)).toEqual([])
  })

  test('that stays when a group is deleted while it has requests, and is fed again by the group of that name', async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex')
    const ann = (await scim.createUser('ann@globex.com')).json
    const group = (await scim.createGroup('Sales', [ann.id])).json
    const customer = await customerWith(site, 'ann@globex.com')
    const [sales] = await organizations(site)
    const request = { requesterId: customer.id, organizationId: sales?.id ?? '', summary: 'Shared' }
    await openFor(running.app.database, site.id, request, byTest())
    await scim.delete(`/Groups/${group.id}`)
    expect(await organizations(site)).toMatchObject([{ id: sales?.id, name: 'Sales', sources: [] }])
    const again = (await scim.createGroup('Sales', [ann.id])).json
    expect(await organizations(site)).toMatchObject([{ id: sales?.id, name: 'Sales' }])
    expect(await organizationsOf(site, customer.id)).toEqual(['Sales'])
    await scim.patch(`/Groups/${again.id}`, { op: 'replace', path: 'displayName', value: 'Sales 2' })
    expect(await organizations(site)).toMatchObject([{ id: sales?.id, name: 'Sales 2' }])
  })

  test('kept apart from the same name of another directory, at creation and at rename alike', async () => {
    const site = await makeSite(running)
    const names = ['Globex', 'Initech', 'Hooli']
    const directories = await Promise.all(names.map((name) => makeDirectory(running, site, name)))
    for (const { scim } of directories) await scim.createGroup('Sales')
    expect((await organizations(site)).map(({ name }) => name)).toEqual([
      'Sales',
      'Sales (Hooli)',
      'Sales (Initech)',
    ])
    const umbrella = await makeDirectory(running, site, 'Umbrella')
    const { id } = (await umbrella.scim.createGroup('Support')).json
    await umbrella.scim.patch(`/Groups/${id}`, { op: 'replace', path: 'displayName', value: 'Sales' })
    expect((await organizations(site)).map(({ name }) => name)).toContain('Sales (Umbrella)')
  })

  test('whose members include those of nested groups, cycles included, until the nesting ends', async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex')
    const ann = (await scim.createUser('ann@globex.com')).json
    const inner = (await scim.createGroup('Inner', [ann.id])).json
    const middle = (await scim.createGroup('Middle', [inner.id])).json
    const outer = (await scim.createGroup('Outer', [middle.id])).json
    const customer = await customerWith(site, 'ann@globex.com')
    expect(await organizationsOf(site, customer.id)).toEqual(['Inner', 'Middle', 'Outer'])
    const user = (await scim.get(`/Users/${ann.id}`)).json
    expect(
      user.groups.map((group: { display: string; type: string }) => [group.display, group.type]),
    ).toEqual([
      ['Inner', 'direct'],
      ['Middle', 'indirect'],
      ['Outer', 'indirect'],
    ])
    const cycle = await scim.patch(`/Groups/${inner.id}`, {
      op: 'add',
      path: 'members',
      value: [{ value: outer.id }],
    })
    expect(cycle.status).toBe(204)
    await scim.delete(`/Groups/${middle.id}`)
    expect(await organizationsOf(site, customer.id)).toEqual(['Inner'])
  })

  test('whose members lose sight when they are deactivated, and have it again when they return', async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex', { home: 'Globex Inc.' })
    const ann = (await scim.createUser('ann@globex.com')).json
    await scim.createGroup('Sales', [ann.id])
    const customer = await customerWith(site, 'ann@globex.com')
    expect(await organizationsOf(site, customer.id)).toEqual(['Globex Inc.', 'Sales'])
    await scim.patch(`/Users/${ann.id}`, { op: 'replace', path: 'active', value: false })
    expect(await organizationsOf(site, customer.id)).toEqual([])
    await scim.patch(`/Users/${ann.id}`, { op: 'replace', path: 'active', value: true })
    expect(await organizationsOf(site, customer.id)).toEqual(['Globex Inc.', 'Sales'])
  })
})

describe('restricting effects never wait, granting effects may', () => {
  test('in a pause: a dismissal counts at once, a hire and a new member wait for the resumption', async () => {
    const site = await makeSite(running)
    const { scim, directory } = await makeDirectory(running, site, 'Globex')
    const ann = (await scim.createUser('ann@globex.com')).json
    const bob = (await scim.createUser('bob@globex.com')).json
    const sales = (await scim.createGroup('Sales', [ann.id])).json
    await pause(running.app.database, site.id, directory.directoryId, byTest())
    await scim.patch(`/Users/${ann.id}`, { op: 'replace', path: 'active', value: false })
    const cid = (await scim.createUser('cid@globex.com')).json
    expect(cid.userName).toBe('cid@globex.com')
    await scim.patch(`/Groups/${sales.id}`, {
      op: 'add',
      path: 'members',
      value: [{ value: bob.id }, { value: cid.id }],
    })
    await scim.createGroup('Support', [bob.id])
    const bobCustomer = await customerWith(site, 'bob@globex.com')
    expect((await customerWith(site, 'ann@globex.com')).active).toBe(false)
    expect(await customers(site)).toHaveLength(2)
    expect(await organizationsOf(site, bobCustomer.id)).toEqual([])
    await resume(running.app.database, site.id, directory.directoryId, byTest())
    expect((await customerWith(site, 'ann@globex.com')).active).toBe(false)
    const cidCustomer = await customerWith(site, 'cid@globex.com')
    expect(await organizationsOf(site, cidCustomer.id)).toEqual(['Sales'])
    expect(await organizationsOf(site, bobCustomer.id)).toEqual(['Sales', 'Support'])
  })

  test('in a rehearsal: the provider is answered, nobody appears; going live makes them all appear', async () => {
    const site = await makeSite(running)
    const { scim, directory } = await makeDirectory(running, site, 'Globex', { rehearsal: true })
    const ann = (await scim.createUser('ann@globex.com')).json
    await scim.createGroup('Sales', [ann.id])
    expect(await customers(site)).toEqual([])
    expect(await organizations(site)).toEqual([])
    const done = await goLive(running.app.database, site.id, directory.directoryId, byTest())
    expect(done).toEqual({ users: 1, groups: 1, isFinished: true })
    const customer = await customerWith(site, 'ann@globex.com')
    expect(await organizationsOf(site, customer.id)).toEqual(['Sales'])
    expect(await goLive(running.app.database, site.id, directory.directoryId, byTest())).toEqual({
      users: 0,
      groups: 0,
      isFinished: true,
    })
  })

  test('in a lapse: changes are answered, a dismissal counts, creation is 403; a renewal replays', async () => {
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex')
    const ann = (await scim.createUser('ann@globex.com')).json
    const bob = (await scim.createUser('bob@globex.com', { displayName: 'Bob' })).json
    const sales = (await scim.createGroup('Sales', [ann.id])).json
    await setPlan(running.app.database, site, { status: 'lapsed' }, byTest())
    const refused = await scim.createUser('cid@globex.com')
    expect(refused.status).toBe(403)
    expect(refused.json.detail).toMatch(/lapsed.*renew/s)
    expect((await scim.createGroup('Support')).status).toBe(403)
    expect(
      (await scim.patch(`/Users/${ann.id}`, { op: 'replace', path: 'active', value: false })).status,
    ).toBe(200)
    expect(
      (await scim.patch(`/Users/${bob.id}`, { op: 'replace', path: 'displayName', value: 'Rob' })).json
        .displayName,
    ).toBe('Rob')
    await scim.patch(`/Groups/${sales.id}`, { op: 'add', path: 'members', value: [{ value: bob.id }] })
    expect((await customerWith(site, 'ann@globex.com')).active).toBe(false)
    expect((await customerWith(site, 'bob@globex.com')).name).toBe('Bob')
    const bobCustomer = await customerWith(site, 'bob@globex.com')
    expect(await organizationsOf(site, bobCustomer.id)).toEqual([])
    await setPlan(running.app.database, site, { status: 'active' }, byTest())
    expect((await customerWith(site, 'bob@globex.com')).name).toBe('Rob')
    expect((await customerWith(site, 'ann@globex.com')).active).toBe(false)
    expect(await organizationsOf(site, bobCustomer.id)).toEqual(['Sales'])
  })

  test('after the plan is given up whoever leaves still leaves; a new plan replays', async () => {
    const { database } = running.app
    const site = await makeSite(running)
    const { scim } = await makeDirectory(running, site, 'Globex')
    const user = async (name: string) => (await scim.createUser(`${name}@globex.com`)).json
    const [ann, bob, cid] = [await user('ann'), await user('bob'), await user('cid')]
    const sales = (await scim.createGroup('Sales', [ann.id, bob.id])).json
    const leavers = [await customerWith(site, 'ann@globex.com'), await customerWith(site, 'bob@globex.com')]
    await setPlan(database, site, { plan: 'none' }, byTest())

    // The directory's caller is remembered as subscribed for a moment: the write itself looks again.
    const refused = await scim.createUser('dan@globex.com')
    expect(refused.status).toBe(403)
    expect(refused.json.detail).toMatch(/The owner of this help desk must renew it/)
    expect((await scim.createGroup('Support')).status).toBe(403)
    const inactive = { op: 'replace', path: 'active', value: false }
    expect((await scim.patch(`/Users/${ann.id}`, inactive)).status).toBe(200)
    expect((await scim.delete(`/Users/${bob.id}`)).status).toBe(204)
    expect((await scim.get(`/Users/${ann.id}`)).json.active).toBe(false)
    for (const { id } of leavers) {
      expect(await reader.readRows<CustomerRow>(running, site, customersById(site.id, [id]))).toMatchObject([
        { active: false },
      ])
      expect(await organizationsOf(site, id)).toEqual([])
    }
    await scim.patch(`/Groups/${sales.id}`, { op: 'add', path: 'members', value: [{ value: cid.id }] })
    const cidCustomer = await customerWith(site, 'cid@globex.com')
    expect(await organizationsOf(site, cidCustomer.id)).toEqual([])

    await setPlan(database, site, { plan: 'premium' }, byTest())
    expect(await organizationsOf(site, cidCustomer.id)).toEqual(['Sales'])
    expect((await customerWith(site, 'ann@globex.com')).active).toBe(false)
    await expect.poll(async () => (await scim.createUser('dan@globex.com')).status).toBe(201)
  })

  test('without any plan every call is refused with what to do', async () => {
    const site = await makeSite(running, 'none')
    const { scim } = await makeDirectory(running, site, 'Globex')
    for (const answer of [
      await scim.get('/Users'),
      await scim.createUser('ann@globex.com'),
      await scim.get('/Schemas'),
    ]) {
      expect(answer.status).toBe(403)
      expect(answer.json).toMatchObject({ status: '403', detail: expect.stringContaining('must choose one') })
    }
  })
})
