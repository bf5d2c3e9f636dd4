// OneLogin: its body is a template that an administrator edits. What it sends, what it is answered, and what that comes to.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { core } from '../fixtures/urns.ts'

let running: RunningApp
let onelogin: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  onelogin = await makeProvider(running, 'onelogin')
})
afterAll(() => running.close())

/** The template of the guide: the schema of SCIM 1 alone, no e-mail. */
const template = {
  schemas: ['urn:scim:schemas:core:1.0'],
  userName: 'ann.lee@globex.com',
  name: { givenName: 'Ann', familyName: 'Lee', formatted: 'Ann Lee' },
}

test('a user is created from the template: the schema of SCIM 1 stands for the right one, the name is the address (P18)', async () => {
  const { status, json } = await onelogin.scim.send('POST', '/Users', template)
  expect(status).toBe(201)
  expect(await onelogin.read(`/Users/${json.id}`)).toMatchObject({
    ...template,
    schemas: [`${core}:User`],
    active: true,
  })
  expect(await onelogin.customer('ann.lee@globex.com')).toMatchObject({ name: 'Ann Lee', active: true })
})

/** How it changes a group is not documented: whichever way of the RFC's or of other providers it is, it means the same. */
test.each<[string, (ann: string, bob: string) => object[]]>([
  [
    'by path',
    (ann, bob) => [
      { op: 'add', path: 'members', value: [{ value: bob }] },
      { op: 'remove', path: `members[value eq "${ann}"]` },
    ],
  ],
  [
    'without a path, and by a list',
    (ann, bob) => [
      { op: 'add', value: { members: [{ value: bob }] } },
      { op: 'remove', path: 'members', value: [{ value: ann }] },
    ],
  ],
  ['by the list of all', (_ann, bob) => [{ op: 'replace', path: 'members', value: [{ value: bob }] }]],
])(
  'a PATCH of a group %s: one comes, one goes, and so it is in the organization',
  async (_how, operations) => {
    const [ann, bob] = await Promise.all(
      ['ann.lee@globex.com', 'bob@globex.com'].map(
        async (userName) => (await onelogin.scim.send('POST', '/Users', { ...template, userName })).json.id,
      ),
    )
    const group = (await onelogin.scim.createGroup('Sales', [ann])).json.id
    const answer = await onelogin.scim.patch(`/Groups/${group}`, ...operations(ann, bob))
    expect(answer.status).toBe(204)
    expect(await onelogin.membersOf(group)).toEqual([bob])
    expect(await onelogin.organizationsOf('ann.lee@globex.com')).toEqual([])
    expect(await onelogin.organizationsOf('bob@globex.com')).toEqual(['Sales'])
  },
)

test.each<[string, (id: string) => [string, string, object?]]>([
  [
    'suspended',
    (id) => ['PATCH', `/Users/${id}`, { Operations: [{ op: 'replace', path: 'active', value: false }] }],
  ],
  ['suspended by PUT', (id) => ['PUT', `/Users/${id}`, { ...template, active: false }]],
  ['deleted', (id) => ['DELETE', `/Users/${id}`]],
])('a leaver is %s, as the administrator chose: the person is inactive', async (_name, callOf) => {
  const { id } = (await onelogin.scim.send('POST', '/Users', template)).json
  const [method, path, body] = callOf(id)
  const answer = await onelogin.scim.send(
    method,
    path,
    body && { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], ...body },
  )
  expect(answer.status).toBe(method === 'DELETE' ? 204 : 200)
  expect(await onelogin.customers()).toMatchObject([{ name: 'Ann Lee', active: false }])
})
