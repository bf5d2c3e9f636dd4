import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { few, fillSites } from '../../test/fixtures/large-site.ts'
import { Database } from './database.ts'
import { EarlyStatistics } from './statistics.ts'

let fresh: FreshDatabase
let client: Client
let database: Database
const errors: unknown[] = []

beforeAll(async () => {
  fresh = await freshDatabase()
  await fillSites(fresh.url, few, { measured: false })
  client = new Client({ connectionString: fresh.url })
  await client.connect()
  database = new Database({ url: fresh.url })
})
afterAll(async () => {
  await database.close()
  await client.end()
  await fresh.drop()
})

/** Tables that were measured because somebody asked, not by autovacuum. */
async function measured(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_stat_user_tables where schemaname = 'doorward' and last_analyze is not null`,
  )
  return rows.map(({ name }) => name)
}

// Plans that were made while the tables were empty stay in use until the tables are measured.
test('the hundredth write of a process has the tables measured that a first sync fills, and no write waits for it', async () => {
  const statistics = new EarlyStatistics(database, (error) => errors.push(error))
  for (let n = 0; n < 99; n++) statistics.noteWrite()
  expect(await measured()).toEqual([])
  expect(statistics.noteWrite()).toBeUndefined()
  const filled = ['directory_users', 'directory_user_emails', 'directory_groups', 'directory_group_members']
  const derived = [
    'directory_group_closure',
    'customers',
    'customer_addresses',
    'organizations',
    'organization_sources',
  ]
  const records = [
    'directory_losses',
    'directory_counters',
    'audit_events',
    'audit_values',
    'outbox',
    'exchanges',
    'exchange_hours',
  ]
  // What PostgreSQL tells of its tables arrives table by table.
  await expect
    .poll(measured, { timeout: 120_000 })
    .toEqual(expect.arrayContaining([...filled, ...derived, ...records]))
  expect(errors).toEqual([])
})

test('the tables are measured one after the other, and a stop waits for one of them only', async () => {
  const { rows: before } = await client.query<{ at: Date }>('select clock_timestamp() as at')
  const statistics = new EarlyStatistics(database, (error) => errors.push(error))
  for (let n = 0; n < 100; n++) statistics.noteWrite()
  await statistics.close()
  // Longer than the pause after which the next one would be measured, and than PostgreSQL takes to tell.
  await pause(1_500)
  const measuredSince = async () => {
    const { rows } = await client.query<{ name: string }>(
      `select relname as name from pg_stat_user_tables where schemaname = 'doorward' and last_analyze > $1`,
      [before[0]?.at],
    )
    return rows.map(({ name }) => name)
  }
  await expect.poll(measuredSince, { timeout: 60_000 }).toContain('directory_users')
  expect(await measuredSince()).toEqual(['directory_users'])
  expect(errors).toEqual([])
})

test('what directories do not fill is measured for nobody', async () => {
  await expect(
    database.readSites({ name: '', text: 'select refresh_statistics($1)', values: ['sites'] }),
  ).rejects.toThrow(/sites/)
})

test('a refusal is told and nothing else happens', async () => {
  const gone = new Database({ url: 'postgres://doorward@127.0.0.1:1/doorward' })
  const told = new Promise((tell) => {
    const statistics = new EarlyStatistics(gone, tell)
    for (let n = 0; n < 100; n++) statistics.noteWrite()
  })
  expect(await told).toMatchObject({ code: 'unavailable' })
  await gone.close()
})
