// What a person must decide: how cases open and close by themselves, and how they are decided, over real HTTP.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { runQueue } from '../fixtures/queue.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { customersOf } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let hooli: MadeDirectory
let domain: string
let tests = 0
let now = new Date()

beforeAll(async () => {
  running = await runningApp({ now: () => now })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

/** Globex, which speaks for a domain, and Hooli, which does not. */
async function given(): Promise<void> {
  tests++
  domain = `globex${tests}.com`
  globex = await makeDirectory(running, site, `Globex ${tests}`, { domains: [domain] })
  hooli = await makeDirectory(running, site, `Hooli ${tests}`)
}

const add = async ({ scim }: MadeDirectory, name: string, address: string): Promise<string> => {
  const made = await scim.createUser(`${name}.${address}`, {
    displayName: name,
    emails: [{ value: address, type: 'work', primary: true }],
  })
  expect(made.status).toBe(201)
  return made.json.id
}
const email = (value: string) => ({ op: 'replace', path: 'emails[type eq "work"].value', value })

const at = ({ directory }: MadeDirectory) => keyOf(directory.directoryId)
const openOf = async (directory: MadeDirectory, state: 'open' | 'closed' = 'open') =>
  (await owner.call('listCases', { query: { directoryId: at(directory), state } })).items
const only = <T>(all: readonly T[]): T => {
  expect(all).toHaveLength(1)
  return all[0] as T
}
const address = async (name: string): Promise<string | undefined> => {
  const all = (await customersOf(running, site)).filter((one) => one.name === name)
  const present = only(all).addresses.find(({ until }) => until === null)
  return present && `${present.address} ${present.standing}`
}
const keepApart = { decision: 'keep-apart' }

test('an address that another customer holds is a case with both sides, and is linked to nobody', async () => {
  await given()
  await add(globex, `Ann ${tests}`, `ann@${domain}`)
  await add(hooli, `Eve ${tests}`, `ann@${domain}`)
  const listed = only(await openOf(hooli))
  expect(listed).toMatchObject({
    kind: 'address-held',
    state: 'open',
    directory: { id: at(hooli), name: `Hooli ${tests}` },
    customer: { name: `Eve ${tests}` },
    otherCustomer: { name: `Ann ${tests}` },
    outcome: null,
    undoUntil: null,
  })
  expect(await owner.call('getCase', { params: { caseId: listed.id } })).toMatchObject({
    user: { userName: `Eve ${tests}.ann@${domain}`, address: `ann@${domain}`, active: true },
    sides: {
      customer: { name: `Eve ${tests}`, directory: { id: at(hooli) }, addresses: [] },
      otherCustomer: {
        name: `Ann ${tests}`,
        directory: { id: at(globex) },
        addresses: [{ address: `ann@${domain}`, standing: 'held' }],
      },
    },
    authorities: [{ directory: { id: at(globex) }, authority: 'declared' }],
    decisions: [
      { decision: 'link', stands: false, always: false },
      { decision: 'keep-apart', stands: true, always: true },
    ],
  })
})

test('one question is one case, however often the identity provider repeats it, and follows the facts', async () => {
  await given()
  await add(globex, `Ann ${tests}`, `ann@${domain}`)
  await add(globex, `Bob ${tests}`, `bob@${domain}`)
  const eve = await add(hooli, `Eve ${tests}`, `ann@${domain}`)
  const before = only(await openOf(hooli))
  await hooli.scim.patch(`/Users/${eve}`, { op: 'replace', path: 'title', value: 'Engineer' })
  expect(only(await openOf(hooli))).toEqual(before)
  await hooli.scim.patch(`/Users/${eve}`, email(`bob@${domain}`))
  expect(only(await openOf(hooli))).toMatchObject({
    id: before.id,
    otherCustomer: { name: `Bob ${tests}` },
  })
})

test.each([
  ['given up', (id: string) => hooli.scim.patch(`/Users/${id}`, { op: 'remove', path: 'emails' }), 'settled'],
  [
    'changed to a free one',
    (id: string) => hooli.scim.patch(`/Users/${id}`, email(`eve@${domain}`)),
    'settled',
  ],
  ["gone with its directory's user", (id: string) => hooli.scim.delete(`/Users/${id}`), 'gone'],
])('a case closes by itself when the address is %s', async (_how, change, outcome) => {
  await given()
  await add(globex, `Ann ${tests}`, `ann@${domain}`)
  // Without a user name that is an address: what is removed leaves none.
  const made = await hooli.scim.createUser(`eve${tests}`, {
    displayName: `Eve ${tests}`,
    emails: [{ value: `ann@${domain}`, type: 'work' }],
  })
  const { id } = only(await openOf(hooli))
  await change(made.json.id)
  expect(await openOf(hooli)).toEqual([])
  expect(only(await openOf(hooli, 'closed'))).toMatchObject({ id, outcome, decidedBy: null, undoUntil: null })
})

test.each(['leaves', 'moves to another address'])(
  "when another directory's holder %s, whoever was refused the address has it, also after being kept apart",
  async (how) => {
    await given()
    const ann = await add(globex, `Ann ${tests}`, `ann@${domain}`)
    await add(hooli, `Eve ${tests}`, `ann@${domain}`)
    const { id } = only(await openOf(hooli))
    if (how === 'leaves') await globex.scim.delete(`/Users/${ann}`)
    else {
      await owner.call('decideCase', { params: { caseId: id }, body: keepApart })
      await globex.scim.patch(`/Users/${ann}`, email(`ann.lee@${domain}`))
    }
    expect(await address(`Eve ${tests}`)).toBeUndefined()
    await runQueue(running, site)
    expect(await address(`Eve ${tests}`)).toBe(`ann@${domain} claimed`)
    expect(await openOf(hooli)).toEqual([])
  },
)

test('an address in a domain that another directory has proven is a case until that is no longer so', async () => {
  await given()
  const directoryId = globex.directory.directoryId
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'directory_domains',
      text: `update directory_domains set authority = 'proven' where site_id = $1 and directory_id = $2`,
      values: [site.id, directoryId],
    }),
  )
  await add(hooli, `Eve ${tests}`, `eve@${domain}`)
  const { id } = only(await openOf(hooli))
  const found = await owner.call('getCase', { params: { caseId: id } })
  expect(found).toMatchObject({ kind: 'address-of-another', sides: { otherCustomer: null } })
  expect(found.authorities).toMatchObject([{ directory: { id: at(globex) }, authority: 'proven' }])
  await owner.call('removeDomain', { params: { directoryId: at(globex), domain } })
  await runQueue(running, site)
  expect(await address(`Eve ${tests}`)).toBe(`eve@${domain} claimed`)
  expect(await openOf(hooli)).toEqual([])
})

test('nothing is asked while a directory grants nothing; the question comes with the address', async () => {
  await given()
  const pausing = { params: { directoryId: at(hooli) } }
  await add(globex, `Ann ${tests}`, `ann@${domain}`)
  await owner.call('pauseDirectory', pausing)
  await add(hooli, `Eve ${tests}`, `ann@${domain}`)
  expect(await openOf(hooli)).toEqual([])
  await owner.call('resumeDirectory', pausing)
  expect(only(await openOf(hooli))).toMatchObject({ kind: 'address-held' })
})

test('a decision is previewed, made, stands against the same question, and is taken back within seven days', async () => {
  await given()
  await add(globex, `Ann ${tests}`, `ann@${domain}`)
  await add(globex, `Bob ${tests}`, `bob@${domain}`)
  const eve = await add(hooli, `Eve ${tests}`, `ann@${domain}`)
  const { id } = only(await openOf(hooli))
  const params = { caseId: id }
  expect(await owner.call('previewCase', { params: { ...params, ...keepApart } })).toEqual({
    effects: [{ code: 'stays-as-it-is', values: {} }],
  })
  const decided = await owner.call('decideCase', { params, body: keepApart })
  expect(decided).toMatchObject({ state: 'closed', outcome: 'keep-apart', decidedBy: { name: 'The owner' } })
  const sevenDays = 7 * 86_400_000
  expect(new Date(decided.undoUntil ?? 0).getTime()).toBe(now.getTime() + sevenDays)
  // The same again is answered; something else is another question.
  await hooli.scim.patch(`/Users/${eve}`, { op: 'replace', path: 'title', value: 'Engineer' })
  expect(await openOf(hooli)).toEqual([])
  expect(await owner.call('undoCase', { params, body: {} })).toMatchObject({
    state: 'open',
    outcome: null,
    decidedBy: null,
  })
  await owner.call('decideCase', { params, body: keepApart })
  await hooli.scim.patch(`/Users/${eve}`, email(`bob@${domain}`))
  expect(only(await openOf(hooli)).id).not.toBe(id)
  // Its question is asked again already: taking it back does not ask twice.
  expect(await owner.call('undoCase', { params, body: {} })).toMatchObject({ outcome: 'undone' })
  const { items } = await owner.call('listAudit', { query: { subject: id } })
  expect(items.map(({ action, details }) => [action, details.before, details.after])).toEqual([
    ['case.undone', 'keep-apart', null],
    ['case.decided', null, 'keep-apart'],
    ['case.undone', 'keep-apart', null],
    ['case.decided', null, 'keep-apart'],
  ])
})

test('of two administrators who decide one case one wins, and the other is told who did', async () => {
  await given()
  await add(globex, `Ann ${tests}`, `ann@${domain}`)
  await add(hooli, `Eve ${tests}`, `ann@${domain}`)
  const { id } = only(await openOf(hooli))
  const wanted = { params: { caseId: id }, body: keepApart }
  const { headers } = await owner.send('getCase', { params: wanted.params })
  const tag = headers.get('etag')
  const second = (await makeStaff(running, site, 'admin', { address: `admin${tests}@acme.test` })).browser
  for (const one of [owner, second]) one.headers['if-match'] = tag ?? ''
  try {
    const both = await Promise.all([owner.send('decideCase', wanted), second.send('decideCase', wanted)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
    const told = both.find(({ status }) => status === 412)?.body
    expect(told).toMatchObject({ change: { by: { kind: 'staff', name: expect.stringMatching(/^The /) } } })
  } finally {
    for (const one of [owner, second]) delete one.headers['if-match']
  }
  expect(await second.refused('decideCase', wanted)).toMatchObject({ status: 409 })
  const { items } = await owner.call('listAudit', { query: { subject: id } })
  expect(items.map(({ action }) => action)).toEqual(['case.decided'])
})

test('what the evidence says has changed since it was read: nothing is decided', async () => {
  await given()
  const ann = await add(globex, `Ann ${tests}`, `ann@${domain}`)
  await add(hooli, `Eve ${tests}`, `ann@${domain}`)
  const { id } = only(await openOf(hooli))
  const one = { params: { caseId: id }, body: keepApart }
  const { headers } = await owner.send('getCase', { params: one.params })
  await globex.scim.patch(`/Users/${ann}`, { op: 'replace', path: 'displayName', value: `Anna ${tests}` })
  owner.headers['if-match'] = headers.get('etag') ?? ''
  const refused = await owner.refused('decideCase', one)
  delete owner.headers['if-match']
  expect(refused).toMatchObject({ status: 412, code: 'changed-meanwhile' })
  expect(await openOf(hooli)).toHaveLength(1)
})

test('a decision that a case does not know, and an undo of none or too late, are refused', async () => {
  await given()
  await add(globex, `Ann ${tests}`, `ann@${domain}`)
  await add(hooli, `Eve ${tests}`, `ann@${domain}`)
  const params = { caseId: only(await openOf(hooli)).id }
  for (const decision of ['release', 'toString', '']) {
    const refused = await owner.refused('decideCase', { params, body: { decision } })
    expect(refused).toMatchObject({ status: 409, errors: [{ field: 'decision' }] })
  }
  expect(await owner.refused('undoCase', { params, body: {} })).toMatchObject({ status: 409 })
  const made = now
  await owner.call('decideCase', { params, body: keepApart })
  now = new Date(made.getTime() + 7 * 86_400_000)
  try {
    const later = (await makeStaff(running, site, 'owner', { address: `late${tests}@acme.test`, now }))
      .browser
    expect(await later.refused('undoCase', { params, body: {} })).toMatchObject({ status: 409 })
  } finally {
    now = made
  }
})

test('more than fifty cases of one kind and directory are shown as one, and page by page where they are asked for', async () => {
  await given()
  const flood = (directory: MadeDirectory, name: string) =>
    directory.scim.send('POST', '/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: Array.from({ length: 51 }, (_, n) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `b${n}`,
        data: {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          userName: `u${n}@${domain}`,
          displayName: name,
        },
      })),
    })
  await flood(globex, 'Theirs')
  await flood(hooli, 'Ours')
  const before = await owner.call('listCaseFloods', {})
  expect(before.floods.filter(({ directory }) => directory.id === at(hooli))).toMatchObject([
    { kind: 'address-held', open: 51 },
  ])
  const all = await owner.call('listCases', { query: { limit: 200 } })
  expect(all.items.filter(({ directory }) => directory?.id === at(hooli))).toEqual([])
  const found = new Set<string>()
  let after: string | undefined
  do {
    const query = { kind: 'address-held', directoryId: at(hooli), limit: 20, after } as const
    const page = await owner.call('listCases', { query: JSON.parse(JSON.stringify(query)) })
    for (const { id } of page.items) found.add(id)
    after = page.next ?? undefined
  } while (after !== undefined)
  expect(found.size).toBe(51)
})

test('the command line lists, shows, decides and takes back', async () => {
  await given()
  await add(globex, `Ann ${tests}`, `ann@${domain}`)
  await add(hooli, `Eve ${tests}`, `ann@${domain}`)
  const run = (...args: string[]) => commandJson({ DATABASE_URL: running.ownerUrl }, 'case', ...args)
  const listed = await run('list', '--directory', at(hooli))
  expect(listed).toMatchObject([{ kind: 'address-held', customer: { name: `Eve ${tests}` } }])
  const [{ id }] = listed
  expect(await run('show', id)).toMatchObject({
    user: { address: `ann@${domain}` },
    sides: { otherCustomer: { customer: { name: `Ann ${tests}` } } },
    decisions: ['link', 'keep-apart'],
  })
  expect(await run('decide', id, 'keep-apart', '--preview')).toMatchObject({
    effects: [{ code: 'stays-as-it-is' }],
  })
  expect(await run('decide', id, 'keep-apart')).toMatchObject({ outcome: 'keep-apart' })
  expect(await run('list', '--closed', '--directory', at(hooli))).toMatchObject([{ id }])
  expect(await run('undo', id)).toMatchObject({ closedAt: null, outcome: null })
})

test('every open case of a kind is decided at once, others are left alone, and it is taken back at once', async () => {
  await given()
  const names = ['Ann', 'Bob', 'Cid'].map((name) => `${name} ${tests}`)
  for (const name of names) await add(globex, name, `${name.split(' ')[0]}@${domain}`)
  for (const name of names) await add(hooli, `${name} there`, `${name.split(' ')[0]}@${domain}`)
  const many = { kind: 'address-held', directoryId: at(hooli), decision: 'keep-apart' } as const
  const preview = await owner.call('previewManyCases', { query: many })
  expect(preview).toMatchObject({ cases: 3, hasMore: false })
  expect(preview.first.map(({ about }) => about).sort()).toEqual(names.map((name) => [`${name} there`, name]))
  for (const one of preview.first) {
    expect(one).toMatchObject({ effects: [{ code: 'stays-as-it-is' }], refusal: null })
  }
  // Somebody else was faster with one of them.
  const [first] = await openOf(hooli)
  await owner.call('decideCase', { params: { caseId: first?.id ?? '' }, body: keepApart })
  const other = (await makeStaff(running, site, 'admin', { address: `admin${tests}@acme.test` })).browser
  now = new Date(now.getTime() + 1_000)
  const done = await other.call('decideManyCases', { body: many })
  expect(done).toMatchObject({ done: 2, skipped: 0, next: null })
  expect(await openOf(hooli)).toEqual([])
  const back = { ...many, since: done.since }
  // Each takes back their own.
  expect(await owner.call('undoManyCases', { body: back })).toMatchObject({
    done: 0,
  })
  expect(await other.call('undoManyCases', { body: back })).toMatchObject({ done: 2, next: null })
  expect(await openOf(hooli)).toHaveLength(2)
  const agent = (await makeStaff(running, site, 'agent', { address: `agent${tests}@acme.test` })).browser
  expect((await agent.refused('decideManyCases', { body: many })).status).toBe(403)
  const unknown = await owner.refused('decideManyCases', { body: { ...many, decision: 'confirm' } })
  expect(unknown).toMatchObject({
    status: 409,
    detail: expect.stringContaining('must be one of link, keep-apart'),
  })
})

test('the command line says what would be decided, decides and takes it back', async () => {
  await given()
  await add(globex, `Ann ${tests}`, `ann@${domain}`)
  await add(hooli, `Eve ${tests}`, `ann@${domain}`)
  const run = (...args: string[]) =>
    commandJson(
      { DATABASE_URL: running.ownerUrl },
      ...[
        'case',
        'decide-all',
        '--kind',
        'address-held',
        '--decision',
        'link',
        '--directory',
        `Hooli ${tests}`,
      ],
      ...args,
    )
  expect(await run()).toMatchObject({ cases: 1 })
  const { since } = await run('--yes')
  expect(await openOf(hooli)).toEqual([])
  expect(await run('--undo', since)).toMatchObject({ done: 1 })
  expect(await openOf(hooli)).toHaveLength(1)
})

test('what an administrator always decides is decided as soon as the directory brings it up, and asked again when that ends', async () => {
  await given()
  await add(globex, `Ann ${tests}`, `ann@${domain}`)
  await add(globex, `Bob ${tests}`, `bob@${domain}`)
  await add(hooli, `Eve ${tests}`, `ann@${domain}`)
  const params = { directoryId: at(hooli) }
  const rule = { kind: 'address-held', decision: 'keep-apart' } as const
  await owner.call('setCaseRule', { params, body: rule })
  await owner.call('setCaseRule', { params, body: rule })
  expect((await owner.call('listCaseRules', { params })).items).toMatchObject([rule])
  // What was open stays open.
  expect(await openOf(hooli)).toHaveLength(1)
  await add(hooli, `Mia ${tests}`, `bob@${domain}`)
  expect(await openOf(hooli)).toHaveLength(1)
  const decided = only(await openOf(hooli, 'closed'))
  expect(decided).toMatchObject({ outcome: 'keep-apart', decidedBy: { kind: 'system', name: 'rule' } })
  expect(decided.undoUntil).not.toBeNull()
  // Another directory has no such rule, and nobody may give beforehand what hands somebody over.
  const other = await makeDirectory(running, site, `Other ${tests}`)
  await add(other, `Ida ${tests}`, `ann@${domain}`)
  expect(await openOf(other)).toHaveLength(1)
  const refused = await owner.refused('setCaseRule', { params, body: { ...rule, decision: 'link' } })
  expect(refused.detail).toContain('can beforehand only be keep-apart')
  await owner.call('removeCaseRule', { params: { ...params, kind: 'address-held' } })
  await add(hooli, `Zoe ${tests}`, `bob@${domain}`)
  expect(await openOf(hooli)).toHaveLength(2)
  const run = (...args: string[]) =>
    commandJson(
      { DATABASE_URL: running.ownerUrl },
      'case',
      'always',
      '--directory',
      `Hooli ${tests}`,
      ...args,
    )
  await run('--kind', 'address-held', '--decision', 'keep-apart')
  expect(await run()).toMatchObject([rule])
  await run('--kind', 'address-held', '--remove')
  expect(await run()).toEqual([])
})
