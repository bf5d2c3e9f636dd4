// Organizations that an administrator makes, and who belongs to them by the site's own word: by hand, or by a domain.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { command, commandJson } from '../fixtures/command.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { auditOf } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let tests = 0
/** Of each test its own. */
let domain: string
let organizationId: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  domain = `company${tests}.com`
  organizationId = (await owner.call('addOrganization', { body: { name: `Company ${tests}` } })).id
})

const add = async (name: string, address: string, proven = true) =>
  (await owner.call('addCustomer', { body: { name, address, proven } })).id
const put = (customerId: string, into = organizationId) =>
  owner.call('addOrganizationPerson', { params: { organizationId: into }, body: { customerId } })
const take = (customerId: string) =>
  owner.call('removeOrganizationPerson', { params: { organizationId, customerId } })
const feed = (by: string) =>
  owner.call('addOrganizationDomain', { params: { organizationId }, body: { domain: by } })
/** Everybody, each with what makes them a member, page by page. */
async function members(limit = 50): Promise<string[]> {
  const found: string[] = []
  for (let after: string | undefined; ; ) {
    const query = { limit, ...(after === undefined ? {} : { after }) }
    const page = await owner.call('listMembers', { params: { organizationId }, query })
    for (const { name, sources } of page.items) {
      found.push(`${name}: ${sources.map(({ kind }) => kind).join(', ')}`)
    }
    if (page.next === null) return found.sort()
    after = page.next
  }
}
const memberships = async (customerId: string) => {
  const { memberships: all } = await owner.call('getCustomer', { params: { customerId } })
  return all.map(({ organization, source }) => `${organization.name}: ${source.kind}`)
}

test('an organization is made, renamed and deleted by hand; one name is one organization', async () => {
  const params = { organizationId }
  expect(await owner.refused('addOrganization', { body: { name: `COMPANY ${tests}` } })).toMatchObject({
    status: 409,
    detail: expect.stringContaining('this site has an organization Company'),
  })
  await owner.call('addOrganization', { body: { name: `Rival ${tests}` } })
  const rival = await owner.refused('changeOrganization', { params, body: { name: `rival ${tests}` } })
  expect(rival.detail).toContain('this site has an organization Rival')
  const changed = await owner.call('changeOrganization', {
    params,
    body: { name: `Firm ${tests}`, showsEarlier: true },
  })
  expect(changed).toMatchObject({ name: `Firm ${tests}`, showsEarlier: true, byHand: true, sources: [] })
  const [last] = await auditOf(running, site, organizationId)
  expect([last?.action, JSON.parse(last?.details ?? '')]).toEqual([
    'organization.changed',
    {
      before: { name: `Company ${tests}`, showsEarlier: false },
      after: { name: `Firm ${tests}`, showsEarlier: true },
    },
  ])
  await put(await add('Ann', `ann@${domain}`))
  expect(await owner.call('previewOrganizationDeletion', { params })).toMatchObject({
    people: 1,
    refusal: null,
  })
  await owner.call('deleteOrganization', { params })
  expect((await owner.refused('getOrganization', { params })).status).toBe(404)
})

test('whoever is put in by hand belongs until they are taken out, once, whatever else they belong by', async () => {
  const ann = await add('Ann', `ann@${domain}`)
  await put(ann)
  await put(ann)
  await feed(domain)
  expect(await members()).toEqual(['Ann: hand, domain'])
  expect(await memberships(ann)).toEqual([`Company ${tests}: domain`, `Company ${tests}: hand`])
  await take(ann)
  expect(await members()).toEqual(['Ann: domain'])
  const params = { organizationId, customerId: ann }
  expect((await owner.refused('removeOrganizationPerson', { params })).status).toBe(404)
  const actions = (await auditOf(running, site, organizationId)).map(({ action }) => action)
  expect(actions.filter((action) => action === 'organization.person-added')).toHaveLength(1)
})

test('a domain brings everybody without a directory who holds an address there, also those who come later', async () => {
  const ann = await add('Ann', `ann@${domain}`)
  await add('Bob', `bob@${domain}`, false)
  const globex = await makeDirectory(running, site, `Globex ${tests}`, { domains: [domain] })
  await globex.scim.createUser(`cid@${domain}`, { displayName: 'Cid' })
  const params = { organizationId, domain }
  const preview = await owner.call('previewOrganizationDomain', { params })
  expect(preview).toEqual({
    people: [{ id: ann, name: 'Ann', address: `ann@${domain}` }],
    hasMore: false,
    readable: 0,
  })
  await feed(domain.toUpperCase())
  await feed(domain)
  await add('Dora', `dora@${domain}`)
  // Bob's address is only claimed, and Cid is his directory's.
  expect(await members(1)).toEqual(['Ann: domain', 'Dora: domain'])
  await owner.call('deactivateCustomer', { params: { customerId: ann } })
  expect(await members()).toEqual(['Dora: domain'])
  await owner.call('removeOrganizationDomain', { params })
  expect(await members()).toEqual([])
})

test.each(['gmail.com', 'com', 'not a domain'])('no organization is fed by %s', async (given) => {
  const problem = await owner.refused('addOrganizationDomain', {
    params: { organizationId },
    body: { domain: given },
  })
  expect(problem).toMatchObject({ status: 400, errors: [{ field: 'domain' }] })
})

test('what a directory feeds keeps who is there by hand when the directory leaves it, and cannot be deleted before', async () => {
  const globex = await makeDirectory(running, site, `Globex ${tests}`, { domains: [domain] })
  const cid = (await globex.scim.createUser(`cid@${domain}`, { displayName: 'Cid' })).json
  const group = (await globex.scim.createGroup(`Sales ${tests}`, [cid.id])).json
  const { items } = await owner.call('listOrganizations', { query: { limit: 200 } })
  const sales = items.find(({ name }) => name === `Sales ${tests}`)
  organizationId = sales?.id ?? ''
  expect(sales?.byHand).toBe(false)
  await put(await add('Ann', `ann@elsewhere${tests}.com`))
  expect(await members()).toEqual(['Ann: hand', 'Cid: group'])
  const params = { organizationId }
  const renamed = await owner.refused('changeOrganization', { params, body: { name: 'Other' } })
  expect(renamed.detail).toContain('Rename the group there')
  expect((await owner.refused('deleteOrganization', { params })).detail).toContain('is fed by Globex')
  await globex.scim.delete(`/Groups/${group.id}`)
  expect(await members()).toEqual(['Ann: hand'])
  await owner.call('deleteOrganization', { params })
})

test('a merge takes memberships by hand along, and its undoing gives them back', async () => {
  const other = await owner.call('addOrganization', { body: { name: `Other ${tests}` } })
  const ann = await add('Ann', `ann@${domain}`)
  const twin = await add('Ann again', `ann2@${domain}`)
  await put(ann)
  await put(twin)
  await put(twin, other.id)
  const merged = await owner.call('mergeCustomers', {
    params: { customerId: ann },
    body: { otherCustomerId: twin },
  })
  expect(await memberships(ann)).toEqual([`Company ${tests}: hand`, `Other ${tests}: hand`])
  expect(await members()).toEqual(['Ann: hand'])
  await owner.call('undoMerge', { params: { customerId: ann, mergeId: merged.id }, body: {} })
  expect(await memberships(ann)).toEqual([`Company ${tests}: hand`])
  expect(await memberships(twin)).toEqual([`Company ${tests}: hand`, `Other ${tests}: hand`])
})

test('an agent sees it all and changes nothing', async () => {
  const agent = (await makeStaff(running, site, 'agent', { address: `agent${tests}@acme.test` })).browser
  await agent.call('getOrganization', { params: { organizationId } })
  expect((await agent.refused('addOrganization', { body: { name: 'Mine' } })).status).toBe(403)
})

test('the command line does the same', async () => {
  const run = (...args: string[]) => commandJson({ DATABASE_URL: running.ownerUrl }, 'organization', ...args)
  const ann = await add('Ann', `ann@${domain}`)
  const name = `By command ${tests}`
  const { id } = (await run('create', '--name', name, '--earlier', 'yes')) as { id: string }
  organizationId = id
  await run('add', name, '--customer', `ann@${domain}`)
  expect(await run('add', name, '--domain', domain, '--preview')).toMatchObject({ people: [{ id: ann }] })
  await run('add', name, '--domain', domain)
  expect(await members()).toEqual(['Ann: hand, domain'])
  await run('remove', name, '--domain', domain)
  await run('change', name, '--name', `${name}!`, '--earlier', 'no')
  expect(await run('delete', `${name}!`)).toMatchObject({ deleted: false, people: 1 })
  expect(await members()).toEqual(['Ann: hand'])
  expect(await run('delete', `${name}!`, '--yes')).toMatchObject({ deleted: true })
})

/** What a customer may see, newest first, page by page. */
async function seen(seenBy: string, limit = 50): Promise<string[]> {
  const found: string[] = []
  for (let after: string | undefined; ; ) {
    const query = { seenBy, limit, ...(after === undefined ? {} : { after }) }
    const page = await owner.call('listRequests', { query })
    found.push(...page.items.map(({ summary }) => summary))
    if (page.next === null) return found
    after = page.next
  }
}
const ask = (customerId: string, summary: string, shared: string | null = organizationId) =>
  owner.call('openRequest', {
    body: { customerId, summary, organizationIds: shared === null ? [] : [shared] },
  })

test('who joins sees what is shared from then on, and of before only where the organization shows it', async () => {
  const [ann, bob] = [await add('Ann', `ann@${domain}`), await add('Bob', `bob@${domain}`)]
  await put(ann)
  await ask(ann, 'Before')
  await ask(ann, 'Hers alone', null)
  await put(bob)
  await ask(ann, 'After')
  await ask(bob, 'His own', null)
  expect(await seen(bob)).toEqual(['His own', 'After'])
  expect(await seen(ann)).toEqual(['After', 'Hers alone', 'Before'])
  expect(await seen(ann, 1)).toEqual(['After', 'Hers alone', 'Before'])
  const params = { organizationId }
  await owner.call('changeOrganization', { params, body: { showsEarlier: true, confirmEarlier: true } })
  expect(await seen(bob)).toEqual(['His own', 'After', 'Before'])
  expect(await seen(bob, 2)).toEqual(['His own', 'After', 'Before'])
  const said = await commandJson(
    { DATABASE_URL: running.ownerUrl },
    'request',
    'list',
    '--site',
    site.slug,
    '--seen-by',
    bob,
  )
  expect(said).toMatchObject([{ summary: 'His own' }, { summary: 'After' }, { summary: 'Before' }])
  await owner.call('changeOrganization', { params, body: { showsEarlier: false } })
  expect(await seen(bob)).toEqual(['His own', 'After'])
})

test('earlier requests are shown only after saying who would see which, and a word for it', async () => {
  const params = { organizationId }
  const [ann, bob, cid] = await Promise.all(
    ['Ann', 'Bob', 'Cid'].map((name) => add(name, `${name}@${domain}`)),
  )
  await put(ann as string)
  await ask(ann as string, 'Of Ann')
  await put(bob as string)
  await ask(bob as string, 'Of Bob')
  const nothing = { members: 0, hasMoreMembers: false, requests: 0, hasMoreRequests: false, first: [] }
  expect(await owner.call('previewEarlierRequests', { params })).toMatchObject({
    ...{ members: 1, requests: 1, hasMoreMembers: false, hasMoreRequests: false },
    first: [{ summary: 'Of Ann' }],
  })
  await put(cid as string)
  expect(await owner.call('previewEarlierRequests', { params })).toMatchObject({
    ...{ members: 2, requests: 2 },
    first: [{ summary: 'Of Bob' }, { summary: 'Of Ann' }],
  })
  const open = { showsEarlier: true }
  expect(await owner.refused('changeOrganization', { params, body: open })).toMatchObject({
    status: 409,
    detail: expect.stringContaining('2 members would see 2 requests of before they joined'),
  })
  const env = { DATABASE_URL: running.ownerUrl }
  const change = ['organization', 'change', organizationId, '--site', site.slug, '--earlier', 'yes']
  const refused = await command(env, ...change)
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('nothing is changed yet. 2 members would see 2 requests')
  expect(refused.stderr).toContain('Of Bob; Of Ann')
  expect(await seen(cid as string)).toEqual([])

  expect(await commandJson(env, ...change, '--yes')).toMatchObject(open)
  expect(await seen(cid as string)).toEqual(['Of Bob', 'Of Ann'])
  expect(await owner.call('previewEarlierRequests', { params })).toEqual(nothing)
  const [event] = await auditOf(running, site, organizationId)
  expect(JSON.parse(event?.details ?? '{}')).toEqual({ before: { showsEarlier: false }, after: open })
  // Nothing is asked where nobody sees more: who is alone with what they asked themselves.
  await owner.call('changeOrganization', { params, body: { showsEarlier: false } })
  for (const one of [bob, cid]) await take(one as string)
  expect(await owner.call('previewEarlierRequests', { params })).toEqual(nothing)
  await owner.call('changeOrganization', { params, body: open })
})

test('who leaves, or is deactivated, sees nothing of the organization at once', async () => {
  const [ann, bob] = [await add('Ann', `ann@${domain}`), await add('Bob', `bob@${domain}`)]
  await put(ann)
  await put(bob)
  await ask(ann, 'Shared')
  expect(await seen(bob)).toEqual(['Shared'])
  await take(bob)
  expect(await seen(bob)).toEqual([])
  expect(await seen(ann)).toEqual(['Shared'])
  await owner.call('deactivateCustomer', { params: { customerId: ann } })
  expect(await seen(ann)).toEqual([])
  const nobody = '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'
  expect(await owner.refused('listRequests', { query: { seenBy: nobody } })).toMatchObject({
    status: 400,
    errors: [{ field: 'seenBy' }],
  })
})
