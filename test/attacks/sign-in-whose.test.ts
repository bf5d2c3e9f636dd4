// A provider says who has come: only ever its own people, of today, and each as themselves.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { changeConnection } from '../../src/admin/connections.ts'
import { callerByCustomerSession } from '../../src/http/customer-caller.ts'
import { writeSecret } from '../../src/model/ids.ts'
import { joinJustInTime } from '../../src/people/join-just-in-time.ts'
import { type Arriving, type SignedIn, signInAs } from '../../src/people/sign-in.ts'
import { release } from '../../src/people/unmanaged.ts'
import { insertCustomerSession } from '../../src/storage/access/customer-sessions.ts'
import { newId } from '../../src/storage/new-id.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Write } from '../../src/storage/statement.ts'
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

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())
beforeEach(async () => {
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
  await write(
    `insert into connections (site_id, directory_id, protocol, mode, match_by, issuer, saml, created_at, updated_at)
      values ($1, $2, 'saml', 'optional', 'user-name', 'urn:idp', '{}', now(), now())`,
    [site.id, globex.directory.directoryId],
  )
})

const write = (text: string, values: Write['values']) =>
  running.app.database.inSite(site.id, async (tx) =>
    tx.write({ name: '', table: 'connections', text, values }),
  )

const subjectHash = (subject: string) => createHash('sha256').update(subject).digest()

/** Somebody comes through Globex, whom its provider calls by a lasting subject, and who is made if need be. */
const signIn = (value: string, subject: string, now = new Date()): Promise<SignedIn> => {
  const who: Arriving = {
    connection: {
      directoryId: globex.directory.directoryId,
      mode: 'optional',
      matchBy: 'user-name',
      justInTime: true,
    },
    subjectHash: subjectHash(subject),
    isStable: true,
    matchValue: value,
    address: undefined,
    name: value,
  }
  return running.app.database.inSite(site.id, (tx) => signInAs(tx, who, byTest(now)))
}
const made = async (value: string, subject: string) => {
  const result = await signIn(value, subject)
  expect(result).toMatchObject({ kind: 'customer' })
  return (result as { customerId: string }).customerId
}
const bring = async (userName: string) => {
  const { json, status } = await globex.scim.createUser(userName)
  expect(status).toBe(201)
  const [row] = await readRows<{ customerId: string }>(running, site, {
    name: '',
    text: 'select customer_id as "customerId" from directory_users where site_id = $1 and user_id = $2',
    values: [site.id, json.id],
  })
  return { userId: json.id as string, customerId: row?.customerId }
}
const refused = (outcome: string) => expect.objectContaining({ kind: 'refused', outcome })

test('the name of whom SCIM brought after a sign-in, given to somebody else, is no trap for SCIM', async () => {
  const ann = await made('ann', 's-ann')
  const { userId, customerId } = await bring('ann')
  expect(customerId).toBe(ann)
  await globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'userName', value: 'lee' })
  const next = await bring('ann')
  expect(next.customerId).not.toBe(ann)
  await joinJustInTime(running.app.database, site.id, new Date())
  expect(await customersOf(running, site)).toMatchObject([{ mergedInto: null }, { mergedInto: null }])
  expect(await signIn('lee', 's-ann')).toMatchObject({ customerId: ann })
  expect(await signIn('ann', 's-new')).toMatchObject({ customerId: next.customerId })
})

test('somebody else whom the provider gives the name of whom a sign-in made is not that person', async () => {
  await made('ann', 's-ann')
  expect(await signIn('ann', 's-mallory')).toEqual(refused('other-subject'))
  await bring('ann')
  expect(await signIn('ann', 's-mallory')).toEqual(refused('other-subject'))
})

test('whom the directory has deleted stays out under another name as well', async () => {
  const { userId } = await bring('ann')
  await made('ann', 's-ann')
  await globex.scim.delete(`/Users/${userId}`)
  expect(await signIn('ann.new', 's-ann')).toEqual(refused('left'))
  expect(await customersOf(running, site)).toHaveLength(1)
})

test('whom an administrator released is no longer the directory’s to sign in, nor to join with its own', async () => {
  const ann = await made('ann', 's-ann')
  const { userId } = await bring('ann')
  await globex.scim.delete(`/Users/${userId}`)
  await release(running.app.database, site.id, ann, false, byTest())
  const again = await signIn('ann', 's-ann')
  expect(again).not.toMatchObject({ customerId: ann })
  await bring('ann')
  await joinJustInTime(running.app.database, site.id, new Date())
  const people = await customersOf(running, site)
  expect(people.find(({ id }) => id === ann)).toMatchObject({ directoryId: null, mergedInto: null })
})

test('whom another directory manages by now is not the former one’s to sign in, nor to take back', async () => {
  const ann = await made('ann', 's-ann')
  const initech = await makeDirectory(running, site, 'Initech')
  await write('update customers set directory_id = $3 where site_id = $1 and customer_id = $2', [
    site.id,
    ann,
    initech.directory.directoryId,
  ])
  expect(await signIn('ann', 's-ann')).not.toMatchObject({ customerId: ann })
  const { customerId } = await bring('ann')
  expect(customerId).not.toBe(ann)
  await joinJustInTime(running.app.database, site.id, new Date())
  expect((await customersOf(running, site)).find(({ id }) => id === ann)).toMatchObject({ mergedInto: null })
})

test('whoever cannot become one with whom a sign-in made comes in all the same', async () => {
  const ann = await made('ann', 's-ann')
  const { userId, customerId } = await bring('lee')
  await write(
    'update customers set active = false, merged_into = $3, directory_id = null where site_id = $1 and customer_id = $2',
    [site.id, ann, customerId ?? ''],
  )
  await globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'userName', value: 'ann' })
  expect(await signIn('ann', 's-ann')).toMatchObject({ kind: 'customer', customerId })
})

/** Ann, whom a sign-in made and has just let in. @returns whether she is still in, at a moment */
async function annIn(): Promise<{ ann: string; isIn: (now?: Date) => Promise<boolean> }> {
  const ann = await made('ann', 's-ann')
  const secret = writeSecret('customer', site.id, 'x'.repeat(43))
  const at = new Date()
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write(
      insertCustomerSession(site.id, {
        id: newId(),
        customerId: ann,
        secretHash: createHash('sha256').update(secret).digest(),
        method: 'saml',
        directoryId: globex.directory.directoryId,
        userId: null,
        issuerSessionHash: null,
        subjectHash: subjectHash('s-ann'),
        idToken: null,
        provedAt: null,
        createdAt: at,
        expiresAt: new Date(at.getTime() + 3_600_000),
        ip: null,
        userAgent: null,
      }),
    ),
  )
  const isIn = async (now = at) =>
    (await callerByCustomerSession(running.app.database, site, secret, now)) !== undefined
  expect(await isIn()).toBe(true)
  return { ann, isIn }
}

test('a session does not outlast the door: 30 days after a lapse it is over', async () => {
  const { isIn } = await annIn()
  const lapsed = (days: number) =>
    write('update sites set lapsed_since = $2 where id = $1', [
      site.id,
      new Date(Date.now() - days * 86_400_000),
    ])
  await lapsed(29)
  expect(await isIn()).toBe(true)
  await lapsed(31)
  expect(await isIn()).toBe(false)
})

test('a link that ends closes what was opened before SCIM brought the person', async () => {
  const { ann, isIn } = await annIn()
  const { userId } = await bring('ann')
  expect(await isIn()).toBe(true)
  // Another directory has this person as well: so nobody is inactive altogether.
  const initech = await makeDirectory(running, site, 'Initech')
  const other = await initech.scim.createUser('ann@initech.example')
  await write('update directory_users set customer_id = $3 where site_id = $1 and user_id = $2', [
    site.id,
    other.json.id,
    ann,
  ])
  await write('update customers set several_links = true where site_id = $1 and customer_id = $2', [
    site.id,
    ann,
  ])
  expect(await isIn()).toBe(true)
  await globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'active', value: false })
  expect((await customersOf(running, site)).find(({ id }) => id === ann)).toMatchObject({ active: true })
  expect(await isIn()).toBe(false)
  await globex.scim.patch(`/Users/${userId}`, { op: 'replace', path: 'active', value: true })
  expect(await isIn()).toBe(false)
})

const outside = { outboundAllow: [], fetch } as unknown as Parameters<typeof changeConnection>[5]
const change = (wanted: Parameters<typeof changeConnection>[3]) =>
  changeConnection(running.app.database, site.id, globex.directory.directoryId, wanted, byTest(), outside)

test('another provider may call people by other subjects, and everybody is who they were', async () => {
  const ann = await made('ann', 's-ann')
  const { customerId: bo } = await bring('bo')
  await made('bo', 's-bo')
  expect(await signIn('bo', 's-bo-there')).toEqual(refused('other-subject'))
  await write(`update connections set mode = 'off', saml = $2 where site_id = $1`, [site.id, samlSettings])
  await change({ issuer: 'urn:another' })
  expect(await signIn('bo', 's-bo-there')).toMatchObject({ customerId: bo })
  expect(await signIn('ann', 's-ann-there')).toMatchObject({ customerId: ann })
  expect(await signIn('ann', 's-mallory')).toEqual(refused('other-subject'))
})

test('by another attribute nobody is taken for somebody who had the value as another one', async () => {
  const ann = await made('ann', 's-ann')
  await write(`update connections set mode = 'off', saml = $2 where site_id = $1`, [site.id, samlSettings])
  await change({ matchBy: 'external-id' })
  const { json } = await globex.scim.createUser('mallory', { externalId: 'ann' })
  await joinJustInTime(running.app.database, site.id, new Date())
  expect(await customersOf(running, site)).toHaveLength(2)
  expect((await customersOf(running, site)).find(({ id }) => id === ann)).toMatchObject({ mergedInto: null })
  expect(json.id).toBeDefined()
})

const samlSettings = JSON.stringify({
  ssoUrl: 'https://idp.example/sso',
  signed: 'assertion',
  signsRequests: false,
  encrypted: false,
  idpInitiated: false,
})

test('a claim with nothing in it names nobody', async () => {
  expect(await signIn(' ', 's-1')).toEqual(refused('not-yet'))
})
