// The help centre's own doors beside what happens to their people at the same time, and to accounts that somebody else got hold of.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { begin, verify } from '../../src/admin/domain-proofs.ts'
import { invite } from '../../src/admin/invitations.ts'
import type { DnsResolvers } from '../../src/http/dns-resolvers.ts'
import { keyOf } from '../../src/model/ids.ts'
import { endSessionsOfUnmanaged } from '../../src/storage/access/affected.ts'
import { endSessionsBeside } from '../../src/storage/access/connections.ts'
import type { Transaction } from '../../src/storage/database.ts'
import { setCodeDoor } from '../../src/storage/identity/directories.ts'
import { setManager } from '../../src/storage/identity/successions.ts'
import type { Query } from '../../src/storage/statement.ts'
import { Authenticator } from '../fixtures/authenticator.ts'
import type { Browser } from '../fixtures/browser.ts'
import { connectAs, HelpCentre } from '../fixtures/help-centre.ts'
import { byTest, type MadeDirectory, makeDirectory } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { goodPassword } from '../fixtures/staff.ts'

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
  domain = `d${tests}.test`
  now = new Date()
})

const minute = 60_000
const closed = { code: 'forbidden' }
const notIn = { code: 'not-signed-in' }

async function linkTo(address: string): Promise<string> {
  const text = (await centre.mailsTo(address)).at(-1)?.text ?? ''
  return /\/invitation\/(dwi_\w+_[\w-]+)/.exec(text)?.[1] ?? 'none'
}
async function invited(address: string): Promise<string> {
  await centre.owner.call('inviteCustomers', { body: { people: [{ address }] } })
  return linkTo(address)
}
/** From now on a directory has proven a domain. */
async function prove(directoryId: number, proven: string): Promise<void> {
  await centre.running.app.database.inSite(centre.site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'directory_domains',
      text: `insert into directory_domains (site_id, directory_id, domain, authority, since) values ($1, $2, $3, 'proven', now())`,
      values: [centre.site.id, directoryId, proven],
    }),
  )
}
const sessionsOf = (customerId: string) =>
  readRows(centre.running, centre.site, {
    name: '',
    text: 'select method from customer_sessions where site_id = $1 and customer_id = $2',
    values: [centre.site.id, customerId],
  })

test('an invitation opens nothing beside a directory that alone signs in the people of its domain, also to whom nobody manages', async () => {
  const { directoryId } = (await makeDirectory(centre.running, centre.site, `Umbrella ${tests}`)).directory
  const addresses = [`held@${domain}`, `written@${domain}`]
  for (const address of addresses) {
    await centre.owner.call('addCustomer', {
      body: { name: address, address, proven: address.startsWith('held') },
    })
  }
  const links = [await invited(`held@${domain}`), await invited(`written@${domain}`)]
  await prove(directoryId, domain)
  await connectAs(centre, directoryId, 'required')
  for (const link of links) {
    const params = { link }
    expect(await centre.visitor().call('getInvitation', { params })).toMatchObject({ next: 'closed' })
    expect(await centre.visitor().refused('takeUpInvitation', { params, body: {} })).toMatchObject(closed)
  }
  const { items } = await centre.owner.call('listCustomers', { query: { address: `written@${domain}` } })
  expect(items.flatMap(({ addresses }) => addresses)).toMatchObject([{ standing: 'claimed' }])
  for (const address of addresses) {
    const [one] = (await centre.owner.call('listInvitations', { query: { address } })).items
    await centre.owner.call('revokeInvitation', { params: { invitationId: one?.id ?? '' } })
    const again = await centre.owner.call('inviteCustomers', { body: { people: [{ address }] } })
    expect(again).toMatchObject({
      invited: [],
      refused: [{ detail: expect.stringContaining('signs its people in') }],
    })
  }
})

describe('whom a directory takes over at the moment in which somebody comes in keeps no session', () => {
  const doors: [string, (address: string) => Promise<(browser: Browser) => Promise<{ status: number }>>][] = [
    [
      'by a code',
      async (address) => {
        const asked = centre.visitor()
        await asked.call('askForCode', { body: { address, by: 'mail' } })
        const code = await centre.codeFor(address)
        return (browser) => {
          for (const [name, value] of asked.cookies) browser.cookies.set(name, value)
          return browser.send('showCode', { body: { code } })
        }
      },
    ],
    [
      'by an invitation',
      async (address) => {
        const link = await invited(address)
        return (browser) => browser.send('takeUpInvitation', { params: { link }, body: {} })
      },
    ],
    [
      'by a password',
      async (address) => {
        const own = await centre.enter(address)
        await own.call('setOwnPassword', { body: { password: goodPassword } })
        await own.call('leaveEverywhere', {})
        return (browser) => browser.send('signInByPassword', { body: { address, password: goodPassword } })
      },
    ],
    [
      'by a passkey',
      async (address) => {
        const own = await centre.enter(address)
        const device = new Authenticator((await own.call('listCustomerPasskeys', {})).origin)
        const passkey = device.create(await own.call('offerCustomerPasskey', {}))
        await own.call('addCustomerPasskey', { body: { name: 'Laptop', passkey } })
        await own.call('leaveEverywhere', {})
        const options = await own.call('offerPortalPasskey', {})
        return (browser) => {
          for (const [name, value] of own.cookies) browser.cookies.set(name, value)
          return browser.send('signInByPortalPasskey', { body: { passkey: device.get(options) } })
        }
      },
    ],
  ]
  const required = (directoryId: number): Query => ({
    name: '',
    text: `update connections set mode = 'required' where site_id = $1 and directory_id = $2`,
    values: [centre.site.id, directoryId],
  })
  /** What a directory, or its administrator, does at that moment; it holds its rows until the other one waits for them. */
  async function beside(tx: Transaction, act: Query, comeIn: () => Promise<{ status: number }>) {
    await tx.read(act)
    const coming = comeIn()
    let waiting: unknown[] = []
    while (waiting.length === 0) waiting = await tx.read(waitingForThis)
    return { coming }
  }
  test.each(doors)('%s', async (_door, prepare) => {
    const address = `ann@${domain}`
    const customerId = await centre.add('Ann', address)
    const comeIn = await prepare(address)
    const browser = centre.visitor()
    const taken = setManager(centre.site.id, customerId, globex.directory.directoryId, now)
    const { coming } = await centre.running.app.database.inSite(centre.site.id, (tx) =>
      beside(tx, taken, () => comeIn(browser)),
    )
    expect((await coming).status).toBeGreaterThanOrEqual(400)
    expect(await sessionsOf(customerId)).toEqual([])
    expect(await browser.refused('getSelf', {})).toMatchObject(notIn)
  })
  test('nor whom a directory has, by a code, whose code door closes at that moment', async () => {
    const own = await makeDirectory(centre.running, centre.site, `Hooli ${tests}`, { domains: [domain] })
    const { directoryId } = own.directory
    const address = `cy@${domain}`
    await own.scim.createUser(address)
    const params = { directoryId: keyOf(directoryId) }
    await centre.owner.call('changeDirectorySettings', { params, body: { codeDoor: true } })
    const browser = centre.visitor()
    await browser.call('askForCode', { body: { address, by: 'mail' } })
    const code = await centre.codeFor(address)
    const { coming } = await centre.running.app.database.inSite(centre.site.id, async (tx) => {
      const closing = { ...setCodeDoor(centre.site.id, directoryId, false) }
      const begun = await beside(tx, closing, () => browser.send('showCode', { body: { code } }))
      await tx.read(endSessionsBeside(centre.site.id, directoryId))
      return begun
    })
    expect((await coming).status).toBe(403)
    expect(await browser.refused('getSelf', {})).toMatchObject(notIn)
  })
  test.each(doors)(
    'nor who is nobody’s, %s, when the directory of the domain is required from that moment on',
    async (_door, prepare) => {
      const address = `bea@${domain}`
      const customerId = await centre.add('Bea', address)
      const comeIn = await prepare(address)
      const { directoryId } = (await makeDirectory(centre.running, centre.site, `Umbrella ${tests}`))
        .directory
      await prove(directoryId, domain)
      await connectAs(centre, directoryId, 'optional')
      const browser = centre.visitor()
      const { coming } = await centre.running.app.database.inSite(centre.site.id, async (tx) => {
        const begun = await beside(tx, required(directoryId), () => comeIn(browser))
        await tx.read(endSessionsOfUnmanaged(centre.site.id, directoryId))
        return begun
      })
      expect((await coming).status).toBeGreaterThanOrEqual(400)
      expect(await sessionsOf(customerId)).toEqual([])
    },
  )
})

const waitingForThis = {
  name: '',
  text: 'select pid from pg_locks where not granted and pg_blocking_pids(pid) @> array[pg_backend_pid()]',
  values: [],
}

test('a directory that is required and proves a further domain ends what nobody’s people have open there', async () => {
  const { directoryId } = (await makeDirectory(centre.running, centre.site, `Umbrella ${tests}`)).directory
  await connectAs(centre, directoryId, 'required')
  await centre.add('Eve', `eve@${domain}`)
  await centre.add('Far', `far@other.${domain}`)
  const [there, elsewhere] = [await centre.enter(`eve@${domain}`), await centre.enter(`far@other.${domain}`)]
  const { database } = centre.running.app
  await begin(database, centre.site.id, directoryId, domain, byTest(now))
  const dns = { look: async () => ['one', 'two'].map((server) => ({ server, saw: 'seen' as const })) }
  const services = { database, dns: dns as unknown as DnsResolvers }
  expect((await verify(services, centre.site.id, directoryId, domain, byTest(now))).found).toBe('there')
  expect(await there.refused('getSelf', {})).toMatchObject(notIn)
  expect((await elsewhere.call('getSelf', {})).name).toBe('Far')
})

test('whose mailbox is theirs no more by an administrator’s word keeps nothing open that was opened by it', async () => {
  for (const change of [{ address: `new@${domain}`, proven: true }, { proven: false }]) {
    const address = `old-${change.proven}@${domain}`
    const id = await centre.add('Old', address)
    const browser = await centre.enter(address)
    const params = { customerId: id }
    await centre.owner.call('changeCustomer', { params, body: { name: 'Still Old' } })
    expect((await browser.call('getSelf', {})).name).toBe('Still Old')
    await centre.owner.call('changeCustomer', { params, body: change })
    expect(await browser.refused('getSelf', {})).toMatchObject(notIn)
    expect(await sessionsOf(id)).toEqual([])
  }
})

test('whoever sits down at a session left open does not take the account to a mailbox of their own', async () => {
  await centre.add('Vic', `vic@${domain}`)
  const left = await centre.enter(`vic@${domain}`)
  now = new Date(now.getTime() + 11 * minute)
  const body = { address: `mallory@${domain}` }
  expect(await left.refused('askForNewAddress', { body })).toMatchObject({ code: 'fresh-sign-in-needed' })
  expect(await centre.mailsTo(body.address)).toEqual([])
  // Vic can: a code to the mailbox of before comes first.
  await left.call('askForProof', {})
  await left.call('proveSelf', { body: { code: await centre.codeFor(`vic@${domain}`) } })
  await left.call('askForNewAddress', { body })
  const code = await centre.codeFor(body.address)
  expect(await left.call('showNewAddressCode', { body: { code } })).toMatchObject(body)
})

test('whoever is signed in keeps no core busy with passwords that are chosen without end', async () => {
  await centre.add('Busy', `busy@${domain}`)
  const browser = await centre.enter(`busy@${domain}`)
  const statuses: number[] = []
  for (let n = 0; n < 7; n++)
    statuses.push((await browser.send('setOwnPassword', { body: { password: 'short' } })).status)
  expect(statuses).toEqual([...Array(6).fill(400), 429])
})

test('an address that had its mails keeps nobody else from an invitation', async () => {
  const { database } = centre.running.app
  const by = {
    ...byTest(),
    actor: { kind: 'staff', staffId: '01890000-0000-7000-8000-000000000001' },
  } as const
  const often = { address: `often@${domain}` }
  for (let n = 0; n < 5; n++) await invite(database, centre.site.id, { people: [often] }, null, by)
  const both = { people: [often, { address: `zoe@${domain}` }] }
  expect(await invite(database, centre.site.id, both, null, by)).toMatchObject({
    invited: [{ address: `zoe@${domain}` }],
    refused: [{ address: often.address, detail: expect.stringMatching(/5 invitations/) }],
  })
})
