// A company changes its domain: customers whom no directory manages keep everything, at the new address.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { beginDomainMove, moveDomain, undoDomainMove } from '../../src/people/domain-move.ts'
import { previewDomainMove } from '../../src/people/domain-move-preview.ts'
import { addCustomer } from '../../src/people/unmanaged.ts'
import { lastDomainMoves } from '../../src/storage/identity/domain-moves.ts'
import type { Site } from '../../src/storage/sites.ts'
import { breakable } from '../fixtures/breaking.ts'
import { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { settle } from '../fixtures/queue.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { auditOf, customersOf, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let agent: Browser
let tests = 0
let both: { readonly from: string; readonly to: string }

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  agent = (await makeStaff(running, site, 'agent')).browser
})
afterAll(() => running.close())
beforeEach(() => {
  tests++
  both = { from: `globex${tests}.com`, to: `globex${tests}.example` }
})

const add = async (name: string, at = both.from, proven = true) => {
  const address = `${name.toLowerCase()}@${at}`
  return (await owner.call('addCustomer', { body: { name: `${name} ${tests}`, address, proven } })).id
}
/** Another company's directory has proven a domain. */
async function proveBy(name: string, domain: string): Promise<void> {
  const { directory } = await makeDirectory(running, site, name)
  await running.app.database.inSite(site.id, (tx) =>
    tx.read({
      ...{ name: '', values: [site.id, directory.directoryId, domain] },
      text: `insert into directory_domains (site_id, directory_id, domain, authority, since)
        values ($1, $2, $3, 'proven', now())`,
    }),
  )
}
const preview = () => owner.call('previewDomainMove', { query: both })
const move = (people: number, held: number) =>
  owner.call('beginDomainMove', { body: { ...both, people, held } })
const undo = (moveId: string) => owner.call('undoDomainMove', { params: { moveId } })
const addresses = async (customerId: string) => {
  const { addresses: now, formerAddresses } = await owner.call('getCustomer', { params: { customerId } })
  return [
    ...now.map(({ address, standing }) => `${address} ${standing}`),
    ...formerAddresses.map(({ address }) => `${address} former`),
  ]
}

test('everybody at the old domain is at the new one, held where it was held, with the old address as a former one', async () => {
  const [ann, bob, eve] = [await add('Ann'), await add('Bob', both.from, false), await add('Eve', 'eve.test')]
  await owner.call('openRequest', { body: { customerId: ann, summary: 'Printer' } })
  await add('Under', `sub.${both.from}`)
  expect(await preview()).toMatchObject({ people: 2, held: 1, refused: [], managed: 0, hasMore: false })
  const done = await move(2, 1)
  expect(done).toMatchObject({ moved: 2, isFinished: true, undoneAt: null })
  expect(await addresses(ann)).toEqual([`ann@${both.to} held`, `ann@${both.from} former`])
  expect(await addresses(bob)).toEqual([`bob@${both.to} claimed`, `bob@${both.from} former`])
  expect(await addresses(eve)).toEqual(['eve@eve.test held'])
  expect(await owner.call('getCustomer', { params: { customerId: ann } })).toMatchObject({ requestCount: 1 })
  const told = await auditOf(running, site, ann)
  expect(told[0]?.action).toBe('customer.changed')
  expect(JSON.parse(String(told[0]?.details))).toEqual({ moveId: done.id, proven: true })
  // Whoever had it hears of it, at both addresses.
  await settle(running, site)
  const { items: mails } = await owner.call('listMails', { query: { limit: 200 } })
  const heard = mails.filter(({ kind, to }) => kind === 'address-changed' && to.address.startsWith('ann@'))
  expect(heard.map(({ to }) => to.address).sort()).toEqual([`ann@${both.from}`, `ann@${both.to}`])
  expect(mails.filter(({ to }) => to.address.startsWith(`bob@globex${tests}`))).toEqual([])
})

test('whose new address somebody else has, and whoever a directory manages, stays, and is counted before', async () => {
  const ann = await add('Ann')
  const holder = await owner.call('addCustomer', {
    body: { name: `Holder ${tests}`, address: `ann@${both.to}`, proven: true },
  })
  await add('Bob')
  await owner.call('addCustomer', { body: { name: `Claims ${tests}`, address: `bob@${both.to}` } })
  const cid = await add('Cid')
  const gone = await add('Gus', both.to)
  const body = { confirm: `Gus ${tests}`, requestTexts: false }
  await owner.call('eraseCustomer', { params: { customerId: gone }, body })
  await add('Gus')
  const globex = await makeDirectory(running, site, `Globex ${tests}`, { domains: [both.from] })
  await globex.scim.createUser(`dora@${both.from}`)
  const staff = await makeStaff(running, site, 'agent', { address: `fay@${both.to}` })
  await add('Fay')
  expect(staff.address).toBe(`fay@${both.to}`)
  expect(await preview()).toMatchObject({
    ...{ people: 1, held: 1, managed: 1 },
    refused: [
      { reason: 'of-staff', people: 1 },
      { reason: 'erased', people: 1 },
      { reason: 'held', people: 1 },
      { reason: 'claimed', people: 1 },
    ],
  })
  expect(await move(1, 1)).toMatchObject({ moved: 1 })
  expect(await addresses(ann)).toEqual([`ann@${both.from} held`])
  expect(await addresses(holder.id)).toEqual([`ann@${both.to} held`])
  expect(await addresses(cid)).toEqual([`cid@${both.to} held`, `cid@${both.from} former`])
})

test('a directory that only asserts the new address keeps nobody out, and gains nobody by it', async () => {
  const ann = await add('Ann')
  const other = await makeDirectory(running, site, `Other ${tests}`)
  const { json } = await other.scim.createUser(`ann@${both.to}`, { displayName: `False ${tests}` })
  expect(await preview()).toMatchObject({ people: 1, held: 1 })
  await move(1, 1)
  await settle(running, site)
  expect(await addresses(ann)).toEqual([`ann@${both.to} held`, `ann@${both.from} former`])
  const { items } = await owner.call('listCustomers', { query: { query: `False ${tests}` } })
  expect(items).toMatchObject([{ address: null }])
  expect(json.userName).toBe(`ann@${both.to}`)
})

test('other numbers than confirmed, a domain of everybody, one of another company and an agent are refused', async () => {
  await add('Ann')
  const refuse = (body: object) =>
    owner.refused('beginDomainMove', { body: { ...both, people: 1, held: 1, ...body } as never })
  expect((await refuse({ people: 2 })).detail).toContain('1 would move now, 1 of them held')
  expect((await refuse({ held: 0 })).detail).toContain('Look at the preview again')
  expect((await refuse({ to: 'gmail.com' })).detail).toContain('belongs to everybody')
  expect((await refuse({ from: 'gmail.com' })).detail).toContain('belongs to everybody')
  expect((await refuse({ to: both.from })).detail).toContain('the same domain')
  const body = { ...both, people: 1, held: 1 }
  expect(await agent.refused('beginDomainMove', { body })).toMatchObject({ status: 403 })
  const scope = ['customers.change', 'customers.read'] as const
  const { secret } = await owner.call('createApiKey', { body: { label: 'one scope', scope: [...scope] } })
  const key = new Browser(running.origin)
  key.headers = { authorization: `Bearer ${secret}` }
  expect((await key.refused('beginDomainMove', { body })).detail).toContain(
    'organizations.change, which this API key does not have',
  )
  await proveBy(`Initech ${tests}`, both.to)
  const refused = await owner.refused('previewDomainMove', { query: both })
  expect(refused.detail).toContain(
    `Initech ${tests} has proven ${both.to}, and does not speak for ${both.from}`,
  )
  expect((await refuse({})).detail).toContain('has proven')
})

test('the access policy refuses whom it would not let in', async () => {
  await add('Ann')
  await owner.call('changeAccessPolicy', { body: { block: [both.to] } })
  expect(await preview()).toMatchObject({ people: 0, refused: [{ reason: 'access-policy', people: 1 }] })
  expect(
    (await owner.refused('beginDomainMove', { body: { ...both, people: 1, held: 1 } })).detail,
  ).toContain('nobody with an address')
  await owner.call('changeAccessPolicy', { body: { block: [] } })
})

test('an organization of the old domain has them as before; whoever was at the new one joins from now on', async () => {
  const { id: organizationId } = await owner.call('addOrganization', {
    body: { name: `Globex ${tests}`, showsEarlier: true },
  })
  const params = { organizationId }
  await owner.call('addOrganizationDomain', { params, body: { domain: both.from } })
  const [ann, zoe] = [await add('Ann'), await add('Zoe', both.to)]
  const members = async () => {
    const { items } = await owner.call('listMembers', { params, query: {} })
    return new Map(items.map(({ id, since }) => [id, since]))
  }
  const before = await members()
  await owner.call('openRequest', {
    body: { customerId: ann, organizationIds: [organizationId], summary: 'Printer' },
  })
  expect(await preview()).toMatchObject({ organizations: [`Globex ${tests}`], joiners: 1, readable: 1 })
  // One that both feed before is no other.
  const { id: second } = await owner.call('addOrganization', { body: { name: `Initech ${tests}` } })
  for (const domain of [both.from, both.to]) {
    const given = { params: { organizationId: second }, body: { domain } }
    await owner.call('addOrganizationDomain', given)
  }
  const sinceOf = async () => {
    const { items } = await owner.call('listMembers', { params: { organizationId: second }, query: {} })
    return items.find((one) => one.id === ann)?.since
  }
  const sinceBefore = await sinceOf()
  const { id, begunAt } = await move(1, 1)
  expect(await sinceOf()).toBe(sinceBefore)
  const after = await members()
  expect(after.get(ann)).toBe(before.get(ann))
  expect(after.get(zoe)).toBe(begunAt)
  await undo(id)
  expect(await members()).toEqual(before)
})

test('taken back, everybody has the address of before, unless it was changed or taken meanwhile', async () => {
  const [ann, bob, cid] = [await add('Ann'), await add('Bob'), await add('Cid')]
  const { id } = await move(3, 3)
  await owner.call('changeCustomer', {
    params: { customerId: bob },
    body: { address: `bob@elsewhere${tests}.test` },
  })
  const taker = await add('Cid')
  expect(await undo(id)).toMatchObject({ isFinished: true, back: 1, stayed: 2, undoneAt: expect.any(String) })
  expect(await addresses(ann)).toEqual([`ann@${both.from} held`, `ann@${both.to} former`])
  expect((await addresses(bob))[0]).toBe(`bob@elsewhere${tests}.test claimed`)
  expect((await addresses(cid))[0]).toBe(`cid@${both.to} held`)
  expect(await addresses(taker)).toEqual([`cid@${both.from} held`])
  // Whoever has the address of before again hears of it, as of every change.
  await settle(running, site)
  const { items: mails } = await owner.call('listMails', { query: { limit: 200 } })
  const heard = mails.filter(({ kind, to }) => kind === 'address-changed' && to.address.startsWith('ann@'))
  const ofMine = heard.filter(({ to }) => to.address.includes(`globex${tests}.`)).map(({ to }) => to.address)
  expect(ofMine.sort()).toEqual([`ann@${both.from}`, `ann@${both.to}`])
  // And it can be done again.
  expect(await preview()).toMatchObject({ people: 1 })
  const { items } = await owner.call('listDomainMoves', {})
  expect(items[0]).toMatchObject({ id, from: both.from, to: both.to })
})

test('nobody goes back to a domain that another company has proven since, nor on to one', async () => {
  const ann = await add('Ann')
  const { id } = await move(1, 1)
  await settle(running, site)
  await proveBy(`Buyer ${tests}`, both.from)
  const refused = await owner.refused('undoDomainMove', { params: { moveId: id } })
  expect(refused).toMatchObject({ status: 409, detail: expect.stringContaining('has proven') })
  expect(await addresses(ann)).toEqual([`ann@${both.to} held`, `ann@${both.from} former`])
  both = { from: `initech${tests}.com`, to: `initech${tests}.example` }
  const bo = await add('Bo')
  const confirmed = { ...both, people: 1, held: 1 }
  const context = byTest(new Date())
  const moveId = await beginDomainMove(running.app.database, site.id, confirmed, context)
  await proveBy(`Other buyer ${tests}`, both.to)
  expect(await moveDomain(running.app.database, site.id, moveId, new Date())).toBe(true)
  expect(await addresses(bo)).toEqual([`bo@${both.from} held`])
})

test('the command line previews, moves and takes back', async () => {
  const ann = await add('Ann')
  const run = (...args: string[]) =>
    commandJson({ DATABASE_URL: running.ownerUrl }, 'domain', 'move', '--site', site.slug, ...args)
  const named = ['--from', both.from, '--to', both.to]
  expect(await run(...named, '--dry-run')).toMatchObject({ people: 1, held: 1 })
  expect(await addresses(ann)).toEqual([`ann@${both.from} held`])
  const done = await run(...named, '--yes')
  expect(done).toMatchObject({ moved: 1 })
  expect((await addresses(ann))[0]).toBe(`ann@${both.to} held`)
  expect((await run('--list'))[0]).toMatchObject({ from: both.from, moved: 1, undoneAt: null })
  expect(await run('--undo', (done as { id: string }).id)).toMatchObject({ back: 1, stayed: 0 })
})

// The last: beside other sites this one is reached by its own host only.
test('a connection that breaks at any statement of a move, or of taking it back, leaves what goes on from there', async () => {
  const { database, breakAt } = breakable(running)
  for (let n = 0, hasBroken = true; hasBroken; n++) {
    const other = await makeSite(running)
    for (const name of ['ann', 'bob']) {
      await addCustomer(
        database,
        other.id,
        { name, address: `${name}@${both.from}`, isProven: true },
        byTest(),
      )
    }
    const last = async () => (await readRows<{ id: string }>(running, other, lastDomainMoves(other.id, 1)))[0]
    const act = async () => {
      const { people, held } = await previewDomainMove(database, other.id, both)
      const id = await beginDomainMove(database, other.id, { ...both, people, held }, byTest())
      await moveDomain(database, other.id, id, new Date())
    }
    const back = async () => {
      const id = (await last())?.id ?? ''
      await undoDomainMove(database, other.id, id, byTest())
      await moveDomain(database, other.id, id, new Date())
    }
    const shown = async () =>
      (await customersOf(running, other))
        .flatMap((one) => one.addresses.filter(({ until }) => until === null))
        .map(({ address, standing }) => `${address} ${standing}`)
        .sort()
    for (const [what, at] of [
      [act, both.to],
      [back, both.from],
    ] as const) {
      const breaking = breakAt(n)
      const failed = await what().then(
        () => false,
        () => true,
      )
      database.onRoundTrip = () => undefined
      hasBroken = breaking.hasBroken()
      if (failed) expect(hasBroken).toBe(true)
      await settle(running, other)
      if ((await shown())[0] !== `ann@${at} held`) await what()
      await settle(running, other)
      expect(await shown(), `killed at statement ${n}`).toEqual([`ann@${at} held`, `bob@${at} held`])
    }
  }
})
