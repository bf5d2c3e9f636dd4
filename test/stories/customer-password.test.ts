// A customer's own password beside the code by mail: chosen, used, changed, removed, refused, and ended with what it stood for.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hashOf } from '../../src/http/session-cookie.ts'
import { keyOf, writeSecret } from '../../src/model/ids.ts'
import { insertCustomerSession } from '../../src/storage/access/customer-sessions.ts'
import { newId } from '../../src/storage/new-id.ts'
import { Browser } from '../fixtures/browser.ts'
import { connectAs, HelpCentre } from '../fixtures/help-centre.ts'
import { runQueue } from '../fixtures/queue.ts'
import { type MadeDirectory, makeDirectory } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'

let centre: HelpCentre
let globex: MadeDirectory
let tests = 0
let domain: string
/** Tests wait by moving the clock. */
let now = new Date()

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  globex = await makeDirectory(centre.running, centre.site, 'Globex', { domains: ['globex.com'] })
  await centre.owner.call('changeSite', { body: { customerPasswords: true } })
})
afterAll(() => centre.close())
beforeEach(() => {
  tests++
  domain = `p${tests}.test`
  now = new Date()
})

const minute = 60_000
const other = 'gravel violin otter lamp'
const wrong = 'nobody ever chose this one'
const notIn = { code: 'not-signed-in' }

/** Somebody with a password, at the browser in which it was chosen. */
async function withPassword(name: string, address: string) {
  const id = await centre.add(name, address)
  const browser = await centre.enter(address)
  await browser.call('setOwnPassword', { body: { password: goodPassword } })
  return { id, browser }
}
const tryIn = (address: string, password = goodPassword, browser = centre.visitor()) =>
  browser.send('signInByPassword', { body: { address, password } })
const logOf = (said: string) =>
  readRows<{ outcome: string; method: string }>(centre.running, centre.site, {
    name: '',
    text: 'select outcome, method from sign_ins where site_id = $1 and said_folded = $2 order by sign_in_id',
    values: [centre.site.id, said],
  })
const subjectsTo = async (address: string) =>
  (await centre.mailsTo(address)).filter(({ subject }) => /was changed/.test(subject ?? ''))
const inDirectory = () => ({ directoryId: keyOf(globex.directory.directoryId) })

test('a customer chooses a password, comes in by it, changes it, and has none any more; each is told by mail and audited', async () => {
  const address = `ann@${domain}`
  const { id, browser } = await withPassword('Ann', address)
  const elsewhere = centre.visitor()
  await elsewhere.call('signInByPassword', { body: { address: `Ann@${domain} `, password: goodPassword } })
  expect(await elsewhere.call('getSelf', {})).toMatchObject({ id, directory: null })
  expect((await elsewhere.call('listOwnSessions', {})).items[0]).toMatchObject({
    method: 'password',
    current: true,
  })
  // Choosing another one ends what is open elsewhere.
  await browser.call('setOwnPassword', { body: { password: other } })
  expect(await elsewhere.refused('getSelf', {})).toMatchObject(notIn)
  expect((await tryIn(address)).status).toBe(401)
  const third = centre.visitor()
  await third.call('signInByPassword', { body: { address, password: other } })
  await browser.call('removeOwnPassword', {})
  expect(await third.refused('getSelf', {})).toMatchObject(notIn)
  expect((await tryIn(address, other)).status).toBe(401)
  expect(await browser.refused('removeOwnPassword', {})).toMatchObject({ code: 'not-found' })
  const told = (await subjectsTo(address)).map(({ text }) => text ?? '')
  // They may come in any order.
  expect(told).toHaveLength(3)
  for (const what of [/A password was set/, /password was changed/, /password was removed/])
    expect(told.filter((text) => what.test(text))).toHaveLength(1)
  for (const text of told) expect(text).toMatch(/write to the help desk/)
  const { items } = await centre.owner.call('listAudit', { query: { subject: id } })
  expect(items.map(({ action, details }) => [action, details])).toEqual(
    expect.arrayContaining([
      ['customer.password-chosen', { first: true }],
      ['customer.password-chosen', { first: false }],
      ['customer.password-removed', {}],
    ]),
  )
  const log = (await logOf(address)).map(({ outcome, method }) => `${method}: ${outcome}`)
  expect(log.sort()).toEqual([
    'code: in',
    'password: in',
    'password: in',
    'password: wrong-password',
    'password: wrong-password',
  ])
})

test('an administrator sees a password and takes it away: what is open ends, and whoever reads the mailbox hears of it', async () => {
  const address = `zoe@${domain}`
  const { id, browser } = await withPassword('Zoe', address)
  const params = { customerId: id }
  expect(await centre.owner.call('getCustomerWays', { params })).toEqual({
    password: { chosenAt: now.toISOString() },
    passkeys: [],
    apiKeys: [],
    allowed: { passwords: true, passkeys: true, apiKeys: true },
  })
  await centre.owner.call('removeCustomerPassword', { params })
  expect(await browser.refused('getSelf', {})).toMatchObject(notIn)
  expect((await tryIn(address)).status).toBe(401)
  expect((await centre.owner.call('getCustomerWays', { params })).password).toBeNull()
  expect(await centre.owner.refused('removeCustomerPassword', { params })).toMatchObject({
    code: 'not-found',
  })
  const told = (await subjectsTo(address)).map(({ text }) => text ?? '')
  expect(told.filter((text) => /password was removed/.test(text) && /administrator/.test(text))).toHaveLength(
    1,
  )
  const { items } = await centre.owner.call('listAudit', { query: { subject: id } })
  expect(items[0]).toMatchObject({ action: 'customer.password-removed', actor: { kind: 'staff' } })
  // A code lets her in as before, and she may choose another.
  const again = await centre.enter(address)
  await again.call('setOwnPassword', { body: { password: other } })
  const agent = await makeStaff(centre.running, centre.site, 'agent', {
    address: `agent@staff${tests}.test`,
    now,
  })
  expect((await agent.browser.refused('removeCustomerPassword', { params })).status).toBe(403)
})

test('switching passwords off ends what they opened, and nothing else', async () => {
  const address = `yan@${domain}`
  const { browser: byCode } = await withPassword('Yan', address)
  const byPassword = centre.visitor()
  await byPassword.call('signInByPassword', { body: { address, password: goodPassword } })
  await centre.owner.call('changeSite', { body: { customerPasswords: false } })
  expect(await byPassword.refused('getSelf', {})).toMatchObject(notIn)
  await byCode.call('getSelf', {})
  await centre.owner.call('changeSite', { body: { customerPasswords: true } })
  expect(await byPassword.refused('getSelf', {})).toMatchObject(notIn)
})

test('a password that others would guess is refused by name, as that of the staff is', async () => {
  await centre.add('Gus', `gus@${domain}`)
  const browser = await centre.enter(`gus@${domain}`)
  for (const password of ['short', `gus@${domain}`, 'passwordpassword']) {
    const refusal = await browser.refused('setOwnPassword', { body: { password } })
    expect(refusal.errors).toMatchObject([{ field: 'password' }])
  }
})

describe('whoever the address belongs to', () => {
  const known = 'known@who.test'
  const rows: [string, string, () => Promise<unknown>][] = [
    ['nobody', 'nobody@who.test', async () => undefined],
    ['a customer with a password', known, () => withPassword('Known', known)],
    ['a customer without one', 'without@who.test', () => centre.add('Without', 'without@who.test')],
    [
      'one who was written down, unproven',
      'unproven@who.test',
      () =>
        centre.owner.call('addCustomer', {
          body: { name: 'Un', address: 'unproven@who.test', proven: false },
        }),
    ],
    [
      'one who was deactivated',
      'gone@who.test',
      async () => {
        const { id } = await withPassword('Gone', 'gone@who.test')
        await centre.owner.call('deactivateCustomer', { params: { customerId: id } })
      },
    ],
    ['somebody of a directory', 'lee@globex.com', () => globex.scim.createUser('lee@globex.com')],
    [
      'a leaver of a directory',
      'left@globex.com',
      async () => {
        await withPassword('Left', 'left@globex.com')
        const { json } = await globex.scim.createUser('left@globex.com')
        await globex.scim.delete(`/Users/${json.id}`)
      },
    ],
    [
      'somebody of the staff',
      'agent@who.test',
      () => makeStaff(centre.running, centre.site, 'agent', { address: 'agent@who.test' }),
    ],
    [
      'somebody erased',
      'erased@who.test',
      async () => {
        const { id } = await withPassword('Erased', 'erased@who.test')
        await centre.owner.call('eraseCustomer', { params: { customerId: id }, body: { confirm: 'Erased' } })
      },
    ],
    [
      'of two merged the one who went',
      'went@who.test',
      async () => {
        const survivor = await centre.add('Stays', 'stays@who.test')
        const { id: otherCustomerId } = await withPassword('Went', 'went@who.test')
        const params = { customerId: survivor }
        await centre.owner.call('mergeCustomers', { params, body: { otherCustomerId } })
      },
    ],
    [
      'somebody who has another address now, by an administrator’s word',
      'moved@who.test',
      async () => {
        const { id } = await withPassword('Moved', 'moved@who.test')
        const body = { address: 'now@who.test', proven: true }
        await centre.owner.call('changeCustomer', { params: { customerId: id }, body })
      },
    ],
  ]

  test('a password that does not sign in is answered by the same statements and the same words', async () => {
    for (const [, , prepare] of rows) await prepare()
    const seen: { readonly [about: string]: unknown }[] = []
    const { database } = centre.running.app
    for (const [name, address] of rows) {
      const statements: string[] = []
      database.onRoundTrip = (queries) => statements.push(queries.map((query) => query.name).join(' '))
      const { status, body, headers } = await tryIn(
        address,
        name === 'a customer with a password' ? wrong : goodPassword,
      )
      database.onRoundTrip = () => undefined
      const { requestId: _, ...said } = body as { requestId: string }
      seen.push({ name, status, said, cookies: headers.getSetCookie().length, statements })
      expect(await logOf(address), name).toContainEqual({ outcome: 'wrong-password', method: 'password' })
    }
    const [{ name: _first, ...first } = {}] = seen
    expect(first).toMatchObject({ status: 401, said: notIn, cookies: 0 })
    for (const { name, ...one } of seen) expect(one, String(name)).toEqual(first)
    // The one whose password it is comes in.
    expect((await tryIn(known)).status).toBe(204)
  })

  test('and whoever’s password ended with an act of others does not get it back when that is taken back', async () => {
    const { id } = await withPassword('Back', `back@${domain}`)
    const params = { customerId: id }
    await centre.owner.call('deactivateCustomer', { params })
    await centre.owner.call('reactivateCustomer', { params })
    expect((await tryIn(`back@${domain}`)).status).toBe(401)
    const back = await centre.enter(`back@${domain}`)
    expect(await back.call('getOwnWays', {})).toMatchObject({
      password: { allowed: true, chosenAt: null },
    })
    const moved = await withPassword('There', `there@${domain}`)
    for (const address of [`away@${domain}`, `there@${domain}`]) {
      await centre.owner.call('changeCustomer', {
        params: { customerId: moved.id },
        body: { address, proven: true },
      })
    }
    expect((await tryIn(`there@${domain}`)).status).toBe(401)
  })
})

test('a person of a directory has one only while its code door is open and its sign-in is not the only one', async () => {
  const { directoryId } = globex.directory
  const address = 'door@globex.com'
  const settings = (codeDoor: boolean) =>
    centre.owner.call('changeDirectorySettings', { params: inDirectory(), body: { codeDoor } })
  await globex.scim.createUser(address)
  await settings(true)
  const browser = await centre.enter(address)
  await browser.call('setOwnPassword', { body: { password: goodPassword } })
  expect((await tryIn(address)).status).toBe(204)
  await connectAs(centre, directoryId, 'required')
  expect((await tryIn(address)).status).toBe(401)
  expect(await browser.call('getOwnWays', {})).toMatchObject({ password: { allowed: false } })
  expect(await browser.refused('setOwnPassword', { body: { password: other } })).toMatchObject({
    code: 'conflict',
    detail: expect.stringContaining('Globex signs its people in'),
  })
  await connectAs(centre, directoryId, 'optional')
  const inside = centre.visitor()
  await inside.call('signInByPassword', { body: { address, password: goodPassword } })
  await settings(false)
  expect(await inside.refused('getSelf', {})).toMatchObject(notIn)
  expect((await tryIn(address)).status).toBe(401)
  await connectAs(centre, directoryId, 'off')
})

test('a directory plants no way in that would outlast it: a session through it chooses no password before a code is shown', async () => {
  const initech = await makeDirectory(centre.running, centre.site, 'Initech', { domains: ['initech.com'] })
  const params = { directoryId: keyOf(initech.directory.directoryId) }
  const address = 'planted@initech.com'
  const { json } = await initech.scim.createUser(address)
  await centre.owner.call('changeDirectorySettings', { params, body: { codeDoor: true } })
  const [user] = await readRows<{ id: string }>(centre.running, centre.site, {
    name: '',
    text: 'select customer_id as id from directory_users where site_id = $1 and user_id = $2',
    values: [centre.site.id, json.id],
  })
  const secret = writeSecret('customer', centre.site.id, 'p'.repeat(43))
  await centre.running.app.database.inSite(centre.site.id, async (tx) =>
    tx.write(
      insertCustomerSession(centre.site.id, {
        id: newId(),
        customerId: user?.id ?? '',
        secretHash: hashOf(secret),
        method: 'saml',
        directoryId: initech.directory.directoryId,
        userId: json.id,
        subjectHash: hashOf('s'),
        issuerSessionHash: null,
        idToken: null,
        provedAt: null,
        createdAt: now,
        expiresAt: new Date(now.getTime() + 60 * minute),
        ip: null,
        userAgent: null,
      }),
    ),
  )
  const browser = centre.visitor()
  browser.cookies.set('doorward-customer', secret)
  const body = { password: goodPassword }
  expect(await browser.refused('setOwnPassword', { body })).toMatchObject({ code: 'fresh-sign-in-needed' })
  await browser.call('askForProof', {})
  await browser.call('proveSelf', { body: { code: await centre.codeFor(address) } })
  await browser.call('setOwnPassword', { body })
  expect((await tryIn(address)).status).toBe(204)
  // And it ends with the directory that managed the person.
  await centre.owner.call('disconnectDirectory', { params, body: { people: 'release' } })
  await runQueue(centre.running, centre.site, now)
  expect(await centre.owner.call('getCustomer', { params: { customerId: user?.id ?? '' } })).toMatchObject({
    directory: null,
    active: true,
  })
  expect((await tryIn(address)).status).toBe(401)
})

test('what outlasts a session is done just after showing who one is; a copy of the session does not become fresh with it', async () => {
  const address = `fresh@${domain}`
  const { browser } = await withPassword('Fresh', address)
  const copy = centre.visitor()
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
  now = new Date(now.getTime() + 10 * minute)
  const stale = { status: 403, code: 'fresh-sign-in-needed' }
  expect(await browser.refused('setOwnPassword', { body: { password: other } })).toMatchObject(stale)
  expect(await browser.refused('removeOwnPassword', {})).toMatchObject(stale)
  // By the password.
  const refusal = await browser.refused('proveSelf', { body: { password: wrong } })
  expect(refusal.errors).toMatchObject([{ field: 'password', rule: 'wrong' }])
  await browser.call('proveSelf', { body: { password: goodPassword } })
  expect(await copy.refused('getSelf', {})).toMatchObject(notIn)
  await browser.call('setOwnPassword', { body: { password: other } })
  // By a code, which counts once, for this, and in this browser.
  now = new Date(now.getTime() + 10 * minute)
  expect(await browser.call('askForProof', {})).toEqual({ address })
  const code = await centre.codeFor(address)
  expect(await centre.visitor().refused('proveSelf', { body: { code } })).toMatchObject(notIn)
  expect(await browser.refused('showCode', { body: { code } })).toMatchObject(notIn)
  expect(await browser.refused('showNewAddressCode', { body: { code } })).toMatchObject(notIn)
  expect((await browser.refused('proveSelf', { body: {} })).errors).toMatchObject([{ field: 'code' }])
  await browser.call('proveSelf', { body: { code } })
  expect(await browser.refused('proveSelf', { body: { code } })).toMatchObject(notIn)
  await browser.call('removeOwnPassword', {})
  // A code to sign in by is none.
  await browser.call('askForCode', { body: { address } })
  const signIn = await centre.codeFor(address)
  expect(await browser.refused('proveSelf', { body: { code: signIn } })).toMatchObject(notIn)
})

test('a lost password is set anew by whoever reads the mailbox', async () => {
  const address = `lost@${domain}`
  const { browser } = await withPassword('Lost', address)
  const again = await centre.enter(address)
  await again.call('setOwnPassword', { body: { password: other } })
  expect(await browser.refused('getSelf', {})).toMatchObject(notIn)
  expect((await tryIn(address)).status).toBe(401)
  expect((await tryIn(address, other)).status).toBe(204)
})

test('whoever proves a new address of their own keeps the password, for that one alone', async () => {
  const { browser } = await withPassword('Cha', `cha@${domain}`)
  await browser.call('askForNewAddress', { body: { address: `new@${domain}` } })
  await browser.call('showNewAddressCode', { body: { code: await centre.codeFor(`new@${domain}`) } })
  expect((await tryIn(`new@${domain}`)).status).toBe(204)
  expect((await tryIn(`cha@${domain}`)).status).toBe(401)
})

test('guessing ends, for the account from one network and for the network; the code goes on', async () => {
  const address = `guess@${domain}`
  await withPassword('Guess', address)
  const network = centre.visitor()
  const same = () => {
    const browser = centre.visitor()
    browser.headers = network.headers
    return browser
  }
  const statuses: number[] = []
  for (let n = 0; n < 11; n++) statuses.push((await tryIn(address, wrong, same())).status)
  expect(new Set(statuses)).toEqual(new Set([401, 429]))
  expect((await tryIn(address, goodPassword, same())).status).toBe(429)
  expect((await tryIn(address)).status).toBe(204)
  expect((await same().send('askForCode', { body: { address } })).status).toBe(200)
})

test('where the site has none the door is closed for everybody, and opens again as it was', async () => {
  const address = `off@${domain}`
  const { browser } = await withPassword('Off', address)
  expect(await centre.visitor().call('getDoors', {})).toMatchObject({ passwords: true })
  await centre.owner.call('changeSite', { body: { customerPasswords: false } })
  expect(await centre.visitor().call('getDoors', {})).toMatchObject({ passwords: false })
  for (const one of [address, `nobody@${domain}`]) expect((await tryIn(one)).status).toBe(403)
  expect(await browser.refused('setOwnPassword', { body: { password: other } })).toMatchObject({
    code: 'forbidden',
  })
  expect(await browser.call('getOwnWays', {})).toMatchObject({
    password: { allowed: false, chosenAt: expect.any(String) },
  })
  await centre.owner.call('changeSite', { body: { customerPasswords: true } })
  expect((await tryIn(address)).status).toBe(204)
})

test('staff and customers know nothing of each other’s passwords, and a foreign page signs nobody in', async () => {
  const address = `both@${domain}`
  await withPassword('Both', address)
  expect(
    await centre.visitor().refused('signIn', { body: { address, password: goodPassword } }),
  ).toMatchObject(notIn)
  const staff = await makeStaff(centre.running, centre.site, 'agent', { address: `staff@${domain}` })
  expect((await tryIn(staff.address)).status).toBe(401)
  expect(await staff.browser.refused('getOwnWays', {})).toMatchObject(notIn)
  expect(await staff.browser.refused('setOwnPassword', { body: { password: other } })).toMatchObject(notIn)
  const foreign = new Browser(centre.running.origin, {
    'sec-fetch-site': 'cross-site',
    'x-forwarded-for': '203.0.113.9',
  })
  expect((await tryIn(address, goodPassword, foreign)).status).toBe(403)
})
