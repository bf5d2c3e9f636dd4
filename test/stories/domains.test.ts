// For whose addresses a directory speaks, and what gaining and losing that does to people, over real HTTP.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { pause, resume } from '../../src/people/directory-state.ts'
import { finishReplays } from '../../src/people/finish-replays.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { settle as settleSite } from '../fixtures/queue.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let hooli: MadeDirectory
let domain: string
let tests = 0

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

/** Two directories, and the domain that the test is about: a site with staff is found only while it is the only one. */
async function given(): Promise<void> {
  tests++
  domain = `globex${tests}.com`
  globex = await makeDirectory(running, site, `Globex ${tests}`)
  hooli = await makeDirectory(running, site, `Hooli ${tests}`)
}

const at = ({ directory }: MadeDirectory) => ({ directoryId: keyOf(directory.directoryId) })
const declare = (directory: MadeDirectory, given = domain) =>
  owner.call('declareDomain', { params: at(directory), body: { domain: given } })
const remove = (directory: MadeDirectory) =>
  owner.call('removeDomain', { params: { ...at(directory), domain } })
const preview = (directory: MadeDirectory) =>
  owner.call('previewDomain', { params: { ...at(directory), domain }, query: {} })

const addAnn = ({ scim }: MadeDirectory, address: string, displayName = 'Ann') =>
  scim.createUser(address, { displayName })

const settle = () => settleSite(running, site)

/** Everybody's present addresses as `Ann: ann@globex.com held`. */
async function standings(): Promise<string[]> {
  const all = await customersOf(running, site)
  return all
    .flatMap(({ name, addresses }) =>
      addresses
        .filter(({ until, address }) => until === null && address.endsWith(domain))
        .map(({ address, standing }) => `${name}: ${address} ${standing}`),
    )
    .sort()
}

test('declaring confirms the addresses in exactly that domain, and taking it back puts them in doubt', async () => {
  await given()
  for (const address of [`ann@${domain}`, `bob@mail.${domain}`, `kim@not${domain}`]) {
    await addAnn(globex, address, address.slice(0, 3))
  }
  await addAnn(hooli, `eve@${domain}`, 'eve')
  expect(await preview(globex)).toMatchObject({
    act: 'declare',
    people: 1,
    hasMore: false,
    first: [{ name: 'ann', address: `ann@${domain}` }],
  })
  await declare(globex, domain.toUpperCase())
  await settle()
  const others = [
    `bob: bob@mail.${domain} claimed`,
    `eve: eve@${domain} claimed`,
    `kim: kim@not${domain} claimed`,
  ]
  expect(await standings()).toEqual([`ann: ann@${domain} held`, ...others])
  expect(await preview(globex)).toMatchObject({ act: 'remove', people: 1 })
  await remove(globex)
  await settle()
  expect(await standings()).toEqual([`ann: ann@${domain} claimed`, ...others])
  expect(await owner.call('listDomains', { params: at(globex), query: {} })).toEqual({
    items: [],
    next: null,
  })
})

test('losing a domain applies while the directory is paused; gaining one waits for its end', async () => {
  await given()
  await addAnn(globex, `ann@${domain}`)
  const { directoryId } = globex.directory
  await declare(globex)
  await settle()
  await pause(running.app.database, site.id, directoryId, byTest())
  await remove(globex)
  await settle()
  expect(await standings()).toEqual([`Ann: ann@${domain} claimed`])
  await declare(globex)
  await settle()
  expect(await standings()).toEqual([`Ann: ann@${domain} claimed`])
  await resume(running.app.database, site.id, directoryId, byTest())
  expect(await standings()).toEqual([`Ann: ann@${domain} held`])
})

test('what one directory gives up is held by the other that speaks for the domain too', async () => {
  await given()
  for (const directory of [globex, hooli]) await declare(directory)
  await addAnn(globex, `ann@${domain}`, 'Ann of Globex')
  await addAnn(hooli, `ann@${domain}`, 'Ann of Hooli')
  expect(await standings()).toEqual([`Ann of Globex: ann@${domain} held`])
  await remove(globex)
  await settle()
  expect(await standings()).toEqual([
    `Ann of Globex: ann@${domain} claimed`,
    `Ann of Hooli: ann@${domain} held`,
  ])
})

test('a change of authority that was done is done again without effect', async () => {
  await given()
  await addAnn(globex, `ann@${domain}`)
  await declare(globex)
  await settle()
  const before = await customersOf(running, site)
  const { queued } = running.app
  const payload = { directoryId: globex.directory.directoryId, domain }
  const follow = queued.find(({ kind }) => kind === 'follow-domain')
  await follow?.run({ siteId: site.id, payload, attempt: 2, isLastAttempt: false }, new Date())
  await finishReplays(running.app.database, site.id, new Date())
  expect(follow).toBeDefined()
  expect(await customersOf(running, site)).toEqual(before)
})

test('more people than one step takes are all brought up to date', async () => {
  await given()
  const operations = Array.from({ length: 600 }, (_, n) => ({
    method: 'POST',
    path: '/Users',
    bulkId: `b${n}`,
    data: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: `u${n}@${domain}` },
  }))
  const answer = await globex.scim.send('POST', '/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: operations,
  })
  expect(answer.status).toBe(200)
  const counted = async () =>
    readRows(running, site, {
      name: '',
      text: `select standing, count(*)::int as n from customer_addresses where address_folded like '%@${domain}' group by 1`,
      values: [],
    })
  await declare(globex)
  await settle()
  expect(await counted()).toEqual([{ standing: 'held', n: 600 }])
  await remove(globex)
  await settle()
  expect(await counted()).toEqual([{ standing: 'claimed', n: 600 }])
})

test("a domain that is nobody company's, or that others have a say in, is refused by field and rule", async () => {
  await given()
  const refused = async (given: string) => {
    const { status, code, errors, detail } = (await owner.refused('declareDomain', {
      params: at(globex),
      body: { domain: given },
    })) as { status: number; code: string; detail: string; errors?: { field: string; rule: string }[] }
    return [status, errors?.map(({ field, rule }) => `${field} ${rule}`) ?? code, detail].slice(0, 2)
  }
  for (const wrong of ['gmail.com', 'co.uk', 'globex.com.', 'm\uff55nchen.de', `*.${domain}`, '192.0.2.10']) {
    expect([wrong, ...(await refused(wrong))]).toEqual([wrong, 400, ['domain invalid']])
  }
  // The owner's own address is in it.
  expect(await refused(`${site.slug}.test`)).toEqual([409, ['domain conflict']])
  await declare(globex)
  expect(await refused(domain)).toEqual([409, ['domain conflict']])
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'directory_domains',
      text: `insert into directory_domains values ($1, $2, 'hooli.com', 'proven', now())`,
      values: [site.id, hooli.directory.directoryId],
    }),
  )
  expect(await refused('hooli.com')).toEqual([409, ['domain conflict']])
  const { items } = await owner.call('listDomains', { params: at(globex), query: {} })
  expect(items.map(({ domain, authority }) => [domain, authority])).toEqual([[domain, 'declared']])
})

test('each change is audited with what was before and after', async () => {
  await given()
  await declare(globex)
  await remove(globex)
  const { items } = await owner.call('listAudit', { query: { subject: at(globex).directoryId, limit: 2 } })
  expect(items.map(({ action, details }) => [action, details])).toEqual([
    ['domain.removed', { domain, before: 'declared', after: null }],
    ['domain.declared', { domain, before: null, after: 'declared' }],
  ])
})
