// Two customers who are one person, and two again: what moves, what stays, and what leads where, over real HTTP.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { merge as mergeThem, undoMerge as undoThem } from '../../src/people/merge.ts'
import { mute, muteByLink, mutingToken, readMuted } from '../../src/requests/mail-wishes.ts'
import { replyKey } from '../../src/requests/reply-address.ts'
import { muteRequest } from '../../src/storage/desk/mail-wishes.ts'
import type { Site } from '../../src/storage/sites.ts'
import { breakable } from '../fixtures/breaking.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let domain: string
let tests = 0
/** The clock runs, unless a test stops it. */
let stopped: Date | undefined

beforeAll(async () => {
  running = await runningApp({ now: () => stopped ?? new Date() })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

/** A directory whose people are at home in an organization, and which speaks for no domain. */
async function given(): Promise<void> {
  tests++
  domain = `globex${tests}.com`
  globex = await makeDirectory(running, site, `Globex ${tests}`, { home: `Globex ${tests}` })
}

const run = (...args: string[]) => commandJson({ DATABASE_URL: running.ownerUrl }, ...args)
const read = (customerId: string) => owner.call('getCustomer', { params: { customerId } })

/** A customer whom no directory manages, with so many requests. */
async function known(name: string, address: string, requests = 0): Promise<string> {
  const { id } = await owner.call('addCustomer', { body: { name, address, proven: true } })
  for (let n = 0; n < requests; n++) await run('request', 'open', '--customer', id, '--summary', `Help ${n}`)
  return id
}

/** Somebody whom the directory sends. */
async function sent(name: string, address: string): Promise<{ userId: string; customerId: string }> {
  const made = await globex.scim.createUser(`${name}.${tests}`, {
    displayName: name,
    emails: [{ value: address, type: 'work', primary: true }],
  })
  expect(made.status).toBe(201)
  const { items } = await owner.call('listCustomers', {
    query: { directoryId: keyOf(globex.directory.directoryId) },
  })
  const found = items.find((one) => one.name === name)
  if (!found) throw new Error(`there is no ${name}`)
  return { userId: made.json.id, customerId: found.id }
}

const merge = (survivor: string, otherCustomerId: string) =>
  owner.call('mergeCustomers', { params: { customerId: survivor }, body: { otherCustomerId } })
const undo = (survivor: string, mergeId: string) =>
  owner.call('undoMerge', { params: { customerId: survivor, mergeId }, body: {} })

/** What people see of somebody, without the moment of the last change. */
async function seen(customerId: string) {
  const { updatedAt: _, ...rest } = await read(customerId)
  return rest
}

test('a known customer and the one whom a directory sent become one, with everything of both', async () => {
  await given()
  const before = await known(`Ann Lee ${tests}`, `ann@${domain}`, 2)
  const { customerId } = await sent(`Ann Miller ${tests}`, `ann@${domain}`)
  expect((await read(customerId)).address).toBeNull()
  const preview = await owner.call('previewMerge', {
    params: { customerId: before, otherCustomerId: customerId },
  })
  expect(preview.effects).toEqual([
    {
      code: 'survives',
      values: { name: `Ann Miller ${tests}`, survivor: `Ann Lee ${tests}`, merged: `Ann Miller ${tests}` },
    },
    { code: 'requests-move', values: { count: 0 } },
    { code: 'sees-organization', values: { organization: `Globex ${tests}` } },
    { code: 'managed-by', values: { directory: `Globex ${tests}` } },
  ])
  await merge(before, customerId)
  expect(await read(before)).toMatchObject({
    name: `Ann Miller ${tests}`,
    active: true,
    directory: { name: `Globex ${tests}` },
    address: `ann@${domain}`,
    mergedInto: null,
    requestCount: 2,
    memberships: [{ organization: { name: `Globex ${tests}` } }],
    users: [{ userName: `Ann Miller ${tests}.${tests}` }],
  })
  // Whoever still has the other id is led on.
  expect(await read(customerId)).toMatchObject({
    mergedInto: before,
    active: false,
    users: [],
    memberships: [],
  })
  expect(await run('customer', 'show', customerId)).toMatchObject({ id: before })
  const { items } = await owner.call('listCustomers', { query: { query: `Ann Miller ${tests}` } })
  expect(items.map(({ id }) => id)).toEqual([before])
  expect(
    (await owner.call('listAudit', { query: { subject: customerId, limit: 1 } })).items[0],
  ).toMatchObject({ action: 'customer.merged', details: { survivor: before } })
})

test('what the directory writes afterwards reaches the survivor, and what it ended stays ended after an undo', async () => {
  await given()
  const before = await known(`Ann ${tests}`, `ann@${domain}`)
  const { customerId, userId } = await sent(`Ann ${tests}`, `ann@${domain}`)
  const { id } = await merge(before, customerId)
  await globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'active', value: false })
  expect((await read(before)).active).toBe(false)
  await undo(before, id)
  expect(await read(customerId)).toMatchObject({ active: false, mergedInto: null })
  expect(await read(before)).toMatchObject({ active: true, directory: null })
})

test('an undo brings everything back as it was; what arrived since stays, and the preview lists it', async () => {
  await given()
  const before = await known(`Ann Lee ${tests}`, `ann@${domain}`, 1)
  const other = await known(`Ann Miller ${tests}`, `ann.miller@${domain}`, 2)
  const both = [await seen(before), await seen(other)]
  const { id } = await merge(before, other)
  expect(await read(before)).toMatchObject({
    requestCount: 3,
    formerAddresses: [{ address: `ann.miller@${domain}` }],
  })
  await undo(before, id)
  expect([await seen(before), await seen(other)]).toEqual(both)
  const again = await merge(before, other)
  await run('request', 'open', '--customer', before, '--summary', 'Since')
  const preview = await owner.call('previewUndoMerge', { params: { customerId: before, mergeId: again.id } })
  expect(preview.effects).toEqual([
    { code: 'apart-again', values: { merged: `Ann Miller ${tests}` } },
    { code: 'requests-go-back', values: { count: 2 } },
    { code: 'stay-requests', values: { count: 1 } },
  ])
  await undo(before, again.id)
  expect([(await read(before)).requestCount, (await read(other)).requestCount]).toEqual([2, 2])
  const { items } = await owner.call('listMerges', { params: { customerId: before } })
  expect(items.map(({ undoneAt }) => undoneAt !== null)).toEqual([true, true])
  expect(
    await owner.refused('undoMerge', { params: { customerId: before, mergeId: id }, body: {} }),
  ).toMatchObject({ status: 409 })
})

test('two whom directories have, a leaver and anybody, one twice, and too late: refused, and nothing changes', async () => {
  await given()
  const { customerId: ann } = await sent(`Ann ${tests}`, `ann@${domain}`)
  const { customerId: bob, userId } = await sent(`Bob ${tests}`, `bob@${domain}`)
  const kim = await known(`Kim ${tests}`, `kim@${domain}`)
  const refused = async (survivor: string, other: string) =>
    (
      await owner.refused('mergeCustomers', {
        params: { customerId: survivor },
        body: { otherCustomerId: other },
      })
    ).status
  expect(await refused(ann, bob)).toBe(409)
  expect(await refused(ann, ann)).toBe(409)
  await globex.scim.delete(`/Users/${userId}`)
  expect(await refused(bob, kim)).toBe(409)
  expect(await refused(kim, bob)).toBe(409)
  const { id } = await merge(ann, kim)
  expect(await refused(ann, kim)).toBe(409)
  expect(await owner.refused('reactivateCustomer', { params: { customerId: kim } })).toMatchObject({
    status: 409,
  })
  const asked = { body: { customerId: kim, summary: 'Who would read this?' } }
  expect((await owner.refused('openRequest', asked)).errors).toMatchObject([
    { field: 'customerId', rule: 'conflict' },
  ])
  stopped = new Date(Date.now() + 7 * 86_400_000)
  try {
    const late = (
      await makeStaff(running, site, 'owner', { address: `late${tests}@acme.test`, now: stopped })
    ).browser
    const given = { params: { customerId: ann, mergeId: id }, body: {} }
    expect(await late.refused('undoMerge', given)).toMatchObject({ status: 409 })
  } finally {
    stopped = undefined
  }
})

test('a survivor who is merged again still leads on, and the later merge is undone first', async () => {
  await given()
  const [a, b, c] = [
    await known(`A ${tests}`, `a@${domain}`),
    await known(`B ${tests}`, `b@${domain}`),
    await known(`C ${tests}`, `c@${domain}`),
  ]
  const first = await merge(b, a)
  const second = await merge(c, b)
  expect(await run('customer', 'show', a)).toMatchObject({ id: c })
  expect(
    await owner.refused('undoMerge', { params: { customerId: b, mergeId: first.id }, body: {} }),
  ).toMatchObject({ status: 409 })
  await undo(c, second.id)
  await undo(b, first.id)
  expect(await run('customer', 'show', a)).toMatchObject({ id: a })
})

test('a case about a known customer is decided by linking, and taken back', async () => {
  await given()
  const before = await known(`Ann ${tests}`, `ann@${domain}`, 1)
  const { customerId } = await sent(`Ann ${tests}`, `ann@${domain}`)
  const query = { directoryId: keyOf(globex.directory.directoryId) }
  const [found] = (await owner.call('listCases', { query })).items
  const params = { caseId: found?.id ?? '' }
  expect(found).toMatchObject({
    kind: 'link-unproven',
    customer: { id: customerId },
    otherCustomer: { id: before },
  })
  expect(
    (await owner.call('previewCase', { params: { ...params, decision: 'link' } })).effects.map(
      ({ code }) => code,
    ),
  ).toContain('managed-by')
  expect(await owner.call('decideCase', { params, body: { decision: 'link' } })).toMatchObject({
    state: 'closed',
    outcome: 'link',
    decidedBy: { name: 'The owner' },
  })
  expect(await read(before)).toMatchObject({ requestCount: 1, directory: { id: query.directoryId } })
  expect(await owner.call('undoCase', { params, body: {} })).toMatchObject({
    state: 'open',
    customer: { id: customerId },
    otherCustomer: { id: before },
  })
  expect(await read(before)).toMatchObject({ directory: null })
  expect(await read(customerId)).toMatchObject({ directory: { id: query.directoryId }, mergedInto: null })
})

test('a connection that breaks at any statement of a merge, or of its undoing, has done nothing or all', async () => {
  await given()
  const { database, breakAt } = breakable(running)
  const [a, b] = [await known(`A ${tests}`, `a@${domain}`, 1), await known(`B ${tests}`, `b@${domain}`, 2)]
  const apart = [await seen(a), await seen(b)]
  const acts = {
    merge: () => mergeThem(database, site.id, { survivorId: a, mergedId: b }, byTest()),
    undo: async () => {
      const { items } = await owner.call('listMerges', { params: { customerId: a } })
      return undoThem(database, site.id, { survivorId: a, mergeId: items[0]?.id ?? '' }, byTest())
    },
  }
  let together: unknown
  for (const [name, act] of Object.entries(acts)) {
    let broken = 0
    for (let n = 0, isThrough = false; !isThrough; n++) {
      const { hasBroken } = breakAt(n)
      await act().catch(() => undefined)
      database.onRoundTrip = () => undefined
      isThrough = !hasBroken()
      broken += Number(hasBroken())
      const now = [await seen(a), await seen(b)]
      const isMerged = now[1]?.mergedInto !== null
      if (isMerged) together ??= now
      expect(now, `${name}, broken at ${n}`).toEqual(isMerged ? together : apart)
      // An answer that is lost behind the commit leaves all of it.
      if (isMerged === (name === 'merge')) isThrough = true
    }
    expect(broken).toBeGreaterThan(5)
  }
})

test('of two who merge one customer into two at once one wins, and the other is told', async () => {
  await given()
  const [a, b, c] = [
    await known(`A ${tests}`, `a@${domain}`),
    await known(`B ${tests}`, `b@${domain}`),
    await known(`C ${tests}`, `c@${domain}`),
  ]
  const both = await Promise.all(
    [b, c].map((survivor) =>
      owner.send('mergeCustomers', { params: { customerId: survivor }, body: { otherCustomerId: a } }),
    ),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
})

test('the command line previews, merges and undoes', async () => {
  await given()
  const a = await known(`A ${tests}`, `a@${domain}`)
  await known(`B ${tests}`, `b@${domain}`)
  expect(await run('customer', 'merge', a, `b@${domain}`, '--preview')).toMatchObject({
    effects: [{ code: 'survives' }, { code: 'requests-move' }, { code: 'address-former' }],
  })
  const { mergeId } = await run('customer', 'merge', a, `b@${domain}`)
  await run('customer', 'unmerge', a, mergeId)
  expect(await run('customer', 'list', '--email', `b@${domain}`)).toMatchObject([{ name: `B ${tests}` }])
})

test('what one of the two muted stays muted, and is theirs again after an undo', async () => {
  await given()
  const a = await known(`A ${tests}`, `a@${domain}`)
  const b = await known(`B ${tests}`, `b@${domain}`, 2)
  const { database } = running.app
  const [first, second] = (
    await readRows<{ id: string }>(running, site, {
      name: '',
      text: `select request_id as id from requests where site_id = $1 and requester_id = $2 order by created_at`,
      values: [site.id, b],
    })
  ).map(({ id }) => id)
  await database.inSite(site.id, async (tx) => {
    tx.write(muteRequest(site.id, first ?? '', b))
    // Both did.
    for (const person of [a, b]) tx.write(muteRequest(site.id, second ?? '', person))
  })
  const muted = (requestId = '', personId: string) => readMuted(database, site.id, requestId, personId)
  const { id } = await merge(a, b)
  expect([await muted(first, a), await muted(second, a)]).toEqual([true, true])
  // The link of a mail of before is about whoever they are now.
  const key = await database.inSite(site.id, (tx) => replyKey(tx))
  await mute(database, site.id, first ?? '', {
    person: { kind: 'customer', id: a },
    face: 'help-centre',
    muted: false,
  })
  await muteByLink(database, site.id, mutingToken(key, first ?? '', b))
  expect(await muted(first, a)).toBe(true)
  await undo(a, id)
  expect([await muted(first, b), await muted(second, b)]).toEqual([true, true])
  expect([await muted(first, a), await muted(second, a)]).toEqual([false, true])
})

test('whatever refers to a customer moves with one', async () => {
  const found = await readRows<{ name: string }>(running, site, {
    name: '',
    text: `select c.conrelid::regclass::text || '.' || a.attname as name from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
      where c.contype = 'f' and c.confrelid = 'doorward.customers'::regclass order by 1`,
    values: [],
  })
  expect(found.map(({ name }) => name.replace('doorward.', ''))).toEqual([
    // They end: a program asks for whoever made its key, and for nobody else.
    'api_keys.customer_id',
    'asserted_members.customer_id',
    'attachments.customer_id',
    'cases.customer_id',
    'cases.other_customer_id',
    'customer_addresses.customer_id',
    'customer_merges.merged_id',
    'customer_merges.survivor_id',
    // They end with who goes: the survivor's own are kept.
    'customer_passkeys.customer_id',
    'customer_passwords.customer_id',
    // They end: whoever was signed in as one of the two signs in as who survives.
    'customer_sessions.customer_id',
    'customers.merged_into',
    'deleted_directory_users.customer_id',
    // For an hour, and counted only.
    'directory_losses.customer_id',
    'directory_users.customer_id',
    // Of whom a move of a domain is about: whoever was merged since keeps what the survivor has.
    'domain_move_people.customer_id',
    // Of who was erased, who is never merged.
    'erasure_traces.customer_id',
    'hand_overs.from_id',
    'hand_overs.to_id',
    'organization_joined.customer_id',
    'organization_people.customer_id',
    'removed_members.customer_id',
    'request_comments.customer_id',
    'request_history.customer_id',
    'request_participants.customer_id',
    'requests.requester_id',
    // Of an address that was asked for: over within minutes, and ended by the merge.
    'sign_in_codes.customer_id',
    'sign_in_identities.customer_id',
    // What was is told of whom it was.
    'sign_ins.customer_id',
    // Of whom a succession moved: whoever was merged since stays whom the merge's undoing gives back.
    'succession_people.customer_id',
  ])
})
