import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

const searchRequest = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest'

let running: RunningApp
let site: Site
let directory: MadeDirectory
const ids: string[] = []

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  directory = await makeDirectory(running, site, 'Globex')
  const { scim } = directory
  for (let n = 0; n < 7; n++) {
    const more = { displayName: `Person ${n}`, title: n % 2 === 0 ? 'even' : 'odd' }
    ids.push((await scim.createUser(`p${n}@globex.com`, more)).json.id)
  }
  await scim.createGroup('Sales', ids.slice(0, 2))
  await scim.createGroup('Support')
})
afterAll(() => running.close())

const namesOf = (resources: { userName?: string; displayName: string }[]) =>
  resources.map(({ userName, displayName }) => userName ?? displayName)

describe('cursor paging (RFC 9865)', () => {
  async function walk(query: string): Promise<{ names: string[]; pages: number }> {
    const names: string[] = []
    for (let cursor: string | undefined = '', pages = 1; ; pages++) {
      const { status, json } = await directory.scim.get(`/Users?count=3&cursor=${cursor}${query}`)
      expect(status).toBe(200)
      expect(json).not.toHaveProperty('startIndex')
      expect(json.itemsPerPage).toBe(json.Resources.length)
      names.push(...namesOf(json.Resources))
      cursor = json.nextCursor
      if (cursor === undefined) return { names, pages }
      expect(cursor).toMatch(/^[A-Za-z0-9._~-]+$/)
    }
  }

  test.each([
    ['all resources', '', 7, 3],
    ['what an index decides', `&filter=${encodeURIComponent('userName sw "p"')}`, 7, 3],
    ['what is judged in memory', `&filter=${encodeURIComponent('title eq "even"')}`, 4, 2],
    ['nothing', `&filter=${encodeURIComponent('userName eq "nobody"')}`, 0, 1],
  ])('walks %s once, and ends without a cursor', async (_name, query, total, expectedPages) => {
    const { names, pages } = await walk(query)
    expect(new Set(names).size).toBe(total)
    expect(names).toHaveLength(total)
    expect(pages).toBe(expectedPages)
  })

  test('a page that fills the rest exactly is the last', async () => {
    const { json } = await directory.scim.get('/Users?count=7&cursor=')
    expect(json).toMatchObject({ totalResults: 7, itemsPerPage: 7 })
    expect(json).not.toHaveProperty('nextCursor')
  })

  test.each([
    ['that is nonsense', () => 'nonsense'],
    ['with another filter', async () => (await directory.scim.get('/Users?count=1&cursor=')).json.nextCursor],
  ])('a cursor %s is refused', async (_name, cursorOf) => {
    const cursor = await cursorOf()
    const answer = await directory.scim.get(
      `/Users?cursor=${cursor}&filter=${encodeURIComponent('title pr')}`,
    )
    expect(answer.status).toBe(400)
    expect(answer.json.scimType).toBe('invalidCursor')
  })

  test('is announced, and the index stays the default', async () => {
    const { json } = await directory.scim.get('/ServiceProviderConfig')
    expect(json.pagination).toMatchObject({ cursor: true, index: true, defaultPaginationMethod: 'index' })
    expect((await directory.scim.get('/Users?count=2')).json).toMatchObject({
      startIndex: 1,
      itemsPerPage: 2,
    })
  })
})

describe('.search (RFC 7644 3.4.3)', () => {
  const search = (path: string, body: object) =>
    directory.scim.send('POST', path, { schemas: [searchRequest], ...body })

  test('answers as the GET with the same parameters does', async () => {
    const filter = 'userName sw "P" and title eq "odd"'
    const got = await directory.scim.get(
      `/Users?filter=${encodeURIComponent(filter)}&attributes=userName&startIndex=2&count=1`,
    )
    const found = await search('/Users/.search', {
      filter,
      attributes: ['userName'],
      startIndex: 2,
      count: 1,
    })
    expect(found.status).toBe(200)
    expect(found.text).toBe(got.text)
    expect(found.json).toMatchObject({ totalResults: 3, itemsPerPage: 1, startIndex: 2 })
  })

  test('pages by cursor too, and excludes attributes', async () => {
    const { json } = await search('/Groups/.search', {
      cursor: '',
      count: 1,
      excludedAttributes: ['members'],
    })
    expect(json.Resources[0]).not.toHaveProperty('members')
    expect(json.nextCursor).toBeTypeOf('string')
  })

  test.each([
    ['without the SearchRequest schema', { schemas: ['urn:x'] }, 'invalidSyntax'],
    ['with a filter that is no text', { schemas: [searchRequest], filter: { a: 1 } }, 'invalidSyntax'],
    ['with a bad filter', { schemas: [searchRequest], filter: 'userName zz "x"' }, 'invalidFilter'],
    ['with a count that is no number', { schemas: [searchRequest], count: 'many' }, 'invalidValue'],
  ])('is refused %s', async (_name, body, scimType) => {
    const answer = await directory.scim.send('POST', '/Users/.search', body)
    expect(answer.status).toBe(400)
    expect(answer.json.scimType).toBe(scimType)
  })
})

describe('a query across types (RFC 7644 3.4.2.1)', () => {
  const all = (query: string) => directory.scim.get(`/?${query}`)

  test('lists users, then groups, as one list', async () => {
    const { json } = await all('count=100')
    expect(json).toMatchObject({ totalResults: 9, itemsPerPage: 9, startIndex: 1 })
    expect(namesOf(json.Resources).slice(6)).toEqual(['p6@globex.com', 'Sales', 'Support'])
  })

  test.each([
    [1, 7, 7],
    [6, 3, 3],
    [8, 5, 2],
    [9, 1, 1],
    [10, 5, 0],
  ])('from %i, %i resources: %i', async (startIndex, count, expected) => {
    const { json } = await all(`startIndex=${startIndex}&count=${count}`)
    expect(json).toMatchObject({ totalResults: 9, itemsPerPage: expected, startIndex })
    const whole = namesOf((await all('count=100')).json.Resources)
    expect(namesOf(json.Resources)).toEqual(whole.slice(startIndex - 1, startIndex - 1 + expected))
  })

  test.each([
    [
      'of both types',
      'displayName sw "S" or displayName eq "Person 3"',
      ['p3@globex.com', 'Sales', 'Support'],
    ],
    ['of users alone', 'userName eq "p1@globex.com"', ['p1@globex.com']],
    ['by the type', 'meta.resourceType eq "Group"', ['Sales', 'Support']],
    ['of groups alone, or of users', 'userName eq "p1@globex.com" or members pr', ['p1@globex.com', 'Sales']],
    ['that groups lack', 'not (userName pr)', ['Sales', 'Support']],
    ['that groups lack, beside one that both have', 'not (title pr) and displayName eq "Sales"', ['Sales']],
    [
      'of either type',
      'active eq false or userName eq "p2@globex.com" or displayName eq "Support"',
      ['p2@globex.com', 'Support'],
    ],
    [
      'by their full names',
      'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "p1@globex.com" or urn:ietf:params:scim:schemas:core:2.0:Group:members pr',
      ['p1@globex.com', 'Sales'],
    ],
    [
      'in brackets of one type',
      'members[type eq "User"] or emails[value eq "p3@globex.com"]',
      ['p3@globex.com', 'Sales'],
    ],
    ['that nothing has', 'userName pr and members pr', []],
    [
      'that is compared with nothing',
      'members eq null and userName ne "p1@globex.com" and displayName sw "S"',
      ['Support'],
    ],
  ])('finds by attributes %s', async (_name, filter, expected) => {
    const { json } = await directory.scim.send('POST', '/.search', { schemas: [searchRequest], filter })
    expect(namesOf(json.Resources)).toEqual(expected)
    expect(json.totalResults).toBe(expected.length)
  })

  test.each([1, 2, 3, 4, 7, 8, 9, 100])('walks by cursor, %i at a time', async (count) => {
    const whole = namesOf((await all('count=100')).json.Resources)
    const walked: string[] = []
    let cursor: string | undefined = ''
    for (let pages = 0; cursor !== undefined; pages++) {
      const { status, json } = await all(`count=${count}&cursor=${cursor}`)
      expect([status, json.totalResults]).toEqual([200, 9])
      expect(json).not.toHaveProperty('startIndex')
      walked.push(...namesOf(json.Resources))
      cursor = json.nextCursor
      expect(pages).toBeLessThan(Math.ceil(9 / count))
    }
    expect(walked).toEqual(whole)
  })

  test('walks by cursor what only groups have, and what a filter finds of both', async () => {
    for (const [filter, expected] of [
      ['members pr or displayName eq "Support"', ['Sales', 'Support']],
      ['displayName sw "S" or userName eq "p1@globex.com"', ['p1@globex.com', 'Sales', 'Support']],
      ['userName eq "nobody"', []],
    ] as const) {
      const walked: string[] = []
      let cursor: string | undefined = ''
      while (cursor !== undefined) {
        const query = `count=1&filter=${encodeURIComponent(filter)}&cursor=${cursor}`
        const { json } = await all(query)
        expect(json.totalResults).toBe(expected.length)
        walked.push(...namesOf(json.Resources))
        cursor = json.nextCursor
      }
      expect(walked).toEqual(expected)
    }
  })

  test('a cursor belongs to its filter and to its part, and to no sorted list', async () => {
    const { json } = await all('count=2&cursor=')
    const groups = (await all('count=8&cursor=')).json.nextCursor
    expect([json.nextCursor.slice(0, 2), groups.slice(0, 2)]).toEqual(['u.', 'g.'])
    for (const query of [
      `cursor=${json.nextCursor}&filter=${encodeURIComponent('displayName pr')}`,
      `cursor=g.${json.nextCursor.slice(2)}`,
      `cursor=u.${groups.slice(2)}`,
      'cursor=x',
      'cursor=g.x',
      'cursor=&sortBy=displayName',
    ]) {
      const { status, json: refusal } = await all(query)
      expect([query, status, refusal.scimType]).toEqual([query, 400, 'invalidCursor'])
    }
  })

  test('refuses a filter that no type understands', async () => {
    const answer = await all(`filter=${encodeURIComponent('shoeSize eq 42')}`)
    expect(answer.status).toBe(400)
    expect(answer.json.scimType).toBe('invalidFilter')
  })
})

describe('sorting (RFC 7644 3.4.2.3)', () => {
  test('is announced', async () => {
    expect((await directory.scim.get('/ServiceProviderConfig')).json.sort).toEqual({ supported: true })
  })

  test.each([
    ['an index has', 'userName', ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']],
    ['none has, equal ones by id', 'title', ['p0', 'p2', 'p4', 'p6', 'p1', 'p3', 'p5']],
  ])('by an attribute that %s, both ways, in any spelling', async (_name, sortBy, names) => {
    const expected = names.map((name) => `${name}@globex.com`)
    const ascending = await directory.scim.get(`/Users?sortBy=${sortBy.toUpperCase()}`)
    expect(namesOf(ascending.json.Resources)).toEqual(expected)
    const descending = await directory.scim.get(`/Users?sortby=${sortBy}&SORTORDER=Descending`)
    expect(namesOf(descending.json.Resources)).toEqual(expected.toReversed())
  })

  test('attributes that are not returned still sort', async () => {
    const { json } = await directory.scim.get(
      '/Users?sortBy=title&sortOrder=descending&attributes=userName&count=1',
    )
    expect(json.Resources).toEqual([expect.objectContaining({ userName: 'p5@globex.com' })])
    expect(json.Resources[0]).not.toHaveProperty('title')
  })

  test.each([
    ['an unknown attribute', 'sortBy=shoeSize', 'invalidPath', /sortBy.*shoeSize/],
    ['a complex attribute', 'sortBy=name', 'invalidPath', /sortBy.*name/],
    ['what is never returned', 'sortBy=password', 'invalidPath', /sortBy.*password/],
    ['a valuePath', `sortBy=${encodeURIComponent('emails[type eq "work"]')}`, 'invalidPath', /sortBy/],
    [
      'an unknown order',
      'sortBy=userName&sortOrder=up',
      'invalidValue',
      /sortOrder.*ascending or descending/,
    ],
  ])('refuses %s', async (_name, query, scimType, detail) => {
    for (const path of ['/Users', '/Groups', '/']) {
      const { status, json } = await directory.scim.get(`${path}?${query}`)
      expect([status, json.scimType]).toEqual([400, scimType])
      expect(json.detail).toMatch(detail)
    }
  })

  test('across types an attribute of one is missing in the other', async () => {
    const { json } = await directory.scim.get('/?sortBy=userName&sortOrder=descending&count=3')
    expect(namesOf(json.Resources)).toEqual(['Support', 'Sales', 'p6@globex.com'])
    const last = await directory.scim.get('/?sortBy=userName&startIndex=9&count=5000')
    expect(namesOf(last.json.Resources)).toEqual(['Support'])
    for (const startIndex of ['5001', '9'.repeat(30)]) {
      const beyond = await directory.scim.get(`/?sortBy=userName&startIndex=${startIndex}`)
      expect(beyond).toMatchObject({ status: 200, json: { totalResults: 9, itemsPerPage: 0 } })
    }
  })

  test('a cursor belongs to its order', async () => {
    const { json } = await directory.scim.get('/Users?sortBy=userName&count=2&cursor=')
    for (const other of ['sortBy=displayName', 'sortBy=userName&sortOrder=descending', '']) {
      const refused = await directory.scim.get(`/Users?${other}&cursor=${json.nextCursor}`)
      expect([refused.status, refused.json.scimType]).toEqual([400, 'invalidCursor'])
    }
  })

  /** As whoever has the token could seal one. */
  const forged = (sortBy: string, key: SortKey) =>
    writeCursor(
      { id: ids[0] as string, key },
      JSON.stringify(['User', '', `${sortBy} false`]),
      cursorKeyOf(directory.token),
    )

  test.each<[string, string, SortKey]>([
    ['a number for a text', 'userName', 5],
    ['a text for a moment', 'meta.created', '2026-01-01'],
    ['a text for a flag', 'active', 'true'],
    ['a NUL', 'userName', '\0'],
    ['half a surrogate pair', 'userName', '\ud800'],
    ['a list', 'userName', ['a'] as unknown as string],
  ])('a forged cursor with %s is refused', async (_name, sortBy, key) => {
    const refused = await directory.scim.get(`/Users?sortBy=${sortBy}&cursor=${forged(sortBy, key)}`)
    expect([refused.status, refused.json.scimType]).toEqual([400, 'invalidCursor'])
  })

  test('a forged cursor far outside the calendar finds what lies behind it', async () => {
    for (const [ms, found] of [
      [-1e300, 7],
      [1e300, 0],
    ]) {
      const answer = await directory.scim.get(
        `/Users?sortBy=meta.created&cursor=${forged('meta.created', ms)}`,
      )
      expect([answer.status, answer.json.itemsPerPage]).toEqual([200, found])
    }
  })

  test('a cursor shows nobody what it stands behind, however long that is, and is changed by nobody', async () => {
    const cursors: Buffer[] = []
    for (let n = 0; n < 2; n++) {
      const { json } = await directory.scim.get('/Users?sortBy=userName&count=2&cursor=')
      cursors.push(Buffer.from(json.nextCursor, 'base64url'))
    }
    const [one, other] = cursors as [Buffer, Buffer]
    expect(one.toString('latin1')).not.toMatch(/globex|[0-9a-f]{8}-/)
    // Two of one place are nowhere alike, and as long as those of longer names.
    expect(one.equals(other)).toBe(false)
    expect(one.subarray(12, 28).equals(other.subarray(12, 28))).toBe(false)
    expect(Buffer.from(forged('userName', 'a'), 'base64url').length).toBe(one.length)
    for (let at = 0; at < one.length; at++) {
      const changed = Buffer.from(one)
      changed[at] = (changed[at] as number) ^ 1
      const answer = await directory.scim.get(
        `/Users?sortBy=userName&cursor=${changed.toString('base64url')}`,
      )
      expect([answer.status, answer.json.scimType]).toEqual([400, 'invalidCursor'])
    }
  })

  test('a cursor belongs to its directory', async () => {
    const neighbour = await makeDirectory(running, site, 'Neighbour')
    const { json } = await directory.scim.get('/Users?sortBy=userName&count=2&cursor=')
    const refused = await neighbour.scim.get(`/Users?sortBy=userName&cursor=${json.nextCursor}`)
    expect([refused.status, refused.json.scimType]).toEqual([400, 'invalidCursor'])
  })
})

describe('a query of another making', () => {
  test.each([
    ['blanks as plus signs', 'userName+eq+%22p1@globex.com%22', 1],
    ['a plus sign beside blanks as %20', 'userName%20eq%20%22plus+sign@globex.com%22', 1],
    ['a plus sign that is encoded', 'userName+eq+%22plus%2Bsign@globex.com%22', 1],
    ['an empty filter', '', 8],
    ['a blank filter', '+++', 8],
  ])('%s', async (_name, filter, total) => {
    const found = await directory.scim.filter('/Users', 'userName eq "plus+sign@globex.com"')
    if (found.json.totalResults === 0) await directory.scim.createUser('plus+sign@globex.com')
    const { json } = await directory.scim.get(`/Users?FILTER=${filter}`)
    expect(json.totalResults).toBe(total)
  })

  test('one encoded twice is refused, and changes nothing of what it means', async () => {
    const { status, json } = await directory.scim.get(
      '/Users?filter=userName%2520eq%2520%2522p1@globex.com%2522',
    )
    expect([status, json.scimType]).toEqual([400, 'invalidFilter'])
  })

  test.each(['/Users', '/Users/.search'])('nobody may guess a password: %s', async (path) => {
    for (const filter of ['password eq "x"', 'password pr', 'userName pr and not (password sw "a")']) {
      const answer = path.endsWith('.search')
        ? await directory.scim.send('POST', path, { schemas: [searchRequest], filter })
        : await directory.scim.filter('/Users', filter)
      expect([answer.status, answer.json.scimType]).toEqual([400, 'invalidFilter'])
      expect(answer.json.detail).toMatch(/password/)
    }
  })

  test.each([
    ['startIndex=x', 'invalidValue', 'startIndex: it must be an integer.'],
    ['count=x', 'invalidValue', 'count: it must be an integer.'],
    ['count=x&cursor=', 'invalidCount', 'count: it must be an integer.'],
    ['cursor=x', 'invalidCursor', expect.stringMatching(/^cursor: it must be the nextCursor/)],
    ['sortOrder=x', 'invalidValue', 'sortOrder: it must be ascending or descending.'],
  ])('%s is refused by its name and rule', async (query, scimType, detail) => {
    expect((await directory.scim.get(`/Users?${query}`)).json).toMatchObject({ scimType, detail })
  })
})

test.each(['9007199254740993', '1000000000000000000000000000000'])('a count of %s is clamped', async (n) => {
  expect((await directory.scim.get(`/Users?count=${n}`)).json.Resources.length).toBeGreaterThan(6)
  const beyond = await directory.scim.get(`/Users?startIndex=${n}`)
  expect([beyond.status, beyond.json.Resources]).toEqual([200, []])
  const body = { schemas: [searchRequest], count: Number(n), startIndex: 1 }
  expect((await directory.scim.send('POST', '/Users/.search', body)).json.Resources.length).toBeGreaterThan(6)
})

test('a user with two addresses that match is counted once', async () => {
  const emails = [{ value: 'twice@a.test' }, { value: 'twice@b.test' }]
  await directory.scim.createUser('twice@globex.com', { emails })
  const { json } = await directory.scim.filter('/Users', 'emails.value sw "twice@"')
  expect(json).toMatchObject({ totalResults: 1, itemsPerPage: 1 })
})

test('/Me is answered 501: the token is that of a directory (RFC 7644 3.11)', async () => {
  expect((await directory.scim.get('/Me')).status).toBe(501)
  expect((await directory.scim.send('PATCH', '/Me', {})).status).toBe(501)
})
