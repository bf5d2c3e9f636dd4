// Far into a long list: a page by cursor and the next page by index continue behind a row, whatever its depth.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { insertUsers } from '../fixtures/many-users.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'

const many = 2_600
let running: RunningApp
let directory: MadeDirectory
let ids: string[]
let clock = Date.now()
let pages: string[] = []

beforeAll(async () => {
  running = await runningApp({ now: () => new Date(clock) })
  const site = await makeSite(running)
  directory = await makeDirectory(running, site, 'Vast')
  ids = await insertUsers(running, site.id, directory.directory.directoryId, many)
  running.app.database.onRoundTrip = (queries) => {
    for (const { text } of queries) if (/directory_users .*limit \$/s.test(text)) pages.push(text)
  }
})
beforeEach(() => {
  pages = []
  // Nothing of the test before is remembered.
  clock += 3_600_000
})
afterAll(() => running.close())

async function page(query: string): Promise<{ ids: string[]; names: string[]; next?: string }> {
  const { status, json } = await directory.scim.get(`/Users?count=500&${query}`)
  expect(status).toBe(200)
  const resources = json.Resources as { id: string; userName: string }[]
  return {
    ids: resources.map(({ id }) => id),
    names: resources.map(({ userName }) => userName),
    next: json.nextCursor,
  }
}

/** How many rows each page asked PostgreSQL to skip. */
const skipped = () => pages.map((text) => (/offset \$/.test(text) ? 'skips' : 'continues'))

test('by cursor no page skips rows', async () => {
  const walked: string[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { ids: found, next } = await page(`cursor=${cursor}`)
    walked.push(...found)
    cursor = next
  }
  expect(walked).toEqual(ids)
  expect(skipped().slice(1)).toEqual(Array(5).fill('continues'))
})

test.each([
  ['in the usual order', ''],
  ['sorted', '&sortBy=userName&sortOrder=descending'],
  ['filtered', `&filter=${encodeURIComponent('userName sw "VAST-"')}`],
])('by index the page after one that was just read continues: %s', async (_name, query) => {
  const walked: string[] = []
  for (let startIndex = 1; startIndex <= many; startIndex += 500) {
    const { ids: found } = await page(`startIndex=${startIndex}${query}`)
    walked.push(...found)
  }
  expect(new Set(walked)).toEqual(new Set(ids))
  expect(walked).toHaveLength(many)
  // The first two are not deep.
  expect(skipped()).toEqual([...Array(2).fill('skips'), ...Array(4).fill('continues')])
})

test('who comes without the page before, or a minute after it, has rows skipped', async () => {
  const expected = ids.slice(1_500, 2_000)
  expect((await page('startIndex=1501')).ids).toEqual(expected)
  await page('startIndex=1001')
  clock += 60_000
  expect((await page('startIndex=1501')).ids).toEqual(expected)
  expect(skipped()).toEqual(['skips', 'skips', 'skips'])
})

test('another filter, order or directory does not continue there', async () => {
  await page('startIndex=1001')
  await page('startIndex=1501&sortBy=userName')
  await page(`startIndex=1501&filter=${encodeURIComponent('userName sw "vast"')}`)
  const site = await makeSite(running)
  const other = await makeDirectory(running, site, 'Other')
  await insertUsers(running, site.id, other.directory.directoryId, many)
  const { json } = await other.scim.get('/Users?count=500&startIndex=1501')
  expect(json.Resources).toHaveLength(500)
  expect(skipped()).toEqual(Array(4).fill('skips'))
})

test('a walk by index misses nobody when others are deleted behind it', async () => {
  await page('startIndex=1')
  await page('startIndex=501')
  const third = await page('startIndex=1001')
  for (const id of ids.slice(0, 3)) expect((await directory.scim.delete(`/Users/${id}`)).status).toBe(204)
  const fourth = await page('startIndex=1501')
  expect([third.ids.at(-1), fourth.ids[0]]).toEqual([ids[1_499], ids[1_500]])
})

test('a sorted list across types is read to 5,000, and to its end where it is shorter', async () => {
  const site = await makeSite(running)
  const { directory, scim } = await makeDirectory(running, site, 'Vaster')
  await insertUsers(running, site.id, directory.directoryId, 5_000)
  const at = (startIndex: number) => scim.get(`/?sortBy=id&count=3&startIndex=${startIndex}`)
  expect((await at(4_999)).json.Resources).toHaveLength(2)
  expect(await at(5_001)).toMatchObject({ status: 200, json: { totalResults: 5_000, itemsPerPage: 0 } })
  await scim.createGroup('One more')
  expect(await at(4_999)).toMatchObject({ status: 400, json: { scimType: 'tooMany' } })
  expect((await at(4_998)).json.Resources).toHaveLength(3)
})
