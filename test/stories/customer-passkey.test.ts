// Passkeys of customers at the help centre: made, used, refused, and ended with what they stood for.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { Authenticator, type Lies } from '../fixtures/authenticator.ts'
import type { Browser } from '../fixtures/browser.ts'
import { connectAs, HelpCentre } from '../fixtures/help-centre.ts'
import { type MadeDirectory, makeDirectory } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let centre: HelpCentre
let globex: MadeDirectory
let origin: string
let tests = 0
let domain: string
/** Tests wait by moving the clock. */
let now = new Date()

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  globex = await makeDirectory(centre.running, centre.site, 'Globex', { domains: ['globex.com'] })
  await centre.add('Any', 'any@k.test')
  origin = (await (await centre.enter('any@k.test')).call('listCustomerPasskeys', {})).origin
})
afterAll(() => centre.close())
beforeEach(() => {
  tests++
  domain = `k${tests}.test`
  now = new Date()
})

const minute = 60_000
const notIn = { status: 401, code: 'not-signed-in' }

async function addPasskey(browser: Browser, device = new Authenticator(origin), lies: Lies = {}) {
  const passkey = device.create(await browser.call('offerCustomerPasskey', {}), lies)
  const { id } = await browser.call('addCustomerPasskey', { body: { name: 'Laptop', passkey } })
  return { device, passkeyId: id }
}
/** Somebody with a passkey, at the browser in which it was made. */
async function withPasskey(name: string, address: string) {
  const id = await centre.add(name, address)
  const browser = await centre.enter(address)
  return { id, browser, ...(await addPasskey(browser)) }
}
/** Shows it at the door. */
async function tryIn(device: Authenticator, lies: Lies = {}, browser = centre.visitor()): Promise<number> {
  const options = await browser.call('offerPortalPasskey', {})
  return (await browser.send('signInByPortalPasskey', { body: { passkey: device.get(options, lies) } }))
    .status
}
const whyOf = async (customerId: string) =>
  readRows<{ why: string }>(centre.running, centre.site, {
    name: '',
    text: `select why from sign_ins where site_id = $1 and customer_id = $2 and outcome = 'wrong-passkey'
      order by sign_in_id desc`,
    values: [centre.site.id, customerId],
  })
const subjectsTo = async (address: string) =>
  (await centre.mailsTo(address)).filter(({ subject }) => /was changed/.test(subject ?? ''))

test('a customer adds a passkey, comes in by it alone, names it, and removes it; each is told by mail and audited', async () => {
  const address = `ann@${domain}`
  const { id, browser, device, passkeyId } = await withPasskey('Ann', address)
  const options = await browser.call('offerCustomerPasskey', {})
  expect(options.authenticatorSelection).toEqual({
    residentKey: 'required',
    requireResidentKey: true,
    userVerification: 'required',
  })
  expect(options.excludeCredentials).toHaveLength(1)
  const elsewhere = centre.visitor()
  expect(await elsewhere.call('offerPortalPasskey', {})).toMatchObject({
    userVerification: 'required',
    allowCredentials: [],
  })
  expect(await tryIn(device, {}, elsewhere)).toBe(204)
  expect(await elsewhere.call('getSelf', {})).toMatchObject({ id, address })
  expect((await elsewhere.call('listOwnSessions', {})).items[0]).toMatchObject({ method: 'passkey' })
  const params = { passkeyId }
  expect(await browser.call('renameCustomerPasskey', { params, body: { name: 'Phone' } })).toMatchObject({
    name: 'Phone',
    worksHere: true,
    lastUsedAt: expect.any(String),
  })
  await browser.call('removeCustomerPasskey', { params })
  expect(await elsewhere.refused('getSelf', {})).toMatchObject(notIn)
  expect(await tryIn(device)).toBe(401)
  expect(await browser.refused('removeCustomerPasskey', { params })).toMatchObject({ code: 'not-found' })
  const told = (await subjectsTo(address)).map(({ text }) => text ?? '')
  expect(told).toHaveLength(2)
  for (const what of [/passkey was added/, /passkey was removed/])
    expect(told.filter((text) => what.test(text))).toHaveLength(1)
  const { items } = await centre.owner.call('listAudit', { query: { subject: id } })
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      'customer.passkey-added',
      'customer.passkey-renamed',
      'customer.passkey-removed',
    ]),
  )
})

test.each<[string, Lies, RegExp]>([
  ['whose device did not ask for a PIN', { userVerified: false }, /PIN/],
  ['that was shown to another page', { origin: 'http://evil.test' }, /signature/],
  ['for another host', { rpId: 'evil.test' }, /signature/],
  ['signed with another key', { otherKey: true }, /signature/],
  ['that counts down', { signCount: 1 }, /copies/],
  ['in the name of somebody else', { userHandle: 'AAAA' }, /somebody else/],
])('a passkey %s is refused', async (_name, lies, why) => {
  const { id, device } = await withPasskey('Lie', `lie@${domain}`)
  expect(await tryIn(device)).toBe(204)
  expect(await tryIn(device, lies)).toBe(401)
  expect((await whyOf(id))[0]?.why).toMatch(why)
})

test('what was asked of a passkey is asked of one browser, once, for a quarter of an hour, and for this', async () => {
  const { browser, device } = await withPasskey('One', `one@${domain}`)
  const visitor = centre.visitor()
  const options = await visitor.call('offerPortalPasskey', {})
  const show = (by: Browser, passkey = device.get(options)) =>
    by.send('signInByPortalPasskey', { body: { passkey } })
  expect((await show(centre.visitor())).status).toBe(401)
  const passkey = device.get(options)
  expect((await show(visitor, passkey)).status).toBe(204)
  expect((await show(visitor, passkey)).status).toBe(401)
  const late = await visitor.call('offerPortalPasskey', {})
  now = new Date(now.getTime() + 15 * minute)
  expect((await show(visitor, device.get(late))).status).toBe(401)
  // A challenge of the staff's page is none here, nor one for making a passkey in another session.
  const staffs = await visitor.call('offerPasskeySignIn', {})
  expect((await show(visitor, device.get(staffs))).status).toBe(401)
  const again = await centre.enter(`one@${domain}`)
  const making = await again.call('offerCustomerPasskey', {})
  const made = { name: 'Stolen', passkey: new Authenticator(origin).create(making) }
  for (const [name, value] of again.cookies)
    if (name !== 'doorward-customer') browser.cookies.set(name, value)
  expect((await browser.send('addCustomerPasskey', { body: made })).status).not.toBe(200)
})

test('a passkey whose device knows no owner is not taken in; nor one twice', async () => {
  await centre.add('Twi', `twi@${domain}`)
  const browser = await centre.enter(`twi@${domain}`)
  const weak = new Authenticator(origin).create(await browser.call('offerCustomerPasskey', {}), {
    userVerified: false,
  })
  const refusal = await browser.refused('addCustomerPasskey', { body: { name: 'Weak', passkey: weak } })
  expect(refusal.errors).toMatchObject([{ field: 'passkey' }])
  const { device } = await addPasskey(browser)
  const passkey = device.create(await browser.call('offerCustomerPasskey', {}))
  expect(await browser.refused('addCustomerPasskey', { body: { name: 'Twice', passkey } })).toMatchObject({
    code: 'conflict',
  })
})

test.each<[string, (person: { id: string; address: string }) => Promise<unknown>]>([
  [
    'deactivated by an administrator',
    ({ id }) => centre.owner.call('deactivateCustomer', { params: { customerId: id } }),
  ],
  [
    'deactivated, and active again',
    async ({ id }) => {
      await centre.owner.call('deactivateCustomer', { params: { customerId: id } })
      await centre.owner.call('reactivateCustomer', { params: { customerId: id } })
    },
  ],
  [
    'merged into somebody else',
    async ({ id }) => {
      const customerId = await centre.add('Stays', `stays@${domain}`)
      await centre.owner.call('mergeCustomers', { params: { customerId }, body: { otherCustomerId: id } })
    },
  ],
  [
    'erased',
    ({ id }) => centre.owner.call('eraseCustomer', { params: { customerId: id }, body: { confirm: 'End' } }),
  ],
  [
    'given another address by an administrator',
    ({ id }) =>
      centre.owner.call('changeCustomer', {
        params: { customerId: id },
        body: { address: `else@${domain}`, proven: true },
      }),
  ],
])(
  'the passkey of somebody who is %s signs nobody in, and the session of before is over',
  async (_name, end) => {
    const address = `end@${domain}`
    const { id, browser, device } = await withPasskey('End', address)
    await end({ id, address })
    expect(await tryIn(device)).toBe(401)
    expect(await browser.refused('getSelf', {})).toMatchObject(notIn)
  },
)

test('whom a directory takes over, and its leaver, is refused; so is its person once its code door closes', async () => {
  const { browser, device } = await withPasskey('Vi', 'vi@globex.com')
  const { json } = await globex.scim.createUser('vi@globex.com')
  expect(await browser.refused('getSelf', {})).toMatchObject(notIn)
  expect(await tryIn(device)).toBe(401)
  const params = { directoryId: keyOf(globex.directory.directoryId) }
  await centre.owner.call('changeDirectorySettings', { params, body: { codeDoor: true } })
  const again = await centre.enter('vi@globex.com')
  const { device: another } = await addPasskey(again)
  expect(await tryIn(another)).toBe(204)
  await connectAs(centre, globex.directory.directoryId, 'required')
  expect(await tryIn(another)).toBe(401)
  expect((await whyOf((await again.call('getSelf', {})).id))[0]?.why).toMatch(/a directory signs them in/)
  expect(await again.refused('offerCustomerPasskey', {})).toMatchObject({ code: 'conflict' })
  await connectAs(centre, globex.directory.directoryId, 'off')
  expect(await tryIn(another)).toBe(204)
  await globex.scim.patch(`/Users/${json.id}`, { op: 'replace', path: 'active', value: false })
  expect(await tryIn(another)).toBe(401)
  expect(await again.refused('getSelf', {})).toMatchObject(notIn)
  await globex.scim.patch(`/Users/${json.id}`, { op: 'replace', path: 'active', value: true })
  expect(await tryIn(another)).toBe(401)
  await centre.owner.call('changeDirectorySettings', { params, body: { codeDoor: false } })
})

test('whoever proves a new address of their own keeps the passkey', async () => {
  const { browser, device } = await withPasskey('Cha', `cha@${domain}`)
  await browser.call('askForNewAddress', { body: { address: `new@${domain}` } })
  await browser.call('showNewAddressCode', { body: { code: await centre.codeFor(`new@${domain}`) } })
  expect(await tryIn(device)).toBe(204)
})

test('adding and removing ask for a sign-in of the last minutes, and nobody reaches another one’s', async () => {
  const { browser, passkeyId } = await withPasskey('Own', `own@${domain}`)
  const { browser: other } = await withPasskey('Other', `other@${domain}`)
  const params = { passkeyId }
  for (const operation of ['getCustomerPasskey', 'removeCustomerPasskey'] as const)
    expect(await other.refused(operation, { params })).toMatchObject({ code: 'not-found' })
  expect(await other.refused('renameCustomerPasskey', { params, body: { name: 'Mine' } })).toMatchObject({
    code: 'not-found',
  })
  now = new Date(now.getTime() + 10 * minute)
  const stale = { code: 'fresh-sign-in-needed' }
  expect(await browser.refused('offerCustomerPasskey', {})).toMatchObject(stale)
  expect(await browser.refused('removeCustomerPasskey', { params })).toMatchObject(stale)
  expect((await browser.call('listCustomerPasskeys', {})).items).toHaveLength(1)
})

test('guesses with one passkey end; where the site has none the door is closed for everybody', async () => {
  const { browser, device } = await withPasskey('Off', `off@${domain}`)
  const visitor = centre.visitor()
  const statuses: number[] = []
  for (let n = 0; n < 11; n++) statuses.push(await tryIn(device, { otherKey: true }, visitor))
  expect(new Set(statuses)).toEqual(new Set([401, 429]))
  const inByIt = centre.visitor()
  expect(await tryIn(device, {}, inByIt)).toBe(204)
  await inByIt.call('getSelf', {})
  await centre.owner.call('changeSite', { body: { customerPasskeys: false } })
  expect(await centre.visitor().call('getDoors', {})).toMatchObject({ passkeys: false })
  expect(await centre.visitor().refused('offerPortalPasskey', {})).toMatchObject({ code: 'forbidden' })
  expect(await browser.refused('offerCustomerPasskey', {})).toMatchObject({ code: 'forbidden' })
  expect(await browser.call('getOwnWays', {})).toMatchObject({ passkeys: { allowed: false } })
  // What was opened by one has ended, and does not come back.
  expect(await inByIt.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  await centre.owner.call('changeSite', { body: { customerPasskeys: true } })
  expect(await tryIn(device)).toBe(204)
})

test('an administrator sees passkeys and takes one away', async () => {
  const { browser, device } = await withPasskey('Uma', `uma@${domain}`)
  const { id: customerId } = await browser.call('getSelf', {})
  const params = { customerId }
  const { password, passkeys } = await centre.owner.call('getCustomerWays', { params })
  expect([password, passkeys.length]).toEqual([null, 1])
  const of = { params: { ...params, passkeyId: passkeys[0]?.id ?? '' } }
  await centre.owner.call('removePasskeyOfCustomer', of)
  expect(await browser.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  expect(await tryIn(device)).toBe(401)
  expect(await centre.owner.refused('removePasskeyOfCustomer', of)).toMatchObject({ code: 'not-found' })
})

test('a customer’s passkey is none of the staff’s, and theirs is none here', async () => {
  const { device } = await withPasskey('Both', `both@${domain}`)
  const atStaff = centre.visitor()
  const options = await atStaff.call('offerPasskeySignIn', {})
  const passkey = device.get(options)
  expect(await atStaff.refused('signInByPasskey', { body: { passkey } })).toMatchObject(notIn)
  const { browser } = await makeStaff(centre.running, centre.site, 'agent', {
    address: `staff@${domain}`,
    now,
  })
  const own = new Authenticator(origin)
  const made = own.create(await browser.call('offerPasskey', {}))
  await browser.call('createPasskey', { body: { name: 'Desk', passkey: made } })
  expect(await tryIn(own)).toBe(401)
})
