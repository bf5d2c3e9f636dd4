import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeSettings } from '../../src/admin/directory-settings.ts'
import { presetNames } from '../../src/model/identity/dialect-settings.ts'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { exchangeOf } from '../fixtures/exchanges.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { auditOf } from '../fixtures/site-reader.ts'

const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'

let running: RunningApp
let site: Site
let now = new Date('2024-01-01T00:00:00Z')
let made = 0

beforeAll(async () => {
  running = await runningApp({ now: () => now })
  site = await makeSite(running)
})
afterAll(() => running.close())

/** A directory with some settings of its own. */
async function directoryWith(preset: string, ...set: string[]): Promise<MadeDirectory> {
  const directory = await makeDirectory(running, site, `Directory ${++made}`, { preset })
  await change(directory, { set })
  return directory
}

function change(
  { directory }: MadeDirectory,
  wanted: { preset?: string; set?: string[]; unset?: string[] },
): Promise<boolean> {
  const { set = [], unset = [], preset } = wanted
  return changeSettings(
    running.app.database,
    site.id,
    directory.directoryId,
    { preset, set, unset },
    byTest(),
  )
}

const user = async ({ scim }: MadeDirectory) =>
  (await scim.createUser(`user${++made}@globex.com`, { displayName: `User ${made}` })).json.id as string
const groupOf = async ({ scim }: MadeDirectory, members: string[]) =>
  (await scim.createGroup(`Group ${++made}`, members)).json.id as string
const membersOf = async ({ scim }: MadeDirectory, id: string): Promise<string[]> =>
  ((await scim.get(`/Groups/${id}`)).json.members ?? []).map(({ value }: { value: string }) => value)

describe('patchAnswer: a successful PATCH is answered', () => {
  test.each([
    ['users-200-groups-204', 200, 204],
    ['always-200', 200, 200],
    ['always-204', 204, 204],
  ])('%s', async (value, forUsers, forGroups) => {
    const directory = await directoryWith('generic', `patchAnswer=${value}`)
    const { scim } = directory
    const [userId, groupId] = [await user(directory), await groupOf(directory, [])]
    const calls: [string, number][] = [
      [`/Users/${userId}`, forUsers],
      [`/Groups/${groupId}`, forGroups],
    ]
    for (const [path, expected] of calls) {
      const answer = await scim.patch(path, { op: 'replace', path: 'displayName', value: `Other ${++made}` })
      expect(answer.status).toBe(expected)
      expect(answer.headers.get('etag')).toBe('W/"2"')
      if (expected === 204) expect(answer.text).toBe('')
      else expect(answer.json.displayName).toBe(`Other ${made}`)
      const shown = await scim.patch(`${path}?attributes=displayName`, {
        op: 'replace',
        path: 'externalId',
        value: 'x',
      })
      expect(shown.status).toBe(200)
      expect(shown.json.displayName).toBe(`Other ${made}`)
    }
  })
})

describe('missingElement and emptyRemoval: a path filter that no element meets', () => {
  const write = { op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: '+1-555-0100' }
  const removal = { op: 'remove', path: 'emails[type eq "other"]' }

  test('creates the element, and has removed what is not there', async () => {
    const directory = await directoryWith('generic')
    const answer = await directory.scim.patch(`/Users/${await user(directory)}`, write, removal)
    expect(answer.status).toBe(200)
    expect(answer.json.phoneNumbers).toEqual([{ type: 'work', value: '+1-555-0100' }])
    const { repairs } = await exchangeOf(running, site, directory, answer)
    expect(repairs).toEqual(expect.arrayContaining(['elementFromFilter', 'repeatedRemoval']))
  })

  test.each([
    ['missingElement=no-target', write],
    ['emptyRemoval=no-target', removal],
  ])('is noTarget with %s', async (setting, operation) => {
    const directory = await directoryWith('generic', setting)
    const { json, status } = await directory.scim.patch(`/Users/${await user(directory)}`, operation)
    expect(status).toBe(400)
    expect(json.scimType).toBe('noTarget')
  })
})

describe('unknownMembers: members who are not in the directory', () => {
  const ghost = '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'
  const add = (...ids: string[]) => ({
    op: 'add',
    path: 'members',
    value: ids.map((value) => ({ value })),
  })

  test.each(['generic', 'onelogin', 'keycloak'])(
    '%s refuses them in add, and adds nobody',
    async (preset) => {
      const directory = await directoryWith(preset)
      const [a, b] = [await user(directory), await user(directory)]
      const id = await groupOf(directory, [a])
      const { json, status } = await directory.scim.patch(`/Groups/${id}`, add(b, ghost))
      expect(status).toBe(400)
      expect(json).toMatchObject({
        scimType: 'invalidValue',
        detail: expect.stringContaining('members.value'),
      })
      expect(await membersOf(directory, id)).toEqual([a])
    },
  )

  test.each(['entra', 'okta', 'google', 'jumpcloud'])(
    '%s skips them in add, and adds the others',
    async (preset) => {
      const directory = await directoryWith(preset)
      const [a, b] = [await user(directory), await user(directory)]
      const id = await groupOf(directory, [a, ghost])
      expect(await membersOf(directory, id)).toEqual([a])
      const answer = await directory.scim.patch(`/Groups/${id}`, add(ghost, b, 'string id 1'))
      expect(answer.status).toBe(204)
      const { repairs, effect } = await exchangeOf(running, site, directory, answer)
      expect(repairs).toContain('unknownMembersSkipped')
      expect(effect).toContain('2 named who are not in this directory')
      expect(await membersOf(directory, id)).toEqual([a, b])
    },
  )

  test.each(['generic', 'entra'])('%s has removed them already, and says so', async (preset) => {
    const directory = await directoryWith(preset)
    const [a, b] = [await user(directory), await user(directory)]
    const id = await groupOf(directory, [a, b])
    const removal = { op: 'remove', path: 'members', value: [{ value: ghost }, { value: a }] }
    const answer = await directory.scim.patch(`/Groups/${id}`, removal)
    expect(answer.status).toBe(204)
    expect((await exchangeOf(running, site, directory, answer)).repairs).toContain('unknownMembersSkipped')
    expect(await membersOf(directory, id)).toEqual([b])
  })

  test.each(['generic', 'entra', 'okta', 'google', 'jumpcloud'])(
    '%s refuses them in a replacement, and nobody has gone (keycloak-scim-server#107)',
    async (preset) => {
      const directory = await directoryWith(preset)
      const a = await user(directory)
      const id = await groupOf(directory, [a])
      const members = [{ value: ghost }]
      const replacements = [
        directory.scim.patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: members }),
        directory.scim.patch(`/Groups/${id}`, { op: 'replace', value: { members } }),
        directory.scim.send('PUT', `/Groups/${id}`, { schemas: [group], displayName: 'Other', members }),
      ]
      for (const { status, json } of await Promise.all(replacements)) {
        expect(status).toBe(400)
        expect(json.scimType).toBe('invalidValue')
      }
      expect(await membersOf(directory, id)).toEqual([a])
    },
  )
})

describe('unknownPaths: a PATCH path to an attribute that no schema has', () => {
  const operations = [
    { op: 'Add', path: 'urn:ietf:params:scim:schemas:core:2.0:User:role', value: 'admin' },
    { op: 'Replace', path: 'active', value: 'False' },
  ]

  test('is refused in generic, with the rest of the call', async () => {
    const directory = await directoryWith('generic')
    const id = await user(directory)
    const { json, status } = await directory.scim.patch(`/Users/${id}`, ...operations)
    expect(status).toBe(400)
    expect(json.scimType).toBe('invalidPath')
    expect((await directory.scim.get(`/Users/${id}`)).json.active).toBe(true)
  })

  test('keeps no leaver in Entra (Entra 8)', async () => {
    const directory = await directoryWith('entra')
    const id = await user(directory)
    const answer = await directory.scim.patch(`/Users/${id}`, ...operations)
    expect(answer.status).toBe(204)
    expect((await directory.scim.get(`/Users/${id}`)).json.active).toBe(false)
    const { repairs } = await exchangeOf(running, site, directory, answer)
    expect(repairs).toContain('ignored:urn:ietf:params:scim:schemas:core:2.0:User:role')
  })
})

describe('putWithoutMembers: a PUT of a group that does not speak of members', () => {
  test.each([
    ['keep', undefined, 1],
    ['clear', undefined, 0],
    ['keep', [], 0],
    ['keep', null, 0],
  ])('%s, members %o', async (value, members, expected) => {
    const directory = await directoryWith('keycloak', `putWithoutMembers=${value}`)
    const id = await groupOf(directory, [await user(directory)])
    const body = { schemas: [group], id, externalId: 'bbaffbe6', displayName: 'foo2', members }
    const answer = await directory.scim.send('PUT', `/Groups/${id}`, body)
    expect(answer.status).toBe(200)
    expect(answer.json.members ?? []).toHaveLength(expected)
    expect(await membersOf(directory, id)).toHaveLength(expected)
  })
})

describe('groupNames: two groups of one name', () => {
  test('are two groups in generic', async () => {
    const { scim } = await directoryWith('generic')
    expect((await scim.createGroup('Sales')).status).toBe(201)
    expect((await scim.createGroup('sales')).status).toBe(201)
  })

  test.each(['entra', 'authentik'])('are 409 in %s, when made and when renamed', async (preset) => {
    const { scim } = await directoryWith(preset)
    const sales = (await scim.createGroup('Sales')).json.id
    const other = (await scim.createGroup('Support')).json.id
    const answers = [
      await scim.createGroup('SALES'),
      await scim.patch(`/Groups/${other}`, { op: 'Replace', path: 'displayName', value: 'sales' }),
      await scim.send('PUT', `/Groups/${other}`, { schemas: [group], displayName: 'Sales' }),
    ]
    for (const { status, json } of answers) {
      expect(status).toBe(409)
      expect(json.scimType).toBe('uniqueness')
    }
    const own = await scim.patch(`/Groups/${sales}`, { op: 'Replace', path: 'displayName', value: 'SALES' })
    expect(own.status).toBe(204)
    expect((await scim.get('/Groups')).json.totalResults).toBe(2)
    await scim.delete(`/Groups/${sales}`)
    expect((await scim.createGroup('Sales')).status).toBe(201)
  })

  test('twenty at once make one group', async () => {
    const { scim } = await directoryWith('entra')
    const answers = await Promise.all(Array.from({ length: 20 }, () => scim.createGroup('Sales')))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
    expect((await scim.get('/Groups')).json.totalResults).toBe(1)
  })
})

describe('a change of settings', () => {
  test('counts within half a second, also for a token that has just called', async () => {
    const directory = await directoryWith('generic')
    const id = await groupOf(directory, [])
    const rename = () =>
      directory.scim.patch(`/Groups/${id}`, { op: 'replace', path: 'displayName', value: `G${++made}` })
    expect((await rename()).status).toBe(204)
    expect(await change(directory, { set: ['patchAnswer=always-200'] })).toBe(true)
    now = new Date(now.getTime() + 500)
    expect((await rename()).status).toBe(200)
    expect(await change(directory, { unset: ['patchAnswer'] })).toBe(true)
    now = new Date(now.getTime() + 500)
    expect((await rename()).status).toBe(204)
  })

  test('is an audit event with what was before; what changes nothing is none', async () => {
    const directory = await directoryWith('generic')
    const subject = keyOf(directory.directory.directoryId)
    const events = async () => {
      return (await auditOf(running, site, subject)).filter(
        ({ action }) => action === 'directory.settings-changed',
      )
    }
    expect(await change(directory, { preset: 'okta', set: ['groupNames=unique'] })).toBe(true)
    expect(await change(directory, { preset: 'okta', set: ['groupNames=unique'] })).toBe(false)
    const [event, ...others] = await events()
    expect(others).toEqual([])
    expect(event).toMatchObject({ actorKind: 'command', actor: 'test' })
    expect(JSON.parse(event?.details ?? '')).toEqual({
      before: { preset: 'generic', overrides: {} },
      after: { preset: 'okta', overrides: { groupNames: 'unique' } },
    })
  })

  test('is refused as a whole when any part of it is unknown', async () => {
    const directory = await directoryWith('generic')
    await expect(change(directory, { preset: 'okta', set: ['groupNames=x'] })).rejects.toThrow(/^groupNames:/)
    await expect(change(directory, { preset: 'okta', unset: ['x'] })).rejects.toThrow(/^x:/)
    await expect(change(directory, { preset: 'x' })).rejects.toThrow(/^preset:/)
    expect(await change(directory, { preset: 'generic' })).toBe(false)
  })

  test.each(presetNames)('%s answers a user and a group', async (preset) => {
    const directory = await directoryWith(preset)
    const id = await groupOf(directory, [await user(directory)])
    expect(await membersOf(directory, id)).toHaveLength(1)
  })
})
