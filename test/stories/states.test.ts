import { afterAll, beforeAll, expect, test } from 'vitest'
import { goLive, pause, resume } from '../../src/people/directory-state.ts'
import { finishReplays } from '../../src/people/finish-replays.ts'
import type { Site } from '../../src/storage/sites.ts'
import { breakable } from '../fixtures/breaking.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimClient } from '../fixtures/scim-client.ts'
import * as reader from '../fixtures/site-reader.ts'
import { siteState } from '../fixtures/site-state.ts'

let running: RunningApp

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())

/** Who a site knows, with addresses and organizations, in an order of their own. */
async function peopleOf(site: Site) {
  const customers = await reader.customersOf(running, site)
  const people = customers.map(async ({ id, name, active, addresses }) => ({
    ...{ name, active },
    addresses: addresses.map(({ address, standing, until }) => [address, standing, until === null]).sort(),
    organizations: await reader.membershipNames(running, site, id),
  }))
  return (await Promise.all(people)).sort((a, b) => a.name.localeCompare(b.name))
}

const replaceAddress = (value: string) => ({ op: 'replace', path: 'emails[type eq "work"].value', value })

test('a connection that breaks at any statement of going live leaves what goes on from there, and comes to the same', async () => {
  const { database, breakAt } = breakable(running)
  let went: { broken: boolean } = { broken: true }
  for (let n = 0; went.broken; n++) {
    const site = await makeSite(running)
    const { scim, directory } = await makeDirectory(running, site, 'Globex', { rehearsal: true })
    const ann = (await scim.createUser('ann@globex.com', { externalId: 'a' })).json
    await scim.createUser('bob@globex.com', { active: false })
    await scim.createGroup('Sales', [ann.id])
    const { hasBroken } = breakAt(n)
    const outcome = await goLive(database, site.id, directory.directoryId, byTest()).catch(
      (error: unknown) => error,
    )
    database.onRoundTrip = () => undefined
    went = { broken: hasBroken() }
    if (went.broken) expect(outcome).toBeInstanceOf(Error)
    const before = await reader.customersOf(running, site)
    expect([0, 2]).toContain(before.length)
    // Once it is live the background work finishes it; before that, it never began.
    await finishReplays(database, site.id, new Date())
    await goLive(database, site.id, directory.directoryId, byTest())
    expect(await peopleOf(site)).toEqual([
      {
        ...{ name: 'ann@globex.com', active: true },
        addresses: [['ann@globex.com', 'claimed', true]],
        organizations: ['Sales'],
      },
      {
        ...{ name: 'bob@globex.com', active: false },
        addresses: [['bob@globex.com', 'claimed', true]],
        organizations: [],
      },
    ])
    expect(await waitingIn(site)).toEqual([{ waiting: 0, under_way: 0, went_live: 1 }])
  }
})

const waitingIn = (site: Site) =>
  reader.readRows(running, site, {
    name: '',
    text: `select (select count(*)::int from directory_users where site_id = $1 and pending) as waiting,
      (select count(*)::int from work_progress where site_id = $1) as under_way,
      (select count(*)::int from audit_events where site_id = $1 and action = 'directory.went-live') as went_live`,
    values: [site.id],
  })

/** What an identity provider sends on a day on which a lot of people touch each other. */
async function busyDay({ scim }: MadeDirectory, known: Map<string, string>): Promise<void> {
  const idOf = (name: string) => known.get(name) as string
  // Bob gets the address that Ann gives up, and somebody new wants Bob's.
  await scim.patch(`/Users/${idOf('ann')}`, replaceAddress('ann.lee@globex.com'))
  await scim.patch(`/Users/${idOf('bob')}`, replaceAddress('ann@globex.com'))
  await scim.createUser('new.bob@globex.com', { displayName: 'new bob', emails: work('bob@globex.com') })
  // Two want one address; the first has it.
  await scim.createUser('first@globex.com', { displayName: 'first', emails: work('wanted@globex.com') })
  await scim.createUser('second@globex.com', { displayName: 'second', emails: work('wanted@globex.com') })
  // Somebody leaves and comes back, and somebody else has the same externalId.
  await scim.delete(`/Users/${idOf('cid')}`)
  await scim.createUser('cid@globex.com', { displayName: 'cid is back', externalId: 'x-cid' })
  await scim.patch(`/Users/${idOf('dan')}`, { op: 'replace', path: 'displayName', value: 'Dan Meyer' })
  await scim.patch(`/Users/${idOf('eve')}`, { op: 'replace', path: 'active', value: false })
  await scim.patch(`/Users/${idOf('eve')}`, { op: 'replace', path: 'active', value: true })
}

const work = (value: string) => [{ value, type: 'work', primary: true }]

async function employ(scim: ScimClient): Promise<Map<string, string>> {
  const known = new Map<string, string>()
  for (const name of ['ann', 'bob', 'cid', 'dan', 'eve']) {
    const answer = await scim.createUser(`${name}@globex.com`, { displayName: name, externalId: `x-${name}` })
    known.set(name, answer.json.id)
  }
  return known
}

test('what a whole day of a pause comes to together is what each call would have come to', async () => {
  const { database } = running.app
  const options = { domains: ['globex.com'] }
  const [live, paused] = [await makeSite(running), await makeSite(running)]
  const atOnce = await makeDirectory(running, live, 'Globex', options)
  await busyDay(atOnce, await employ(atOnce.scim))
  const later = await makeDirectory(running, paused, 'Globex', options)
  const known = await employ(later.scim)
  await pause(database, paused.id, later.directory.directoryId, byTest())
  await busyDay(later, known)
  await resume(database, paused.id, later.directory.directoryId, byTest())
  const standing = (people: Awaited<ReturnType<typeof peopleOf>>) =>
    people.map(({ addresses, ...person }) => ({
      ...person,
      addresses: addresses.filter(([, , isNow]) => isNow),
    }))
  expect(standing(await peopleOf(paused))).toEqual(standing(await peopleOf(live)))
})

test('projecting everybody again changes nothing', async () => {
  const { database } = running.app
  const site = await makeSite(running)
  const made = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
  await busyDay(made, await employ(made.scim))
  const people = async () => {
    const { customers, customer_addresses, organizations } = await siteState(running, site.id)
    return { customers, customer_addresses, organizations }
  }
  const before = await people()
  const again = { name: '', text: 'update directory_users set pending = true where site_id = $1' }
  await database.inSite(site.id, async (tx) => void (await tx.read({ ...again, values: [site.id] })))
  await finishReplays(database, site.id, new Date())
  expect(await waitingIn(site)).toMatchObject([{ waiting: 0 }])
  expect(await people()).toEqual(before)
})

test('of two administrators who let a directory go live at once one does, and nobody appears twice', async () => {
  const { database } = running.app
  const site = await makeSite(running)
  const { scim, directory } = await makeDirectory(running, site, 'Globex', { rehearsal: true })
  await employ(scim)
  const { directoryId } = directory
  await Promise.all([
    goLive(database, site.id, directoryId, byTest()),
    goLive(database, site.id, directoryId, byTest()),
  ])
  expect((await peopleOf(site)).map(({ name }) => name)).toEqual(['ann', 'bob', 'cid', 'dan', 'eve'])
  expect(await waitingIn(site)).toEqual([{ waiting: 0, under_way: 0, went_live: 1 }])
})
