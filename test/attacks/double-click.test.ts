// Whoever clicks twice, loses the connection before the answer, or must sign in between: what is made is made once.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminApi } from '../../src/admin/contract.ts'
import { deskApi } from '../../src/desk/contract.ts'
import { mailApi } from '../../src/mail/contract.ts'
import type { Route } from '../../src/model/contract.ts'
import { keyOf } from '../../src/model/ids.ts'
import { addCustomer } from '../../src/people/unmanaged.ts'
import { signInApi } from '../../src/sso/contract.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Authenticator } from '../fixtures/authenticator.ts'
import type { Browser, Reply } from '../fixtures/browser.ts'
import { providerCertificate } from '../fixtures/provider-certificate.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff, type Person } from '../fixtures/staff.ts'

type Api = typeof adminApi & typeof deskApi & typeof mailApi & typeof signInApi
type Creation = { [O in keyof Api]: Api[O] extends { readonly creates: true } ? O : never }[keyof Api]

let running: RunningApp
let site: Site
let params: { readonly [name: string]: string }
let customerId: string
let requestTypeId: string
let fieldId: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  const { directory } = await makeDirectory(running, site, 'Globex')
  const zoe = { name: 'Zoe', address: undefined, isProven: false }
  customerId = await addCustomer(running.app.database, site.id, zoe, byTest())
  const owner = (await makeStaff(running, site, 'owner')).browser
  const [portal] = (await owner.call('listHelpPortals', {})).items
  requestTypeId = portal?.requestTypes[0]?.id ?? ''
  fieldId = (await owner.call('getHelpForm', { params: { requestTypeId } })).fields[0]?.id ?? ''
  const { id: requestId } = await owner.call('openRequest', { body: { customerId, summary: 'Help' } })
  params = { directoryId: keyOf(directory.directoryId), customerId, requestId, portalId: portal?.id ?? '' }
})
afterAll(() => running.close())

const connection = (n: number) => ({
  protocol: 'saml',
  issuer: `urn:idp:${n}`,
  ssoUrl: 'https://idp.test/sso',
})

async function connected(n: number, browser: Browser): Promise<void> {
  await browser.send('removeConnection', { params })
  await browser.send('createConnection', { params, body: connection(n) })
}

/** What each of them makes; something else each time it is asked. */
const bodies: {
  readonly [O in Creation]: (n: number, device: Authenticator, browser: Browser) => unknown
} = {
  createDirectory: (n) => ({ name: `Directory ${n}` }),
  beginDomainProof: (n) => ({ domain: `proven${n}.test` }),
  declareDomain: (n) => ({ domain: `company${n}.test` }),
  createToken: (n) => ({ label: `Token ${n}` }),
  createSetupLink: (n) => ({ name: `Kim ${n}`, address: `kim${n}@globex.test` }),
  createConnection: async (n, _device, browser) => {
    // A directory has one at most.
    await browser.send('removeConnection', { params })
    return connection(n)
  },
  addCertificate: async (n, _device, browser) => {
    await connected(n, browser)
    return { certificate: await providerCertificate() }
  },
  makeConnectionKey: async (n, _device, browser) => {
    await connected(n, browser)
  },
  requestExport: () => undefined,
  beginDomainMove: async (n, _device, browser) => {
    const address = `ann@before${n}.test`
    await browser.call('addCustomer', { body: { name: `Ann ${n}`, address, proven: true } })
    return { from: `before${n}.test`, to: `after${n}.test`, people: 1, held: 1 }
  },
  openRequest: (n) => ({ customerId, summary: `Question ${n}` }),
  askRequest: (n) => ({ requestTypeId, summary: `Question ${n}`, fields: { [fieldId]: 'Why?' } }),
  addFilter: (n) => ({ name: `Filter ${n}`, filter: { state: 'all' } }),
  addCannedAnswer: (n) => ({ title: `Answer ${n}`, markdown: 'Thank you.' }),
  addStatus: (n) => ({ name: `Status ${n}`, category: 'open' }),
  askWriter: async (n, _device, browser) => {
    // Whoever is asked already is not asked again.
    const address = `asked${n}@before.test`
    const { id } = await browser.call('addCustomer', { body: { name: `Ann ${n}`, address, proven: true } })
    return { customerId: id }
  },
  writeComment: (n) => ({ markdown: `Answer ${n}` }),
  writeOwnComment: async (n, _device, browser) => {
    // Whoever takes part sees the request at the help centre as well.
    const { emailAddress } = await browser.call('getAsker', {})
    await browser.call('addParticipant', {
      params: { requestId: params.requestId ?? '' },
      body: { address: emailAddress ?? '' },
    })
    return { markdown: `Answer ${n}` }
  },
  addPortal: (n) => ({ key: `P${n}`, name: `Portal ${n}` }),
  addMailbox: (n) => ({ address: `help${n}@acme.test`, requestTypeId }),
  addRequestType: (n) => ({ name: `Ask ${n}` }),
  addOrganization: (n) => ({ name: `Organization ${n}` }),
  addCustomer: (n) => ({ name: `Ann ${n}`, address: `ann${n}@globex.test` }),
  inviteCustomers: (n) => ({ people: [{ address: `invited${n}@globex.test` }] }),
  createImport: (n) => ({ text: `name,email\nAnn,anna${n}@globex.test` }),
  createDetailField: (n) => ({ key: `field${n}` }),
  createStaff: (n) => ({ name: 'Uwe', address: `uwe${n}@acme.test`, role: 'agent' }),
  createApiKey: (n) => ({ label: `Key ${n}`, scope: ['site.read'] }),
  createOwnApiKey: (n) => ({ label: `Program ${n}` }),
  mergeCustomers: async (n, _device, browser) => {
    const { id } = await browser.call('addCustomer', { body: { name: `Ann ${n}` } })
    return { otherCustomerId: id }
  },
  handOver: async (n, _device, browser) => {
    await browser.call('openRequest', { body: { customerId, summary: `Question ${n}` } })
    await browser.call('deactivateCustomer', { params: { customerId } })
    const { id } = await browser.call('addCustomer', { body: { name: `Bo ${n}` } })
    return { colleagueId: id, private: true, confirm: true }
  },
  sendTestMail: (n) => ({ address: `ann${n}@globex.test` }),
  createPasskey: async (n, device, browser) => ({
    name: `Laptop ${n}`,
    passkey: device.create(await browser.call('offerPasskey', {})),
  }),
}
const operations = Object.keys(bodies) as Creation[]

let made = 0

/** Somebody who is about to make something. */
async function somebody(operation: Creation) {
  made++
  // An export that is under way stands in the way of another.
  await forget('site_exports')
  const address = `owner${made}@acme.test`
  const person = await makeStaff(running, site, 'owner', { address })
  const device = new Authenticator((await person.browser.call('listPasskeys', {})).origin)
  const body = await bodies[operation](made, device, person.browser)
  const key = randomUUID()
  const click = async (browser = person.browser, given = body): Promise<Reply<unknown>> => {
    browser.headers['idempotency-key'] = key
    const reply = browser.send(operation, { params, body: given })
    delete browser.headers['idempotency-key']
    return reply
  }
  return { person, device, click }
}

const statement = (text: string) => ({ name: '', text, values: [site.id] })

const forget = (table: string) =>
  running.app.database.inSite(site.id, (tx) => tx.read(statement(`delete from ${table} where site_id = $1`)))

/** Whatever is made is audited. */
async function audited(): Promise<number> {
  const text = 'select count(*)::int as n from audit_events where site_id = $1'
  const [rows = []] = await running.app.database.readInSite(site.id, [statement(text)])
  return (rows as { n: number }[])[0]?.n ?? 0
}

/** The session is over, and the person signs in again. */
async function signInAgain({ browser, address }: Person, device: Authenticator): Promise<void> {
  const { status } = await browser.send('signIn', { body: { address, password: goodPassword } })
  if (status === 200) return
  const { passkey: options } = await browser.call('offerSecondFactor', {})
  if (options === null) throw new Error('there is no second factor')
  await browser.call('showSecondFactor', { body: { passkey: device.get(options) } })
}

test('every operation that makes something is looked at', () => {
  const all = Object.entries<Route>({ ...adminApi, ...deskApi, ...mailApi, ...signInApi })
  const creating = all.filter(([, { creates }]) => creates).map(([name]) => name)
  expect([...operations].sort()).toEqual(creating.sort())
})

describe.each(operations)('%s', (operation) => {
  test('clicked twice at once makes one', async () => {
    const { click } = await somebody(operation)
    const before = await audited()
    const both = await Promise.all([click(), click()])
    expect(both.map(({ status }) => status)).toContain(201)
    for (const { status } of both) expect([201, 409]).toContain(status)
    const after = await audited()
    expect(after).toBeGreaterThan(before)
    // Whoever was told to wait gets the answer now, and nothing else happens.
    const answer = both.find(({ status }) => status === 201)?.body
    const again = await click()
    expect(again).toMatchObject({ status: 201, body: answer })
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await audited()).toBe(after)
  })

  test('whose answer was lost, and who must sign in before he repeats it, gets that answer', async () => {
    const { person, device, click } = await somebody(operation)
    const first = await click()
    expect(first.status).toBe(201)
    await person.browser.call('signOut', {})
    expect(await click()).toMatchObject({ status: 401, body: { code: 'not-signed-in' } })
    await signInAgain(person, device)
    const before = await audited()
    expect(await click()).toMatchObject({ status: 201, body: first.body })
    expect(await audited()).toBe(before)
  })
})

test('another person under the same key gets nothing of the first one’s answer', async () => {
  const { click } = await somebody('createToken')
  const mine = await click()
  const theirs = await click((await somebody('createToken')).person.browser)
  expect(theirs).toMatchObject({ status: 201 })
  expect(theirs.headers.get('idempotency-replayed')).toBeNull()
  expect(theirs.body).not.toEqual(mine.body)
})
