// Calls whose body takes its time, while something else happens.
import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { setPlan } from '../../src/admin/sites.ts'
import { pause, resume } from '../../src/people/directory-state.ts'
import type { Site } from '../../src/storage/sites.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { customersOf, membershipNames } from '../fixtures/site-reader.ts'

let running: RunningApp
let site: Site
let globex: MadeDirectory

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())
beforeEach(async () => {
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
})

/** Begins a PATCH, does something else when the server waits for its body, and answers the PATCH's status. */
function slowPatch(path: string, operations: object[], meanwhile: () => Promise<unknown>): Promise<number> {
  const body = JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: operations,
  })
  return new Promise((resolve, reject) => {
    const call = request(globex.baseUrl + path, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${globex.token}`,
        'content-type': 'application/scim+json',
        'content-length': Buffer.byteLength(body),
        expect: '100-continue',
      },
    })
    call.on('response', (response) => resolve(response.resume().statusCode ?? 0))
    call.on('error', reject)
    call.on('continue', () => {
      call.write(body.slice(0, 5))
      meanwhile().then(() => call.end(body.slice(5)), reject)
    })
    call.flushHeaders()
  })
}

const adding = (value: string) => [{ op: 'add', path: 'members', value: [{ value }] }]

async function organizationsOfAnn(): Promise<string[]> {
  const [ann] = await customersOf(running, site)
  return membershipNames(running, site, ann?.id ?? '')
}

const ends: Record<string, { begin: () => Promise<unknown>; end: () => Promise<unknown> }> = {
  'a pause': {
    begin: () => pause(running.app.database, site.id, globex.directory.directoryId, byTest()),
    end: () => resume(running.app.database, site.id, globex.directory.directoryId, byTest()),
  },
  'a lapse': {
    begin: () => setPlan(running.app.database, site, { status: 'lapsed' }, byTest()),
    end: () => setPlan(running.app.database, site, { status: 'active' }, byTest()),
  },
}

test.each(Object.entries(ends))(
  'a call that began before %s grants no membership in it',
  async (_what, { begin, end }) => {
    const ann = (await globex.scim.createUser('ann@globex.com')).json.id
    const inner = (await globex.scim.createGroup('Inner', [ann])).json.id
    const [direct, nested] = await Promise.all(
      ['Direct', 'Nested'].map(async (name) => (await globex.scim.createGroup(name)).json.id),
    )
    const statuses = await new Promise<number[]>((resolve, reject) => {
      let second: Promise<number>
      const first = slowPatch(`/Groups/${direct}`, adding(ann), async () => {
        second = slowPatch(`/Groups/${nested}`, adding(inner), begin)
        await second
      })
      first.then(async (status) => resolve([status, await second])).catch(reject)
    })
    expect(statuses).toEqual([204, 204])
    expect(await organizationsOfAnn()).toEqual(['Inner'])
    await end()
    expect(await organizationsOfAnn()).toEqual(['Direct', 'Inner', 'Nested'])
  },
)

test('lastModified never goes back, although a slow call began before a quick one', async () => {
  const { id } = (await globex.scim.createUser('ann@globex.com')).json
  const team = (await globex.scim.createGroup('Team')).json.id
  for (const path of [`/Users/${id}`, `/Groups/${team}`]) {
    const named = (value: string) => [{ op: 'replace', path: 'displayName', value }]
    let quick = ''
    await slowPatch(path, named('Slow'), async () => {
      await globex.scim.patch(path, ...named('Quick'))
      quick = (await globex.scim.get(path)).json.meta.lastModified
    })
    const { displayName, meta } = (await globex.scim.get(path)).json
    expect(displayName).toBe('Slow')
    expect(Date.parse(meta.lastModified)).toBeGreaterThan(Date.parse(quick))
  }
})

test('a filter of 100 kB, all of it percent-encoded, is refused in the words of SCIM', async () => {
  const filter = [...Buffer.alloc(100_000, 'a')].map((byte) => `%${byte.toString(16)}`).join('')
  const answer = await globex.scim.get(`/Users?filter=${filter}`)
  expect([answer.status, answer.json.scimType]).toEqual([400, 'invalidFilter'])
})
