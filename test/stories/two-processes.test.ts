// Two servers on one database, each a process of its own: what a provider says to one ends what is open at the other, within a second.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { EventListener } from '../fixtures/event-listener.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { type Served, serve } from '../fixtures/served.ts'
import { makeStaff } from '../fixtures/staff.ts'

/** For setting up alone: nobody has a session here. */
let running: RunningApp
let site: Site
let owner: Browser
let here: Served
let there: Served

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  const env = { DATABASE_URL: running.ownerUrl }
  ;[here, there] = await Promise.all([serve(env), serve(env)])
})
afterAll(async () => {
  await Promise.all([here?.stop(), there?.stop()])
  await running.close()
})

/** A tenth of that where nothing else is at work. Who asked again by themselves would do so every few minutes. */
const endsWithinMs = 10_000

/** The same door as the server knows it at which people sign in. */
async function doorAt({ origin }: Served, door: SamlDoor): Promise<SamlDoor> {
  const metadata = await (await fetch(`${origin}${door.path}/metadata`)).text()
  const entityId = / entityID="([^"]+)"/.exec(metadata)?.[1] ?? ''
  const acsUrl = / Location="([^"]+)"/.exec(metadata)?.[1] ?? ''
  return { ...door, entityId, acsUrl }
}

/** Signs somebody in by SAML at one server. */
async function signIn(at: Served, door: SamlDoor, nameId: string): Promise<Browser> {
  const visitor = new Visitor(at.origin)
  const known = await doorAt(at, door)
  const xml = genuine({ ...writtenTo(known, await visitor.begin(known)), nameId }, 'assertion')
  const { location } = await visitor.bring(known, { xml })
  if (!location || location.includes('failed')) throw new Error(`nobody came in: ${location}`)
  const browser = new Browser(at.origin)
  for (const [name, value] of visitor.cookies) browser.cookies.set(name, value)
  return browser
}

/** What a directory's provider says at another server than the one at which people are signed in. */
const scimAt = ({ origin }: Served, { made }: SamlDoor) =>
  new ScimClient(origin + new URL(made.baseUrl).pathname, made.token)

/** Has the provider deactivate somebody. @returns how long it took from its answer until what was open was over */
async function endedAfterMs(scim: ScimClient, userId: string, over: () => Promise<unknown>): Promise<number> {
  const { status } = await scim.patch(`/Users/${userId}`, { op: 'replace', path: 'active', value: false })
  const began = performance.now()
  expect(status).toBeLessThan(300)
  await over()
  return performance.now() - began
}

/** Asks until the server refuses; a minute of yes is a failure of its own. */
async function refused(ask: () => Promise<{ readonly status: number }>): Promise<void> {
  const end = performance.now() + 20_000
  while ((await ask()).status !== 401) {
    if (performance.now() > end) throw new Error('it still answers after twenty seconds')
  }
}

test('a customer’s session', async () => {
  const globex = await makeSamlDoor(running, site, 'Globex', { issuer: 'https://idp.globex.test' })
  const scim = scimAt(there, globex)
  const mia = await scim.createUser('mia@globex.com', { externalId: 'mia' })
  const browser = await signIn(here, globex, 'mia')
  expect(await browser.call('getSelf', {})).toMatchObject({ name: 'mia@globex.com' })
  const ms = await endedAfterMs(scim, mia.json.id, () => refused(() => browser.send('getSelf', {})))
  expect(ms).toBeLessThan(endsWithinMs)
})

test('a session of the staff, and its event stream', async () => {
  const employees = await makeSamlDoor(running, site, 'Employees', {
    audience: 'staff',
    matchBy: 'user-name',
    justInTime: false,
    issuer: 'https://idp.acme.test',
  })
  const scim = scimAt(there, employees)
  const made = await scim.createUser('lee@acme.test')
  const { items } = await owner.call('listStaff', { query: { limit: 200 } })
  const { id = '' } = items.find(({ address }) => address === 'lee@acme.test') ?? {}
  await owner.call('changeStaff', { params: { staffId: id }, body: { role: 'agent' } })
  const browser = await signIn(here, employees, 'lee@acme.test')
  expect((await browser.call('getMe', {})).staff.id).toBe(id)
  const [one, other] = await Promise.all(
    [here, there].map(({ origin }) => EventListener.open(browser, origin)),
  )
  const ms = await endedAfterMs(scim, made.json.id, () =>
    Promise.all([one?.ended, other?.ended, refused(() => browser.send('getMe', {}))]),
  )
  expect(ms).toBeLessThan(endsWithinMs)
  await expect(EventListener.open(browser, here.origin)).rejects.toThrow('answered 401')
})
