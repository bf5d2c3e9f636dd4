// A person is erased: no table holds a value of theirs any more, whenever the connection dies, and nothing brings them back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { erase } from '../../src/people/erase.ts'
import { Database } from '../../src/storage/database.ts'
import { personalTables } from '../../src/storage/identity/erasures.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Query } from '../../src/storage/statement.ts'
import type { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
/** A database whose connection dies at a statement. */
let fragile: Database
let left = Number.POSITIVE_INFINITY

const query = (text: string): Query => ({ name: '', text, values: [] })
const kill = ['set role none', 'select pg_terminate_backend(pg_backend_pid())'].map(query)

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
  fragile = new Database({ url: running.ownerUrl })
  fragile.onRoundTrip = (queries) => {
    if (left <= queries.length) (queries as Query[]).splice(left, queries.length, ...kill)
    left = left <= queries.length ? Number.POSITIVE_INFINITY : left - queries.length
  }
})
afterAll(async () => {
  await fragile.close()
  await running.close()
})

const run = (...args: string[]) => commandJson({ DATABASE_URL: running.ownerUrl }, ...args)

/** The tables of a site in which a word stands. */
async function tablesWith(word: string): Promise<string[]> {
  const tables = await siteTables()
  const found: string[] = []
  for (const table of tables) {
    const rows = await readRows<{ n: number }>(running, site, {
      name: '',
      text: `select count(*)::int as n from ${table} t where site_id = $1 and lower(t::text) like '%' || $2 || '%'`,
      values: [site.id, word],
    })
    if ((rows[0]?.n ?? 0) > 0) found.push(table)
  }
  return found
}

async function siteTables(): Promise<string[]> {
  const rows = await readRows<{ name: string }>(
    running,
    site,
    query(`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'site_id'
      where c.relkind in ('r', 'p') and c.relnamespace = 'doorward'::regnamespace order by 1`),
  )
  return rows.map(({ name }) => name)
}

async function added(name: string, address: string): Promise<string> {
  return (await owner.call('addCustomer', { body: { name, address, proven: true } })).id
}

const personOf = async (customerId: string) => owner.call('getCustomer', { params: { customerId } })

test('of somebody whom a directory deleted no table holds a value after the erasure', async () => {
  const made = await globex.scim.createUser('zelda.quux@globex.com', {
    displayName: 'Zelda Quux',
    externalId: 'quux-1',
    emails: [{ value: 'zelda.quux@globex.com', type: 'work', primary: true }],
  })
  const { items } = await owner.call('listCustomers', { query: { query: 'Zelda' } })
  const customerId = items[0]?.id ?? ''
  const other = await added('Zelda Quux Private', 'quux@home.test')
  await owner.call('mergeCustomers', { params: { customerId }, body: { otherCustomerId: other } })
  await run('request', 'open', '--customer', customerId, '--summary', 'Quux needs help')
  expect(await run('customer', 'erase', customerId)).toMatchObject({
    erased: false,
    effects: [
      { code: 'directory-has-person', values: { directory: 'Globex' } },
      { code: 'erases-person' },
      {},
    ],
  })
  await expect(
    owner.call('eraseCustomer', { params: { customerId }, body: { confirm: 'Zelda Quux' } }),
  ).rejects.toThrow(/Globex still has/)
  expect((await globex.scim.delete(`/Users/${made.json.id}`)).status).toBe(204)
  const inExchanges = () =>
    readRows(running, site, query(`select * from exchanges where lower(exchanges::text) like '%quux%'`))
  // The last of them is written a moment after it was answered.
  await expect.poll(async () => (await inExchanges()).length).toBeGreaterThan(1)
  await expect(
    owner.call('eraseCustomer', { params: { customerId }, body: { confirm: 'Zelda' } }),
  ).rejects.toThrow(/as it is shown/)
  await owner.call('eraseCustomer', {
    params: { customerId },
    body: { confirm: 'Zelda Quux', requestTexts: true },
  })
  expect(await inExchanges()).toEqual([])
  expect(await tablesWith('quux')).toEqual([])
  expect(await personOf(customerId)).toMatchObject({
    name: 'Erased person',
    active: false,
    directory: null,
    addresses: [],
    formerAddresses: [],
    requestCount: 1,
  })
  const { items: events } = await owner.call('listAudit', { query: { subject: customerId, limit: 1 } })
  expect(events[0]).toMatchObject({ action: 'customer.erased', details: { requests: 1, requestTexts: true } })
})

test('nothing brings an erased person back, and others keep what is theirs', async () => {
  const gone = await added('Gone', 'gone@a.test')
  const stays = await added('Stays', 'stays@a.test')
  const before = await personOf(stays)
  expect(await run('customer', 'erase', gone, '--confirm', 'Gone')).toMatchObject({ erased: true })
  const params = { customerId: gone }
  const refused = /erased/
  await expect(owner.call('reactivateCustomer', { params })).rejects.toThrow(refused)
  await expect(owner.call('previewErasure', { params })).rejects.toThrow(refused)
  await expect(
    owner.call('mergeCustomers', { params: { customerId: stays }, body: { otherCustomerId: gone } }),
  ).rejects.toThrow(refused)
  expect(await personOf(stays)).toEqual(before)
  // The address is free for somebody new, who is another customer.
  expect(await added('New', 'gone@a.test')).not.toBe(gone)
})

test('an erasure whose connection dies at any statement has done nothing or all', async () => {
  for (let n = 1; ; n++) {
    const customerId = await added(`Xyzzy ${n}`, `xyzzy${n}@b.test`)
    left = n
    const wanted = { customerId, confirm: `Xyzzy ${n}`, requestTexts: false }
    const hasDied = await erase(fragile, site.id, wanted, byTest()).then(
      () => false,
      () => true,
    )
    left = Number.POSITIVE_INFINITY
    const { name, addresses } = await personOf(customerId)
    expect([name, addresses.length], `killed at statement ${n}`).toEqual(
      name === 'Erased person' ? ['Erased person', 0] : [`Xyzzy ${n}`, 1],
    )
    if (name !== 'Erased person') await erase(running.app.database, site.id, wanted, byTest())
    if (!hasDied) break
    expect(n).toBeLessThan(60)
  }
  expect(await tablesWith('xyzzy')).toEqual([])
})

/** Of the site, its staff, directories and groups, or counts: no value of a customer. */
const withoutPeople = [
  'access_policies',
  'brakes',
  'canned_answers',
  'case_rules',
  'connection_certificates',
  'connection_keys',
  'connections',
  'customer_totals',
  'deleted_directory_groups',
  'desk_notices',
  'detail_fields',
  'directories',
  'directory_counters',
  'directory_domains',
  'directory_group_closure',
  'directory_losses',
  'directory_tokens',
  'disconnections',
  'domain_moves',
  'domain_proofs',
  'erasure_keys',
  'erasure_traces',
  'exchange_hours',
  'hand_over_requests',
  'hand_overs',
  'imports',
  'known_browsers',
  'mailboxes',
  'mapping_rules',
  'organization_properties',
  'organization_sources',
  'organizations',
  'passkey_challenges',
  'pending_sign_ins',
  'portal_directories',
  'portal_organizations',
  'portals',
  'previews',
  'receipt_keys',
  'removed_feeds',
  'removed_members',
  'request_fields',
  'request_filters',
  'request_statuses',
  'request_types',
  'request_viewers',
  'role_rules',
  'setup_proposals',
  'shared_requests',
  'sign_in_attempts',
  'site_logos',
  'staff',
  'staff_devices',
  'staff_links',
  'staff_passkeys',
  'staff_recovery_codes',
  'staff_sessions',
  'successions',
  'task_runs',
  'usage_days',
  'used_assertions',
  'waiting_homes',
  'work_progress',
]

test('a table that can hold a value of a person is named, and so is every column of a row that stays', async () => {
  const others = (await siteTables()).filter((table) => !(table in personalTables))
  expect(others).toEqual(withoutPeople)
  const columns = await readRows<{ name: string }>(
    running,
    site,
    query(`select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'doorward'::regnamespace and a.attnum > 0 and not a.attisdropped
        and c.relname in ('customers', 'customer_merges', 'exchanges', 'requests')
        and a.atttypid::regtype::text in ('text', 'text[]', 'bytea', 'json', 'jsonb', 'tsvector') order by 1`),
  )
  expect(columns.map(({ name }) => name)).toEqual([
    'customer_merges.name_before',
    'customer_merges.undo',
    'customers.details',
    'customers.display_name',
    'customers.name_folded',
    'customers.name_key',
    'exchanges.client',
    'exchanges.effect',
    'exchanges.method',
    'exchanges.path',
    'exchanges.repairs',
    'exchanges.request_body',
    'exchanges.request_id',
    'exchanges.response_body',
    'requests.assurance',
    'requests.doubt',
    'requests.evidence',
    'requests.field_values',
    'requests.request_key',
    'requests.score_comment',
    'requests.status',
    'requests.summary',
    'requests.words',
  ])
})
