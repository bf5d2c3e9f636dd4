// Measures how a directory of many people goes live: `node bench/go-live.ts`. Beside it the same rows, written by SQL that
// knows them already, in steps of the same size: without rules, without looking, without row-level security. Then, on the
// directory that is live, what rules of mapping cost: their previews, and a group of everybody mapped and unmapped.
import type pg from 'pg'
import { createDirectory } from '../src/admin/directories.ts'
import { createSite } from '../src/admin/sites.ts'
import { goLive } from '../src/people/directory-state.ts'
import { changeMapping } from '../src/people/mapping.ts'
import { previewMapping } from '../src/people/mapping-preview.ts'
import type { WantedMapping } from '../src/people/wanted-mapping.ts'
import { Database } from '../src/storage/database.ts'
import { type Directory, directoryById } from '../src/storage/identity/directories.ts'
import { migrate } from '../src/storage/migrate.ts'
import { cpuMeter } from './cpu.ts'
import { joinDatabase, temporaryDataDir, withClient } from './database.ts'
import { loadNow } from './machine.ts'
import { domain, userBody } from './payloads.ts'

const users = Number(process.env.USERS ?? 100_000)
const groups = Number(process.env.GROUP_COUNT ?? 2_000)
const step = 250

await using cleanup = new AsyncDisposableStack()
const dataDir = temporaryDataDir(cleanup)
const ownerUrl = await joinDatabase(cleanup, dataDir)
await migrate(ownerUrl)
const database = new Database({ url: ownerUrl })
cleanup.defer(() => database.close())
const cpu = cpuMeter(dataDir, process.pid)
const actor = { kind: 'command', name: 'bench' } as const
const by = () => ({ actor, now: new Date() })
const site = await createSite(database, { slug: 'bench', name: 'Bench', plan: 'standard' }, by())

/** A directory in rehearsal whose mirror is full: everybody has an address and is in three groups. */
async function rehearsed(name: string): Promise<number> {
  const wanted = {
    ...{ name, rehearsal: true, home: undefined, preset: 'auto' },
    domains: [`${name.toLowerCase()}.${domain}`],
  }
  const { directory } = await createDirectory(database, site, wanted, by())
  const keys = `${site.id}, ${directory.directoryId}`
  const userName = `'u' || n || '@${name.toLowerCase()}.${domain}'`
  const resource = JSON.stringify(userBody('{user}'))
  await fill(
    `insert into directory_users (site_id, directory_id, user_id, user_name_folded, external_id, display_name_folded,
       active, resource, created_at, updated_at, pending)
     select ${keys}, uuidv7(), ${userName}, 'ext-' || ${userName}, 'ann bench', true,
       replace('${resource}', '{user}', ${userName}), now(), now(), true from generate_series(1, ${users}) n`,
    `insert into directory_user_emails (site_id, directory_id, user_id, n, value_folded, type_folded)
     select site_id, directory_id, user_id, 1, user_name_folded, 'work' from directory_users
     where site_id = ${site.id} and directory_id = ${directory.directoryId}`,
    `insert into directory_groups (site_id, directory_id, group_id, display_name, display_name_folded, resource,
       created_at, updated_at, pending)
     select ${keys}, uuidv7(), '${name} ' || n, lower('${name} ' || n), '{"displayName":"${name} ' || n || '"}',
       now(), now(), true from generate_series(1, ${groups}) n`,
    `insert into directory_group_closure (site_id, directory_id, group_id, inner_group_id, since)
     select site_id, directory_id, group_id, group_id, now() from directory_groups
     where site_id = ${site.id} and directory_id = ${directory.directoryId}`,
    `with u as (select user_id, row_number() over () as n from directory_users
         where site_id = ${site.id} and directory_id = ${directory.directoryId}),
       g as (select group_id, row_number() over () - 1 as n from directory_groups
         where site_id = ${site.id} and directory_id = ${directory.directoryId})
     insert into directory_group_members (site_id, directory_id, group_id, user_id, added_at)
     select ${keys}, g.group_id, u.user_id, now() from u cross join generate_series(0, 2) k
     join g on g.n = (u.n + k * 7) % ${groups}`,
    'analyze',
  )
  return directory.directoryId
}

function fill(...statements: string[]): Promise<void> {
  return withClient(ownerUrl, async (client) => {
    await client.query('set search_path = doorward, public')
    await client.query(`select set_config('doorward.site_id', '${site.id}', false)`)
    for (const statement of statements) await client.query(asApp(statement))
  })
}

/** The owner may do everything but is refused by row-level security, which is forced; the app's role is let in. */
const asApp = (statement: string) =>
  /^analyze/.test(statement) ? statement : `begin; set local role doorward_app; ${statement}; commit`

async function measured(what: string, work: () => Promise<unknown>): Promise<number> {
  const [from, computed] = [performance.now(), cpu() ?? 0]
  const mine = process.cpuUsage()
  await work()
  const seconds = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage(mine)
  const ownCpu = user + system
  const perPerson = ((cpu() ?? 0) - computed) / users
  process.stdout.write(
    `${what}: ${seconds.toFixed(1)} s, ${Math.round(users / seconds)} people/s, ` +
      `${(perPerson * 1000).toFixed(0)} µs of one core each, ${(ownCpu / users).toFixed(0)} of them in this process\n`,
  )
  return perPerson
}

process.stdout.write(`${users} people, ${groups} groups, load before ${loadNow().toFixed(1)}\n`)
const ours = await rehearsed('Ours')
const own = await measured('going live', () => goLive(database, site.id, ours, by()))
const theirs = await rehearsed('Bare')
const bare = await measured('the same rows by SQL', () =>
  withClient(ownerUrl, (client) => sameRows(client, theirs)),
)
process.stdout.write(`share of the same rows: ${(bare / own).toFixed(2)}\n`)

await measureMapping(ours)

/** One group has everybody; the others have their part. */
async function measureMapping(directoryId: number): Promise<void> {
  const keys = `${site.id}, ${directoryId}`
  const here = `site_id = ${site.id} and directory_id = ${directoryId}`
  await fill(
    `with g as (select group_id from directory_groups where ${here} and display_name = 'Ours 1')
     insert into directory_group_members (site_id, directory_id, group_id, user_id, added_at)
     select ${keys}, g.group_id, u.user_id, now() from g, directory_users u
     where u.site_id = ${site.id} and u.directory_id = ${directoryId} on conflict do nothing`,
    'analyze',
  )
  const [[directory] = []] = (await database.readInSite(site.id, [directoryById(site.id, directoryId)])) as [
    Directory[],
  ]
  if (!directory) throw new Error('the directory is gone')
  const read = (queries: Parameters<typeof database.readInSite>[1]) => database.readInSite(site.id, queries)
  const rule = (way: 'exact' | 'pattern', value: string, to: WantedMapping['rules'][number]['to']) =>
    ({ subject: 'name', way, value, to }) as const
  const wanted = (...rules: WantedMapping['rules']): WantedMapping => ({
    rules,
    unmatched: 'own',
    home: null,
  })
  const previews: [string, WantedMapping][] = [
    ['one group to an organization of its own', wanted(rule('exact', 'Ours 2', { name: 'Two' }))],
    ['the group of everybody to nothing', wanted(rule('exact', 'Ours 1', 'nothing'))],
    ['every group to nothing', wanted(rule('pattern', '*', 'nothing'))],
    ['every group to one organization', wanted(rule('pattern', '*', { name: 'All' }))],
    ['everybody at home', { ...wanted(), home: { name: 'Home' } }],
  ]
  for (const [what, mapping] of previews) {
    const from = performance.now()
    const { joins, leaves } = await previewMapping(read, site.id, directory, mapping)
    const ms = performance.now() - from
    process.stdout.write(`preview, ${what}: ${ms.toFixed(0)} ms (${joins} join, ${leaves} leave)\n`)
  }
  for (const [what, mapping] of [
    ['unmap', previews[1]?.[1] ?? wanted()],
    ['map', wanted()],
  ] as const) {
    const from = performance.now()
    await changeMapping(database, site.id, directoryId, mapping, [], by())
    process.stdout.write(`${what} the group of everybody: ${(performance.now() - from).toFixed(0)} ms\n`)
  }
}

async function sameRows(client: pg.Client, directoryId: number): Promise<void> {
  await client.query('set search_path = doorward, public')
  await client.query(`set role doorward_app; select set_config('doorward.site_id', '${site.id}', false)`)
  const text = `with w as materialized (
      select user_id, uuidv7() as customer_id, uuidv7() as event_id, user_name_folded as name from directory_users
      where site_id = ${site.id} and directory_id = ${directoryId} and pending and user_id > $1
      order by user_id limit ${step}),
    c as (insert into customers (site_id, customer_id, display_name, name_folded, active, directory_id, created_at,
        updated_at)
      select ${site.id}, customer_id, 'Ann Bench', 'ann bench', true, ${directoryId}, now(), now() from w),
    a as (insert into customer_addresses (site_id, customer_id, address_id, address, address_folded, standing,
        directory_id, since)
      select ${site.id}, customer_id, uuidv7(), name, name, 'held', ${directoryId}, now() from w),
    e as (insert into audit_events (site_id, event_id, at, actor_kind, actor, action, subject_kind, subject, directory_id,
        details)
      select ${site.id}, event_id, now(), 'command', 'bench', 'directory-user.changed', 'customer', customer_id::text,
        ${directoryId}, format('{"userId":"%s","effects":["create","take-address"]}', user_id) from w),
    v as (insert into audit_values (site_id, event_id, person_id, personal_values)
      select ${site.id}, event_id, customer_id,
        format('{"name":{"after":"Ann Bench"},"address":{"after":"%s"}}', name) from w),
    u as (update directory_users u set customer_id = w.customer_id, pending = false, linked_at = now() from w
      where u.site_id = ${site.id} and u.directory_id = ${directoryId} and u.user_id = w.user_id)
    select max(user_id::text)::uuid as last from w`
  let after: string | null = '00000000-0000-0000-0000-000000000000'
  while (after !== null) {
    const { rows }: pg.QueryResult<{ last: string | null }> = await client.query({
      ...{ name: 'same-rows', text, values: [after] },
    })
    after = rows[0]?.last ?? null
  }
}
