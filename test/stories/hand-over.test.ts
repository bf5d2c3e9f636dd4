// The requests of somebody who left go to a colleague, who is a colleague, and private ones only by a site administrator.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { handOver, takeHandOverBack } from '../../src/requests/hand-over.ts'
import { Database } from '../../src/storage/database.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Query } from '../../src/storage/statement.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let agent: Browser
let tests = 0
/** Ann has left, Bob is her colleague, Eve of another company. */
let ann: string
let bob: string
let eve: string
let shared: string
let secret: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  agent = (await makeStaff(running, site, 'agent')).browser
})
afterAll(() => running.close())

const run = (...args: string[]) => commandJson({ DATABASE_URL: running.ownerUrl }, ...args)
const add = async (name: string) =>
  (await owner.call('addCustomer', { body: { name, address: `${name}@c${tests}.test`, proven: true } })).id
const opened = async (customerId: string, summary: string, organizationId: string | null = null) =>
  (
    await owner.call('openRequest', {
      body: { customerId, summary, organizationIds: organizationId === null ? [] : [organizationId] },
    })
  ).id
const requesterOf = async (requestId: string) => {
  const { items } = await owner.call('listRequests', { query: { limit: 100 } })
  const found = items.find(({ id }) => id === requestId)
  return [found?.requester.id, found?.handedOverFrom?.id]
}
const params = () => ({ customerId: ann })

beforeEach(async () => {
  tests++
  ann = await add('ann')
  bob = await add('bob')
  eve = await add('eve')
  const { id: organizationId } = await owner.call('addOrganization', { body: { name: `Company ${tests}` } })
  for (const customerId of [ann, bob])
    await owner.call('addOrganizationPerson', { params: { organizationId }, body: { customerId } })
  shared = await opened(ann, 'Shared', organizationId)
  secret = await opened(ann, 'Private')
  await owner.call('deactivateCustomer', { params: params() })
})

test('an agent hands over what is shared, and a site administrator the private ones', async () => {
  const preview = await agent.call('previewHandOver', { params: { ...params(), colleagueId: bob } })
  expect(preview).toMatchObject({
    organizations: [{ name: `Company ${tests}` }],
    total: 2,
    private: 1,
    requests: [
      { id: secret, private: true, organizations: [] },
      { id: shared, private: false },
    ],
  })
  const body = { colleagueId: bob, private: true }
  expect(await agent.refused('handOver', { params: params(), body })).toMatchObject({ status: 403 })
  const given = await agent.call('handOver', { params: params(), body: { colleagueId: bob } })
  expect(given).toMatchObject({ colleague: { id: bob }, requests: 1, private: 0, undoneAt: null })
  expect([await requesterOf(shared), await requesterOf(secret)]).toEqual([
    [bob, ann],
    [ann, undefined],
  ])
  // Nothing but the private one is left, and that is not the agent's to give.
  const refused = await agent.refused('handOver', { params: params(), body: { colleagueId: bob } })
  expect(refused).toMatchObject({ status: 409 })
  const before = await owner.call('getRequest', { params: { requestId: secret } })
  await owner.call('handOver', { params: params(), body })
  expect(await requesterOf(secret)).toEqual([bob, ann])
  const after = await owner.call('getRequest', { params: { requestId: secret } })
  expect(after.version).toBe(before.version + 1)
  expect(after.history.map(({ kind, actor }) => [kind, actor])).toEqual([
    ['opened', 'The owner'],
    ['handed-over', 'The owner'],
  ])
  const { items } = await owner.call('listAudit', { query: { subject: secret, limit: 1 } })
  expect(items[0]).toMatchObject({ action: 'request.handed-over', details: { leaver: ann, colleague: bob } })
  const seen = await owner.call('listRequests', { query: { seenBy: bob } })
  expect(seen.items.map(({ id }) => id)).toEqual([secret, shared])
})

test('a stranger is a colleague only when a site administrator says so', async () => {
  const preview = await agent.call('previewHandOver', { params: { ...params(), colleagueId: eve } })
  // Eve belongs to none of the organizations: whatever she gets is private to her.
  expect(preview).toMatchObject({ organizations: [], total: 2, private: 2 })
  const body = { colleagueId: eve, confirm: true, private: true }
  expect(await agent.refused('handOver', { params: params(), body })).toMatchObject({ status: 403 })
  const unconfirmed = await owner.refused('handOver', {
    params: params(),
    body: { ...body, confirm: false },
  })
  expect([unconfirmed.status, unconfirmed.errors?.map(({ field }) => field)]).toEqual([409, ['confirm']])
  expect(await requesterOf(shared)).toEqual([ann, undefined])
  expect(await owner.call('handOver', { params: params(), body })).toMatchObject({ requests: 2, private: 2 })
  expect(await requesterOf(shared)).toEqual([eve, ann])
})

test('only from who left, and only to who is there', async () => {
  const refused = async (customerId: string, colleagueId: string) => {
    const body = { colleagueId, private: true, confirm: true }
    return (await owner.refused('handOver', { params: { customerId }, body })).status
  }
  expect(await refused(bob, eve)).toBe(409)
  expect(await refused(ann, ann)).toBe(409)
  await owner.call('deactivateCustomer', { params: { customerId: bob } })
  expect(await refused(ann, bob)).toBe(409)
  await owner.call('eraseCustomer', { params: params(), body: { confirm: 'ann' } })
  expect(await refused(ann, eve)).toBe(409)
})

test('it is taken back within seven days: what the colleague still has', async () => {
  const body = { colleagueId: bob, private: true }
  const { id: handOverId } = await owner.call('handOver', { params: params(), body })
  // Bob leaves too, and one of the two goes on to Eve.
  await owner.call('deactivateCustomer', { params: { customerId: bob } })
  const onward = { fromId: bob, toId: eve }
  const wish = { isAdministrator: true, withPrivate: true, confirm: true }
  const second = await handOver(running.app.database, site.id, onward, wish, byTest())
  await run('customer', 'hand-back', '--from', bob, '--hand-over', second)
  const later = byTest(new Date(Date.now() + 8 * 24 * 60 * 60 * 1000))
  await expect(
    takeHandOverBack(running.app.database, site.id, { fromId: ann, handOverId }, later),
  ).rejects.toThrow(/could be taken back until/)
  await agent.call('undoHandOver', { params: { ...params(), handOverId }, body: {} })
  expect([await requesterOf(shared), await requesterOf(secret)]).toEqual([
    [ann, undefined],
    [ann, undefined],
  ])
  const again = { params: { ...params(), handOverId }, body: {} }
  expect(await agent.refused('undoHandOver', again)).toMatchObject({ status: 409 })
  const { items } = await agent.call('listHandOvers', { params: params() })
  expect(items).toMatchObject([{ id: handOverId, undoneAt: expect.any(String) }])
})

test('of two who hand over at once one does, and the other is told', async () => {
  const give = (colleagueId: string) =>
    owner.send('handOver', { params: params(), body: { colleagueId, private: true, confirm: true } })
  const answers = await Promise.all([give(bob), give(eve)])
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  const [[first], [second]] = [await requesterOf(shared), await requesterOf(secret)]
  expect(first).toBe(second)
  expect((await owner.call('listHandOvers', { params: params() })).items).toHaveLength(1)
})

test('at the command line it is looked at first', async () => {
  const pair = ['--from', `ann@c${tests}.test`, '--to', `bob@c${tests}.test`]
  expect(await run('customer', 'hand-over', ...pair, '--private', '--dry-run')).toMatchObject({
    from: ann,
    to: bob,
    organizations: [`Company ${tests}`],
    requests: [
      { summary: 'Private', private: true },
      { summary: 'Shared', private: false },
    ],
    handOver: null,
  })
  expect(await requesterOf(shared)).toEqual([ann, undefined])
  const { handOver: id } = await run('customer', 'hand-over', ...pair)
  expect(await requesterOf(shared)).toEqual([bob, ann])
  expect(await run('customer', 'hand-back', '--from', ann, '--hand-over', id)).toMatchObject({ requests: 1 })
})

test('whom a directory let go belongs to what its groups and its home fed, and a merge takes hand-overs along', async () => {
  const globex = await makeDirectory(running, site, `Globex ${tests}`, {
    domains: [`globex${tests}.com`],
    home: `Globex home ${tests}`,
  })
  const [first, second] = [
    await globex.scim.createUser(`cid@globex${tests}.com`, { displayName: 'Cid' }),
    await globex.scim.createUser(`dee@globex${tests}.com`, { displayName: 'Dee' }),
  ]
  expect([first.status, second.status]).toEqual([201, 201])
  const idOf = async (query: string) =>
    (await owner.call('listCustomers', { query: { query } })).items[0]?.id ?? ''
  const [cid, dee] = [await idOf(`cid@globex${tests}`), await idOf(`dee@globex${tests}`)]
  await opened(cid, 'Mine')
  await globex.scim.delete(`/Users/${first.json.id}`)
  const preview = await owner.call('previewHandOver', { params: { customerId: cid, colleagueId: dee } })
  expect(preview.organizations.map(({ name }) => name)).toEqual([`Globex home ${tests}`])
  const body = { colleagueId: dee, private: true }
  const { id: handOverId } = await owner.call('handOver', { params: { customerId: cid }, body })
  await owner.call('mergeCustomers', { params: { customerId: dee }, body: { otherCustomerId: eve } })
  await owner.call('undoHandOver', { params: { customerId: cid, handOverId }, body: {} })
  expect((await owner.call('getCustomer', { params: { customerId: cid } })).requestCount).toBe(1)
})

test('a hand-over whose connection dies at any statement has done nothing or all', async () => {
  const fragile = new Database({ url: running.ownerUrl })
  let statements = Number.POSITIVE_INFINITY
  const kill = ['set role none', 'select pg_terminate_backend(pg_backend_pid())'].map(
    (text): Query => ({ name: '', text, values: [] }),
  )
  fragile.onRoundTrip = (queries) => {
    if (statements <= queries.length) (queries as Query[]).splice(statements, queries.length, ...kill)
    statements = statements <= queries.length ? Number.POSITIVE_INFINITY : statements - queries.length
  }
  const wish = { isAdministrator: true, withPrivate: true, confirm: false }
  for (let n = 1; ; n++) {
    statements = n
    const hasDied = await handOver(fragile, site.id, { fromId: ann, toId: bob }, wish, byTest()).then(
      () => false,
      () => true,
    )
    statements = Number.POSITIVE_INFINITY
    const { items } = await owner.call('listHandOvers', { params: params() })
    const [one, other] = [await requesterOf(shared), await requesterOf(secret)]
    expect([one[0] === other[0], items.length === (one[0] === bob ? 1 : 0)], `killed at ${n}`).toEqual([
      true,
      true,
    ])
    if (!hasDied || one[0] === bob) break
    expect(n).toBeLessThan(60)
  }
  await fragile.close()
})
