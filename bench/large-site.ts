// A site with one directory or several of many people, filled by SQL: what benchmarks of such a site measure on.
import type pg from 'pg'
import { createDirectory } from '../src/admin/directories.ts'
import { createSite } from '../src/admin/sites.ts'
import { Database } from '../src/storage/database.ts'
import { migrate } from '../src/storage/migrate.ts'
import type { Site } from '../src/storage/sites.ts'
import { joinDatabase, withClient } from './database.ts'
import { domain, userBody } from './payloads.ts'

const actor = { kind: 'command', name: 'bench' } as const
/** Who does what the benchmark does, now. */
export const byBench = () => ({ actor, now: new Date() })

/** How many people the same rows are written for at once: as many as go live at once. */
const step = 250

interface DirectorySize {
  readonly users: number
  readonly groups: number
  /** Of how many groups everybody is a member. */
  readonly groupsEach: number
}

export interface LargeSite {
  readonly database: Database
  readonly ownerUrl: string
  readonly site: Site
  /** Makes a directory in rehearsal whose mirror is full: everybody has an address and is in some groups. */
  readonly rehearsed: (name: string, size: DirectorySize) => Promise<number>
  /** Writes customers for everybody who waits, by SQL that knows them already: no rules, no look, no row-level security. */
  readonly sameRows: (directoryId: number) => Promise<void>
  /** Statements as the app's role, each in a transaction of its own. */
  readonly fill: (...statements: string[]) => Promise<void>
}

/** An empty site in a database of its own, which lasts as long as the run. */
export async function openLargeSite(cleanup: AsyncDisposableStack, dataDir: string): Promise<LargeSite> {
  const ownerUrl = await joinDatabase(cleanup, dataDir)
  await migrate(ownerUrl)
  const database = new Database({ url: ownerUrl })
  cleanup.defer(() => database.close())
  const site = await createSite(database, { slug: 'bench', name: 'Bench', plan: 'standard' }, byBench())
  const fill = (...statements: string[]) =>
    withClient(ownerUrl, async (client) => {
      await client.query('set search_path = doorward, public')
      await client.query(`select set_config('doorward.site_id', '${site.id}', false)`)
      for (const statement of statements) await client.query(asApp(statement))
    })
  return {
    ...{ database, ownerUrl, site, fill },
    rehearsed: (name, size) => rehearsed({ database, site, fill }, name, size),
    sameRows: (directoryId) => withClient(ownerUrl, (client) => sameRows(client, site.id, directoryId)),
  }
}

async function rehearsed(
  { database, site, fill }: Pick<LargeSite, 'database' | 'site' | 'fill'>,
  name: string,
  { users, groups, groupsEach }: DirectorySize,
): Promise<number> {
  const wanted = {
    ...{ name, rehearsal: true, home: undefined, preset: 'auto' },
    domains: [`${name.toLowerCase()}.${domain}`],
  }
  const { directory } = await createDirectory(database, site, wanted, byBench())
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
    // By place in an array: the planner knows nothing of rows that are this new, and would look through all groups for everybody.
    `with u as (select user_id, row_number() over () as n from directory_users
         where site_id = ${site.id} and directory_id = ${directory.directoryId}),
       g as (select array_agg(group_id) as ids from directory_groups
         where site_id = ${site.id} and directory_id = ${directory.directoryId})
     insert into directory_group_members (site_id, directory_id, group_id, user_id, added_at)
     select ${keys}, g.ids[1 + (u.n + k * 7) % ${groups}], u.user_id, now()
     from u cross join generate_series(0, ${groupsEach - 1}) k cross join g`,
    'analyze',
  )
  return directory.directoryId
}

/** The owner may do everything but is refused by row-level security, which is forced; the app's role is let in. */
const asApp = (statement: string) =>
  /^analyze/.test(statement) ? statement : `begin; set local role doorward_app; ${statement}; commit`

async function sameRows(client: pg.Client, siteId: number, directoryId: number): Promise<void> {
  await client.query('set search_path = doorward, public')
  await client.query(`set role doorward_app; select set_config('doorward.site_id', '${siteId}', false)`)
  const text = `with w as materialized (
      select user_id, uuidv7() as customer_id, uuidv7() as event_id, user_name_folded as name from directory_users
      where site_id = ${siteId} and directory_id = ${directoryId} and pending and user_id > $1
      order by user_id limit ${step}),
    c as (insert into customers (site_id, customer_id, display_name, name_folded, active, directory_id, created_at,
        updated_at)
      select ${siteId}, customer_id, 'Ann Bench', 'ann bench', true, ${directoryId}, now(), now() from w),
    a as (insert into customer_addresses (site_id, customer_id, address_id, address, address_folded, standing,
        directory_id, since)
      select ${siteId}, customer_id, uuidv7(), name, name, 'held', ${directoryId}, now() from w),
    e as (insert into audit_events (site_id, event_id, at, actor_kind, actor, action, subject_kind, subject, directory_id,
        details)
      select ${siteId}, event_id, now(), 'command', 'bench', 'directory-user.changed', 'customer', customer_id::text,
        ${directoryId}, format('{"userId":"%s","effects":["create","take-address"]}', user_id) from w),
    v as (insert into audit_values (site_id, event_id, person_id, personal_values)
      select ${siteId}, event_id, customer_id,
        format('{"name":{"after":"Ann Bench"},"address":{"after":"%s"}}', name) from w),
    u as (update directory_users u set customer_id = w.customer_id, pending = false, linked_at = now() from w
      where u.site_id = ${siteId} and u.directory_id = ${directoryId} and u.user_id = w.user_id)
    select max(user_id::text)::uuid as last from w`
  let after: string | null = '00000000-0000-0000-0000-000000000000'
  while (after !== null) {
    const { rows }: pg.QueryResult<{ last: string | null }> = await client.query({
      ...{ name: 'same-rows', text, values: [after] },
    })
    after = rows[0]?.last ?? null
  }
}
