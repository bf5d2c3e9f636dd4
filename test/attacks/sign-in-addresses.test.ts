// Addresses that look like somebody's, or that a careless reader takes for somebody's: they are never that person.
import { domainToASCII } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foldAddress } from '../../src/model/identity/email-address.ts'
import { keyOf } from '../../src/model/ids.ts'
import type { CustomerRow } from '../../src/storage/identity/customers.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { comeBack, makeOidcDoor, type OidcDoor, toProvider, visitor } from '../fixtures/oidc-door.ts'
import { type Liar, type LyingProvider, openLiar } from '../fixtures/oidc-liar.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { first, second } from '../fixtures/saml-keys.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

/** What is written instead of somebody's address, and what it was meant to be taken for. */
const lookAlikes: readonly [string, string, string][] = [
  ['K of Kelvin, which lower-cases to k', '\u212aim@globex.com', 'kim@globex.com'],
  ['a long s, which upper-cases to S', '\u017fam@globex.com', 'sam@globex.com'],
  ['a dotted capital I', 'k\u0130m@globex.com', 'kim@globex.com'],
  ['a Cyrillic i', 'k\u0456m@globex.com', 'kim@globex.com'],
  ['a Cyrillic a in the domain', 'kim@glob\u0435x.com', 'kim@globex.com'],
  ['a ligature', '\ufb01n@globex.com', 'fin@globex.com'],
  ['an accent of its own letter', 'rene\u0301@globex.com', 'ren\u00e9@globex.com'],
  ['a variation selector in the domain', 'kim@glo\ufe0fbex.com', 'kim@globex.com'],
  ['another domain in the letters of IDN', 'kim@xn--globx-5of.com', 'kim@globex.com'],
  ['letters of full width', 'kim@\uff47lobex.com', 'kim@globex.com'],
  ['an ideographic full stop', 'kim@globex\u3002com', 'kim@globex.com'],
  ['a full stop of full width', 'kim@globex\uff0ecom', 'kim@globex.com'],
  ['a full stop of half width', 'kim@globex\uff61com', 'kim@globex.com'],
  ['a dot behind it', 'kim@globex.com.', 'kim@globex.com'],
  ['a joiner of no width', 'ki\u200dm@globex.com', 'kim@globex.com'],
  ['a soft hyphen', 'kim@glo\u00adbex.com', 'kim@globex.com'],
  ['a tag', 'kim+tag@globex.com', 'kim@globex.com'],
  ['dots', 'k.i.m@globex.com', 'kim@globex.com'],
  ['quotes', '"kim"@globex.com', 'kim@globex.com'],
  ['an address in quotes', '"kim@globex.com"@mallory.example', 'kim@globex.com'],
  ['two addresses', 'kim@globex.com,kim@mallory.example', 'kim@globex.com'],
  ['two @', 'kim@globex.com@mallory.example', 'kim@globex.com'],
  ['a comment', 'kim(x)@globex.com', 'kim@globex.com'],
  ['a percent', 'kim%40globex.com@mallory.example', 'kim@globex.com'],
  ['the object id of a soft delete before it', `${'0a'.repeat(16)}kim@globex.com`, 'kim@globex.com'],
]
/** The very same mailbox, from a provider that has no say about it. */
const same: readonly [string, string, string][] = [
  ['the address itself', 'kim@globex.com', 'kim@globex.com'],
  ['the address in capitals', 'KIM@GLOBEX.COM', 'kim@globex.com'],
  ['the address of somebody whom nobody manages', 'kim@free.test', 'kim@free.test'],
  ['the address of one of the staff', 'owner@acme.test', 'owner@acme.test'],
]
const victims = [...new Set(lookAlikes.map(([, , victim]) => victim))]
const all = [...victims, 'kim@free.test', 'owner@acme.test']

let running: RunningApp
let office: PostOffice
let liar: Liar
let site: Site
let owner: Browser
let globex: SamlDoor
/** Who was there before: Globex's people, and Kim whom nobody manages. */
let before: CustomerRow[]

beforeAll(async () => {
  office = await PostOffice.open()
  liar = await openLiar()
  running = await runningApp({
    env: { ...office.env, OUTBOUND_ALLOW: `127.0.0.1:${liar.port}`, TRUST_PROXY: 'loopback' },
  })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'owner@acme.test' })).browser
  globex = await makeSamlDoor(running, site, 'Globex', { matchBy: 'user-name' })
  await write(`insert into directory_domains values ($1, $2, 'globex.com', 'proven', now())`)
  for (const address of victims) expect((await globex.made.scim.createUser(address)).status).toBe(201)
  for (const address of victims.map(elsewhere)) {
    await owner.call('addCustomer', { body: { name: 'Kim', address, proven: true } })
  }
  before = await customersOf(running, site)
  expect(before.map(({ addresses }) => addresses[0]?.standing)).toEqual(
    [...victims, ...victims].map(() => 'held'),
  )
})
afterAll(async () => {
  await running.close()
  await liar.close()
  await office.close()
})

/** In a domain that nobody has claimed. */
const elsewhere = (address: string) => address.replace('globex', 'free').replace('com', 'test')
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const write = (text: string) =>
  running.app.database.inSite(site.id, async (tx) =>
    tx.write({ name: '', table: 'connections', text, values: [site.id, globex.directoryId] }),
  )
const sessions = () =>
  readRows<{ customerId: string }>(running, site, {
    name: '',
    text: 'select customer_id as "customerId" from customer_sessions where site_id = $1 order by created_at, session_id',
    values: [site.id],
  })
/** The most that a site can grant: what this directory says of addresses that nobody has counts. */
const allowGuests = (directoryId: number) =>
  owner.call('allowGuests', { params: { directoryId: keyOf(directoryId) } })

/** Whoever came by it is nobody of before, and the people of before are as they were. */
async function expectNobodyElse(work: () => Promise<unknown>, { isOwn = false } = {}): Promise<void> {
  await work()
  const known = new Set(before.map(({ id }) => id))
  const after = await customersOf(running, site)
  expect(after.filter(({ id }) => known.has(id))).toEqual(before)
  expect((await sessions()).filter(({ customerId }) => known.has(customerId))).toEqual([])
  // Nor does somebody of another company hold what a mail server takes for one of those addresses.
  if (isOwn) return
  const held = after
    .filter(({ id, directoryId }) => !known.has(id) && directoryId !== globex.directoryId)
    .flatMap(({ addresses }) => addresses.filter(({ standing }) => standing === 'held'))
    .map(({ address }) => foldAddress(address.replace(/@.*$/, (at) => `@${domainToASCII(at.slice(1))}`)))
  expect(held.filter((address) => all.includes(address))).toEqual([])
}

describe.each(['assertion', 'response'] as const)(
  'an assertion that names somebody, signed as %s',
  (signed) => {
    let mallory: SamlDoor

    beforeAll(async () => {
      await write(`update connections set saml = (saml::jsonb || '{"signed": "${signed}"}')::text
      where site_id = $1 and directory_id = $2`)
      const issuer = `https://idp.mallory-${signed}.example`
      mallory = await makeSamlDoor(running, site, `Mallory ${signed}`, {
        ...{ signed, issuer, matchBy: 'user-name', keys: [second] },
      })
      await allowGuests(mallory.directoryId)
    })

    /** As the NameID, and as the claim for the address. */
    const bring = async (door: SamlDoor, address: string) => {
      const visitor = new Visitor(running.origin)
      const given = {
        ...writtenTo(door, await visitor.begin(door)),
        nameId: escaped(address),
        format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
        attributes: { email: [escaped(address)], displayName: ['Kim'] },
      }
      const { status, location } = await visitor.bring(door, {
        xml: genuine(given, signed, { key: door === globex ? first : second }),
      })
      // Whether in or not, the signature was good: what came of it is the person's alone.
      expect(status).toBe(303)
      expect(location).not.toContain('why=check')
    }

    test.each([...lookAlikes, ...same])('by another company: %s', async (_, address) => {
      await expectNobodyElse(() => bring(mallory, address))
    })

    test.each(lookAlikes)('by the person’s own company: %s', async (_, address) => {
      await expectNobodyElse(() => bring(globex, address), { isOwn: true })
    })

    test('and it is the person when the own company writes the address in capitals', async () => {
      await bring(globex, 'KIM@GLOBEX.COM')
      const kim = before.find(({ addresses }) => addresses[0]?.address === 'kim@globex.com')
      expect((await sessions()).at(-1)).toEqual({ customerId: kim?.id })
      await write('delete from customer_sessions where site_id = $1 and directory_id = $2')
    })
  },
)

describe('a token that names somebody', () => {
  let provider: LyingProvider
  let door: OidcDoor

  beforeAll(async () => {
    provider = liar.provider('mallory')
    door = await makeOidcDoor(running, site, 'Mallory', { issuer: provider.issuer, matchBy: 'user-name' })
    await allowGuests(door.directory.directoryId)
  })

  const bring = async (claims: Record<string, unknown>) => {
    const browser = visitor(running.origin)
    const back = provider.authorize(await toProvider(browser, door), claims)
    const { status, location } = await comeBack(browser, back)
    expect(status).toBe(303)
    expect(location).not.toContain('why=check')
  }

  test.each([...lookAlikes, ...same])('by another company: %s', async (_, address) => {
    const everywhere = { sub: address, email: address, preferred_username: address, upn: address }
    await expectNobodyElse(() => bring({ ...everywhere, email_verified: true }))
  })

  test.each([
    ['a list', ['kim@globex.com']],
    ['a NUL behind it', 'kim@globex.com\u0000'],
    ['a line behind it', 'kim@globex.com\n'],
    ['white space around it', ' kim@globex.com\u00a0'],
    ['an object', { value: 'kim@globex.com' }],
  ])('in a shape that is none: %s', async (shape, email) => {
    const everywhere = { email, preferred_username: email, upn: email, email_verified: true }
    await expectNobodyElse(() => bring({ ...everywhere, sub: `shape ${shape}` }))
  })
})

describe('the e-mail box', () => {
  let network = 0

  test.each(lookAlikes)('leads nobody to somebody else’s account: %s', async (_, written) => {
    await expectNobodyElse(async () => {
      network++
      const browser = new Browser(running.origin, { 'x-forwarded-for': `192.0.2.${network}` })
      office.received.length = 0
      await browser.send('askForCode', { body: { address: elsewhere(written) } })
      await runQueue(running, site)
      const [, code = 'none'] = /\b(\d{6})\b/.exec(office.received.at(-1)?.parsed.text ?? '') ?? []
      await browser.send('showCode', { body: { code, name: 'Kim' } })
    })
  })

  test('and is the person’s own for the person', async () => {
    const browser = new Browser(running.origin)
    office.received.length = 0
    await browser.call('askForCode', { body: { address: 'Kim@FREE.test' } })
    await runQueue(running, site)
    const [, code = 'none'] = /\b(\d{6})\b/.exec(office.received.at(-1)?.parsed.text ?? '') ?? []
    await browser.call('showCode', { body: { code } })
    const kim = before.find(({ addresses }) => addresses[0]?.address === 'kim@free.test')
    expect(await browser.call('getSelf', {})).toMatchObject({ id: kim?.id })
  })
})
