import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../src/storage/embedded.ts'
import { migrate } from '../src/storage/migrate.ts'
import { oneRowTables } from './bare-one-row.ts'
import { sameRowsPlace } from './bare-same-rows.ts'

/** A folder for databases that lasts as long as the run. */
export function temporaryDataDir(cleanup: AsyncDisposableStack): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'doorward-bench-'))
  cleanup.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

/**
 * Joins the embedded database of a folder and answers its owner's URL. Left after all servers have been, it is stopped
 * then, even when one of them was killed.
 */
export async function joinDatabase(cleanup: AsyncDisposableStack, dataDir: string): Promise<string> {
  const starting = startEmbedded({ dataDir })
  cleanup.defer(async () => (await starting).leave())
  return (await starting).url
}

/** Makes a database beside ours, in the same PostgreSQL: the same settings and the same disk. */
export async function makeDatabase(ownerUrl: string, name: string): Promise<string> {
  await withClient(ownerUrl, (client) => client.query(`create database ${name}`))
  const url = new URL(ownerUrl)
  url.pathname = name
  return url.href
}

/** Makes an empty database one of the bare servers: the one-row tables, and ours without row-level security. */
export async function prepareBareDatabase(url: string): Promise<void> {
  await migrate(url)
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ table: string }>(
      `select oid::regclass::text as table from pg_class
       where relnamespace = 'doorward'::regnamespace and relrowsecurity`,
    )
    for (const { table } of rows) await client.query(`alter table ${table} disable row level security`)
    await client.query(`${sameRowsPlace} set search_path = public; ${oneRowTables}`)
  })
}

/**
 * Makes every commit wait before it is flushed, as the slower disk of a cloud machine makes it: for all databases of
 * this PostgreSQL, and commits that wait at the same time are flushed together, as they are there.
 */
export async function delayCommits(ownerUrl: string, dataDir: string, delayMs: number): Promise<void> {
  await withClient(superuserUrl(ownerUrl, dataDir), async (client) => {
    await client.query(`alter system set commit_delay = ${Math.round(delayMs * 1000)}`)
    await client.query('alter system set commit_siblings = 0')
    await client.query('select pg_reload_conf()')
  })
}

/**
 * Vacuums every database of this PostgreSQL and refreshes its statistics: else what it does by itself soon after many
 * writes would run beside the figures of whoever is measured at that moment.
 */
export async function settleDatabases(ownerUrl: string): Promise<void> {
  const { rows } = await withClient(ownerUrl, (client) =>
    client.query<{ name: string }>(
      `select datname as name from pg_database where datallowconn and datdba = current_user::regrole`,
    ),
  )
  for (const { name } of rows) {
    const url = new URL(ownerUrl)
    url.pathname = name
    await withClient(url.href, (client) => client.query('vacuum (analyze, skip_locked)'))
  }
}

/** The same database for its superuser, whose password the embedded database keeps for a person in need. */
export function superuserUrl(ownerUrl: string, dataDir: string): string {
  const passwords = JSON.parse(readFileSync(join(dataDir, 'postgres', 'doorward-passwords.json'), 'utf8'))
  const url = new URL(ownerUrl)
  url.username = 'postgres'
  url.password = passwords.postgres
  return url.href
}

/** A connection for as long as the work takes. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
