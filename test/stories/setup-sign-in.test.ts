// A customer's own IT tries its sign-in out at the set-up page: it reads everything of its own provider, and nothing of the site.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { type SamlKey, stranger } from '../fixtures/saml-keys.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { makeStaff } from '../fixtures/staff.ts'

let office: PostOffice
let running: RunningApp
let site: Site
let owner: Browser
let now = new Date()

beforeAll(async () => {
  office = await PostOffice.open()
  running = await runningApp({ env: office.env, now: () => now })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'owner@acme.test' })).browser
})
afterAll(async () => {
  await running.close()
  await office.close()
})

interface AtPage {
  readonly door: SamlDoor
  readonly params: { readonly directoryId: string }
  readonly linkId: string
  /** Of the own IT. */
  readonly kim: Browser
}

let pages = 0

/** Somebody at the set-up page of a directory that is connected by SAML. */
async function atPage(door?: SamlDoor): Promise<AtPage> {
  pages++
  const at =
    door ??
    (await makeSamlDoor(running, site, `Globex ${pages}`, {
      mode: 'test',
      issuer: `https://idp${pages}.test`,
    }))
  const params = { directoryId: keyOf(at.directoryId) }
  const address = `kim${pages}@globex.test`
  const body = { name: `Kim ${pages}`, address }
  const { id: linkId } = await owner.call('createSetupLink', { params, body })
  await runQueue(running, site, now)
  const mail = office.received.filter(({ to }) => to.includes(address)).at(-1)?.parsed.text ?? ''
  const kim = new Browser(running.origin)
  await kim.call('openSetup', { params: { link: /\/setup\/(\S+)/.exec(mail)?.[1] ?? '' } })
  return { door: at, params, linkId, kim }
}

/** Tries it out in that browser; answers where that led. */
async function tries(
  by: Browser,
  door: SamlDoor,
  { key, ...said }: { key?: SamlKey; nameId?: string; attributes?: Record<string, string[]> } = {},
): Promise<string> {
  // The log's order is that of the moments.
  now = new Date(now.getTime() + 1_000)
  const visitor = new Visitor(running.origin, by.cookies)
  const requestId = await visitor.begin(door, '?test=setup')
  const xml = genuine({ ...writtenTo(door, requestId), now, ...said }, 'assertion', key ? { key } : {})
  return (await visitor.bring(door, { xml })).location ?? ''
}

const reportIn = (location: string) =>
  /^\/setup\/test\/([\w-]+)$/.exec(location)?.[1] ?? `none in ${location}`

async function outcomes({ kim }: AtPage) {
  return (await kim.call('listSetupSignIns', { query: {} })).items.map(({ outcome }) => outcome)
}

test('whoever is at the page reads every check, the answer as it came, and that somebody is ready', async () => {
  const page = await atPage()
  const reportId = reportIn(await tries(page.kim, page.door))
  const report = await page.kim.call('getSetupTest', { params: { reportId } })
  expect(report).toMatchObject({ outcome: 'ready', method: 'saml', identity: { subject: 'ann@globex.com' } })
  expect(report.steps.length).toBeGreaterThan(5)
  expect(report.steps.every(({ ok }) => ok)).toBe(true)
  expect(Buffer.from(report.raw, 'base64').toString()).toBe(report.decoded)
  expect(Object.keys(report).sort()).toEqual(
    ['at', 'decoded', 'identity', 'method', 'outcome', 'raw', 'steps', 'until'].sort(),
  )
  const forged = reportIn(await tries(page.kim, page.door, { key: stranger }))
  const failed = await page.kim.call('getSetupTest', { params: { reportId: forged } })
  expect(failed).toMatchObject({ outcome: null, identity: null })
  expect(failed.steps.at(-1)).toMatchObject({ check: 'signature', ok: false })
  const { items } = await page.kim.call('listSetupTests', { query: {} })
  expect(items.map(({ id, passed, outcome }) => ({ id, passed, outcome }))).toEqual(
    expect.arrayContaining([
      { id: reportId, passed: true, outcome: 'ready' },
      { id: forged, passed: false, outcome: null },
    ]),
  )
  expect(await outcomes(page)).toEqual(['refused', 'ready'])
  const { items: log } = await page.kim.call('listSetupSignIns', { query: {} })
  expect(log[0]?.why).toMatch(/signature/)
  expect(log[1]).toMatchObject({ said: 'ann@globex.com', why: null, purpose: 'test' })
})

test('why somebody waits is not said: neither that staff have the address, nor that another directory’s person does', async () => {
  const page = await atPage()
  const owners = 'owner@acme.test'
  const location = await tries(page.kim, page.door, { nameId: owners, attributes: { email: [owners] } })
  const reportId = reportIn(location)
  const report = await page.kim.call('getSetupTest', { params: { reportId } })
  expect(report).toMatchObject({ outcome: 'waiting', identity: { subject: owners } })
  expect(JSON.stringify({ ...report, raw: '', decoded: '', identity: null })).not.toMatch(
    /staff|held|decision/i,
  )
  expect(await outcomes(page)).toEqual(['waiting'])
  const { items } = await page.kim.call('listSetupSignIns', { query: {} })
  expect(items[0]?.why).toBeNull()
  // The administrator of the site reads why, and who tried.
  const whole = await owner.call('getSignInTest', { params: { ...page.params, reportId } })
  expect(whole.foreseen?.outcome).toBe('held')
  expect(await owner.call('listSignInTests', { params: page.params, query: {} })).toMatchObject({
    items: [{ id: reportId, by: `Kim ${pages}`, passed: true, comesIn: false }],
  })
})

test('only the own directory is tried out, by whoever is at the page, and only so often', async () => {
  const page = await atPage()
  const other = await atPage()
  const begin = async (by: Iterable<[string, string]>, door: SamlDoor, query = '?test=setup') =>
    (await new Visitor(running.origin, by).fetch(door.path + query)).status
  expect(await begin(page.kim.cookies, other.door)).toBe(403)
  expect(await begin([], page.door)).toBe(403)
  // A visit is no session of the staff, and a session of the staff no visit.
  expect(await begin(page.kim.cookies, page.door, '?test=1')).toBe(403)
  expect(await begin(owner.cookies, page.door)).toBe(403)
  const statuses: number[] = []
  for (let n = 0; n < 31; n++) statuses.push(await begin(page.kim.cookies, page.door))
  expect(statuses.filter((status) => status === 303).length).toBe(30)
  expect(statuses.at(-1)).toBe(429)
  expect(await begin(other.kim.cookies, other.door)).toBe(303)
})

test('a provider that cannot even be asked has a report as well', async () => {
  const door = await makeSamlDoor(running, site, 'Keyless', {
    mode: 'test',
    issuer: 'https://keyless.test',
    keys: [],
  })
  const page = await atPage(door)
  const { location } = await new Visitor(running.origin, page.kim.cookies).open(door.path, '?test=setup')
  const reportId = reportIn(location ?? '')
  expect(await page.kim.call('getSetupTest', { params: { reportId } })).toMatchObject({
    raw: '',
    outcome: null,
    steps: [{ check: 'certificates', ok: false }],
  })
})

test('a report is for its set-up page alone, for an hour, and until the page is withdrawn', async () => {
  const page = await atPage()
  const reportId = reportIn(await tries(page.kim, page.door))
  const params = { reportId }
  const beside = await atPage(page.door)
  const elsewhere = await atPage()
  for (const { kim } of [beside, elsewhere]) {
    expect((await kim.refused('getSetupTest', { params })).code).toBe('not-found')
    expect(await kim.call('listSetupTests', { query: {} })).toMatchObject({ items: [] })
  }
  // Of another directory not even the administrator finds it.
  const other = { ...elsewhere.params, reportId }
  expect((await owner.refused('getSignInTest', { params: other })).code).toBe('not-found')
  // What one of the staff tried out is not the page's.
  const staffs = new Visitor(running.origin, owner.cookies)
  const requestId = await staffs.begin(page.door, '?test=1')
  const xml = genuine({ ...writtenTo(page.door, requestId), now }, 'assertion')
  const own = /test\/([\w-]+)$/.exec((await staffs.bring(page.door, { xml })).location ?? '')?.[1] ?? ''
  expect((await page.kim.refused('getSetupTest', { params: { reportId: own } })).code).toBe('not-found')
  expect((await owner.call('getSignInTest', { params: { ...page.params, reportId: own } })).method).toBe(
    'saml',
  )

  // Withdrawn between the way to the provider and the way back: nothing is kept for it.
  const visitor = new Visitor(running.origin, page.kim.cookies)
  const late = await visitor.begin(page.door, '?test=setup')
  await owner.call('withdrawSetupLink', { params: { ...page.params, linkId: page.linkId } })
  const answer = genuine({ ...writtenTo(page.door, late), now }, 'assertion')
  const lost = reportIn((await visitor.bring(page.door, { xml: answer })).location ?? '')
  expect((await page.kim.refused('getSetupTest', { params })).code).toBe('not-signed-in')
  expect((await owner.refused('getSignInTest', { params: { ...page.params, reportId: lost } })).code).toBe(
    'not-found',
  )
  now = new Date(now.getTime() + 60 * 60_000)
  expect((await owner.refused('getSignInTest', { params: { ...page.params, reportId } })).code).toBe(
    'not-found',
  )
})
