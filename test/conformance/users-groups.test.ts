// A user's readOnly attribute `groups` (RFC 7643 4.1.2) is read in two ways: for one user, and for a page of them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'

let running: RunningApp
let provider: Provider
const users: string[] = []

beforeAll(async () => {
  running = await runningApp()
  provider = await makeProvider(running, 'generic')
  const { scim } = provider
  for (const name of ['ann', 'bob', 'cid', 'dan']) {
    users.push((await scim.createUser(`${name}@globex.com`)).json.id)
  }
  const [ann, bob, cid] = users as [string, string, string]
  const group = async (name: string, members: string[]): Promise<string> =>
    (await scim.createGroup(name, members)).json.id
  // Bob is in `Both` directly and by two ways round; names hold what JSON writes otherwise.
  const inner = await group('Inner "quoted" \\ and\ttab', [ann, bob])
  const beside = await group('Beside \u2028 é 𝒳 \u0001', [bob, cid])
  const both = await group('Both', [inner, beside, bob])
  await group('Outer', [both])
})
afterAll(() => running.close())

test('a page says of each what a GET says, and gives it the same version', async () => {
  const { Resources } = await provider.read('/Users')
  const single = await Promise.all(users.map((id) => provider.read(`/Users/${id}`)))
  expect(Resources).toEqual(single)
  expect(single.map(({ groups }) => groups?.length)).toEqual([3, 4, 3, undefined])
})

test.each([
  ['from an index', '/Users?startIndex=2&count=2', 2],
  ['by cursor', '/Users?cursor&count=3', 3],
  ['of a filter that an index serves', '/Users?filter=userName%20sw%20%22b%22', 1],
  ['of a filter that is judged one by one', '/Users?filter=groups.display%20eq%20%22Both%22', 3],
  ['in another order', '/Users?sortBy=userName&sortOrder=descending', 4],
])('also %s', async (_, path, count) => {
  const { Resources } = await provider.read(path)
  expect(Resources).toHaveLength(count)
  for (const one of Resources) expect(one).toEqual(await provider.read(`/Users/${one.id}`))
})

test('a page without them does not show them', async () => {
  const { Resources } = await provider.read('/Users?excludedAttributes=groups')
  expect(Resources.filter((one: object) => 'groups' in one)).toEqual([])
})
