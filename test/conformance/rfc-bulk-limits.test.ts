// Bulk (RFC 7644 3.7) over real HTTP: its limits, and what one operation may do to another.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setPlan } from '../../src/admin/sites.ts'
import { type ExchangeDetail, exchangeById, listExchanges } from '../../src/storage/identity/exchanges.ts'
import type { Query } from '../../src/storage/statement.ts'
import {
  type Answer,
  answersOf,
  failure,
  idOf,
  patch,
  postGroup,
  postUser,
  sendBulk,
  statusesOf,
  user,
} from '../fixtures/bulk-request.ts'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { expectTrueCounters, siteState } from '../fixtures/site-state.ts'
import { messages } from '../fixtures/urns.ts'

let running: RunningApp
let globex: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  globex = await makeProvider(running, 'generic')
})
afterAll(() => running.close())

const bulk = (operations: readonly object[], more: object = {}) => sendBulk(globex.scim, operations, more)

/** The only exchange; it is written a moment after its answer. */
async function onlyExchange(): Promise<ExchangeDetail> {
  const { directoryId } = globex.directory
  const rows = <Row>(query: Query) => readRows<Row>(running, globex.site, query)
  const listed = () => rows<{ id: string }>(listExchanges(globex.site.id, directoryId, { limit: 2 }))
  await expect.poll(listed).toHaveLength(1)
  const [{ id } = { id: '' }] = await listed()
  const [detail] = await rows<ExchangeDetail>(exchangeById(globex.site.id, directoryId, id))
  return detail as ExchangeDetail
}

describe('limits', () => {
  test('are announced and kept', async () => {
    const { bulk: announced } = await globex.read('/ServiceProviderConfig')
    expect(announced).toEqual({ supported: true, maxOperations: 1000, maxPayloadSize: 16_777_216 })
    const tooMany = await bulk(
      Array(announced.maxOperations + 1).fill({ method: 'DELETE', path: '/Users/x' }),
    )
    expect(tooMany.status).toBe(413)
    expect(tooMany.json).toEqual(failure('413'))
    expect(tooMany.json.detail).toContain('maxOperations (1000)')
    const tooLarge = await bulk([postUser('a', 'ann', { title: 'x'.repeat(announced.maxPayloadSize) })])
    expect(tooLarge.status).toBe(413)
    expect(tooLarge.json).toEqual(failure('413'))
    expect(tooLarge.json.detail).toContain('16777216')
    expect(await globex.userNames()).toEqual([])
  })

  test('of a user hold for each operation: its data is no larger than a body of its own may be', async () => {
    const emails = Array.from({ length: 100 }, (_, n) => ({
      type: 'work',
      value: `${n}@x.com`,
      display: 'x'.repeat(16_000),
    }))
    const answers = answersOf(await bulk([postUser('a', 'ann', { emails }), postUser('b', 'bob')]))
    expect(answers).toMatchObject([{ status: '413', response: { status: '413' } }, { status: '201' }])
    expect(await globex.userNames()).toEqual(['bob'])
  })

  test('a thousand operations: as many answers, in the order of the request', async () => {
    const operations = Array.from({ length: 999 }, (_, n) => postUser(`u${n}`, `user-${n}`))
    const all = postGroup(
      'all',
      'All',
      operations.map(({ bulkId }) => user(bulkId)),
    )
    const answers = answersOf(await bulk([all, ...operations]))
    expect(answers.map(({ bulkId }) => bulkId)).toEqual(['all', ...operations.map(({ bulkId }) => bulkId)])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['201']))
    expect(await globex.membersOf(idOf(answers[0] as Answer))).toHaveLength(999)
    await expectTrueCounters(running, globex.site.id, globex.directory.directoryId)
  })
})

test('operations for which the time of the call has run out are answered 503 and not done', async () => {
  let ms = Date.now()
  let stepMs = 0
  const now = () => {
    ms += stepMs
    return new Date(ms)
  }
  const slow = await runningApp({ now, limits: { callMaxMs: 30_000 } })
  const elsewhere = await makeDirectory(slow, await makeSite(slow), 'Globex')
  stepMs = 6_000
  const answer = await elsewhere.scim.send('POST', '/Bulk', {
    schemas: [`${messages}:BulkRequest`],
    Operations: ['a', 'b', 'c', 'd', 'e'].map((name) => postUser(name, name)),
  })
  stepMs = 0
  const statuses = statusesOf(answer)
  expect(statuses).toHaveLength(5)
  expect(statuses.slice(0, 3)).toEqual(['201', '201', '201'])
  expect(statuses.slice(3)).toEqual(['503', '503'])
  expect((await elsewhere.scim.get('/Users')).json.totalResults).toBe(3)
  await slow.close()
})

describe('a message that is wrong in itself is refused as a whole, and nothing is done', () => {
  test.each<[string, object, number, RegExp]>([
    ['a path that is none', { method: 'DELETE', path: 5 }, 400, /^Operations\[1\]\.path/],
    ['a bulkId twice', postUser('a', 'bob'), 400, /^Operations\[1\]\.bulkId/],
    ['a method that is none', { method: 'GET', path: '/Users' }, 400, /^Operations\[1\]\.method/],
  ])('%s', async (_name, operation, status, detail) => {
    const before = await siteState(running, globex.site.id)
    const answer = await bulk([postUser('a', 'ann'), operation])
    expect(answer.status).toBe(status)
    expect(answer.json.detail).toMatch(detail)
    expect(await siteState(running, globex.site.id)).toEqual(before)
  })

  test.each([
    ['GET', 405],
    ['PUT', 405],
    ['DELETE', 405],
  ])('%s /Bulk is answered %s', async (method, status) => {
    const answer = await globex.scim.send(method, '/Bulk')
    expect([answer.status, answer.headers.get('allow')]).toEqual([status, 'POST'])
  })
})

describe('each operation stands for itself', () => {
  test.each<[string, object, string]>([
    ['no such endpoint', { method: 'DELETE', path: '/Devices/1' }, '404'],
    ['no bulk within a bulk', { method: 'POST', path: '/Bulk', bulkId: 'x', data: {} }, '404'],
    ['no search', { method: 'POST', path: '/Users/.search', bulkId: 'x', data: {} }, '405'],
    ['no /Me', { method: 'PUT', path: '/Me', data: {} }, '404'],
    ['no id', { method: 'DELETE', path: '/Users' }, '405'],
    ['an id where none belongs', { method: 'POST', path: '/Users/1', bulkId: 'x', data: {} }, '405'],
    [
      'a path with a query',
      { method: 'PUT', path: '/Users/1?attributes=id', data: { userName: 'x' } },
      '404',
    ],
    ['a strange path', { method: 'DELETE', path: '//\ud800 é/../Users' }, '404'],
    ['no resource', { method: 'POST', path: '/Users', bulkId: 'x', data: {} }, '400'],
    ['a PATCH of nothing', { method: 'PATCH', path: '/Groups/1', data: {} }, '400'],
  ])('%s: %s, and the others are done', async (_name, operation, status) => {
    const response = await bulk([postUser('a', 'ann'), operation, postUser('b', 'bob')])
    expect(statusesOf(response)).toEqual(['201', status, '201'])
    expect(answersOf(response)[1]?.response).toMatchObject({ status, detail: expect.any(String) })
    expect(await globex.userNames()).toEqual(['ann', 'bob'])
  })

  test('a PATCH of which one part is wrong does nothing of the rest', async () => {
    const ann = (await globex.scim.createUser('ann')).json
    const response = await bulk([
      patch(
        `/Users/${ann.id}`,
        { op: 'add', path: 'title', value: 'x' },
        { op: 'add', path: 'userName', value: '' },
      ),
      patch(`/Users/${ann.id}`, { op: 'add', path: 'nickName', value: 'y' }),
    ])
    expect(statusesOf(response)).toEqual(['400', '200'])
    const after = await globex.read(`/Users/${ann.id}`)
    expect(after).toMatchObject({ nickName: 'y', meta: { version: 'W/"2"' } })
    expect(after).not.toHaveProperty('title')
  })

  test('versions of one request: the second change of a resource must know the first', async () => {
    const ann = (await globex.scim.createUser('ann')).json
    const change = (value: string, version: string) => ({
      ...patch(`/Users/${ann.id}`, { op: 'add', path: 'title', value }),
      version,
    })
    const response = await bulk([change('x', 'W/"1"'), change('y', 'W/"1"'), change('z', 'W/"2"')])
    expect(statusesOf(response)).toEqual(['200', '412', '200'])
    expect((await globex.read(`/Users/${ann.id}`)).title).toBe('z')
  })
})

describe('who may', () => {
  test('nobody without a token, and no one else: 401 before the body is read', async () => {
    const other = await makeDirectory(running, globex.site, 'Initech')
    const body = JSON.stringify({ schemas: [`${messages}:BulkRequest`], Operations: [postUser('a', 'ann')] })
    for (const authorization of ['', 'Bearer x', `Bearer ${other.token}`]) {
      const answer = await globex.scim.send('POST', '/Bulk', body, { authorization })
      expect(answer.status).toBe(401)
    }
    expect(await globex.userNames()).toEqual([])
  })

  test("no operation reaches another directory's people", async () => {
    const other = await makeDirectory(running, globex.site, 'Initech')
    const theirs = (await other.scim.createUser('zoe')).json
    const before = (await other.scim.get(`/Users/${theirs.id}`)).json
    const response = await bulk([
      { method: 'DELETE', path: `/Users/${theirs.id}` },
      patch(`/Users/${theirs.id}`, { op: 'replace', value: { active: false } }),
      postGroup('g', 'G', [{ value: theirs.id }]),
    ])
    expect(statusesOf(response)).toEqual(['404', '404', '400'])
    expect((await other.scim.get(`/Users/${theirs.id}`)).json).toEqual(before)
  })

  test('a site without a plan: 403 to all of it', async () => {
    const poor = await makeDirectory(running, await makeSite(running, 'none'), 'Globex')
    const answer = await poor.scim.send('POST', '/Bulk', {
      schemas: [`${messages}:BulkRequest`],
      Operations: [postUser('a', 'ann')],
    })
    expect(answer.status).toBe(403)
    expect(answer.json.detail).toMatch(/plan/)
  })

  test('after the subscription has lapsed people still leave, and nobody new comes', async () => {
    const ann = (await globex.scim.createUser('ann@globex.com')).json
    const sales = (await globex.scim.createGroup('Sales', [ann.id])).json
    await setPlan(running.app.database, globex.site, { status: 'lapsed' }, byTest())
    const response = await bulk([
      postUser('new', 'bob@globex.com'),
      postGroup('support', 'Support', [user('new')]),
      patch(`/Users/${ann.id}`, { op: 'replace', value: { active: false } }),
      { method: 'DELETE', path: `/Groups/${sales.id}` },
    ])
    expect(statusesOf(response)).toEqual(['403', '409', '200', '204'])
    expect(answersOf(response)[0]?.response?.detail).toMatch(/lapsed.*renew/)
    expect(await globex.customer('ann@globex.com')).toMatchObject({ active: false })
    expect(await globex.userNames()).toEqual(['ann@globex.com'])
  })
})

test('the exchange says what all of it came to, names the repairs once, and keeps no password', async () => {
  await bulk([
    postUser('a', 'ann@globex.com', { password: 'Tr0ub4dor', active: 'True' }),
    postUser('b', 'bob@globex.com', { password: 'Tr0ub4dor', active: 'False' }),
    postUser('c', '', { password: 'Tr0ub4dor' }),
    patch('/Users/bulkId:a', { op: 'Replace', path: 'password', value: 'Tr0ub4dor' }),
    { method: 'DELETE', path: '/Users/bulkId:b' },
  ])
  const exchange = await onlyExchange()
  expect(exchange).toMatchObject({ method: 'POST', path: '/Bulk', status: 200 })
  expect(exchange.effect).toMatch(
    /^2 created, 1 changed, 1 deleted, 1 refused\. Operations\[2\]: userName must not be empty/,
  )
  expect(exchange.repairs.toSorted()).toEqual(['booleanFromString', 'operatorInCapitals'])
  expect(exchange.requestBody).toContain('[removed]')
  expect(exchange.requestBody).toContain('ann@globex.com')
  expect(JSON.stringify(exchange)).not.toContain('Tr0ub4dor')
})
