// Who was erased and comes back, by a directory, by hand or in a file, is somebody new, and comes in when a person says so.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { settle as settleSite } from '../fixtures/queue.ts'
import {
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

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

beforeEach(async () => {
  tests++
  domain = `globex${tests}.com`
  globex = await makeDirectory(running, site, `Globex ${tests}`)
})

const run = (...args: string[]) => commandJson({ DATABASE_URL: running.ownerUrl }, ...args)
const settle = () => settleSite(running, site)
const directoryId = () => keyOf(globex.directory.directoryId)
const people = async () =>
  (await owner.call('listCustomers', { query: { directoryId: directoryId() } })).items.filter(
    ({ erasedAt }) => erasedAt === null,
  )
const openCases = async () =>
  (await owner.call('listCases', { query: { kind: 'erased-came-back' } })).items.filter(
    ({ closedAt }) => closedAt === null,
  )

/** A user whom the directory had, deleted there and erased here. */
async function erased(values: { externalId?: string } = {}): Promise<string> {
  const made = await globex.scim.createUser(`zelda@${domain}`, { displayName: 'Zelda', ...values })
  const [customer] = await people()
  const customerId = customer?.id ?? ''
  await globex.scim.delete(`/Users/${made.json.id}`)
  await owner.call('eraseCustomer', { params: { customerId }, body: { confirm: 'Zelda' } })
  return customerId
}

test('a directory that sends an erased person again brings nobody, until an administrator lets somebody new in', async () => {
  const gone = await erased()
  expect((await owner.call('getCustomer', { params: { customerId: gone } })).erasedAt).toEqual(
    expect.any(String),
  )
  const back = await globex.scim.createUser(`Zelda@${domain}`, { displayName: 'Zelda' })
  expect(back.status).toBe(201)
  expect(await people()).toEqual([])
  const [found] = await openCases()
  expect(found).toMatchObject({ customer: null, otherCustomer: { id: gone } })
  const caseId = found?.id ?? ''
  expect(await owner.call('previewCase', { params: { caseId, decision: 'admit' } })).toEqual({
    effects: [{ code: 'admits-anew', values: {} }],
  })
  await owner.call('decideCase', { params: { caseId }, body: { decision: 'admit' } })
  await settle()
  const [admitted] = await people()
  expect(admitted).toMatchObject({ name: 'Zelda', active: true })
  expect(admitted?.id).not.toBe(gone)
  // Who came in stays: the decision is not taken back over their head.
  await expect(owner.call('undoCase', { params: { caseId }, body: {} })).rejects.toThrow(/has come in since/)
  // What was decided holds: nobody asks again about the same person.
  await globex.scim.delete(`/Users/${back.json.id}`)
  expect(await openCases()).toEqual([])
})

test('kept out stays out at every write, and the decision is taken back', async () => {
  await erased()
  const back = await globex.scim.createUser(`zelda@${domain}`, { displayName: 'Zelda' })
  const caseId = (await openCases())[0]?.id ?? ''
  await owner.call('decideCase', { params: { caseId }, body: { decision: 'keep-out' } })
  await globex.scim.patch(`/Users/${back.json.id}`, { op: 'replace', path: 'displayName', value: 'Zelda Q.' })
  await settle()
  expect([await people(), await openCases()]).toEqual([[], []])
  await owner.call('undoCase', { params: { caseId }, body: {} })
  expect(await openCases()).toMatchObject([{ id: caseId }])
  // Another address and user name make another person of the user, and the question is settled.
  await globex.scim.patch(
    `/Users/${back.json.id}`,
    { op: 'replace', path: 'userName', value: `yan@${domain}` },
    { op: 'replace', path: 'emails[type eq "work"].value', value: `yan@${domain}` },
  )
  expect(await openCases()).toEqual([])
  expect(await people()).toHaveLength(1)
})

test('they are known by the id of the directory as well, and in no other directory by it', async () => {
  await erased({ externalId: 'z-1' })
  const other = await makeDirectory(running, site, `Hooli ${tests}`)
  await other.scim.createUser(`y@${domain}`, { displayName: 'Y', externalId: 'z-1' })
  expect(await openCases()).toEqual([])
  const back = await globex.scim.createUser(`x@${domain}`, { displayName: 'X', externalId: 'z-1' })
  const [found] = await openCases()
  expect(found).toMatchObject({ customer: null })
  // The directory takes the user away: nobody needs to decide.
  await globex.scim.delete(`/Users/${back.json.id}`)
  expect(await openCases()).toEqual([])
})

test('a rehearsal tells before that a person will have to decide', async () => {
  await erased()
  const rehearsing = await makeDirectory(running, site, `New ${tests}`, { rehearsal: true })
  await rehearsing.scim.createUser(`zelda@${domain}`, { displayName: 'Zelda' })
  await rehearsing.scim.createUser(`ann@${domain}`, { displayName: 'Ann' })
  const params = { directoryId: keyOf(rehearsing.directory.directoryId) }
  await owner.call('countPreview', { params })
  expect((await owner.call('getPreview', { params })).preview?.counts).toMatchObject({ new: 1, held: 1 })
})

test('who is added by hand with such an address waits, inactive, and can be erased again', async () => {
  const gone = await erased()
  const body = { name: 'Z', address: `zelda@${domain}`, proven: true }
  const { id: customerId, active } = await owner.call('addCustomer', { body })
  expect(active).toBe(false)
  const params = { customerId }
  await expect(owner.call('reactivateCustomer', { params })).rejects.toThrow(/waits until the case/)
  const [first] = await openCases()
  expect(first).toMatchObject({ customer: { id: customerId }, otherCustomer: { id: gone } })
  await run('case', 'decide', first?.id ?? '', 'admit')
  expect((await owner.call('getCustomer', { params })).active).toBe(true)
  await owner.call('undoCase', { params: { caseId: first?.id ?? '' }, body: {} })
  expect((await owner.call('getCustomer', { params })).active).toBe(false)
  await owner.call('eraseCustomer', { params, body: { confirm: 'Z' } })
  expect(await openCases()).toEqual([])
  const again = await owner.call('addCustomer', { body })
  expect(await openCases()).toMatchObject([{ customer: { id: again.id }, otherCustomer: { id: customerId } }])
  await owner.call('decideCase', {
    params: { caseId: (await openCases())[0]?.id ?? '' },
    body: { decision: 'keep-out' },
  })
  // Kept out, and an administrator may change their mind at the person later.
  await owner.call('reactivateCustomer', { params: { customerId: again.id } })
})

test('a file brings such a person in to wait, and says so in the row; the simulator says it before', async () => {
  const gone = await erased()
  const address = `zelda@${domain}`
  const { items } = await owner.call('explainAccess', { query: { address } })
  expect(
    Object.fromEntries(items.map(({ channel, outcome, reason }) => [channel, `${outcome} ${reason}`])),
  ).toEqual({
    portal: 'hold erased',
    email: 'hold unknown-sender',
    agent: 'hold erased',
    import: 'hold erased',
    scim: 'hold erased',
    sso: 'hold erased',
  })
  const text = `name,email\nZelda,${address}\nAnn,ann@${domain}`
  const { id: importId } = await owner.call('createImport', { body: { text } })
  await settle()
  const { items: rows } = await owner.call('listImportRows', {
    params: { importId },
    query: { verdict: 'create' },
  })
  expect(rows.map(({ notes }) => notes.map(({ note }) => note))).toEqual([['erased'], []])
  await owner.call('applyImport', { params: { importId } })
  await settle()
  const found = async (query: string) => (await owner.call('listCustomers', { query: { query } })).items[0]
  expect(await found(address)).toMatchObject({ name: 'Zelda', active: false })
  expect(await found(`ann@${domain}`)).toMatchObject({ active: true })
  const [open] = await openCases()
  expect(open).toMatchObject({ customer: { name: 'Zelda' }, otherCustomer: { id: gone } })
  await owner.call('decideCase', { params: { caseId: open?.id ?? '' }, body: { decision: 'admit' } })
  expect(await found(address)).toMatchObject({ active: true })
})

test('who is here already, and is given such an address by a change, stays without it until a person decides', async () => {
  const gone = await erased()
  const made = await globex.scim.createUser(`ann@${domain}`, { displayName: 'Ann' })
  const move = (local: string) =>
    globex.scim.patch(`/Users/${made.json.id}`, {
      op: 'replace',
      path: 'emails[type eq "work"].value',
      value: `${local}@${domain}`,
    })
  const addressOf = async () => (await people())[0]?.address
  expect((await move('zelda')).status).toBe(200)
  const [found] = await openCases()
  expect(found).toMatchObject({ customer: { name: 'Ann' }, otherCustomer: { id: gone } })
  expect(await addressOf()).toBeNull()
  // Another address settles it, and the same one asks again.
  await move('ann.lee')
  expect([await addressOf(), await openCases()]).toEqual([`ann.lee@${domain}`, []])
  await move('zelda')
  const params = { caseId: (await openCases())[0]?.id ?? '' }
  expect(await owner.call('previewCase', { params: { ...params, decision: 'admit' } })).toEqual({
    effects: [{ code: 'lets-take', values: {} }],
  })
  await owner.call('decideCase', { params, body: { decision: 'admit' } })
  await owner.call('undoCase', { params, body: {} })
  await settle()
  expect([await addressOf(), (await people())[0]?.active]).toEqual([null, true])
  await owner.call('decideCase', { params, body: { decision: 'admit' } })
  await settle()
  expect([await addressOf(), await openCases()]).toEqual([`zelda@${domain}`, []])
  await expect(owner.call('undoCase', { params, body: {} })).rejects.toThrow(/has come in since/)
})

test('by hand somebody who is here has it at once, and a case asks all the same', async () => {
  await erased()
  const { id } = await owner.call('addCustomer', {
    body: { name: `Bob ${tests}`, address: `bob@${domain}`, proven: true },
  })
  await owner.call('changeCustomer', {
    params: { customerId: id },
    body: { address: `zelda@${domain}`, proven: true },
  })
  const params = { caseId: (await openCases())[0]?.id ?? '' }
  const bob = () => owner.call('getCustomer', { params: { customerId: id } })
  expect(await bob()).toMatchObject({ active: true, address: `zelda@${domain}` })
  await owner.call('decideCase', { params, body: { decision: 'admit' } })
  await owner.call('undoCase', { params, body: {} })
  expect(await bob()).toMatchObject({ active: true })
  await owner.call('decideCase', { params, body: { decision: 'keep-out' } })
  expect([await openCases(), (await bob()).active]).toEqual([[], true])
})

test('what is kept holds no value, and each site has a key of its own', async () => {
  await erased()
  const rows = await readRows<{ hash: string }>(running, site, {
    name: '',
    text: "select encode(hash, 'hex') as hash from erasure_traces where site_id = $1",
    values: [site.id],
  })
  expect(rows.length).toBeGreaterThan(1)
  const other = await makeSite(running)
  const [mine, theirs] = await Promise.all(
    [site, other].map((one) =>
      readRows(running, one, {
        name: '',
        text: 'select inner_key from erasure_keys where site_id = $1',
        values: [one.id],
      }),
    ),
  )
  expect([mine?.length, theirs?.length]).toEqual([1, 0])
})
