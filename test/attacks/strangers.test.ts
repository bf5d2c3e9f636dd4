// What a stranger does at the doors of sign-in so that somebody else does not come in, or that our tables fill.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { trySubject } from '../../src/http/attempts.ts'
import type { limits } from '../../src/model/access/attempts.ts'
import { addressKeyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let office: PostOffice
let running: RunningApp
let site: Site
let owner: Browser
let globex: SamlDoor
let now = new Date()
let networks = 0

beforeAll(async () => {
  office = await PostOffice.open()
  running = await runningApp({ env: { ...office.env, TRUST_PROXY: 'loopback' }, now: () => now })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await makeSamlDoor(running, site, 'Globex', { issuer: 'https://idp.globex.test' })
})
afterAll(async () => {
  await running.close()
  await office.close()
})
beforeEach(() => {
  now = new Date()
  office.received.length = 0
})

function elsewhere(): Browser {
  networks++
  return new Browser(running.origin, { 'x-forwarded-for': `198.51.100.${networks}` })
}
const ask = (browser: Browser, address: string) => browser.send('askForCode', { body: { address } })
async function mailsTo(address: string) {
  await runQueue(running, site, now)
  return office.received.filter(({ to }) => to.includes(address)).map(({ parsed }) => parsed.text ?? '')
}
const codeIn = (text: string | undefined) => /\b(\d{6})\b/.exec(text ?? '')?.[1] ?? 'none'

test('strangers who ask for codes all day fill no mailbox, and whoever came in by the address before still gets one', async () => {
  const address = 'ann@example.test'
  await owner.call('addCustomer', { body: { name: 'Ann', address, proven: true } })
  const own = elsewhere()
  await ask(own, address)
  await own.call('showCode', { body: { code: codeIn((await mailsTo(address)).at(-1)) } })
  await own.call('leavePortal', {})
  now = new Date(now.getTime() + 3_600_000)
  office.received.length = 0
  const asked = [...(await Promise.all(Array.from({ length: 40 }, () => ask(elsewhere(), address))))]
  expect(asked.filter(({ status }) => status === 200)).toHaveLength(13)
  const late = await ask(elsewhere(), address)
  expect([late.status, Number(late.headers.get('retry-after'))]).toEqual([429, 1])
  expect(await mailsTo(address)).toHaveLength(13)
  // Her own browser has a share of its own, which is bounded as well.
  const mine: number[] = []
  for (let n = 0; n < 8; n++) mine.push((await ask(own, address)).status)
  expect(mine).toEqual([...Array(7).fill(200), 429])
  expect(await mailsTo(address)).toHaveLength(20)
  now = new Date(now.getTime() + 1_000)
  office.received.length = 0
  await ask(own, address)
  const code = codeIn((await mailsTo(address))[0])
  expect(await own.call('showCode', { body: { code } })).toEqual({ next: 'in' })
  // It is hers for this address alone: for others she is a stranger.
  await ask(own, 'bob@example.test')
  const rows = await readRows<{ n: number }>(running, site, {
    name: '',
    text: 'select count(*)::int as n from known_browsers where site_id = $1',
    values: [site.id],
  })
  expect(rows).toEqual([{ n: 1 }])
})

test('a mark that somebody made up, or of somebody else’s browser, is no share', async () => {
  const [ann, bob] = ['ann.b@example.test', 'bob.b@example.test']
  const own = elsewhere()
  for (const address of [ann, bob])
    await owner.call('addCustomer', { body: { name: 'One', address, proven: true } })
  await ask(own, ann)
  await own.call('showCode', { body: { code: codeIn((await mailsTo(ann)).at(-1)) } })
  await Promise.all(Array.from({ length: 40 }, () => ask(elsewhere(), bob)))
  expect((await ask(own, bob)).status).toBe(429)
  const forger = elsewhere()
  forger.cookies.set('doorward-browser', `dwd_x_${'A'.repeat(43)}`)
  expect((await ask(forger, bob)).status).toBe(429)
})

/** As if so many had come already. */
const counted = (limit: keyof typeof limits, ...parts: string[]) =>
  running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'sign_in_attempts',
      text: `insert into sign_in_attempts (site_id, subject_hash, attempts, since, waits_until)
        values ($1, $2, 5000, $3, $3::timestamptz + interval '4 seconds')
        on conflict (site_id, subject_hash) do update set attempts = 5000, waits_until = excluded.waits_until`,
      values: [site.id, trySubject(limit, ...parts).hash, now],
    }),
  )

class From extends Visitor {
  readonly ip: string
  constructor(ip: string) {
    super(running.origin)
    this.ip = ip
  }
  override fetch(path: string, init: RequestInit = {}) {
    return super.fetch(path, {
      ...init,
      headers: { ...(init.headers as object), 'x-forwarded-for': this.ip },
    })
  }
}

async function comesIn(visitor: Visitor): Promise<boolean> {
  const requestId = await visitor.begin(globex)
  const { location } = await visitor.bring(globex, {
    xml: genuine({ ...writtenTo(globex, requestId), now }, 'assertion'),
  })
  return location === '/'
}

/** How many rows of whatever kind the site has. */
async function rowsOfSite(): Promise<number> {
  const tables = await readRows<{ name: string }>(running, site, {
    name: '',
    text: `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'site_id'
      where c.relkind = 'r' and c.relnamespace = 'doorward'::regnamespace`,
    values: [],
  })
  const counts = tables.map(({ name }) => `select count(*)::int as n from "${name}" where site_id = $1`)
  const text = `select sum(n)::int as n from (${counts.join(' union all ')}) t`
  const [row] = await readRows<{ n: number }>(running, site, { name: '', text, values: [site.id] })
  return row?.n ?? -1
}

test('a flood of sign-ins that begin leaves no row, and holds up nobody: neither in that network nor in a new browser', async () => {
  const flooded = '203.0.113.9'
  const before = await rowsOfSite()
  for (let round = 0; round < 10; round++) {
    const opened = await Promise.all(Array.from({ length: 120 }, () => new From(flooded).open(globex.path)))
    expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([303]))
  }
  expect(await rowsOfSite()).toBe(before)
  expect(await comesIn(new From(flooded))).toBe(true)
})

test('sign-ins that come to nothing fill no log, and whoever does it right comes in', async () => {
  const flooded = '203.0.113.10'
  const umbrella = await makeSamlDoor(running, site, 'Umbrella', { issuer: 'https://idp.umbrella.test' })
  const shut = await makeSamlDoor(running, site, 'Shut', { issuer: 'https://idp.shut.test', mode: 'off' })
  const failing = async () => {
    const visitor = new From(flooded)
    await visitor.begin(umbrella)
    return visitor.bring(umbrella, { xml: genuine({ ...writtenTo(umbrella, 'x'), now }, 'assertion') })
  }
  const uniform = await new From('203.0.113.11').open(shut.path)
  await counted('refused', addressKeyOf(site.id, umbrella.directoryId), flooded)
  await counted('refused', addressKeyOf(site.id, shut.directoryId), flooded)
  const before = await rowsOfSite()
  expect(await new From(flooded).open(shut.path)).toEqual(uniform)
  expect(await rowsOfSite()).toBe(before)
  const visitor = new From(flooded)
  const requestId = await visitor.begin(umbrella)
  const late = genuine({ ...writtenTo(umbrella, requestId), now: new Date(0) }, 'assertion')
  expect((await visitor.bring(umbrella, { xml: late })).location).toMatch(/^\/sign-in\/failed\?why=check&/)
  expect(await rowsOfSite()).toBe(before)
  expect((await failing()).status).toBe(303)
  now = new Date(now.getTime() + 1_000)
  const colleague = new From(flooded)
  const right = genuine({ ...writtenTo(umbrella, await colleague.begin(umbrella)), now }, 'assertion')
  expect((await colleague.bring(umbrella, { xml: right })).location).toBe('/')
})

test('answers that nobody asked for keep nobody out who was sent to the provider, in the same network or another', async () => {
  const key = addressKeyOf(site.id, globex.directoryId)
  const flooded = '203.0.113.20'
  const onTheWay = new From(flooded)
  const requestId = await onTheWay.begin(globex)
  await counted('unasked', key, flooded)
  expect((await new From(flooded).bring(globex, 'x')).status).toBe(429)
  const xml = genuine({ ...writtenTo(globex, requestId), now }, 'assertion')
  expect(await onTheWay.bring(globex, { xml })).toMatchObject({ status: 303, location: '/' })
  expect((await new From('203.0.113.21').bring(globex, 'x')).status).toBe(303)
})
