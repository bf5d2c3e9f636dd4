// Groups that a provider names at a sign-in lead people to organizations whom SCIM has not brought: by the rules of the site, at every
// sign-in anew, and for as long as SCIM says nothing of the person.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { assertGroups, followAssertedGroups, forgetStaleGroups } from '../../src/people/asserted-groups.ts'
import { changeSubscription } from '../../src/people/directory-state.ts'
import { finishReplays } from '../../src/people/finish-replays.ts'
import { joinJustInTime } from '../../src/people/join-just-in-time.ts'
import { mirroredGroups } from '../../src/storage/identity/asserted-groups.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { comeBack, makeOidcDoor, toProvider, visitor } from '../fixtures/oidc-door.ts'
import { type Liar, openLiar } from '../fixtures/oidc-liar.ts'
import { byTest, type MadeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { makeSamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

const entraGroups = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups'

/** A company, and how somebody of it signs in. */
interface Company {
  readonly made: MadeDirectory
  readonly params: { readonly directoryId: string }
  /** Signs somebody in; answers where that leads. */
  signIn(who: string, groups: readonly string[], more?: Record<string, unknown>): Promise<string>
  /** The owner tries it out; answers what came of it. */
  tryOut(who: string, groups: readonly string[]): ReturnType<typeof owner.call<'getSignInTest'>>
}

const reportOf = (company: Pick<Company, 'params'>, location: string) =>
  owner.call('getSignInTest', {
    params: { ...company.params, reportId: location.split('/').at(-1) ?? '' },
  })

let liar: Liar
let running: RunningApp
let site: Site
let owner: Browser
let companies = 0

beforeAll(async () => {
  liar = await openLiar()
  running = await runningApp({ env: { OUTBOUND_ALLOW: `127.0.0.1:${liar.port}` } })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(async () => {
  await running.close()
  await liar.close()
})
beforeEach(() => {
  companies++
})

const named = (name: string) => `${name} ${companies}`

async function bySaml(name: string, groupsClaim: string | null = entraGroups): Promise<Company> {
  const issuer = `https://idp.${name.toLowerCase()}${companies}.test`
  const door = await makeSamlDoor(running, site, named(name), { groupsClaim, issuer })
  const params = { directoryId: keyOf(door.directoryId) }
  const come = async (browser: Visitor, query: string, who: string, attributes: object) => {
    const written = { ...writtenTo(door, await browser.begin(door, query)), nameId: who }
    const xml = genuine({ ...written, attributes: { ...attributes } }, 'assertion')
    return (await browser.bring(door, { xml })).location ?? ''
  }
  const said = (groups: readonly string[]) => (groups.length === 0 ? {} : { [entraGroups]: groups })
  return {
    made: door.made,
    params,
    signIn: (who, groups, more = {}) =>
      come(new Visitor(running.origin), '', who, { ...said(groups), ...more }),
    tryOut: async (who, groups) =>
      reportOf(
        { params },
        await come(new Visitor(running.origin, owner.cookies), '?test=1', who, said(groups)),
      ),
  }
}

async function byOidc(name: string, groupsClaim: string | null = 'groups'): Promise<Company> {
  const provider = liar.provider(`${name.toLowerCase()}${companies}`)
  const door = await makeOidcDoor(running, site, named(name), {
    issuer: provider.issuer,
    groupsClaim,
    scopes: ['openid', 'email', 'profile'],
  })
  const params = { directoryId: keyOf(door.directory.directoryId) }
  const come = async (browser: Browser, query: string, claims: Record<string, unknown>) =>
    (await comeBack(browser, provider.authorize(await toProvider(browser, door, query), claims))).location
  const said = (groups: readonly string[]) => (groups.length === 0 ? {} : { groups })
  return {
    made: door,
    params,
    signIn: (who, groups, more = {}) =>
      come(visitor(running.origin), '', { sub: who, ...said(groups), ...more }),
    async tryOut(who, groups) {
      const browser = visitor(running.origin)
      for (const [name, value] of owner.cookies) browser.cookies.set(name, value)
      return reportOf({ params }, await come(browser, '?test=1', { sub: who, ...said(groups) }))
    },
  }
}

const protocols = [
  ['SAML', bySaml],
  ['OIDC', byOidc],
] as const

/** The one person of a company. */
async function personOf({ made }: Company) {
  const all = await customersOf(running, site)
  const mine = all.filter(({ directoryId }) => directoryId === made.directory.directoryId)
  expect(mine).toHaveLength(1)
  return owner.call('getCustomer', { params: { customerId: mine[0]?.id ?? '' } })
}
const placesOf = async (company: Company) =>
  (await personOf(company)).memberships.map(
    ({ organization, source }) => `${source.kind} ${organization.name}`,
  )
const organizationNames = async () =>
  (await owner.call('listOrganizations', { query: { limit: 200 } })).items.map(({ name }) => name)
const membersOf = async (name: string) => {
  const { items } = await owner.call('listOrganizations', { query: { limit: 200 } })
  const organizationId = items.find((one) => one.name === name)?.id ?? ''
  return (await owner.call('listMembers', { params: { organizationId }, query: { limit: 50 } })).items
}
const latest = async ({ params }: Company) =>
  (await owner.call('listSignIns', { params, query: { limit: 1 } })).items[0]

/** What nobody who signs in stays for is done. */
const placed = ({ made: { directory } }: Company) =>
  followAssertedGroups(running.app.database, site.id, {
    directoryId: directory.directoryId,
    now: new Date(),
    audit: byTest(),
  })

type Rule = Parameters<typeof owner.call<'changeMapping'>>[1]['body']['rules'][number]
const rule = (value: string, to: Rule['to'], subject: Rule['subject'] = 'name'): Rule => ({
  subject,
  way: 'exact',
  value,
  to,
})
const setRules = ({ params }: Company, rules: readonly Rule[], unmatched: 'own' | 'nothing' = 'nothing') =>
  owner.call('changeMapping', { params, body: { rules: [...rules], unmatched, home: null, confirm: [] } })

describe.each(protocols)('by %s', (_protocol, make) => {
  test('whoever SCIM has not brought belongs by the groups of the last sign-in, and by no others', async () => {
    const globex = await make('Globex')
    await setRules(globex, [
      rule('Sales', { name: named('Sales team') }),
      rule('o-1', { name: named('By id') }, 'id'),
    ])
    expect(await globex.signIn('ann', ['sales', 'o-1', 'Elsewhere'])).toBe('/')
    expect(await placesOf(globex)).toEqual([`sign-in ${named('By id')}`, `sign-in ${named('Sales team')}`])
    expect(await membersOf(named('Sales team'))).toMatchObject([
      { sources: [{ kind: 'sign-in', group: { name: 'sales' }, directory: { name: named('Globex') } }] },
    ])
    const listed = async (query: { query?: string; after?: string; limit?: number }) =>
      owner.call('listAssertedGroups', { params: globex.params, query })
    expect((await listed({})).items).toMatchObject([
      { name: 'o-1', people: 1, organizations: [{ name: named('By id') }], waits: false },
      { name: 'sales', people: 1, organizations: [{ name: named('Sales team') }], waits: false },
    ])
    expect((await listed({ query: 'SA' })).items.map(({ name }) => name)).toEqual(['sales'])
    const { next } = await listed({ limit: 1 })
    expect((await listed({ limit: 1, after: next ?? '' })).items.map(({ name }) => name)).toEqual(['sales'])
    await globex.signIn('ann', ['o-1'])
    expect(await placesOf(globex)).toEqual([`sign-in ${named('By id')}`])
    expect(await membersOf(named('Sales team'))).toEqual([])
    await globex.signIn('ann', [])
    expect(await placesOf(globex)).toEqual([])
  })

  test('by default each group is an organization of its own, which goes with the last who is in it', async () => {
    const globex = await make('Globex')
    await globex.signIn('ann', [named('Sales')])
    expect(await placesOf(globex)).toEqual([`sign-in ${named('Sales')}`])
    await globex.signIn('ann', [])
    await forgetStaleGroups(running.app.database, site.id, new Date())
    expect(await organizationNames()).not.toContain(named('Sales'))
    await globex.signIn('ann', [named('Sales')])
    expect(await placesOf(globex)).toEqual([`sign-in ${named('Sales')}`])
  })

  test('whoever tries it out reads which groups came, and where they would lead; nothing is written', async () => {
    const globex = await make('Globex')
    await setRules(globex, [rule('Sales', { name: named('Sales team') })], 'own')
    const made = await globex.tryOut('ann', ['Sales', named('Support')])
    expect(made.steps).toContainEqual({
      check: 'groups',
      ok: true,
      says: expect.stringContaining('2 groups came'),
    })
    expect(made.foreseen?.organizations).toEqual([
      { name: named('Sales team'), appears: false },
      { name: named('Support'), appears: true },
    ])
    expect(await organizationNames()).not.toContain(named('Support'))
    await globex.made.scim.createUser('ann', { externalId: 'ann' })
    expect((await globex.tryOut('ann', ['Sales'])).foreseen?.organizations).toBeNull()
    const other = await make('Other', null)
    expect((await other.tryOut('ann', ['Sales'])).foreseen?.organizations).toBeNull()
  })

  test('where the connection names no claim for them, groups lead nowhere', async () => {
    const globex = await make('Globex', null)
    expect(await globex.signIn('ann', ['Sales'])).toBe('/')
    expect(await placesOf(globex)).toEqual([])
  })

  test('a huge list is no list: nobody belongs by chance, nothing is made, and the log says why', async () => {
    const globex = await make('Globex')
    await globex.signIn('ann', [named('Sales')])
    const before = await organizationNames()
    const forged = Array.from({ length: 500 }, (_, n) => named(`Forged ${n}`))
    expect(await globex.signIn('ann', [named('Sales'), ...forged])).toBe('/')
    expect(await placesOf(globex)).toEqual([])
    expect(await organizationNames()).toEqual(before)
    expect(await latest(globex)).toMatchObject({
      outcome: 'in',
      why: expect.stringContaining('501 groups came, and no more than 200 are taken'),
    })
  })
})

test('SCIM speaks as soon as it has the person: what a sign-in said ends, goes on where SCIM says the same, and counts no more', async () => {
  const globex = await byOidc('Globex')
  const { scim } = globex.made
  await globex.signIn('ann', [named('Sales'), named('Support')])
  const [member] = await membersOf(named('Sales'))
  const user = await scim.createUser('ann', { externalId: 'ann' })
  expect(await placesOf(globex)).toEqual([])
  const sales = await scim.createGroup(named('Sales'), [user.json.id])
  expect(sales.status).toBe(201)
  expect(await placesOf(globex)).toEqual([`group ${named('Sales')}`])
  const [again, ...more] = await membersOf(named('Sales'))
  expect([again?.id, again?.since, more]).toEqual([member?.id, member?.since, []])
  await globex.signIn('ann', [named('Support'), named('Admins')])
  expect(await placesOf(globex)).toEqual([`group ${named('Sales')}`])
})

test('a group of SCIM is meant by its own id, and everything that becomes of it becomes of who said it', async () => {
  const entra = await bySaml('Entra')
  const { scim } = entra.made
  const objectId = '6c1f2b34-0d5e-4f6a-8b7c-9d0e1f2a3b4c'
  const { json } = await scim.createGroup(named('Sales'), [], { externalId: objectId })
  await scim.createGroup(named('All'), [json.id])
  await entra.signIn('ann', [objectId, '11111111-2222-4333-8444-555555555555'])
  expect(await placesOf(entra)).toEqual([`sign-in ${named('All')}`, `sign-in ${named('Sales')}`])
  expect(await membersOf(named('All'))).toHaveLength(1)
  await scim.patch(`/Groups/${json.id}`, { op: 'replace', path: 'displayName', value: named('Selling') })
  expect(await placesOf(entra)).toEqual([`sign-in ${named('All')}`, `sign-in ${named('Selling')}`])
  await scim.delete(`/Groups/${json.id}`)
  expect(await placesOf(entra)).toEqual([])
})

test('nobody reaches what another company or the site made, by the name of a group: only by a rule that the site confirmed', async () => {
  const globex = await byOidc('Globex')
  const mallory = await byOidc('Mallory')
  await globex.signIn('ann', [named('Board')])
  await owner.call('addOrganization', { body: { name: named('Partners') } })
  const partners = (await owner.call('listOrganizations', { query: { limit: 200 } })).items.find(
    ({ name }) => name === named('Partners'),
  )
  const ann = await personOf(globex)
  await owner.call('addOrganizationPerson', {
    params: { organizationId: partners?.id ?? '' },
    body: { customerId: ann.id },
  })
  await mallory.signIn('mal', [named('Board'), named('Partners')])
  const apart = [
    `sign-in ${named('Board')} (${named('Mallory')})`,
    `sign-in ${named('Partners')} (${named('Mallory')})`,
  ]
  expect(await placesOf(mallory)).toEqual(apart)
  expect(await membersOf(named('Board'))).toMatchObject([{ id: ann.id }])
  const { items } = await owner.call('listCases', { query: { limit: 50 } })
  const asked = items.filter(
    ({ kind, directory }) => kind === 'organization-name' && directory?.name === named('Mallory'),
  )
  expect(asked).toHaveLength(2)
  // A rule that names it waits for whoever confirms it, and the next sign-in goes by what is in force.
  await setRules(mallory, [rule(named('Board'), { name: named('Board') })], 'own')
  await mallory.signIn('mal', [named('Board')])
  expect(await placesOf(mallory)).toEqual([`sign-in ${named('Board')} (${named('Mallory')})`])
  const board = (await owner.call('listOrganizations', { query: { limit: 200 } })).items.find(
    ({ name }) => name === named('Board'),
  )
  await owner.call('changeMapping', {
    params: mallory.params,
    body: {
      rules: [rule(named('Board'), { name: named('Board') })],
      unmatched: 'own',
      home: null,
      confirm: [board?.id ?? ''],
    },
  })
  expect(await placesOf(mallory)).toEqual([`sign-in ${named('Board')}`])
})

test('while the directory is paused who loses a group leaves at once, and who comes into one waits; then it counts from the end of the pause', async () => {
  const globex = await bySaml('Globex')
  await globex.signIn('ann', [named('Sales')])
  await owner.call('pauseDirectory', { params: globex.params })
  await globex.signIn('ann', [named('Support')])
  expect(await placesOf(globex)).toEqual([])
  expect(await organizationNames()).not.toContain(named('Support'))
  const end = Date.now()
  await owner.call('resumeDirectory', { params: globex.params })
  expect(await placesOf(globex)).toEqual([`sign-in ${named('Support')}`])
  const [member] = await membersOf(named('Support'))
  expect(Date.parse(member?.since ?? '')).toBeGreaterThanOrEqual(end)
})

test('a lapse stops what is granted, not what is taken; renewed, it is granted', async () => {
  const globex = await byOidc('Globex')
  await globex.signIn('ann', [named('Sales')])
  const { database } = running.app
  await changeSubscription(database, site.id, { status: 'lapsed' }, byTest())
  await globex.signIn('ann', [named('Support')])
  expect(await placesOf(globex)).toEqual([])
  await changeSubscription(database, site.id, { status: 'active' }, byTest())
  await finishReplays(database, site.id, new Date())
  expect(await placesOf(globex)).toEqual([`sign-in ${named('Support')}`])
})

test('rules that change are followed at once by whom sign-ins brought there; what led nowhere follows at the next sign-in', async () => {
  const globex = await byOidc('Globex')
  await setRules(globex, [rule('Sales', { name: named('One') })])
  await globex.signIn('ann', ['Sales', 'Support'])
  const wanted = { rules: [rule('Sales', { name: named('Two') })], unmatched: 'nothing' as const, home: null }
  const preview = await owner.call('previewMapping', { params: globex.params, body: wanted })
  expect(preview.organizations).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: named('Two'), joins: 1 })]),
  )
  await setRules(globex, wanted.rules)
  expect(await placesOf(globex)).toEqual([`sign-in ${named('Two')}`])
  await setRules(globex, [rule('Support', { name: named('Three') })])
  expect(await placesOf(globex)).toEqual([])
  await globex.signIn('ann', ['Sales', 'Support'])
  expect(await placesOf(globex)).toEqual([`sign-in ${named('Three')}`])
})

test('the home of the directory is theirs as well', async () => {
  const globex = await byOidc('Globex')
  await globex.signIn('ann', [])
  await owner.call('changeMapping', {
    params: globex.params,
    body: { rules: [], unmatched: 'own', home: { name: named('Globex') }, confirm: [] },
  })
  expect(await placesOf(globex)).toEqual([`home ${named('Globex')}`])
  const [member, ...more] = await membersOf(named('Globex'))
  expect([member?.id, more]).toEqual([(await personOf(globex)).id, []])
  await globex.made.scim.createUser('ann', { externalId: 'ann' })
  expect(await membersOf(named('Globex'))).toHaveLength(1)
})

test('what no claim says any more counts no more, at once', async () => {
  const globex = await byOidc('Globex')
  await globex.signIn('ann', [named('Sales')])
  await owner.call('changeConnection', { params: globex.params, body: { groupsClaim: null } })
  expect(await placesOf(globex)).toEqual([])
})

test('Entra keeps groups elsewhere when they are too many: nobody belongs by chance, and the log says what to do', async () => {
  const saml = await bySaml('Saml')
  const oidc = await byOidc('Oidc')
  await saml.signIn('ann', ['Sales'])
  await saml.signIn('ann', [], {
    'http://schemas.microsoft.com/claims/groups.link': [
      'https://graph.windows.net/t/users/u/getMemberObjects',
    ],
  })
  await oidc.signIn('ann', [], {
    _claim_names: { groups: 'src1' },
    _claim_sources: { src1: { endpoint: 'https://graph.microsoft.com/v1.0/users/u/getMemberObjects' } },
  })
  for (const company of [saml, oidc]) {
    expect(await placesOf(company)).toEqual([])
    expect(await latest(company)).toMatchObject({
      outcome: 'in',
      why: expect.stringContaining('assigned to this application'),
    })
  }
})

test('twenty who name one new group at once make one organization, and all belong to it', async () => {
  const globex = await bySaml('Globex')
  const people = Array.from({ length: 20 }, (_, n) => `p${n}`)
  const ways = await Promise.all(
    people.map((who, n) => globex.signIn(who, [named('Sales'), named(`Team ${n % 4}`)])),
  )
  expect(new Set(ways)).toEqual(new Set(['/']))
  await placed(globex)
  expect(await membersOf(named('Sales'))).toHaveLength(20)
  for (const n of [0, 1, 2, 3]) expect(await membersOf(named(`Team ${n}`))).toHaveLength(5)
  const names = (await organizationNames()).filter((name) => name.includes(` ${companies}`))
  expect(names.sort()).toEqual(
    [0, 1, 2, 3]
      .map((n) => named(`Team ${n}`))
      .concat(named('Sales'))
      .sort(),
  )
})

test('who turns out to be somebody whom SCIM has belongs by SCIM alone, and whoever leaves or is erased belongs nowhere', async () => {
  const globex = await bySaml('Globex')
  const { scim } = globex.made
  await globex.signIn('new', [named('Sales')])
  const { json } = await scim.createUser('old', { externalId: 'old' })
  // The rename arrives behind the sign-in: for a moment they are two.
  await scim.patch(`/Users/${json.id}`, { op: 'replace', path: 'externalId', value: 'new' })
  await joinJustInTime(running.app.database, site.id, new Date())
  expect((await personOf(globex)).memberships).toEqual([])
  expect(await membersOf(named('Sales'))).toEqual([])
  const initech = await byOidc('Initech')
  await initech.signIn('ian', [named('Support')])
  const ian = await personOf(initech)
  await owner.call('eraseCustomer', { params: { customerId: ian.id }, body: { confirm: ian.name } })
  expect(await membersOf(named('Support'))).toEqual([])
})

test('of thousands of groups of one name no more are read than say that nobody knows which is meant', async () => {
  const globex = await bySaml('Globex')
  const { scim, directory } = globex.made
  for (let n = 0; n < 4; n++) await scim.createGroup(named('Sales'), [], { externalId: 'same' })
  const names = [named('SALES'), named('Sales'), 'same']
  const [rows] = await running.app.database.readInDirectory(site.id, directory.directoryId, [
    mirroredGroups(site.id, directory.directoryId, names),
  ])
  expect(rows).toHaveLength(2)
})

// Last: the lists above read one page of the organizations.
test('a provider that names other groups at every sign-in makes no more organizations than it may, and the log says so', async () => {
  const mallory = await byOidc('Mallory')
  const forged = (from: number) => Array.from({ length: 150 }, (_, n) => named(`Forged ${from + n}`))
  await mallory.signIn('one', forged(0))
  await mallory.signIn('two', forged(150))
  expect(await latest(mallory)).toMatchObject({
    outcome: 'in',
    why: '100 groups lead nowhere: sign-ins have named as many as they may.',
  })
  await placed(mallory)
  const { directoryId } = mallory.made.directory
  const all = await customersOf(running, site)
  const ids = all.filter((one) => one.directoryId === directoryId).map(({ id }) => id)
  const people = await Promise.all(
    ids.map((customerId) => owner.call('getCustomer', { params: { customerId } })),
  )
  expect(people.map(({ memberships }) => memberships.length).sort()).toEqual([150, 50])
})

test('nor do many who sign in at once', async () => {
  const mallory = await bySaml('Mallory')
  const { directoryId } = mallory.made.directory
  for (let n = 0; n < 6; n++) await mallory.signIn(`p${n}`, [])
  const all = await customersOf(running, site)
  const ids = all.filter((one) => one.directoryId === directoryId).map(({ id }) => id)
  const context = byTest(new Date())
  await Promise.all(
    ids.map((customerId, n) => {
      const names = Array.from({ length: 100 }, (_, one) => named(`Forged ${100 * n + one}`))
      return running.app.database.inSite(site.id, (tx) =>
        assertGroups(tx, { directoryId, customerId, names }, context),
      )
    }),
  )
  const made = await readRows(running, site, {
    name: '',
    text: 'select group_id from asserted_groups where site_id = $1 and directory_id = $2',
    values: [site.id, directoryId],
  })
  expect(made).toHaveLength(200)
})
