// A directory's group has the name of an organization that is here already: at creation and at rename alike the two are kept
// apart, and a person decides whether they are one.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { addParticipant } from '../../src/storage/desk/sharing.ts'
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
import { auditOf } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let tests = 0
/** Who has the name, and who comes with it too. */
let acme: MadeDirectory
let globex: MadeDirectory

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  acme = await makeDirectory(running, site, `Acme ${tests}`)
  globex = await makeDirectory(running, site, `Globex ${tests}`)
})

/** Of each test its own. */
const own = (name: string) => `${name} ${tests}`
const kind = 'organization-name'

async function person(name: string, { scim }: MadeDirectory): Promise<string> {
  return (await scim.createUser(`${name}${tests}@${name}.com`, { displayName: name })).json.id
}

/** A group of one new person. */
async function group(displayName: string, name: string, directory: MadeDirectory): Promise<string> {
  const { status, json } = await directory.scim.createGroup(displayName, [await person(name, directory)])
  expect(status).toBe(201)
  return json.id
}

async function rename(id: string, displayName: string, { scim }: MadeDirectory): Promise<void> {
  expect((await scim.patch(`/Groups/${id}`, { op: 'replace', value: { displayName } })).status).toBe(204)
}

async function organizations() {
  const { items } = await owner.call('listOrganizations', { query: { limit: 200 } })
  return items
}
async function idOf(name: string): Promise<string> {
  const found = (await organizations()).find((one) => one.name === name)
  if (!found) throw new Error(`there is no organization ${name}`)
  return found.id
}
const isThere = async (name: string) => (await organizations()).some((one) => one.name === name)

async function members(name: string): Promise<string[]> {
  const params = { organizationId: await idOf(name) }
  const { items } = await owner.call('listMembers', { params, query: { limit: 50 } })
  return items.map((one) => one.name).sort()
}

/** A request of a member, shared with the organization. */
async function ask(name: string, organization: string, summary: string): Promise<void> {
  const organizationId = await idOf(organization)
  const { items } = await owner.call('listMembers', { params: { organizationId }, query: { limit: 50 } })
  const requesterId = items.find((one) => one.name === name)?.id ?? ''
  await openFor(running.app.database, site.id, { requesterId, organizationId, summary }, byTest())
}

async function customerOf(name: string): Promise<string> {
  const query = { address: `${name}${tests}@${name}.com`.toLowerCase(), limit: 2 }
  return (await owner.call('listCustomers', { query })).items[0]?.id ?? ''
}

/** Somebody takes part in another's private request, as somebody of an organization. */
async function takesPart(name: string, requester: string, viaOrganizationId: string): Promise<void> {
  const { database } = running.app
  const given = {
    requesterId: await customerOf(requester),
    organizationId: null,
    summary: `Private of ${requester}`,
  }
  const requestId = await openFor(database, site.id, given, byTest())
  const person = { kind: 'customer', id: await customerOf(name) } as const
  const part = { person, viaOrganizationId, now: new Date() }
  await database.inSite(site.id, async (tx) => tx.write(addParticipant(site.id, requestId, part)))
}

async function sees(name: string): Promise<string[]> {
  const seenBy = await customerOf(name)
  const { items: requests } = await owner.call('listRequests', { query: { seenBy, limit: 50 } })
  return requests.map(({ summary }) => summary).sort()
}

const at = ({ directory }: MadeDirectory) => keyOf(directory.directoryId)
async function cases(directory: MadeDirectory, state: 'open' | 'closed' = 'open') {
  const query = { kind, state, directoryId: at(directory), limit: 50 } as const
  return (await owner.call('listCases', { query })).items
}
async function theCase(directory = globex): Promise<string> {
  const [found, ...more] = await cases(directory)
  if (!found || more.length > 0) throw new Error(`there are ${found ? more.length + 1 : 0} cases`)
  return found.id
}
const decide = (caseId: string, decision: string) =>
  owner.call('decideCase', { params: { caseId }, body: { decision } })
const effects = async (caseId: string, decision: string) => {
  const { effects: all } = await owner.call('previewCase', { params: { caseId, decision } })
  return Object.fromEntries(all.map(({ code, values }) => [code, values]))
}
const undo = (caseId: string) => owner.call('undoCase', { params: { caseId }, body: {} })
const followed = () => runQueue(running, site)

test('fifteen directories with a group of one name are fifteen organizations, and nobody reads another’s requests', async () => {
  const name = own('Sales')
  const all = await Promise.all(
    Array.from({ length: 15 }, (_, n) => makeDirectory(running, site, `Company ${tests} ${n}`)),
  )
  const people = all.map((_, n) => `Person${n}`)
  await Promise.all(all.map((directory, n) => group(name, people[n] as string, directory)))
  const made = (await organizations()).filter((one) => one.name.startsWith(name))
  expect(made).toHaveLength(15)
  for (const one of made) {
    const [member, ...others] = await members(one.name)
    expect(others).toEqual([])
    await ask(member as string, one.name, `Of ${member}`)
  }
  for (const one of people) expect(await sees(one)).toEqual([`Of ${one}`])
  const open = (await owner.call('listCases', { query: { kind, limit: 50 } })).items
  expect(open).toHaveLength(14)
  expect(new Set(open.map((one) => one.organization?.name))).toEqual(new Set([name]))

  const bulk = { kind, decision: 'keep-apart' } as const
  expect(await owner.call('previewManyCases', { query: bulk })).toMatchObject({ cases: 14 })
  expect(await owner.call('decideManyCases', { body: bulk })).toMatchObject({ done: 14, next: null })
  expect((await owner.call('listCases', { query: { kind, limit: 50 } })).items).toEqual([])
})

test('a group renamed to another company’s name stays apart: a case asks, and closes when the name is given up', async () => {
  await group(own('Sales'), 'Ann', acme)
  const support = await group(own('Support'), 'Bob', globex)
  await ask('Ann', own('Sales'), 'Of Ann')
  await rename(support, own('Sales'), globex)
  const apart = `${own('Sales')} (Globex ${tests})`
  expect(await members(own('Sales'))).toEqual(['Ann'])
  expect(await members(apart)).toEqual(['Bob'])
  expect(await sees('Bob')).toEqual([])

  const found = await owner.call('getCase', { params: { caseId: await theCase() } })
  expect(found).toMatchObject({
    organization: { name: own('Sales') },
    organizations: {
      known: {
        name: own('Sales'),
        byHand: false,
        requests: 1,
        sources: [{ directory: { name: `Acme ${tests}` } }],
      },
      own: { name: apart, requests: 0, sources: [{ directory: { name: `Globex ${tests}` } }] },
    },
  })

  await rename(support, own('Marketing'), globex)
  expect(await cases(globex)).toEqual([])
  expect((await cases(globex, 'closed'))[0]).toMatchObject({ outcome: 'settled', decidedBy: null })
  await rename(support, own('Sales'), globex)
  expect(await cases(globex)).toHaveLength(1)
  expect((await globex.scim.delete(`/Groups/${support}`)).status).toBe(204)
  expect(await cases(globex)).toEqual([])
})

test('a case closes when the other organization is renamed or deleted, by its directory or by hand', async () => {
  const sales = await group(own('Sales'), 'Ann', acme)
  await group(own('Sales'), 'Bob', globex)
  await rename(sales, own('Trade'), acme)
  expect(await cases(globex)).toEqual([])

  const { id: organizationId } = await owner.call('addOrganization', { body: { name: own('Audit') } })
  const { id: customerId } = await owner.call('addCustomer', {
    body: { name: 'Cid', address: `cid${tests}@home.com`, proven: true },
  })
  const params = { organizationId }
  await owner.call('addOrganizationPerson', { params, body: { customerId } })
  await group(own('Audit'), 'Dan', globex)
  expect(await cases(globex)).toHaveLength(1)
  await owner.call('changeOrganization', { params, body: { name: own('Revision') } })
  expect(await cases(globex)).toEqual([])
  await group(own('Revision'), 'Eve', globex)
  expect(await cases(globex)).toHaveLength(1)
  await owner.call('deleteOrganization', { params })
  expect(await cases(globex)).toEqual([])
})

test('adopted after a preview: the people join, a rule says so, and it can be taken back', async () => {
  await group(own('Sales'), 'Ann', acme)
  await ask('Ann', own('Sales'), 'Of Ann')
  const params = { organizationId: await idOf(own('Sales')) }
  await owner.call('changeOrganization', { params, body: { showsEarlier: true } })
  const sales = await group(own('Sales'), 'Bob', globex)
  const apart = `${own('Sales')} (Globex ${tests})`
  const caseId = await theCase()
  expect(await effects(caseId, 'keep-apart')).toEqual({ 'stays-as-it-is': {} })
  expect(await effects(caseId, 'adopt')).toEqual({
    'feeds-organization': { joins: 1, readable: 1 },
    'first-joining': { names: 'Bob', more: 0 },
    'first-readable': { names: 'Of Ann', more: 0 },
    'organization-goes': { organization: apart },
  })
  expect(await sees('Bob')).toEqual([])

  await decide(caseId, 'adopt')
  await followed()
  expect(await members(own('Sales'))).toEqual(['Ann', 'Bob'])
  expect(await sees('Bob')).toEqual(['Of Ann'])
  expect(await isThere(apart)).toBe(false)
  expect(await cases(globex)).toEqual([])
  const { rules } = await owner.call('getMapping', { params: { directoryId: at(globex) } })
  expect(rules).toMatchObject([{ subject: 'name', way: 'exact', value: own('Sales') }])

  // The group comes anew, and what was decided about its name holds.
  await globex.scim.delete(`/Groups/${sales}`)
  await group(own('Sales'), 'Cid', globex)
  expect(await members(own('Sales'))).toEqual(['Ann', 'Cid'])

  await undo(caseId)
  await followed()
  expect(await members(own('Sales'))).toEqual(['Ann'])
  expect(await members(apart)).toEqual(['Cid'])
  expect(await sees('Cid')).toEqual([])
  expect((await cases(globex)).map(({ id }) => id)).toEqual([caseId])
})

test('merged: what was asked in the one kept apart goes over, and back when that is taken back', async () => {
  await group(own('Sales'), 'Ann', acme)
  await group(own('Sales'), 'Bob', globex)
  const apart = `${own('Sales')} (Globex ${tests})`
  await ask('Bob', apart, 'Of Bob')
  const [caseId, apartId] = [await theCase(), await idOf(apart)]
  await takesPart('Bob', 'Ann', apartId)
  const portal = await owner.call('addPortal', {
    body: {
      ...{ key: `P${tests}`, name: `Portal ${tests}`, audience: 'named' },
      organizationIds: [apartId],
    },
  })
  const named = async () =>
    (await owner.call('getPortal', { params: { portalId: portal.id } })).organizations.map(({ name }) => name)
  expect(await effects(caseId, 'adopt')).toMatchObject({
    'organization-left': { organization: apart, people: 1, requests: 1 },
  })
  expect(await effects(caseId, 'merge')).toEqual({
    'feeds-organization': { joins: 1, readable: 0 },
    'first-joining': { names: 'Bob', more: 0 },
    'requests-move': { count: 1 },
    'others-see': { organization: own('Sales') },
    'comers-see-own': { organization: apart },
    'portals-named-too': { portals: `Portal ${tests}`, organization: own('Sales') },
    'organization-goes': { organization: apart },
  })
  await decide(caseId, 'merge')
  await followed()
  expect(await named()).toEqual([own('Sales')])
  expect(await isThere(apart)).toBe(false)
  expect(await members(own('Sales'))).toEqual(['Ann', 'Bob'])
  expect(await sees('Ann')).toEqual(['Of Bob', 'Private of Ann'])
  expect(await sees('Bob')).toEqual(['Of Bob', 'Private of Ann'])

  await undo(caseId)
  await followed()
  expect(await members(own('Sales'))).toEqual(['Ann'])
  expect(await members(apart)).toEqual(['Bob'])
  expect(await idOf(apart)).toBe(apartId)
  expect(await named()).toEqual([apart])
  expect(await sees('Ann')).toEqual(['Private of Ann'])
  expect(await sees('Bob')).toEqual(['Of Bob', 'Private of Ann'])
  expect((await cases(globex)).map(({ id }) => id)).toEqual([caseId])
})

test('kept apart: the same is not asked again, also when the group comes anew', async () => {
  await group(own('Sales'), 'Ann', acme)
  const sales = await group(own('Sales'), 'Bob', globex)
  await decide(await theCase(), 'keep-apart')
  await rename(sales, own('Other'), globex)
  await rename(sales, own('Sales'), globex)
  await globex.scim.delete(`/Groups/${sales}`)
  await group(own('Sales'), 'Cid', globex)
  expect(await cases(globex)).toEqual([])
  expect(await members(`${own('Sales')} (Globex ${tests})`)).toEqual(['Cid'])
})

test('one made by hand that nobody ever used is had at once; one that somebody was in is kept apart from', async () => {
  const { id: fresh } = await owner.call('addOrganization', { body: { name: own('Fresh') } })
  const { id: used } = await owner.call('addOrganization', { body: { name: own('Used') } })
  const { id: customerId } = await owner.call('addCustomer', {
    body: { name: 'Zoe', address: `zoe${tests}@home.com`, proven: true },
  })
  const inUsed = { organizationId: used }
  await owner.call('addOrganizationPerson', { params: inUsed, body: { customerId } })
  await owner.call('removeOrganizationPerson', { params: { ...inUsed, customerId } })

  const id = await group(own('fresh'), 'Ann', globex)
  await group(own('Fresh'), 'Bob', globex)
  expect(await members(own('Fresh'))).toEqual(['Ann', 'Bob'])
  expect(await idOf(own('Fresh'))).toBe(fresh)
  expect(JSON.parse((await auditOf(running, site, id))[0]?.details ?? '{}').effects).toEqual([
    `the group feeds the organization ${own('Fresh')}, which was made by hand and which nobody had used`,
  ])
  expect(await cases(globex)).toEqual([])
  // Another company comes too late for it.
  await group(own('Fresh'), 'Cid', acme)
  expect(await cases(acme)).toHaveLength(1)

  await group(own('Used'), 'Dan', globex)
  expect(await members(own('Used'))).toEqual([])
  expect(await members(`${own('Used')} (Globex ${tests})`)).toEqual(['Dan'])
  expect(await cases(globex)).toHaveLength(1)
})

test('a directory cannot decide by itself: neither with its token, nor by groups, names or members', async () => {
  await group(own('Sales'), 'Ann', acme)
  await ask('Ann', own('Sales'), 'Of Ann')
  const id = await group(own('Sales'), 'Bob', globex)
  const caseId = await theCase()
  for (const [method, path, body] of [
    ['PATCH', `/api/cases/${caseId}`, { decision: 'adopt' }],
    ['PATCH', `/api/directories/${at(globex)}/mapping`, { rules: [], unmatched: 'own', home: null }],
    ['POST', `/api/case-bulk/decide`, { kind, decision: 'adopt' }],
  ] as const) {
    const headers = { authorization: `Bearer ${globex.token}`, 'content-type': 'application/json' }
    const answer = await fetch(`${running.origin}${path}`, { method, headers, body: JSON.stringify(body) })
    expect(answer.status).toBe(401)
  }
  for (const name of [own('Other'), own('SALES'), ` ${own('Sales')} `, own('Sales')])
    await rename(id, name, globex)
  const cid = await person('Cid', globex)
  await globex.scim.createGroup(own('Sales'), [cid])
  const inside = (await globex.scim.createGroup(own('Outer'), [id])).json.id
  await rename(inside, own('Sales'), globex)
  expect(await members(own('Sales'))).toEqual(['Ann'])
  expect(await sees('Bob')).toEqual([])
  expect(await sees('Cid')).toEqual([])
  expect(await cases(globex)).toHaveLength(1)
})

test('of two administrators who decide at once one does, and the other is told', async () => {
  const other = (await makeStaff(running, site, 'admin')).browser
  await group(own('Sales'), 'Ann', acme)
  await group(own('Sales'), 'Bob', globex)
  const caseId = await theCase()
  const both = await Promise.allSettled([
    decide(caseId, 'adopt'),
    other.call('decideCase', { params: { caseId }, body: { decision: 'keep-apart' } }),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(
    String((both.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason),
  ).toContain('409')
  await followed()
  const { outcome } = await owner.call('getCase', { params: { caseId } })
  expect(await members(own('Sales'))).toEqual(outcome === 'adopt' ? ['Ann', 'Bob'] : ['Ann'])
})

test('a paused directory brings nothing up until it grants again, and the command line tells both sides', async () => {
  await group(own('Sales'), 'Ann', acme)
  await owner.call('pauseDirectory', { params: { directoryId: at(globex) } })
  await group(own('Sales'), 'Bob', globex)
  expect(await cases(globex)).toEqual([])
  await owner.call('resumeDirectory', { params: { directoryId: at(globex) } })
  const caseId = await theCase()
  const env = { DATABASE_URL: running.ownerUrl }
  expect((await command(env, 'case', 'show', caseId)).stdout).toContain(`${own('Sales')} (Globex ${tests})`)
  const decided = ['case', 'decide', caseId, 'adopt']
  expect((await command(env, ...decided, '--preview')).stdout).toContain('1 person joins the organization')
  expect(await commandJson(env, ...decided)).toMatchObject({ outcome: 'adopt' })
  await followed()
  expect(await members(own('Sales'))).toEqual(['Ann', 'Bob'])
})

test('whoever comes while the name is given up: a question is open only while two have one name', async () => {
  for (let round = 0; round < 8; round++) {
    const name = own(`Round${round}`)
    const id = await group(name, `Ann${round}`, acme)
    await Promise.all([
      rename(id, `${name} left`, acme),
      group(name, `Bob${round}`, globex),
      globex.scim.createGroup(name),
    ])
  }
  const all = await organizations()
  for (const one of await cases(globex)) {
    const known = all.find(({ id }) => id === one.organization?.id)
    expect(all.map(({ name }) => name)).toContain(`${known?.name} (Globex ${tests})`)
  }
})

test('a name that no rule can hold is adopted on the page Mapping', async () => {
  const name = own('Long '.repeat(50))
  await group(name, 'Ann', acme)
  await group(name, 'Bob', globex)
  const given = { params: { caseId: await theCase() }, body: { decision: 'adopt' } }
  expect(await owner.refused('decideCase', given)).toMatchObject({
    status: 409,
    detail: expect.stringContaining('lead the group by its id'),
  })
  expect(await cases(globex)).toHaveLength(1)
})

test('more than fifty clashes of one directory are one line, and are decided in one act', async () => {
  const names = Array.from({ length: 51 }, (_, n) => own(`Team ${n}`))
  for (const directory of [acme, globex]) {
    await Promise.all(names.map((name) => directory.scim.createGroup(name)))
  }
  const of = { kind, directoryId: at(globex) } as const
  const flood = async () => {
    const { floods } = await owner.call('listCaseFloods', {})
    return floods.find(({ directory }) => directory.id === of.directoryId)
  }
  expect(await flood()).toMatchObject({ kind, open: 51 })
  const { items } = await owner.call('listCases', { query: { limit: 200 } })
  expect(items.filter(({ directory }) => directory?.id === of.directoryId)).toEqual([])
  const body = { ...of, decision: 'keep-apart' }
  expect(await owner.call('decideManyCases', { body })).toMatchObject({ done: 51, next: null })
  expect(await flood()).toBe(undefined)
})
