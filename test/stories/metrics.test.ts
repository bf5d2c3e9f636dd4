// The figures for whoever runs the server: who may read them, what they count, and what they keep to themselves.
import { readFileSync } from 'node:fs'
import { makeWorkerUtils } from 'graphile-worker'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import { addressKeyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import { Browser } from '../fixtures/browser.ts'
import { runQueue } from '../fixtures/queue.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'

const token = 'a-token-that-the-figures-have'

let world: MailWorld
let running: RunningApp
let site: Site
let globex: MadeDirectory
let initech: MadeDirectory

beforeAll(async () => {
  world = await MailWorld.open()
  world.publish('stranger.test', { spf: 'v=spf1 ip4:127.0.0.1 -all' })
  // One directory has a figure of its own here.
  running = await runningApp({ env: { ...world.env, METRICS_TOKEN: token, METRICS_DIRECTORIES: '1' } })
  await running.app.mailIn?.listen()
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex Corporation')
  initech = await makeDirectory(running, site, 'Initech')
})
afterAll(async () => {
  await running.close()
  await world.close()
})

const ask = (authorization?: string, origin = running.origin) =>
  fetch(`${origin}/metrics`, { headers: authorization === undefined ? {} : { authorization } })

async function text(): Promise<string> {
  const response = await ask(`Bearer ${token}`)
  expect(response.status).toBe(200)
  return response.text()
}

/** What a figure is, by its line's beginning; 0 where there is none yet. */
async function figure(line: string): Promise<number> {
  const found = (await text()).split('\n').find((one) => one.startsWith(`${line} `))
  return found === undefined ? 0 : Number(found.slice(line.length + 1))
}

/** How far figures have moved while something was done. */
async function moved(lines: readonly string[], act: () => Promise<unknown>): Promise<number[]> {
  const before = await Promise.all(lines.map(figure))
  await act()
  const after = await Promise.all(lines.map(figure))
  return after.map((value, n) => value - (before[n] ?? 0))
}

test('whoever has the token reads them, and nobody else', async () => {
  for (const given of [undefined, 'Bearer', `Bearer ${token}x`, `Basic ${token}`, `Bearer ${globex.token}`]) {
    const refused = await ask(given)
    expect(refused.status).toBe(401)
    expect(await refused.text()).not.toContain('doorward_')
  }
  const response = await ask(`Bearer ${token}`)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(response.headers.get('cache-control')).toBe('no-store')
})

test('without METRICS_TOKEN there is no such page', async () => {
  const without = await runningApp()
  try {
    expect((await ask(`Bearer ${token}`, without.origin)).status).toBe(404)
    expect((await ask('Bearer ', without.origin)).status).toBe(404)
  } finally {
    await without.close()
  }
})

test('calls are counted by directory and status, with what they changed and how long they took', async () => {
  const { directoryId } = globex.directory
  const calls = (status: number) =>
    `doorward_scim_calls_total{directory="${addressKeyOf(site.id, directoryId)}",status="${status}"}`
  const lines = [
    calls(201),
    calls(409),
    'doorward_scim_call_seconds_count{method="POST"}',
    'doorward_changes_total{action="directory-user.created",by="directory"}',
    'doorward_changes_total{action="directory-group.created",by="directory"}',
  ]
  const act = async () => {
    const ann = await globex.scim.createUser('ann@globex.test')
    await globex.scim.createUser('ann@globex.test')
    await globex.scim.createGroup('Sales', [ann.json.id])
  }
  expect(await moved(lines, act)).toEqual([2, 1, 3, 1, 1])
})

test('directories beyond those that are counted apart are counted together, and strangers by themselves', async () => {
  const { directoryId } = initech.directory
  const lines = ['doorward_scim_calls_total{directory="other",status="201"}', 'doorward_scim_strangers_total']
  const act = async () => {
    await initech.scim.createUser('bo@initech.test')
    await fetch(`${initech.baseUrl}/Users`, { headers: { authorization: 'Bearer nobody' } })
  }
  expect(await moved(lines, act)).toEqual([1, 1])
  expect(await text()).not.toContain(addressKeyOf(site.id, directoryId))
})

test('sign-ins are counted by way and outcome, mails by what became of them', async () => {
  const browser = new Browser(running.origin)
  const lines = [
    'doorward_sign_ins_total{method="code",outcome="wrong-code"}',
    'doorward_mails_out_total{outcome="captured"}',
  ]
  const act = async () => {
    await browser.call('askForCode', { body: { address: 'cy@nowhere.test' } })
    await runQueue(running, site)
    await browser.refused('showCode', { body: { code: '000000' } })
  }
  expect(await moved(lines, act)).toEqual([1, 1])
})

test('sign-ins of the staff are counted as well, and refused ones', async () => {
  const { address } = await makeStaff(running, site, 'agent')
  const line = (outcome: string) => `doorward_sign_ins_total{method="password",outcome="${outcome}"}`
  const act = async () => {
    const browser = new Browser(running.origin)
    await browser.refused('signIn', { body: { address, password: 'a wrong one, whatever' } })
    await browser.call('signIn', { body: { address, password: goodPassword } })
  }
  expect(await moved([line('wrong-password'), line('in')], act)).toEqual([1, 1])
})

test('mails that arrive are counted by what became of them, and what is refused at the door by its answer', async () => {
  await mailboxAt(running.app.database, site.id, 'help@acme.test', byTest())
  const mail = { from: 'Di <di@stranger.test>', to: 'help@acme.test', subject: 'Printer', text: 'Fire.' }
  const port = running.app.mailIn?.port ?? 0
  const envelopeFrom = 'di@stranger.test'
  const lines = ['doorward_mails_refused_total{code="550"}', 'doorward_mails_in_total{outcome="held"}']
  const act = async () => {
    const nobody = { envelopeTo: ['nobody@acme.test'], envelopeFrom }
    await expect(world.bring(port, mail, nobody)).rejects.toMatchObject({ responseCode: 550 })
    expect(await world.bring(port, mail, { envelopeFrom })).toMatch(/^250/)
    await runQueue(running, site)
  }
  expect(await moved(lines, act)).toEqual([1, 1])
})

test('the queue says what waits, since when, and what nobody tries again', async () => {
  expect(await figure('doorward_queue_readable')).toBe(0)
  const queue = await makeWorkerUtils({ connectionString: running.ownerUrl })
  const owner = new Client({ connectionString: running.ownerUrl })
  await owner.connect()
  try {
    await queue.migrate()
    const hourAgo = new Date(Date.now() - 3_600_000)
    await queue.addJob('send-mail', { siteId: site.id }, { runAt: hourAgo })
    await queue.addJob('send-mail', { siteId: site.id }, { runAt: new Date(Date.now() + 3_600_000) })
    await queue.addJob('take-mail', { siteId: site.id }, { maxAttempts: 1, runAt: hourAgo })
    await owner.query(
      `update graphile_worker._private_jobs set attempts = max_attempts where max_attempts = 1`,
    )
    // What was found is kept for a few seconds.
    await expect.poll(() => figure('doorward_queue_readable')).toBe(1)
    expect(await figure('doorward_queue_waiting{task="send-mail"}')).toBe(1)
    expect(await figure('doorward_queue_failed{task="take-mail"}')).toBe(1)
    expect(await figure('doorward_queue_failed{task="send-mail"}')).toBe(0)
    const oldest = await figure('doorward_queue_oldest_seconds')
    expect(oldest).toBeGreaterThan(3_590)
    expect(oldest).toBeLessThan(3_600 + 600)
  } finally {
    await owner.end()
    await queue.release()
  }
})

test('they name no company, person or address', async () => {
  await makeStaff(running, site, 'owner')
  const found = await text()
  for (const secret of ['Globex', 'Initech', 'ann@', '@', site.name, site.slug, token, globex.token])
    expect(found).not.toContain(secret)
})

test('the dashboard for Grafana shows what is measured, and nothing else', async () => {
  const dashboard = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8'))
  const panels: { title: string; targets?: { expr: string }[] }[] = dashboard.panels
  const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  const names = new Set(
    asked.flatMap((expr) => expr.match(/\b(?:doorward|process|nodejs)_[a-z0-9_]+/g) ?? []),
  )
  const found = await text()
  const measured = [...found.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  )
  expect(names.size).toBeGreaterThan(10)
  expect([...names].filter((name) => !measured.includes(name))).toEqual([])
  // Each of ours is seen somewhere.
  const ours = [...found.matchAll(/^# TYPE (doorward_\S+)/gm)].map(([, name = '']) => name)
  expect(ours.filter((name) => !asked.some((expr) => expr.includes(name)))).toEqual([])
})

test('every figure of ours is explained to whoever runs the server', async () => {
  const ours = [...(await text()).matchAll(/^# TYPE (doorward_\S+)/gm)].map(([, name = '']) => name)
  const page = readFileSync('docs/operating.md', 'utf8')
  expect(ours.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})
