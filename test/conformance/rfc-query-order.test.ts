// Filters, orders and pages drawn at random, against what the same lists would be in memory.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JsonObject, matches } from '../../src/model/identity/resource-filter.ts'
import { comparePlaces, type Sort, sortKeyOf } from '../../src/model/identity/resource-sort.ts'
import { parseFilter } from '../../src/scim/filter/filter.ts'
import { referenceTo, resolveAttribute } from '../../src/scim/filter/path.ts'
import { GROUP, USER } from '../../src/scim/schema/schemas.ts'
import { type Order, orderOf } from '../../src/storage/identity/indexed-attributes.ts'
import { resourcePage } from '../../src/storage/identity/resource-lists.ts'
import { planFilter } from '../../src/storage/identity/scim-filter.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { enterprise } from '../fixtures/urns.ts'

interface Known {
  readonly endpoint: '/Users' | '/Groups'
  readonly type: typeof USER
  readonly resources: JsonObject[]
}

let running: RunningApp
let siteId: number
let known: readonly Known[]
let directory: MadeDirectory
let clock = Date.parse('2026-03-01T00:00:00Z')

const some = <T>(...values: T[]) => fc.constantFrom<T | undefined>(...values, undefined)
const user = fc.record(
  {
    displayName: some('Ann', 'ann', 'Bob', 'Ä', '\u{1f600}', '\uff01'),
    externalId: some('A', 'a', 'b'),
    active: fc.boolean(),
    title: some('Boss', 'boss', 'Clerk'),
    name: some({ familyName: 'Lee' }, { familyName: 'lee', givenName: 'A' }, { givenName: 'Z' }),
    emails: fc.array(
      fc.record({
        value: fc.constantFrom('x@a.com', 'X@b.com', 'y@a.com'),
        type: fc.constantFrom('work', 'home'),
      }),
      { maxLength: 2 },
    ),
    manager: some('m1', 'M1', 'm2'),
  },
  { requiredKeys: ['active'] },
)
const group = fc.record({ displayName: fc.constantFrom('Ops', 'ops', 'Dev'), externalId: some('g1', 'G1') })

beforeAll(async () => {
  running = await runningApp({ now: () => new Date(clock) })
  const site = await makeSite(running)
  siteId = site.id
  directory = await makeDirectory(running, site, 'Globex')
  const { scim } = directory
  const users: string[] = []
  for (const [n, { manager, emails, ...more }] of fc.sample(user, { numRuns: 40, seed: 7 }).entries()) {
    clock += n % 3 === 0 ? 0 : 1_500
    const listed = emails?.map((email, i) => ({ ...email, primary: i === 1 }))
    const extension = manager === undefined ? {} : { [enterprise]: { manager: { value: manager } } }
    const created = await scim.createUser(`${n % 2 ? 'P' : 'p'}${n * 7919}@x.com`, {
      ...more,
      emails: listed,
      ...extension,
    })
    expect(created.status).toBe(201)
    users.push(created.json.id)
  }
  const groups: string[] = []
  for (const [n, given] of fc.sample(group, { numRuns: 12, seed: 8 }).entries()) {
    clock += 1_000
    // Every third one holds the one before it, too.
    const members = [...users.filter((_, m) => (m + n) % 5 === 0), ...(n % 3 === 2 ? groups.slice(-1) : [])]
    groups.push(
      (await scim.createGroup(given.displayName, members, { externalId: given.externalId })).json.id,
    )
  }
  for (const id of users.filter((_, n) => n % 4 === 0)) {
    clock += 700
    await scim.patch(`/Users/${id}`, { op: 'replace', path: 'nickName', value: 'changed' })
  }
  const whole = async (endpoint: string) => (await scim.get(`${endpoint}?count=1000`)).json.Resources
  known = [
    { endpoint: '/Users', type: USER, resources: await whole('/Users') },
    { endpoint: '/Groups', type: GROUP, resources: await whole('/Groups') },
  ]
  expect(known.map(({ resources }) => resources.length)).toEqual([40, 12])
})
afterAll(() => running.close())

/** Comparisons of values that occur, so that most filters find something; both what indexes serve and what none does. */
function comparisons({ resources }: Known): string[] {
  const moments = resources.flatMap(({ meta }) => Object.values(meta as JsonObject).slice(1, 3))
  const ids = resources.flatMap(({ id, groups, members }) => [
    id,
    ...[groups, members].flatMap((list) => ((list ?? []) as JsonObject[]).map(({ value }) => value)),
  ])
  const order = ['gt', 'ge', 'lt', 'le', 'eq', 'ne']
  return [
    ...moments.flatMap((at, n) => [
      `meta.lastModified ${order[n % 6]} "${at}"`,
      `meta.created ${order[(n + 1) % 6]} "${at}"`,
    ]),
    ...ids.flatMap((id) => [`id eq "${id}"`, `groups.value eq "${id}"`, `members.value eq "${id}"`]),
    ...['ann', 'ANN', 'bob', 'ops', 'dev'].flatMap((name) =>
      ['eq', 'sw', 'co', 'ge', 'lt'].map((operator) => `displayName ${operator} "${name}"`),
    ),
    ...['p', 'P7919', 'P7919@x.com', 'q'].flatMap((name) => [
      `userName sw "${name}"`,
      `userName gt "${name}"`,
    ]),
    ...['A', 'a', 'g1'].flatMap((id) => [`externalId eq "${id}"`, `externalId sw "${id}"`]),
    ...['true', 'false'].flatMap((value) => [`active eq ${value}`, `active ne ${value}`]),
    ...['x@', 'x@b.com'].flatMap((value) => [`emails.value sw "${value}"`, `emails.value eq "${value}"`]),
    'emails[type eq "work" and value eq "x@a.com"]',
    'emails[type eq "home"].value sw "y"',
    'manager eq "m1"',
    `${enterprise}:manager.value sw "M"`,
    'meta.lastModified gt "2026-03-01T00:00:10.0005Z"',
    'meta.created eq "0001-01-01T00:00:00+14:00"',
    'meta.resourceType eq "User"',
    'meta.resourceType ne "User"',
    'id pr',
    'title pr',
    'title eq "boss"',
    'title ne "boss"',
  ]
}

const parses = (text: string, type: typeof USER) => {
  try {
    return parseFilter(text, type)
  } catch {
    return undefined
  }
}

function filters(of: Known): fc.Arbitrary<string> {
  const one = fc.constantFrom(...comparisons(of).filter((text) => parses(text, of.type)))
  return fc.oneof(
    one,
    fc.tuple(one, fc.constantFrom('and', 'or'), one).map(([a, how, b]) => `${a} ${how} ${b}`),
    fc.tuple(one, one, one).map(([a, b, c]) => `(${a} or ${b}) and ${c}`),
    fc.tuple(one, one).map(([a, b]) => `not (${a}) and ${b}`),
  )
}

const sorts = {
  '/Users': [
    'id',
    'userName',
    'displayName',
    'externalId',
    'active',
    'meta.created',
    'meta.lastModified',
    'title',
    'name.familyName',
    'emails',
    'emails.type',
    'groups',
    'manager',
  ],
  '/Groups': ['id', 'displayName', 'externalId', 'meta.created', 'meta.lastModified', 'members'],
}

function expected(of: Known, filter: string | undefined, sort: Sort): unknown[] {
  const parsed = filter === undefined ? undefined : parses(filter, of.type)
  return of.resources
    .filter((resource) => parsed === undefined || matches(parsed, resource))
    .map((resource) => ({ id: String(resource.id), key: sortKeyOf(sort, resource) }))
    .sort((a, b) => comparePlaces(a, b, sort))
    .map(({ id }) => id)
}

const asked = fc.constantFrom(0, 1).chain((n) => {
  const endpoint = n === 0 ? '/Users' : '/Groups'
  return fc.record({
    n: fc.constant(n),
    seed: fc.integer(),
    sortBy: fc.constantFrom(undefined, ...sorts[endpoint]),
    descending: fc.boolean(),
    count: fc.integer({ min: 1, max: 9 }),
  })
})

test('every page by index and by cursor: each match once, in the order of the oracle', async () => {
  let found = 0
  await fc.assert(
    fc.asyncProperty(asked, async ({ n, seed, sortBy, descending, count }) => {
      const of = known[n] as Known
      const filter = seed % 5 === 0 ? undefined : fc.sample(filters(of), { numRuns: 1, seed })[0]
      const path = sortBy === undefined ? undefined : resolveAttribute(sortBy, of.type)
      const sort: Sort = {
        attribute: path && referenceTo(path),
        descending: path !== undefined && descending,
      }
      const oracle = expected(of, filter, sort)
      found += oracle.length
      const query = [
        `count=${count}`,
        ...(filter === undefined ? [] : [`filter=${encodeURIComponent(filter)}`]),
        ...(sortBy === undefined
          ? []
          : [`sortBy=${sortBy}`, `sortOrder=${descending ? 'descending' : 'ascending'}`]),
      ].join('&')
      const page = async (more: string) => {
        const { status, json } = await directory.scim.get(`${of.endpoint}?${query}&${more}`)
        expect({ status, json }).toMatchObject({ status: 200, json: { totalResults: oracle.length } })
        return { ids: json.Resources.map(({ id }: { id: string }) => id), next: json.nextCursor }
      }
      const byIndex: string[] = []
      for (let startIndex = 1; ; startIndex += count) {
        const { ids } = await page(`startIndex=${startIndex}`)
        if (ids.length === 0) break
        byIndex.push(...ids)
      }
      const byCursor: string[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const { ids, next } = await page(`cursor=${cursor}`)
        byCursor.push(...ids)
        cursor = next
      }
      expect({ filter, sortBy, descending, byIndex, byCursor }).toEqual({
        filter,
        sortBy,
        descending,
        byIndex: oracle,
        byCursor: oracle,
      })
    }),
    { numRuns: 250, seed: 20260301 },
  )
  expect(found).toBeGreaterThan(500)
})

test('gathering the keys first and walking an index find the same pages', async () => {
  const { directoryId } = directory.directory
  await fc.assert(
    fc.asyncProperty(asked, fc.nat({ max: 11 }), async ({ n, seed, sortBy, descending, count }, nth) => {
      const of = known[n] as Known
      const kind = n === 0 ? 'users' : 'groups'
      const [text = ''] = fc.sample(filters(of), { numRuns: 1, seed })
      const plan = planFilter(parseFilter(text, of.type), kind)
      const path = resolveAttribute(sortBy ?? 'id', of.type)
      const sort: Sort = { attribute: path && referenceTo(path), descending }
      const order = orderOf(sort, kind)
      fc.pre(plan.served !== undefined && order !== undefined)
      const resource = of.resources[nth] as JsonObject
      const after = { id: String(resource.id), key: sortKeyOf(sort, resource) }
      const pages = [true, false].flatMap((isSmall) =>
        [{ offset: 0, after }, { offset: nth }].map((place) =>
          resourcePage(
            { siteId, directoryId, kind, plan },
            { order: order as Order, limit: count, isSmall, ...place },
          ),
        ),
      )
      const rows = (await running.app.database.readInDirectory(siteId, directoryId, pages)) as {
        id: string
      }[][]
      const ids = rows.map((page) => page.map(({ id }) => id))
      expect(ids.slice(2)).toEqual(ids.slice(0, 2))
    }),
    { numRuns: 150, seed: 20260303 },
  )
})

test('pages across types are one sorted list', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        'id',
        'displayName',
        'externalId',
        'userName',
        'meta.created',
        'meta.lastModified',
        'title',
      ),
      fc.boolean(),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      async (sortBy, descending, startIndex, count) => {
        const places = known.flatMap(({ type, resources }) => {
          const path = resolveAttribute(sortBy, type)
          const sort = { attribute: path && referenceTo(path), descending }
          return resources.map((resource) => ({ id: String(resource.id), key: sortKeyOf(sort, resource) }))
        })
        places.sort((a, b) => comparePlaces(a, b, { attribute: undefined, descending }))
        const { json } = await directory.scim.send('POST', '/.search', {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
          sortBy,
          sortOrder: descending ? 'descending' : 'ascending',
          startIndex,
          count,
          attributes: ['schemas'],
        })
        expect(json).toMatchObject({ totalResults: 52, startIndex })
        expect(json.Resources.map(({ id }: { id: string }) => id)).toEqual(
          places.slice(startIndex - 1, startIndex - 1 + count).map(({ id }) => id),
        )
      },
    ),
    { numRuns: 40, seed: 20260302 },
  )
})
