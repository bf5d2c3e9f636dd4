// Somebody has the key by which a company's provider signs (golden SAML). No signature tells: what counts is how far it reaches, what
// is written down of it, and that it ends when the certificate goes.
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { CustomerRow } from '../../src/storage/identity/customers.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { first, own, type SamlKey, second } from '../fixtures/saml-keys.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp

beforeAll(async () => {
  running = await runningApp()
  await makeAll()
})
afterAll(() => running.close())

let site: Site
let owner: Browser
const doors = new Map<string, SamlDoor>()
let initech: SamlDoor
let before: CustomerRow[]

async function makeAll(): Promise<void> {
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner', { address: 'owner@acme.test' })).browser
  for (const signed of ['assertion', 'response'] as const) {
    const issuer = `https://idp.${signed}.test`
    const door = await makeSamlDoor(running, site, signed, { signed, issuer, keys: [first, own] })
    await speakFor(door, `${signed}.test`)
    await door.made.scim.createUser(`ann@${signed}.test`, { externalId: 'ann' })
    doors.set(signed, door)
  }
  initech = await makeSamlDoor(running, site, 'Initech', {
    keys: [second],
    issuer: 'https://idp.initech.test',
  })
  await speakFor(initech, 'initech.test')
  await initech.made.scim.createUser('boss@initech.test', { externalId: 'boss' })
  await owner.call('addCustomer', { body: { name: 'Kim', address: 'kim@free.test', proven: true } })
  before = await customersOf(running, site)
  expect(before).toHaveLength(4)
}

const speakFor = ({ directoryId }: SamlDoor, domain: string) =>
  running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'directory_domains',
      text: `insert into directory_domains values ($1, $2, $3, 'proven', now())`,
      values: [site.id, directoryId, domain],
    }),
  )
const holderOf = (address: string) =>
  before.find(({ addresses }) => addresses[0]?.address === address)?.id ?? 'nobody'
const sessionsAt = ({ directoryId }: SamlDoor) =>
  readRows<{ customerId: string }>(running, site, {
    name: '',
    text: `select customer_id as "customerId" from customer_sessions where site_id = $1 and directory_id = $2
      order by created_at, session_id`,
    values: [site.id, directoryId],
  })
const lastSignIn = async ({ directoryId }: SamlDoor) => {
  const params = { directoryId: keyOf(directoryId) }
  return (await owner.call('listSignIns', { params, query: {} })).items[0]
}

describe.each(['assertion', 'response'] as const)(
  'with the stolen key of a provider that signs the %s',
  (signed) => {
    const door = () => doors.get(signed) as SamlDoor

    /** The thief says who comes. */
    async function forge(
      said: { nameId: string; email?: string; groups?: string[] },
      { at = door(), as = door(), key = first }: { at?: SamlDoor; as?: SamlDoor; key?: SamlKey } = {},
    ) {
      const thief = new Visitor(running.origin)
      const { email, groups } = said
      const attributes = { ...(email && { email: [email] }), ...(groups && { groups }) }
      const given = {
        ...writtenTo(at, await thief.begin(at)),
        issuer: as.issuer,
        nameId: said.nameId,
        attributes,
      }
      const { location } = await thief.bring(at, { xml: genuine(given, signed, { key }) })
      return { thief, location }
    }

    test('a person of that company can be signed in as, which the person, the log and the administrators can see', async () => {
      const { location } = await forge({ nameId: 'ann' })
      expect(location).toBe('/')
      const ann = holderOf(`ann@${signed}.test`)
      expect((await sessionsAt(door())).at(-1)).toEqual({ customerId: ann })
      expect(await lastSignIn(door())).toMatchObject({
        outcome: 'in',
        method: 'saml',
        customer: { id: ann },
        said: 'ann',
        ip: '127.0.0.1',
        userAgent: expect.any(String),
      })
    })

    test.each([
      ['of another company, by address', { nameId: 'boss@initech.test', email: 'boss@initech.test' }],
      ['of another company, by its own id there', { nameId: 'boss', email: 'boss@initech.test' }],
      ['whom nobody manages', { nameId: 'kim@free.test', email: 'kim@free.test' }],
      ['of the staff', { nameId: 'owner@acme.test', email: 'owner@acme.test', groups: ['Owners', 'owner'] }],
    ])('nobody %s can be signed in as', async (_, said) => {
      await forge(said)
      const ids = new Set(before.map(({ id }) => id))
      const ann = holderOf(`ann@${signed}.test`)
      const reached = (await sessionsAt(door())).filter(({ customerId }) => ids.has(customerId))
      expect(reached.filter(({ customerId }) => customerId !== ann)).toEqual([])
      const after = await customersOf(running, site)
      expect(after.filter(({ id }) => ids.has(id))).toEqual(before)
      // Nor does whoever comes by it hold the address.
      const made = after.filter(({ id, directoryId }) => !ids.has(id) && directoryId === door().directoryId)
      expect(
        made.flatMap(({ addresses }) => addresses.filter(({ standing }) => standing === 'held')),
      ).toEqual([])
      const { items } = await owner.call('listStaff', { query: {} })
      expect(items).toHaveLength(1)
    })

    test('it opens no other company’s door, whoever is said to write', async () => {
      for (const as of [door(), initech]) {
        const { location } = await forge({ nameId: 'boss' }, { at: initech, as })
        expect(location).toContain('/sign-in/failed?why=check')
        expect((await lastSignIn(initech))?.why).toMatch(/signature|from https|is not signed/)
      }
      expect(await sessionsAt(initech)).toEqual([])
    })

    test('a certificate that is removed takes along whatever was opened by it, and the key opens nothing more', async () => {
      const { thief } = await forge({ nameId: 'ann' })
      expect((await thief.fetch('/api/portal/me')).status).toBe(200)
      const params = { directoryId: keyOf(door().directoryId) }
      const { connection } = await owner.call('getConnection', { params })
      const fingerprint = new X509Certificate(first.certificate).fingerprint256
      const stolen = connection?.saml?.certificates.find((one) => one.fingerprint === fingerprint)
      await owner.call('removeCertificate', { params: { ...params, certificateId: stolen?.id ?? '' } })
      expect((await thief.fetch('/api/portal/me')).status).toBe(401)
      expect(await sessionsAt(door())).toEqual([])
      expect((await forge({ nameId: 'ann' })).location).toContain('why=check')
      expect((await lastSignIn(door()))?.why).toMatch(/signature is not by a certificate/)
      expect((await forge({ nameId: 'ann' }, { key: own })).location).toBe('/')
      const { items } = await owner.call('listMails', { query: {} })
      expect(items.filter(({ kind }) => kind === 'connection-changed')).not.toEqual([])
    })
  },
)
