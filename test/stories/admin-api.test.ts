import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminApi, setupApi } from '../../src/admin/contract.ts'
import { deskApi } from '../../src/desk/contract.ts'
import { mailApi } from '../../src/mail/contract.ts'
import type { Contract } from '../../src/model/contract.ts'
import { signInApi } from '../../src/sso/contract.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

test('an owner connects an identity provider, watches it provision and finds the people', async () => {
  await owner.call('createDetailField', { body: { key: 'contract', label: 'Contract' } })
  const made = await owner.call('createDirectory', {
    body: { name: 'Globex', home: 'Globex', domains: ['globex.com'], preset: 'generic', rehearsal: true },
  })
  const { id: directoryId } = made.directory
  const params = { directoryId }
  expect(made.directory).toMatchObject({ name: 'Globex', state: 'rehearsal', client: null, liveSince: null })
  expect(await owner.call('getDirectory', { params })).toMatchObject({
    users: 0,
    liveTokens: 1,
    lastExchangeAt: null,
    domains: [{ domain: 'globex.com', authority: 'declared' }],
  })

  const scim = new ScimClient(
    made.directory.scimBaseUrl.replace(/^https?:\/\/[^/]+/, running.origin),
    made.token,
  )
  const ids: string[] = []
  for (const name of ['ann', 'bob', 'cy']) {
    const { json } = await scim.createUser(`${name}@globex.com`, { displayName: name })
    ids.push(json.id)
  }
  await scim.createGroup('Sales', ids.slice(0, 2))
  expect((await owner.call('listCustomers', { query: {} })).items).toEqual([])
  const live = await owner.call('takeDirectoryLive', { params })
  expect(live).toMatchObject({ directory: { state: 'live' }, updated: { users: 3, groups: 1 } })

  // Page by page, without a gap and without anything twice.
  const seen: string[] = []
  let after: string | undefined
  do {
    const page = await owner.call('listCustomers', { query: { limit: 2, ...(after && { after }) } })
    seen.push(...page.items.map(({ name }) => name))
    after = page.next ?? undefined
  } while (after !== undefined)
  expect(seen.sort()).toEqual(['ann', 'bob', 'cy'])

  const { items } = await owner.call('listCustomers', { query: { address: 'ann@globex.com' } })
  const ann = await owner.call('getCustomer', { params: { customerId: items[0]?.id ?? '' } })
  expect(ann).toMatchObject({
    name: 'ann',
    address: 'ann@globex.com',
    addresses: [{ standing: 'held' }],
    directory: { id: directoryId, name: 'Globex' },
    details: [{ key: 'contract', label: 'Contract', value: null }],
    users: [{ userName: 'ann@globex.com', active: true }],
    requestCount: 0,
  })
  expect(
    ann.memberships
      .map(({ organization, source }) => [organization.name, source.kind, source.group?.name ?? null])
      .sort(),
  ).toEqual([
    ['Globex', 'home', null],
    ['Sales', 'group', 'Sales'],
  ])

  const begins = async (name: string) =>
    (await owner.call('listOrganizations', { query: { name } })).items.map((one) => one.name)
  expect([await begins('sA'), await begins('lobex'), await begins('%')]).toEqual([['Sales'], [], []])
  const first = await owner.call('listOrganizations', { query: { limit: 1 } })
  expect(first.items).toMatchObject([{ name: 'Globex', sources: [{ kind: 'home' }] }])
  const second = await owner.call('listOrganizations', { query: { limit: 1, after: first.next ?? '' } })
  expect(second).toMatchObject({ items: [{ name: 'Sales' }], next: null })
  const organizationId = second.items[0]?.id ?? ''
  const members = await owner.call('listMembers', { params: { organizationId }, query: {} })
  expect(members.items.map(({ address }) => address).sort()).toEqual(['ann@globex.com', 'bob@globex.com'])
  expect(await owner.call('getOrganization', { params: { organizationId } })).toEqual(second.items[0])

  await expect
    .poll(async () => (await owner.call('listExchanges', { params, query: {} })).items.length)
    .toBe(4)
  const exchanges = await owner.call('listExchanges', { params, query: { limit: 1 } })
  expect(exchanges.items).toMatchObject([{ method: 'POST', path: '/Groups', status: 201 }])
  const exchangeId = exchanges.items[0]?.id ?? ''
  const exchange = await owner.call('getExchange', { params: { directoryId, exchangeId } })
  expect(JSON.parse(exchange.requestBody ?? '')).toMatchObject({ displayName: 'Sales' })

  const usage = await owner.call('getUsage', {})
  expect(usage).toMatchObject({ billable: { total: 1, owners: 1 }, notBillable: { total: 3, customers: 3 } })
})

test('a directory is paused and resumed, its settings and tokens change', async () => {
  const { directory } = await owner.call('createDirectory', { body: { name: 'Initech' } })
  const params = { directoryId: directory.id }
  expect(await owner.call('pauseDirectory', { params })).toMatchObject({ state: 'paused' })
  expect(await owner.refused('pauseDirectory', { params })).toMatchObject({ code: 'conflict' })
  expect(await owner.call('resumeDirectory', { params })).toMatchObject({ directory: { state: 'live' } })

  const body = { preset: 'okta', set: { patchAnswer: 'always-204' } } as const
  const settings = await owner.call('changeDirectorySettings', { params, body })
  expect(settings).toMatchObject({ preset: 'okta', overrides: { patchAnswer: 'always-204' } })
  expect(settings.settings.find(({ name }) => name === 'patchAnswer')?.value).toBe('always-204')
  const unset = await owner.call('changeDirectorySettings', { params, body: { unset: ['patchAnswer'] } })
  expect(unset.overrides).toEqual({})
  expect(await owner.call('getDirectorySettings', { params })).toEqual(unset)

  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  const made = await owner.call('createToken', { params, body: { label: 'second', expiresAt } })
  expect(made.token).toMatch(/^dwd_/)
  const tokens = await owner.call('listTokens', { params, query: {} })
  expect(tokens.items).toMatchObject([
    { label: 'second', state: 'live', expiresAt },
    { label: 'first token', state: 'live', expiresAt: null },
  ])
  await owner.call('revokeToken', { params: { ...params, tokenId: made.id } })
  const after = await owner.call('listTokens', { params, query: { limit: 1 } })
  expect(after.items).toMatchObject([{ label: 'second', state: 'revoked' }])
  const { next } = after
  expect((await owner.call('listTokens', { params, query: { after: next ?? '' } })).items).toHaveLength(1)
})

test('the site and its subscription change, and the audit says who did it, before and after', async () => {
  const before = await owner.call('getSite', {})
  expect(before).toMatchObject({ slug: site.slug, exchangeDays: 30 })
  const name = 'שלום Support'
  expect(await owner.call('changeSite', { body: { name, exchangeDays: 7 } })).toMatchObject({
    name,
    exchangeDays: 7,
  })
  expect((await owner.call('getMe', {})).site.name).toBe(name)
  const { items } = await owner.call('listAudit', { query: { subject: before.id, limit: 1 } })
  expect(items).toMatchObject([
    {
      action: 'site.settings-changed',
      actor: { kind: 'staff', name: 'The owner' },
      details: { name: { before: before.name, after: name }, exchangeDays: { before: 30, after: 7 } },
      requestId: expect.any(String),
    },
  ])
  expect(await owner.call('changeSubscription', { body: { status: 'lapsed' } })).toMatchObject({
    grants: false,
  })
  expect(await owner.call('changeSubscription', { body: { plan: 'premium' } })).toEqual({
    plan: 'premium',
    status: 'active',
    grants: true,
    seatsMax: null,
  })
  expect(await owner.call('getSubscription', {})).toMatchObject({ plan: 'premium' })
})

test('detail fields come and go', async () => {
  const made = await owner.call('createDetailField', { body: { key: 'region', type: 'text' } })
  expect(made).toMatchObject({ key: 'region', label: 'region', attribute: expect.stringMatching(/:region$/) })
  const twice = await owner.refused('createDetailField', { body: { key: 'REGION' } })
  expect(twice).toMatchObject({ code: 'conflict', errors: [{ field: 'key' }] })
  expect((await owner.call('listDetailFields', {})).items).toContainEqual(made)
  await owner.call('deleteDetailField', { params: { key: 'region' } })
  expect(await owner.refused('deleteDetailField', { params: { key: 'region' } })).toMatchObject({
    status: 404,
  })
})

test('staff are added by a link, changed, disabled and let in again', async () => {
  const body = { name: 'Bob', address: 'bob@acme.test', role: 'agent' } as const
  const { staff, link } = await owner.call('createStaff', { body })
  expect(staff).toMatchObject({ ...body, state: 'invited', lastSignInAt: null })
  const bob = new Browser(running.origin)
  const secret = link?.url.split('/link/')[1] ?? ''
  await bob.call('completeLink', { params: { link: secret }, body: { password: 'lamp otter violin gravel' } })
  const params = { staffId: staff.id }
  expect(await owner.call('getStaff', { params })).toMatchObject({
    state: 'active',
    lastSignInAt: expect.any(String),
  })
  expect(await owner.call('changeStaff', { params, body: { name: 'Rob' } })).toMatchObject({ name: 'Rob' })
  expect((await bob.call('getMe', {})).staff.name).toBe('Rob')
  expect(await owner.call('disableStaff', { params })).toMatchObject({ state: 'disabled' })
  expect(await bob.refused('getMe', {})).toMatchObject({ status: 401 })
  expect(await owner.call('enableStaff', { params })).toMatchObject({ state: 'active' })
  expect((await owner.call('resetStaff', { params })).url).toMatch(/\/link\/dwl_/)
  expect((await owner.call('listStaff', { query: {} })).items.map(({ name }) => name)).toEqual([
    'The owner',
    'Rob',
  ])
})

test('OpenAPI says of every route what the contracts say, and is valid', async () => {
  const { status, body } = await owner.fetch('GET', '/api/openapi.json')
  expect(status).toBe(200)
  expect(await new Validator().validate(body as { [key: string]: unknown })).toMatchObject({ valid: true })
  const { paths } = body as { paths: { [path: string]: { [method: string]: { operationId: string } } } }
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`,
    ),
  )
  const contract: Contract = { ...adminApi, ...deskApi, ...setupApi, ...signInApi, ...mailApi }
  const promised = Object.entries(contract).map(
    ([operation, { method, path }]) => `${operation} ${method} ${path}`,
  )
  // Files come and go beside the contracts.
  const beside = described.filter((one) => / \/api\/(help\/)?attachments\b/.test(one))
  expect(beside).toHaveLength(12)
  expect(described.filter((one) => !beside.includes(one)).sort()).toEqual(promised.sort())
  // No reference leads nowhere.
  const text = JSON.stringify(body)
  const { schemas } = (body as { components: { schemas: object } }).components
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path)
  expect(references.length).toBeGreaterThan(40)
  expect(
    references.filter((path) => !Object.hasOwn(schemas, path?.replace('components/schemas/', '') ?? '')),
  ).toEqual([])
})

test('the readable page names every route and every problem', async () => {
  const response = await fetch(`${running.origin}/api/docs`)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  const page = await response.text()
  const contract: Contract = { ...adminApi, ...deskApi, ...setupApi, ...signInApi, ...mailApi }
  for (const { method, path } of Object.values(contract)) expect(page).toContain(`${method} ${path}`)
  const { type } = await owner.refused('getStaff', {
    params: { staffId: '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17' },
  })
  expect(page).toContain(`id="${type.split('#')[1]}"`)
})
