// In which order a directory's writes arrive: two directories that say the same in another order come to the same.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { settle } from '../fixtures/queue.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import * as reader from '../fixtures/site-reader.ts'

let running: RunningApp
let sites: [Site, Site]
let tests = 0

beforeAll(async () => {
  running = await runningApp()
  sites = [await makeSite(running), await makeSite(running)]
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
async function live(site: Site, domain: string, day: Day, order: readonly number[]): Promise<unknown> {
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
        const domain = `globex${tests++}.com`
        const [first, second] = [
          await live(sites[0], domain, day, one),
          await live(sites[1], domain, day, other),
        ]
        expect(second).toEqual(first)
        expect(first).toEqual(
          day.addresses.map((address, n) => ({
            ...{ name: `Person ${day.names[n]}`, active: day.active[n] },
            addresses: [[`${address}@${domain}`, 'held']],
            organizations: day.active[n] ? organizationsOf(day, n, domain) : expect.anything(),
          })),
        )
      },
    ),
    { numRuns: 15 },
  )
}, 120_000)

/** The names of the groups that somebody is in. */
function organizationsOf({ members, groupNames }: Day, n: number, domain: string): string[] {
  const names = members.flatMap((ids, team) =>
    ids.includes(n) ? [`Group ${groupNames[team]} ${domain}`] : [],
  )
  return [...new Set(names)].toSorted()
}
