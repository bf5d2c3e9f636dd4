// Groups of Microsoft Entra ID: what it sends, what it is answered, and what that comes to.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { core } from '../fixtures/urns.ts'

let running: RunningApp
let entra: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  entra = await makeProvider(running, 'entra')
})
afterAll(() => running.close())

const createUser = async (userName: string, more: object = {}): Promise<string> =>
  (await entra.scim.createUser(userName, more)).json.id
/** PATCH as Entra sends it; it is answered 204. */
const patch = async (path: string, ...operations: object[]) => {
  const answer = await entra.scim.patch(path, ...operations)
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
}

describe('a group', () => {
  const group = {
    schemas: [`${core}:Group`, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
    externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
    displayName: 'Sales',
    meta: { resourceType: 'Group' },
  }
  const createGroup = async (...members: string[]): Promise<string> => {
    const { status, json } = await entra.scim.send('POST', '/Groups', group)
    expect(status).toBe(201)
    if (members.length > 0) {
      const value = members.map((id) => ({ $ref: null, value: id }))
      await patch(`/Groups/${json.id}`, { op: 'Add', path: 'members', value })
    }
    return json.id
  }

  test("is created with Microsoft's older schema, which is not shown (P10)", async () => {
    const id = await createGroup()
    expect(await entra.read(`/Groups/${id}`)).toEqual({
      schemas: [`${core}:Group`],
      id,
      externalId: group.externalId,
      displayName: 'Sales',
      meta: expect.objectContaining({ resourceType: 'Group' }),
    })
    expect(await entra.organizations()).toEqual(['Sales'])
  })

  test('loses only whom a removal names, not everybody (P4, P5)', async () => {
    const [ann, bob, cid] = [
      await createUser('ann@globex.com'),
      await createUser('bob@globex.com'),
      await createUser('cid@globex.com'),
    ]
    const id = await createGroup(ann, bob, cid)
    await patch(`/Groups/${id}`, { op: 'Remove', path: 'members', value: [{ $ref: null, value: ann }] })
    expect(await entra.membersOf(id)).toEqual([bob, cid].toSorted())
    await patch(`/Groups/${id}`, { op: 'remove', path: `members[value eq "${bob}"]` })
    expect(await entra.membersOf(id)).toEqual([cid])
    expect(await entra.organizationsOf('ann@globex.com')).toEqual([])
    expect(await entra.organizationsOf('bob@globex.com')).toEqual([])
    expect(await entra.organizationsOf('cid@globex.com')).toEqual(['Sales'])
    // Entra repeats what it is not sure of.
    await patch(`/Groups/${id}`, { op: 'Remove', path: 'members', value: [{ $ref: null, value: ann }] })
    expect(await entra.membersOf(id)).toEqual([cid])
  })

  test('is read and found without its members (Entra 11)', async () => {
    const id = await createGroup(await createUser('ann@globex.com'))
    const { json } = await entra.scim.get(`/Groups/${id}?excludedAttributes=members`)
    expect(json).toMatchObject({ id, displayName: 'Sales' })
    expect(json).not.toHaveProperty('members')
    const filter = encodeURIComponent('displayName eq "Sales"')
    const found = (await entra.scim.get(`/Groups?excludedAttributes=members&filter=${filter}`)).json
    expect(found).toMatchObject({ totalResults: 1, Resources: [{ id }] })
    expect(found.Resources[0]).not.toHaveProperty('members')
  })

  test('takes many members in one PATCH (Entra 16)', async () => {
    const people = Array.from({ length: 300 }, (_, n) => `p${n}@globex.com`)
    const { json } = await entra.scim.send('POST', '/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: people.map((userName) => ({
        method: 'POST',
        path: '/Users',
        bulkId: userName,
        data: { userName },
      })),
    })
    const ids: string[] = json.Operations.map(({ location }: { location: string }) =>
      location.split('/').at(-1),
    )
    const id = await createGroup(...ids)
    expect(await entra.membersOf(id)).toEqual(ids.toSorted())
  })

  test('renamed renames its organization; its name given to a second one is a conflict', async () => {
    const id = await createGroup()
    await patch(`/Groups/${id}`, { op: 'Replace', path: 'displayName', value: 'Sales Europe' })
    expect(await entra.organizations()).toEqual(['Sales Europe'])
    const second = await entra.scim.send('POST', '/Groups', { ...group, displayName: 'sales europe' })
    expect([second.status, second.json.scimType]).toEqual([409, 'uniqueness'])
    expect(await entra.organizations()).toEqual(['Sales Europe'])
  })
})

test("Microsoft's Postman collection: the same literal as externalId of everybody, and a member that is a bare text", async () => {
  const externalId = '$' + '{__UUID}'
  const first = await createUser('a@globex.com', { externalId })
  await createUser('b@globex.com', { externalId })
  expect((await entra.read('/Users')).totalResults).toBe(2)
  const id = (await entra.scim.createGroup('Sales', [first])).json.id
  await patch(`/Groups/${id}`, { op: 'add', path: 'members', value: 'string id 1' })
  expect(await entra.membersOf(id)).toEqual([first])
})
