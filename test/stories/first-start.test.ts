import { afterAll, beforeAll, expect, test } from 'vitest'
import { Browser } from '../fixtures/browser.ts'
import { command, commandJson } from '../fixtures/command.ts'
import { type FreshDatabase, freshDatabase } from '../fixtures/database.ts'
import { type Served, serve } from '../fixtures/served.ts'
import { goodPassword } from '../fixtures/staff.ts'

let database: FreshDatabase
let env: { DATABASE_URL: string }
let served: Served

beforeAll(async () => {
  database = await freshDatabase()
  env = { DATABASE_URL: database.url }
  served = await serve(env)
})
afterAll(async () => {
  await served.stop()
  await database.drop()
})

/** The link that the server has printed, once it has. */
async function printedLink(): Promise<string> {
  await expect.poll(() => served.output()).toMatch(/^Become .*\n/m)
  return /^Become its owner: \S+\/start\/(\S+) \(works once, until /m.exec(served.output())?.[1] ?? ''
}

async function startAgain(): Promise<void> {
  await served.stop()
  served = await serve(env)
}

const body = { siteName: 'Acme Support', name: 'Ann Lee', address: 'Ann@acme.test', password: goodPassword }

test('whoever opens the printed link names the site and owns it; later starts print no link', async () => {
  const first = await printedLink()
  await startAgain()
  const link = await printedLink()
  expect(link).not.toBe(first)
  const browser = new Browser(served.origin)
  expect(await browser.call('getStart', { params: { link } })).toEqual({
    siteName: null,
    expiresAt: expect.any(String),
  })
  for (const [field, wrong] of [
    ['password', { ...body, password: 'password1234' }],
    ['address', { ...body, address: 'ann' }],
    ['siteName', { ...body, siteName: '  ' }],
    ['name', { ...body, name: 'x'.repeat(10_000) }],
  ] as const) {
    const problem = await browser.refused('completeStart', { params: { link }, body: wrong })
    expect(problem).toMatchObject({ status: 400, code: 'invalid', errors: [{ field }] })
  }
  const me = await browser.call('completeStart', { params: { link }, body })
  expect(me).toMatchObject({
    staff: { name: 'Ann Lee', address: 'Ann@acme.test', role: 'owner' },
    site: { slug: 'acme-support', name: 'Acme Support' },
  })
  expect(await browser.call('getMe', {})).toEqual(me)

  // It works once, and so do all the links of before.
  for (const used of [link, first]) {
    expect(await browser.refused('completeStart', { params: { link: used }, body })).toMatchObject({
      code: used === link ? 'not-found' : 'conflict',
    })
  }
  expect(await commandJson(env, 'site', 'list')).toMatchObject([
    { slug: 'acme-support', name: 'Acme Support', plan: 'standard', status: 'active' },
  ])
  const staff = await commandJson(env, 'staff', 'list')
  expect(staff).toMatchObject([{ name: 'Ann Lee', role: 'owner', state: 'active' }])

  await startAgain()
  expect(served.output()).not.toContain('Become')
  // The session outlives a restart of the server.
  const restarted = new Browser(served.origin)
  for (const [name, value] of browser.cookies) restarted.cookies.set(name, value)
  expect((await restarted.call('getMe', {})).staff.id).toBe(staff[0].id)
})

test('a site made on the command line gets its owner by a link as well, until it has one', async () => {
  const acme = await commandJson(env, 'staff', 'link', '--site', 'acme-support').catch(
    (error) => error.message,
  )
  expect(acme).toMatch(/This site has an owner/)
  await commandJson(env, 'site', 'create', '--slug', 'globex', '--name', 'Globex')
  const first = await commandJson(env, 'staff', 'link', '--site', 'globex')
  const { url } = await commandJson(env, 'staff', 'link', '--site', 'globex')
  expect(url).toMatch(/^http:\/\/globex\.localhost:\d+\/start\/dwl_/)
  const [old = '', link = ''] = [first.url, url].map((text) => text.split('/').at(-1))
  const browser = new Browser(served.origin)
  expect(await browser.refused('getStart', { params: { link: old } })).toMatchObject({ code: 'not-found' })
  // The server remembers for half a second which sites there are.
  await expect
    .poll(() => browser.call('getStart', { params: { link } }))
    .toMatchObject({ siteName: 'Globex' })
  const me = await browser.call('completeStart', {
    params: { link },
    body: { ...body, siteName: 'Globex Help' },
  })
  expect(me.site).toMatchObject({ slug: 'globex', name: 'Globex Help' })
  // Two sites answer at hosts of their own, and a session is its site's alone.
  expect(await browser.refused('getMe', {})).toMatchObject({ code: 'not-found' })
})

test('staff are added, renamed, given another role, disabled and let in again on the command line', async () => {
  const site = ['--site', 'acme-support']
  const made = await commandJson(
    env,
    'staff',
    'create',
    ...site,
    '--name',
    'Bob',
    '--address',
    'bob@acme.test',
  )
  expect(made).toMatchObject({ role: 'agent', state: 'invited', link: { kind: 'invite' } })
  expect(made.link.url).toMatch(/^http:\/\/acme-support\.localhost:\d+\/link\/dwl_/)
  const twice = await command(
    env,
    'staff',
    'create',
    ...site,
    '--name',
    'B',
    '--address',
    'BOB@acme.test',
    '--json',
  )
  expect(JSON.parse(twice.stdout).error).toMatchObject({ code: 'conflict', field: 'address' })
  const changed = await commandJson(
    env,
    'staff',
    'change',
    'bob@acme.test',
    ...site,
    '--role',
    'admin',
    '--name',
    'Rob',
  )
  expect(changed).toMatchObject({ name: 'Rob', role: 'admin' })
  expect(await commandJson(env, 'staff', 'disable', made.id, ...site)).toMatchObject({ state: 'disabled' })
  const refused = await command(env, 'staff', 'reset', 'bob@acme.test', ...site, '--json')
  expect(JSON.parse(refused.stdout).error).toMatchObject({ code: 'conflict' })
  expect(await commandJson(env, 'staff', 'enable', made.id, ...site)).toMatchObject({ state: 'invited' })
  expect((await commandJson(env, 'staff', 'reset', made.id, ...site)).link).toMatchObject({ kind: 'invite' })
  const last = await command(env, 'staff', 'disable', 'ann@acme.test', ...site, '--json')
  expect(JSON.parse(last.stdout).error.message).toMatch(/only owner/)
  const { stdout } = await command(env, 'audit', 'list', ...site)
  expect(stdout).toMatch(/staff\.disabled +staff/)
})
