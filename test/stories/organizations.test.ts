// Groups come and go under names that others have too; who belongs to which organization is told by the names alone.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pause, resume } from '../../src/people/directory-state.ts'
import { readMembers } from '../../src/people/organization-members.ts'
import type { Site } from '../../src/storage/sites.ts'
import { openFor } from '../fixtures/requests.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimClient, ScimResponse } from '../fixtures/scim-client.ts'
import { auditOf, organizationsOf } from '../fixtures/site-reader.ts'

let running: RunningApp
let site: Site
let globex: MadeDirectory
let scim: ScimClient

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
  scim = globex.scim
})
afterAll(() => running.close())

const organizations = () => organizationsOf(running, site)

async function idOf(name: string): Promise<string> {
  const found = (await organizations()).find((one) => one.name === name)
  if (!found) throw new Error(`there is no organization ${name}`)
  return found.id
}

/** Every organization with the names of its members. */
async function everybody(): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const { id, name } of await organizations()) {
    const { members } = await readMembers(running.app.database, site.id, id, { limit: 100 })
    all[name] = members.map((member) => member.name).sort()
  }
  return all
}

/** A group of one person who is called as the group is to be known in the test. */
async function groupOf(person: string, displayName: string, client = scim): Promise<string> {
  const user = await client.createUser(`${person}@globex.com`, { displayName: person })
  const { status, json } = await client.createGroup(displayName, [user.json.id])
  expect(status).toBe(201)
  return json.id
}

async function rename(id: string, displayName: string, client = scim): Promise<void> {
  const answer = await client.patch(`/Groups/${id}`, { op: 'replace', value: { displayName } })
  expect(answer.status).toBe(204)
}

/** What the last change of a group came to, as its audit event tells it. */
async function lastWords(id: string): Promise<unknown> {
  const [event] = await auditOf(running, site, id)
  return JSON.parse(event?.details ?? '{}').effects
}

async function request(person: string, organization: string): Promise<void> {
  const organizationId = await idOf(organization)
  const { members } = await readMembers(running.app.database, site.id, organizationId, { limit: 100 })
  const requesterId = members.find(({ name }) => name === person)?.id ?? ''
  const wanted = { requesterId, organizationId, summary: 'It is broken' }
  await openFor(running.app.database, site.id, wanted, byTest())
}

describe('two groups of one name in one directory feed one organization', () => {
  let first: string
  let second: string
  let before: string
  beforeEach(async () => {
    first = await groupOf('Ann', 'Ops')
    second = await groupOf('Bob', 'Ops')
    before = await idOf('Ops')
    expect(await everybody()).toEqual({ Ops: ['Ann', 'Bob'] })
  })

  test('whichever is renamed is split off, and the other stays where it was', async () => {
    await request('Bob', 'Ops')
    await rename(first, 'Platform')
    expect(await everybody()).toEqual({ Ops: ['Bob'], Platform: ['Ann'] })
    expect(await idOf('Ops')).toBe(before)
    expect(await lastWords(first)).toEqual([
      'the group no longer feeds the organization Ops, which keeps its requests',
      'organization Platform appeared',
    ])
  })

  test('the one that remains renames the organization, whoever made it', async () => {
    await rename(first, 'Platform')
    await rename(second, 'Support')
    expect(await everybody()).toEqual({ Platform: ['Ann'], Support: ['Bob'] })
    expect(await idOf('Support')).toBe(before)
  })

  test('also when the other was deleted', async () => {
    expect((await scim.delete(`/Groups/${first}`)).status).toBe(204)
    await rename(second, 'Support')
    expect(await everybody()).toEqual({ Support: ['Bob'] })
    expect(await idOf('Support')).toBe(before)
    expect((await scim.delete(`/Groups/${second}`)).status).toBe(204)
    expect(await everybody()).toEqual({})
  })

  test('both renamed one after the other to one name are in one organization again', async () => {
    await rename(first, 'Platform')
    await rename(second, 'PLATFORM')
    expect(await everybody()).toEqual({ Platform: ['Ann', 'Bob'] })
    expect(await lastWords(second)).toEqual([
      'organization Ops is gone',
      'the group feeds the organization Platform, which this directory made before',
    ])
  })

  test('both renamed, requests stay with the organization that has them', async () => {
    await request('Ann', 'Ops')
    await rename(first, 'Platform')
    await rename(second, 'Platform')
    expect(await everybody()).toEqual({ Ops: [], Platform: ['Ann', 'Bob'] })
    expect(await idOf('Ops')).toBe(before)
    expect(await lastWords(second)).toEqual([
      'organization Ops has no members any more and stays, because it has requests',
      'the group feeds the organization Platform, which this directory made before',
    ])
    await rename(first, 'Ops')
    expect(await everybody()).toEqual({ Ops: ['Ann'], Platform: ['Bob'] })
    expect(await idOf('Ops')).toBe(before)
  })

  test('renamed and back, everybody is where they were and nothing is left over', async () => {
    await rename(first, 'Platform')
    await rename(first, 'Ops')
    expect(await everybody()).toEqual({ Ops: ['Ann', 'Bob'] })
    expect(await idOf('Ops')).toBe(before)
  })

  test('renamed at once to one name, and at once to two', async () => {
    await Promise.all([rename(first, 'Platform'), rename(second, 'Platform')])
    expect(await everybody()).toEqual({ Platform: ['Ann', 'Bob'] })
    await Promise.all([rename(first, 'East'), rename(second, 'West')])
    expect(await everybody()).toEqual({ East: ['Ann'], West: ['Bob'] })
  })

  test('a rename of one of them waits in a pause, and its deletion does not', async () => {
    await pause(running.app.database, site.id, globex.directory.directoryId, byTest())
    await rename(first, 'Platform')
    expect(await everybody()).toEqual({ Ops: ['Ann', 'Bob'] })
    await scim.delete(`/Groups/${second}`)
    expect(await everybody()).toEqual({ Ops: ['Ann'] })
    await resume(running.app.database, site.id, globex.directory.directoryId, byTest())
    expect(await everybody()).toEqual({ Platform: ['Ann'] })
    expect(await idOf('Platform')).toBe(before)
  })
})

describe('a group that takes the name of another of its directory', () => {
  test('feeds the organization of that name, and its own goes', async () => {
    const first = await groupOf('Ann', 'Ops')
    await groupOf('Bob', 'Support')
    const support = await idOf('Support')
    await rename(first, 'support')
    expect(await everybody()).toEqual({ Support: ['Ann', 'Bob'] })
    expect(await idOf('Support')).toBe(support)
  })

  test('also when it has no members, and when it is nested in the other', async () => {
    const inner = await groupOf('Ann', 'Inner')
    const outer = await groupOf('Bob', 'Outer')
    const empty = (await scim.createGroup('Empty')).json.id
    await scim.patch(`/Groups/${outer}`, { op: 'add', path: 'members', value: [{ value: inner }] })
    await rename(inner, 'Outer')
    await rename(empty, 'Outer')
    expect(await everybody()).toEqual({ Outer: ['Ann', 'Bob'] })
    await rename(outer, 'Outermost')
    expect(await everybody()).toEqual({ Outer: ['Ann'], Outermost: ['Ann', 'Bob'] })
    await scim.delete(`/Groups/${inner}`)
    expect(await everybody()).toEqual({ Outer: [], Outermost: ['Bob'] })
  })

  test('that of its home included, which keeps its name when the group has another', async () => {
    const umbrella = await makeDirectory(running, site, 'Umbrella', { home: 'Umbrella Inc.' })
    const group = await groupOf('Ann', 'Umbrella Inc.', umbrella.scim)
    expect(await everybody()).toEqual({ 'Umbrella Inc.': ['Ann'] })
    await rename(group, 'Sales', umbrella.scim)
    expect(await everybody()).toEqual({ Sales: ['Ann'], 'Umbrella Inc.': ['Ann'] })
    await rename(group, 'Umbrella Inc.', umbrella.scim)
    expect(await everybody()).toEqual({ 'Umbrella Inc.': ['Ann'] })
  })

  test('two that exchange their names at once exchange organizations or ids, and lose nobody', async () => {
    for (let round = 0; round < 10; round++) {
      const one = await groupOf(`Ann${round}`, `Left ${round}`)
      const other = await groupOf(`Bob${round}`, `Right ${round}`)
      await Promise.all([rename(one, `Right ${round}`), rename(other, `Left ${round}`)])
      const all = await everybody()
      expect([all[`Right ${round}`], all[`Left ${round}`]]).toEqual([[`Ann${round}`], [`Bob${round}`]])
    }
  })
})

describe('renamed in a pause', () => {
  const id = () => globex.directory.directoryId

  test('each into the name that the next gave up: nobody meets, whichever is replayed first', async () => {
    const chain = [await groupOf('Ann', 'A'), await groupOf('Bob', 'B'), await groupOf('Cid', 'C')]
    const ids = [await idOf('A'), await idOf('B'), await idOf('C')]
    for (const name of ['A', 'B', 'C']) await request({ A: 'Ann', B: 'Bob', C: 'Cid' }[name] ?? '', name)
    await pause(running.app.database, site.id, id(), byTest())
    await rename(chain[2] ?? '', 'D')
    await rename(chain[1] ?? '', 'C')
    await rename(chain[0] ?? '', 'B')
    await resume(running.app.database, site.id, id(), byTest())
    expect(await everybody()).toEqual({ B: ['Ann'], C: ['Bob'], D: ['Cid'] })
    expect([await idOf('B'), await idOf('C'), await idOf('D')]).toEqual(ids)
  })

  test('in a circle: each is in the organization of its name', async () => {
    const [first, second] = [await groupOf('Ann', 'A'), await groupOf('Bob', 'B')]
    await pause(running.app.database, site.id, id(), byTest())
    await rename(first, 'B')
    await rename(second, 'A')
    const { groups } = await resume(running.app.database, site.id, id(), byTest())
    expect(groups).toBe(2)
    expect(await everybody()).toEqual({ A: ['Bob'], B: ['Ann'] })
  })

  test('and back: nothing has happened', async () => {
    const group = await groupOf('Ann', 'A')
    const before = await idOf('A')
    await pause(running.app.database, site.id, id(), byTest())
    await rename(group, 'B')
    await rename(group, 'A')
    await groupOf('Bob', 'A')
    await resume(running.app.database, site.id, id(), byTest())
    expect(await everybody()).toEqual({ A: ['Ann', 'Bob'] })
    expect(await idOf('A')).toBe(before)
  })
})

describe("another company's organization of the same name", () => {
  test('changes nothing but the name: equal groups are together, different ones apart', async () => {
    const initech = await makeDirectory(running, site, 'Initech')
    const foreign = await groupOf('Eve', 'Ops', initech.scim)
    const first = await groupOf('Ann', 'Ops')
    await groupOf('Bob', 'Ops')
    await groupOf('Cid', 'Ops (Globex)')
    expect(await everybody()).toEqual({
      Ops: ['Eve'],
      'Ops (Globex)': ['Ann', 'Bob'],
      'Ops (Globex) (Globex)': ['Cid'],
    })
    await initech.scim.delete(`/Groups/${foreign}`)
    await groupOf('Dan', 'Ops')
    expect(await everybody()).toMatchObject({ 'Ops (Globex)': ['Ann', 'Bob', 'Dan'] })
    await rename(first, 'Ops 2')
    await rename(first, 'Ops')
    expect(await everybody()).toMatchObject({ 'Ops (Globex)': ['Ann', 'Bob', 'Dan'] })
  })

  test('is never joined by a rename, not even when it is all that is left of a deleted group', async () => {
    const initech = await makeDirectory(running, site, 'Initech')
    const foreign = await groupOf('Eve', 'Ops', initech.scim)
    await request('Eve', 'Ops')
    await initech.scim.delete(`/Groups/${foreign}`)
    const group = await groupOf('Ann', 'Support')
    await rename(group, 'Ops')
    expect(await everybody()).toEqual({ Ops: [], 'Ops (Globex)': ['Ann'] })
  })
})

describe('the name of a group', () => {
  test('is kept verbatim in the mirror; the organization has it without blanks and control characters', async () => {
    const group = await groupOf('Ann', ' \tOps\u0007\u202e\n')
    expect((await scim.get(`/Groups/${group}`)).json.displayName).toBe(' \tOps\u0007\u202e\n')
    await groupOf('Bob', 'ops ')
    expect(await everybody()).toEqual({ Ops: ['Ann', 'Bob'] })
    await rename(group, '  Ops')
    expect(await everybody()).toEqual({ Ops: ['Ann', 'Bob'] })
    expect((await scim.get(`/Groups/${group}`)).json.displayName).toBe('  Ops')
  })

  test('of which nothing is left: the organization has one all the same', async () => {
    const group = await groupOf('Ann', '\u200b')
    expect(await everybody()).toEqual({ [`Group ${group}`]: ['Ann'] })
  })

  test('as long as the mirror takes it, of three companies with the longest names', async () => {
    const longest = '\u{1d160}'.repeat(512)
    for (const letter of ['a', 'b', 'c']) {
      const company = await makeDirectory(running, site, letter + '\u4e00'.repeat(199))
      const answers: ScimResponse[] = [
        await company.scim.createGroup(longest),
        await company.scim.createGroup('\u4e00'.repeat(600)),
        await company.scim.createGroup('\u4e00'.repeat(350)),
      ]
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    }
    expect(await organizations()).toHaveLength(9)
  })
})
