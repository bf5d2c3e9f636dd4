// Measures what a directory notices of another one that floods the server: `node bench/fairness.ts`. Three
// processes: the server with its database, the flood, and the quiet directory with its 25 calls a second.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { commandJson } from '../test/fixtures/command.ts'
import { serve } from '../test/fixtures/served.ts'

interface Target {
  readonly baseUrl: string
  readonly token: string
}

const seconds = Number(process.env.SECONDS ?? 5)
const rounds = Number(process.env.ROUNDS ?? 4)
const callsPerSecond = 25
const floodConnections = Number(process.env.CONNECTIONS ?? 64)

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'

function caller({ baseUrl, token }: Target, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return (method: string, path: string, body?: object): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const call = request(baseUrl + path, {
        method,
        agent,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body && { 'content-type': 'application/scim+json' }),
        },
      })
      call.on('response', async (response) => {
        let text = ''
        for await (const chunk of response) text += chunk
        resolve({ status: response.statusCode ?? 0, text })
      })
      call.on('error', reject)
      call.end(body && JSON.stringify(body))
    })
}

const user = (userName: string) => ({
  schemas: [core],
  userName,
  active: true,
  externalId: `x-${userName}`,
  name: { givenName: 'Ann', familyName: 'Example' },
  emails: [{ value: userName, type: 'work', primary: true }],
})

let made = 0
const fresh = () => `u${process.pid}-${made++}@example.com`

/** The first sync of a provider: look for each user, then create it. */
async function flood(target: Target): Promise<object> {
  const send = caller(target, floodConnections)
  const statuses: Record<number, number> = {}
  const end = Date.now() + seconds * 1000
  const lane = async () => {
    while (Date.now() < end) {
      const userName = fresh()
      const filter = encodeURIComponent(`userName eq "${userName}"`)
      for (const call of [
        () => send('GET', `/Users?filter=${filter}`),
        () => send('POST', '/Users', user(userName)),
      ]) {
        const { status } = await call()
        statuses[status] = (statuses[status] ?? 0) + 1
      }
    }
  }
  await Promise.all(Array.from({ length: floodConnections }, lane))
  const perSecond = Object.entries(statuses).map(([status, n]) => [status, Math.round(n / seconds)])
  return { answersPerSecond: Object.fromEntries(perSecond) }
}

/** 25 calls a second: create, read, filter, change; whether or not the last one is answered. */
async function quiet(target: Target): Promise<number[]> {
  const send = caller(target, 100)
  const known = JSON.parse((await send('POST', '/Users', user(fresh()))).text).id
  const times: number[] = []
  const bad: number[] = []
  const kinds = [
    () => send('POST', '/Users', user(fresh())),
    () => send('GET', `/Users/${known}`),
    () => send('GET', `/Users?filter=${encodeURIComponent(`userName eq "${fresh()}"`)}`),
    () =>
      send('PATCH', `/Users/${known}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'title', value: `Title ${made++}` }],
      }),
  ]
  const calls: Promise<void>[] = []
  for (let n = 0; n < seconds * callsPerSecond; n++) {
    const begun = performance.now()
    const call = kinds[n % kinds.length] as (typeof kinds)[number]
    calls.push(
      call().then(({ status }) => {
        times.push(performance.now() - begun)
        if (status >= 300) bad.push(status)
      }),
    )
    await pause(1000 / callsPerSecond)
  }
  await Promise.all(calls)
  if (bad.length > 0) process.stderr.write(`${bad.length} calls failed: ${[...new Set(bad)]}\n`)
  return times
}

function percentiles(times: number[]): object {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Number(sorted[Math.floor(sorted.length * share)]?.toFixed(1))
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), calls: sorted.length }
}

async function inProcess(role: string, target: Target): Promise<unknown> {
  const child = fork(import.meta.filename, [], {
    env: { ...process.env, ROLE: role, TARGET: JSON.stringify(target) },
  })
  const [result] = await once(child, 'message')
  return result
}

async function measure(rateMax: string): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'doorward-fairness-'))
  const env = { DATA_DIR: dataDir, SCIM_RATE_MAX: rateMax }
  const server = await serve(env)
  try {
    await commandJson(env, 'site', 'create', '--slug', 'acme', '--name', 'Acme')
    const targets: Target[] = []
    for (const name of ['Globex', 'Initech']) {
      const { scimBaseUrl, token } = await commandJson(env, 'directory', 'create', '--name', name)
      targets.push({ baseUrl: server.origin + new URL(scimBaseUrl).pathname, token })
    }
    const [busy, calm] = targets as [Target, Target]
    // Both paths are compiled before anything counts.
    await inProcess('flood', busy)
    const alone: number[] = []
    const beside: number[] = []
    const report = (what: string, results: unknown) =>
      process.stdout.write(`SCIM_RATE_MAX=${rateMax} ${what}: ${JSON.stringify(results)}\n`)
    report('flood alone', await inProcess('flood', busy))
    // In turn, because other work on the machine comes and goes.
    for (let round = 0; round < rounds; round++) {
      alone.push(...((await inProcess('quiet', calm)) as number[]))
      const [times, flooded] = await Promise.all([inProcess('quiet', calm), inProcess('flood', busy)])
      beside.push(...(times as number[]))
      report('flood beside the quiet one', flooded)
    }
    report('quiet one alone, ms', percentiles(alone))
    report('quiet one beside the flood, ms', percentiles(beside))
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const { ROLE: role, TARGET: target } = process.env
if (role === undefined) {
  for (const rateMax of (process.env.RATES ?? '500,0').split(',')) await measure(rateMax)
} else {
  const work = role === 'flood' ? flood : quiet
  process.send?.(await work(JSON.parse(target ?? '{}')))
  process.disconnect()
}
