// Accounts that somebody opens first in another's name (pre-hijacking: Sudhodanan and Paverd, USENIX Security 2022), and links that
// would hand over somebody else's account.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { first, second } from '../fixtures/saml-keys.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let office: PostOffice
let site: Site
let owner: Browser
let globex: SamlDoor
let mallory: SamlDoor
let tests = 0
/** Of the test, in the domain for which Globex speaks. */
let ann = ''
/** In a domain for which nobody does. */
let kim = ''

beforeAll(async () => {
  office = await PostOffice.open()
  running = await runningApp({ env: { ...office.env, TRUST_PROXY: 'loopback' } })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await makeSamlDoor(running, site, 'Globex', { matchBy: 'user-name' })
  mallory = await makeSamlDoor(running, site, 'Mallory', {
    ...{ matchBy: 'user-name', keys: [second], issuer: 'https://idp.mallory.test' },
  })
})
afterAll(async () => {
  await running.close()
  await office.close()
})
beforeEach(() => {
  tests++
  ann = `ann${tests}@globex${tests}.com`
  kim = `kim${tests}@free.test`
  office.received.length = 0
})

/** Globex proves the domain of the test's addresses. */
const proveDomain = () =>
  running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'directory_domains',
      text: `insert into directory_domains values ($1, $2, $3, 'proven', now())`,
      values: [site.id, globex.directoryId, `globex${tests}.com`],
    }),
  )
const newBrowser = () => new Browser(running.origin, { 'x-forwarded-for': `192.0.2.${tests}` })
async function codeFor(address: string): Promise<string> {
  await runQueue(running, site)
  const mail = office.received.filter(({ to }) => to.includes(address)).at(-1)?.parsed
  return /\b(\d{6})\b/.exec(mail?.text ?? '')?.[1] ?? 'none'
}
/** Comes in by a code, as somebody who reads the mailbox. */
async function enter(address: string, name?: string): Promise<Browser> {
  const browser = newBrowser()
  await browser.call('askForCode', { body: { address } })
  const body = { code: await codeFor(address), ...(name === undefined ? {} : { name }) }
  expect(await browser.call('showCode', { body })).toEqual({ next: 'in' })
  return browser
}
/** Comes in through a company. */
async function come(door: SamlDoor, nameId: string): Promise<Browser> {
  const visitor = new Visitor(running.origin)
  const given = { ...writtenTo(door, await visitor.begin(door)), nameId, attributes: { email: [nameId] } }
  await visitor.bring(door, { xml: genuine(given, 'assertion', { key: door === globex ? first : second }) })
  const browser = newBrowser()
  for (const [name, value] of visitor.cookies) browser.cookies.set(name, value)
  return browser
}
const isIn = async (browser: Browser) => (await browser.send('getSelf', {})).status === 200
const idOf = async (browser: Browser) => (await browser.call('getSelf', {})).id
const holdersOf = async (address: string) =>
  (await customersOf(running, site))
    .filter(({ addresses }) =>
      addresses.some((one) => one.address === address && one.standing === 'held' && one.until === null),
    )
    .map(({ id }) => id)

test('whoever opened an account at somebody’s mailbox first keeps no way in once the company brings the person', async () => {
  const before = await enter(ann, 'Not Ann')
  const half = newBrowser()
  await half.call('askForCode', { body: { address: ann } })
  const waiting = await codeFor(ann)
  await before.call('askForNewAddress', { body: { address: kim } })
  const moving = await codeFor(kim)
  await proveDomain()
  expect((await globex.made.scim.createUser(ann)).status).toBe(201)
  // The open session, the code that was asked for, the address that was about to be another.
  expect(await isIn(before)).toBe(false)
  expect(await half.refused('showCode', { body: { code: waiting } })).toMatchObject({
    code: expect.anything(),
  })
  expect(await isIn(half)).toBe(false)
  expect(await before.refused('showNewAddressCode', { body: { code: moving } })).toMatchObject({
    code: 'not-signed-in',
  })
  expect(await holdersOf(kim)).toEqual([])
  const herself = await come(globex, ann)
  expect(await holdersOf(ann)).toEqual([await idOf(herself)])
  expect((await herself.call('listOwnSessions', {})).items).toHaveLength(1)
})

test('a provider that named somebody’s address first has nothing of whom the company brings later', async () => {
  const trojan = await come(mallory, ann)
  const trojanId = await idOf(trojan)
  expect(await holdersOf(ann)).toEqual([])
  await proveDomain()
  await globex.made.scim.createUser(ann)
  const herself = await come(globex, ann)
  expect(await holdersOf(ann)).toEqual([await idOf(herself)])
  expect(await idOf(herself)).not.toBe(trojanId)
  expect([await idOf(trojan), await idOf(await come(mallory, ann))]).toEqual([trojanId, trojanId])
})

test('a provider that named somebody’s address first has nothing of who proves the mailbox later', async () => {
  const trojan = await come(mallory, kim)
  const herself = await enter(kim, 'Kim')
  expect(await idOf(herself)).not.toBe(await idOf(trojan))
  expect(await holdersOf(kim)).toEqual([await idOf(herself)])
  expect(await idOf(await come(mallory, kim))).toBe(await idOf(trojan))
})

test('an account of before is handed over for a code of its mailbox alone, asked for in this session', async () => {
  const herself = await enter(kim, 'Kim')
  const id = await idOf(herself)
  // Mallory's provider says that one of its people has her address; the page offers what may be theirs.
  await mallory.made.scim.createUser(kim)
  const attacker = await come(mallory, kim)
  expect(await idOf(attacker)).not.toBe(id)
  expect(await attacker.call('getKnownBefore', {})).toEqual({ address: kim })
  // Without asking, by guessing, and by codes that were asked for something else.
  const guess = (code: string) => attacker.send('showNewAddressCode', { body: { code } })
  expect((await guess('000000')).status).toBeGreaterThanOrEqual(400)
  const other = newBrowser()
  await other.call('askForCode', { body: { address: kim } })
  expect((await guess(await codeFor(kim))).status).toBeGreaterThanOrEqual(400)
  for (const [name, value] of other.cookies) attacker.cookies.set(name, value)
  expect((await guess(await codeFor(kim))).status).toBeGreaterThanOrEqual(400)
  await attacker.call('askForNewAddress', { body: { address: kim } })
  const code = await codeFor(kim)
  const wrong = code === '111111' ? '222222' : '111111'
  for (let n = 0; n < 5; n++) expect((await guess(wrong)).status).toBeGreaterThanOrEqual(400)
  expect((await guess(code)).status).toBeGreaterThanOrEqual(400)
  // Nor by the code in another browser: her own, or one without a session. Whoever has guessed waits; so it is asked for from elsewhere.
  const elsewhere = new Browser(running.origin, { 'x-forwarded-for': `198.51.100.${tests}` })
  for (const [name, value] of attacker.cookies) elsewhere.cookies.set(name, value)
  await elsewhere.call('askForNewAddress', { body: { address: kim } })
  const next = await codeFor(kim)
  for (const browser of [herself, newBrowser()]) {
    expect((await browser.send('showNewAddressCode', { body: { code: next } })).status).toBe(401)
    expect((await browser.send('showCode', { body: { code: next } })).status).toBeGreaterThanOrEqual(400)
  }
  expect(await idOf(herself)).toBe(id)
  expect(await holdersOf(kim)).toEqual([id])
  expect(await idOf(attacker)).not.toBe(id)
})

test('whoever does prove the mailbox links once, however often at once, and every session of before is over', async () => {
  const before = await enter(kim, 'Kim')
  await globex.made.scim.createUser(ann, { emails: [{ value: kim }] })
  const herself = await come(globex, ann)
  await herself.call('askForNewAddress', { body: { address: kim } })
  const code = await codeFor(kim)
  const cookie = () => herself.cookies.get('doorward-customer')
  const old = cookie()
  const copies = Array.from({ length: 20 }, () => {
    const copy = newBrowser()
    for (const [name, value] of herself.cookies) copy.cookies.set(name, value)
    return copy
  })
  const answers = await Promise.all(copies.map((copy) => copy.send('showNewAddressCode', { body: { code } })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  const winner = copies[answers.findIndex(({ status }) => status === 200)] ?? herself
  expect(winner.cookies.get('doorward-customer')).not.toBe(old)
  expect([await isIn(before), await isIn(herself), await isIn(winner)]).toEqual([false, false, true])
  const rows = await readRows<{ n: number }>(running, site, {
    name: '',
    text: 'select count(*)::int n from customer_sessions where site_id = $1 and customer_id = $2',
    values: [site.id, await idOf(winner)],
  })
  expect(rows).toEqual([{ n: 1 }])
  expect(await owner.call('getCustomer', { params: { customerId: await idOf(winner) } })).toMatchObject({
    directory: { name: 'Globex' },
  })
})
