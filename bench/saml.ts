// Measures complete sign-ins by SAML, which are what comes back from the provider, and what begins them: `node bench/saml.ts`. Beside them what cannot be less: the library that verifies and reads a
// response, and the RSA verification in it. Processor time of one core, so that a busy machine says the same.
import { createVerify } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import { pino } from 'pino'
import { build } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { migrate } from '../src/storage/migrate.ts'
import { makeSite } from '../test/fixtures/running-app.ts'
import { genuine } from '../test/fixtures/saml-forge.ts'
import { first } from '../test/fixtures/saml-keys.ts'
import { makeSamlDoor, type SamlDoor, writtenTo } from '../test/fixtures/saml-site.ts'
import { cpuMeter } from './cpu.ts'
import { joinDatabase, temporaryDataDir } from './database.ts'

const times = Number(process.env.TIMES ?? 1_000)
const people = 100

await using cleanup = new AsyncDisposableStack()
const dataDir = temporaryDataDir(cleanup)
const ownerUrl = await joinDatabase(cleanup, dataDir)
await migrate(ownerUrl)
const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent' })
const app = await build({ config, ownerUrl, logger: pino({ level: 'silent' }) })
cleanup.defer(() => app.close())
const origin = await app.server.listen({ host: '127.0.0.1', port: 0 })
const running = { app, ownerUrl, origin, close: async () => {} }
const site = await makeSite(running)
const door: SamlDoor = await makeSamlDoor(running, site, 'Globex')
const { host } = new URL(app.publicUrl())

/** A network for each of them: what one network may begin is limited. */
const networkOf = (n: number) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`

interface Prepared {
  readonly remoteAddress: string
  readonly xml: string
  readonly requestId: string
  readonly cookie: string
}

/** Somebody who went to the provider and comes back; each of them has been here before when the measuring begins. */
async function prepare(n: number): Promise<Prepared> {
  const remoteAddress = networkOf(n)
  const begun = await app.server.inject({ url: door.path, headers: { host }, remoteAddress })
  const request = new URL(String(begun.headers.location)).searchParams.get('SAMLRequest') ?? ''
  const requestId = / ID="([^"]+)"/.exec(inflateRawSync(Buffer.from(request, 'base64')).toString())?.[1] ?? ''
  const cookie = begun.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const attributes = {
    email: [`user${n % people}@globex.test`],
    displayName: [`User ${n % people}`],
    groups: ['Sales', 'Everybody', 'Berlin'],
  }
  const given = { ...writtenTo(door, requestId), nameId: `user-${n % people}`, attributes }
  return { remoteAddress, xml: genuine(given, 'assertion'), requestId, cookie }
}

const encodedOf = ({ xml }: Prepared) => Buffer.from(xml).toString('base64')

async function signIn(one: Prepared): Promise<void> {
  const { statusCode, headers } = await app.server.inject({
    method: 'POST',
    url: `${door.path}/acs`,
    remoteAddress: one.remoteAddress,
    headers: { host, cookie: one.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    payload: `SAMLResponse=${encodeURIComponent(encodedOf(one))}`,
  })
  if (statusCode !== 303 || String(headers.location).includes('failed'))
    throw new Error(`${statusCode} ${headers.location}`)
}

async function library(one: Prepared): Promise<void> {
  const saml = new SAML({
    ...{
      issuer: door.entityId,
      audience: door.entityId,
      callbackUrl: door.acsUrl,
      idpCert: [first.certificate],
    },
    ...{ wantAssertionsSigned: true, wantAuthnResponseSigned: false },
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: async () => null,
      getAsync: async () => new Date().toISOString(),
      removeAsync: async (key) => key,
    },
  })
  await saml.validatePostResponseAsync({ SAMLResponse: encodedOf(one) })
}

const signature = /<ds:SignatureValue>([^<]*)/
async function rsa({ xml }: Prepared): Promise<void> {
  createVerify('RSA-SHA256')
    .update('x')
    .verify(first.certificate, signature.exec(xml)?.[1] ?? '', 'base64')
}

interface Cost {
  readonly ownMs: number
  readonly databaseMs: number
}

/** Milliseconds of one core for one of them, of this process and of PostgreSQL. */
async function cost(all: readonly Prepared[], work: (one: Prepared) => Promise<void>): Promise<Cost> {
  const cpu = cpuMeter(dataDir, process.pid)
  const before = { all: cpu() ?? 0, own: process.cpuUsage() }
  for (const one of all) await work(one)
  const own = process.cpuUsage(before.own)
  const ownMs = (own.user + own.system) / 1_000 / all.length
  return { ownMs, databaseMs: Math.max(0, ((cpu() ?? 0) - before.all) / all.length - ownMs) }
}

/** What a browser is answered that goes to the provider. */
async function begin(): Promise<void> {
  const { statusCode } = await app.server.inject({ url: door.path, headers: { host } })
  if (statusCode !== 303) throw new Error(`${statusCode}`)
}

const works = {
  'RSA alone': rsa,
  'The library alone': library,
  'Beginning one': begin,
  'A complete sign-in': signIn,
} as const
type Work = keyof typeof works

/** In the middle of all rounds: one in which others were at work does not count for more. */
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

const roundSize = 25
const prepared: Prepared[] = []
for (let n = 0; n < times + 200; n++) prepared.push(await prepare(n))
const warm = prepared.splice(0, 200)
for (const one of warm) {
  await library(one)
  await signIn(one)
}
// In turns, so that what else the machine does falls on each of them alike.
const found = new Map<Work, Cost[]>()
for (let n = 0; n < prepared.length; n += roundSize) {
  const some = prepared.slice(n, n + roundSize)
  for (const name of Object.keys(works) as Work[]) {
    found.set(name, [...(found.get(name) ?? []), await cost(some, works[name])])
  }
}
const own = (name: Work) => middle((found.get(name) ?? []).map(({ ownMs }) => ownMs))
for (const [name, costs] of found) {
  const database = costs.reduce((sum, { databaseMs }) => sum + databaseMs, 0) / costs.length
  process.stdout.write(
    `${name}: ${own(name).toFixed(2)} ms here, ${database.toFixed(2)} ms in PostgreSQL; ${Math.round(1_000 / own(name))} a second and core\n`,
  )
}
const shareOf = (name: Work) => Math.round((100 * own(name)) / own('A complete sign-in'))
process.stdout.write(
  `Theirs: ${shareOf('The library alone')} % of the time here; RSA ${shareOf('RSA alone')} %\n`,
)
