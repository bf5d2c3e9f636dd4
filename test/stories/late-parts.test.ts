// Libraries that are loaded only when somebody needs them, each needed once, in the server as people run it. What a bundle makes of
// a package is seen at its use alone.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Authenticator } from '../fixtures/authenticator.ts'
import { Browser } from '../fixtures/browser.ts'
import { type FreshDatabase, freshDatabase } from '../fixtures/database.ts'
import { ImapServer } from '../fixtures/imap-server.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { providerCertificate, providerMetadata } from '../fixtures/provider-certificate.ts'
import { type Served, serve } from '../fixtures/served.ts'
import { goodPassword } from '../fixtures/staff.ts'

const token = 'figures-are-for-those-who-run-it'
const longMs = { timeout: 120_000 }
let database: FreshDatabase
let office: PostOffice
let imap: ImapServer
let provider: Server
let at: string
let served: Served
let owner: Browser

beforeAll(async () => {
  database = await freshDatabase()
  office = await PostOffice.open()
  imap = await ImapServer.open()
  const metadata = providerMetadata('urn:globex', [await providerCertificate()])
  provider = createServer((_request, response) => response.end(metadata)).listen(0, '127.0.0.1')
  await once(provider, 'listening')
  at = `127.0.0.1:${(provider.address() as AddressInfo).port}`
  served = await serve({
    DATABASE_URL: database.url,
    METRICS_TOKEN: token,
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(office.port),
    SMTP_TLS: 'off',
    MAIL_FROM: 'help@doorward.test',
    SMTP_IN: '127.0.0.1:0',
    OUTBOUND_ALLOW: `${at},127.0.0.1:${imap.port}`,
  })
  owner = new Browser(served.origin)
})
afterAll(async () => {
  await served.stop()
  await office.close()
  await imap.close()
  provider.close()
  await database.drop()
})

test('a password is judged', async () => {
  await expect.poll(() => served.output()).toMatch(/^Become .*\n/m)
  const link = /\/start\/(\S+)/.exec(served.output())?.[1] ?? ''
  const body = { siteName: 'Acme', name: 'Ann Lee', address: 'ann@acme.test', password: goodPassword }
  await owner.call('completeStart', { params: { link }, body })
})

test('figures are counted', async () => {
  const response = await fetch(`${served.origin}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  expect(await response.text()).toContain('doorward_info{version=')
})

test('a passkey is checked and a logo is drawn', async () => {
  const device = new Authenticator((await owner.call('listPasskeys', {})).origin)
  const passkey = device.create(await owner.call('offerPasskey', {}))
  const made = await owner.call('createPasskey', { body: { name: 'Laptop', passkey } })
  expect(made.passkey.name).toBe('Laptop')
  const picture = sharp({ create: { width: 48, height: 48, channels: 4, background: '#f0b400' } })
  const image = (await picture.webp().toBuffer()).toString('base64')
  expect((await owner.call('setLogo', { body: { image } })).logo).not.toBeNull()
})

test('a mail is sent', async () => {
  await owner.call('sendTestMail', { body: {} })
  await expect.poll(() => office.received.length, longMs).toBe(1)
  expect(office.received[0]).toMatchObject({ to: ['ann@acme.test'] })
})

test('a provider’s metadata is fetched, a key is made, and its door leads to it with a signed request', async () => {
  const { directory } = await owner.call('createDirectory', { body: { name: 'Globex' } })
  const params = { directoryId: directory.id }
  const url = `http://${at}/metadata`
  const read = await owner.call('readMetadata', { params, body: { url } })
  expect(read.entityId).toBe('urn:globex')
  const certificates = read.certificates.map(({ pem }) => pem)
  const body = { protocol: 'saml' as const, issuer: 'urn:globex', ssoUrl: read.ssoUrl, certificates }
  await owner.call('createConnection', { params, body })
  await owner.call('makeConnectionKey', { params })
  const changes = { mode: 'optional' as const, signsRequests: true }
  const { ours } = await owner.call('changeConnection', { params, body: changes })
  const door = new URL(ours.signInUrl)
  const response = await fetch(`${served.origin}${door.pathname}?own-host=1`, { redirect: 'manual' })
  expect(response.headers.get('location')).toMatch(/^https:\/\/idp\.example\/sso\?SAMLRequest=.*&Signature=/)
})

test('a mailbox elsewhere is asked', async () => {
  const portalId = (await owner.call('listPortals', {})).items[0]?.id ?? ''
  const requestTypeId = (await owner.call('listRequestTypes', { params: { portalId } })).items[0]?.id ?? ''
  const mailbox = await owner.call('addMailbox', { body: { address: 'help@acme.test', requestTypeId } })
  const settings = {
    host: '127.0.0.1',
    port: imap.port,
    tls: 'off',
    user: 'help',
    password: imap.password,
  } as const
  await owner.call('setMailFetching', { params: { mailboxId: mailbox.id }, body: settings })
  await expect.poll(() => imap.signIns, longMs).toBeGreaterThan(0)
})
