// Identity providers write in parallel. Nobody is told 409 or 5xx for another's concurrency, and what is left is true.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forgetOldLosses } from '../../src/people/brake.ts'
import { purgeDeletedGroups } from '../../src/scim/housekeeping.ts'
import type { Site } from '../../src/storage/sites.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimClient, ScimResponse } from '../fixtures/scim-client.ts'
import { customersOf, organizationsOf, readRows } from '../fixtures/site-reader.ts'
import { expectTrueCounters } from '../fixtures/site-state.ts'

let running: RunningApp
let site: Site
let globex: MadeDirectory
let scim: ScimClient

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
  scim = globex.scim
})
afterAll(() => running.close())

const counters = () => expectTrueCounters(running, site.id, globex.directory.directoryId)
const times = <T>(n: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)))

const organizations = (where: Site) => organizationsOf(running, where)

function statuses(answers: readonly ScimResponse[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

const makeUsers = async (prefix: string, n: number): Promise<string[]> =>
  (await times(n, (i) => scim.createUser(`${prefix}-${i}@globex.com`))).map(({ json }) => json.id)
const add = (...ids: string[]) => ({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) })
const remove = (...ids: string[]) => ({
  op: 'remove',
  path: 'members',
  value: ids.map((value) => ({ value })),
})
const memberIds = async (groupId: string): Promise<string[]> =>
  ((await scim.get(`/Groups/${groupId}`)).json.members ?? []).map(({ value }: { value: string }) => value)

test('50 parallel creations of one userName: one is made, 49 are told that it exists', async () => {
  const answers = await times(50, (i) => scim.createUser(i % 2 === 0 ? 'one@globex.com' : 'ONE@globex.com'))
  expect(statuses(answers)).toEqual({ 201: 1, 409: 49 })
  for (const { status, json } of answers) if (status === 409) expect(json.scimType).toBe('uniqueness')
  expect((await scim.filter('/Users', 'userName eq "one@globex.com"')).json.totalResults).toBe(1)
  await counters()
})

test('50 parallel renames to one userName: one wins, 49 keep theirs', async () => {
  const ids = await makeUsers('renamed', 50)
  const answers = await Promise.all(
    ids.map((id) =>
      scim.patch(`/Users/${id}`, { op: 'replace', path: 'userName', value: 'taken@globex.com' }),
    ),
  )
  expect(statuses(answers)).toEqual({ 200: 1, 409: 49 })
  await counters()
})

test('50 parallel PATCHes that each add another member: all 50 are in, and the version counted each', async () => {
  const ids = await makeUsers('joiner', 50)
  const group = (await scim.createGroup('Joiners')).json
  const answers = await Promise.all(ids.map((id) => scim.patch(`/Groups/${group.id}`, add(id))))
  expect(statuses(answers)).toEqual({ 204: 50 })
  const after = await scim.get(`/Groups/${group.id}`)
  expect(after.json.members.map(({ value }: { value: string }) => value).sort()).toEqual(ids.sort())
  expect(after.json.meta.version).toBe('W/"51"')
  await counters()
})

test('50 parallel PATCHes of different attributes of one user: every one is kept', async () => {
  const { id } = (await scim.createUser('many@globex.com')).json
  const answers = await times(50, (i) =>
    scim.patch(`/Users/${id}`, { op: 'add', path: 'roles', value: [{ value: `role-${i}` }] }),
  )
  expect(statuses(answers)).toEqual({ 200: 50 })
  expect((await scim.get(`/Users/${id}`)).json.roles).toHaveLength(50)
})

test('with If-Match, of many writers of one version exactly one wins', async () => {
  const { id } = (await scim.createUser('versioned@globex.com')).json
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }
  const answers = await times(20, (i) =>
    scim.send(
      'PATCH',
      `/Users/${id}`,
      { ...body, Operations: [{ op: 'replace', path: 'title', value: `t${i}` }] },
      { 'if-match': 'W/"1"' },
    ),
  )
  expect(statuses(answers)).toEqual({ 200: 1, 412: 19 })
})

// Two at a time, and what either order would have given: scim-pairs.test.ts.
test('all operations on one user at once: nobody fails, it is deleted once, and no group holds it', async () => {
  const [spare = ''] = await makeUsers('spare', 1)
  for (let round = 0; round < 15; round++) {
    const { id } = (await scim.createUser(`pair-${round}@globex.com`)).json
    const group = (await scim.createGroup(`Pair ${round}`, [spare])).json
    const answers = await Promise.all([
      scim.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: false }),
      scim.send('PUT', `/Users/${id}`, { userName: `pair-${round}-put@globex.com`, active: true }),
      scim.patch(`/Groups/${group.id}`, add(id)),
      scim.patch(`/Groups/${group.id}`, remove(id)),
      scim.send('PUT', `/Groups/${group.id}`, { displayName: `Pair ${round}`, members: [{ value: id }] }),
      scim.delete(`/Users/${id}`),
      scim.patch(`/Groups/${group.id}`, add(id)),
      scim.delete(`/Users/${id}`),
      scim.createUser(`pair-${round}@globex.com`),
    ])
    for (const { status, text } of answers) {
      expect({ status, text }).toEqual({
        status: expect.toSatisfy((n: number) => [200, 201, 204, 400, 404, 409].includes(n)),
        text,
      })
    }
    expect(statuses([answers[5], answers[7]] as ScimResponse[])).toEqual({ 204: 1, 404: 1 })
    expect((await scim.get(`/Users/${id}`)).status).toBe(404)
    expect(await memberIds(group.id)).not.toContain(id)
  }
  await counters()
})

test('all operations on one group at once: nobody fails, it is deleted once, and no group holds it', async () => {
  const ids = await makeUsers('grouped', 8)
  for (let round = 0; round < 15; round++) {
    const group = (await scim.createGroup(`Busy ${round}`, ids.slice(0, 2))).json
    const outer = (await scim.createGroup(`Around ${round}`, [group.id])).json
    const answers = await Promise.all([
      scim.patch(`/Groups/${group.id}`, add(...ids.slice(2, 5))),
      scim.patch(`/Groups/${group.id}`, remove(ids[0] as string)),
      scim.send('PUT', `/Groups/${group.id}`, {
        displayName: `Calm ${round}`,
        members: ids.map((value) => ({ value })),
      }),
      scim.patch(`/Groups/${group.id}`, { op: 'replace', path: 'displayName', value: `Loud ${round}` }),
      scim.patch(`/Groups/${outer.id}`, add(...ids)),
      scim.patch(`/Groups/${outer.id}`, remove(group.id)),
      scim.patch(`/Groups/${outer.id}`, add(group.id)),
      scim.patch(`/Groups/${group.id}`, add(outer.id)),
      scim.delete(`/Groups/${group.id}`),
      scim.createGroup(`Busy ${round}`, [outer.id]),
    ])
    for (const { status, text } of answers) {
      expect({ status, text }).toEqual({
        status: expect.toSatisfy((n: number) => [200, 201, 204, 400, 404].includes(n)),
        text,
      })
    }
    expect(answers[8]?.status).toBe(204)
    expect((await scim.get(`/Groups/${group.id}`)).status).toBe(404)
    expect(await memberIds(outer.id)).not.toContain(group.id)
  }
  await counters()
})

test('groups nested into each other from both ends while others disappear', async () => {
  for (let round = 0; round < 5; round++) {
    const groups = await times(
      6,
      async (i) => (await scim.createGroup(`Nest ${round}.${i}`)).json.id as string,
    )
    const answers = await Promise.all([
      ...groups.map((id, i) => scim.patch(`/Groups/${id}`, add(groups[(i + 1) % 6] as string))),
      ...groups.map((id, i) => scim.patch(`/Groups/${id}`, add(groups[(i + 5) % 6] as string))),
      scim.delete(`/Groups/${groups[2]}`),
      scim.delete(`/Groups/${groups[5]}`),
    ])
    for (const { status, text } of answers) {
      expect({ status, text }).toEqual({
        status: expect.toSatisfy((n: number) => [204, 400, 404].includes(n)),
        text,
      })
    }
  }
  const wrong = await readRows(running, site, {
    name: '',
    text: `with recursive reached (directory_id, group_id, inner_group_id) as (
          select directory_id, group_id, group_id from directory_groups where site_id = $1
          union
          select r.directory_id, r.group_id, n.inner_group_id from reached r join directory_group_nesting n
            on n.site_id = $1 and n.directory_id = r.directory_id and n.group_id = r.inner_group_id)
        (select directory_id, group_id, inner_group_id from reached
          except select directory_id, group_id, inner_group_id from directory_group_closure where site_id = $1)
        union all
        (select directory_id, group_id, inner_group_id from directory_group_closure where site_id = $1
          except select directory_id, group_id, inner_group_id from reached)`,
    values: [site.id],
  })
  expect(wrong).toEqual([])
})

test('users who are deleted while groups that hold them are written', async () => {
  const ids = await makeUsers('leaver', 30)
  const groups = await times(4, async (i) => (await scim.createGroup(`Leaving ${i}`, ids)).json.id as string)
  const answers = await Promise.all([
    ...ids.slice(0, 15).map((id) => scim.delete(`/Users/${id}`)),
    ...groups.flatMap((group) => [
      scim.send('PUT', `/Groups/${group}`, { displayName: group, members: ids.map((value) => ({ value })) }),
      scim.patch(`/Groups/${group}`, remove(...ids)),
      scim.patch(`/Groups/${group}`, add(...ids.slice(15))),
    ]),
  ])
  expect(statuses(answers.slice(0, 15))).toEqual({ 204: 15 })
  for (const { status } of answers.slice(15)) expect([200, 204, 400]).toContain(status)
  for (const group of groups) {
    const members = await memberIds(group)
    for (const gone of ids.slice(0, 15)) expect(members).not.toContain(gone)
  }
  await counters()
})

test('members are added to a group that is being deleted, and its purged rows leave no count behind', async () => {
  const ids = await makeUsers('late', 10)
  for (let round = 0; round < 5; round++) {
    const group = (await scim.createGroup(`Late ${round}`, ids.slice(0, 3))).json.id
    const answers = await Promise.all([
      ...ids.map((id) => scim.patch(`/Groups/${group}`, add(id))),
      scim.delete(`/Groups/${group}`),
    ])
    expect(answers.at(-1)?.status).toBe(204)
    for (const { status } of answers) expect([204, 404]).toContain(status)
  }
  await scim.delete(`/Users/${ids[0]}`)
  // While the brake may want them they stay, and nobody judges here whether they are too many.
  const words = "delete from outbox where site_id = $1 and kind = 'judge-losses'"
  await running.app.database.inSite(site.id, (tx) => tx.read({ name: '', text: words, values: [site.id] }))
  await forgetOldLosses(running.app.database, site.id, new Date(Date.now() + 2 * 60 * 60 * 1000))
  await purgeDeletedGroups(running.app.database, site.id)
  await counters()
  const left = await readRows(running, site, {
    name: '',
    text: `select what, sum(delta) from directory_counters where site_id = $1 and what like 'members:%'
          and substr(what, 9)::uuid not in (select group_id from directory_groups where site_id = $1) group by what`,
    values: [site.id],
  })
  expect(left).toEqual([])
})

describe('names of organizations', () => {
  test('many groups of five directories take one name at once, by creation and by renaming', async () => {
    const many = await makeSite(running)
    const directories = await times(5, (i) => makeDirectory(running, many, `Company ${i}`))
    const groups = (
      await Promise.all(
        directories.flatMap(({ scim: client }) =>
          Array.from({ length: 8 }, async (_, i) => {
            const { id } = (await client.createGroup(`Team ${i}`)).json
            return { client, id: id as string }
          }),
        ),
      )
    ).flat()
    const answers = await Promise.all([
      ...groups.map(({ client, id }) =>
        client.patch(`/Groups/${id}`, { op: 'replace', path: 'displayName', value: 'Everyone' }),
      ),
      ...directories.map(({ scim: client }) => client.createGroup('Everyone')),
    ])
    expect(statuses(answers)).toEqual({ 201: 5, 204: 40 })
    const names = (await organizations(many)).map(({ name }) => name.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
    expect(names.every((name) => name.startsWith('everyone'))).toBe(true)
    for (const { directory } of directories) await expectTrueCounters(running, many.id, directory.directoryId)
  })

  test('a group is deleted while its namesake appears: the organization of that name is there and fed', async () => {
    const busy = await makeSite(running)
    const { scim: client } = await makeDirectory(running, busy, 'Globex')
    for (let round = 0; round < 20; round++) {
      const name = `Phoenix ${round}`
      const first = (await client.createGroup(name)).json.id
      const [gone, made] = await Promise.all([client.delete(`/Groups/${first}`), client.createGroup(name)])
      expect([gone?.status, made?.status]).toEqual([204, 201])
      const found = (await organizations(busy)).filter((one) => one.name.startsWith(name))
      expect(found).toHaveLength(1)
      expect(found[0]?.sources).toMatchObject([{ groupId: made?.json.id }])
    }
  })

  test('groups of two directories are made, renamed and deleted among four names: each is where its name says', async () => {
    const busy = await makeSite(running)
    const directories = [
      await makeDirectory(running, busy, 'Globex'),
      await makeDirectory(running, busy, 'Initech'),
    ]
    const names = ['Red', 'Green', ' red ', 'Blue']
    for (let round = 0; round < 6; round++) {
      await Promise.all(
        directories.flatMap(({ scim: client }) =>
          Array.from({ length: 8 }, async (_, i) => {
            const at = (n: number) => names[(i + round + n) % names.length] as string
            const made = await client.createGroup(at(0))
            const path = `/Groups/${made.json.id}`
            const renamed = await client.patch(path, { op: 'replace', path: 'displayName', value: at(1) })
            const put = await client.send('PUT', path, { displayName: at(3) })
            const gone = i % 2 === 0 ? await client.delete(path) : undefined
            expect([made.status, renamed.status, put.status, gone?.status ?? 204]).toEqual([
              201, 204, 200, 204,
            ])
          }),
        ),
      )
      const found = await organizations(busy)
      const feeds = found.flatMap(({ id, sources }) =>
        sources.map(({ directory, group }) => [`${directory} ${group?.trim().toLowerCase()}`, id] as const),
      )
      const groups = await Promise.all(
        directories.map(async ({ scim: client }) => (await client.get('/Groups?count=0')).json.totalResults),
      )
      expect(feeds).toHaveLength(groups[0] + groups[1])
      const pairs = new Set(feeds.map((feed) => feed.join(' ')))
      expect(pairs.size).toBe(new Map(feeds).size)
      expect(found.filter(({ sources }) => sources.length === 0)).toEqual([])
      expect(found).toHaveLength(new Map(feeds).size)
    }
  })

  test('groups of two directories exchange names that the other keeps: each takes a name beside the other', async () => {
    const busy = await makeSite(running)
    const [one, two] = [
      await makeDirectory(running, busy, 'Globex'),
      await makeDirectory(running, busy, 'Initech'),
    ]
    for (let round = 0; round < 20; round++) {
      const names = [`Red ${round}`, `Green ${round}`] as const
      const first = (await one.scim.createGroup(names[0])).json.id
      const second = (await two.scim.createGroup(names[1])).json.id
      const rename = (client: ScimClient, id: string, value: string) =>
        client.patch(`/Groups/${id}`, { op: 'replace', path: 'displayName', value })
      const answers = await Promise.all([
        rename(one.scim, first, names[1]),
        rename(two.scim, second, names[0]),
      ])
      expect(statuses(answers)).toEqual({ 204: 2 })
      const found = (await organizations(busy)).filter(({ name }) =>
        names.some((own) => name.startsWith(own)),
      )
      expect(found).toHaveLength(2)
    }
  })

  test('two groups that feed one organization are deleted at once: it goes with the last', async () => {
    const busy = await makeSite(running)
    const { scim: client } = await makeDirectory(running, busy, 'Globex')
    for (let round = 0; round < 10; round++) {
      const one = (await client.createGroup('Twins')).json.id
      const other = (await client.createGroup('Twins')).json.id
      const answers = await Promise.all([client.delete(`/Groups/${one}`), client.delete(`/Groups/${other}`)])
      expect(statuses(answers)).toEqual({ 204: 2 })
      expect(await organizations(busy)).toEqual([])
    }
  })
})

test('an address that many claim at once has exactly one holder', async () => {
  const answers = await times(20, (i) =>
    scim.createUser(`claim-${i}`, { emails: [{ value: 'shared@globex.com', primary: true }] }),
  )
  expect(statuses(answers)).toEqual({ 201: 20 })
  const ids = await makeUsers('later-claim', 10)
  const changes = await Promise.all(
    ids.map((id) =>
      scim.patch(`/Users/${id}`, {
        op: 'replace',
        path: 'emails[type eq "work"].value',
        value: 'both@globex.com',
      }),
    ),
  )
  expect(statuses(changes)).toEqual({ 200: 10 })
  const customers = await customersOf(running, site)
  for (const address of ['shared@globex.com', 'both@globex.com']) {
    const holders = customers.filter(({ addresses }) =>
      addresses.some((one) => one.address === address && one.standing === 'held' && one.until === null),
    )
    expect(holders).toHaveLength(1)
  }
  await counters()
})

test('nothing of all this was a deadlock that only a retry hid', async () => {
  const query = {
    name: '',
    text: 'select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()',
    values: [],
  }
  expect(await running.app.database.readSites(query)).toEqual([{ deadlocks: 0 }])
})
