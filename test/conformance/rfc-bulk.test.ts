// Bulk (RFC 7644 3.7) over real HTTP: the RFC's own requests, references in every direction, the end after some errors.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Answer,
  answersOf,
  failure,
  group,
  idOf,
  patch,
  postGroup,
  postUser,
  sendBulk,
  statusesOf,
  user,
} from '../fixtures/bulk-request.ts'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { expectTrueCounters } from '../fixtures/site-state.ts'
import { core, enterprise } from '../fixtures/urns.ts'

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

describe("the RFC's own requests", () => {
  test('3.7.2: a user and a group that it belongs to', async () => {
    const response = await bulk([
      postUser('qwerty', 'Alice'),
      postGroup('ytrewq', 'Tour Guides', [user('qwerty')]),
    ])
    const [alice, guides] = answersOf(response) as [Answer, Answer]
    expect(response.json.Operations).toEqual([
      {
        method: 'POST',
        bulkId: 'qwerty',
        version: 'W/"1"',
        location: `${await baseUrl()}/Users/${idOf(alice)}`,
        status: '201',
      },
      {
        method: 'POST',
        bulkId: 'ytrewq',
        version: 'W/"1"',
        location: `${await baseUrl()}/Groups/${idOf(guides)}`,
        status: '201',
      },
    ])
    expect(await globex.read(`/Users/${idOf(alice)}`)).toMatchObject({
      userName: 'Alice',
      groups: [{ display: 'Tour Guides' }],
    })
    expect(await globex.membersOf(idOf(guides))).toEqual([idOf(alice)])
    expect(await globex.customers()).toMatchObject([{ active: true }])
    expect(await globex.organizations()).toEqual(['Tour Guides'])
    await expectTrueCounters(running, globex.site.id, globex.directory.directoryId)
  })

  test('3.7.2: a user and the user whom they manage, with the enterprise extension', async () => {
    const managed = { [enterprise]: { employeeNumber: '11250', manager: { value: 'bulkId:qwerty' } } }
    const [alice, bob] = answersOf(
      await bulk([postUser('qwerty', 'Alice'), postUser('ytrewq', 'Bob', managed)]),
    ) as [Answer, Answer]
    expect((await globex.read(`/Users/${idOf(bob)}`))[enterprise]).toEqual({
      employeeNumber: '11250',
      manager: { value: idOf(alice) },
    })
  })

  test('3.7.1: two groups in each other', async () => {
    const [a, b] = answersOf(
      await bulk([
        postGroup('qwerty', 'Group A', [group('ytrewq')]),
        postGroup('ytrewq', 'Group B', [group('qwerty')]),
      ]),
    ) as [Answer, Answer]
    expect(await globex.membersOf(idOf(a))).toEqual([idOf(b)])
    expect(await globex.membersOf(idOf(b))).toEqual([idOf(a)])
    for (const answer of [a, b]) {
      expect(answer.status).toBe('201')
      expect((await globex.read(`/Groups/${idOf(answer)}`)).meta.version).toBe(answer.version)
    }
  })

  test('3.7.3: one operation of each method, each with its version', async () => {
    const { scim } = globex
    const [bob, dave, eve] = await Promise.all(
      ['bob', 'dave', 'eve'].map(async (name) => (await scim.createUser(name, { nickName: name })).json),
    )
    const response = await bulk(
      [
        postUser('qwerty', 'Alice'),
        {
          method: 'PUT',
          path: `/Users/${bob.id}`,
          version: bob.meta.version,
          data: { ...bob, userName: 'Bob' },
        },
        {
          ...patch(
            `/Users/${dave.id}`,
            { op: 'remove', path: 'nickName' },
            { op: 'add', path: 'userName', value: 'Dave' },
          ),
          version: dave.meta.version,
        },
        { method: 'DELETE', path: `/Users/${eve.id}`, version: eve.meta.version },
      ],
      { failOnErrors: 1 },
    )
    expect(statusesOf(response)).toEqual(['201', '200', '200', '204'])
    const [, changed, patched, deleted] = answersOf(response)
    expect(changed).toEqual({ method: 'PUT', version: 'W/"2"', location: bob.meta.location, status: '200' })
    expect(patched).toEqual({
      method: 'PATCH',
      version: 'W/"2"',
      location: dave.meta.location,
      status: '200',
    })
    expect(deleted).toEqual({ method: 'DELETE', location: eve.meta.location, status: '204' })
    expect(await globex.userNames()).toEqual(['Alice', 'Bob', 'Dave'])
    expect(await globex.read(`/Users/${dave.id}`)).not.toHaveProperty('nickName')
  })

  test('3.7.3: errors of a single call, each under its operation', async () => {
    const { scim } = globex
    const bob = (await scim.createUser('bob')).json
    await scim.patch(`/Users/${bob.id}`, { op: 'add', path: 'title', value: 'x' })
    const nobody = '5d8d29d3-342c-4b5f-8683-a3cb6763ffcc'
    const answers = answersOf(
      await bulk([
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'qwerty',
          data: { schemas: [`${core}:User`], userName: '' },
        },
        postUser('dup', 'BOB'),
        { method: 'PUT', path: `/Users/${bob.id}`, version: bob.meta.version, data: { userName: 'Bob' } },
        { method: 'DELETE', path: `/Users/${nobody}` },
      ]),
    )
    expect(answers).toEqual([
      { method: 'POST', bulkId: 'qwerty', status: '400', response: failure('400', 'invalidValue') },
      { method: 'POST', bulkId: 'dup', status: '409', response: failure('409', 'uniqueness') },
      { method: 'PUT', location: bob.meta.location, status: '412', response: failure('412') },
      {
        method: 'DELETE',
        location: `${await baseUrl()}/Users/${nobody}`,
        status: '404',
        response: failure('404'),
      },
    ])
  })
})

/** Where the server says that it is. */
const baseUrl = async () =>
  (await globex.read('/ServiceProviderConfig')).meta.location.replace('/ServiceProviderConfig', '')

describe('references', () => {
  test('forwards: groups before their members, a member before their manager', async () => {
    const answers = answersOf(
      await bulk([
        postGroup('all', 'All', [group('sales')]),
        postGroup('sales', 'Sales', [user('ann'), user('bob')]),
        postUser('ann', 'ann', { manager: 'bulkId:bob' }),
        postUser('bob', 'bob'),
      ]),
    )
    const [all, sales, ann, bob] = answers.map(idOf) as [string, string, string, string]
    expect(answers.map(({ status, bulkId, version }) => [bulkId, status, version])).toEqual([
      ['all', '201', 'W/"1"'],
      ['sales', '201', 'W/"1"'],
      ['ann', '201', 'W/"1"'],
      ['bob', '201', 'W/"1"'],
    ])
    expect(await globex.membersOf(all)).toEqual([sales])
    expect(await globex.membersOf(sales)).toEqual([ann, bob].toSorted())
    expect((await globex.read(`/Users/${ann}`))[enterprise].manager.value).toBe(bob)
  })

  test('in paths, and in the values and filters of PATCH', async () => {
    const { scim } = globex
    const sales = (await scim.createGroup('Sales')).json
    const response = await bulk([
      patch(`/Groups/${sales.id}`, { op: 'add', path: 'members', value: [user('ann'), user('bob')] }),
      postUser('ann', 'ann'),
      postUser('bob', 'bob'),
      patch('/Users/bulkId:ann', { op: 'replace', value: { active: false } }),
      patch(`/Groups/${sales.id}`, { op: 'remove', path: 'members[value eq "bulkId:bob"]' }),
      { method: 'PUT', path: '/Users/bulkId:bob', data: { userName: 'bob2' } },
      postUser('cid', 'cid'),
      { method: 'DELETE', path: '/Users/bulkId:cid' },
    ])
    expect(statusesOf(response)).toEqual(['204', '201', '201', '200', '204', '200', '201', '204'])
    const ann = idOf(answersOf(response)[1] as Answer)
    expect(await globex.membersOf(sales.id)).toEqual([ann])
    expect(await globex.read(`/Users/${ann}`)).toMatchObject({ active: false })
    expect(await globex.userNames()).toEqual(['ann', 'bob2'])
    await expectTrueCounters(running, globex.site.id, globex.directory.directoryId)
  })

  test('to what is not created: a conflict, and the operation does nothing', async () => {
    const { scim } = globex
    await scim.createUser('taken')
    const sales = (await scim.createGroup('Sales')).json
    const response = await bulk([
      postUser('ann', 'taken'),
      postUser('bob', 'bob'),
      postGroup('support', 'Support', [user('ann'), user('bob')]),
      postGroup('all', 'All', [group('support')]),
      patch(`/Groups/${sales.id}`, { op: 'add', path: 'members', value: [user('bob'), user('ann')] }),
      { method: 'DELETE', path: '/Users/bulkId:ann' },
    ])
    expect(statusesOf(response)).toEqual(['409', '201', '409', '409', '409', '409'])
    expect(answersOf(response)[2]?.response?.detail).toContain('"ann"')
    expect(answersOf(response)[3]?.response?.detail).toContain('"support"')
    expect((await globex.read('/Groups')).totalResults).toBe(1)
    expect(await globex.membersOf(sales.id)).toEqual([])
    expect(await globex.userNames()).toEqual(['bob', 'taken'])
    expect(await globex.organizations()).toHaveLength(1)
  })

  test('to a bulkId that no POST has: wrong, by its name', async () => {
    const answers = answersOf(await bulk([postGroup('a', 'A', [user('nobody')]), postUser('b', 'bob')]))
    expect(answers).toMatchObject([
      { status: '400', response: { scimType: 'invalidValue', detail: expect.stringContaining('"nobody"') } },
      { status: '201' },
    ])
    expect((await globex.read('/Groups')).totalResults).toBe(0)
  })

  test('to a resource of another kind: refused as the id would be', async () => {
    const answers = answersOf(
      await bulk([
        postGroup('g', 'G'),
        postGroup('h', 'H', [user('g')]),
        { method: 'DELETE', path: '/Users/bulkId:g' },
      ]),
    )
    expect(answers.map(({ status }) => status)).toEqual(['201', '400', '404'])
  })

  test('in a circle of users and of three groups, one of which holds itself', async () => {
    const answers = answersOf(
      await bulk([
        postUser('ann', 'ann', { [enterprise]: { manager: { value: 'bulkId:bob' } } }),
        postUser('bob', 'bob', { [enterprise]: { manager: { value: 'bulkId:ann' } } }),
        postGroup('a', 'A', [group('b'), user('ann'), group('a')]),
        postGroup('b', 'B', [group('c')]),
        postGroup('c', 'C', [group('a')]),
        patch('/Groups/bulkId:a', { op: 'remove', path: 'members[value eq "bulkId:b"]' }),
      ]),
    )
    expect(answers.map(({ status }) => status)).toEqual(['201', '201', '201', '201', '201', '204'])
    const [ann, bob, a, b, c] = answers.map(idOf) as [string, string, string, string, string]
    expect((await globex.read(`/Users/${ann}`))[enterprise].manager.value).toBe(bob)
    expect((await globex.read(`/Users/${bob}`))[enterprise].manager.value).toBe(ann)
    expect(await globex.membersOf(a)).toEqual([a, ann].toSorted())
    expect(await globex.membersOf(b)).toEqual([c])
    expect(await globex.membersOf(c)).toEqual([a])
  })

  test('in a circle of which a part fails: what can be is done, and the answer says that it is not all', async () => {
    const answers = answersOf(
      await bulk([
        postGroup('a', 'A', [group('b'), group('c')]),
        postGroup('b', '', [group('a')]),
        postGroup('c', 'C', [group('a')]),
      ]),
    )
    expect(answers).toMatchObject([
      { status: '409', location: expect.any(String), version: 'W/"2"', response: { status: '409' } },
      { status: '400' },
      { status: '201' },
    ])
    const [a, , c] = answers.map(idOf) as [string, string, string]
    expect(await globex.membersOf(a)).toEqual([c])
    expect(await globex.membersOf(c)).toEqual([a])
  })

  test('what only looks like one is kept as it is', async () => {
    const [ann] = answersOf(await bulk([postUser('ann', 'ann', { displayName: 'bulkId:ann' })])) as [Answer]
    expect((await globex.read(`/Users/${idOf(ann)}`)).displayName).toBe('bulkId:ann')
  })
})

describe('failOnErrors', () => {
  const operations = [
    postUser('a', 'ann'),
    postUser('b', ''),
    postUser('c', 'cid'),
    postUser('d', ''),
    postUser('e', 'eve'),
  ]

  test.each([
    [undefined, ['201', '400', '201', '400', '201'], ['ann', 'cid', 'eve']],
    [3, ['201', '400', '201', '400', '201'], ['ann', 'cid', 'eve']],
    [2, ['201', '400', '201', '400'], ['ann', 'cid']],
    [1, ['201', '400'], ['ann']],
  ])('%s: the answers so far', async (failOnErrors, statuses, left) => {
    expect(statusesOf(await bulk(operations, { failOnErrors }))).toEqual(statuses)
    expect(await globex.userNames()).toEqual(left)
  })

  test('reached within a circle: what was begun is completed as far as it goes', async () => {
    const answers = answersOf(
      await bulk([postUser('x', ''), postGroup('a', 'A', [group('b')]), postGroup('b', 'B', [group('a')])], {
        failOnErrors: 1,
      }),
    )
    expect(answers.map(({ bulkId, status }) => [bulkId, status])).toEqual([['x', '400']])
    expect((await globex.read('/Groups')).totalResults).toBe(0)
    const later = answersOf(
      await bulk([postGroup('a', 'A', [group('b'), group('a')]), postGroup('b', '', [group('a')])], {
        failOnErrors: 1,
      }),
    )
    expect(later.map(({ status }) => status)).toEqual(['409', '400'])
    expect(await globex.membersOf(idOf(later[0] as Answer))).toEqual([idOf(later[0] as Answer)])
  })
})
