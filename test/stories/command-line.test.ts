import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command, commandJson } from '../fixtures/command.ts'
import { type FreshDatabase, freshDatabase } from '../fixtures/database.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { type Served, serve } from '../fixtures/served.ts'

let database: FreshDatabase
let env: Record<string, string>
let served: Served
let folder: string
let globex: { id: string; scimBaseUrl: string; token: string; name: string; state: string }
let initech: typeof globex
let engineers: string
let annsUser: string

/** Reads one document; `run('customer list')` splits at spaces, so arguments with spaces come behind it. */
const run = (words: string, ...more: string[]) => commandJson(env, ...words.split(' '), ...more)
const fails = (words: string, ...more: string[]) => command(env, ...words.split(' '), ...more)
const clientOf = ({ scimBaseUrl, token }: typeof globex) =>
  new ScimClient(served.origin + new URL(scimBaseUrl).pathname, token)

async function made(answer: ReturnType<ScimClient['get']>): Promise<string> {
  const { status, json, text } = await answer
  if (status !== 201) throw new Error(`${status}: ${text}`)
  return json.id
}

beforeAll(async () => {
  ;[database, folder] = await Promise.all([
    freshDatabase(),
    mkdtemp(join(tmpdir(), 'doorward-command-line-')),
  ])
  const DNS_RESOLVERS = '127.0.0.1:1, 127.0.0.1:2'
  env = { DATABASE_URL: database.url, PUBLIC_URL: 'https://help.example.com/', DNS_RESOLVERS }
  await run('site create --slug acme --name', 'Acme Support')
  ;[globex, initech, served] = await Promise.all([
    run(
      'directory create --site acme --name Globex --domain globex.com --domain Globex.net --home',
      'All of Globex',
    ),
    run('directory create --name Initech --rehearsal'),
    serve({ DATABASE_URL: database.url }),
  ])
  const client = clientOf(globex)
  const user = (name: string) =>
    made(client.createUser(`${name.toLowerCase()}@globex.com`, { displayName: name }))
  const [ann, bob, cid, dan] = await Promise.all(['Ann', 'Bob', 'Cid', 'Dan'].map(user))
  annsUser = ann ?? ''
  engineers = await made(client.createGroup('Engineers', [ann ?? '', bob ?? '']))
  await made(client.createGroup('Product', [engineers, ann ?? '', cid ?? '']))
  await made(client.createGroup('Product', [cid ?? '']))
  await made(client.createGroup('Leavers', [dan ?? '']))
  await client.patch(`/Users/${ann}`, {
    op: 'replace',
    path: 'emails[type eq "work"].value',
    value: 'ann.lee@globex.com',
  })
  await client.patch(`/Users/${dan}`, { op: 'replace', path: 'active', value: false })
  await made(clientOf(initech).createUser('eve@initech.com', { displayName: 'Eve' }))
})

afterAll(async () => {
  await served?.stop()
  rmSync(folder, { recursive: true, force: true })
  await database?.drop()
})

const namesOf = (people: { name: string }[]) => people.map(({ name }) => name).sort()

test('a new directory says once how its identity provider reaches it', async () => {
  expect(globex).toMatchObject({ name: 'Globex', state: 'live' })
  expect(globex.scimBaseUrl).toMatch(/^https:\/\/help\.example\.com\/scim\/v2\/[0-9a-z]{12}$/)
  expect(globex.token).toMatch(/^dwd_[0-9a-z]{12}_[\w-]{43}$/)
  expect(initech.state).toBe('rehearsal')
  const text = await fails('directory create --name Umbrella')
  expect(text.code).toBe(0)
  expect(text.stdout).toMatch(/base URL {2}https:.*\n {2}token {5}dwd_.*\n.*shown once/)
  expect(text.stdout).toContain('exchange list --directory Umbrella')
})

test('a directory is shown by id and by name, with what is in it', async () => {
  // What the last calls came to is written a moment after them.
  const shown = async () => [await run('directory show globex'), await run('directory show', globex.id)]
  await expect.poll(async () => isDeepStrictEqual(...((await shown()) as [object, object]))).toBe(true)
  const [byName] = await shown()
  const all = await run('directory list')
  expect(byName).toMatchObject({
    id: globex.id,
    users: 4,
    activeUsers: 3,
    groups: 4,
    domains: [
      { domain: 'globex.com', authority: 'declared' },
      { domain: 'globex.net', authority: 'declared' },
    ],
    tokens: [{ label: 'first token', state: 'live' }],
  })
  expect(JSON.stringify(byName)).not.toContain(globex.token)
  expect(namesOf(all)).toEqual(expect.arrayContaining(['Globex', 'Initech']))
})

test('what a directory gives its identity provider is shown and changed', async () => {
  const soylent = await run('directory create --name Soylent --preset okta')
  const settings = (...more: string[]) => run('directory settings --directory Soylent', ...more)
  expect(await settings()).toMatchObject({
    id: soylent.id,
    preset: 'okta',
    overrides: {},
    settings: { unknownMembers: 'skip', patchAnswer: 'users-200-groups-204' },
  })
  const changed = await settings(
    '--preset',
    'entra',
    '--set',
    'patchAnswer=always-200',
    'groupNames=repeatable',
  )
  expect(changed).toMatchObject({
    preset: 'entra',
    overrides: { patchAnswer: 'always-200', groupNames: 'repeatable' },
    settings: { unknownMembers: 'skip', patchAnswer: 'always-200', groupNames: 'repeatable' },
    changed: true,
  })
  expect(await settings('--unset', 'groupNames')).toMatchObject({ settings: { groupNames: 'unique' } })
  const { stdout } = await fails('directory settings --directory Soylent')
  expect(stdout).toMatch(
    /^Soylent\n +preset +entra \(Microsoft Entra ID\)\n +patchAnswer +always-200, set for this/,
  )
  expect((await fails('directory show Soylent')).stdout).toMatch(
    /preset +entra \(.*\)\n +but patchAnswer always-200\n/,
  )
  expect(await run('directory show Soylent')).toMatchObject({ preset: 'entra', client: null })
  await clientOf(soylent).get('/Users', { 'user-agent': 'Okta SCIM Client 1.0.0' })
  const show = async () => (await fails('directory show Soylent')).stdout
  await expect.poll(show).toMatch(/client +Okta, first seen .*, last seen /)
  expect(await show()).toContain('directory settings --directory Soylent --preset okta')
  expect(await run('directory show Soylent')).toMatchObject({ preset: 'entra', client: { name: 'okta' } })
})

test('customers are found by present address, by directory, and by a former address in a search', async () => {
  const [all, present, former, searched, byName, managed] = await Promise.all([
    run('customer list'),
    run('customer list --email ANN.lee@globex.com'),
    run('customer list --email ann@globex.com'),
    run('customer list --query ann@globex'),
    run('customer list --query', 'AN'),
    run('customer list --directory Globex'),
  ])
  expect(namesOf(all)).toEqual(['Ann', 'Bob', 'Cid', 'Dan'])
  expect(present).toMatchObject([
    {
      name: 'Ann',
      active: true,
      directory: 'Globex',
      directoryId: globex.id,
      address: 'ann.lee@globex.com',
      addresses: [{ address: 'ann.lee@globex.com', standing: 'held' }],
      formerAddresses: [{ address: 'ann@globex.com', standing: 'held' }],
    },
  ])
  expect(former).toEqual([])
  expect(searched).toEqual(present)
  expect(namesOf(byName)).toEqual(['Ann', 'Dan'])
  expect(managed).toEqual(all)
  const hint = await fails('customer list --email ann@globex.com')
  expect(hint.stdout).toContain('customer list --query ann@globex.com')
})

test('a list continues behind the last one shown, and says that it does', async () => {
  const { stdout, stderr } = await command(env, 'customer', 'list', '--limit', '3', '--json')
  const first = JSON.parse(stdout)
  expect(stderr).toBe(`More follow: add --after ${first[2].id}\n`)
  const [rest, organizations] = await Promise.all([
    run('customer list --after', first[2].id),
    run('organization list --limit 2'),
  ])
  expect(namesOf([...first, ...rest])).toEqual(['Ann', 'Bob', 'Cid', 'Dan'])
  const others = await run('organization list --after', organizations[1].id)
  expect([...organizations, ...others].map(({ name }) => name)).toEqual([
    'All of Globex',
    'Engineers',
    'Leavers',
    'Product',
  ])
})

test("a directory's groups are listed and shown, with what they feed and who is in them", async () => {
  const [first, begins, shown, byId] = await Promise.all([
    run('group list --directory Globex --limit 2'),
    run('group list --directory Globex --query prod'),
    run('group show --directory Globex engineers'),
    run('group show --directory Globex', engineers),
  ])
  const rest = await run('group list --directory Globex --after', first[1].id)
  expect([...first, ...rest].map(({ name }) => name)).toEqual(['Engineers', 'Leavers', 'Product', 'Product'])
  expect(begins).toMatchObject([
    { organizations: [{ name: 'Product' }] },
    { organizations: [{ name: 'Product' }] },
  ])
  expect(shown).toEqual(byId)
  expect(shown).toMatchObject({ name: 'Engineers', members: 2, inner: [], outer: [{ name: 'Product' }] })
  expect(shown.users.map(({ displayName }: { displayName: string }) => displayName).sort()).toEqual([
    'Ann',
    'Bob',
  ])
  expect((await fails('group show --directory Globex Nope')).stderr).toBe('The group Nope does not exist.\n')
})

test('a customer is shown with memberships, their sources, directory users and requests', async () => {
  await run(
    'request open --customer ann.lee@globex.com --organization Product --summary',
    'The door is stuck',
  )
  const [byAddress, requests, dan] = await Promise.all([
    run('customer show --email ann.lee@globex.com'),
    run('request list'),
    run('customer show dan@globex.com'),
  ])
  const fromGroup = { kind: 'group', directory: 'Globex', directoryId: globex.id }
  expect(byAddress).toMatchObject({
    memberships: [
      { organization: 'All of Globex', kind: 'home', directory: 'Globex', group: null },
      { ...fromGroup, organization: 'Engineers', group: 'Engineers', groupId: engineers },
      { ...fromGroup, organization: 'Product', group: 'Product' },
    ],
    users: [{ id: annsUser, userName: 'ann@globex.com', active: true, directory: 'Globex' }],
    requestCount: 1,
    newestRequests: [{ summary: 'The door is stuck', organizations: [{ name: 'Product' }] }],
  })
  expect(byAddress.memberships[0].since).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  // Agents always see the address.
  expect(requests).toMatchObject([
    {
      summary: 'The door is stuck',
      requester: { id: byAddress.id, name: 'Ann', address: 'ann.lee@globex.com' },
      organizations: [{ name: 'Product' }],
    },
  ])
  expect(dan).toMatchObject({ active: false, memberships: [], users: [{ active: false }] })
  const byId = await fails('customer show', byAddress.id)
  expect(byId.stdout).toMatch(/^ {2}member of .* Product, through group Product of Globex, since/ms)
  expect(byId.stdout).toContain('ann@globex.com, until ')
})

test('an organization shows every member once, with all sources, whatever the page size', async () => {
  const [product, home, leavers, engineering] = await Promise.all([
    run('organization show Product'),
    run('organization show', 'all of globex'),
    run('organization show Leavers'),
    run('organization show Engineers'),
  ])
  // A directory's second group of one name feeds the organization that its first one made.
  const source = { kind: 'group', directory: 'Globex', directoryId: globex.id, group: 'Product' }
  expect(product.sources).toMatchObject([source, source])
  const [first, second] = product.sources.map(({ groupId }: { groupId: string }) => ({ ...source, groupId }))
  // Bob belongs through Engineers, which is nested; Ann through both, and Cid through two sources. Each appears once.
  expect(namesOf(product.members)).toEqual(['Ann', 'Bob', 'Cid'])
  expect(namesOf(engineering.members)).toEqual(['Ann', 'Bob'])
  for (const { name, sources, since } of product.members) {
    expect(sources).toMatchObject(name === 'Cid' ? [first, second] : [first])
    expect(since).toBe(sources[0].since)
  }
  expect(namesOf(home.members)).toEqual(['Ann', 'Bob', 'Cid'])
  expect(home.members[0].sources).toMatchObject([{ kind: 'home', directory: 'Globex', group: null }])
  expect(home.members).toContainEqual(expect.objectContaining({ name: 'Ann', address: 'ann.lee@globex.com' }))
  expect(leavers).toMatchObject({ members: [], next: null })

  const paged: unknown[] = []
  let after: string[] = []
  do {
    const page = await run('organization show Product --limit 1', ...after)
    paged.push(...page.members)
    after = page.next === null ? [] : ['--after', page.next]
  } while (after.length > 0)
  expect(paged).toEqual(product.members)
})

test('exchanges are listed newest first and shown with both bodies', async () => {
  let list = await run('exchange list --directory Globex')
  for (let tries = 0; list.length < 9 && tries < 20; tries++) {
    await sleep(100)
    list = await run('exchange list --directory Globex')
  }
  const [first] = list
  expect(first).toMatchObject({ method: 'PATCH', status: expect.any(Number), directoryId: globex.id })
  expect(first).not.toHaveProperty('requestBody')
  const [shown, older] = await Promise.all([
    run('exchange show --directory', globex.id, first.id),
    run('exchange list --directory Globex --limit 2 --before', first.id),
  ])
  expect(shown.requestBody.Operations).toMatchObject([{ op: 'replace', path: 'active', value: false }])
  expect(older.map(({ id }: { id: string }) => id)).toEqual([list[1].id, list[2].id])
  const foreign = await fails('exchange show --directory Initech', first.id)
  expect(foreign).toMatchObject({ code: 1, stdout: '', stderr: `The exchange ${first.id} does not exist.\n` })
})

test('the audit of a subject is read by the id that every other command shows', async () => {
  const [ann] = await run('customer list --email ann.lee@globex.com')
  const [directory, customer, text] = await Promise.all([
    run('audit list --subject', globex.id),
    run('audit list --subject', ann.id),
    fails('audit list --subject', ann.id),
  ])
  // For people what changed comes before the ids, because long lines are cut.
  expect(text.stdout).toMatch(/ {2}address ann@globex\.com → ann\.lee@globex\.com; effects leave-address/)
  expect(directory.at(-1)).toMatchObject({
    action: 'directory.created',
    actorKind: 'command',
    subjectKind: 'directory',
    subject: globex.id,
    details: { name: 'Globex', domains: ['globex.com', 'globex.net'], home: 'All of Globex' },
  })
  expect(customer.map(({ action }: { action: string }) => action)).toEqual([
    'directory-user.changed',
    'directory-user.created',
  ])
  // Personal values stand apart from the event, and are shown with it.
  expect(JSON.stringify(customer[0].values)).toContain('ann.lee@globex.com')
})

test('a directory comes to speak for a domain, and no longer does', async () => {
  await run('directory create --name Tyrell')
  const of = ['--directory', 'Tyrell']
  expect(await run('domain add tyrell.com --preview', ...of)).toMatchObject({ act: 'declare', people: 0 })
  expect(await run('domain list', ...of)).toEqual([])
  expect(await run('domain add Tyrell.com', ...of)).toMatchObject({
    domain: 'tyrell.com',
    authority: 'declared',
  })
  expect(await run('domain list', ...of)).toMatchObject([{ domain: 'tyrell.com', authority: 'declared' }])
  expect(await run('domain guests on --preview', ...of)).toMatchObject({ act: 'allow', people: 0 })
  expect(await run('domain guests on', ...of)).toMatchObject({ guestsSince: expect.any(String) })
  expect(await run('domain guests off', ...of)).toMatchObject({ guestsSince: null })
  expect(await run('domain remove tyrell.com', ...of)).toMatchObject({ removed: true })
  expect(await run('domain list', ...of)).toEqual([])
})

test('whoever joins the staff with an address in a domain of customers is noted', async () => {
  const { code, stdout, stderr } = await fails(
    'staff create --site acme --role agent --address sam@globex.com --name',
    'Sam',
    '--json',
  )
  expect([code, JSON.parse(stdout).role]).toEqual([0, 'agent'])
  expect(stderr).toContain('Globex, a directory of customers, speaks for globex.com.')
})

test('a proof of a domain is begun, and says what resolvers see as long as its record is not there', async () => {
  await run('directory create --name Weyland')
  const of = ['--directory', 'Weyland']
  const { proof } = await run('domain add weyland.com --prove', ...of)
  expect(proof).toMatchObject({ record: '_doorward-challenge.weyland.com', state: 'begun' })
  expect(await run('domain list', ...of)).toMatchObject([{ domain: 'weyland.com', authority: null, proof }])
  expect(await run('domain verify weyland.com --preview', ...of)).toMatchObject({ act: 'prove', others: 0 })
  const { code, stderr } = await fails('domain verify weyland.com', ...of)
  expect([code, stderr]).toEqual([1, expect.stringContaining('127.0.0.1:1 does not answer')])
  expect(await run('domain remove weyland.com', ...of)).toMatchObject({ removed: true })
})

test('a pause holds back what is new and nothing else; resuming brings it up to date', async () => {
  const hooli = await run('directory create --name Hooli --domain hooli.com')
  const client = clientOf(hooli)
  await made(client.createUser('gavin@hooli.com'))
  expect(await run('directory pause hooli')).toMatchObject({ id: hooli.id, state: 'paused' })
  await made(client.createGroup('Hooli XYZ', [await made(client.createUser('big.head@hooli.com'))]))
  const [held, again] = await Promise.all([
    run('customer list --directory Hooli'),
    fails('directory pause Hooli'),
  ])
  expect(held).toMatchObject([{ address: 'gavin@hooli.com', active: true }])
  expect(again).toMatchObject({
    code: 1,
    stderr: 'The directory Hooli is paused; only a live one can be paused.\n',
  })

  expect(await run('directory resume Hooli')).toMatchObject({
    state: 'live',
    updated: { users: 1, groups: 1 },
  })
  const [organization, events] = await Promise.all([
    run('organization show', 'Hooli XYZ'),
    run('audit list --subject', hooli.id),
  ])
  expect(organization.members).toMatchObject([{ address: 'big.head@hooli.com' }])
  expect(events.map(({ action }: { action: string }) => action)).toEqual([
    'directory.resumed',
    'directory.paused',
    'directory.created',
  ])
})

test('a rehearsal shows nobody until it goes live, which needs its name once more', async () => {
  expect(await run('customer list --directory Initech')).toEqual([])
  expect(await run('directory show Initech')).toMatchObject({ state: 'rehearsal', users: 1, liveSince: null })
  const unconfirmed = await fails('directory go-live Initech')
  expect(unconfirmed.code).not.toBe(0)
  expect(unconfirmed.stderr).toContain('Of 1 person read: 1 new,')
  expect(unconfirmed.stderr).toContain('To go live: directory go-live Initech --confirm Initech')
  const other = await fails('directory go-live Initech --confirm Globex')
  expect(other.stderr).toContain("must be the directory's name, Initech.")
  expect(await run('directory show Initech')).toMatchObject({ state: 'rehearsal', liveSince: null })
  const { stdout, stderr } = await fails('directory go-live Initech --confirm Initech --wait')
  expect(stderr).toBe('0 of 1 person or group\n1 of 1 person or group\n')
  expect(stdout).toBe('Initech is live. What had waited is brought up to date: 1 person, 0 groups.\n')
  expect(await run('customer list --directory Initech')).toMatchObject([
    { name: 'Eve', directoryId: initech.id },
  ])
})

test('tokens overlap in a rotation; a revoked one is refused', async () => {
  const options = ['--directory', 'Umbra']
  const umbra = await run('directory create --name Umbra')
  const second = await run('token create --label second --expires 90d', ...options)
  const ninetyDaysMs = 90 * 24 * 60 * 60 * 1000
  expect(Date.parse(second.expiresAt) - Date.parse(second.createdAt)).toBe(ninetyDaysMs)
  const withSecond = clientOf({ ...umbra, token: second.token })
  expect((await clientOf(umbra).get('/Users')).status).toBe(200)
  expect((await withSecond.get('/Users')).status).toBe(200)

  const [first] = await run('token list', ...options)
  expect(await run('token revoke', first.id, ...options)).toMatchObject({ id: first.id, state: 'revoked' })
  await expect.poll(async () => (await clientOf(umbra).get('/Users')).status).toBe(401)
  expect((await withSecond.get('/Users')).status).toBe(200)
  expect(await run('token list', ...options)).toMatchObject([
    { state: 'revoked' },
    { label: 'second', state: 'live' },
  ])
})

test('a backup made while the server runs is restored into an empty database, and into no other', async () => {
  const file = join(folder, 'everything.backup')
  const written = await run('backup', file)
  expect(written).toMatchObject({ rows: expect.any(Number), tables: expect.any(Number) })
  const full = await fails('restore', file)
  expect(full).toMatchObject({ code: 1, stdout: '' })
  expect(full.stderr).toContain('into an empty database only')
  const empty = await freshDatabase()
  try {
    const other = { DATABASE_URL: empty.url }
    expect(await commandJson(other, 'restore', file)).toMatchObject({ rows: written.rows })
    const [restored, original] = await Promise.all([
      commandJson(other, 'customer', 'list'),
      run('customer list'),
    ])
    expect(restored).toEqual(original)
  } finally {
    await empty.drop()
  }
})

test('a site says how long its exchanges are kept, and the change is audited', async () => {
  expect(await run('site settings')).toMatchObject({ slug: 'acme', exchangeDays: 30 })
  expect(await run('site settings --exchange-days 90')).toMatchObject({ exchangeDays: 90 })
  const [site, text, events] = await Promise.all([
    run('site show'),
    fails('site show'),
    run('audit list --limit 1'),
  ])
  expect(site.exchangeDays).toBe(90)
  expect(text.stdout).toMatch(/^ {2}exchanges {2}kept 90 days$/m)
  expect(events).toMatchObject([
    {
      action: 'site.settings-changed',
      actorKind: 'command',
      subject: site.id,
      details: { exchangeDays: { before: 30, after: 90 } },
    },
  ])
})

test('a file that cannot be restored leaves no DATA_DIR behind', async () => {
  const dataDir = join(folder, 'new-data')
  const damaged = join(folder, 'damaged.backup')
  writeFileSync(damaged, 'no backup')
  const restoring = (file: string) =>
    command({ DATABASE_URL: '', DATA_DIR: dataDir }, 'restore', file, '--json')
  const [missing, broken] = await Promise.all([restoring(join(folder, 'none')), restoring(damaged)])
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/none does not exist\.$/m) })
  expect(broken).toMatchObject({ code: 1, stderr: expect.stringMatching(/damaged or not a backup/) })
  expect(existsSync(dataDir)).toBe(false)
})

test('a backup of a DATA_DIR that was never used is refused, and makes neither the folder nor the file', async () => {
  const dataDir = join(folder, 'never-used')
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  for (const DATA_DIR of [dataDir, empty]) {
    const file = join(folder, 'never.backup')
    const { code, stdout, stderr } = await command({ DATABASE_URL: '', DATA_DIR }, 'backup', file, '--json')
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `DATA_DIR (${DATA_DIR}) holds no database. Name the DATA_DIR of the server, or its database in DATABASE_URL.\n`,
    })
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'environment', field: 'DATA_DIR' })
    expect(existsSync(file)).toBe(false)
  }
  expect(existsSync(dataDir)).toBe(false)
  expect(readdirSync(empty)).toEqual([])
})

test('what is typed wrong ends with 2 and one sentence that names the option, in the JSON document as well', async () => {
  const wrong: [words: string, field: string | null, sentence: RegExp][] = [
    ['frobnicate', null, /unknown command 'frobnicate'\n.*--help/],
    ['directory', null, /Usage: doorward directory/],
    ['directory sell', null, /unknown command 'sell'/],
    [
      'directory create --name New --preset azure',
      'preset',
      /^preset: must be one of auto, generic, entra, okta, /,
    ],
    [
      'directory settings --directory Globex --set groupNames',
      'groupNames',
      /^groupNames: must be one of repeatable, unique\.$/m,
    ],
    ['directory settings --directory Globex --unset x', 'x', /^x: is not a setting\. The settings are /],
    ['customer list --colour red', 'colour', /unknown option '--colour'/],
    ['tasks retry', 'task', /missing required argument 'task'/],
    ['usage --from yesterday', 'from', /^from: must be a day such as /],
    ['customer list --limit 0', 'limit', /^limit: must be a whole number from 1 to 10000\.$/m],
    ['customer list --limit 10001', 'limit', /^limit: /],
    ['customer list --limit ten', 'limit', /^limit: /],
    ['customer list --after ann', 'after', /^after: must be an id/],
    ['customer list --email ann', 'email', /^email: must be an e-mail address/],
    [
      'customer list --email a@b.de --query a',
      'email',
      /'--email <address>' cannot be used with option '--query/,
    ],
    [
      'customer list --directory Globex --query a',
      'directory',
      /'--directory.*cannot be used with option '--query/,
    ],
    ['customer show', 'customer', /^customer: give either an id or --email/],
    ['customer show ann', 'customer', /^customer: must be the id or the e-mail address/],
    ['organization show Product --after x', 'after', /^after: must be the "next" of the page before/],
    ['exchange list', 'directory', /^directory: is needed, because there are several \(Globex, /],
    ['exchange show --directory Globex 7', 'exchange', /^exchange: must be an id/],
    ['audit list --subject Product', 'subject', /^subject: must be an id/],
    ['token revoke --directory Globex 7', 'token', /^token: must be an id/],
    ['token create --directory Globex --expires 2027-02-31', 'expires', /^expires: must be a date such as/],
    [
      'token create --directory Globex --expires 2020-01-01',
      'expires',
      /^expires: must be a time in the future/,
    ],
    ['directory create --name X --domain gmail.com', 'domain', /^domain: gmail\.com belongs to everybody/],
    ['directory create --site acme', 'name', /required option '--name/],
    ['site settings --exchange-days 0', 'exchange-days', /^exchange-days: must be .* from 1 to 3650\.$/m],
    ['site settings --exchange-days 3651', 'exchange-days', /^exchange-days: /],
    ['site plan', 'plan', /^plan: say what changes: --plan with none, standard or premium, --status with/],
    ['site plan --plan gold', 'plan', /^plan: must be one of none, standard, premium/],
    ['site plan --status overdue', 'status', /^status: must be active or lapsed/],
    ['site plan --plan none --status active', 'status', /^status: This site had a plan/],
  ]
  await everyOne(wrong, async ([words, field, sentence]) => {
    const { code, stdout, stderr } = await fails(words, '--json')
    expect({ words, code }).toEqual({ words, code: 2 })
    expect(stderr, words).toMatch(sentence)
    expect({ words, ...JSON.parse(stdout) }).toEqual({
      words,
      error: { code: 'invalid', field, message: expect.stringMatching(/\w/) },
    })
  })
  const forPeople = await fails('customer list --limit 0')
  expect(forPeople).toMatchObject({ code: 2, stdout: '' })
})

test('what does not exist ends with 1, one sentence, and the option that named it', async () => {
  const missing = '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'
  const request = 'request open --summary Help --customer'
  const absent: [words: string, field: string, sentence: string][] = [
    ['site show --site nope', 'site', 'The site nope does not exist.\n'],
    ['directory show Nope', 'directory', 'The directory Nope of the site acme does not exist.\n'],
    ['customer list --directory Nope', 'directory', 'The directory Nope of the site acme does not exist.\n'],
    ['customer list --site nope', 'site', 'The site nope does not exist.\n'],
    [`customer show ${missing}`, 'customer', `The customer ${missing} does not exist.\n`],
    ['organization show Nope', 'organization', 'The organization Nope does not exist.\n'],
    [`organization list --after ${missing}`, 'after', `The organization ${missing} does not exist.\n`],
    [`token revoke --directory Globex ${missing}`, 'token', `The token ${missing} does not exist.\n`],
    [`exchange show --directory Globex ${missing}`, 'exchange', `The exchange ${missing} does not exist.\n`],
    ['customer show nobody@globex.com', 'customer', 'Nobody has the address nobody@globex.com now.'],
    ['customer show --email nobody@globex.com', 'email', 'Nobody has the address nobody@globex.com now.'],
    [`${request} ${missing}`, 'customer', `The customer ${missing} does not exist.\n`],
    [
      `${request} ann.lee@globex.com --organization Nope`,
      'organization',
      'The organization Nope does not exist.\n',
    ],
    ['detail-field delete --key nope', 'key', 'The customer detail field nope does not exist.\n'],
    [`mail show ${missing}`, 'mail', 'This mail does not exist.\n'],
    ['staff disable nobody@acme.com', 'person', 'The person nobody@acme.com of the staff does not exist.\n'],
    [`restore ${join(folder, 'none')}`, 'file', `The backup ${join(folder, 'none')} does not exist.\n`],
    ['directory create --name GLOBEX', 'name', 'name: this site has a directory GLOBEX already.\n'],
  ]
  await everyOne(absent, async ([words, field, sentence]) => {
    const { code, stdout, stderr } = await fails(words, '--json')
    const { error } = JSON.parse(stdout)
    const isConflict = words.includes('GLOBEX')
    expect({ words, code, error: error.code, field: error.field }).toEqual({
      words,
      code: 1,
      error: isConflict ? 'conflict' : 'not-found',
      field,
    })
    expect(stderr).toContain(sentence)
    expect(stderr).toBe(`${error.message}\n`)
  })
})

test('for people every list is a table or a sentence with the next step', async () => {
  const texts: [string, RegExp][] = [
    [
      'customer list',
      /^NAME +ADDRESS +STATE +DIRECTORY +ID\n.*^Ann +ann\.lee@globex\.com +active +Globex +/ms,
    ],
    [
      'customer list --query ann@',
      /^NAME +ADDRESS +FORMERLY +STATE .*\nAnn +ann\.lee@globex\.com +ann@globex\.com +active/,
    ],
    ['organization list', /^NAME +COMES FROM +ID\nAll of Globex +everybody of Globex +/],
    ['organization show Product', /Ann .*group Product of Globex/],
    ['tasks list', /^TASK +OF +RESULT .*\nnightly-backup +server +not yet +– .*\n.*\bwrite-usage +site +/s],
    ['tasks retry write-usage', /^write-usage runs as soon as a server does\./],
    ['usage', /^DAY +BILLABLE +OWNERS .*\n\d{4}-\d\d-\d\d +\d+ +/],
    ['usage --csv', /^day,billable,owners,.*\r\n\d{4}-\d\d-\d\d,\d+,/],
    ['mail list --state failed', /^No mail\.\n\nNo mail server is set/],
    ['audit list --limit 1', /^AT +BY .*\nOlder ones: add --before /s],
    ['exchange list --directory Umbrella', /^No exchange yet\./],
  ]
  await everyOne(texts, async ([words, expected]) => {
    const { code, stdout } = await fails(words)
    expect({ words, code }).toEqual({ words, code: 0 })
    expect(stdout, words).toMatch(expected)
  })
})

test('with several sites a command asks which one is meant', async () => {
  await run('site create --slug other --name Other')
  const [unsaid, said] = await Promise.all([fails('customer list'), run('customer list --site other')])
  expect(unsaid).toMatchObject({
    code: 2,
    stderr: 'site: is needed, because there are several (acme, other).\n',
  })
  expect(said).toEqual([])
})

test('a site with one directory needs no --directory, and one with none says how to make one', async () => {
  await run('site create --slug single --name Single')
  const site = ['--site', 'single']
  const none = await fails('exchange list', ...site)
  expect(none).toMatchObject({
    code: 1,
    stderr: 'The site single has no directory yet. Make one: directory create --site single --name Globex\n',
  })
  const pied = await run('directory create --name Pied', ...site)
  const longFilter = `userName eq "${'x'.repeat(200)}"`
  expect((await clientOf(pied).filter('/Users', longFilter)).status).toBe(200)
  await expect.poll(async () => (await run('exchange list', ...site)).length).toBe(1)
  const [[exchange], text, [token]] = await Promise.all([
    run('exchange list', ...site),
    fails('exchange list', ...site),
    run('token list', ...site),
  ])
  // A long path is whole where a program or a person asks for this exchange, and cut in the table only.
  expect(exchange.path.length).toBeGreaterThan(200)
  expect(text.stdout).toMatch(/ GET +\/Users\?filter=\S{45}… +200 /)
  const shown = await run('exchange show', exchange.id, ...site)
  expect(shown.path).toBe(exchange.path)
  expect((await fails('exchange show', exchange.id, ...site)).stdout).toContain(exchange.path)
  expect(await run('token revoke', token.id, ...site)).toMatchObject({ state: 'revoked' })
})

/** Three at a time: a child for each of two processors, and one that waits for the database. */
async function everyOne<T>(cases: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...cases]
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one)
  }
  await Promise.all([worker(), worker(), worker()])
}
