// Whatever people's attributes say: a preview of another address attribute is what comes, twice changes nothing, and a crash goes on.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSettings } from '../../src/admin/directory-settings.ts'
import { keyOf } from '../../src/model/ids.ts'
import { followAddresses } from '../../src/people/address-source.ts'
import type { Site } from '../../src/storage/sites.ts'
import { breakable } from '../fixtures/breaking.ts'
import type { Browser } from '../fixtures/browser.ts'
import { settle } from '../fixtures/queue.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { customersOf } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

/** The same people in every run; another number draws others. */
const seed = 20_261_129

let running: RunningApp
let site: Site
let owner: Browser
let tests = 0

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

const paramsOf = ({ directory }: MadeDirectory) => ({ directoryId: keyOf(directory.directoryId) })

/** Somebody of the directory: a userName, and e-mails of types. */
interface Somebody {
  readonly userName: string
  readonly emails: readonly { readonly value: string; readonly type: string }[]
}

// Fewer people than make a brake go on; few enough addresses that they collide. The last one is nobody's domain.
const people = 4
const address = fc.constantFrom('a@HERE', 'b@HERE', 'c@HERE', 'd@HERE', 'e@nowhere.example')
const anybody = fc.record({
  userName: fc.oneof(
    { weight: 4, arbitrary: address },
    { weight: 1, arbitrary: fc.constantFrom('x', 'y', 'z') },
  ),
  emails: fc.array(fc.record({ value: address, type: fc.constantFrom('work', 'home') }), { maxLength: 2 }),
})
const everybody = fc.uniqueArray(anybody, {
  minLength: people,
  maxLength: people,
  selector: ({ userName }) => userName,
})
const source = fc.constantFrom('work-email' as const, 'user-name' as const)

/** Each by name: the address of now with its standing, or null. */
async function addressesOf(domain: string): Promise<Map<string, string | null>> {
  const all = (await customersOf(running, site)).filter(({ name }) => name.endsWith(domain))
  return new Map(
    all.map(({ name, addresses }) => {
      const now = addresses.find(({ until }) => until === null)
      return [name, now ? `${now.address} ${now.standing}` : null]
    }),
  )
}

test('a preview is what comes, and doing it again changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(everybody, source, async (all: readonly Somebody[], addressFrom) => {
      const domain = `globex${tests++}.com`
      const made = await makeDirectory(running, site, domain, { domains: [domain] })
      const here = (text: string) => text.replace('HERE', domain).replace('nowhere', `nowhere${tests}`)
      for (const [n, { userName, emails }] of all.entries()) {
        const { status } = await made.scim.createUser(here(userName), {
          displayName: `${n} ${domain}`,
          emails: emails.map(({ value, type }) => ({ value: here(value), type })),
        })
        expect(status).toBe(201)
      }
      const before = await addressesOf(domain)
      const params = paramsOf(made)
      const { first } = await owner.call('previewAddressSource', { params, query: { addressFrom } })
      await owner.call('changeDirectorySettings', { params, body: { set: { addressFrom } } })
      await settle(running, site)
      const foreseen = new Map(
        first.map(({ name, before, after, as }) => {
          if (as === 'lost') return [name, `${before} claimed`]
          return [name, as === 'refused' ? null : `${after} ${as}`]
        }),
      )
      const after = await addressesOf(domain)
      expect(Object.fromEntries(after)).toEqual(Object.fromEntries([...before, ...foreseen]))
      await followAddresses(running.app.database, site.id, made.directory.directoryId, byTest())
      expect(await addressesOf(domain)).toEqual(after)
    }),
    { numRuns: 40, seed },
  )
})

test('a connection that breaks at any statement leaves what goes on from there', async () => {
  const { database, breakAt } = breakable(running)
  for (let n = 0, hasBroken = true; hasBroken; n++) {
    const domain = `crash${n}.com`
    const made = await makeDirectory(running, site, domain, { domains: [domain] })
    for (const name of ['ann', 'bob']) {
      const emails = [{ value: `${name}.mail@${domain}`, type: 'work' }]
      await made.scim.createUser(`${name}@${domain}`, { displayName: `${name} ${domain}`, emails })
    }
    const { directoryId } = made.directory
    const act = () =>
      changeSettings(database, site.id, directoryId, { set: ['addressFrom=user-name'], unset: [] }, byTest())
    const breaking = breakAt(n)
    const failed = await act().then(
      () => false,
      () => true,
    )
    database.onRoundTrip = () => undefined
    hasBroken = breaking.hasBroken()
    if (failed) expect(hasBroken).toBe(true)
    // What was begun is finished in the background; what was not is done anew.
    await settle(running, site)
    await act()
    await settle(running, site)
    expect([...(await addressesOf(domain)).values()].sort()).toEqual([
      `ann@${domain} held`,
      `bob@${domain} held`,
    ])
  }
})

test('whoever is written while it changes ends with the attribute that counts then, and the last choice wins', async () => {
  const domain = 'busy.com'
  const made = await makeDirectory(running, site, domain, { domains: [domain] })
  const create = (n: number) =>
    made.scim.createUser(`u${n}@${domain}`, {
      displayName: `${n} ${domain}`,
      emails: [{ value: `m${n}@${domain}`, type: 'work' }],
    })
  const ids = await Promise.all([...Array(10).keys()].map(async (n) => (await create(n)).json.id as string))
  const choose = (addressFrom: 'emails' | 'user-name') =>
    owner.call('changeDirectorySettings', { params: paramsOf(made), body: { set: { addressFrom } } })
  const statuses = await Promise.all([
    ...[...Array(30).keys()].map(async (n) => (await create(10 + n)).status),
    choose('user-name').then(() => 200),
    ...ids.map(async (id, n) => {
      const value = `new${n}@${domain}`
      return (await made.scim.patch(`/Users/${id}`, { op: 'replace', path: 'userName', value })).status
    }),
    choose('emails').then(() => 200),
    choose('user-name').then(() => 200),
  ])
  expect(statuses.filter((status) => status >= 300)).toEqual([])
  const { settings } = await owner.call('getDirectorySettings', { params: paramsOf(made) })
  const isByName = settings.find(({ name }) => name === 'addressFrom')?.value === 'user-name'
  await settle(running, site)
  const wanted = [...Array(40).keys()].map((n) =>
    isByName ? `${n < 10 ? 'new' : 'u'}${n}@${domain} held` : `m${n}@${domain} held`,
  )
  expect([...(await addressesOf(domain)).values()].sort()).toEqual(wanted.sort())
})
