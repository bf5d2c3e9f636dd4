// Measures what a hostile document costs before it is refused: `node --expose-gc bench/saml-cost.ts`. Each comes to a real door in a browser that
// went away with a request, which is the most that a stranger can arrange. Processor time and memory of this process.
import { inflateRawSync } from 'node:zlib'
import { pino } from 'pino'
import { build } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { migrate } from '../src/storage/migrate.ts'
import { makeSite } from '../test/fixtures/running-app.ts'
import { documents, expensive } from '../test/fixtures/saml-attacks.ts'
import { genuine } from '../test/fixtures/saml-forge.ts'
import { makeSamlDoor, writtenTo } from '../test/fixtures/saml-site.ts'
import { joinDatabase, temporaryDataDir } from './database.ts'

const times = Number(process.env.TIMES ?? 20)

await using cleanup = new AsyncDisposableStack()
const dataDir = temporaryDataDir(cleanup)
const ownerUrl = await joinDatabase(cleanup, dataDir)
await migrate(ownerUrl)
const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', TRUST_PROXY: 'true' })
const app = await build({ config, ownerUrl, logger: pino({ level: 'silent' }) })
cleanup.defer(() => app.close())
const origin = await app.server.listen({ host: '127.0.0.1', port: 0 })
const running = { app, ownerUrl, origin, close: async () => {} }
const site = await makeSite(running)
const door = await makeSamlDoor(running, site, 'Globex')
const { host } = new URL(app.publicUrl())

async function begin() {
  const begun = await app.server.inject({ url: door.path, headers: { host } })
  const request = new URL(String(begun.headers.location)).searchParams.get('SAMLRequest') ?? ''
  const requestId = / ID="([^"]+)"/.exec(inflateRawSync(Buffer.from(request, 'base64')).toString())?.[1] ?? ''
  return { requestId, cookie: begun.cookies.map(({ name, value }) => `${name}=${value}`).join('; ') }
}

interface Cost {
  readonly ms: number
  readonly highestMs: number
  readonly grownMiB: number
}

let networks = 0

/** Milliseconds of processor time for one, and by how much this process grew at most while one was judged. */
async function costOf(body: (requestId: string) => string | Buffer): Promise<Cost> {
  const all: number[] = []
  let grown = 0
  for (let n = 0; n < times; n++) {
    const { requestId, cookie } = await begin()
    const payload = `SAMLResponse=${encodeURIComponent(Buffer.from(body(requestId)).toString('base64'))}&again=1`
    networks++
    const from = `10.${networks >> 16}.${(networks >> 8) & 255}.${networks & 255}`
    const headers = {
      ...{ host, cookie, 'x-forwarded-for': from },
      'content-type': 'application/x-www-form-urlencoded',
    }
    globalThis.gc?.()
    const before = process.memoryUsage().rss
    const cpu = process.cpuUsage()
    await app.server.inject({ method: 'POST', url: `${door.path}/acs`, headers, payload })
    const { user, system } = process.cpuUsage(cpu)
    grown = Math.max(grown, process.memoryUsage().rss - before)
    all.push((user + system) / 1_000)
  }
  const sorted = all.toSorted((a, b) => a - b)
  return { ms: sorted[sorted.length >> 1] ?? 0, highestMs: sorted.at(-1) ?? 0, grownMiB: grown / 1_048_576 }
}

const given = (requestId: string) => writtenTo(door, requestId)
const rows: [string, (requestId: string) => string | Buffer][] = [
  ['(one that is right)', (requestId) => genuine(given(requestId), 'assertion')],
  ...documents.map(({ name, body }): [string, () => string | Buffer] => [name, body]),
  ...expensive.map(({ name, make }): [string, (requestId: string) => string] => [
    name,
    (requestId) => make(given(requestId), 'assertion'),
  ]),
]
for (let n = 0; n < 2; n++) await costOf((requestId) => genuine(given(requestId), 'assertion'))
for (const [name, body] of rows) {
  const { ms, highestMs, grownMiB } = await costOf(body)
  process.stdout.write(
    `${name}: ${ms.toFixed(1)} ms, at most ${highestMs.toFixed(1)} ms; ${grownMiB.toFixed(1)} MiB more at most\n`,
  )
}
