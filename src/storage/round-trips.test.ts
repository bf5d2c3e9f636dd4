import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../../test/fixtures/running-app.ts'
import type { ScimClient, ScimResponse } from '../../test/fixtures/scim-client.ts'
import type { Site } from './sites.ts'
import type { Query } from './statement.ts'

let running: RunningApp
let site: Site
let globex: MadeDirectory
let now = new Date('2024-01-01T00:00:00Z')
let trips: (readonly Query[])[] = []

/** What is written beside the calls, and no call waits for. */
const beside = new Set(['announce', 'touch-token', 'insert-exchanges'])
const isBeside = ({ name }: Query) => beside.has(name)
/** Tables are measured now and then, each on a trip of its own. */
const isOfStatistics = (queries: readonly Query[]) =>
  queries.length === 1 && queries[0]?.text === 'select refresh_statistics($1)'

beforeAll(async () => {
  running = await runningApp({ now: () => now })
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
  running.app.database.onRoundTrip = (queries) => {
    if (!queries.some(isBeside) && !isOfStatistics(queries)) trips.push(queries)
  }
})
afterAll(() => running.close())
// Every call looks its token up anew: nobody remembers one for an hour.
beforeEach(() => {
  now = new Date(now.getTime() + 3_600_000)
})

/** How often a call waited for the database, and how many statements it sent in all. */
async function cost(call: () => Promise<ScimResponse>): Promise<{ trips: number; statements: number }> {
  trips = []
  const { status } = await call()
  expect(status).toBeLessThan(300)
  expect(trips[0]?.[1]?.name).toBe('live-token')
  return { trips: trips.length, statements: trips.flat().length }
}

let made = 0
async function user(scim: ScimClient = globex.scim): Promise<string> {
  made++
  return (await scim.createUser(`user${made}@globex.com`, { displayName: `User ${made}` })).json.id
}
/** A hundred at a time, as one directory's calls may. */
async function users(n: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < n) {
    const together = Array.from({ length: Math.min(100, n - ids.length) }, () => user())
    ids.push(...(await Promise.all(together)))
  }
  return ids
}
const named = () => `Group ${++made}`
const group = async (memberIds: string[]) =>
  (await globex.scim.createGroup(named(), memberIds)).json.id as string
const adding = (ids: readonly string[]) => ({
  op: 'add',
  path: 'members',
  value: ids.map((value) => ({ value })),
})

/** What a test needs before its call, and the call: how often it waits for the database, the token included. */
const calls: { what: string; trips: number; given: () => Promise<() => Promise<ScimResponse>> }[] = [
  {
    what: 'POST of a user',
    trips: 3,
    given: async () => () =>
      globex.scim.createUser(`new${++made}@globex.com`, { displayName: 'N', externalId: 'e' }),
  },
  {
    what: 'POST of a user who comes back',
    trips: 3,
    given: async () => {
      const back = { externalId: 'back', displayName: 'B' }
      const { id } = (await globex.scim.createUser('back@globex.com', back)).json
      await globex.scim.delete(`/Users/${id}`)
      return () => globex.scim.createUser('back@globex.com', back)
    },
  },
  {
    what: 'GET of a user',
    trips: 2,
    given: async () => {
      const id = await user()
      return () => globex.scim.get(`/Users/${id}`)
    },
  },
  {
    what: 'PATCH of a user’s attribute',
    trips: 3,
    given: async () => {
      const id = await user()
      return () => globex.scim.patch(`/Users/${id}`, { op: 'replace', path: 'displayName', value: 'Other' })
    },
  },
  {
    what: 'PATCH active=false',
    trips: 3,
    given: async () => {
      const id = await user()
      return () => globex.scim.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: false })
    },
  },
  {
    what: 'PATCH of an address',
    trips: 4,
    given: async () => {
      const id = await user()
      const to = { op: 'replace', path: 'emails[type eq "work"].value', value: `moved${made}@globex.com` }
      return () => globex.scim.patch(`/Users/${id}`, to)
    },
  },
  {
    what: 'PUT of a user with another name and address',
    trips: 4,
    given: async () => {
      const id = await user()
      const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User']
      const emails = [{ value: `put${made}@globex.com`, type: 'work', primary: true }]
      const resource = {
        schemas,
        userName: `put${made}@globex.com`,
        displayName: 'Put',
        active: true,
        emails,
      }
      return () => globex.scim.send('PUT', `/Users/${id}`, resource)
    },
  },
  {
    what: 'DELETE of a user in groups',
    trips: 3,
    given: async () => {
      const id = await user()
      for (let n = 0; n < 3; n++) await group([id])
      return () => globex.scim.delete(`/Users/${id}`)
    },
  },
  {
    what: 'the filter userName eq',
    trips: 2,
    given: async () => {
      await user()
      return () => globex.scim.filter('/Users', `userName eq "user${made}@globex.com"`)
    },
  },
  { what: 'a list of users', trips: 2, given: async () => () => globex.scim.get('/Users') },
  {
    what: 'POST of a group without members',
    trips: 4,
    given: async () => () => globex.scim.createGroup(named()),
  },
  {
    what: 'POST of a group with members',
    trips: 4,
    given: async () => {
      const members = await users(3)
      return () => globex.scim.createGroup(named(), members)
    },
  },
  {
    what: 'POST of a group with a group in it',
    trips: 4,
    given: async () => {
      const inner = await group(await users(1))
      return () => globex.scim.createGroup(named(), [inner])
    },
  },
  {
    what: 'POST of a group whose organization exists',
    trips: 4,
    given: async () => {
      const [name, members] = [named(), await users(1)]
      await globex.scim.createGroup(name, members)
      return () => globex.scim.createGroup(name, members)
    },
  },
  {
    what: 'GET of a group with members',
    trips: 2,
    given: async () => {
      const id = await group(await users(3))
      return () => globex.scim.get(`/Groups/${id}`)
    },
  },
  {
    what: 'PATCH that adds a member',
    trips: 3,
    given: async () => {
      const [id, member] = [await group([]), await user()]
      return () => globex.scim.patch(`/Groups/${id}`, adding([member]))
    },
  },
  {
    what: 'PATCH that removes a member',
    trips: 3,
    given: async () => {
      const member = await user()
      const id = await group([member])
      return () => globex.scim.patch(`/Groups/${id}`, { op: 'remove', path: `members[value eq "${member}"]` })
    },
  },
  {
    what: 'PATCH that renames a group',
    trips: 4,
    given: async () => {
      const id = await group(await users(2))
      return () => globex.scim.patch(`/Groups/${id}`, { op: 'replace', path: 'displayName', value: named() })
    },
  },
  {
    what: 'PATCH that renames a group away from its namesake',
    trips: 4,
    given: async () => {
      const name = named()
      await globex.scim.createGroup(name)
      const { id } = (await globex.scim.createGroup(name)).json
      return () => globex.scim.patch(`/Groups/${id}`, { op: 'replace', path: 'displayName', value: named() })
    },
  },
  {
    what: 'PATCH that adds a member and asks for the members',
    trips: 3,
    given: async () => {
      const [id, member] = [await group(await users(2)), await user()]
      return () => globex.scim.patch(`/Groups/${id}?attributes=members`, adding([member]))
    },
  },
  {
    what: 'PATCH that renames a group and asks for its attributes',
    trips: 4,
    given: async () => {
      const id = await group(await users(2))
      const to = { op: 'replace', path: 'displayName', value: named() }
      return () => globex.scim.patch(`/Groups/${id}?attributes=displayName,members`, to)
    },
  },
  {
    what: 'PATCH that renames a group and changes its members',
    trips: 4,
    given: async () => {
      const [left, joins] = await users(2)
      const id = await group([left as string])
      const remove = { op: 'remove', path: `members[value eq "${left}"]` }
      const rename = { op: 'replace', path: 'displayName', value: named() }
      return () => globex.scim.patch(`/Groups/${id}`, rename, remove, adding([joins as string]))
    },
  },
  {
    what: 'PATCH that nests groups, and takes others out',
    trips: 4,
    given: async () => {
      const [inner, other] = [await group(await users(1)), await group([])]
      const id = await group([inner])
      const remove = { op: 'remove', path: 'members', value: [{ value: inner }] }
      return () => globex.scim.patch(`/Groups/${id}`, remove, adding([other]))
    },
  },
  {
    what: 'PATCH that renames a group and changes users and groups in it, where each name is there once',
    trips: 4,
    given: async () => {
      const { scim } = await makeDirectory(running, site, 'Strict', { preset: 'authentik' })
      const ids = [named(), named()].map(async (name) => (await scim.createGroup(name)).json.id as string)
      const [id, inner] = await Promise.all(ids)
      const rename = { op: 'replace', value: { displayName: named() } }
      const members = adding([inner as string, await user(scim)])
      return () => scim.patch(`/Groups/${id}`, rename, members)
    },
  },
  {
    what: 'PUT of a group with another name and other members, groups among them',
    trips: 4,
    given: async () => {
      const [id, inner, members] = [await group(await users(3)), await group([]), await users(2)]
      const body = { displayName: named(), members: [inner, ...members].map((value) => ({ value })) }
      return () => globex.scim.send('PUT', `/Groups/${id}`, body)
    },
  },
  {
    what: 'PUT of a group that changes nothing',
    trips: 3,
    given: async () => {
      const [name, ids] = [named(), await users(2)]
      const { id } = (await globex.scim.createGroup(name, ids)).json
      const body = { displayName: name, members: ids.map((value) => ({ value })) }
      return () => globex.scim.send('PUT', `/Groups/${id}`, body)
    },
  },
  {
    what: 'DELETE of a group',
    trips: 4,
    given: async () => {
      const id = await group(await users(2))
      return () => globex.scim.delete(`/Groups/${id}`)
    },
  },
]

describe('a call waits for the database a few times, a cold look-up of its token included', () => {
  test.each(calls)('$what: $trips', async ({ given, trips: expected }) => {
    const call = await given()
    now = new Date(now.getTime() + 3_600_000)
    expect((await cost(call)).trips).toBe(expected)
  })
})

describe('a thousand members cost as much as one', () => {
  let ids: string[]
  beforeAll(async () => {
    ids = await users(1_000)
  })

  /** How many rows every table but the one of members has. */
  async function rows(): Promise<{ [table: string]: number }> {
    const tables = [
      'audit_events',
      'audit_values',
      'outbox',
      'directory_counters',
      'directory_groups',
      'organizations',
    ]
    const counting = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`)
    const [found] = await running.app.database.readInSite(site.id, [
      { name: '', text: `select ${counting.join(', ')}`, values: [] },
    ])
    return (found as { [table: string]: number }[])[0] ?? {}
  }

  /** What a call costs, and how many rows it leaves beside the members. */
  async function effect(call: () => Promise<ScimResponse>) {
    const before = await rows()
    now = new Date(now.getTime() + 3_600_000)
    const { trips, statements } = await cost(call)
    const after = await rows()
    const added = Object.entries(after).map(([table, count]) => [table, count - (before[table] ?? 0)])
    return { trips, statements, added }
  }

  test('added in one call', async () => {
    const [one, many] = [await group([]), await group([])]
    const expected = await effect(() => globex.scim.patch(`/Groups/${one}`, adding(ids.slice(0, 1))))
    expect(await effect(() => globex.scim.patch(`/Groups/${many}`, adding(ids)))).toEqual(expected)
    expect((await globex.scim.get(`/Groups/${many}`)).json.members.length).toBe(1_000)
  })

  test('in a new group', async () => {
    const expected = await effect(() => globex.scim.createGroup(named(), ids.slice(0, 1)))
    expect(await effect(() => globex.scim.createGroup(named(), ids))).toEqual(expected)
  })

  test('when one more joins them, and when the group goes', async () => {
    const [few, many] = [await group(ids.slice(0, 1)), await group(ids.slice(1))]
    const expected = await effect(() => globex.scim.patch(`/Groups/${few}`, adding(ids.slice(1, 2))))
    expect(await effect(() => globex.scim.patch(`/Groups/${many}`, adding(ids.slice(0, 1))))).toEqual(
      expected,
    )
    const gone = await effect(() => globex.scim.delete(`/Groups/${few}`))
    // The organization of many waits for the judgement of the brake.
    const { trips, statements } = await effect(() => globex.scim.delete(`/Groups/${many}`))
    expect({ trips, statements }).toEqual({ trips: gone.trips, statements: gone.statements })
  })
})
