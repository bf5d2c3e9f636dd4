// Portals as administrators set them up: whom they are for, what they ask for, in which order, and what became of them.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { SeenForm } from '../../src/storage/desk/seen-portals.ts'
import { fieldsOfType, formSeenBy, type KeptField } from '../../src/storage/desk/seen-portals.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { command, commandJson } from '../fixtures/command.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { auditOf, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let agent: Browser
let tests = 0
/** Of each test its own. */
let portalId: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  agent = (await makeStaff(running, site, 'agent')).browser
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  portalId = (await owner.call('addPortal', { body: { key: `T${tests}`, name: `Portal ${tests}` } })).id
})

const params = () => ({ portalId })
const organization = async (name: string) => (await owner.call('addOrganization', { body: { name } })).id
const member = async (name: string, organizationId: string) => {
  const { id } = await owner.call('addCustomer', { body: { name, address: `${name}@m.com`, proven: true } })
  await owner.call('addOrganizationPerson', { params: { organizationId }, body: { customerId: id } })
  return id
}
const told = async (subject: string) =>
  (await auditOf(running, site, subject)).map(({ action, details }) => [action, JSON.parse(details)])

test('a portal is added behind the others, changed and told of; agents read it and change nothing', async () => {
  const added = await agent.call('getPortal', { params: params() })
  expect(added).toMatchObject({
    ...{ key: `T${tests}`, audience: 'signed-in', forMembers: false, shareDefault: 'private' },
    ...{ organizations: [], directories: [], isSeenByNobody: false, requestTypes: 0, archivedAt: null },
  })
  expect((await owner.call('listPortals', {})).items.at(-1)?.id).toBe(portalId)
  const globex = await organization(`Globex ${tests}`)
  const { directory } = await makeDirectory(running, site, `Initech ${tests}`)
  const directoryId = keyOf(directory.directoryId)
  const named = { organizationIds: [globex], directoryIds: [directoryId] }
  const body = { name: 'For them', audience: 'named' as const, ...named }
  expect(await owner.call('changePortal', { params: params(), body })).toMatchObject({
    name: 'For them',
    organizations: [{ id: globex, name: `Globex ${tests}` }],
    directories: [{ id: directoryId, name: `Initech ${tests}` }],
  })
  // The same again is no change.
  await owner.call('changePortal', { params: params(), body })
  expect(await told(portalId)).toEqual([
    [
      'portal.changed',
      {
        key: `T${tests}`,
        before: { name: `Portal ${tests}`, audience: 'signed-in', organizationIds: '', directoryIds: '' },
        after: { name: 'For them', audience: 'named', organizationIds: globex, directoryIds: directoryId },
      },
    ],
    ['portal.added', expect.objectContaining({ key: `T${tests}`, audience: 'signed-in' })],
  ])
  for (const refused of [
    agent.refused('changePortal', { params: params(), body: { name: 'Mine' } }),
    agent.refused('addPortal', { body: { key: 'MINE', name: 'Mine' } }),
    agent.refused('addRequestType', { params: params(), body: { name: 'Mine' } }),
  ]) {
    expect(await refused).toMatchObject({ status: 403 })
  }
})

test('a key is one portal for ever; what is named must be there, and of customers', async () => {
  await owner.call('archivePortal', { params: params() })
  expect(await owner.refused('addPortal', { body: { key: `T${tests}`, name: 'Again' } })).toMatchObject({
    code: 'conflict',
    errors: [{ field: 'key' }],
  })
  const nobody = '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'
  const { directory } = await makeDirectory(running, site, `Staff ${tests}`, { audience: 'staff' })
  for (const [field, body] of [
    ['key', { key: 'sup', name: 'X' }],
    ['organizationIds', { key: 'NEW', name: 'X', organizationIds: [nobody] }],
    ['directoryIds', { key: 'NEW', name: 'X', directoryIds: ['000001'] }],
    ['directoryIds', { key: 'NEW', name: 'X', directoryIds: [keyOf(directory.directoryId)] }],
  ] as const) {
    expect(await owner.refused('addPortal', { body: body as never })).toMatchObject({
      status: 400,
      errors: [{ field }],
    })
  }
})

test('before an audience changes it is said how many gain and lose sight', async () => {
  const [globex, initech] = [await organization(`G ${tests}`), await organization(`I ${tests}`)]
  await member(`ann${tests}`, globex)
  await member(`bob${tests}`, globex)
  const both = await member(`cid${tests}`, globex)
  await owner.call('addOrganizationPerson', {
    params: { organizationId: initech },
    body: { customerId: both },
  })
  const gone = await member(`gone${tests}`, initech)
  await owner.call('deactivateCustomer', { params: { customerId: gone } })
  const { directory, scim } = await makeDirectory(running, site, `D ${tests}`, { domains: [`d${tests}.com`] })
  await scim.createUser(`eve@d${tests}.com`)
  const { json: fay } = await scim.createUser(`fay@d${tests}.com`)
  const { json: group } = await scim.createGroup(`Group ${tests}`, [fay.id])
  expect(group.id).toBeDefined()
  const byGroup = (await owner.call('listOrganizations', { query: { limit: 200 } })).items.find(
    ({ name }) => name === `Group ${tests}`,
  )
  const all = (await owner.call('previewPortalSight', { params: params(), body: {} })).before
  const preview = (body: object) => owner.call('previewPortalSight', { params: params(), body })
  expect(await preview({ audience: 'named', organizationIds: [globex] })).toEqual({
    ...{ before: all, after: 3, gain: 0, lose: all - 3 },
    members: { before: true, after: false },
    anyone: { before: false, after: false },
  })
  await owner.call('changePortal', {
    params: params(),
    body: { audience: 'named', organizationIds: [globex], forMembers: true },
  })
  const directoryIds = [keyOf(directory.directoryId)]
  expect(await preview({ organizationIds: [initech, byGroup?.id], directoryIds })).toEqual({
    ...{ before: 3, after: 3, gain: 2, lose: 2 },
    members: { before: true, after: true },
    anyone: { before: false, after: false },
  })
  expect(await preview({ organizationIds: [byGroup?.id] })).toMatchObject({ after: 1, gain: 1, lose: 3 })
  expect(await preview({ audience: 'anyone' })).toMatchObject({
    ...{ before: 3, after: all, gain: all - 3, lose: 0 },
    anyone: { before: false, after: true },
  })
  // It changes nothing.
  expect(await owner.call('getPortal', { params: params() })).toMatchObject({
    organizations: [{ id: globex }],
  })
})

test('portals stand in the order that is chosen, which names each of them', async () => {
  const ids = async () => (await owner.call('listPortals', {})).items.map(({ id }) => id)
  const wanted = (await ids()).toReversed()
  const { items } = await owner.call('orderPortals', { body: { portalIds: wanted } })
  expect(items.map(({ id }) => id)).toEqual(wanted)
  expect(await ids()).toEqual(wanted)
  for (const portalIds of [wanted.slice(1), [...wanted, portalId], [wanted[1] ?? '', ...wanted.slice(1)]]) {
    expect(await owner.refused('orderPortals', { body: { portalIds } })).toMatchObject({ code: 'conflict' })
  }
  expect(await ids()).toEqual(wanted)
})

describe('request types', () => {
  const choice = { kind: 'choice', label: 'Which?', options: [{ label: 'Red' }, { label: 'Blue' }] } as const
  const add = (fields: object[]) =>
    owner.call('addRequestType', { params: params(), body: { name: 'Ask', fields: fields as never } })
  const change = (requestTypeId: string, fields: object[]) =>
    owner.call('changeRequestType', {
      params: { portalId, requestTypeId },
      body: { fields: fields as never },
    })
  const asWanted = ({ archivedOptions: _, ...field }: { archivedOptions: unknown }) => field
  /** As after the portal's first request. */
  const wasAsked = () =>
    running.app.database.inSite(site.id, async (tx) =>
      tx.write({
        ...{ name: '', table: 'portals' },
        text: 'update portals set last_number = 1 where site_id = $1 and portal_id = $2',
        values: [site.id, portalId],
      }),
    )

  test('what is asked is saved as one list; what may have been answered stays, archived, and comes back', async () => {
    const made = await add([{ kind: 'text', label: 'Where?', isRequired: true }, choice])
    expect(made.fields).toMatchObject([
      { kind: 'text', label: 'Where?', isRequired: true, help: '', options: [], archivedOptions: [] },
      { kind: 'choice', options: [{ label: 'Red' }, { label: 'Blue' }] },
    ])
    await wasAsked()
    const [where, which] = made.fields
    if (!where || !which) throw new Error('there are two')
    const [red, blue] = which.options
    const options = [{ id: blue?.id, label: 'Navy' }, { label: 'Green' }]
    const less = await change(made.id, [
      { kind: 'date', label: 'When?' },
      { ...asWanted(which), options },
    ])
    expect(less.fields).toMatchObject([
      { kind: 'date' },
      {
        id: which.id,
        options: [{ id: blue?.id, label: 'Navy' }, { label: 'Green' }],
        archivedOptions: [red],
      },
    ])
    expect(less.archivedFields).toMatchObject([{ id: where.id, label: 'Where?' }])
    const kept = await readRows<KeptField>(running, site, fieldsOfType(site.id, made.id))
    expect(kept.map(({ id, isArchived }) => [id, isArchived])).toContainEqual([where.id, true])
    const asker = { kind: 'staff', seesEvery: false } as const
    const [form] = await readRows<SeenForm>(running, site, formSeenBy(site.id, asker, made.id))
    expect(form?.fields.map(({ label }) => label)).toEqual(['When?', 'Which?'])
    const back = await change(made.id, [asWanted(where)])
    expect([back.fields.map(({ id }) => id), back.archivedFields.length]).toEqual([[where.id], 2])
  })

  test('before the first request what is left out is gone', async () => {
    const made = await add([{ kind: 'text', label: 'Where?' }, choice])
    const left = await change(made.id, [asWanted(made.fields[1] as never)])
    expect([left.fields.length, left.archivedFields]).toEqual([1, []])
  })

  test('a wrong field is named by its place, and nothing is saved', async () => {
    const made = await add([{ kind: 'text', label: 'Where?' }])
    const asParams = { portalId, requestTypeId: made.id }
    const other = { ...asWanted(made.fields[0] as never), kind: 'number' }
    for (const [field, fields] of [
      ['fields.0.kind', [other]],
      [
        'fields.1.options',
        [
          { kind: 'text', label: 'A' },
          { kind: 'choice', label: 'B' },
        ],
      ],
      ['fields.0.kind', [{ kind: 'table', label: 'B' }]],
      ['fields', Array.from({ length: 51 }, () => ({ kind: 'text', label: 'A' }))],
    ] as const) {
      const refused = await owner.refused('changeRequestType', {
        params: asParams,
        body: { name: 'Other', fields: fields as never },
      })
      expect(refused.errors?.map((error) => error.field)).toEqual([field])
    }
    expect(await owner.call('getRequestType', { params: asParams })).toEqual(made)
  })

  test('they are ordered, archived and brought back; a form that is archived is nobody’s', async () => {
    const [one, two] = [await add([]), await add([])]
    const { items } = await owner.call('orderRequestTypes', {
      params: params(),
      body: { requestTypeIds: [two.id, one.id] },
    })
    expect(items.map(({ id }) => id)).toEqual([two.id, one.id])
    const asParams = { portalId, requestTypeId: one.id }
    const form = () =>
      readRows(running, site, formSeenBy(site.id, { kind: 'staff', seesEvery: true }, one.id))
    await owner.call('archiveRequestType', { params: asParams })
    expect(await form()).toEqual([])
    expect(await owner.call('getPortal', { params: params() })).toMatchObject({
      requestTypes: 1,
      archivedRequestTypes: 1,
    })
    await owner.call('restoreRequestType', { params: asParams })
    expect(await form()).toHaveLength(1)
    await owner.call('archivePortal', { params: params() })
    expect(await form()).toEqual([])
    const actions = (await told(one.id)).map(([action]) => action)
    expect(actions).toEqual(['request-type.restored', 'request-type.archived', 'request-type.added'])
  })
})

describe('whom a portal names', () => {
  const names = async () => {
    const { organizations, directories, isSeenByNobody } = await owner.call('getPortal', { params: params() })
    return [...organizations, ...directories].map(({ name }) => name).concat(isSeenByNobody ? ['nobody'] : [])
  }

  test('an organization that is deleted is named no more, which is said before; then nobody sees it', async () => {
    const globex = await organization(`Gone ${tests}`)
    await owner.call('changePortal', {
      params: params(),
      body: { audience: 'named', organizationIds: [globex] },
    })
    const at = { params: { organizationId: globex } }
    expect(await owner.call('previewOrganizationDeletion', at)).toMatchObject({
      portals: [`Portal ${tests}`],
    })
    await owner.call('deleteOrganization', at)
    expect(await names()).toEqual(['nobody'])
    expect((await told(globex))[0]).toMatchObject(['organization.deleted', { portals: [`Portal ${tests}`] }])
  })

  test('an organization that a portal names is taken over by no group of its name', async () => {
    const name = `Hand ${tests}`
    await owner.call('changePortal', {
      params: params(),
      body: { audience: 'named', organizationIds: [await organization(name)] },
    })
    const { scim } = await makeDirectory(running, site, `Mallory ${tests}`)
    const { json: user } = await scim.createUser(`mallory@m${tests}.com`)
    await scim.createGroup(name, [user.id])
    const all = (await owner.call('listOrganizations', { query: { limit: 200 } })).items
    const found = all.filter((one) => one.name.startsWith(name)).map((one) => [one.name, one.sources.length])
    expect(Object.fromEntries(found)).toEqual({ [name]: 0, [`${name} (Mallory ${tests})`]: 1 })
  })

  test('a successor is named as well, and no more when that is taken back; a disconnection says which are concerned', async () => {
    const from = await makeDirectory(running, site, `From ${tests}`)
    const to = await makeDirectory(running, site, `To ${tests}`)
    const [fromId, successorId] = [from, to].map(({ directory }) => keyOf(directory.directoryId)) as [
      string,
      string,
    ]
    await owner.call('changePortal', {
      params: params(),
      body: { audience: 'named', directoryIds: [fromId] },
    })
    const at = { params: { directoryId: fromId } }
    expect(await owner.call('previewDisconnection', at)).toMatchObject({ portals: [`Portal ${tests}`] })
    expect(await owner.call('previewSuccession', { ...at, query: { successorId } })).toMatchObject({
      portals: [`Portal ${tests}`],
    })
    await owner.call('beginSuccession', { ...at, body: { successorId } })
    expect(await names()).toEqual([`From ${tests}`, `To ${tests}`])
    await owner.call('undoSuccession', at)
    expect(await names()).toEqual([`From ${tests}`])
  })

  test('a successor that was named before stays named when it is taken back', async () => {
    const from = await makeDirectory(running, site, `From ${tests}`)
    const to = await makeDirectory(running, site, `To ${tests}`)
    const ids = [from, to].map(({ directory }) => keyOf(directory.directoryId)) as [string, string]
    await owner.call('changePortal', { params: params(), body: { audience: 'named', directoryIds: ids } })
    const at = { params: { directoryId: ids[0] } }
    await owner.call('beginSuccession', { ...at, body: { successorId: ids[1] } })
    await owner.call('undoSuccession', at)
    expect(await names()).toEqual([`From ${tests}`, `To ${tests}`])
  })
})

test('portals are listed, shown, added and archived at the command line', async () => {
  const env = { DATABASE_URL: running.ownerUrl }
  const run = (...args: string[]) => commandJson(env, 'portal', ...args)
  await organization(`Cli ${tests}`)
  await makeDirectory(running, site, `Cli D ${tests}`)
  const named = ['--organization', `Cli ${tests}`, '--directory', `Cli D ${tests}`, '--members']
  const added = await run('add', '--key', 'CLI', '--name', 'By hand', '--audience', 'named', ...named)
  expect(added).toMatchObject({
    ...{ key: 'CLI', audience: 'named', forMembers: true, shareDefault: 'private' },
    ...{ organizations: [{ name: `Cli ${tests}` }], directories: [{ name: `Cli D ${tests}` }] },
  })
  expect((await run('list')).map(({ key }: { key: string }) => key)).toContain('CLI')
  expect((await command(env, 'portal', 'show', 'cli')).stdout).toContain(
    `for Cli ${tests}, people of Cli D ${tests}, members of the staff`,
  )
  expect((await command(env, 'portal', 'show', 'SUP')).stdout).toMatch(
    /What can we help you with\? +paragraph +required/,
  )
  expect(await run('archive', 'CLI')).toMatchObject({ archivedAt: expect.any(String) })
  expect(await run('archive', 'CLI', '--back')).toMatchObject({ archivedAt: null })
  for (const [words, ...args] of [
    [/capital letters/, 'add', '--key', 'cli', '--name', 'X'],
    [/is a portal CLI already/, 'add', '--key', 'CLI', '--name', 'X'],
    [/audience: must be one of/, 'add', '--key', 'NEW', '--name', 'X', '--audience', 'all'],
    [/portal NONE does not exist/, 'show', 'NONE'],
  ] as const) {
    const { code, stderr } = await command(env, 'portal', ...args)
    expect([code === 0, stderr]).toEqual([false, expect.stringMatching(words)])
  }
})
