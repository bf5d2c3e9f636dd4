// An owner whom a directory manages, and who is the last one, comes in by the own password and a recovery code, however directories
// are broken: one kind after the other, until everything is.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { makeOidcDoor } from '../fixtures/oidc-door.ts'
import { providerCertificate } from '../fixtures/provider-certificate.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { first, second } from '../fixtures/saml-keys.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'

/** It takes every connection, and never answers. */
let hanging: Server
let running: RunningApp
let site: Site
let employees: SamlDoor
let recoveryCodes: string[]
let userId: string
let refusedPort = 0
let now = new Date()

const address = 'kim@acme.test'
const portOf = (server: Server) => (server.address() as AddressInfo).port
const listening = (server: Server) =>
  new Promise<Server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
const at = ({ directoryId }: { readonly directoryId: number }) => ({ directoryId: keyOf(directoryId) })

beforeAll(async () => {
  hanging = await listening(createServer(() => {}))
  const gone = await listening(createServer())
  refusedPort = portOf(gone)
  await new Promise((resolve) => gone.close(resolve))
  const OUTBOUND_ALLOW = `127.0.0.1:${portOf(hanging)}, 127.0.0.1:${refusedPort}`
  running = await runningApp({ now: () => now, env: { OUTBOUND_ALLOW } })
  site = await makeSite(running)
  const boss = await makeStaff(running, site, 'owner', { now })
  employees = await makeSamlDoor(running, site, 'Employees', {
    audience: 'staff',
    matchBy: 'user-name',
    justInTime: false,
    issuer: 'https://idp.acme.test',
  })
  userId = (await employees.made.scim.createUser(address)).json.id
  const { items } = await boss.browser.call('listStaff', { query: { limit: 200 } })
  const params = { staffId: items.find((one) => one.address === address)?.id ?? '' }
  await boss.browser.call('changeStaff', { params, body: { role: 'owner' } })
  const { url } = await boss.browser.call('resetStaff', { params })
  const kim = new Browser(running.origin)
  await kim.call('completeLink', {
    params: { link: url.split('/').at(-1) ?? '' },
    body: { password: goodPassword },
  })
  const { secret } = await kim.call('offerTotp', {})
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() })
  recoveryCodes = [...(await kim.call('acceptTotp', { body: { code } })).recoveryCodes]
  await kim.call('changeStaff', { params: { staffId: boss.id }, body: { role: 'agent' } })
})
afterAll(async () => {
  await running.close()
  hanging.closeAllConnections()
  await new Promise((resolve) => hanging.close(resolve))
})

/** Comes in without anything of a directory's, at a browser that nobody knows, as somebody whose generator is lost as well. */
async function ownerComesIn(): Promise<Browser> {
  const browser = new Browser(running.origin)
  const body = { address, password: goodPassword }
  expect(await browser.refused('signIn', { body })).toMatchObject({ code: 'second-factor-needed' })
  await browser.call('showSecondFactor', { body: { code: recoveryCodes.shift() ?? '' } })
  expect((await browser.call('getMe', {})).staff.role).toBe('owner')
  // It is a fresh sign-in too: repairing asks for one.
  await browser.call('createApiKey', { body: { label: 'repair', scope: ['directories.read'] } })
  return browser
}

async function comesByDirectory(key = first): Promise<string | null> {
  const visitor = new Visitor(running.origin)
  const requestId = await visitor.begin(employees)
  const given = { ...writtenTo(employees, requestId), nameId: address, now }
  const { location } = await visitor.bring(employees, { xml: genuine(given, 'assertion', { key }) })
  return location
}

/** A customers' directory that alone signs its people in, at an issuer that cannot be reached. */
const requiredAt = (name: string, port: number) =>
  makeOidcDoor(running, site, name, {
    mode: 'required',
    issuer: `http://127.0.0.1:${port}`,
    domains: [`${name.toLowerCase()}.test`],
  })
const failed = expect.stringContaining('/sign-in/failed')

test('before anything breaks the directory signs the owner in', async () => {
  expect(await comesByDirectory()).toBe('/sign-in?step=second')
})

test('a required connection whose issuer refuses', async () => {
  const door = await requiredAt('Globex', refusedPort)
  expect((await new Visitor(running.origin).open(door.path)).location).toEqual(failed)
  await ownerComesIn()
})

test('a required connection whose issuer hangs', async () => {
  const door = await requiredAt('Initech', portOf(hanging))
  let isOver = false
  const asked = new Promise((resolve) => hanging.once('request', resolve))
  const opening = new Visitor(running.origin).open(door.path).finally(() => {
    isOver = true
  })
  await asked
  await ownerComesIn()
  expect(isOver).toBe(false)
  hanging.closeAllConnections()
  expect((await opening).location).toEqual(failed)
})

test('a certificate that is over, at a provider that signs by its next one', async () => {
  const owner = await ownerComesIn()
  const params = at(employees)
  const [before] = (await owner.call('getConnection', { params })).connection?.saml?.certificates ?? []
  await owner.call('addCertificate', {
    params,
    body: { certificate: await providerCertificate({ days: 1 }) },
  })
  await owner.call('removeCertificate', { params: { ...params, certificateId: before?.id ?? '' } })
  now = new Date(now.getTime() + 2 * 24 * 60 * 60_000)
  expect(await comesByDirectory(second)).toEqual(failed)
  await ownerComesIn()
})

test('a paused directory whose provider says that the owner is to go', async () => {
  const owner = await ownerComesIn()
  await owner.call('pauseDirectory', { params: at(employees) })
  await employees.made.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'active', value: false })
  expect(await comesByDirectory()).toEqual(failed)
  await ownerComesIn()
})

test('a subscription that lapsed more than thirty days ago', async () => {
  const owner = await ownerComesIn()
  await owner.call('changeSubscription', { body: { status: 'lapsed' } })
  now = new Date(now.getTime() + 31 * 24 * 60 * 60_000)
  expect(await comesByDirectory()).toEqual(failed)
  await ownerComesIn()
})

test('a directory that was disconnected with its people, and every other directory of staff broken as well', async () => {
  const owner = await ownerComesIn()
  const further = await makeSamlDoor(running, site, 'Further', {
    audience: 'staff',
    issuer: 'https://gone.test',
    keys: [],
  })
  await owner.call('disconnectDirectory', {
    params: at(employees),
    body: { people: 'deactivate', keepsOrganizations: false },
  })
  for (const { path } of [employees, further]) {
    expect((await new Visitor(running.origin).open(path)).location).toEqual(failed)
  }
  const last = await ownerComesIn()
  // Whatever was broken, it is this owner who puts it right.
  await last.call('changeSubscription', { body: { status: 'active' } })
  await last.call('addCertificate', { params: at(further), body: { certificate: first.certificate } })
  expect((await new Visitor(running.origin).open(further.path)).location).toContain('SAMLRequest=')
})
