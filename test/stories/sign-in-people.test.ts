// Who somebody is who comes through a directory: known, renamed, made just in time, adopted by SCIM, refused.
import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { decide, undoDecision } from '../../src/people/cases/decide.ts'
import { joinJustInTime } from '../../src/people/join-just-in-time.ts'
import { type Arriving, foreseeSignIn, type SignedIn, signInAs } from '../../src/people/sign-in.ts'
import { addCustomer, release, setActive } from '../../src/people/unmanaged.ts'
import { insertCustomerSession } from '../../src/storage/access/customer-sessions.ts'
import { updateCustomer } from '../../src/storage/identity/customers.ts'
import type { Site } from '../../src/storage/sites.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'

let running: RunningApp
let site: Site
let globex: MadeDirectory
let tests = 0
let domain = ''

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())
beforeEach(async () => {
  tests++
  domain = `globex${tests}.com`
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex', { domains: [domain] })
  await connect(globex)
})

async function connect(
  { directory }: MadeDirectory,
  matchBy: 'user-name' | 'external-id' = 'user-name',
): Promise<void> {
  await running.app.database.inSite(site.id, async (tx) => {
    tx.write({
      name: '',
      table: 'connections',
      text: `insert into connections (site_id, directory_id, protocol, mode, match_by, issuer, saml, created_at, updated_at)
        values ($1, $2, 'saml', 'optional', $3, 'urn:idp', '{}', now(), now())`,
      values: [site.id, directory.directoryId, matchBy],
    })
  })
}

/** Somebody comes whom the provider calls by a lasting subject, or, without one, by the value alone. */
const arriving = (
  value: string,
  rest: Partial<Arriving> & { subject?: string; jit?: boolean } = {},
): Arriving => {
  const { subject, jit = false, ...more } = rest
  return {
    connection: {
      directoryId: globex.directory.directoryId,
      mode: 'optional',
      matchBy: 'user-name',
      justInTime: jit,
    },
    subjectHash: createHash('sha256')
      .update(subject ?? value)
      .digest(),
    isStable: subject !== undefined,
    matchValue: value,
    address: value.includes('@') ? value : undefined,
    name: undefined,
    ...more,
  }
}
const signIn = (who: Arriving, now = new Date()): Promise<SignedIn> =>
  running.app.database.inSite(site.id, (tx) => signInAs(tx, who, byTest(now)))
const foresee = (who: Arriving): Promise<SignedIn> =>
  running.app.database.inSite(site.id, (tx) => foreseeSignIn(tx, who, new Date()))
const people = async () => (await customersOf(running, site)).filter(({ mergedInto }) => mergedInto == null)
const asCustomer = (customerId: string) => expect.objectContaining({ kind: 'customer', customerId })
const refused = (outcome: string) => expect.objectContaining({ kind: 'refused', outcome })
async function provision(userName: string, more = {}): Promise<{ userId: string; customerId: string }> {
  const { json, status } = await globex.scim.createUser(userName, more)
  expect(status).toBe(201)
  return { userId: json.id, customerId: await customerIdOf(json.id) }
}
async function customerIdOf(userId: string): Promise<string> {
  const [row] = await readRows<{ id: string }>(running, site, {
    name: '',
    text: 'select customer_id as id from directory_users where site_id = $1 and user_id = $2',
    values: [site.id, userId],
  })
  return row?.id ?? ''
}
const rename = (userId: string, value: string) =>
  globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'userName', value })

test('renamed, and back before the sync: by a lasting subject the same person, and the sync changes nothing of that', async () => {
  const { userId, customerId } = await provision(`ann@${domain}`)
  expect(await signIn(arriving(`Ann@${domain}`, { subject: 's-ann' }))).toEqual(asCustomer(customerId))
  expect(await signIn(arriving(`lee@${domain}`, { subject: 's-ann', jit: true }))).toEqual(
    asCustomer(customerId),
  )
  expect((await rename(userId, `lee@${domain}`)).status).toBe(200)
  expect(await signIn(arriving(`lee@${domain}`, { subject: 's-ann' }))).toEqual(asCustomer(customerId))
  expect(await people()).toHaveLength(1)
})

test('by an address as the subject the person waits until the rename arrives, and is nobody else before', async () => {
  const { userId, customerId } = await provision(`ann@${domain}`)
  expect(await signIn(arriving(`ann@${domain}`))).toEqual(asCustomer(customerId))
  expect(await signIn(arriving(`lee@${domain}`, { jit: true }))).toEqual(refused('not-yet'))
  expect((await rename(userId, `lee@${domain}`)).status).toBe(200)
  expect(await signIn(arriving(`lee@${domain}`, { jit: true }))).toEqual(asCustomer(customerId))
  expect(await people()).toHaveLength(1)
})

test('the address of somebody renamed, given to somebody new, brings nothing along', async () => {
  const { userId, customerId } = await provision(`ann@${domain}`)
  await signIn(arriving(`ann@${domain}`))
  await signIn(arriving(`ann@${domain}`, { subject: 's-ann' }))
  await rename(userId, `lee@${domain}`)
  const next = await provision(`ann@${domain}`)
  expect(await signIn(arriving(`ann@${domain}`))).toEqual(asCustomer(next.customerId))
  expect(await signIn(arriving(`ann@${domain}`, { subject: 's-new' }))).toEqual(asCustomer(next.customerId))
  expect(await signIn(arriving(`ann@${domain}`, { subject: 's-ann' }))).toEqual(asCustomer(customerId))
})

test('a user who has a subject refuses another one', async () => {
  await provision(`ann@${domain}`)
  await signIn(arriving(`ann@${domain}`, { subject: 's-ann' }))
  expect(await signIn(arriving(`ann@${domain}`, { subject: 's-mallory' }))).toEqual(refused('other-subject'))
})

test('a case asks about another subject: accepted it is theirs, taken back the one of before is, and it goes with the user', async () => {
  const { userId, customerId } = await provision(`ann@${domain}`)
  await signIn(arriving(`ann@${domain}`, { subject: 's-ann' }))
  const other = arriving(`ann@${domain}`, { subject: 's-other' })
  const before = arriving(`ann@${domain}`, { subject: 's-ann' })
  for (let n = 0; n < 2; n++) expect(await signIn(other)).toEqual(refused('other-subject'))
  const cases = () =>
    readRows<{ id: string; customerId: string; outcome: string | null }>(running, site, {
      name: '',
      text: `select case_id as id, customer_id as "customerId", outcome from cases
        where site_id = $1 and kind = 'subject-changed' order by case_id`,
      values: [site.id],
    })
  const [found, ...more] = await cases()
  expect([found?.customerId, more]).toEqual([customerId, []])
  const id = found?.id ?? ''
  await decide(running.app.database, site.id, id, 'accept-subject', byTest())
  expect(await signIn(other)).toEqual(asCustomer(customerId))
  expect(await signIn(before)).toEqual(refused('other-subject'))
  await undoDecision(running.app.database, site.id, id, byTest())
  expect(await signIn(before)).toEqual(asCustomer(customerId))
  expect(await signIn(other)).toEqual(refused('other-subject'))
  await globex.scim.delete(`/Users/${userId}`)
  await joinJustInTime(running.app.database, site.id, new Date())
  expect((await cases()).at(-1)).toMatchObject({ outcome: 'gone' })
})

test('made just in time, then brought by SCIM: one person, no 409, with name, address and what was asked', async () => {
  const made = await signIn(arriving(`new@${domain}`, { subject: 's-new', jit: true, name: 'Nora New' }))
  expect(made).toMatchObject({ kind: 'customer', made: true })
  const { customerId } = made as { customerId: string }
  expect(await people()).toMatchObject([
    { id: customerId, name: 'Nora New', addresses: [{ address: `new@${domain}`, standing: 'held' }] },
  ])
  expect(await signIn(arriving(`new@${domain}`, { subject: 's-new', jit: true }))).toMatchObject({
    customerId,
    made: false,
  })
  const brought = await provision(`new@${domain}`, { displayName: 'Nora Neu' })
  expect(brought.customerId).toBe(customerId)
  expect(await people()).toMatchObject([{ id: customerId, name: 'Nora Neu', active: true }])
  expect(await signIn(arriving(`new@${domain}`, { subject: 's-new' }))).toEqual({
    kind: 'customer',
    customerId,
    userId: brought.userId,
    made: false,
  })
  await globex.scim.delete(`/Users/${brought.userId}`)
  expect(await signIn(arriving(`new@${domain}`, { subject: 's-new', jit: true }))).toEqual(refused('left'))
  expect(await people()).toMatchObject([{ id: customerId, active: false }])
})

test('by the directory’s own id: made, brought under a new name, and one', async () => {
  const connection = {
    directoryId: globex.directory.directoryId,
    mode: 'optional',
    justInTime: true,
  } as const
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'connections',
      text: `update connections set match_by = 'external-id' where site_id = $1`,
      values: [site.id],
    }),
  )
  const who = {
    ...arriving('X-1', { subject: 's-x' }),
    connection: { ...connection, matchBy: 'external-id' as const },
  }
  const made = (await signIn({ ...who, address: `x@${domain}` })) as { customerId: string }
  const brought = await provision(`renamed@${domain}`, { externalId: 'X-1' })
  expect(brought.customerId).toBe(made.customerId)
  expect(await signIn(who)).toEqual(asCustomer(made.customerId))
})

test('SCIM brings somebody made just in time as inactive: out', async () => {
  const made = (await signIn(arriving(`off@${domain}`, { subject: 's-off', jit: true }))) as {
    customerId: string
  }
  expect((await globex.scim.createUser(`off@${domain}`, { active: false })).status).toBe(201)
  expect(await people()).toMatchObject([{ id: made.customerId, active: false }])
  expect(await signIn(arriving(`off@${domain}`, { subject: 's-off', jit: true }))).toEqual(
    refused('inactive'),
  )
})

test('made under the new name before the rename arrives: one within a minute, and with the next sign-in', async () => {
  const first = await provision(`one@${domain}`)
  const second = await provision(`two@${domain}`)
  for (const [who, name] of [
    ['s-1', 'uno'],
    ['s-2', 'due'],
  ] as const) {
    expect(await signIn(arriving(`${name}@${domain}`, { subject: who, jit: true }))).toMatchObject({
      made: true,
    })
  }
  expect((await rename(first.userId, `uno@${domain}`)).status).toBe(200)
  await joinJustInTime(running.app.database, site.id, new Date())
  expect(await signIn(arriving(`uno@${domain}`, { subject: 's-1' }))).toEqual(asCustomer(first.customerId))
  expect((await rename(second.userId, `due@${domain}`)).status).toBe(200)
  expect(await signIn(arriving(`due@${domain}`, { subject: 's-2' }))).toEqual(asCustomer(second.customerId))
  expect((await people()).map(({ id }) => id).sort()).toEqual([first.customerId, second.customerId].sort())
})

test('an inactive, deleted or unknown person never gets in, made or not', async () => {
  const { userId } = await provision(`bye@${domain}`)
  await globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'active', value: false })
  expect(await signIn(arriving(`bye@${domain}`, { jit: true }))).toEqual(refused('inactive'))
  await globex.scim.delete(`/Users/${userId}`)
  expect(await signIn(arriving(`bye@${domain}`, { subject: 's', jit: true }))).toEqual(refused('left'))
  expect(await signIn(arriving(`who@${domain}`, { subject: 't' }))).toEqual(refused('not-yet'))
  const silent = { ...arriving('x', { subject: 'u', jit: true }), matchValue: undefined }
  expect(await signIn(silent)).toEqual(refused('not-yet'))
  expect(await people()).toHaveLength(1)
})

test('whom one directory says to have come is never somebody of another one', async () => {
  const initech = await makeDirectory(running, site, 'Initech', { domains: [`initech${tests}.com`] })
  await initech.scim.createUser(`ceo@initech${tests}.com`)
  const made = await signIn(arriving(`ceo@initech${tests}.com`, { subject: 's-mallory', jit: true }))
  const [ceo, mallory] = await people()
  expect(made).toEqual(asCustomer(mallory?.id ?? ''))
  expect(ceo?.addresses).toMatchObject([{ standing: 'held' }])
  expect(mallory?.addresses).toEqual([])
})

test('twenty first sign-ins of one person make one, and what is foreseen is what comes', async () => {
  const who = arriving(`rush@${domain}`, { subject: 's-rush', jit: true })
  expect(await foresee(who)).toMatchObject({ kind: 'customer', made: true })
  expect(await people()).toEqual([])
  const all = await Promise.all(Array.from({ length: 20 }, () => signIn(who)))
  expect(new Set(all.map((one) => (one as { customerId: string }).customerId)).size).toBe(1)
  expect(all.filter((one) => (one as { made: boolean }).made)).toHaveLength(1)
  expect(await people()).toHaveLength(1)
  expect(await foresee(who)).toMatchObject({ kind: 'customer', made: false })
})

test('a first sign-in and SCIM at once are one person, within a minute at the latest', async () => {
  for (let n = 0; n < 10; n++) {
    const who = arriving(`both${n}@${domain}`, { subject: `s-both-${n}`, jit: true })
    const [, created] = await Promise.all([signIn(who), globex.scim.createUser(`both${n}@${domain}`)])
    expect(created.status).toBe(201)
  }
  await joinJustInTime(running.app.database, site.id, new Date())
  expect(await people()).toHaveLength(10)
})

test('in rehearsal nobody is made and nobody who waits comes in', async () => {
  const hooli = await makeDirectory(running, site, 'Hooli', { rehearsal: true })
  await connect(hooli)
  await hooli.scim.createUser(`re@${domain}`)
  const at = {
    directoryId: hooli.directory.directoryId,
    mode: 'optional',
    matchBy: 'user-name',
    justInTime: true,
  } as const
  expect(await signIn({ ...arriving(`re@${domain}`, { subject: randomUUID() }), connection: at })).toEqual(
    refused('held'),
  )
  expect(await signIn({ ...arriving(`no@${domain}`, { subject: randomUUID() }), connection: at })).toEqual(
    refused('held'),
  )
  expect(await people()).toEqual([])
})

test('a customer whom an administrator has deactivated is not brought back by signing in', async () => {
  const { database } = running.app
  const ann = { name: 'Ann', address: `ann@${domain}`, isProven: true }
  const customerId = await addCustomer(database, site.id, ann, byTest())
  await setActive(database, site.id, customerId, false, byTest())
  const who = arriving(`ann@${domain}`, { subject: 's-ann', jit: true })
  expect(await foresee(who)).toEqual(refused('deactivated'))
  expect(await signIn(who)).toEqual(refused('deactivated'))
  await setActive(database, site.id, customerId, true, byTest())
  expect(await foresee(who)).toEqual(asCustomer(''))
  expect(await signIn(who)).toEqual(asCustomer(customerId))
})

/** Somebody whom a sign-in made, and whom an administrator then deactivated. */
async function deactivatedHere(name: string) {
  const { database } = running.app
  const who = arriving(`${name}@${domain}`, { subject: `s-${name}`, jit: true })
  const { customerId } = (await signIn(who)) as { customerId: string }
  await setActive(database, site.id, customerId, false, byTest())
  // Twice is once.
  await setActive(database, site.id, customerId, false, byTest())
  return { who, customerId }
}

test('made by a sign-in and deactivated here: no sign-in brings them back, under whatever subject, until it is taken back', async () => {
  const { who, customerId } = await deactivatedHere('jit')
  const anew = arriving(`jit@${domain}`, { subject: 'another', jit: true })
  const unstable = { ...anew, isStable: false }
  expect(await foresee(who)).toEqual(refused('deactivated'))
  for (const one of [who, unstable]) expect(await signIn(one)).toEqual(refused('deactivated'))
  expect((await signIn(anew)).kind).toBe('refused')
  expect(await people()).toMatchObject([{ id: customerId, active: false }])
  await setActive(running.app.database, site.id, customerId, true, byTest())
  expect(await signIn(who)).toEqual(asCustomer(customerId))
})

test('made by a sign-in and deactivated here: only the directory’s own word that they are active brings them back', async () => {
  const { who, customerId } = await deactivatedHere('wrote')
  const inactive = await globex.scim.createUser(`wrote@${domain}`, { active: false })
  expect(await people()).toMatchObject([{ id: customerId, active: false }])
  // The directory has its own word from then on, and an administrator none.
  await expect(setActive(running.app.database, site.id, customerId, true, byTest())).rejects.toThrow(
    /only what its identity provider writes/,
  )
  await globex.scim.patch(`/Users/${inactive.json.id}`, { op: 'replace', path: 'active', value: true })
  expect(await people()).toMatchObject([{ id: customerId, active: true }])
  expect(await signIn(who)).toMatchObject({ kind: 'customer', customerId })
  await globex.scim.delete(`/Users/${inactive.json.id}`)
  await expect(setActive(running.app.database, site.id, customerId, true, byTest())).rejects.toThrow(
    /also after leaving/,
  )
})

test('made by a sign-in and deactivated here: brought as active the person is the same, and the exchange says so', async () => {
  const { customerId } = await deactivatedHere('same')
  const { json } = await globex.scim.createUser(`same@${domain}`)
  expect(await people()).toMatchObject([{ id: customerId, active: true }])
  const { database } = running.app
  await expect(setActive(database, site.id, customerId, false, byTest())).rejects.toThrow(/manages/)
  const [{ details } = { details: '' }] = await readRows<{ details: string }>(running, site, {
    name: '',
    text: `select details::text as details from audit_events where site_id = $1 and action = 'directory-user.created'
      and details::text like '%' || $2 || '%'`,
    values: [site.id, String(json.id)],
  })
  expect(details).toMatch(/bind/)
  expect(details).toMatch(/reactivate/)
})

test('made by a sign-in and deactivated here: another directory and an address bring nobody back; a release does', async () => {
  const { who, customerId } = await deactivatedHere('gone')
  const { database } = running.app
  const again = { name: 'Again', address: `gone@${domain}`, isProven: true }
  await expect(addCustomer(database, site.id, again, byTest())).rejects.toThrow(/holds|left/)
  const initech = await makeDirectory(running, site, 'Initech', { domains: [`initech${tests}.com`] })
  await initech.scim.createUser(`gone@${domain}`)
  expect((await people()).find(({ id }) => id === customerId)).toMatchObject({ active: false })
  await release(database, site.id, customerId, false, byTest())
  expect((await people()).find(({ id }) => id === customerId)).toMatchObject({ active: true })
  expect((await signIn(who)).kind).toBe('customer')
})

const waitingForThis = {
  name: '',
  text: 'select pid from pg_locks where not granted and pg_blocking_pids(pid) @> array[pg_backend_pid()]',
  values: [],
}

test('a session that opens while the customer is deactivated is none', async () => {
  const { database } = running.app
  const ann = { name: 'Ann', address: `ann@${domain}`, isProven: true }
  const customerId = await addCustomer(database, site.id, ann, byTest())
  const secretHash = createHash('sha256').update(customerId).digest()
  const through = {
    directoryId: null,
    userId: null,
    subjectHash: null,
    issuerSessionHash: null,
    idToken: null,
    provedAt: null,
  }
  const at = { createdAt: new Date(), expiresAt: new Date(Date.now() + 60_000), ip: null, userAgent: null }
  const session = { id: randomUUID(), customerId, secretHash, method: 'code', ...through, ...at } as const
  let opening: Promise<void> | undefined
  await database.inSite(site.id, async (tx) => {
    tx.write(updateCustomer(site.id, customerId, { active: false }, new Date()))
    // Sends what was written, and holds the customer.
    await tx.read({ name: '', text: 'select 1 as "one"', values: [] })
    opening = database.inSite(site.id, async (other) => other.write(insertCustomerSession(site.id, session)))
    let waiting: unknown[] = []
    while (waiting.length === 0) waiting = await tx.read(waitingForThis)
  })
  await opening
  const rows = await readRows(running, site, {
    ...{ name: '', text: 'select 1 from customer_sessions where site_id = $1', values: [site.id] },
  })
  expect(rows).toEqual([])
})
