// Groups with their members as answers, letter by letter (RFC 7643 4.2, RFC 7644 3.4.2.5): written from bytes, they are what JSON is made of them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertUsers } from '../fixtures/many-users.ts'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'

const people = 20_000

/** As many as travel beside others and one more, and more than are held. */
const sizes = [2_000, 2_001, 10_001, people]
/** So many users, and behind them a group: what comes beside others ends between them, and what is held. */
const usersBeforeGroup = [2_000, 10_000]
const nameWithGroup = (count: number) => `${count} users and a group`
/** Sent while they are read, and none has a `display`. */
const manyPlain = '10001 without a display'
const names = [
  'none',
  'plain',
  '"names" \\ 🙂',
  'mixed',
  'groups',
  ...sizes.map(String),
  ...usersBeforeGroup.map(nameWithGroup),
  manyPlain,
]

interface Shown {
  readonly value: string
  readonly display?: string
  readonly type: 'User' | 'Group'
}

interface Group {
  readonly path: string
  /** As it is answered, without its members. */
  readonly own: { readonly id: string; readonly meta: { readonly location: string } }
  readonly members: readonly Shown[]
}

let running: RunningApp
let provider: Provider
/** As the server knows itself. */
let baseUrl: string
let users: string[]
const groups = new Map<string, Group>()

async function makeGroup(name: string, more: object = {}): Promise<Group> {
  const { json } = await provider.scim.createGroup(name, [], more)
  const group = { path: `/Groups/${json.id}`, own: json, members: [] }
  groups.set(name, group)
  return group
}

/** Members as they are stored, whatever was sent: so many nobody sends, and much of what is given as `display` is put right. */
async function fill(name: string, members: readonly Shown[]): Promise<void> {
  const group = groups.get(name) as Group
  groups.set(name, { ...group, members })
  const { id: siteId } = provider.site
  const { directoryId } = provider.directory
  const insert = (table: string, column: string, type: Shown['type']) => {
    const ones = members.filter((one) => one.type === type)
    return {
      name: '',
      table,
      alone: true,
      text: `insert into ${table} (site_id, directory_id, group_id, ${column}, added_at, display)
        select $1, $2, $3, m.id, now(), m.display from unnest($4::uuid[], $5::text[]) m (id, display)`,
      values: [
        siteId,
        directoryId,
        group.path.split('/').at(-1),
        ones.map(({ value }) => value),
        ones.map(({ display }) => display ?? null),
      ],
    }
  }
  await running.app.database.inDirectory(siteId, directoryId, async (tx) => {
    tx.write(insert('directory_group_members', 'user_id', 'User'))
    tx.write(insert('directory_group_nesting', 'inner_group_id', 'Group'))
  })
}

const filled = (to: number): Shown[] =>
  users.slice(0, to).map((value, at) => ({
    value,
    ...((at + 1) % 5 === 0 && { display: `No. "${at + 1}"` }),
    type: 'User',
  }))

const displays = [
  'Ann',
  '',
  ' ',
  '"quoted" \\ / back',
  '\u0001\u001f\b\f\n\r\t\u007f',
  '🙂 é \u2028\u2029 \ufeff \uffff',
  'x'.repeat(3_000),
]

beforeAll(async () => {
  running = await runningApp()
  provider = await makeProvider(running, 'generic')
  const { id: siteId } = provider.site
  users = await insertUsers(running, siteId, provider.directory.directoryId, people)
  const user = (n: number, display?: string): Shown => ({
    value: users[n] as string,
    ...(display !== undefined && { display }),
    type: 'User',
  })
  const inner = ({ own }: Group, display?: string): Shown => ({
    value: own.id,
    ...(display !== undefined && { display }),
    type: 'Group',
  })
  for (const name of names)
    await makeGroup(name, name.startsWith('"') ? { externalId: ',"meta":{},"members":[]' } : {})
  const [none, plain] = ['none', 'plain'].map((name) => groups.get(name)) as [Group, Group]
  const { location } = none.own.meta
  baseUrl = location.slice(0, location.lastIndexOf('/Groups/'))
  await fill('plain', [user(0), user(1), user(2)])
  await fill(
    '"names" \\ 🙂',
    displays.map((display, n) => user(n, display)),
  )
  await fill('mixed', [user(0), user(1, 'One'), user(2), inner(none, '"None"'), inner(plain)])
  await fill('groups', [inner(none), inner(plain, 'Plain')])
  for (const size of sizes) await fill(`${size}`, filled(size))
  for (const count of usersBeforeGroup)
    await fill(nameWithGroup(count), [...filled(count), inner(plain, 'Last')])
  await fill(
    manyPlain,
    users.slice(0, 10_001).map((value) => ({ value, type: 'User' })),
  )
})
afterAll(() => running.close())

const attributes = ['value', '$ref', 'display', 'type'] as const
type Attribute = (typeof attributes)[number]

/** How members are answered of whom these attributes are shown. */
function answered(members: readonly Shown[], shown: readonly Attribute[] = attributes): object[] {
  return members.flatMap(({ value, display, type }) => {
    const whole = { value, $ref: `${baseUrl}/${type}s/${value}`, display, type }
    const part = attributes.filter((name) => shown.includes(name) && whole[name] !== undefined)
    return part.length > 0 ? [Object.fromEntries(part.map((name) => [name, whole[name]]))] : []
  })
}

/** Many members come last, because they are sent while they are read. */
function textOf({ own, members }: Group, names: readonly string[], shown?: readonly Attribute[]): string {
  const { meta, ...attributesOfIt } = own
  const list = answered(members, shown)
  const isMany = members.length > 10_000
  const kept = Object.entries({
    ...attributesOfIt,
    ...(isMany ? {} : list.length > 0 && { members: list }),
    meta,
    ...(isMany && { members: list }),
  }).filter(([name]) => names.includes(name))
  return JSON.stringify(Object.fromEntries(kept))
}

const everything = ['id', 'schemas', 'displayName', 'externalId', 'members', 'meta']
const without = (name: string) => everything.filter((one) => one !== name)

const selections: [string, string[], Attribute[]?][] = [
  ['', everything],
  ['?attributes=members', ['id', 'schemas', 'members']],
  ['?attributes=members.value', ['id', 'schemas', 'members'], ['value']],
  ['?attributes=members.display', ['id', 'schemas', 'members'], ['display']],
  ['?attributes=members.type,members.$ref', ['id', 'schemas', 'members'], ['$ref', 'type']],
  [
    '?attributes=meta,members.display,members.value',
    ['id', 'schemas', 'members', 'meta'],
    ['value', 'display'],
  ],
  ['?attributes=displayName', ['id', 'schemas', 'displayName']],
  ['?excludedAttributes=members', without('members')],
  ['?excludedAttributes=meta', without('meta')],
  ['?excludedAttributes=members.display', everything, ['value', '$ref', 'type']],
  ['?excludedAttributes=members.value,members.$ref', everything, ['display', 'type']],
]

/** Of megabytes it shows where they begin to differ. */
function expectSame(text: string, expected: string): void {
  let at = 0
  while (at < expected.length && text[at] === expected[at]) at++
  const around = (whole: string) => [whole.length, whole.slice(Math.max(0, at - 200), at + 200)]
  expect(around(text)).toEqual(around(expected))
}

describe.each(names)('the group %j', (name) => {
  test.each(selections)('with %j', async (query, kept, shown) => {
    const group = groups.get(name) as Group
    const { status, text } = await provider.scim.get(group.path + query)
    expect(status).toBe(200)
    expectSame(text, textOf(group, kept, shown))
  })
})

const few = names.filter((name) => !/^\d/.test(name))
const anyOf = (some: readonly string[]) =>
  some.map((name) => `displayName eq ${JSON.stringify(name)}`).join(' or ')
/** Together more than come with a page, and no more than are held. */
const thousands = ['none', 'mixed', '2000', '2001', nameWithGroup(2_000)]

test.each([
  ['with its members', `?count=${few.length}`, few],
  ['by cursor', `?count=${few.length}&cursor=`, few],
  ['behind a filter', `?filter=${encodeURIComponent(anyOf(few))}`, few],
  ['judged one by one', `?filter=${encodeURIComponent(`displayName pr and (${anyOf(few)})`)}`, few],
  ['with thousands of members', `?filter=${encodeURIComponent(anyOf(thousands))}`, thousands],
  ['with one and its many members', `?filter=${encodeURIComponent(anyOf(['2001']))}`, ['2001']],
])('a page of groups shows each as a GET does, %s', async (_, query, expected) => {
  const { text, json } = await provider.scim.get(`/Groups${query}`)
  const found = json.Resources.map(({ displayName }: { displayName: string }) => displayName)
  expect(found.toSorted()).toEqual(expected.toSorted())
  const resources = found.map((name: string) => textOf(groups.get(name) as Group, everything))
  expectSame(text.slice(text.indexOf('"Resources"')), `"Resources":[${resources.join(',')}]}`)
})

test('pages by cursor show each once, and so does a page with more members than are held', async () => {
  const seen: string[] = []
  let cursor = ''
  do {
    const { text, json } = await provider.scim.get(
      `/Groups?count=2&cursor=${cursor}&excludedAttributes=members.$ref`,
    )
    expect(JSON.parse(text)).toEqual(json)
    for (const { id, members = [] } of json.Resources) {
      const group = [...groups.values()].find(({ own }) => own.id === id) as Group
      expect(members).toEqual(answered(group.members, ['value', 'display', 'type']))
      seen.push(id)
    }
    cursor = json.nextCursor ?? ''
  } while (cursor !== '')
  expect(new Set(seen).size).toBe(names.length)
  expect(seen).toHaveLength(names.length)
})

test('what members are judged by is what they are answered with', async () => {
  const found = async (filter: string) => {
    const { json } = await provider.scim.get(
      `/Groups?filter=${encodeURIComponent(filter)}&attributes=displayName`,
    )
    return json.Resources.map(({ displayName }: { displayName: string }) => displayName).toSorted()
  }
  expect(await found('displayName sw "m" and members.display eq "One"')).toEqual(['mixed'])
  expect(
    await found('displayName sw "g" and members.type eq "Group" and members.display eq "plain"'),
  ).toEqual(['groups'])
  expect(await found('displayName eq "2001" and members.display eq "No. \\"2000\\""')).toEqual(['2001'])
})
