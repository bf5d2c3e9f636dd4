// What holds whatever directories write: the order of writes changes nothing, a preview is what then happens, and doing it
// again changes nothing.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PreviewClass, previewClasses } from '../../src/model/identity/preview.ts'
import { keyOf } from '../../src/model/ids.ts'
import { goLive, pause, resume } from '../../src/people/directory-state.ts'
import { finishReplays } from '../../src/people/finish-replays.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { settle } from '../fixtures/queue.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import * as reader from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

/** The same days in every run; another number draws others. */
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

// Fewer people than make a brake go on.
const [people, groups] = [4, 3]

/** What a directory says at last: of each person and each group one write. */
interface Day {
  /** Whose address each person has: everybody has another one, and may have that of a colleague. */
  readonly addresses: readonly number[]
  readonly names: readonly number[]
  readonly active: readonly boolean[]
  /** Several groups may have one name. */
  readonly groupNames: readonly number[]
  readonly members: readonly (readonly number[])[]
}

const each = <T>(value: fc.Arbitrary<T>, length: number) =>
  fc.array(value, { minLength: length, maxLength: length })
const person = fc.nat(people - 1)
const shuffled = (length: number) =>
  fc.shuffledSubarray([...Array(length).keys()], { minLength: length, maxLength: length })
const anyDay: fc.Arbitrary<Day> = fc.record({
  addresses: shuffled(people),
  names: each(person, people),
  active: each(fc.boolean(), people),
  groupNames: each(fc.nat(groups), groups),
  members: each(fc.uniqueArray(person), groups),
})

const replace = (path: string, value: unknown) => ({ op: 'replace', path, value })

/** Lets a directory say all of it in one order. @returns what the site has come to */
async function live(domain: string, day: Day, order: readonly number[]): Promise<unknown> {
  const { scim } = await makeDirectory(running, site, domain, { domains: [domain] })
  const users: string[] = []
  for (let n = 0; n < people; n++) {
    users.push((await scim.createUser(`${n}@${domain}`, { displayName: `Person ${n}` })).json.id)
  }
  const teams: string[] = []
  for (let n = 0; n < groups; n++) {
    teams.push((await scim.createGroup(`Group ${n} ${domain}`, [users[n] ?? ''])).json.id)
  }
  const idsOf = (numbers: readonly number[]) => numbers.map((n) => ({ value: users[n] }))
  for (const n of order) {
    const team = n - people
    const answer =
      n < people
        ? await scim.patch(
            `/Users/${users[n]}`,
            replace('emails[type eq "work"].value', `${day.addresses[n]}@${domain}`),
            replace('displayName', `Person ${day.names[n]}`),
            replace('active', day.active[n]),
          )
        : await scim.patch(
            `/Groups/${teams[team]}`,
            replace('displayName', `Group ${day.groupNames[team]} ${domain}`),
            replace('members', idsOf(day.members[team] ?? [])),
          )
    expect(answer.status).toBeLessThan(300)
  }
  await settle(running, site)
  const rows = await reader.readRows<{ id: string; customerId: string }>(running, site, {
    name: '',
    text: 'select user_id as id, customer_id as "customerId" from directory_users where site_id = $1 and user_id = any($2::uuid[])',
    values: [site.id, users],
  })
  const customers = new Map((await reader.customersOf(running, site)).map((one) => [one.id, one]))
  return Promise.all(
    users.map(async (userId) => {
      const id = rows.find((row) => row.id === userId)?.customerId ?? ''
      const { name, active, addresses = [] } = customers.get(id) ?? {}
      return {
        ...{ name, active },
        addresses: addresses
          .filter(({ until }) => until === null)
          .map(({ address, standing }) => [address, standing]),
        organizations: await reader.membershipNames(running, site, id),
      }
    }),
  )
}

test('what a directory says of people and groups that are there comes to the same in every order', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyDay,
      shuffled(people + groups),
      shuffled(people + groups),
      async (day, one, other) => {
        const [domain, another] = [`globex${tests}.com`, `initech${tests++}.com`]
        const first = await live(domain, day, one)
        const second = await live(another, day, other)
        expect(JSON.stringify(second).replaceAll(another, domain)).toBe(JSON.stringify(first))
        expect(first).toEqual(
          day.addresses.map((address, n) => ({
            ...{ name: `Person ${day.names[n]}`, active: day.active[n] },
            addresses: [[`${address}@${domain}`, 'held']],
            organizations: day.active[n] ? organizationsOf(day, n, domain) : expect.anything(),
          })),
        )
      },
    ),
    { numRuns: 15, seed },
  )
})

/** The names of the groups that somebody is in. */
function organizationsOf({ members, groupNames }: Day, n: number, domain: string): string[] {
  const names = members.flatMap((ids, team) =>
    ids.includes(n) ? [`Group ${groupNames[team]} ${domain}`] : [],
  )
  return [...new Set(names)].toSorted()
}

/** What one user of a directory says, and whether that is said in the time in which nothing is granted. */
interface Said {
  readonly isNew: boolean
  readonly address: number
  readonly name: number
  readonly active: boolean
  readonly leaves: boolean
  readonly members: readonly number[]
}
const anySaid: fc.Arbitrary<Said> = fc.record({
  isNew: fc.boolean(),
  address: fc.nat(9),
  name: fc.nat(3),
  active: fc.boolean(),
  leaves: fc.nat(4).map((n) => n === 0),
  members: fc.subarray([0, 1]),
})

const said: Said = { isNew: true, address: 5, name: 1, active: true, leaves: false, members: [] }
/** Somebody who is here takes over nobody who holds the address; somebody new does. */
const ofOneAddress: Said[] = [{ ...said, isNew: false }, said]

/** What a user of the directory has come to. */
interface Standing {
  readonly userName: string
  readonly customerId: string | null
  readonly held: string | null
  readonly resource: string
  readonly person: {
    readonly name: string
    readonly address: string | null
    readonly organizations: readonly string[]
  }
}

async function standings(directoryId: number): Promise<Map<string, Standing>> {
  const rows = await reader.readRows<Omit<Standing, 'person'> & { id: string }>(running, site, {
    name: '',
    text: `select user_id as id, resource::json ->> 'userName' as "userName", customer_id as "customerId", held, resource::text
      from directory_users where site_id = $1 and directory_id = $2`,
    values: [site.id, directoryId],
  })
  const customers = new Map((await reader.customersOf(running, site)).map((one) => [one.id, one]))
  const found = rows.map(async ({ id, ...row }) => {
    const customer = customers.get(row.customerId ?? '')
    const address = customer?.addresses.find(({ until }) => until === null)?.address ?? null
    const organizations = customer ? await reader.membershipNames(running, site, customer.id) : []
    return [id, { ...row, person: { name: customer?.name ?? '', address, organizations } }] as const
  })
  return new Map(await Promise.all(found))
}

/** In which classes of a preview somebody should have been, by what became of them. */
function becameOf(
  before: Standing | undefined,
  after: Standing,
  known: ReadonlyMap<string, string>,
): PreviewClass[] {
  const found = new Set<PreviewClass>()
  const wants = JSON.parse(after.resource).emails?.[0]?.value.toLowerCase()
  if (before?.customerId == null && after.customerId !== null) {
    found.add(known.has(after.customerId) ? 'linked' : 'new')
  }
  if (after.held !== null || wants !== after.person.address?.toLowerCase()) found.add('held')
  const had = before?.person.organizations ?? []
  if (after.person.organizations.some((one) => !had.includes(one))) found.add('joined')
  // A name of before has whoever the site knew, also as nobody's customer.
  const nameBefore = after.customerId === null ? undefined : known.get(after.customerId)
  if (nameBefore !== undefined && nameBefore !== after.person.name) found.add('renamed')
  if (before?.customerId != null && before.person.address !== after.person.address) {
    found.add(after.person.address === null ? 'lost' : 'renamed')
  }
  return previewClasses.filter((one) => found.has(one))
}

test('a preview is what then happens, and happening again changes nothing', async () => {
  const { database } = running.app
  const staff = (await makeStaff(running, site, 'agent')).address
  await fc.assert(
    fc.asyncProperty(
      fc.array(anySaid, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (all, rehearses) => {
        const domain = `hooli${tests++}.com`
        const add = (address: string) =>
          owner.call('addCustomer', { body: { name: 'Known', address, proven: true } })
        for (const n of [4, 5]) await add(`${n}@${domain}`)
        await add(`6@free-${domain}`)
        const other = await makeDirectory(running, site, `Other ${domain}`, { domains: [domain] })
        await other.scim.createUser(`7@${domain}`)
        const addresses = [0, 1, 2, 3, 4, 5].map((n) => `${n}@${domain}`)
        addresses.push(`6@free-${domain}`, `7@${domain}`, staff, `9@else-${domain}`)
        const { scim, directory } = await makeDirectory(running, site, domain, {
          ...{ domains: [domain], rehearsal: rehearses },
        })
        const { directoryId } = directory
        const ids = new Map<number, string>()
        const create = async (n: number, value: string | undefined, name: string, active: boolean) => {
          const emails = [{ value, type: 'work', primary: true }]
          const answer = await scim.createUser(`u${n}@else-${domain}`, { displayName: name, active, emails })
          expect(answer.status).toBe(201)
          ids.set(n, answer.json.id)
        }
        for (const [n, { isNew }] of all.entries()) {
          if (!isNew) await create(n, addresses[n], `Person ${n}`, true)
        }
        const groups: string[] = []
        for (const n of [0, 1]) groups.push((await scim.createGroup(`Group ${n} ${domain}`)).json.id)
        if (!rehearses) await pause(database, site.id, directoryId, byTest())
        for (const [n, { isNew, address, name, active, leaves, members }] of all.entries()) {
          if (isNew) await create(n, addresses[address], `Person ${name}`, active)
          else {
            await scim.patch(
              `/Users/${ids.get(n)}`,
              replace('emails[type eq "work"].value', addresses[address]),
              replace('displayName', `Person ${name}`),
              replace('active', active),
            )
          }
          for (const group of members) {
            await scim.patch(`/Groups/${groups[group]}`, {
              op: 'add',
              path: 'members',
              value: [{ value: ids.get(n) }],
            })
          }
          if (leaves) await scim.delete(`/Users/${ids.get(n)}`)
        }
        const params = { directoryId: keyOf(directoryId) }
        const known = new Map((await reader.customersOf(running, site)).map(({ id, name }) => [id, name]))
        const before = await standings(directoryId)
        await owner.call('countPreview', { params })
        const foreseen = new Map<string, PreviewClass[]>()
        for (const of of previewClasses.filter((one) => one !== 'left')) {
          const { items } = await owner.call('listPreviewed', { params: { ...params, class: of }, query: {} })
          for (const { userId } of items) foreseen.set(userId, [...(foreseen.get(userId) ?? []), of])
        }
        const letGrant = rehearses ? goLive : resume
        await letGrant(database, site.id, directoryId, byTest())
        const after = await standings(directoryId)
        for (const [id, one] of after) {
          expect([one, foreseen.get(id) ?? []]).toEqual([one, becameOf(before.get(id), one, known)])
        }
        await settle(running, site)
        const settled = await standings(directoryId)
        const again = { name: '', values: [site.id, directoryId] }
        await database.inSite(site.id, async (tx) => {
          for (const table of ['directory_users', 'directory_groups']) {
            const text = `update ${table} set pending = true where site_id = $1 and directory_id = $2`
            await tx.read({ ...again, text })
          }
        })
        await finishReplays(database, site.id, new Date())
        expect(await standings(directoryId)).toEqual(settled)
      },
    ),
    { numRuns: 25, seed, examples: [[ofOneAddress, false]] },
  )
})
