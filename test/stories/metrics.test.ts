// The figures for whoever runs the server: who may read them, what they count, and what they keep to themselves.
import { readFileSync } from 'node:fs'
import { STATUS_CODES } from 'node:http'
import fastify from 'fastify'
import { makeWorkerUtils } from 'graphile-worker'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import { Metrics } from '../../src/http/metrics.ts'
import { groupEffectNames } from '../../src/model/identity/group-sentences.ts'
import { sentences } from '../../src/model/identity/projection.ts'
import { addressKeyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import { Browser } from '../fixtures/browser.ts'
import { comeBack, makeOidcDoor, toProvider, visitor } from '../fixtures/oidc-door.ts'
import { type Liar, openLiar } from '../fixtures/oidc-liar.ts'
import { runQueue } from '../fixtures/queue.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { makeSamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'

const token = 'a-token-that-the-figures-have'

let world: MailWorld
let liar: Liar
let running: RunningApp
let site: Site
let globex: MadeDirectory
let initech: MadeDirectory

beforeAll(async () => {
  world = await MailWorld.open()
  world.publish('stranger.test', { spf: 'v=spf1 ip4:127.0.0.1 -all' })
  // One directory has a figure of its own here.
  liar = await openLiar()
  const counting = { METRICS_TOKEN: token, METRICS_DIRECTORIES: '1' }
  running = await runningApp({
    env: { ...world.env, ...counting, OUTBOUND_ALLOW: `127.0.0.1:${liar.port}` },
  })
  await running.app.mailIn?.listen()
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex Corporation')
  initech = await makeDirectory(running, site, 'Initech')
})
afterAll(async () => {
  await running.close()
  await world.close()
  await liar.close()
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

/** What the projections of writes came to, each effect with how often. */
async function projected(act: () => Promise<unknown>): Promise<Record<string, number>> {
  const read = async () =>
    new Map(
      [...(await text()).matchAll(/^doorward_projections_total\{effect="([^"]+)"\} (\d+)$/gm)].map(
        ([, effect = '', times]) => [effect, Number(times)],
      ),
    )
  const before = await read()
  await act()
  const after = [...(await read())].map(([effect, times]) => [effect, times - (before.get(effect) ?? 0)])
  return Object.fromEntries(after.filter(([, times]) => times !== 0))
}

test('what writes of a directory did to customers and organizations is counted by its effect', async () => {
  const { scim } = await makeDirectory(running, site, 'Umbrella', { domains: ['umbrella.test'] })
  const { address: ofStaff } = await makeStaff(running, site, 'member')
  const change = (path: string, wanted: object) => scim.patch(path, { op: 'replace', value: wanted })
  const emails = (value: string) => ({ emails: [{ value, type: 'work', primary: true }] })
  const eveIs = { displayName: 'Eve' }
  let eve = ''
  let sales = ''
  const steps: [string, () => Promise<unknown>, Record<string, number>][] = [
    [
      'somebody comes',
      async () => {
        eve = (await scim.createUser('eve@umbrella.test', eveIs)).json.id
      },
      { create: 1, 'take-address': 1 },
    ],
    [
      'somebody comes with an address that another has',
      () => scim.createUser('eve2@umbrella.test', emails('eve@umbrella.test')),
      { create: 1, 'refuse-address': 1 },
    ],
    [
      'somebody comes who is of the staff',
      () => scim.createUser('f@umbrella.test', emails(ofStaff)),
      { hold: 1 },
    ],
    ['another name', () => change(`/Users/${eve}`, { displayName: 'Eva' }), { rename: 1 }],
    ['what concerns nobody', () => change(`/Users/${eve}`, { nickName: 'E' }), {}],
    [
      'another address',
      () => change(`/Users/${eve}`, emails('eva@umbrella.test')),
      { 'leave-address': 1, 'take-address': 2 },
    ],
    ['inactive', () => change(`/Users/${eve}`, { active: false }), { deactivate: 1 }],
    ['active again', () => change(`/Users/${eve}`, { active: true }), { reactivate: 1 }],
    [
      'a group',
      async () => {
        sales = (await scim.createGroup('Umbrella Sales')).json.id
      },
      { 'organization-appeared': 1 },
    ],
    [
      'joins',
      () => scim.patch(`/Groups/${sales}`, { op: 'add', path: 'members', value: [{ value: eve }] }),
      { joined: 1 },
    ],
    [
      'leaves',
      () => scim.patch(`/Groups/${sales}`, { op: 'remove', path: `members[value eq "${eve}"]` }),
      { left: 1 },
    ],
    [
      'a group by another name',
      () => change(`/Groups/${sales}`, { displayName: 'Umbrella Trade' }),
      { 'organization-renamed': 1 },
    ],
    ['the group goes', () => scim.delete(`/Groups/${sales}`), { 'organization-gone': 1 }],
    ['somebody goes', () => scim.delete(`/Users/${eve}`), { deactivate: 1, 'leave-address': 1 }],
  ]
  for (const [what, act, effects] of steps) expect([what, await projected(act)]).toEqual([what, effects])
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

test('sign-ins through directories are counted, by SAML and by OIDC', async () => {
  const saml = await makeSamlDoor(running, site, 'Hooli')
  const provider = liar.provider('soylent')
  const oidc = await makeOidcDoor(running, site, 'Soylent', { issuer: provider.issuer })
  const act = async () => {
    const gil = new Visitor(running.origin)
    const xml = genuine({ ...writtenTo(saml, await gil.begin(saml)), now: new Date() }, 'assertion')
    expect(await gil.bring(saml, { xml })).toMatchObject({ status: 303, location: '/' })
    const hal = visitor(running.origin)
    const answer = provider.authorize(await toProvider(hal, oidc), { sub: 'hal' })
    expect(await comeBack(hal, answer)).toMatchObject({ status: 303, location: '/' })
  }
  const line = (method: string) => `doorward_sign_ins_total{method="${method}",outcome="in"}`
  expect(await moved([line('saml'), line('oidc')], act)).toEqual([1, 1])
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

/** Every figure with one value: by the name of its series, the values of each of its labels. */
async function everySeries(): Promise<Map<string, Map<string, string>>> {
  const metrics = new Metrics({ token, version: '1.0.0', directoriesMax: 1 })
  metrics.scimCall({ siteId: 1, directoryId: 1 }, { method: 'GET', status: 200, seconds: 0.1 })
  metrics.scimStranger()
  metrics.mailRefused(550)
  metrics.watch.waited(1)
  metrics.watch.committed([
    { of: 'change', action: 'directory-user.created', by: 'directory' },
    { of: 'sign-in', method: 'saml', outcome: 'in' },
    { of: 'mail-out', outcome: 'sent' },
    { of: 'mail-in', outcome: 'opened' },
    { of: 'projection', effects: ['create'] },
  ])
  const queue = {
    query: async () => ({ rows: [{ task: 'send-mail', waiting: 1, failed: 0, oldestSeconds: 1 }] }),
    release() {},
  }
  const pool = { connect: async () => queue }
  metrics.lookAt({ connections: { open: 1, idle: 0, waiting: 0 } }, pool as never)
  const server = fastify()
  metrics.serve(server)
  const { body } = await server.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } })
  const found = new Map<string, Map<string, string>>()
  for (const [, name = '', labels = ''] of body.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const given = [...labels.matchAll(/(\w+)="([^"]*)"/g)]
    found.set(name, new Map(given.map(([, label = '', value = '']) => [label, value])))
  }
  return found
}

/** Ours, as they are declared. */
const oursIn = (series: ReadonlyMap<string, unknown>) => [
  ...new Set(
    [...series.keys()]
      .filter((name) => name.startsWith('doorward_'))
      .map((name) => name.replace(/_(bucket|sum|count)$/, '')),
  ),
]

/** What Prometheus itself adds to each series. */
const ofTarget = ['job', 'instance']
const seriesIn = /\b((?:doorward|process|nodejs)_\w+)(?:\{([^}]*)\})?/g

/** What an expression asks of series that they do not have: names, labels, and statuses that nobody answers. */
function wrongIn(expr: string, series: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  const wrong: string[] = []
  const requireLabel = (name: string, label: string) => {
    if (!ofTarget.includes(label) && !series.get(name)?.has(label)) wrong.push(`${name} has no ${label}`)
  }
  for (const [, name = '', selector = ''] of expr.matchAll(seriesIn)) {
    if (!series.has(name)) wrong.push(`there is no ${name}`)
    for (const [, label = '', how = '', value = ''] of selector.matchAll(/(\w+)\s*([=!~]+)\s*"([^"]*)"/g)) {
      requireLabel(name, label)
      if (ofTarget.includes(label)) continue
      const possible = label === 'status' ? Object.keys(STATUS_CODES) : [series.get(name)?.get(label) ?? '']
      const isWanted = (one: string) =>
        how.endsWith('~') ? new RegExp(`^(?:${value})$`).test(one) : one === value
      if (!possible.some(isWanted)) wrong.push(`${label} is never ${value}`)
    }
  }
  for (const { labels, inside } of groupings(expr))
    for (const [, name = ''] of inside.matchAll(seriesIn))
      for (const label of labels) requireLabel(name, label)
  return wrong
}

/** Every `by (label, …) (…)` of an expression. */
function groupings(expr: string): { labels: string[]; inside: string }[] {
  return [...expr.matchAll(/\bby\s*\(([^)]*)\)\s*\(/g)].map((found) => {
    const from = found.index + found[0].length
    let depth = 1
    let to = from
    for (; depth > 0 && to < expr.length; to++) depth += expr[to] === '(' ? 1 : expr[to] === ')' ? -1 : 0
    return { labels: (found[1] ?? '').split(',').map((label) => label.trim()), inside: expr.slice(from, to) }
  })
}

/** The labels by which a legend tells lines apart, and that the lines do not have. */
function wrongInLegend(
  { expr, legendFormat = '' }: Target,
  series: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string[] {
  const grouped = groupings(expr).flatMap(({ labels }) => labels)
  const isAlone = !/\b(sum|min|max|avg|count)\b/.test(expr)
  const [, name = ''] = [...expr.matchAll(seriesIn)][0] ?? []
  const has = isAlone ? [...ofTarget, ...(series.get(name)?.keys() ?? [])] : grouped
  return [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)]
    .map(([, label = '']) => label)
    .filter((label) => !has.includes(label))
    .map((label) => `the lines of ${expr} have no ${label}`)
}

interface Target {
  readonly expr: string
  readonly legendFormat?: string
}

test('the dashboard for Grafana shows what is measured, and nothing else', async () => {
  const dashboard = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8'))
  const panels: { id: number; targets: Target[] }[] = dashboard.panels
  const targets = panels.flatMap((panel) => panel.targets)
  const series = await everySeries()
  expect(targets.length).toBeGreaterThan(15)
  expect(targets.flatMap(({ expr }) => wrongIn(expr, series))).toEqual([])
  expect(targets.flatMap((target) => wrongInLegend(target, series))).toEqual([])
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  // Each of ours is seen somewhere.
  expect(oursIn(series).filter((name) => !targets.some(({ expr }) => expr.includes(name)))).toEqual([])
})

test('every figure of ours is explained to whoever runs the server, with its labels', async () => {
  const series = await everySeries()
  const declared = [...(await text()).matchAll(/^# TYPE (doorward_\S+)/gm)].map(([, name = '']) => name)
  expect(oursIn(series).toSorted()).toEqual(declared.toSorted())
  const page = readFileSync('docs/operating.md', 'utf8')
  const rows = [...page.matchAll(/^\| `(doorward_\w+)` \| ([^|]*) ?\| (.*) \|$/gm)]
  const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
  expect(Object.fromEntries(rows.map(([, name, labels = '']) => [name, quoted(labels).toSorted()]))).toEqual(
    Object.fromEntries(
      oursIn(series).map((name) => {
        const labels = series.get(name) ?? series.get(`${name}_count`)
        return [name, [...(labels?.keys() ?? [])].toSorted()]
      }),
    ),
  )
  // What the page selects by, as for alarms.
  const selections = [...page.matchAll(/`(doorward_\w+\{[^`]*\})`/g)].map(([, expr = '']) => expr)
  expect(selections.length).toBeGreaterThan(0)
  expect(selections.flatMap((expr) => wrongIn(expr, series))).toEqual([])
  const [, , , effects = ''] = rows.find(([, name]) => name === 'doorward_projections_total') ?? []
  const ofPeople = [...Object.keys(sentences), 'waits', 'joined', 'left']
  expect(quoted(effects).toSorted()).toEqual(
    [...new Set([...ofPeople, ...Object.values(groupEffectNames)])].toSorted(),
  )
})
