// Which groups are which organizations: rules of a directory, its home, names that others have, and what a preview says.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { goLive, pause, resume } from '../../src/people/directory-state.ts'
import { finishReplays } from '../../src/people/finish-replays.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { command, commandJson } from '../fixtures/command.ts'
import { runQueue } from '../fixtures/queue.ts'
import { openFor } from '../fixtures/requests.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let named = 0

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

/** A directory of its own for each test; a site with staff is found only while it is the only one. */
async function given(home?: string): Promise<void> {
  named++
  globex = await makeDirectory(
    running,
    site,
    `Globex ${named}`,
    home === undefined ? {} : { home: own(home) },
  )
}

const own = (name: string) => `${name} ${named}`
const at = ({ directory }: MadeDirectory) => ({ directoryId: keyOf(directory.directoryId) })

type Body = Parameters<typeof owner.call<'changeMapping'>>[1]['body']
type Rule = Body['rules'][number]

/** `name prefix Sales` leads to an organization of this name. */
function rule(text: string, to: string | null): Rule {
  const [subject, way, ...value] = text.split(' ')
  return {
    subject: subject as Rule['subject'],
    way: way as Rule['way'],
    value: value.join(' '),
    to: to === null ? 'nothing' : { name: to },
  }
}

const mapping = (rules: Rule[], rest: Partial<Body> = {}): Body => ({
  rules,
  unmatched: 'own',
  home: null,
  ...rest,
})
const save = (body: Body, directory = globex) => owner.call('changeMapping', { params: at(directory), body })
const preview = ({ confirm: _, ...body }: Body, directory = globex) =>
  owner.call('previewMapping', { params: at(directory), body })

async function organizations() {
  const { items } = await owner.call('listOrganizations', { query: { limit: 200 } })
  return items
}

/** Every organization that this directory feeds or made in the test, with the names of its members. */
async function everybody(): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const { id, name, sources } of await organizations()) {
    const isHere = sources.some(({ directory }) => directory?.id === at(globex).directoryId)
    if (!isHere && !name.endsWith(` ${named}`)) continue
    const { items } = await owner.call('listMembers', { params: { organizationId: id }, query: {} })
    all[name] = items.map((member) => member.name).sort()
  }
  return all
}

async function idOf(name: string): Promise<string> {
  const found = (await organizations()).find((one) => one.name === name)
  if (!found) throw new Error(`there is no organization ${name}`)
  return found.id
}

async function user(name: string, { scim } = globex): Promise<string> {
  const { json } = await scim.createUser(`${name}@globex${named}.com`, { displayName: name })
  return json.id
}

async function group(displayName: string, ...people: string[]): Promise<string> {
  const ids: string[] = []
  for (const one of people) ids.push(await user(one))
  const { json, status } = await globex.scim.createGroup(displayName, ids)
  expect(status).toBe(201)
  return json.id
}

const rename = (id: string, displayName: string) =>
  globex.scim.patch(`/Groups/${id}`, { op: 'replace', value: { displayName } })

async function request(person: string, organization: string): Promise<void> {
  const organizationId = await idOf(organization)
  const { items } = await owner.call('listMembers', { params: { organizationId }, query: {} })
  const requesterId = items.find(({ name }) => name === person)?.id ?? ''
  await openFor(
    running.app.database,
    site.id,
    { requesterId, organizationId, summary: 'It is broken' },
    byTest(),
  )
}

test('groups follow the rules: those there are at once, later ones when they come', async () => {
  await given()
  await group('Sales EMEA', 'Ann')
  const apac = await group('Sales APAC', 'Bob')
  await group('Everybody', 'Cid')
  await group('Ops', 'Dan')
  const saved = await save(
    mapping([rule('name prefix Sales', own('Sellers')), rule('name exact Everybody', null)]),
  )
  expect(saved.rules).toMatchObject([
    { value: 'Sales', organization: { name: own('Sellers') }, waits: false },
    { value: 'Everybody', organization: null, waits: false },
  ])
  expect(await everybody()).toMatchObject({ [own('Sellers')]: ['Ann', 'Bob'], Ops: ['Dan'] })
  expect(Object.keys(await everybody())).toHaveLength(2)

  await group('sales latam', 'Eve')
  await rename(apac, 'Purchase')
  expect(await everybody()).toMatchObject({ [own('Sellers')]: ['Ann', 'Eve'], Purchase: ['Bob'] })
  await rename(apac, 'Sales again')
  expect(await everybody()).toMatchObject({ [own('Sellers')]: ['Ann', 'Bob', 'Eve'] })

  await save(mapping([], { unmatched: 'nothing' }))
  expect(await everybody()).toEqual({})
  await save(mapping([]))
  expect(Object.keys(await everybody()).sort()).toEqual([
    'Everybody',
    'Ops',
    'Sales EMEA',
    'Sales again',
    'sales latam',
  ])
})

test('a group is known by its external id, whatever it is called', async () => {
  await given()
  const id = await group('Some name', 'Ann')
  await globex.scim.patch(`/Groups/${id}`, { op: 'add', value: { externalId: 'AAD-77' } })
  await save(mapping([rule('id exact aad-77', own('Board'))]))
  expect(await everybody()).toEqual({ [own('Board')]: ['Ann'] })
  await rename(id, 'Another name')
  expect(await everybody()).toEqual({ [own('Board')]: ['Ann'] })
})

test('rules that contradict each other are refused, with both of them named', async () => {
  await given()
  const body = mapping([
    rule('name prefix Sales', own('Sellers')),
    rule('name exact Sales EMEA', own('Europe')),
  ])
  const refused = await owner.refused('changeMapping', { params: at(globex), body })
  expect(refused.code).toBe('conflict')
  expect(refused.detail).toContain(`Rule 2 (name is "Sales EMEA" → ${own('Europe')}) contradicts`)
  expect(refused.detail).toContain(`rule 1 (name begins with "Sales" → ${own('Sellers')})`)
  expect(await owner.refused('previewMapping', { params: at(globex), body })).toEqual({
    ...refused,
    requestId: expect.any(String),
  })
  expect(await owner.call('getMapping', { params: at(globex) })).toEqual({
    rules: [],
    unmatched: 'own',
    home: null,
    waitingHome: null,
  })
})

test('an organization that the directory did not create is fed only when a site administrator confirms it', async () => {
  await given('Hooli')
  const hooli = globex
  const theirs = own('Hooli')
  await given()
  await group('Partners', 'Eve')
  await user('Zoe', hooli)
  const hooliId = await idOf(theirs)
  const body = mapping([rule('name exact Partners', theirs)], { home: { name: theirs } })
  const shown = await preview(body)
  expect(shown.organizations.find(({ id }) => id === hooliId)).toMatchObject({
    needsConfirmation: true,
    joins: 1,
    firstJoining: ['Eve'],
  })
  const saved = await save(body)
  expect(saved).toMatchObject({ rules: [{ waits: true }], home: null, waitingHome: { name: theirs } })
  expect(await everybody()).toEqual({ Partners: ['Eve'] })
  // Neither the identity provider nor a replay can do it.
  await group('PARTNERS', 'Mallory')
  await finishReplays(running.app.database, site.id, new Date())
  expect(await everybody()).toEqual({ Partners: ['Eve', 'Mallory'] })
  // Nor does confirming another organization.
  expect(await save({ ...body, confirm: [hooliId.replace(/^./, 'f')] })).toEqual(saved)
  await save({ ...body, confirm: [hooliId] })
  expect(await everybody()).toEqual({ [theirs]: ['Eve', 'Mallory', 'Zoe'] })
  // Confirmed once, it stays so while the rule stays as it is.
  expect((await save(mapping(body.rules))).rules).toMatchObject([{ waits: false }])
})

test('what waits is a case, which an administrator confirms or refuses', async () => {
  await given('Hooli')
  const theirs = own('Hooli')
  const foreign = await idOf(theirs)
  await given()
  await group('Partners', 'Eve')
  const waiting = async () => {
    const { items } = await owner.call('listCases', { query: {} })
    return items.filter((one) => one.kind === 'organization-source')
  }
  const body = mapping([rule('name exact Partners', theirs)], { home: { name: theirs } })
  await save(body)
  const [first] = await waiting()
  const params = { caseId: first?.id ?? '' }
  const decide = (decision: string) => owner.call('decideCase', { params, body: { decision } })
  expect(await owner.call('previewCase', { params: { ...params, decision: 'confirm' } })).toMatchObject({
    effects: [{ code: 'feeds-organization', values: { joins: 1, readable: 0 } }],
  })
  await decide('refuse')
  expect(await owner.call('getMapping', { params: at(globex) })).toMatchObject({
    rules: [],
    waitingHome: null,
  })
  await save(body)
  params.caseId = (await waiting())[0]?.id ?? ''
  await decide('confirm')
  await runQueue(running, site)
  expect(await waiting()).toEqual([])
  const { items } = await owner.call('listMembers', { params: { organizationId: foreign }, query: {} })
  expect(items.map(({ name, sources }) => [name, sources.map(({ kind }) => kind).sort()])).toEqual([
    ['Eve', ['group', 'home']],
  ])
  // Taken back, everybody is out at once, and it waits again.
  await owner.call('undoCase', { params, body: {} })
  await runQueue(running, site)
  expect(await everybody()).toEqual({ Partners: ['Eve'] })
  expect(await waiting()).toMatchObject([{ id: params.caseId }])
})

test('rules of a rehearsal are saved at once, and hold when it goes live', async () => {
  await given()
  globex = await makeDirectory(running, site, `Umbrella ${named}`, { rehearsal: true })
  await group('Umbrella sales', 'Ann')
  await group('Umbrella ops', 'Bob')
  const body = mapping([rule('name exact Umbrella sales', own('Sellers'))], { unmatched: 'nothing' })
  expect(await preview(body)).toMatchObject({ groups: 2, joins: 1, leaves: 0 })
  await save(body)
  expect(await everybody()).toEqual({ [own('Sellers')]: [] })
  await goLive(running.app.database, site.id, globex.directory.directoryId, byTest())
  expect(await everybody()).toEqual({ [own('Sellers')]: ['Ann'] })
})

test('while the directory is paused whoever loses an organization by a rule loses it at once, and nobody gains one', async () => {
  await given()
  await group('Ops', 'Ann')
  await group('Sales', 'Bob')
  await pause(running.app.database, site.id, globex.directory.directoryId, byTest())
  await save(
    mapping([rule('name exact Ops', own('Sellers')), rule('name exact Sales', null)], {
      home: { name: own('All') },
    }),
  )
  expect(await everybody()).toEqual({ [own('All')]: [], [own('Sellers')]: [] })
  await resume(running.app.database, site.id, globex.directory.directoryId, byTest())
  expect(await everybody()).toEqual({ [own('All')]: ['Ann', 'Bob'], [own('Sellers')]: ['Ann'] })
})

test('what is left of a mapping in the background is done there, and doing it twice changes nothing', async () => {
  await given()
  await group('Ops', 'Ann')
  await save(mapping([rule('name exact Ops', own('Sellers'))]))
  const before = [await everybody(), (await owner.call('listAudit', { query: { limit: 200 } })).items.length]
  await runQueue(running, site, new Date(Date.now() + 60_000))
  await finishReplays(running.app.database, site.id, new Date())
  await save(mapping([rule('name exact Ops', own('Sellers'))]))
  const after = [
    await everybody(),
    (await owner.call('listAudit', { query: { limit: 200 } })).items.length - 1,
  ]
  expect(after).toEqual(before)
})

test('a home takes everybody, also those of an empty group, and is changed like any rule', async () => {
  await given('Here')
  await user('Ann')
  await group('Nobody yet')
  expect(await everybody()).toEqual({ [own('Here')]: ['Ann'], 'Nobody yet': [] })
  await save(mapping([], { home: { name: own('There') } }))
  expect(await everybody()).toEqual({ [own('There')]: ['Ann'], 'Nobody yet': [] })
  await request('Ann', own('There'))
  await save(mapping([]))
  expect(await everybody()).toEqual({ [own('There')]: [], 'Nobody yet': [] })
})

/** What a preview says of organizations, and what has become of them since. */
async function becomes(body: Body): Promise<void> {
  const before = await membersById()
  const shown = await preview(body)
  await save({ ...body, confirm: (await organizations()).map(({ id }) => id).slice(0, 100) })
  const after = await membersById()
  const differences: Record<string, object> = {}
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [then, now] = [before.get(id), after.get(id)]
    if (then && now && then.name === now.name && then.fed === now.fed) continue
    const [thenIn, nowIn] = [new Set(then?.members), new Set(now?.members)]
    differences[now?.name ?? then?.name ?? ''] = {
      joins: [...nowIn].filter((one) => !thenIn.has(one)).length,
      leaves: [...thenIn].filter((one) => !nowIn.has(one)).length,
      isThere: [then !== undefined, now !== undefined],
    }
  }
  const said = shown.organizations.map(({ name, change, joins, leaves }) => [
    name,
    { joins, leaves, isThere: [change !== 'appears', change !== 'goes'] },
  ])
  expect(Object.fromEntries(said)).toEqual(differences)
}

async function membersById() {
  const all = new Map<string, { name: string; members: string[]; fed: string }>()
  for (const { id, name, sources } of await organizations()) {
    const { items } = await owner.call('listMembers', {
      params: { organizationId: id },
      query: { limit: 200 },
    })
    const fed = sources.map((one) => `${one.kind} ${one.directory?.id} ${one.group?.id}`).sort()
    all.set(id, { name, members: items.map((one) => one.id), fed: fed.join() })
  }
  return all
}

test('what a preview says is what comes of it', async () => {
  await given()
  const initech = await makeDirectory(running, site, `Initech ${named}`)
  const ids = await Promise.all(['Ops', 'Sales', 'Sales A', 'Board'].map((one) => user(one.replace(' ', ''))))
  const [a = '', b = '', c = '', d = ''] = ids
  const sales = (await globex.scim.createGroup('Sales', [a, b])).json.id
  await globex.scim.createGroup('Sales A', [b, c])
  await globex.scim.createGroup('Board', [d, sales])
  await globex.scim.createGroup('BOARD', [a])
  const foreign = (await initech.scim.createGroup(own('Team'), [await user('Eve', initech)])).json.id
  await initech.scim.createGroup('Board', [])
  expect(foreign).toBeDefined()
  const some = [
    rule('name prefix Sales', own('Sellers')),
    rule('name exact Board', own('Team')),
    rule('name exact Sales', own('Sellers')),
    rule('name pattern *a*', own('With a')),
    rule('name pattern *', null),
  ]
  const [prefix, board, exact, letter, nothing] = some as [Rule, Rule, Rule, Rule, Rule]
  const wanted: Body[] = [
    mapping([prefix]),
    mapping([exact, letter], { unmatched: 'nothing' }),
    mapping([board, prefix], { home: { name: own('All') } }),
    mapping([exact, nothing], { home: { name: own('Team') } }),
    mapping([letter]),
    mapping([], { unmatched: 'nothing', home: { name: own('All') } }),
    mapping([]),
    mapping([nothing]),
    mapping([board]),
  ]
  for (const body of wanted) await becomes(body)
  // Nobody has the names now: one is prepared by hand, and the group of that name takes it.
  await becomes(mapping([], { unmatched: 'nothing' }))
  const { id } = await owner.call('addOrganization', { body: { name: 'SALES A' } })
  await becomes(mapping([]))
  expect((await organizations()).find((one) => one.id === id)).toMatchObject({ byHand: false, sources: [{}] })
})

test('an organization of the directory’s that people are in by hand stays when nothing else holds it up', async () => {
  await given()
  await group(own('Shop'), 'Ann')
  const { id: customerId } = await owner.call('addCustomer', {
    body: { name: 'Zoe', address: `zoe${named}@home.com`, proven: true },
  })
  await save(mapping([], { home: { name: own('All') } }))
  for (const name of [own('Shop'), own('All')]) {
    const params = { organizationId: await idOf(name) }
    await owner.call('addOrganizationPerson', { params, body: { customerId } })
  }
  const nothing = mapping([], { unmatched: 'nothing' })
  const shown = (await preview(nothing)).organizations.map(({ name, change }) => `${name} ${change}`)
  expect(shown.sort()).toEqual([`${own('All')} emptied`, `${own('Shop')} emptied`].sort())
  await save(nothing)
  const left = await organizations()
  for (const name of [own('Shop'), own('All')]) {
    expect(left.find((one) => one.name === name)?.sources).toMatchObject([{ kind: 'hand' }])
  }
})

test('the command line shows, previews and changes the rules', async () => {
  await given()
  await group('Trade', 'Ann')
  await group('Trade EMEA', 'Bob')
  const env = { DATABASE_URL: running.ownerUrl }
  const where = ['--site', site.slug, '--directory', at(globex).directoryId]
  const map = (...words: string[]) => commandJson(env, 'directory', 'map', ...words, ...where)
  const wide = ['add', 'name', 'prefix', 'Trade', '--to', own('Sellers')]
  expect(await map(...wide, '--preview')).toMatchObject({ groups: 2, joins: 2, leaves: 2 })
  expect(await everybody()).toEqual({ Trade: ['Ann'], 'Trade EMEA': ['Bob'] })
  await map(...wide)
  await map('add', 'name', 'exact', 'Trade EMEA', '--nothing', '--at', '1')
  expect(await everybody()).toEqual({ [own('Sellers')]: ['Ann'] })
  await map('home', own('All'))
  await map('unmatched', 'nothing')
  const { stdout } = await command(env, 'directory', 'map', 'show', ...where)
  expect(stdout).toContain(`1. name is "Trade EMEA" → no organization`)
  expect(stdout).toContain(`2. name begins with "Trade" → ${own('Sellers')}`)
  await map('remove', '1')
  await map('home', '--none')
  expect(await map('show')).toMatchObject({ unmatched: 'nothing', homes: [], rules: [{ value: 'Trade' }] })
  expect(await everybody()).toEqual({ [own('Sellers')]: ['Ann', 'Bob'] })
  const refused = await command(
    env,
    'directory',
    'map',
    'add',
    'name',
    'exact',
    'Trade',
    '--nothing',
    ...where,
  )
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('contradicts rule 1')
})

test('fifteen directories that all have a group Sales are kept apart, whatever each of them makes of it', async () => {
  await given()
  const all: MadeDirectory[] = []
  for (let n = 1; n <= 15; n++) {
    const one = await makeDirectory(running, site, `Company ${n}`)
    await one.scim.createGroup('Field sales', [await user(`Person${n}`, one)])
    all.push(one)
  }
  const [first, second] = all as [MadeDirectory, MadeDirectory]
  const feeding = async (directory: MadeDirectory) =>
    (await organizations())
      .filter(({ sources }) => sources.some((one) => one.directory?.id === at(directory).directoryId))
      .map(({ name }) => name)
  for (const [n, one] of all.entries()) {
    expect(await feeding(one)).toEqual([n === 0 ? 'Field sales' : `Field sales (Company ${n + 1})`])
  }
  await save(mapping([rule('name exact Field sales', 'Field sales (Company 2)')]), second)
  expect(await feeding(second)).toEqual(['Field sales (Company 2)'])
  await save(mapping([rule('name exact Field sales', 'Field sales (Company 2)')]), first)
  expect(await feeding(first)).toEqual(['Field sales'])
  // Renamed to what another company is called: never in, also where a rule leads there and waits.
  const [sales] = (await first.scim.get('/Groups')).json.Resources
  await first.scim.patch(`/Groups/${sales.id}`, {
    op: 'replace',
    value: { displayName: 'Field sales (Company 2)' },
  })
  expect(await feeding(first)).toEqual(['Field sales (Company 2) (Company 1)'])
})
