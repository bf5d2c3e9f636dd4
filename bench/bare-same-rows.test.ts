// A ratio to "the same rows" is worth nothing if the rows are not the same.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { emptyDatabase, type FreshDatabase } from '../test/fixtures/database.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../test/fixtures/running-app.ts'
import { startChild } from './child.ts'
import { Connection, documentOf, idOf } from './connection.ts'
import { prepareBareDatabase, withClient } from './database.ts'
import { activePatch, addPatch, domain, groupBody, removePatch, userBody } from './payloads.ts'

interface Side {
  readonly url: string
  readonly connection: Connection
  user: string
  group: string
}

let app: RunningApp
let bareDatabase: FreshDatabase
const cleanup = new AsyncDisposableStack()
let ours: Side
let bare: Side

beforeAll(async () => {
  app = await runningApp()
  const { baseUrl, token } = await makeDirectory(app, await makeSite(app), 'Bench', { domains: [domain] })
  bareDatabase = await emptyDatabase()
  await prepareBareDatabase(bareDatabase.url)
  const { said } = await startChild(cleanup, {
    command: [process.execPath, join(import.meta.dirname, 'bare-server.ts')],
    env: { DATABASE_URL: bareDatabase.url },
    ready: /^ready at (?<origin>\S+)$/,
  })
  const side = (url: string, endpoint: string, secret: string): Side => {
    const connection = new Connection({ url: endpoint, token: secret })
    cleanup.defer(() => connection.close())
    return { url, connection, user: '', group: '' }
  }
  ours = side(app.ownerUrl, baseUrl, token)
  bare = side(bareDatabase.url, `${said.origin}/same-rows`, '')
})

afterAll(async () => {
  await cleanup.disposeAsync()
  await bareDatabase?.drop()
  await app?.close()
})

/**
 * Rows of each of our tables. The exchange log and its hours are written beside the calls and are no part of the comparison, nor is
 * the task of judging losses, which is left once a second.
 */
async function rowsOf(url: string): Promise<ReadonlyMap<string, number>> {
  const superuser = new URL(inject('superuserUrl'))
  superuser.pathname = new URL(url).pathname
  return withClient(superuser.href, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select relname as name from pg_class
       where relnamespace = 'doorward'::regnamespace and relkind = 'r' and relname not in ('exchanges', 'exchange_hours')`,
    )
    const counts = new Map<string, number>()
    for (const { name } of tables) {
      const which = name === 'outbox' ? `where kind <> 'judge-losses'` : ''
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from doorward.${name} ${which}`,
      )
      counts.set(name, rows[0]?.n ?? 0)
    }
    return counts
  })
}

/** How many rows of each table came or went. */
async function written(side: Side, write: (side: Side) => Promise<unknown>): Promise<Record<string, number>> {
  const before = await rowsOf(side.url)
  await write(side)
  const changes = [...(await rowsOf(side.url))].map(([table, rows]) => [
    table,
    rows - (before.get(table) ?? 0),
  ])
  return Object.fromEntries(changes.filter(([, rows]) => rows !== 0))
}

const person = userBody(`ann@${domain}`)

test.each<[string, (side: Side) => Promise<unknown>]>([
  [
    'create a user',
    async (side) => {
      side.user = idOf(await side.connection.send('POST', '/Users', person))
    },
  ],
  [
    'deactivate a user',
    async ({ connection, user }) => {
      const changed = documentOf(await connection.send('PATCH', `/Users/${user}`, activePatch(false)))
      expect(changed).toMatchObject({ ...person, active: false })
    },
  ],
  [
    'create a group',
    async (side) => {
      side.group = idOf(await side.connection.send('POST', '/Groups', groupBody('Staff')))
    },
  ],
  [
    'add a member',
    async ({ connection, group, user }) =>
      documentOf(await connection.send('PATCH', `/Groups/${group}`, addPatch([user]))),
  ],
  [
    'remove a member',
    async ({ connection, group, user }) =>
      documentOf(await connection.send('PATCH', `/Groups/${group}`, removePatch(user))),
  ],
])('the bare server and ours leave as many rows in each table: %s', async (_name, write) => {
  const rows = await written(ours, write)
  expect(Object.keys(rows)).toContain('audit_events')
  expect(await written(bare, write)).toEqual(rows)
})
