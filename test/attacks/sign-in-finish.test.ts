// The one finish of every sign-in through a directory: what a provider writes, and what an administrator does meanwhile.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Identity } from '../../src/model/access/identity.ts'
import type { Arrival, DoorServices, DoorVisit } from '../../src/sso/door-services.ts'
import { finish } from '../../src/sso/finish.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Write } from '../../src/storage/statement.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'

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
  await write(
    `insert into connections (site_id, directory_id, protocol, mode, match_by, issuer, saml, created_at, updated_at)
      values ($1, $2, 'saml', 'optional', 'user-name', 'urn:idp', '{}', now(), now())`,
    [site.id, globex.directory.directoryId],
  )
})

const write = (text: string, values: Write['values']) =>
  running.app.database.inSite(site.id, async (tx) =>
    tx.write({ name: '', table: 'connections', text, values }),
  )

/** A provider's word comes to the one finish, with every check passed. @returns where the browser goes */
async function come(
  identity: Partial<Identity>,
  { directoryId } = globex.directory,
  cookies: string[] = [],
): Promise<string> {
  const [found] = await readRows<{ key: Buffer }>(running, site, {
    name: '',
    text: 'select login_key as key from connections where site_id = $1 and directory_id = $2',
    values: [site.id, directoryId],
  })
  return comeBy(identity, found?.key ?? Buffer.alloc(32), directoryId, cookies)
}

async function comeBy(
  identity: Partial<Identity>,
  loginKey: Buffer,
  directoryId: number,
  cookies: string[],
): Promise<string> {
  const visit = {
    site,
    now: new Date(),
    isSecure: false,
    request: { id: 'r', ip: '192.0.2.1', headers: {}, cookies: {} },
    reply: {
      redirect: (to: string) => to,
      setCookie: (name: string) => void cookies.push(name),
      clearCookie: () => undefined,
    },
  } as unknown as DoorVisit
  const arrival = {
    connection: {
      directoryId,
      mode: 'optional',
      matchBy: 'user-name',
      justInTime: true,
      issuer: 'urn:idp',
      groupsClaim: 'groups',
    },
    identity: { method: 'saml', issuer: 'urn:idp', isStable: true, groups: [], ...identity },
    steps: [],
    returnTo: null,
    loginKey,
    uses: [],
  } as unknown as Arrival
  const services = { database: running.app.database } as unknown as DoorServices
  return String(await finish(services, visit, arrival))
}

test('what a provider writes of a person is one line of sensible length, whatever it writes', async () => {
  const name = `Ann\u0000\n\u202eeeL ${'x'.repeat(100_000)}`
  expect(await come({ subject: 's\u0000', matchValue: 'ann\u0000' })).toContain('why=not-yet')
  expect(await come({ subject: 's\u0000', matchValue: 'ann', name })).toBe('/')
  const [ann] = await customersOf(running, site)
  expect(ann?.name).toMatch(/^Ann +eeL x+$/)
  expect(ann?.name.length).toBeLessThanOrEqual(200)
})

test.each([
  ['switched off', `update connections set mode = 'off' where site_id = $1`],
  ['given another provider', `update connections set issuer = 'urn:another' where site_id = $1`],
  ['taken away', 'delete from connections where site_id = $1'],
])('nobody comes in by a connection that was %s while they were on their way', async (_what, meanwhile) => {
  expect((await globex.scim.createUser('ann')).status).toBe(201)
  await write(meanwhile, [site.id])
  expect(await come({ subject: 'ann', matchValue: 'ann' })).toContain('/sign-in/failed?why=closed')
})

test('nobody comes in whose login was opened by a key that the connection had before', async () => {
  expect((await globex.scim.createUser('ann')).status).toBe(201)
  const who = { subject: 'ann', matchValue: 'ann' }
  expect(await comeBy(who, Buffer.alloc(32), globex.directory.directoryId, [])).toContain('why=check')
  expect(await come(who)).toBe('/')
})

test('groups lead nowhere that came by a claim which the connection names no more', async () => {
  const who = { subject: 's', matchValue: 'ann', asserted: { names: ['Sales'], trouble: null } }
  const organizations = () =>
    readRows(running, site, {
      name: '',
      text: 'select name from organizations where site_id = $1',
      values: [site.id],
    })
  expect(await come(who)).toBe('/')
  expect(await organizations()).toEqual([])
  await write(`update connections set groups_claim = 'groups' where site_id = $1`, [site.id])
  expect(await come(who)).toBe('/')
  expect(await organizations()).toEqual([{ name: 'Sales' }])
})

test('a directory of staff signs its people in; as an owner nobody does by its word what asks for a fresh sign-in', async () => {
  const employees = await makeDirectory(running, site, 'Employees', { audience: 'staff' })
  const { directoryId } = employees.directory
  await write(
    `insert into connections (site_id, directory_id, protocol, mode, match_by, issuer, saml, created_at, updated_at)
      values ($1, $2, 'saml', 'optional', 'user-name', 'urn:idp', '{}', now(), now())`,
    [site.id, directoryId],
  )
  const { json } = await employees.scim.createUser('ann@employees.example')
  const enter = async (): Promise<[string, string[]]> => {
    const cookies: string[] = []
    const to = await come(
      { subject: 's-ann', matchValue: 'ann@employees.example' },
      employees.directory,
      cookies,
    )
    return [to, cookies]
  }
  expect(await enter()).toEqual(['/admin', ['doorward-session', 'doorward-proof', 'doorward-browser']])
  await write(
    `update staff set role = 'owner', hand_role = 'owner' where site_id = $1 and directory_id = $2`,
    [site.id, directoryId],
  )
  expect(await enter()).toEqual(['/admin', ['doorward-session', 'doorward-browser']])
  await write(`update staff set role = 'member', hand_role = null where site_id = $1 and directory_id = $2`, [
    site.id,
    directoryId,
  ])
  await employees.scim.patch(`/Users/${json.id}`, { op: 'replace', path: 'active', value: false })
  expect((await enter())[0]).toContain('why=inactive')
})

/** Whoever waits for what this transaction holds. */
const waitingForThis = {
  name: '',
  text: 'select pid from pg_locks where not granted and pg_blocking_pids(pid) @> array[pg_backend_pid()]',
  values: [],
}

/** Somebody comes in while this is written and not committed yet. @returns where the browser goes */
async function comeBeside(
  text: string,
  who: Partial<Identity>,
  directory = globex.directory,
): Promise<string> {
  let coming: Promise<string> | undefined
  await running.app.database.inSite(site.id, async (tx) => {
    await tx.read({ name: '', text, values: [site.id] })
    coming = come(who, directory)
    let waiting: unknown[] = []
    while (waiting.length === 0) waiting = await tx.read(waitingForThis)
  })
  return (await coming) ?? ''
}
const lines = () =>
  readRows<{ outcome: string; why: string | null }>(running, site, {
    name: '',
    text: 'select outcome, why from sign_ins where site_id = $1 order by sign_in_id',
    values: [site.id],
  })
const openOf = (table: string) =>
  readRows(running, site, { name: '', text: `select 1 from ${table} where site_id = $1`, values: [site.id] })
const why = expect.stringContaining('deactivated at the moment')

test.each([
  ['deactivated', 'update customers set active = false where site_id = $1 returning 1', 'inactive'],
  [
    'deactivated by an administrator',
    'update customers set active = false, deactivated_here_at = now() where site_id = $1 returning 1',
    'deactivated',
  ],
  [
    'said to be inactive by this directory, and not by another that has them too',
    'update directory_users set active = false where site_id = $1 returning 1',
    'inactive',
  ],
])('who is %s at that very moment is not in, and the log says so', async (_what, text, outcome) => {
  expect((await globex.scim.createUser('ann')).status).toBe(201)
  expect(await comeBeside(text, { subject: 'ann', matchValue: 'ann' })).toContain(`why=${outcome}`)
  expect(await lines()).toEqual([{ outcome, why }])
  expect(await openOf('customer_sessions')).toEqual([])
})

test('nor is one of the staff who is disabled at that moment', async () => {
  const { directory, scim } = await makeDirectory(running, site, 'Employees', { audience: 'staff' })
  await write(
    `insert into connections (site_id, directory_id, protocol, mode, match_by, issuer, saml, created_at, updated_at)
      values ($1, $2, 'saml', 'optional', 'user-name', 'urn:idp', '{}', now(), now())`,
    [site.id, directory.directoryId],
  )
  await scim.createUser('ann@employees.example')
  const disabling =
    'update staff set disabled = true where site_id = $1 and directory_id is not null returning 1'
  const who = { subject: 's-ann', matchValue: 'ann@employees.example' }
  expect(await comeBeside(disabling, who, directory)).toContain('why=inactive')
  expect(await lines()).toEqual([{ outcome: 'inactive', why }])
  expect(await openOf('staff_sessions')).toEqual([])
})
