// The demonstration as whoever tries Doorward out sees it: every button is pressed, and what it changed is read by the API.
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoEvent, type demoApi, demoEvents } from '../../demo/contract.ts'
import type { Answer } from '../../src/model/contract.ts'
import { Browser } from '../fixtures/browser.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { type Demonstrated, demonstrate } from '../fixtures/demonstration.ts'
import { everyView, lightViews, looksWrong, setView } from '../fixtures/look.ts'
import { goodPassword } from '../fixtures/staff.ts'

type Panel = Answer<(typeof demoApi)['getDemo']>
type Outcome = Answer<(typeof demoApi)['runDemoEvent']>

let demo: Demonstrated
let chromium: Chromium
let owner: Browser
let context: BrowserContext
let page: Page
let faults: string[]
const pressed = new Set<DemoEvent>()

/** Whoever opens the link that the start prints is the owner. */
async function becomeOwner({ origin, ownerLink }: Demonstrated): Promise<Browser> {
  const browser = new Browser(origin)
  await browser.call('completeLink', { params: { link: ownerLink }, body: { password: goodPassword } })
  return browser
}

beforeAll(async () => {
  const [started, browser] = await Promise.all([demonstrate(), launchChromium()])
  demo = started
  chromium = browser
  owner = await becomeOwner(demo)
  context = await chromium.newContext({ locale: 'en-GB', reducedMotion: 'reduce', timezoneId: 'UTC' })
  await bringOwner()
  const watched = await watchedPage(context)
  page = watched.page
  faults = watched.faults
})
afterAll(async () => {
  await chromium.close()
  await demo.close()
})

async function bringOwner() {
  const cookies = [...owner.cookies].map(([name, value]) => ({ name, value, url: demo.origin }))
  await context.addCookies(cookies)
}

async function panel(): Promise<Panel> {
  const { status, body } = await owner.fetch('GET', '/api/demo')
  if (status !== 200) throw new Error(`the panel answered ${status}`)
  return body as Panel
}

async function companyOf(id: string) {
  const found = (await panel()).companies.find((company) => company.id === id)
  if (!found) throw new Error(`there is no company ${id}`)
  return found
}

const shown = (company: string) => page.goto(`${demo.origin}/demo?company=${company}`)

/** Presses a button as a person does, and waits for what it came to. */
async function press(name: string, event: DemoEvent): Promise<Outcome> {
  const button = page.getByRole('button', { name, exact: true })
  const [answer] = await Promise.all([
    page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/api/demo/events'),
    ),
    button.click(),
  ])
  const outcome = (await answer.json()) as Outcome
  if (answer.status() !== 200) throw new Error(`${name} was answered ${JSON.stringify(outcome)}`)
  expect(outcome.event).toBe(event)
  pressed.add(event)
  // It is on the page, and the next button can be pressed.
  await page
    .locator('article')
    .filter({ has: page.locator(`time[datetime="${outcome.at}"]`) })
    .waitFor()
  return outcome
}

const choose = (name: string) => page.getByRole('radio', { name }).first().check()

const customerAt = async (address: string) =>
  (await owner.call('listCustomers', { query: { address } })).items[0]

/** Of which organizations somebody is a member because of a group. */
async function organizationsOf(customerId: string): Promise<string[]> {
  const { memberships } = await owner.call('getCustomer', { params: { customerId } })
  return memberships.flatMap(({ organization, source }) =>
    source.kind === 'group' ? [organization.name] : [],
  )
}

/** Who is a member of an organization because a group of its name has them. */
async function membersThroughGroup(name: string): Promise<string[]> {
  const { items } = await owner.call('listOrganizations', { query: { name } })
  const organizationId = items.find((one) => one.name === name)?.id ?? ''
  const members = await owner.call('listMembers', { params: { organizationId }, query: { limit: 100 } })
  return members.items
    .filter(({ sources }) => sources.some(({ kind, group }) => kind === 'group' && group?.name === name))
    .map((member) => member.name)
}

const effects = ({ exchanges }: Outcome) => exchanges.flatMap(({ logged }) => (logged ? [logged.effect] : []))

test('the first start makes a help desk in use: companies, requests, doubts, and a mail that is not what it seems', async () => {
  const { companies } = await panel()
  expect(companies.map(({ id, provider }) => [id, provider?.preset, provider?.protocol])).toEqual([
    ['globex', 'entra', 'saml'],
    ['initech', 'okta', 'oidc'],
    ['hooli', undefined, undefined],
    ['umbra', 'okta', 'oidc'],
  ])
  const { items: directories } = await owner.call('listDirectories', { query: {} })
  expect(directories.map(({ name, state, failing }) => [name, state, failing])).toEqual([
    ['Globex', 'live', false],
    ['Initech', 'live', false],
    ['Umbra', 'live', false],
  ])
  const globex = directories[0]?.id ?? ''
  expect(
    (await owner.call('listDomains', { params: { directoryId: globex }, query: {} })).items,
  ).toMatchObject([{ domain: 'globex.example', authority: 'proven' }])
  const { items: requests } = await owner.call('listRequests', { query: { limit: 100 } })
  const levels = new Set(requests.map(({ assurance }) => assurance.level))
  expect([...levels].sort()).toEqual(['proven', 'sso', 'suspect', 'unknown'])
  expect(new Set(requests.map(({ status }) => status)).size).toBeGreaterThan(2)
  const { items: cases } = await owner.call('listCases', { query: {} })
  expect(new Set(cases.map(({ kind }) => kind))).toEqual(
    new Set([
      ...['address-held', 'brake', 'link-unproven', 'organization-name', 'staff-address', 'staff-held'],
    ]),
  )
  const { items: staff } = await owner.call('listStaff', { query: {} })
  expect(
    staff.filter(({ role, directory }) => role === 'agent' && directory?.name === 'Umbra').length,
  ).toBeGreaterThan(1)
})

test('nobody but the owner at a page of the site moves anything, and nothing leaves this machine', async () => {
  const path = '/api/demo/events'
  const body = { event: 'hire' }
  const stranger = new Browser(demo.origin)
  expect((await stranger.fetch('GET', '/api/demo')).status).toBe(401)
  expect((await stranger.fetch('POST', path, body)).status).toBe(401)
  expect((await stranger.fetch('GET', '/api/demo/resets/anything')).status).toBe(404)
  const { link } = await owner.call('createStaff', {
    body: { name: 'An Admin', address: 'admin@umbra.example', role: 'admin' },
  })
  const admin = new Browser(demo.origin)
  const params = { link: link?.url.split('/').at(-1) ?? '' }
  await admin.call('completeLink', { params, body: { password: goodPassword } })
  for (const [method, at] of [
    ['GET', '/api/demo'],
    ['POST', path],
    ['POST', '/api/demo/resets'],
  ] as const)
    expect(
      (await admin.fetch(method, at, method === 'POST' ? { ...body, confirm: 'anew' } : undefined)).status,
    ).toBe(403)
  const elsewhere = new Browser(demo.origin, {
    origin: 'http://evil.example',
    'sec-fetch-site': 'cross-site',
  })
  for (const [name, value] of owner.cookies) elsewhere.cookies.set(name, value)
  expect((await elsewhere.fetch('POST', path, body)).status).toBe(403)
  for (const at of [
    '/',
    '/demo',
    '/api/me',
    '/api/portal/doors',
    '/scim/v2/any/Users',
    '/sso/any',
    '/nowhere',
  ]) {
    const proxied = await fetch(demo.origin + at, { headers: { 'x-forwarded-for': '203.0.113.7' } })
    expect([at, proxied.status]).toEqual([at, 421])
  }
  expect(await owner.call('getMailSending', {})).toMatchObject({ server: null })
})

test('every page is marked, and so is every mail', async () => {
  for (const path of ['/', '/admin', '/console', '/nowhere']) {
    await page.goto(demo.origin + path)
    await page.getByText('Everybody here is invented.').waitFor()
  }
  const { id: mailId } = await owner.call('sendTestMail', { body: {} })
  await expect
    .poll(async () => (await owner.call('getMail', { params: { mailId } })).text ?? '')
    .toContain('This is a demonstration: everybody in it is invented.')
})

test('people: hired, married before the sync, moved, dismissed and back; each is the same person', async () => {
  await shown('globex')
  const hired = await press('Hire', 'hire')
  expect(hired.exchanges.map(({ request }) => request.line.split(' ')[0])).toEqual(['GET', 'POST', 'PATCH'])
  const [newcomer] = hired.people
  expect(newcomer?.name).toBe(hired.about)
  expect(effects(hired).join()).toContain('was added')

  const [ann] = (await companyOf('globex')).people
  const before = await customerAt(ann?.address ?? '')
  await choose(ann?.name ?? '')
  const married = await press('Marry', 'marry')
  expect(married.signIns).toMatchObject([{ outcome: 'in' }])
  expect(married.exchanges.map(({ protocol }) => protocol)).toContain('SAML')
  const [after] = (await companyOf('globex')).people
  expect(after?.formerAddresses).toEqual([ann?.address])
  expect(await customerAt(after?.address ?? '')).toMatchObject({ id: before?.id, name: married.about })

  const teams = await organizationsOf(before?.id ?? '')
  const moved = await press('Move to another team', 'move-team')
  expect(effects(moved)).toEqual(['1 left.', '1 joined.'])
  const [was, is] = [teams, await organizationsOf(before?.id ?? '')]
  expect([was.length, is.length]).toEqual([1, 1])
  expect(is).not.toEqual(was)

  const dismissed = await press('Dismiss', 'dismiss')
  expect(dismissed.about).toBe(married.about)
  expect(await customerAt(after?.address ?? '')).toMatchObject({ id: before?.id, active: false })
  const back = await press('Restore', 'restore')
  expect(back.about).toBe(married.about)
  expect(await customerAt(after?.address ?? '')).toMatchObject({ id: before?.id, active: true })
  // What is said of it leads there.
  await page.getByRole('link', { name: married.about, exact: true }).first().click()
  await page.getByRole('heading', { level: 1, name: married.about }).waitFor()
})

test('a person signs in through their own company by one link', async () => {
  await shown('initech')
  const person = (await companyOf('initech')).people[2]
  const visitor = await chromium.newContext({ locale: 'en-GB' })
  const tab = await visitor.newPage()
  await tab.goto(person?.signInUrl ?? '')
  await tab.getByText('Everybody here is invented.').waitFor()
  const self = (await (await tab.request.get(`${demo.origin}/api/portal/me`)).json()) as { address: string }
  expect(self.address).toBe(person?.address)
  await visitor.close()
  expect(await page.getByRole('link', { name: `Sign in as ${person?.name}` }).getAttribute('href')).toBe(
    person?.signInUrl,
  )
})

test('mails: their own, a look-alike’s, from a former address, forged; each as sure as it is', async () => {
  await shown('hooli')
  const own = await press('Write as themselves', 'mail-own')
  expect(own).toMatchObject({ mails: [{ result: 'opened' }], requests: [{ level: 'proven' }] })
  await shown('globex')
  const alike = await press('Write as a look-alike', 'mail-look-alike')
  expect(alike).toMatchObject({ requests: [{ level: 'suspect' }] })
  const former = await press('Write from a former address', 'mail-former')
  expect(former).toMatchObject({ mails: [{ reason: 'former-address' }] })
  const arrived = await owner.call('listArrivedMails', { query: { limit: 100 } })
  expect(arrived.items.find(({ id }) => id === former.mails[0]?.id)).toMatchObject({
    reason: 'former-address',
  })
  // What became of it, and why, are told apart.
  const became = page.locator('article').first().locator('dd').first()
  expect(await became.textContent()).toMatch(/^[A-Z][^.:]*: [A-Z].*\.$/)
  const forged = await press('Write a forged mail', 'mail-forged')
  expect(forged).toMatchObject({ requests: [{ level: 'suspect' }] })
  for (const { requests } of [own, alike, forged]) {
    const read = await owner.call('getRequest', { params: { requestId: requests[0]?.id ?? '' } })
    expect(read.assurance.level).toBe(requests[0]?.level)
  }
})

test('nobody is moved to another team where there is one alone', async () => {
  await shown('umbra')
  expect(await page.getByRole('button', { name: 'Hire', exact: true }).isEnabled()).toBe(true)
  expect(await page.getByRole('button', { name: 'Move to another team' }).isDisabled()).toBe(true)
})

test('a button that could do nothing says why, in the language of the page', async () => {
  await shown('hooli')
  const former = page.getByRole('button', { name: 'Write from a former address' })
  expect(await former.isDisabled()).toBe(true)
  await page.getByText('Nobody has a former address: marry somebody first.').waitFor()
  await shown('globex')
  const [ann] = (await companyOf('globex')).people
  await choose(ann?.name ?? '')
  await page.getByText(`${ann?.name} has not left.`).waitFor()
  expect(await page.getByRole('button', { name: 'Restore', exact: true }).isDisabled()).toBe(true)
})

test('groups: renamed and pushed empty; the organization follows', async () => {
  await shown('initech')
  const renamed = await press('Rename', 'rename-group')
  const { items } = await owner.call('listOrganizations', { query: { name: renamed.about } })
  expect(items.map(({ name }) => name)).toEqual([renamed.about])
  expect(renamed.groups.map(({ name }) => name)).toEqual([renamed.about])
  expect(await membersThroughGroup(renamed.about)).not.toEqual([])
  const emptied = await press('Push it empty', 'empty-group')
  expect(emptied.about).toBe(renamed.about)
  expect(await membersThroughGroup(emptied.about)).toEqual([])
  const groups = (await companyOf('initech')).groups
  expect(groups.find(({ name }) => name === emptied.about)?.members).toBe(0)
})

test('an employee is hired by the same buttons, and is of the staff', async () => {
  await shown('umbra')
  const hired = await press('Hire', 'hire')
  expect([hired.people, hired.staff.length]).toEqual([[], 1])
  const { items } = await owner.call('listStaff', { query: {} })
  expect(items.map(({ name }) => name)).toContain(hired.about)
})

test('the subscription lapses: who would come is refused, who leaves is out; and it is renewed', async () => {
  await shown('initech')
  await press('Let the subscription lapse', 'lapse')
  expect(await owner.call('getSubscription', {})).toMatchObject({ status: 'lapsed' })
  await page.getByText('The subscription has lapsed').waitFor()
  const refused = await press('Hire', 'hire')
  expect(refused.exchanges.at(-1)).toMatchObject({
    response: { line: '403 Forbidden' },
    logged: { status: 403 },
  })
  const left = await press('Dismiss', 'dismiss')
  expect(effects(left)).toEqual(['deactivated.'])
  // A new address counts later, and the panel says so of whoever has it.
  await shown('globex')
  const married = await press('Marry', 'marry')
  const waiting = async () =>
    (await companyOf('globex')).people.filter(({ waits }) => waits).map(({ name }) => name)
  expect(await waiting()).toEqual([married.about])
  await page.getByText('The help desk does not hold this address yet.').waitFor()
  await page.locator('article').first().getByText('Not all of it counts yet').waitFor()
  await press('Renew the subscription', 'renew')
  expect(await owner.call('getSubscription', {})).toMatchObject({ status: 'active' })
  await expect.poll(waiting).toEqual([])
})

test('keys: another one of OpenID Connect is read, another certificate of SAML is refused until somebody adds it', async () => {
  await shown('initech')
  expect((await press('Rotate the key', 'rotate-certificate')).signIns).toMatchObject([{ outcome: 'in' }])
  await shown('globex')
  const { signIns } = await press('Rotate the key', 'rotate-certificate')
  expect(signIns).toMatchObject([{ outcome: 'failed-check', why: expect.stringContaining('certificate') }])
})

test('very many are deleted at once: all of them are out, and the brake asks', async () => {
  await shown('initech')
  const people = (await companyOf('initech')).people.filter(({ active }) => active)
  const [there, many] = [people.length, Math.ceil(people.length * 0.4)]
  const areIn = async () => {
    const found = await Promise.all(people.map(({ address }) => customerAt(address)))
    // Some address belongs to another company, which is a case of its own.
    const ours = found.filter((one) => one?.active && one.directory?.name === 'Initech')
    return ours.map((one) => one?.address)
  }
  const before = await areIn()
  await page.getByRole('button', { name: 'Delete 40 %' }).click()
  const outcome = await press(`Delete ${many} people`, 'delete-many')
  expect(outcome.cases.map(({ kind }) => kind)).toContain('brake')
  expect(outcome.staff).toEqual([])
  const { items } = await owner.call('listCases', { query: { kind: 'brake' } })
  expect(items.map(({ directory }) => directory?.name)).toContain('Initech')
  const left = (await companyOf('initech')).people.filter(({ active }) => active)
  expect(left).toHaveLength(there - many)
  // The help desk holds whom the company still has, and nobody else of them.
  const stay = new Set(left.map(({ address }) => address))
  expect(await areIn()).toEqual(before.filter((address) => stay.has(address ?? '')))
  expect(before.length).toBeGreaterThan(stay.size)
})

test('every button was pressed', () => {
  expect([...pressed].sort()).toEqual([...demoEvents].sort())
})

test('the control panel looks right with and without what happened', async () => {
  await setView(page, everyView[0])
  expect(await looksWrong(page, 'demo-full')).toEqual([])
  await setView(page, everyView[0])
  await page.getByText('messages were sent').first().waitFor()
  await page.locator('summary').first().click()
  expect(await looksWrong(page, 'demo-opened')).toEqual([])
  await setView(page, everyView[0])
  await page.getByRole('button', { name: 'Deutsch' }).click()
  await page.getByRole('heading', { level: 1, name: 'Lassen Sie etwas geschehen' }).waitFor()
  expect(await looksWrong(page, 'demo-german', lightViews)).toEqual([])
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { level: 1, name: 'Have something happen' }).waitFor()
  await setView(page, everyView[0])
  await page.reload()
  await page.getByText('Nothing has happened yet').waitFor()
  expect(await looksWrong(page, 'demo-empty')).toEqual([])
  expect(faults).toEqual([])
})

test('a second start finds everything and goes on; and everything is made anew when the owner says so', async () => {
  const before = await panel()
  await setView(page, everyView[0])
  demo = await demo.again()
  expect(demo.said).toEqual([])
  owner = await becomeOwner(demo)
  const withoutPorts = (text: string) => text.replaceAll(/localhost%3A\d+/g, '')
  expect(withoutPorts(JSON.stringify(await panel()))).toBe(withoutPorts(JSON.stringify(before)))

  await bringOwner()
  await shown('globex')
  await page.getByRole('button', { name: 'Make it anew' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Make it anew' }).click()
  await page.getByRole('button', { name: 'Choose a password and go on' }).click()
  await page.getByLabel('Password', { exact: true }).fill(goodPassword)
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await shown('globex')
  const [first] = before.companies[0]?.people ?? []
  await page
    .getByText(first?.formerAddresses[0] ?? '')
    .first()
    .waitFor()
  const fresh = (await (await page.request.get(`${demo.origin}/api/demo`)).json()) as Panel
  expect(fresh.companies.map(({ people }) => people.length)).toEqual([14, 17, 14, 13])
})
