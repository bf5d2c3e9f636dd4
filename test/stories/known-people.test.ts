// A company's existing customers, and its first connection: before and after the directory speaks for the domain.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { addCustomer } from '../../src/people/unmanaged.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
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

const people = 120

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await makeDirectory(running, site, 'Globex')
  for (let n = 0; n < people; n++) {
    const wanted = { name: `Known ${n}`, address: `p${n}@globex.com`, isProven: true }
    await addCustomer(running.app.database, site.id, wanted, byTest())
  }
  const Operations = Array.from({ length: people }, (_, n) => ({
    method: 'POST',
    path: '/Users',
    bulkId: `b${n}`,
    data: {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: `p${n}@globex.com`,
      displayName: `Person ${n}`,
    },
  }))
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest']
  for (let k = 0; k < people; k += 500) {
    const answer = await globex.scim.send('POST', '/Bulk', {
      schemas,
      Operations: Operations.slice(k, k + 500),
    })
    expect(answer.status).toBe(200)
  }
})
afterAll(() => running.close())

const at = () => ({ params: { directoryId: keyOf(globex.directory.directoryId) } })
const preview = () => owner.call('previewKnownPeople', at())

/** How many there are of each sort: managed or not, with or without a held address. */
async function counted(): Promise<unknown> {
  const all = (await customersOf(running, site)).filter(({ mergedInto }) => mergedInto === null)
  const holds = ({ addresses }: (typeof all)[number]) =>
    addresses.some(({ until, standing }) => until === null && standing === 'held')
  return {
    unmanaged: all.filter(({ directoryId }) => directoryId === null).length,
    managedHolders: all.filter((one) => one.directoryId !== null && holds(one)).length,
    managedWithout: all.filter((one) => one.directoryId !== null && !holds(one)).length,
  }
}

test('the preview counts whom the act then makes one, with their history, and all is taken back as one', async () => {
  const apart = { unmanaged: people, managedHolders: 0, managedWithout: people }
  expect(await counted()).toEqual(apart)
  expect(await preview()).toEqual({ people: 0, hasMore: false, first: [] })
  await owner.call('declareDomain', { ...at(), body: { domain: 'globex.com' } })
  await settle(running, site)
  // Nobody is taken over by that alone.
  expect(await counted()).toEqual(apart)
  const before = await customersOf(running, site)
  const foreseen = await preview()
  expect([foreseen.people, foreseen.first.length]).toEqual([people, 20])

  // Whoever waits at a page is answered after seconds, and asks again for the rest.
  const { since, ...linked } = await owner.call('linkKnownPeople', at())
  for (let { isFinished } = linked; !isFinished; ) {
    const more = await owner.call('linkKnownPeople', at())
    linked.done += more.done
    isFinished = more.isFinished
  }
  expect(linked).toMatchObject({ done: people, skipped: 0 })
  await settle(running, site)
  expect(await counted()).toEqual({ unmanaged: 0, managedHolders: people, managedWithout: 0 })
  const known = before.find(({ name }) => name === 'Known 7')
  expect(await owner.call('getCustomer', { params: { customerId: known?.id ?? '' } })).toMatchObject({
    name: 'Person 7',
    address: 'p7@globex.com',
    createdAt: known?.createdAt.toISOString(),
    directory: { name: 'Globex' },
  })
  expect(await preview()).toMatchObject({ people: 0 })
  expect(await owner.call('linkKnownPeople', at())).toMatchObject({ done: 0 })

  let back = 0
  for (let isFinished = false; !isFinished; ) {
    const some = await owner.call('unlinkKnownPeople', { ...at(), body: { since } })
    back += some.done
    isFinished = some.isFinished
  }
  expect(back).toBe(people)
  await settle(running, site)
  expect(await counted()).toEqual(apart)
  expect(await preview()).toMatchObject({ people })
})

test('nothing is taken over while the directory grants nothing; the command line does the rest', async () => {
  await owner.call('pauseDirectory', at())
  expect(await owner.refused('linkKnownPeople', at())).toMatchObject({ status: 409 })
  await owner.call('resumeDirectory', at())
  const run = (...words: string[]) =>
    commandJson({ DATABASE_URL: running.ownerUrl }, 'directory', 'link-known', ...words)
  expect(await run('--preview')).toMatchObject({ people })
  const { done, since } = await run()
  expect(done).toBe(people)
  expect(await run('--undo', since)).toMatchObject({ done: people })
})

test('somebody whom the directory brings after that is taken over at once', async () => {
  const wanted = { name: 'Late', address: 'late@globex.com', isProven: true }
  const id = await addCustomer(running.app.database, site.id, wanted, byTest())
  await globex.scim.createUser('late@globex.com', { displayName: 'Late Comer' })
  expect(await owner.call('getCustomer', { params: { customerId: id } })).toMatchObject({
    name: 'Late Comer',
  })
})
