import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminApi } from '../../src/admin/contract.ts'
import { setDisabled } from '../../src/admin/staff.ts'
import { deskApi } from '../../src/desk/contract.ts'
import { Refusals } from '../../src/http/refusals.ts'
import { hashOf } from '../../src/http/session-cookie.ts'
import { mailApi } from '../../src/mail/contract.ts'
import type { Route } from '../../src/model/contract.ts'
import { keyOf, writeSecret } from '../../src/model/ids.ts'
import {
  may,
  type Permission,
  type ProgramPermission,
  programPermissions,
  type Role,
  roles,
} from '../../src/model/permissions.ts'
import { insertApiKey } from '../../src/storage/access/api-keys.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser, type Operation } from '../fixtures/browser.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff, type Person } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let directoryId: string
const staff = new Map<Role, Person>()

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  directoryId = keyOf((await makeDirectory(running, site, 'Globex')).directory.directoryId)
  for (const role of roles) staff.set(role, await makeStaff(running, site, role))
})
afterAll(() => running.close())

const browserOf = (role: Role) => (staff.get(role) as Person).browser
/** What goes on and on has tests of its own, as has what is for no staff. */
const ofOthers: ReadonlySet<Route['permission']> = new Set(['anyone', 'asker', 'customer'] as const)
const operations = Object.entries<Route>({ ...adminApi, ...deskApi, ...mailApi }).filter(
  ([, { media, permission }]) => media !== 'text/event-stream' && !ofOthers.has(permission),
) as [Operation, Route][]
const nobody = '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'

/** Something for every parameter of a path, so that only the permission decides. */
function params({ params: schema }: Route): { [name: string]: string } {
  return Object.fromEntries(
    Object.keys(schema?.shape ?? {}).map((name) => [name, name === 'directoryId' ? directoryId : nobody]),
  )
}

/** A program with a key of the owner's. */
async function program(scope: ProgramPermission[], owner = browserOf('owner')): Promise<Browser> {
  const { secret } = await owner.call('createApiKey', { body: { label: 'program', scope } })
  return keyed(secret)
}

function keyed(secret: string): Browser {
  const browser = new Browser(running.origin)
  browser.headers = { authorization: `Bearer ${secret}` }
  return browser
}

describe('every route asks for its permission', () => {
  test.each(operations)('%s', async (operation, route) => {
    const permission = route.permission as Permission
    // An empty body is no valid one for any change: whoever may is told so, and nothing happens.
    const body = route.method === 'GET' || !route.body ? undefined : { nonsense: true }
    const given = { params: params(route), body }
    expect((await new Browser(running.origin).send(operation, given)).status).toBe(401)
    const changesSomething = route.method !== 'GET' && !route.body
    for (const role of roles) {
      if (may(role, permission) && changesSomething) continue
      const { status } = await browserOf(role).send(operation, given)
      expect([role, status === 403]).toEqual([role, !may(role, permission)])
      expect(status).toBeLessThan(500)
    }
  })

  test('what a role may not do is written down', async () => {
    const agent = await makeStaff(running, site, 'agent', { address: 'refused@acme.test' })
    await agent.browser.refused('changeSite', { body: { name: 'Mine' } })
    const { items } = await browserOf('auditor').call('listAudit', { query: { subject: agent.id, limit: 1 } })
    expect(items).toMatchObject([
      {
        action: 'staff.access-refused',
        actor: { kind: 'staff', name: 'The agent', staffId: agent.id },
        details: { operation: 'changeSite', permission: 'site.change' },
      },
    ])
  })
})

test('a refusal that only the act itself knows is written down too, and so is a program where only a browser may', async () => {
  const [owner, agent, admin] = (['owner', 'agent', 'admin'] as const).map(
    (role) => staff.get(role) as Person,
  ) as [Person, Person, Person]
  const key = await program(['site.read', 'staff.read'])
  const { items: keys } = await owner.browser.call('listApiKeys', { query: { limit: 200 } })
  const apiKeyId = keys.at(-1)?.id as string
  const refusals = async (id: string) =>
    (await browserOf('auditor').call('listAudit', { query: { subject: id, limit: 10 } })).items
      .filter(({ action }) => action === 'staff.access-refused')
      .map(({ details }) => details.operation)
  await admin.browser.refused('disableStaff', { params: { staffId: owner.id } })
  await admin.browser.refused('revokeApiKey', { params: { apiKeyId } })
  expect((await refusals(admin.id)).slice(0, 2)).toEqual(['revokeApiKey', 'disableStaff'])
  expect(await agent.browser.refused('revokeApiKey', { params: { apiKeyId } })).toMatchObject({ status: 404 })
  expect((await refusals(agent.id))[0]).toBe('revokeApiKey')
  await key.refused('listApiKeys', { query: {} })
  expect((await refusals(owner.id))[0]).toBe('listApiKeys')
})

test('a link that never was costs its guesser no look at a password', async () => {
  const link = writeSecret('link', site.id, 'A'.repeat(43))
  const body = { siteName: 'Mine', name: 'Me', address: 'me@evil.test', password: 'short' }
  expect(
    await new Browser(running.origin).refused('completeStart', { params: { link }, body }),
  ).toMatchObject({
    status: 404,
  })
})

describe('who repeats a refused call', () => {
  test('fills no audit: what is tried again within a minute is one event, with how often', async () => {
    const { database } = running.app
    const member = staff.get('member') as Person
    const refusal = {
      siteId: site.id,
      actor: { kind: 'staff', staffId: member.id },
      apiKeyId: undefined,
      operation: 'listStaff',
      lacking: { permission: 'staff.read' },
      now: new Date(),
      requestId: 'r',
    } as const
    const told = async () => {
      const query = { subject: member.id }
      const { items } = await browserOf('auditor').call('listAudit', { query })
      return items.filter(({ details }) => details.operation === 'listStaff').map(({ details }) => details)
    }
    const before = (await told()).length
    const refusals = new Refusals(database, () => undefined)
    for (let n = 0; n < 100; n++) await refusals.note(refusal)
    expect(await told()).toHaveLength(before + 1)
    await refusals.note({ ...refusal, operation: 'listAudit' })
    await refusals.close()
    const details = { operation: 'listStaff', permission: 'staff.read' }
    expect((await told()).slice(0, 2)).toEqual([
      { ...details, times: 99, since: refusal.now.toISOString() },
      details,
    ])
    // Over HTTP it is the same.
    const agent = await makeStaff(running, site, 'agent', { address: 'repeats@acme.test' })
    const audited = async () =>
      (await browserOf('auditor').call('listAudit', { query: { subject: agent.id } })).items.filter(
        ({ details }) => details.operation === 'listAudit',
      ).length
    for (let n = 0; n < 5; n++) await agent.browser.refused('listAudit', { query: {} })
    expect(await audited()).toBe(1)
  })

  test('has the rest written down when the minute is over', async () => {
    const agent = staff.get('agent') as Person
    const actor = { kind: 'staff', staffId: agent.id } as const
    const refusals = new Refusals(running.app.database, () => undefined, 5)
    const refusal = { siteId: site.id, actor, apiKeyId: 'k', operation: 'over', lacking: {} }
    for (let n = 0; n < 3; n++) await refusals.note({ ...refusal, now: new Date(), requestId: 'r' })
    await expect
      .poll(async () => {
        const { items } = await browserOf('auditor').call('listAudit', { query: { subject: agent.id } })
        return items.filter(({ details }) => details.operation === 'over').length
      })
      .toBeGreaterThan(1)
  })
})

describe('another site', () => {
  test('neither its sessions nor its keys reach this one, and an unknown host reaches none', async () => {
    const other = await runningApp()
    try {
      const elsewhere = await makeSite(other)
      const owner = await makeStaff(other, elsewhere, 'owner')
      const { secret } = await owner.browser.call('createApiKey', {
        body: { label: 'k', scope: ['site.read'] },
      })
      const stranger = new Browser(running.origin)
      for (const [name, value] of owner.browser.cookies) stranger.cookies.set(name, value)
      for (const caller of [stranger, keyed(secret)]) {
        for (const [operation, route] of operations) {
          const { status } = await caller.send(operation, { params: params(route) })
          expect([operation, status]).toEqual([operation, 401])
        }
      }
      await makeSite(other)
      // The list of sites is remembered for a moment.
      await expect.poll(async () => (await owner.browser.send('getSite', {})).status).toBe(404)
      owner.browser.headers['x-forwarded-host'] = `${elsewhere.slug}.localhost`
      expect((await owner.browser.send('getSite', {})).status).toBe(404)
    } finally {
      await other.close()
    }
  })

  test.each<[string, Operation, { params: { [name: string]: string } }]>([
    ['a directory', 'getDirectory', { params: { directoryId: '000001' } }],
    ['an exchange', 'getExchange', { params: { directoryId: '000001', exchangeId: nobody } }],
    ['a customer', 'getCustomer', { params: { customerId: nobody } }],
    ['an organization', 'getOrganization', { params: { organizationId: nobody } }],
    ['a person', 'getStaff', { params: { staffId: nobody } }],
    ['no id', 'getCustomer', { params: { customerId: "' or 1=1" } }],
    ['a name instead of an id', 'getDirectory', { params: { directoryId: 'Globex' } }],
  ])('%s that is not there is not found', async (_name, operation, given) => {
    expect(await browserOf('owner').send(operation, given)).toMatchObject({ status: 404 })
  })
})

describe('owners', () => {
  test('are made and changed by owners only, and one is always left', async () => {
    const owner = staff.get('owner') as Person
    const admin = browserOf('admin')
    const params = { staffId: owner.id }
    const own = { params: { staffId: (staff.get('admin') as Person).id }, body: { role: 'owner' as const } }
    expect(await admin.refused('changeStaff', own)).toMatchObject({ code: 'forbidden' })
    expect(await admin.refused('changeStaff', { params, body: { role: 'agent' } })).toMatchObject({
      code: 'forbidden',
    })
    expect(await admin.refused('disableStaff', { params })).toMatchObject({ code: 'forbidden' })
    for (const operation of ['resetStaff', 'mailStaffLink', 'removeSecondFactor', 'enableStaff'] as const) {
      expect(await admin.refused(operation, { params })).toMatchObject({ code: 'forbidden' })
    }
    const body = { name: 'N', address: 'n@acme.test', role: 'owner' as const }
    expect(await admin.refused('createStaff', { body })).toMatchObject({ code: 'forbidden' })
    expect(await owner.browser.refused('disableStaff', { params })).toMatchObject({ code: 'conflict' })

    const second = await makeStaff(running, site, 'owner', { address: 'second@acme.test' })
    const outcomes = await Promise.all([
      owner.browser.send('changeStaff', { params: { staffId: second.id }, body: { role: 'admin' } }),
      second.browser.send('changeStaff', { params, body: { role: 'admin' } }),
    ])
    expect(outcomes.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1)
    await setDisabled(running.app.database, site.id, second.id, false, { ...byTest(), role: 'owner' })
    if (outcomes[1]?.status === 200) {
      await second.browser.call('changeStaff', { params, body: { role: 'owner' } })
      await owner.browser.call('signIn', { body: { address: owner.address, password: goodPassword } })
    }
  })
})

describe('an API key', () => {
  test('may do what is in its scope, and nothing at a browser only', async () => {
    const key = await program(['directories.read', 'staff.read', 'site.change'])
    expect((await key.call('getMe', {})).permissions).toEqual([
      'site.change',
      'directories.read',
      'staff.read',
    ])
    expect((await key.call('listDirectories', { query: {} })).items).toHaveLength(1)
    expect(await key.refused('getSite', {})).toMatchObject({ code: 'forbidden' })
    for (const operation of [
      'createStaff',
      'createApiKey',
      'listApiKeys',
      'listSessions',
      'changePassword',
    ] as const) {
      const { status } = await key.send(operation, {})
      expect([operation, status]).toEqual([operation, 403])
    }
  })

  test('is not made for what only a person at a browser can do; one made before goes on, and may that no more than before', async () => {
    const owner = staff.get('owner') as Person
    const scope = ['site.read', 'site.delete', 'staff.change', 'owners.change'] as const
    const body = { label: 'k', scope: scope as unknown as ProgramPermission[] }
    expect(await owner.browser.refused('createApiKey', { body })).toMatchObject({
      errors: [{ field: 'scope.1' }, { field: 'scope.2' }, { field: 'scope.3' }],
    })
    const secret = writeSecret('api-key', site.id, 'A'.repeat(43))
    const key = {
      id: uuidv7(),
      label: 'Before',
      staffId: owner.id,
      scope,
      prefix: 'dwk',
      secretHash: hashOf(secret),
    }
    await running.app.database.inSite(site.id, async (tx) =>
      tx.write(insertApiKey(site.id, { ...key, createdAt: new Date(), expiresAt: null })),
    )
    const before = keyed(secret)
    await before.call('getSite', {})
    expect((await before.call('getMe', {})).permissions).toEqual(scope)
    expect(await before.refused('listApiKeys', { query: {} })).toMatchObject({ code: 'forbidden' })
    const { items } = await owner.browser.call('listApiKeys', { query: { limit: 200 } })
    expect(items.find(({ id }) => id === key.id)?.scope).toEqual(scope)
  })

  test('never may more than its owner', async () => {
    const agent = await makeStaff(running, site, 'agent', { address: 'keys@acme.test' })
    const beyond = { label: 'k', scope: ['site.read', 'site.change'] as ProgramPermission[] }
    expect(await agent.browser.refused('createApiKey', { body: beyond })).toMatchObject({
      errors: [{ field: 'scope', rule: 'beyond' }],
    })
    const key = await program(['site.read', 'directories.read'], agent.browser)
    await key.call('getSite', {})
    const params = { staffId: agent.id }
    await browserOf('owner').call('changeStaff', { params, body: { role: 'member' } })
    expect(await key.refused('getSite', {})).toMatchObject({ status: 403 })
    await browserOf('owner').call('disableStaff', { params })
    expect(await key.refused('getSite', {})).toMatchObject({ status: 401 })
    await browserOf('owner').call('enableStaff', { params })
    await browserOf('owner').call('changeStaff', { params, body: { role: 'agent' } })
    await key.call('getSite', {})
  })

  test('is seen and revoked by its owner, and by who may; nobody else learns of it', async () => {
    const key = await program(['site.read'])
    const { items } = await browserOf('owner').call('listApiKeys', { query: {} })
    const { id: apiKeyId } = items.at(-1) as { id: string }
    expect((await browserOf('agent').call('listApiKeys', { query: {} })).items).toEqual([])
    expect(await browserOf('agent').refused('revokeApiKey', { params: { apiKeyId } })).toMatchObject({
      status: 404,
    })
    expect(await browserOf('admin').refused('revokeApiKey', { params: { apiKeyId } })).toMatchObject({
      status: 403,
    })
    await key.call('getSite', {})
    await browserOf('owner').call('revokeApiKey', { params: { apiKeyId } })
    expect(await key.refused('getSite', {})).toMatchObject({ status: 401 })
    const agents = await program(['site.read'], browserOf('agent'))
    const [made] = (await browserOf('agent').call('listApiKeys', { query: {} })).items
    await browserOf('admin').call('revokeApiKey', { params: { apiKeyId: made?.id as string } })
    expect(await agents.refused('getSite', {})).toMatchObject({ status: 401 })
  })

  test('is one of a hundred at most, also of many made at once', async () => {
    const person = await makeStaff(running, site, 'agent', { address: 'hundred@acme.test' })
    const body = { label: 'k', scope: ['site.read' as const] }
    const asked = await Promise.all(
      Array.from({ length: 104 }, () => person.browser.send('createApiKey', { body })),
    )
    expect(asked.filter(({ status }) => status === 201)).toHaveLength(100)
    expect(await person.browser.refused('createApiKey', { body })).toMatchObject({
      status: 409,
      detail: 'You have 100 API keys. Revoke one first.',
    })
  })

  test.each([
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['nothing', 'Bearer '],
    ['a directory token', `Bearer dwd_000001000001_${'A'.repeat(43)}`],
    ['a key nobody made', `Bearer dwk_000001_${'A'.repeat(43)}`],
  ])('%s is none, even beside the cookie of a session', async (_name, authorization) => {
    const browser = new Browser(running.origin)
    for (const [name, value] of browserOf('owner').cookies) browser.cookies.set(name, value)
    browser.headers = { authorization }
    expect(await browser.refused('getSite', {})).toMatchObject({ status: 401 })
    const { status } = await browser.send('changeSite', { body: { name: 'Forged' } })
    expect(status).toBe(401)
  })

  test('leaves its label and its owner in the audit', async () => {
    const key = await program(programPermissions)
    await key.call('createDetailField', { body: { key: 'contract' } })
    const { items } = await key.call('listAudit', { query: { subject: 'contract' } })
    expect(items).toMatchObject([
      {
        action: 'detail-field.created',
        actor: { kind: 'api-key', name: 'The owner', staffId: expect.any(String) },
      },
    ])
  })
})

describe('a creation with an Idempotency-Key', () => {
  const create = (key: string, name: string) => {
    const browser = new Browser(running.origin)
    for (const [cookie, value] of browserOf('owner').cookies) browser.cookies.set(cookie, value)
    browser.headers['idempotency-key'] = key
    return browser.send('createDirectory', { body: { name } })
  }
  const named = async (name: string) =>
    (await browserOf('owner').call('listDirectories', { query: { limit: 200 } })).items.filter(
      (one) => one.name === name,
    )

  test('makes nothing twice, and is answered as the first time, secrets included', async () => {
    const key = randomUUID()
    const first = await create(key, 'Once')
    const again = await create(key, 'Once')
    expect(first.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true'])
    expect(await named('Once')).toHaveLength(1)
    expect(await create(key, 'Other')).toMatchObject({ status: 409 })
  })

  test('of a burst of the same makes one', async () => {
    const key = randomUUID()
    const burst = await Promise.all(Array.from({ length: 8 }, () => create(key, 'Burst')))
    const statuses = new Set(burst.map(({ status }) => status))
    expect(statuses.has(201)).toBe(true)
    statuses.delete(201)
    statuses.delete(409)
    expect([...statuses]).toEqual([])
    expect(await named('Burst')).toHaveLength(1)
  })

  test('that was refused may be mended with the same key', async () => {
    const key = randomUUID()
    expect(await create(key, 'once')).toMatchObject({ status: 409, body: { errors: [{ field: 'name' }] } })
    expect(await create(key, 'Mended')).toMatchObject({ status: 201 })
  })

  test('that is too short to be anybody’s own is refused', async () => {
    expect(await create('1', 'Short')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'Idempotency-Key' }] },
    })
  })
})

describe('bad input', () => {
  test.each<[string, Operation, object, string, string]>([
    [
      'a name of 10,000 characters',
      'createDirectory',
      { body: { name: 'x'.repeat(10_000) } },
      'name',
      'too-big',
    ],
    ['a name of blanks', 'createDirectory', { body: { name: '  ' } }, 'name', 'empty'],
    ['a name with controls', 'createDirectory', { body: { name: 'a\u0000b' } }, 'name', 'characters'],
    ['no name', 'createDirectory', { body: {} }, 'name', 'missing'],
    ['another field', 'createDirectory', { body: { name: 'N', crowd: 'staff' } }, 'crowd', 'unknown'],
    ['no audience', 'createDirectory', { body: { name: 'N', audience: 'all' } }, 'audience', 'choice'],
    [
      'a consumer domain',
      'createDirectory',
      { body: { name: 'N', domains: ['gmail.com'] } },
      'domains.0',
      'invalid',
    ],
    ['an unknown preset', 'createDirectory', { body: { name: 'N', preset: 'x' } }, 'preset', 'choice'],
    [
      'a wrong setting',
      'changeDirectorySettings',
      { body: { set: { patchAnswer: 'x' } } },
      'patchAnswer',
      'invalid',
    ],
    [
      'a past expiry',
      'createToken',
      { body: { label: 'N', expiresAt: '2001-01-01T00:00:00Z' } },
      'expiresAt',
      'invalid',
    ],
    ['no moment', 'createToken', { body: { label: 'N', expiresAt: 'soon' } }, 'expiresAt', 'format'],
    ['days by the million', 'changeSite', { body: { exchangeDays: 1e6 } }, 'exchangeDays', 'too-big'],
    ['half a day', 'changeSite', { body: { exchangeDays: 0.5 } }, 'exchangeDays', 'type'],
    ['no address', 'createStaff', { body: { name: 'N', address: 'n', role: 'agent' } }, 'address', 'invalid'],
    [
      'an unknown role',
      'createStaff',
      { body: { name: 'N', address: 'n@a.test', role: 'god' } },
      'role',
      'choice',
    ],
    ['an empty scope', 'createApiKey', { body: { label: 'N', scope: [] } }, 'scope', 'empty'],
    ['too large a page', 'listCustomers', { query: { limit: 201 } }, 'limit', 'too-big'],
    ['no number', 'listCustomers', { query: { limit: 'x' } }, 'limit', 'type'],
    ['a forged cursor', 'listCustomers', { query: { after: 'x' } }, 'after', 'cursor'],
    ['a forged cursor of names', 'listOrganizations', { query: { after: '!' } }, 'after', 'cursor'],
    ['a cursor that is no directory', 'listDirectories', { query: { after: '000001' } }, 'after', 'cursor'],
    ['two searches', 'listCustomers', { query: { query: 'a', address: 'a@b.c' } }, 'address', 'combination'],
    ['half a character', 'listCustomers', { query: { query: 'a\u0001' } }, 'query', 'characters'],
  ])('%s is refused by field and rule', async (_name, operation, given, field, rule) => {
    const { status, body } = await browserOf('owner').send(operation, { params: { directoryId }, ...given })
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { code: 'invalid', errors: [{ field, rule }] },
    })
  })

  test('an address of the API that is none answers a problem, whatever the method', async () => {
    for (const [method, path] of [
      ['GET', '/api'],
      ['POST', '/api/nothing'],
      ['DELETE', '/api/site'],
      ['GET', '/api/%E0%A4%A'],
    ] as const) {
      const { status, body } = await browserOf('owner').fetch(method, path)
      expect([path, status, (body as { code: string }).code]).toEqual([path, 404, 'not-found'])
    }
  })
})
