import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refreshStatistics } from '../../src/storage/statistics.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'

/** More than the server holds for one answer. */
const people = 12_000

let running: RunningApp
let globex: MadeDirectory
let path: string
let inner: string

beforeAll(async () => {
  running = await runningApp()
  const site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
  inner = (await globex.scim.createGroup('Inner')).json.id
  const { id } = (await globex.scim.createGroup('Everybody', [inner])).json
  path = `/Groups/${id}`
  const client = new Client({ connectionString: running.ownerUrl, options: '-c search_path=doorward,public' })
  await client.connect()
  const keys = `${site.id}, ${globex.directory.directoryId}`
  const userId = `lpad(to_hex(n), 32, '0')::uuid`
  await client.query(
    `begin; set local role doorward_app; set local doorward.site_id = '${site.id}';
     insert into directory_users (site_id, directory_id, user_id, user_name_folded, active, resource, created_at,
       updated_at)
     select ${keys}, ${userId}, 'user' || n, true, '{"userName":"user' || n || '"}', now(), now()
     from generate_series(1, ${people}) n;
     insert into directory_group_members (site_id, directory_id, group_id, user_id, added_at)
     select ${keys}, '${id}', ${userId}, now() from generate_series(1, ${people}) n;
     commit`,
  )
  // As the server does early in a first sync.
  await refreshStatistics(running.app.database)
  await client.end()
})
afterAll(() => running.close())

/** Every person once, and the group. */
function expectEverybody(members: readonly { value: string; type: string }[]): void {
  expect(members.length).toBe(people + 1)
  expect(new Set(members.map(({ value }) => value)).size).toBe(people + 1)
  expect(members.filter(({ type }) => type === 'Group').map(({ value }) => value)).toEqual([inner])
}

describe('a group with more members than are held for one answer', () => {
  test('is read whole, page by page', async () => {
    const counts: number[] = []
    running.app.database.onRoundTrip = (queries) => counts.push(queries.length)
    const { status, headers, json } = await globex.scim.get(path)
    running.app.database.onRoundTrip = () => undefined
    expect([status, headers.get('content-type')]).toEqual([200, 'application/scim+json; charset=utf-8'])
    expect(json).toMatchObject({ displayName: 'Everybody', meta: { resourceType: 'Group' } })
    expect(headers.get('etag')).toBe(json.meta.version)
    expectEverybody(json.members)
    expect(json.members[0].$ref).toMatch(new RegExp(`/Users/${json.members[0].value}$`))
    // The token, the group with the first members, and then pages.
    expect(counts.length).toBeGreaterThan(4)
  })

  test('with the attributes that were asked for', async () => {
    const only = (await globex.scim.get(`${path}?attributes=members.value`)).json
    expect(Object.keys(only).sort()).toEqual(['id', 'members', 'schemas'])
    expect(only.members).toHaveLength(people + 1)
    expect(Object.keys(only.members[0])).toEqual(['value'])
    const without = await globex.scim.get(`${path}?excludedAttributes=members.$ref`)
    expect(Object.keys(without.json.members[0])).toEqual(['value', 'type'])
    expect((await globex.scim.get(`${path}?excludedAttributes=members`)).json.members).toBeUndefined()
  })

  test('in a list, a search and the answers of PATCH and PUT', async () => {
    for (const list of [
      await globex.scim.get('/Groups'),
      await globex.scim.get(`/?filter=${encodeURIComponent('displayName eq "Everybody"')}`),
      await globex.scim.filter('/Groups', 'displayName eq "Everybody"'),
    ]) {
      const groups = list.json.Resources.filter(
        (one: { displayName: string }) => one.displayName === 'Everybody',
      )
      expect(groups).toHaveLength(1)
      expectEverybody(groups[0].members)
    }
    const patch = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'displayName', value: 'All' }],
    }
    const patched = await globex.scim.send('PATCH', `${path}?attributes=members,displayName`, patch)
    expect(patched.json.displayName).toBe('All')
    expectEverybody(patched.json.members)
    const put = await globex.scim.send('PUT', path, { ...patched.json, displayName: 'Everybody' })
    expect([put.status, put.json.meta.version]).toEqual([200, put.headers.get('etag')])
    expectEverybody(put.json.members)
  })

  test('a HEAD has no body, and whoever stops reading harms nobody', async () => {
    expect((await globex.scim.send('HEAD', path)).text).toBe('')
    const abort = new AbortController()
    const headers = { authorization: `Bearer ${globex.token}` }
    const half = await fetch(globex.baseUrl + path, { headers, signal: abort.signal })
    abort.abort()
    await expect(half.text()).rejects.toThrow()
    expect((await globex.scim.get('/Users?count=0')).status).toBe(200)
  })
})
