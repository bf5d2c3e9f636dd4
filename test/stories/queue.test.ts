// An agent's queue over HTTP: what it is narrowed down by, its order and pages, what is kept for it, many changed at once, and who looks.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from '../fixtures/browser.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let now = new Date('2026-03-01T08:00:00Z')
let owner: Browser
let agent: Browser
let auditor: Browser
let ownerId: string
let agentId: string
let annId: string
let organizationId: string
/** Six requests of Ann's, the oldest first. */
const ids: string[] = []

const later = (minutes = 1) => {
  now = new Date(now.getTime() + minutes * 60_000)
}
const params = (n: number) => ({ requestId: ids[n] ?? '' })

beforeAll(async () => {
  running = await runningApp({ now: () => now })
  const site = await makeSite(running)
  const made = await makeStaff(running, site, 'owner', { now })
  owner = made.browser
  ownerId = made.id
  const other = await makeStaff(running, site, 'agent', { address: 'uwe@acme.test', now })
  agent = other.browser
  agentId = other.id
  auditor = (await makeStaff(running, site, 'auditor', { address: 'pia@acme.test', now })).browser
  annId = (
    await owner.call('addCustomer', { body: { name: 'Ann Lee', address: 'ann@globex.test', proven: true } })
  ).id
  organizationId = (await owner.call('addOrganization', { body: { name: 'Globex' } })).id
  await owner.call('addOrganizationPerson', { params: { organizationId }, body: { customerId: annId } })
  for (let n = 0; n < 6; n++) {
    later()
    const organizationIds = n === 1 ? [organizationId] : []
    const body = { customerId: annId, summary: `Question ${n}`, organizationIds }
    ids.push((await owner.call('openRequest', { body })).id)
  }
  later()
  await agent.call('changeRequest', { params: params(0), body: { assigneeId: agentId, priority: 'urgent' } })
  await agent.call('writeComment', { params: params(2), body: { markdown: 'Which one?' } })
  await agent.call('changeRequest', { params: params(5), body: { status: 'resolved' } })
})
afterAll(() => running.close())

const found = async (query: Parameters<typeof agent.call<'listQueue'>>[1]['query'], by = agent) =>
  (await by.call('listQueue', { query })).items.map(({ id }) => ids.indexOf(id))

test('what is open comes first that waits longest; a row has the whole address and how sure we are', async () => {
  // The second turned to the customer later than all the others came.
  expect(await found({})).toEqual([0, 1, 3, 4, 2])
  const { items } = await agent.call('listQueue', { query: { limit: 1 } })
  expect(items).toMatchObject([
    {
      key: 'SUP-1',
      requester: { id: annId, name: 'Ann Lee', emailAddress: 'ann@globex.test', addressStanding: 'held' },
      assurance: { level: 'known', evidence: [{ code: 'opened-by' }] },
      assignee: { id: agentId },
    },
  ])
})

test.each<[string, object, readonly number[]]>([
  ['waits for us', { turn: 'support' }, [0, 1, 3, 4]],
  ['waits for the customer', { turn: 'customer' }, [2]],
  ['is mine', { assignee: 'me' }, [0]],
  ['is nobody’s', { assignee: 'nobody' }, [1, 3, 4, 2]],
  ['is urgent', { priority: 'urgent', state: 'all' }, [0]],
  ['is over', { state: 'over' }, [5]],
  ['is anything, the newest first', { state: 'all' }, [5, 4, 3, 2, 1, 0]],
  ['is open, the newest first', { sort: 'newest' }, [4, 3, 2, 1, 0]],
  ['is resolved', { state: 'all', status: 'resolved' }, [5]],
  ['is nobody’s, open or over', { state: 'all', assignee: 'nobody' }, [5, 4, 3, 2, 1]],
  ['is mine and over', { state: 'over', assignee: 'me' }, []],
])('what %s', async (_name, query, expected) => {
  expect(await found(query)).toEqual(expected)
})

test('of an organization, a requester, an agent and a portal', async () => {
  expect(await found({ organizationId })).toEqual([1])
  expect(await found({ organizationId, state: 'all' })).toEqual([1])
  expect(await found({ organizationId, state: 'all', sort: 'newest', assignee: 'me' })).toEqual([])
  expect(await found({ requesterId: annId, state: 'all' })).toEqual([5, 4, 3, 2, 1, 0])
  expect(await found({ assignee: agentId, state: 'all' }, owner)).toEqual([0])
  const [portal] = (await agent.call('listHelpPortals', {})).items
  expect(await found({ portalId: portal?.id ?? '', state: 'over' })).toEqual([5])
  expect(await found({ portalId: ids[0] ?? '' })).toEqual([])
})

test('words are found wherever they were written, in whatever order the queue has', async () => {
  expect(await found({ query: 'which one' })).toEqual([2])
  expect(await found({ query: 'quest', state: 'all' })).toEqual([5, 4, 3, 2, 1, 0])
  expect(await found({ query: 'question', assignee: 'me' })).toEqual([0])
  expect(await found({ query: 'sup-3', state: 'all' })).toEqual([2])
  expect(await found({ query: 'nowhere', state: 'all' })).toEqual([])
  expect(await found({ query: '&|!:*', state: 'all' })).toEqual([])
})

test('page by page nothing is missing and nothing comes twice, in each order', async () => {
  for (const query of [
    {},
    { sort: 'newest' },
    { state: 'all' },
    { state: 'all', requesterId: annId },
  ] as const) {
    const paged: number[] = []
    let after: string | undefined
    do {
      const page = await agent.call('listQueue', { query: { ...query, limit: 2, ...(after && { after }) } })
      paged.push(...page.items.map(({ id }) => ids.indexOf(id)))
      after = page.next ?? undefined
    } while (after)
    expect(paged).toEqual(await found(query))
  }
})

test('what is over does not wait; nonsense is refused by its name', async () => {
  const refused = async (query: object) =>
    (await agent.refused('listQueue', { query: query as never })).errors?.map(({ field, rule }) => [
      field,
      rule,
    ])
  expect(await refused({ state: 'all', sort: 'waiting' })).toEqual([['sort', 'open-only']])
  expect(await refused({ after: 'MjAyNg' })).toEqual([['after', 'cursor']])
  expect((await refused({ assignee: 'you' }))?.[0]?.[0]).toBe('assignee')
})

test('whoever shares many filters keeps nobody from having some, and nobody counts more than so many', async () => {
  const { items: before } = await owner.call('listFilters', {})
  const shared: string[] = []
  for (let n = before.filter((one) => one.shared).length; n < 40; n++) {
    const body = { name: `Shared ${n}`, shared: true, filter: { state: 'all' as const } }
    shared.push((await owner.call('addFilter', { body })).id)
  }
  const own = await agent.call('addFilter', { body: { name: 'My own', filter: {} } })
  const tooMany = { errors: [{ field: 'shared', rule: 'too-many', limit: 40 }] }
  const given = { params: { filterId: own.id }, body: { shared: true } }
  expect(await agent.refused('changeFilter', given)).toMatchObject(tooMany)
  const one = { name: 'One more', shared: true, filter: {} }
  expect(await agent.refused('addFilter', { body: one })).toMatchObject(tooMany)
  for (const filterId of shared) await owner.call('removeFilter', { params: { filterId } })
  await agent.call('changeFilter', given)
  await agent.call('removeFilter', { params: { filterId: own.id } })
})

test('a filter is kept for oneself or for all, and counted; who shares it, or an administrator, changes it', async () => {
  const own = await agent.call('addFilter', { body: { name: 'Urgent', filter: { priority: 'urgent' } } })
  const shared = await agent.call('addFilter', {
    body: { name: 'Mine', shared: true, filter: { assignee: 'me' } },
  })
  expect((await agent.call('listFilters', {})).items.map(({ name }) => name)).toEqual(['Mine', 'Urgent'])
  expect((await owner.call('listFilters', {})).items.map(({ name }) => name)).toEqual(['Mine'])
  const counts = await agent.call('countQueue', {})
  expect(counts).toEqual({
    views: { support: 4, own: 1, nobodys: 4, customer: 1, open: 5 },
    filters: [
      { id: shared.id, count: 1 },
      { id: own.id, count: 1 },
    ],
    countedMax: 100,
  })
  // "Me" is whoever looks.
  expect((await owner.call('countQueue', {})).filters).toEqual([{ id: shared.id, count: 0 }])
  const ofOther = { params: { filterId: own.id } }
  expect(await owner.refused('getFilter', ofOther)).toMatchObject({ status: 404 })
  expect(await owner.refused('removeFilter', ofOther)).toMatchObject({ status: 404 })
  const ofOwner = await owner.call('addFilter', {
    body: { name: 'All', shared: true, filter: { state: 'all' } },
  })
  const change = { params: { filterId: ofOwner.id }, body: { name: 'Everything' } }
  expect(await agent.refused('changeFilter', change)).toMatchObject({ status: 403 })
  expect(await agent.refused('removeFilter', change)).toMatchObject({ status: 403 })
  expect(await auditor.refused('addFilter', { body: { name: 'x', filter: {} } })).toMatchObject({
    status: 403,
  })
  await owner.call('changeFilter', { params: { filterId: shared.id }, body: { name: 'Yours' } })
  await owner.call('removeFilter', { params: { filterId: shared.id } })
  expect((await agent.call('listFilters', {})).items.map(({ name }) => name)).toEqual(['All', 'Urgent'])
})

test('canned answers are kept, changed and removed, and that is audited', async () => {
  const body = { title: 'Thanks', markdown: '**Thank** you' }
  const { id } = await agent.call('addCannedAnswer', { body })
  const given = { params: { answerId: id } }
  await agent.call('changeCannedAnswer', { ...given, body: { title: 'Many thanks' } })
  expect(await agent.call('getCannedAnswer', given)).toEqual({ id, ...body, title: 'Many thanks' })
  expect((await auditor.call('listCannedAnswers', {})).items).toHaveLength(1)
  expect(await auditor.refused('removeCannedAnswer', given)).toMatchObject({ status: 403 })
  await agent.call('removeCannedAnswer', given)
  expect(await agent.refused('getCannedAnswer', given)).toMatchObject({ status: 404 })
  const { items } = await owner.call('listAudit', { query: { subject: id } })
  expect(items.map(({ action }) => action)).toEqual([
    'canned-answer.removed',
    'canned-answer.changed',
    'canned-answer.added',
  ])
})

test('many are changed in one call, each with its own outcome', async () => {
  const gone = '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'
  const [first = '', , , third = ''] = ids
  const body = { requestIds: [first, gone, third, third], assigneeId: agentId, status: 'open' as const }
  expect((await agent.call('changeRequests', { body })).items).toEqual([
    { requestId: first, outcome: 'same', detail: null },
    { requestId: gone, outcome: 'gone', detail: null },
    { requestId: third, outcome: 'changed', detail: null },
  ])
  const refused = async (wish: object) =>
    (await agent.refused('changeRequests', { body: { requestIds: [first], ...wish } })).errors?.map(
      ({ field }) => field,
    )
  expect(await refused({})).toEqual(['body'])
  expect(await refused({ assigneeId: gone })).toEqual(['assigneeId'])
  expect(await refused({ statusId: gone })).toEqual(['statusId'])
  expect(await refused({ requestIds: Array.from({ length: 201 }, () => first), status: 'open' })).toEqual([
    'requestIds',
  ])
  expect(await auditor.refused('changeRequests', { body })).toMatchObject({ status: 403 })
})

test('the file has what the list has, with address and assurance', async () => {
  const { body } = await agent.fetch('GET', '/api/exports/requests?state=over')
  const [head = '', ...rows] = String(body).trim().split('\r\n')
  expect(head).toContain(
    'emailAddress,addressStanding,requesterActive,assurance,assuranceReasons,doubt,acknowledgedBy',
  )
  expect(rows).toEqual([
    expect.stringMatching(/^SUP-6,.*,Ann Lee,ann@globex\.test,held,.*,known,opened-by,,,resolved,/),
  ])
})

test('whoever has a request open is known to the others, as long as their page says so', async () => {
  const given = { params: params(3) }
  expect(await agent.call('viewRequest', { ...given, body: {} })).toEqual({ items: [] })
  expect(await owner.call('viewRequest', { ...given, body: { writing: true } })).toEqual({
    items: [{ id: agentId, name: expect.any(String), writing: false }],
  })
  const seen = async () =>
    (await agent.call('listViewers', given)).items.map(({ id, writing }) => [id, writing])
  expect((await seen()).sort()).toEqual(
    [
      [agentId, false],
      [ownerId, true],
    ].sort(),
  )
  // Of two tabs each is closed by itself, and what is written in one is written.
  await owner.call('viewRequest', { ...given, body: { page: 'second' } })
  expect(await seen()).toContainEqual([ownerId, true])
  await owner.call('leaveRequest', { ...given, query: {} })
  expect(await seen()).toContainEqual([ownerId, false])
  await owner.call('leaveRequest', { ...given, query: { page: 'second' } })
  expect(await seen()).toEqual([[agentId, false]])
  later(1)
  expect(await seen()).toEqual([])
  expect(await agent.refused('viewRequest', { params: { requestId: 'SUP-99' }, body: {} })).toMatchObject({
    status: 404,
  })
  expect(await auditor.refused('viewRequest', { ...given, body: {} })).toMatchObject({ status: 403 })
})

test('what somebody else wrote is not hidden by what the agent wrote behind it in another tab', async () => {
  const given = { params: params(4) }
  const write = (by: Browser, body: object) => by.send('writeComment', { ...given, body })
  expect((await write(agent, { markdown: 'First', seen: null })).status).toBe(201)
  // What one has written oneself is no surprise.
  expect((await write(agent, { markdown: 'Second', seen: null })).status).toBe(201)
  later()
  expect((await write(owner, { markdown: 'Mine', internal: true })).status).toBe(201)
  later()
  // From the other tab, which has read it.
  const last = (await agent.call('getRequest', given)).comments.at(-1)?.id ?? ''
  expect((await write(agent, { markdown: 'Third', seen: last })).status).toBe(201)
  const refused = await write(agent, { markdown: 'Fourth', seen: null })
  expect(refused).toMatchObject({ status: 409, body: { errors: [{ field: 'seen' }] } })
  const now = (await agent.call('getRequest', given)).comments.at(-1)?.id ?? ''
  expect((await write(agent, { markdown: 'Fourth', seen: now })).status).toBe(201)
})

test('a request can be assigned to everybody who answers, and to nobody else', async () => {
  const { items } = await agent.call('listAgents', {})
  expect(items.map(({ id }) => id).sort()).toEqual([ownerId, agentId].sort())
})
