// Whatever arrives: never a 5xx, an answer in the 400s changes nothing, and what was accepted can be read, found and put back.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SortKey } from '../../src/model/identity/resource-sort.ts'
import { cursorKeyOf, writeCursor } from '../../src/scim/cursor.ts'
import type { Site } from '../../src/storage/sites.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimResponse } from '../fixtures/scim-client.ts'
import { expectTrueCounters, siteState } from '../fixtures/site-state.ts'
import { enterprise } from '../fixtures/urns.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const searchRequest = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'

let running: RunningApp
let site: Site
let globex: MadeDirectory
let userId: string
let otherId: string
let groupId: string
let innerId: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex', { domains: ['x.com'] })
  userId = (await globex.scim.createUser('ann@x.com')).json.id
  otherId = (await globex.scim.createUser('bob@x.com')).json.id
  innerId = (await globex.scim.createGroup('Inner', [otherId])).json.id
  groupId = (await globex.scim.createGroup('Sales', [userId, innerId])).json.id
})
afterAll(async () => {
  await expectTrueCounters(running, site.id, globex.directory.directoryId)
  await running.close()
})

// Names and values are drawn from what means something more often than from noise, which is refused at the door.
const names = fc.constantFrom(
  'userName',
  'USERNAME',
  'displayName',
  'externalId',
  'name',
  'givenName',
  'familyName',
  'emails',
  'value',
  'type',
  'primary',
  'active',
  'title',
  'password',
  'roles',
  'addresses',
  'streetAddress',
  'phoneNumbers',
  'x509Certificates',
  'members',
  'groups',
  'meta',
  'id',
  'schemas',
  'manager',
  'department',
  '$ref',
  'display',
  '__proto__',
  'constructor',
  core,
  enterprise,
  `${enterprise}:manager`,
  `${enterprise}:department`,
  'name.givenName',
  'emails[type eq "work"].value',
)
const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'ann@x.com',
    'ANN@X.COM',
    'bob@x.com',
    'work',
    'True',
    'false',
    'null',
    '2026-01-31T00:00:00Z',
    core,
    'QQ==',
    '"',
    '\\',
    '\0',
    '\ud800',
    '😀',
    'x'.repeat(1025),
    '{"value":"Admin"}',
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'json' },
    text,
    fc.constantFrom<unknown>(null, true, false, 0, -0, 1, 5.5, 2 ** 60, 1e308),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof({ weight: 5, arbitrary: names }, { weight: 1, arbitrary: fc.string() }),
      tie('json'),
      { maxKeys: 5 },
    ),
  ),
}))
const path = fc.oneof(
  names,
  fc.tuple(names, names).map(([a, b]) => `${a}.${b}`),
  fc
    .tuple(names, names, text, names)
    .map(([list, name, value, sub]) => `${list}[${name} eq ${JSON.stringify(value)}].${sub}`),
  fc.tuple(names, names).map(([list, name]) => `${list}[${name} pr]`),
  fc.string({ maxLength: 20 }),
)
const operators = fc.constantFrom(
  'eq',
  'ne',
  'co',
  'sw',
  'ew',
  'gt',
  'ge',
  'lt',
  'le',
  'EQ',
  'pr',
  'like',
  '',
)
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'filter' },
    fc
      .tuple(path, operators, text)
      .map(([name, operator, value]) => `${name} ${operator} ${JSON.stringify(value)}`),
    fc
      .tuple(path, operators, fc.constantFrom('true', '5', 'null', 'x', '-1e400'))
      .map((parts) => parts.join(' ')),
    path.map((name) => `${name} pr`),
    fc
      .tuple(tie('filter'), fc.constantFrom('and', 'or', 'xor'), tie('filter'))
      .map((parts) => parts.join(' ')),
    tie('filter').map((inner) => `not (${inner})`),
    tie('filter').map((inner) => `(${inner})`),
    fc.tuple(names, tie('filter')).map(([list, inner]) => `${list}[${inner}]`),
    fc.string({ maxLength: 30 }),
  ),
}))
const operation = fc.record(
  {
    op: fc.constantFrom<unknown>('add', 'replace', 'remove', 'Add', 'REPLACE', 'move', 5),
    path: fc.oneof({ weight: 4, arbitrary: path as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: json }),
    value: json,
  },
  { requiredKeys: ['op'] },
)

/** Operations that mean something on a user or a group, in values that may still be wrong. */
const sensible = fc.record({
  op: fc.constantFrom('add', 'replace', 'Remove'),
  path: fc.constantFrom(
    'title',
    'displayName',
    'externalId',
    'nickName',
    'name.givenName',
    'active',
    'roles',
    'emails',
    'emails[type eq "work"].value',
    'emails[primary eq true]',
    `${enterprise}:department`,
    'manager',
  ),
  value: fc.oneof(
    { weight: 3, arbitrary: fc.string({ minLength: 1, maxLength: 8 }) as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: fc.boolean() },
    {
      weight: 2,
      arbitrary: fc.array(
        fc.record({
          value: fc.string({ minLength: 1, maxLength: 5 }),
          type: fc.constantFrom('work', 'home'),
        }),
        { maxLength: 3 },
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom({ value: 'm1' }, { givenName: 'A' }, null, '') },
  ),
})
const sensibleFilter = fc.tuple(
  fc.constantFrom(
    'displayName',
    'externalId',
    'id',
    'meta.created',
    'meta.resourceType',
    'userName',
    'members.value',
    'emails.value',
    'title',
    'active',
  ),
  fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'le'),
  fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('2026-01-31T00:00:00Z', 'true', 'ann')),
)
const sensibleFilters = fc
  .array(sensibleFilter, { minLength: 1, maxLength: 4 })
  .chain((parts) =>
    fc
      .constantFrom(' and ', ' or ')
      .map((word) =>
        parts.map(([name, operator, value]) => `${name} ${operator} ${JSON.stringify(value)}`).join(word),
      ),
  )

interface Tally {
  accepted: number
  refused: number
}

/** Sends, and fails unless the answer is a success, or a refusal in SCIM's words that changed nothing. */
async function judge(send: () => Promise<ScimResponse>, tally: Tally): Promise<ScimResponse> {
  const before = await siteState(running, site.id)
  const answer = await send()
  if (answer.status < 300) {
    tally.accepted++
    return answer
  }
  tally.refused++
  expect({ status: answer.status, text: answer.text }).toEqual({
    status: expect.toSatisfy((status: number) => [400, 404, 409, 413].includes(status)),
    text: answer.text,
  })
  expect(answer.json).toMatchObject({ status: String(answer.status), detail: expect.any(String) })
  expect(await siteState(running, site.id)).toEqual(before)
  return answer
}

/** What the server shows it takes back unchanged, and it still finds the resource. */
async function expectRoundTrip(kind: 'Users' | 'Groups', id: string): Promise<void> {
  const { scim } = globex
  const got = await scim.get(`/${kind}/${id}`)
  const put = await scim.send('PUT', `/${kind}/${id}`, got.json)
  expect({ status: put.status, json: put.json }).toEqual({ status: 200, json: got.json })
  expect((await scim.filter(`/${kind}`, `id eq "${id}"`)).json.Resources).toEqual([got.json])
}

function expectBoth({ accepted, refused }: Tally, least: number): void {
  expect(accepted).toBeGreaterThanOrEqual(least)
  expect(refused).toBeGreaterThanOrEqual(least)
}

const runs = (numRuns: number) => ({ numRuns, seed: 20_260_101, endOnFailure: false })

test('any JSON as the body of a user or a group', async () => {
  const tally = { accepted: 0, refused: 0 }
  let n = 0
  const body = fc.oneof(
    { weight: 1, arbitrary: json },
    {
      weight: 4,
      arbitrary: fc.dictionary(names, json, { maxKeys: 4 }).map((given) => ({ isNamed: true, given })),
    },
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('Users', 'Groups'), body, fc.boolean(), async (kind, given, isPut) => {
      n++
      const named = given as { isNamed?: boolean; given: object }
      const sent = named?.isNamed
        ? { ...named.given, userName: `random-${n}`, displayName: `Random ${n}` }
        : given
      const target = `/${kind}/${kind === 'Users' ? userId : groupId}`
      const send = () =>
        globex.scim.send(isPut ? 'PUT' : 'POST', isPut ? target : `/${kind}`, JSON.stringify(sent))
      const answer = await judge(send, tally)
      if (answer.status < 300) await expectRoundTrip(kind, answer.json.id)
    }),
    runs(250),
  )
  expectBoth(tally, 40)
})

test('any list of PATCH operations', async () => {
  const tally = { accepted: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('Users', 'Groups'),
      fc.oneof(
        fc.array(operation, { minLength: 1, maxLength: 3 }),
        fc.array(sensible, { minLength: 1, maxLength: 2 }),
      ),
      async (kind, Operations) => {
        const target = `/${kind}/${kind === 'Users' ? userId : groupId}`
        const answer = await judge(
          () => globex.scim.send('PATCH', target, JSON.stringify({ schemas: [patchOp], Operations })),
          tally,
        )
        if (answer.status < 300) await expectRoundTrip(kind, target.slice(target.lastIndexOf('/') + 1))
      },
    ),
    runs(400),
  )
  expectBoth(tally, 40)
})

test('any changes of members: what is left is what the operations say', async () => {
  const { scim } = globex
  const ids = fc.constantFrom('user', 'other', 'inner', 'self')
  const idOf = (name: string) =>
    ({ user: userId, other: otherId, inner: innerId, self: groupId })[name] as string
  const change = fc.oneof(
    fc.record({ op: fc.constantFrom('add', 'remove', 'replace'), ids: fc.array(ids, { maxLength: 3 }) }),
    fc.record({ op: fc.constant('removePath'), ids: fc.array(ids, { minLength: 1, maxLength: 1 }) }),
    fc.record({ op: fc.constantFrom('removeUsers', 'clear'), ids: fc.constant<string[]>([]) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
      const before: { value: string }[] = (await scim.get(`/Groups/${groupId}`)).json.members ?? []
      const expected = new Set(before.map(({ value }) => value))
      const operations = changes.map(({ op, ids: named }) => {
        const given = named.map(idOf)
        const value = given.map((id) => ({ value: id }))
        if (op === 'replace' || op === 'clear' || op === 'removeUsers') {
          for (const id of [...expected])
            if (op !== 'removeUsers' || id === userId || id === otherId) expected.delete(id)
        }
        for (const id of given) op === 'add' || op === 'replace' ? expected.add(id) : expected.delete(id)
        if (op === 'removePath') return { op: 'remove', path: `members[value eq "${given[0]}"]` }
        if (op === 'removeUsers')
          return { op: 'remove', path: `members[value eq "${userId}" or value eq "${otherId}"]` }
        if (op === 'clear') return { op: 'remove', path: 'members' }
        return { op, path: 'members', value }
      })
      expect((await scim.patch(`/Groups/${groupId}`, ...operations)).status).toBe(204)
      const after: { value: string }[] = (await scim.get(`/Groups/${groupId}`)).json.members ?? []
      expect(after.map(({ value }) => value).sort()).toEqual([...expected].sort())
    }),
    runs(150),
  )
})

test('any filter, selection and page of a search', async () => {
  const tally = { accepted: 0, refused: 0 }
  const attributes = fc.array(path, { maxLength: 3 }).map((list) => list.join(','))
  const number = fc.oneof(
    { weight: 9, arbitrary: fc.integer().map(String) },
    { weight: 1, arbitrary: fc.constantFrom('', 'x', '1e3', '-0', ' ') },
  )
  const query = fc.record(
    {
      filter: fc.oneof({ weight: 1, arbitrary: filter }, { weight: 2, arbitrary: sensibleFilters }),
      attributes,
      excludedAttributes: attributes,
      startIndex: number,
      count: number,
      sortBy: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.constantFrom('', 'id', 'displayName', 'externalId', 'meta.created', 'schemas'),
        },
        { weight: 1, arbitrary: path },
      ),
      sortOrder: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom('ascending', 'Descending', '') },
        { weight: 1, arbitrary: fc.constantFrom('sideways', '\0') },
      ),
    },
    { requiredKeys: ['filter'] },
  )
  /** As the parameters of a GET, or in the body of a POST to `.search`. */
  const search = (where: string, given: object, isPost: boolean) => {
    const body = JSON.stringify({ schemas: [searchRequest], ...given })
    if (isPost) return globex.scim.send('POST', `${where}/.search`, body)
    const encoded = Object.entries(given).map(
      ([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`,
    )
    return globex.scim.get(`${where}/?${encoded.join('&')}`)
  }
  const places = fc.constantFrom('/Users', '/Users', '/Groups', '/Groups', '')
  await fc.assert(
    fc.asyncProperty(places, query, fc.boolean(), async (where, given, isPost) => {
      const answer = await search(where, given, isPost)
      if (answer.status === 200) {
        tally.accepted++
        const { totalResults, itemsPerPage, Resources } = answer.json
        expect(Resources).toHaveLength(itemsPerPage)
        expect(totalResults).toBeGreaterThanOrEqual(itemsPerPage)
        for (const resource of Resources)
          expect(resource).toMatchObject({ id: expect.any(String), schemas: expect.any(Array) })
      } else {
        tally.refused++
        expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 400 })
        expect(answer.json.scimType).toMatch(/^invalid(Filter|Path|Syntax|Value)$|^tooMany$/)
      }
    }),
    runs(400),
  )
  expectBoth(tally, 40)
})

test('any body of a search', async () => {
  const tally = { accepted: 0, refused: 0 }
  /** Mostly what the field may be. */
  const mostly = (usual: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: json })
  const number = mostly(fc.oneof(fc.integer({ min: -3, max: 30 }), fc.constantFrom('2', null)))
  const body = fc.oneof(
    { weight: 1, arbitrary: json },
    {
      weight: 6,
      arbitrary: fc
        .record(
          {
            filter: mostly(sensibleFilters),
            attributes: mostly(fc.array(path, { maxLength: 3 })),
            sortBy: mostly(fc.constantFrom('id', 'displayName', 'externalId', 'meta.created')),
            sortOrder: mostly(fc.constantFrom('ascending', 'descending')),
            startIndex: number,
            count: number,
            [enterprise]: json,
          },
          { requiredKeys: [] },
        )
        .map((given) => ({ schemas: [searchRequest], ...given })),
    },
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('/Users', '/Groups', ''), body, async (where, given) => {
      await judge(() => globex.scim.send('POST', `${where}/.search`, JSON.stringify(given)), tally)
    }),
    runs(250),
  )
  expectBoth(tally, 40)
})

test('any cursor, also one that is forged for its own list: a page, or refused as no cursor', async () => {
  const tally = { accepted: 0, refused: 0 }
  const forged = fc.oneof(
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom<unknown>(0, -1, 1e15, 8.64e15, 1e300, true, false, null, {}, [], 'true'),
  )
  const sorts = ['', 'id', 'userName', 'displayName', 'externalId', 'title', 'active', 'meta.created']
  const query = fc.record({ sortBy: fc.constantFrom(...sorts), isBackwards: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(
      query,
      fc.uuid(),
      fc.option(forged, { freq: 10 }),
      fc.boolean(),
      async (given, id, key, cuts) => {
        const order = given.isBackwards ? 'descending' : 'ascending'
        const list = (cursor: string) =>
          globex.scim.get(
            `/Users?count=1&sortBy=${given.sortBy}&sortOrder=${order}&cursor=${encodeURIComponent(cursor)}`,
          )
        const { nextCursor } = (await list('')).json
        const by = given.sortBy === '' ? null : `${given.sortBy} ${given.isBackwards}`
        const place = { id, key: (key ?? undefined) as SortKey }
        // As whoever has the token could seal it.
        const sealed = writeCursor(place, JSON.stringify(['User', '', by]), cursorKeyOf(globex.token))
        const answer = await list(cuts ? nextCursor.slice(0, -2) : sealed)
        if (answer.status === 200) tally.accepted++
        else {
          tally.refused++
          expect({ ...answer, headers: 0 }).toMatchObject({
            status: 400,
            json: { scimType: 'invalidCursor' },
          })
        }
      },
    ),
    runs(250),
  )
  expectBoth(tally, 20)
})

const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'
const bulkIds = fc.constantFrom('a', 'b', 'c')
const reference = bulkIds.map((bulkId) => `bulkId:${bulkId}`)
const bulkValue = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.array(
      reference.map((value) => ({ value })),
      { maxLength: 2 },
    ) as fc.Arbitrary<unknown>,
  },
  { weight: 5, arbitrary: reference },
  { weight: 1, arbitrary: json },
)
const collection = fc.constantFrom('/Users', '/Groups')
const bulkPath = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('/Users', '/Groups') },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom('/Users', '/Groups'), reference).map((parts) => parts.join('/')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('/Bulk', '/Me', '/Users/x', '/', '//', '/Users/\0', '/Users/\ud800'),
  },
)
const namedData = fc
  .record({ members: bulkValue, manager: bulkValue }, { requiredKeys: [] })
  .map((given) => ({ isNamed: true, given }))
const bulkData = fc.oneof(
  { weight: 1, arbitrary: fc.dictionary(names, json, { maxKeys: 4 }) as fc.Arbitrary<object> },
  { weight: 4, arbitrary: namedData },
  {
    weight: 2,
    arbitrary: fc
      .array(
        fc.record({
          op: fc.constantFrom('add', 'replace', 'remove'),
          path: fc.oneof(
            fc.constantFrom('members', 'manager', `${enterprise}:manager`, 'title'),
            reference.map((id) => `members[value eq "${id}"]`),
          ),
          value: bulkValue,
        }),
        { minLength: 1, maxLength: 3 },
      )
      .map((Operations) => ({ schemas: [patchOp], Operations })),
  },
)
const version = fc.constantFrom(undefined, undefined, undefined, 'W/"1"', '*', '')
const wildOperation = fc.record({
  method: fc.oneof(fc.constantFrom<unknown>('POST', 'PUT', 'PATCH', 'DELETE'), json),
  path: fc.oneof(bulkPath as fc.Arbitrary<unknown>, json),
  version,
  data: bulkData,
})
/** In the right shape, whatever it refers to and whatever the values are. */
const creation = fc.record({ method: fc.constant('POST'), path: collection, data: namedData })
const reaction = fc.record({
  method: fc.constantFrom('PUT', 'PATCH', 'PATCH', 'DELETE'),
  path: fc.tuple(collection, reference).map((parts) => parts.join('/')),
  version,
  data: bulkData,
})
const bulkOperations = fc
  .tuple(
    fc.array(creation, { minLength: 1, maxLength: 3, size: 'max' }),
    fc.array(fc.oneof({ weight: 30, arbitrary: reaction }, { weight: 1, arbitrary: wildOperation }), {
      maxLength: 3,
      size: 'max',
    }),
    fc.boolean(),
  )
  .map(([creations, others, isBackwards]) =>
    isBackwards ? [...creations, ...others] : [...others, ...creations],
  )

test('any bulk request: no operation ends in a 5xx, and one that is refused changed nothing', async () => {
  const tally = { accepted: 0, refused: 0 }
  let n = 0
  let performed = 0
  await fc.assert(
    fc.asyncProperty(
      bulkOperations,
      fc.constantFrom<unknown>(undefined, undefined, undefined, 1, 3, 0),
      async (given, failOnErrors) => {
        let creations = 0
        const Operations = given.map(({ data, ...operation }) => {
          n++
          const named = data as { isNamed?: boolean; given: object }
          return {
            ...operation,
            bulkId: operation.method === 'POST' ? 'abcdef'[creations++] : undefined,
            data: named.isNamed ? { ...named.given, userName: `bulk-${n}`, displayName: `Bulk ${n}` } : data,
          }
        })
        const body = { schemas: [bulkRequest], failOnErrors, Operations }
        const before = await siteState(running, site.id)
        const answer = await judge(() => globex.scim.send('POST', '/Bulk', JSON.stringify(body)), tally)
        if (answer.status >= 300) return
        const statuses: number[] = answer.json.Operations.map(({ status }: { status: string }) =>
          Number(status),
        )
        for (const status of statuses) expect(status).toBeLessThan(500)
        if (statuses.every((status) => status >= 400) && !answer.text.includes('was created, but'))
          expect(await siteState(running, site.id)).toEqual(before)
        performed += statuses.filter((status) => status < 300).length
        await expectTrueCounters(running, site.id, globex.directory.directoryId)
      },
    ),
    runs(200),
  )
  expectBoth(tally, 40)
  expect(performed).toBeGreaterThan(100)
})

test('any path after the base URL', async () => {
  const part = fc.oneof(
    fc.constantFrom('Users', 'Groups', 'Schemas', 'Me', 'Bulk', '.search', '..', '.', '', core),
    fc.string({ maxLength: 10 }),
  )
  const parts = fc
    .array(part, { maxLength: 4 })
    .map((list) => list.map((one) => encodeURIComponent(one.toWellFormed())).join('/'))
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE')
  await fc.assert(
    fc.asyncProperty(method, parts, json, async (verb, rest, body) => {
      const sent = verb === 'GET' || verb === 'DELETE' ? undefined : JSON.stringify(body)
      const before = await siteState(running, site.id)
      const answer = await globex.scim.send(verb, `/${rest}`, sent)
      if (answer.status >= 400) expect(await siteState(running, site.id)).toEqual(before)
      // Not implemented is said of /Me (RFC 7644 3.11).
      expect(answer.status === 501 ? rest.split('/')[0] : answer.status).toSatisfy(
        (given: unknown) => given === 'Me' || (given as number) < 500,
      )
      if (answer.status >= 400 && answer.headers.get('content-type')?.includes('scim')) {
        expect(answer.json).toMatchObject({ status: String(answer.status) })
      }
    }),
    runs(200),
  )
})
