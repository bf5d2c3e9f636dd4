// Two people who change one thing at the same moment: the second is told, whatever the thing is.
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminApi } from '../../src/admin/contract.ts'
import { deskApi } from '../../src/desk/contract.ts'
import { isHeldToReading } from '../../src/http/unchanged.ts'
import { mailApi } from '../../src/mail/contract.ts'
import type { Route } from '../../src/model/contract.ts'
import { keyOf } from '../../src/model/ids.ts'
import { signInApi } from '../../src/sso/contract.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import { Authenticator } from '../fixtures/authenticator.ts'
import { Browser, type Operation, type Reply } from '../fixtures/browser.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'

type Api = typeof adminApi & typeof deskApi & typeof mailApi
/** Every operation that changes something in place. */
type Change = Exclude<
  { [O in keyof Api]: Api[O]['method'] extends 'PATCH' ? O : never }[keyof Api],
  (typeof once)[number]
>

/** What is done once: of two who do it the second is told in any case (test/stories/cases.test.ts). */
const once = ['decideCase'] as const

/** For each of them two changes that both alter it, and its rows that are locked meanwhile. */
const changes: { readonly [O in Change]: { bodies: readonly [object, object]; table: string } } = {
  changeAccessPolicy: { bodies: [{ block: ['a.test'] }, { block: ['b.test'] }], table: 'sites' },
  changeSite: { bodies: [{ exchangeDays: 11 }, { exchangeDays: 12 }], table: 'sites' },
  changeSubscription: { bodies: [{ plan: 'premium' }, { plan: 'none' }], table: 'sites' },
  changeDirectorySettings: { bodies: [{ preset: 'okta' }, { preset: 'entra' }], table: 'directories' },
  changeMapping: {
    bodies: [
      { rules: [], unmatched: 'nothing', home: null },
      { rules: [], unmatched: 'own', home: { name: 'Globex' } },
    ],
    table: 'directories',
  },
  changeRoleRules: {
    bodies: [{ rules: [{ group: 'it', role: 'agent' }] }, { rules: [{ group: 'it', role: 'auditor' }] }],
    table: 'directories',
  },
  changeConnection: { bodies: [{ nameClaim: 'first' }, { nameClaim: 'second' }], table: 'sites' },
  changeDetailField: { bodies: [{ label: 'First' }, { label: 'Second' }], table: 'sites' },
  changeStaff: { bodies: [{ name: 'First' }, { name: 'Second' }], table: 'staff' },
  changeCustomer: { bodies: [{ name: 'First' }, { name: 'Second' }], table: 'customers' },
  changePortal: { bodies: [{ name: 'First' }, { name: 'Second' }], table: 'portals' },
  changeRequestType: { bodies: [{ name: 'First' }, { name: 'Second' }], table: 'portals' },
  changeMailbox: {
    bodies: [{ address: 'first@acme.test' }, { address: 'second@acme.test' }],
    table: 'mailboxes',
  },
  changeOrganization: { bodies: [{ name: 'First' }, { name: 'Second' }], table: 'organizations' },
  changeRequest: { bodies: [{ priority: 'high' }, { priority: 'low' }], table: 'requests' },
  changeFilter: { bodies: [{ name: 'First' }, { name: 'Second' }], table: 'request_filters' },
  changeCannedAnswer: { bodies: [{ title: 'First' }, { title: 'Second' }], table: 'canned_answers' },
  changeStatus: { bodies: [{ name: 'First' }, { name: 'Second' }], table: 'request_statuses' },
}
const operations = Object.keys(changes) as Change[]

let running: RunningApp
let site: Site
let people: readonly [Browser, Browser]
let params: { readonly [name: string]: string }
/** Only a directory of staff has rules for roles. */
let employees: string
let locker: Client

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  const owner = await makeStaff(running, site, 'owner')
  const other = await makeStaff(running, site, 'owner', { address: 'other@acme.test' })
  people = [owner.browser, other.browser]
  const subject = await makeStaff(running, site, 'agent')
  await owner.browser.call('createDetailField', { body: { key: 'contract' } })
  const { directory } = await makeDirectory(running, site, 'Globex')
  const ofStaff = await makeDirectory(running, site, 'Employees', { audience: 'staff' })
  employees = keyOf(ofStaff.directory.directoryId)
  const issuer = { issuer: 'urn:idp', ssoUrl: 'https://idp.test/sso' }
  await owner.browser.call('createConnection', {
    params: { directoryId: keyOf(directory.directoryId) },
    body: { protocol: 'saml', ...issuer },
  })
  const customer = await owner.browser.call('addCustomer', { body: { name: 'Ann' } })
  const { id: organizationId } = await owner.browser.call('addOrganization', { body: { name: 'Globex' } })
  const directoryId = keyOf(directory.directoryId)
  const asked = { customerId: customer.id, summary: 'Help' }
  const { id: requestId } = await owner.browser.call('openRequest', { body: asked })
  const status = { name: 'Parked', category: 'waiting-for-support' } as const
  const { id: statusId } = await owner.browser.call('addStatus', { body: status })
  const [portal] = (await owner.browser.call('listPortals', {})).items
  const portalId = portal?.id ?? ''
  const { id: requestTypeId } = await owner.browser.call('addRequestType', {
    params: { portalId },
    body: { name: 'Ask' },
  })
  const kept = { name: 'Ours', shared: true, filter: {} }
  const { id: filterId } = await owner.browser.call('addFilter', { body: kept })
  const canned = { title: 'Thanks', markdown: 'Thank you.' }
  const { id: answerId } = await owner.browser.call('addCannedAnswer', { body: canned })
  const ofDesk = { requestId, statusId, portalId, requestTypeId, filterId, answerId }
  params = {
    key: 'contract',
    staffId: subject.id,
    directoryId,
    organizationId,
    customerId: customer.id,
    mailboxId: await mailboxAt(running.app.database, site.id, 'help@acme.test', byTest()),
    ...ofDesk,
  }
  locker = new Client({ connectionString: running.ownerUrl, options: '-c search_path=doorward,public' })
  await locker.connect()
  await locker.query(`set role doorward_app; select set_config('doorward.site_id', '${site.id}', false)`)
})
afterAll(async () => {
  await locker.end()
  await running.close()
})

const contract: { readonly [operation: string]: Route } = { ...adminApi, ...deskApi, ...mailApi }

function readingOf(change: Change): Operation {
  const { path } = { ...adminApi, ...deskApi, ...mailApi }[change]
  const found = Object.entries(contract).find(([, route]) => route.method === 'GET' && route.path === path)
  if (!found) throw new Error(`nothing reads ${path}`)
  return found[0] as Operation
}

const paramsOf = (change: Operation) =>
  change === 'changeRoleRules' ? { ...params, directoryId: employees } : params

async function tagOf(change: Change): Promise<string> {
  const { headers } = await people[0].send(readingOf(change), { params: paramsOf(change) })
  const tag = headers.get('etag')
  if (tag === null) throw new Error(`${readingOf(change)} has no entity tag`)
  return tag
}

/** Saves what was based on a reading. */
async function save(by: Browser, change: Change, tag: string, body: object): Promise<Reply<unknown>> {
  by.headers['if-match'] = tag
  const reply = by.send(change, { params: paramsOf(change), body })
  delete by.headers['if-match']
  return reply
}

/** How many transactions of the server wait for a row. */
async function waiting(): Promise<number> {
  // Within a transaction it would show what was, again and again.
  await locker.query('select pg_stat_clear_snapshot()')
  const { rows } = await locker.query(
    `select count(*)::int as n from pg_locks l join pg_stat_activity a using (pid)
     where not l.granted and a.datname = current_database()`,
  )
  return rows[0].n
}

test('every operation that changes something in place is looked at', () => {
  const all = Object.entries<Route>({ ...adminApi, ...deskApi, ...mailApi, ...signInApi })
  const changing = all.filter(([, { method }]) => method === 'PATCH').map(([name]) => name)
  expect([...operations, ...once, 'renamePasskey', 'renameCustomerPasskey'].sort()).toEqual(changing.sort())
})

/** Of whoever runs the site: the others have sessions of their own, and change nothing that two could have read. */
const everything = Object.entries<Route>({ ...adminApi, ...deskApi, ...mailApi, ...signInApi }).filter(
  ([, { permission }]) => permission !== 'customer',
) as [Operation, Route][]

/** Whether somebody reads what is changed here. */
const isRead = (changed: Route) =>
  everything.some(([, { method, path }]) => method === 'GET' && path === changed.path)

test.each(everything)('%s looks at an If-Match, or refuses it', async (operation, route) => {
  if (isHeldToReading(route)) return expect(isRead(route)).toBe(true)
  const none = Object.fromEntries(Object.keys(route.params?.shape ?? {}).map((name) => [name, 'none']))
  people[0].headers['if-match'] = '"stale"'
  const reply = people[0].send(operation, { params: { ...none, ...params } })
  delete people[0].headers['if-match']
  expect(await reply).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'If-Match', rule: 'not-looked-at' }] },
  })
})

test('whoever removes a detail field, or names or removes a passkey, that is no longer what was read is told', async () => {
  const [owner] = people
  const device = new Authenticator((await owner.call('listPasskeys', {})).origin)
  const options = await owner.call('offerPasskey', {})
  const made = await owner.call('createPasskey', {
    body: { name: 'Laptop', passkey: device.create(options) },
  })
  const own = { passkeyId: made.passkey.id }
  await owner.call('createDetailField', { body: { key: 'leaves' } })
  const tagOfOwn = async () => (await owner.send('getPasskey', { params: own })).headers.get('etag') ?? ''
  const field = { key: 'leaves' }
  const tagOfField = async () =>
    (await owner.send('getDetailField', { params: field })).headers.get('etag') ?? ''
  const send = (operation: Operation, given: Parameters<Browser['send']>[1], tag: string) => {
    owner.headers['if-match'] = tag
    const reply = owner.send(operation, given)
    delete owner.headers['if-match']
    return reply
  }
  const [passkeyTag, fieldTag] = [await tagOfOwn(), await tagOfField()]
  await owner.call('renamePasskey', { params: own, body: { name: 'Phone' } })
  await owner.call('changeDetailField', { params: field, body: { label: 'Other' } })
  const late = { status: 412, body: { code: 'changed-meanwhile', change: { by: { name: 'The owner' } } } }
  const renaming = { params: own, body: { name: 'Tablet' } }
  expect(await send('renamePasskey', renaming, passkeyTag)).toMatchObject(late)
  expect(await send('removePasskey', { params: own }, passkeyTag)).toMatchObject(late)
  expect(await send('deleteDetailField', { params: field }, fieldTag)).toMatchObject(late)
  expect(await owner.call('getPasskey', { params: own })).toMatchObject({ name: 'Phone' })
  expect((await send('renamePasskey', renaming, await tagOfOwn())).status).toBe(200)
  expect((await send('removePasskey', { params: own }, await tagOfOwn())).status).toBe(204)
  expect((await send('deleteDetailField', { params: field }, await tagOfField())).status).toBe(204)
})

describe.each(operations)('%s', (change) => {
  const { bodies, table } = changes[change]

  test('who saves what he read before somebody else saved is told who that was, and changes nothing', async () => {
    const tag = await tagOf(change)
    const first = await save(people[0], change, tag, bodies[0])
    expect(first.status).toBe(200)
    expect(first.headers.get('etag')).toBe(await tagOf(change))
    const second = await save(people[1], change, tag, bodies[1])
    expect(second).toMatchObject({
      status: 412,
      body: {
        code: 'changed-meanwhile',
        change: { at: expect.any(String), by: { kind: 'staff', name: 'The owner' } },
      },
    })
    expect(await tagOf(change)).toBe(first.headers.get('etag'))
    expect((await save(people[1], change, await tagOf(change), bodies[1])).status).toBe(200)
  })

  test('of two who save at the very same moment one is told', async () => {
    const tag = await tagOf(change)
    const before = await people[0].send(readingOf(change), { params: paramsOf(change) })
    await locker.query(`begin; select from ${table} for update`)
    const both = Promise.all([
      save(people[0], change, tag, bodies[0]),
      save(people[1], change, tag, bodies[0]),
    ])
    // Both have passed whatever is looked at before the write.
    try {
      await expect.poll(waiting, { timeout: 120_000 }).toBe(2)
    } finally {
      await locker.query('commit')
    }
    expect((await both).map(({ status }) => status).sort()).toEqual([200, 412])
    expect((await people[0].send(readingOf(change), { params: paramsOf(change) })).body).not.toEqual(
      before.body,
    )
  })

  test('any state will do for whoever asks for none, or for *', async () => {
    expect((await save(people[0], change, '*', bodies[0])).status).toBe(200)
    expect((await save(people[0], change, '"gone", *', bodies[1])).status).toBe(200)
    expect((await save(people[0], change, 'nonsense', bodies[0])).status).toBe(412)
  })
})

test("what a person does at the own account makes nobody's edit of that person stale", async () => {
  const wanted = { name: 'Uwe', address: 'uwe@acme.test', role: 'agent' } as const
  const { staff, link } = await people[0].call('createStaff', { body: wanted })
  const given = { params: { staffId: staff.id } }
  const tag = async () => (await people[0].send('getStaff', given)).headers.get('etag')
  const read = await tag()
  const uwe = new Browser(running.origin)
  const secret = /dwl_.*/.exec(link?.url ?? '')?.[0] ?? ''
  await uwe.call('completeLink', { params: { link: secret }, body: { password: goodPassword } })
  await uwe.call('signIn', { body: { address: wanted.address, password: goodPassword } })
  await uwe.call('changePassword', { body: { password: `${goodPassword} anew` } })
  expect((await people[0].call('getStaff', given)).lastSignInAt).not.toBeNull()
  expect(await tag()).toBe(read)
  await people[1].call('changeStaff', { ...given, body: { name: 'Uwe Meyer' } })
  expect(await tag()).not.toBe(read)
})
