// The help centre's sign-in page for people whom no directory signs in: a code by mail, and what it says to whom.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { hashOf } from '../../src/http/session-cookie.ts'
import { addressKeyOf, keyOf, writeSecret } from '../../src/model/ids.ts'
import { insertCustomerSession } from '../../src/storage/access/customer-sessions.ts'
import { newId } from '../../src/storage/new-id.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let office: PostOffice
let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let tests = 0
let domain: string
/** Tests wait by moving the clock; each test looks from a network of its own. */
let now = new Date()

beforeAll(async () => {
  office = await PostOffice.open()
  running = await runningApp({ env: { ...office.env, TRUST_PROXY: 'loopback' }, now: () => now })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
})
afterAll(async () => {
  await running.close()
  await office.close()
})
beforeEach(() => {
  tests++
  domain = `d${tests}.test`
  now = new Date()
  office.received.length = 0
})

const visitor = (language = 'en') =>
  new Browser(running.origin, { 'x-forwarded-for': `192.0.2.${tests}`, 'accept-language': language })

/** What was written to an address, newest last. */
async function mailsTo(address: string) {
  await runQueue(running, site, now)
  return office.received.filter(({ to }) => to.includes(address)).map(({ parsed }) => parsed)
}
async function codeFor(address: string): Promise<string> {
  const [, code = 'none'] = /\b(\d{6})\b/.exec((await mailsTo(address)).at(-1)?.text ?? '') ?? []
  return code
}
async function ask(browser: Browser, address: string) {
  expect(await browser.call('askForCode', { body: { address } })).toEqual({ next: 'mail', directory: null })
  return codeFor(address)
}
/** Globex signs its people in, or does not. */
async function connect(mode: 'off' | 'test' | 'optional' | 'required'): Promise<void> {
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'connections',
      text: `insert into connections (site_id, directory_id, protocol, mode, match_by, issuer, saml, created_at, updated_at)
        values ($1, $2, 'saml', $3, 'user-name', 'urn:idp', '{}', now(), now())
        on conflict (site_id, directory_id) do update set mode = excluded.mode`,
      values: [site.id, globex.directory.directoryId, mode],
    }),
  )
}
/** Somebody in, by a code. */
async function enter(address: string, name?: string): Promise<Browser> {
  const browser = visitor()
  const code = await ask(browser, address)
  const body = { code, ...(name === undefined ? {} : { name }) }
  expect(await browser.call('showCode', { body })).toEqual({ next: 'in' })
  return browser
}
const add = (name: string, address: string, proven = true) =>
  owner.call('addCustomer', { body: { name, address, proven } })
const logOf = (said: string) =>
  readRows<{ outcome: string; method: string }>(running, site, {
    name: '',
    text: 'select outcome, method from sign_ins where site_id = $1 and said_folded = $2 order by sign_in_id',
    values: [site.id, said],
  })

test('a customer asks, reads the mail, pastes the code, and is in as who they are; no code is kept anywhere', async () => {
  const { id } = await add('Ann Lee', `ann@${domain}`)
  const browser = visitor()
  const code = await ask(browser, `  Ann@${domain} `.trim())
  expect(code).toMatch(/^\d{6}$/)
  const [mail] = await mailsTo(`Ann@${domain}`)
  expect(mail?.subject).toBe(`${code} is your code for ${site.name}`)
  expect(await browser.call('showCode', { body: { code: ` ${code.slice(0, 3)} ${code.slice(3)}` } })).toEqual(
    { next: 'in' },
  )
  expect(await browser.call('getSelf', {})).toEqual({
    id,
    name: 'Ann Lee',
    address: `ann@${domain}`,
    standing: 'held',
    directory: null,
    managedBy: null,
  })
  const { items } = await owner.call('listMails', { query: { to: `ann@${domain}` } })
  const kept = await owner.call('getMail', { params: { mailId: items[0]?.id ?? '' } })
  expect(kept.subject).toBe(`•••••• is your code for ${site.name}`)
  expect(JSON.stringify(kept)).not.toContain(code)
  expect(await logOf(`ann@${domain}`)).toEqual([{ outcome: 'in', method: 'code' }])
  // It is used up.
  expect(await browser.refused('showCode', { body: { code } })).toMatchObject({ code: 'not-signed-in' })
})

test('a stranger becomes a customer who holds the address, and gives a name first', async () => {
  const browser = visitor()
  const code = await ask(browser, `new@${domain}`)
  expect(await browser.call('showCode', { body: { code } })).toEqual({ next: 'name' })
  expect(await browser.call('showCode', { body: { code, name: 'Nora New' } })).toEqual({ next: 'in' })
  const self = await browser.call('getSelf', {})
  expect(self).toMatchObject({ name: 'Nora New', address: `new@${domain}`, standing: 'held' })
  expect(await owner.call('getCustomer', { params: { customerId: self.id } })).toMatchObject({
    directory: null,
    addresses: [{ address: `new@${domain}`, standing: 'held' }],
  })
})

test('who was written down, unproven, proves the mailbox by signing in', async () => {
  const { id } = await add('Bo', `bo@${domain}`, false)
  const browser = await enter(`bo@${domain}`)
  expect(await browser.call('getSelf', {})).toMatchObject({ id, standing: 'held' })
})

test('known or not, allowed or not: the page answers the same, and the mail says what is so', async () => {
  await add('Kim', `kim@${domain}`)
  const gone = await add('Gone', `gone@${domain}`)
  await owner.call('deactivateCustomer', { params: { customerId: gone.id } })
  await globex.scim.createUser('lee@globex.com')
  const policy = await owner.call('getAccessPolicy', {})
  await owner.call('changeAccessPolicy', { body: { ...policy, newAccounts: 'invited' } })
  const said: string[] = []
  for (const address of [
    `kim@${domain}`,
    `gone@${domain}`,
    `nobody@${domain}`,
    'lee@globex.com',
    `owner@${site.slug}.test`,
  ]) {
    const { status, body, headers } = await visitor().send('askForCode', { body: { address } })
    expect([status, body, headers.getSetCookie().length]).toEqual([200, { next: 'mail', directory: null }, 1])
    said.push(((await mailsTo(address)).at(-1)?.text ?? '').replace(/\s+/g, ' '))
  }
  await owner.call('changeAccessPolicy', { body: policy })
  expect(said[0]).toMatch(/your code for/)
  expect(said[1]).toMatch(/not active/)
  expect(said[2]).toMatch(/There is no account/)
  expect(said[3]).toMatch(/Your company manages your account/)
  expect(said[4]).toMatch(/staff sign in at a page of their own/)
  for (const text of said.slice(1)) expect(text).not.toMatch(/\b\d{6}\b/)
})

test('a code is of one browser, of ten minutes, of five tries, and of the last asking', async () => {
  await add('Tri', `tri@${domain}`)
  const browser = visitor()
  const code = await ask(browser, `tri@${domain}`)
  expect(await visitor().refused('showCode', { body: { code } })).toMatchObject({ code: 'not-signed-in' })
  const wrong = code === '000000' ? '000001' : '000000'
  for (const limit of [4, 3, 2, 1, 0]) {
    const problem = await browser.refused('showCode', { body: { code: wrong } })
    expect(problem.errors).toMatchObject([{ field: 'code', rule: 'tries-left', limit }])
  }
  expect(await browser.refused('showCode', { body: { code } })).toMatchObject({ code: 'not-signed-in' })
  const next = await ask(browser, `tri@${domain}`)
  now = new Date(now.getTime() + 10 * 60_000)
  expect(await browser.refused('showCode', { body: { code: next } })).toMatchObject({ code: 'not-signed-in' })
  const [old, last] = [await ask(browser, `tri@${domain}`), await ask(browser, `tri@${domain}`)]
  if (old !== last)
    expect(await browser.refused('showCode', { body: { code: old } })).toMatchObject({ code: 'invalid' })
  expect(await browser.call('showCode', { body: { code: last } })).toEqual({ next: 'in' })
})

test('however often codes were asked for: each has five tries, and the right one is nothing after them', async () => {
  const address = `guessed@${domain}`
  await add('Guessed', address)
  const browser = visitor()
  const code = await ask(browser, address)
  for (let n = 0; n < 12; n++) await visitor().send('askForCode', { body: { address } })
  const wrong = code === '000000' ? '000001' : '000000'
  const tries = []
  for (let n = 0; n < 5; n++) tries.push(await browser.refused('showCode', { body: { code: wrong } }))
  expect(tries.at(-1)).toMatchObject({ errors: [{ rule: 'tries-left', limit: 0 }] })
  expect(await browser.refused('showCode', { body: { code } })).toMatchObject({ code: 'not-signed-in' })
})

test('twenty who show one code at once open one session', async () => {
  await add('Once', `once@${domain}`)
  const browser = visitor()
  const code = await ask(browser, `once@${domain}`)
  const twins = Array.from({ length: 20 }, () => {
    const twin = visitor()
    for (const [name, value] of browser.cookies) twin.cookies.set(name, value)
    return twin
  })
  const answers = await Promise.all(twins.map((twin) => twin.send('showCode', { body: { code } })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('one address is asked about so often, and no more: other addresses go on', async () => {
  const address = `many@${domain}`
  for (let n = 0; n < 7; n++)
    expect((await visitor().send('askForCode', { body: { address } })).status).toBe(200)
  expect(await visitor().refused('askForCode', { body: { address } })).toMatchObject({
    code: 'too-many-attempts',
  })
  expect((await visitor().send('askForCode', { body: { address: `few@${domain}` } })).status).toBe(200)
})

test('a deactivation ends what is open at once, and a reactivation brings no session back', async () => {
  const { id } = await add('Dee', `dee@${domain}`)
  const browser = await enter(`dee@${domain}`)
  const waiting = visitor()
  const code = await ask(waiting, `dee@${domain}`)
  await owner.call('deactivateCustomer', { params: { customerId: id } })
  expect(await browser.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  expect(await waiting.refused('showCode', { body: { code } })).toMatchObject({ code: 'forbidden' })
  await owner.call('reactivateCustomer', { params: { customerId: id } })
  expect(await browser.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
})

test('who is taken over by a directory is out, and its leaver finds no door by code', async () => {
  await add('Vi', `vi@globex.com`)
  const browser = await enter('vi@globex.com')
  const { json } = await globex.scim.createUser('vi@globex.com')
  expect(await browser.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  await globex.scim.delete(`/Users/${json.id}`)
  await visitor().call('askForCode', { body: { address: 'vi@globex.com' } })
  expect((await mailsTo('vi@globex.com')).at(-1)?.text).toMatch(/not active/)
})

test('of two merged the session of the one who goes ends', async () => {
  const survivor = await add('Mo', `mo@${domain}`)
  await add('Mo old', `mo.old@${domain}`)
  const browser = await enter(`mo.old@${domain}`)
  const { id: otherCustomerId } = await browser.call('getSelf', {})
  await owner.call('mergeCustomers', { params: { customerId: survivor.id }, body: { otherCustomerId } })
  expect(await browser.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
})

test('sessions are listed and ended, one by one and all, and nobody ends another one', async () => {
  await add('Ses', `ses@${domain}`)
  await add('Other', `other@${domain}`)
  const [first, second, other] = [
    await enter(`ses@${domain}`),
    await enter(`ses@${domain}`),
    await enter(`other@${domain}`),
  ]
  const { items } = await second.call('listOwnSessions', {})
  expect(items.map(({ current, method }) => [current, method])).toEqual([
    [true, 'code'],
    [false, 'code'],
  ])
  const sessionId = items[1]?.id ?? ''
  expect(await other.refused('endOwnSession', { params: { sessionId } })).toMatchObject({ code: 'not-found' })
  await second.call('endOwnSession', { params: { sessionId } })
  expect(await first.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  await second.call('leaveEverywhere', {})
  expect(await second.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  await other.call('leavePortal', {})
  expect(other.cookies.size).toBeLessThan(2)
  expect(await other.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
})

test('administrators see where a customer is signed in, and end it at once; the audit says so, and agents cannot', async () => {
  const { id } = await add('Seen', `seen@${domain}`)
  const other = await add('Unseen', `unseen@${domain}`)
  const [first, second] = [await enter(`seen@${domain}`), await enter(`seen@${domain}`)]
  const stays = await enter(`unseen@${domain}`)
  const params = { customerId: id }
  const agent = (await makeStaff(running, site, 'agent', { address: `agent${tests}@${site.slug}.test` }))
    .browser
  expect((await agent.refused('listCustomerSessions', { params })).status).toBe(403)
  const { items } = await owner.call('listCustomerSessions', { params })
  expect(items).toMatchObject([
    { method: 'code', directory: null, ip: `192.0.2.${tests}` },
    { method: 'code', directory: null, ip: `192.0.2.${tests}` },
  ])
  expect(JSON.stringify(items)).not.toMatch(/secret|hash/i)
  const sessionId = items[1]?.id ?? ''
  for (const given of [
    { params: { customerId: other.id, sessionId } },
    { params: { ...params, sessionId: newId() } },
  ]) {
    expect((await owner.refused('endCustomerSession', given)).status).toBe(404)
  }
  expect((await agent.refused('endCustomerSession', { params: { ...params, sessionId } })).status).toBe(403)
  expect(await first.call('getSelf', {})).toMatchObject({ id })
  await owner.call('endCustomerSession', { params: { ...params, sessionId } })
  expect(await first.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  expect(await second.call('getSelf', {})).toMatchObject({ id })
  expect(await owner.call('endCustomerSessions', { params })).toEqual({ ended: 1 })
  expect(await second.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  expect(await stays.call('getSelf', {})).toMatchObject({ id: other.id })
  // Whoever may sign in can do so again, and the command line does the same.
  await enter(`seen@${domain}`)
  const env = { DATABASE_URL: running.ownerUrl }
  expect(await commandJson(env, 'customer', 'sessions', id)).toMatchObject([{ method: 'code' }])
  expect(await commandJson(env, 'customer', 'end-sessions', id)).toEqual({ customerId: id, ended: 1 })
  expect(await owner.call('endCustomerSessions', { params })).toEqual({ ended: 0 })
  const { items: events } = await owner.call('listAudit', { query: { subject: id } })
  expect(events.filter(({ action }) => action === 'customer.sessions-ended')).toMatchObject([
    { details: { endedSessions: 1 }, actor: { kind: 'command' } },
    { details: { endedSessions: 1 }, actor: { kind: 'staff' } },
    { details: { endedSessions: 1, sessionId }, actor: { kind: 'staff' } },
  ])
})

test('an idle session ends, another site and the staff know nothing of it, and a foreign page can do nothing with it', async () => {
  await add('Idle', `idle@${domain}`)
  const browser = await enter(`idle@${domain}`)
  expect(await browser.refused('getMe', {})).toMatchObject({ code: 'not-signed-in' })
  expect(await owner.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  const foreign = { ...browser.headers, 'sec-fetch-site': 'cross-site' }
  const mine = browser.headers
  browser.headers = foreign
  expect(await browser.refused('leaveEverywhere', {})).toMatchObject({ code: 'forbidden' })
  browser.headers = mine
  now = new Date(now.getTime() + 12 * 3_600_000)
  expect(await browser.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
})

test('somebody erased who comes back proves the mailbox, and waits for a person', async () => {
  const { id } = await add('Era', `era@${domain}`)
  await owner.call('eraseCustomer', { params: { customerId: id }, body: { confirm: 'Era' } })
  const browser = visitor()
  const code = await ask(browser, `era@${domain}`)
  expect(await browser.call('showCode', { body: { code, name: 'Era again' } })).toEqual({ next: 'waits' })
  expect(await browser.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  expect((await owner.call('listCases', { query: { kind: 'erased-came-back' } })).items).toHaveLength(1)
})

test('what is no address is refused by name', async () => {
  for (const address of ['ann', 'ann@', '@globex.com', 'a b@globex.com']) {
    expect(await visitor().refused('askForCode', { body: { address } })).toMatchObject({
      errors: [{ field: 'address' }],
    })
  }
})

test('how long customers stay is the site’s word, for sessions that begin from then on', async () => {
  await add('Lim', `lim@${domain}`)
  await owner.call('changeSite', { body: { customerIdleHours: 1, customerSessionDays: 2 } })
  const browser = await enter(`lim@${domain}`)
  const begun = now.getTime()
  for (let minutes = 59; minutes < 2 * 24 * 60; minutes += 59) {
    now = new Date(begun + minutes * 60_000)
    expect((await browser.send('getSelf', {})).status, `${minutes} minutes`).toBe(200)
  }
  now = new Date(begun + 2 * 24 * 3_600_000)
  expect(await browser.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  now = new Date()
  const idle = await enter(`lim@${domain}`)
  now = new Date(now.getTime() + 3_600_000)
  expect(await idle.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  now = new Date()
  await owner.call('changeSite', { body: { customerIdleHours: 12, customerSessionDays: 7 } })
  for (const body of [
    { customerIdleHours: 0 },
    { customerSessionDays: 91 },
    { defaultDirectory: 'zzzzzz' },
  ]) {
    const { errors } = await owner.refused('changeSite', { body })
    expect(errors).toMatchObject([{ field: Object.keys(body)[0] }])
  }
})

test('companies are named only where the site says so, and only those that sign in', async () => {
  const id = keyOf(globex.directory.directoryId)
  expect(await visitor().call('getDoors', {})).toEqual({
    first: null,
    companies: null,
    passwords: false,
    passkeys: true,
  })
  await owner.call('changeSite', { body: { companyChooser: true, defaultDirectory: id } })
  expect(await visitor().call('getDoors', {})).toEqual({
    first: null,
    companies: [],
    passwords: false,
    passkeys: true,
  })
  await connect('optional')
  const door = { name: 'Globex', path: `/sso/${addressKeyOf(site.id, globex.directory.directoryId)}` }
  expect(await visitor().call('getDoors', {})).toEqual({
    first: door,
    companies: [door],
    passwords: false,
    passkeys: true,
  })
  await owner.call('changeSite', { body: { companyChooser: false } })
  expect(await visitor().call('getDoors', {})).toEqual({
    first: door,
    companies: null,
    passwords: false,
    passkeys: true,
  })
  await connect('test')
  expect(await visitor().call('getDoors', {})).toEqual({
    first: null,
    companies: null,
    passwords: false,
    passkeys: true,
  })
  await owner.call('changeSite', { body: { defaultDirectory: null } })
})

test('in a domain that a directory has proven and alone signs in, no channel makes a customer beside it', async () => {
  const own = await makeDirectory(running, site, 'Umbrella')
  const proven = `umbrella${tests}.com`
  await running.app.database.inSite(site.id, async (tx) => {
    const { directoryId } = own.directory
    tx.write({
      name: '',
      table: 'directory_domains',
      text: `insert into directory_domains (site_id, directory_id, domain, authority, since) values ($1, $2, $3, 'proven', now())`,
      values: [site.id, directoryId, proven],
    })
    tx.write({
      name: '',
      table: 'connections',
      text: `insert into connections (site_id, directory_id, protocol, mode, match_by, issuer, saml, created_at, updated_at)
        values ($1, $2, 'saml', 'required', 'user-name', 'urn:idp', '{}', now(), now())`,
      values: [site.id, directoryId],
    })
  })
  expect(await visitor().call('askForCode', { body: { address: `x@${proven}`, by: 'mail' } })).toMatchObject({
    next: 'directory',
    directory: { name: 'Umbrella', required: true },
  })
  // However often somebody asks for codes for an address: its person finds the own company's door.
  for (let n = 0; n < 13; n++) await visitor().send('askForCode', { body: { address: `x@${proven}` } })
  expect(await visitor().call('askForCode', { body: { address: `x@${proven}` } })).toMatchObject({
    next: 'directory',
  })
  const refusal = { code: 'forbidden', detail: expect.stringContaining('Umbrella has proven this domain') }
  const body = { name: 'X', address: `x@${proven}`, proven: true }
  expect(await owner.refused('addCustomer', { body })).toMatchObject(refusal)
  const told = await owner.call('explainAccess', { query: { address: `x@${proven}` } })
  expect(told.items.find(({ channel }) => channel === 'import')).toMatchObject({
    reason: 'directory-required',
    by: 'Umbrella',
  })
  const imported = await owner.call('createImport', { body: { text: `email\nx@${proven}` } })
  await runQueue(running, site, now)
  expect(
    (await owner.call('listImportRows', { params: { importId: imported.id }, query: {} })).items,
  ).toMatchObject([{ verdict: 'refused', reason: 'directory-required' }])
})

test('an administrator opens the code door for a directory’s people, and whoever came by it goes when it closes', async () => {
  const params = { directoryId: keyOf(globex.directory.directoryId) }
  await globex.scim.createUser('door@globex.com')
  await owner.call('changeDirectorySettings', { params, body: { codeDoor: true } })
  const browser = await enter('door@globex.com')
  expect(await browser.call('getSelf', {})).toMatchObject({ address: 'door@globex.com', directory: null })
  await connect('optional')
  expect((await visitor().call('askForCode', { body: { address: 'door@globex.com' } })).next).toBe('mail')
  expect((await mailsTo('door@globex.com')).at(-1)?.text).toMatch(/\d{6}[\s\S]*Sign in through Globex/)
  await connect('required')
  await visitor().call('askForCode', { body: { address: 'door@globex.com' } })
  expect((await mailsTo('door@globex.com')).at(-1)?.text).not.toMatch(/\b\d{6}\b/)
  await connect('off')
  await owner.call('changeDirectorySettings', { params, body: { codeDoor: false } })
  expect(await browser.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
})

test('a customer changes the own address with proof of the new one; nobody takes another’s', async () => {
  const { id } = await add('Cha', `cha@${domain}`)
  await add('Taken', `taken@${domain}`)
  const [browser, elsewhere] = [await enter(`cha@${domain}`), await enter(`cha@${domain}`)]
  await browser.call('askForNewAddress', { body: { address: `new.cha@${domain}` } })
  const code = await codeFor(`new.cha@${domain}`)
  // Another browser of the same person asked for nothing.
  expect(await elsewhere.refused('showNewAddressCode', { body: { code } })).toMatchObject({
    code: 'not-signed-in',
  })
  // It is no code to sign in by.
  expect(await browser.refused('showCode', { body: { code } })).toMatchObject({ code: 'not-signed-in' })
  expect(await browser.call('showNewAddressCode', { body: { code } })).toMatchObject({
    id,
    address: `new.cha@${domain}`,
    standing: 'held',
  })
  expect(await elsewhere.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  expect(await owner.call('getCustomer', { params: { customerId: id } })).toMatchObject({
    addresses: [{ address: `new.cha@${domain}`, standing: 'held' }],
    formerAddresses: [{ address: `cha@${domain}` }],
  })
  await browser.call('askForNewAddress', { body: { address: `taken@${domain}` } })
  const stolen = { body: { code: await codeFor(`taken@${domain}`) } }
  const refusal = await browser.refused('showNewAddressCode', stolen)
  expect(refusal).toMatchObject({ code: 'conflict' })
  expect(JSON.stringify(refusal)).not.toContain('Taken')
  expect(await browser.call('getSelf', {})).toMatchObject({ address: `new.cha@${domain}` })
})

test('whom a directory manages changes no address here', async () => {
  const params = { directoryId: keyOf(globex.directory.directoryId) }
  await globex.scim.createUser('own@globex.com')
  await owner.call('changeDirectorySettings', { params, body: { codeDoor: true } })
  const browser = await enter('own@globex.com')
  expect(await browser.call('getSelf', {})).toMatchObject({ managedBy: 'Globex' })
  expect(await browser.refused('askForNewAddress', { body: { address: `x@${domain}` } })).toMatchObject({
    code: 'conflict',
    detail: expect.stringContaining('Globex manages this account'),
  })
  await owner.call('changeDirectorySettings', { params, body: { codeDoor: false } })
})

test('who had an account before, and is signed in through the company, proves the mailbox: one person, and no case', async () => {
  const old = await add('Vi of before', `vi@${domain}`)
  const vi = await globex.scim.createUser('vi.n@globex.com', { emails: [{ value: `vi@${domain}` }] })
  await connect('optional')
  const browser = visitor()
  const secret = writeSecret('customer', site.id, 'a'.repeat(43))
  await running.app.database.inSite(site.id, async (tx) => {
    const [row] = await tx.read<{ id: string }>({
      name: '',
      text: 'select customer_id as id from directory_users where site_id = $1 and user_id = $2',
      values: [site.id, vi.json.id],
    })
    tx.write(
      insertCustomerSession(site.id, {
        id: newId(),
        customerId: row?.id ?? '',
        secretHash: hashOf(secret),
        method: 'saml',
        directoryId: globex.directory.directoryId,
        userId: vi.json.id,
        subjectHash: hashOf('subject'),
        issuerSessionHash: null,
        idToken: null,
        provedAt: null,
        createdAt: now,
        expiresAt: new Date(now.getTime() + 3_600_000),
        ip: null,
        userAgent: null,
      }),
    )
  })
  browser.cookies.set('doorward-customer', secret)
  expect(await browser.call('getKnownBefore', {})).toEqual({ address: `vi@${domain}` })
  const other = { body: { address: `other@${domain}` } }
  expect(await browser.refused('askForNewAddress', other)).toMatchObject({ code: 'conflict' })
  await browser.call('askForNewAddress', { body: { address: `vi@${domain}` } })
  const code = await codeFor(`vi@${domain}`)
  expect(await browser.call('showNewAddressCode', { body: { code } })).toMatchObject({ id: old.id })
  const self = await browser.call('getSelf', {})
  expect(self).toMatchObject({ id: old.id, directory: 'Globex', managedBy: 'Globex' })
  expect(await browser.call('getKnownBefore', {})).toEqual({ address: null })
  await globex.scim.patch(`/Users/${vi.json.id}`, { op: 'replace', path: 'active', value: false })
  expect(await browser.refused('getSelf', {})).toMatchObject({ code: 'not-signed-in' })
  await connect('off')
})
