// A directory that speaks for guests: addresses in domains that nobody claimed, over real HTTP.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { pause, resume } from '../../src/people/directory-state.ts'
import type { Site } from '../../src/storage/sites.ts'
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

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let hooli: MadeDirectory
let tests = 0
/** Ends every address of one test. */
let end: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'owner@acme.test' })).browser
})
afterAll(() => running.close())

async function given(): Promise<void> {
  tests++
  end = `${tests}.test`
  globex = await makeDirectory(running, site, `Globex ${tests}`)
  hooli = await makeDirectory(running, site, `Hooli ${tests}`)
}

const at = ({ directory }: MadeDirectory) => ({ params: { directoryId: keyOf(directory.directoryId) } })
const allow = (directory = globex) => owner.call('allowGuests', at(directory))
const endIt = () => owner.call('endGuests', at(globex))
const preview = () => owner.call('previewGuests', at(globex))
const add = ({ scim }: MadeDirectory, address: string, displayName: string) =>
  scim.createUser(address, { displayName })
const settled = () => settle(running, site)

/** Everybody's present addresses as `Ann: ann@globex1.test held`. */
async function standings(): Promise<string[]> {
  const all = await customersOf(running, site)
  return all
    .flatMap(({ name, addresses }) =>
      addresses
        .filter(({ until, address }) => until === null && address.endsWith(end))
        .map(({ address, standing }) => `${name}: ${address} ${standing}`),
    )
    .sort()
}

async function prove(directory: MadeDirectory, domain: string): Promise<void> {
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'directory_domains',
      text: `insert into directory_domains values ($1, $2, $3, 'proven', now())`,
      values: [site.id, directory.directory.directoryId, domain],
    }),
  )
}

test('an address in a domain that nobody claimed is held from the word for guests on, and claimed after it', async () => {
  await given()
  await add(globex, `ann@initech${end}`, 'Ann')
  expect(await preview()).toMatchObject({ act: 'allow', people: 1, first: [{ name: 'Ann' }] })
  await allow()
  await settled()
  await add(globex, `bob@wayne${end}`, 'Bob')
  const both = (standing: string) => [
    `Ann: ann@initech${end} ${standing}`,
    `Bob: bob@wayne${end} ${standing}`,
  ]
  expect(await standings()).toEqual(both('held'))
  expect(await owner.call('getDirectory', at(globex))).toMatchObject({ guestsSince: expect.any(String) })
  expect(await preview()).toMatchObject({ act: 'end', people: 2 })
  await endIt()
  await settled()
  expect(await standings()).toEqual(both('claimed'))
  expect(await owner.call('getDirectory', at(globex))).toMatchObject({ guestsSince: null })
})

test('a guest gets nothing that another customer holds, that another directory has proven, or of the staff', async () => {
  await given()
  await prove(hooli, `hooli${end}`)
  await owner.call('declareDomain', { ...at(hooli), body: { domain: `tyrell${end}` } })
  await add(hooli, `kim@tyrell${end}`, 'Kim')
  const staff = `boss@corp${end}`
  await makeStaff(running, site, 'agent', { address: staff })
  await add(globex, `ann@hooli${end}`, 'Ann early')
  await allow()
  await settled()
  await add(globex, `kim@tyrell${end}`, 'Guest Kim')
  await add(globex, `bob@hooli${end}`, 'Guest Bob')
  await add(globex, staff, 'Guest Boss')
  expect(await standings()).toEqual([`Kim: kim@tyrell${end} held`])
})

test('what a domain of its own covers stays held when the word for guests ends, and the other way round', async () => {
  await given()
  const domain = `globex${end}`
  await owner.call('declareDomain', { ...at(globex), body: { domain } })
  await allow()
  await add(globex, `ann@${domain}`, 'Ann')
  await add(globex, `guest@away${end}`, 'Guest')
  expect(
    await owner.call('previewDomain', { params: { ...at(globex).params, domain }, query: {} }),
  ).toMatchObject({
    act: 'remove',
    people: 0,
  })
  await owner.call('removeDomain', { params: { ...at(globex).params, domain } })
  await settled()
  expect(await standings()).toEqual([`Ann: ann@${domain} held`, `Guest: guest@away${end} held`])
  await owner.call('declareDomain', { ...at(globex), body: { domain } })
  await endIt()
  await settled()
  expect(await standings()).toEqual([`Ann: ann@${domain} held`, `Guest: guest@away${end} claimed`])
})

test('what the end of the word frees is held by whoever speaks for it too', async () => {
  await given()
  await owner.call('declareDomain', { ...at(hooli), body: { domain: `hooli${end}` } })
  await allow()
  await add(globex, `ann@hooli${end}`, 'Guest Ann')
  await add(hooli, `ann@hooli${end}`, 'Ann of Hooli')
  expect(await standings()).toEqual([`Guest Ann: ann@hooli${end} held`])
  await endIt()
  await settled()
  expect(await standings()).toEqual([
    `Ann of Hooli: ann@hooli${end} held`,
    `Guest Ann: ann@hooli${end} claimed`,
  ])
})

test('while a directory is paused the word ends at once and begins later', async () => {
  await given()
  await add(globex, `ann@away${end}`, 'Ann')
  const { directoryId } = globex.directory
  await allow()
  await settled()
  await pause(running.app.database, site.id, directoryId, byTest())
  await endIt()
  await settled()
  expect(await standings()).toEqual([`Ann: ann@away${end} claimed`])
  await allow()
  await settled()
  expect(await standings()).toEqual([`Ann: ann@away${end} claimed`])
  await resume(running.app.database, site.id, directoryId, byTest())
  expect(await standings()).toEqual([`Ann: ann@away${end} held`])
})

test('it is said once, and stands in the audit with before and after', async () => {
  await given()
  await allow()
  expect(await owner.refused('allowGuests', at(globex))).toMatchObject({ status: 409 })
  await endIt()
  expect(await owner.refused('endGuests', at(globex))).toMatchObject({ status: 409 })
  const { items } = await owner.call('listAudit', {
    query: { subject: at(globex).params.directoryId, limit: 2 },
  })
  expect(items.map(({ action, details }) => [action, details])).toEqual([
    ['directory.guests-ended', { before: true, after: false }],
    ['directory.guests-allowed', { before: false, after: true }],
  ])
})
