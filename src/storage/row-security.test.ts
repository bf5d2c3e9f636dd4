import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { few, fillSites, idOf } from '../../test/fixtures/large-site.ts'
import { highestId } from '../model/ids.ts'

let database: FreshDatabase
let client: Client

beforeAll(async () => {
  database = await freshDatabase()
  await fillSites(database.url, few)
  client = new Client({ connectionString: database.url, options: '-c search_path=doorward,public' })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

async function rows<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await client.query(text, values)).rows as Row[]
}

const inSchema = `relnamespace = 'doorward'::regnamespace`

/** All tables but `sites`. */
async function tables(): Promise<string[]> {
  const found = await rows<{ name: string }>(
    `select relname as name from pg_class where ${inSchema} and relkind in ('r', 'p') and relname <> 'sites' order by 1`,
  )
  expect(found.length).toBeGreaterThan(20)
  return found.map(({ name }) => name)
}

/** The mirror: what belongs to one directory, as its key says. */
async function mirror(): Promise<string[]> {
  const found = await rows<{ name: string }>(
    `select c.relname as name from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary
     join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[1]
     where ${inSchema} and a.attname = 'directory_id' order by 1`,
  )
  expect(found.length).toBeGreaterThan(10)
  return found.map(({ name }) => name)
}

/** Runs a statement as the application, inside a site or directory or nowhere, and takes it back. */
async function asApplication<Row>(
  scope: { site?: number; directory?: number },
  text: string,
): Promise<Row[]> {
  const role = scope.directory === undefined ? 'doorward_app' : 'doorward_directory'
  await client.query(`begin; set local role ${role}`)
  try {
    if (scope.site !== undefined) await client.query(`set local doorward.site_id = '${scope.site}'`)
    if (scope.directory !== undefined)
      await client.query(`set local doorward.directory_id = '${scope.directory}'`)
    return await rows<Row>(text)
  } finally {
    await client.query('rollback')
  }
}

const refused = { code: '42501' }

/** A row of the first site, or of its first directory, with another owner: what must not be written. */
async function forged(table: string, owner: string): Promise<string> {
  const [found] = await rows<{ names: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_attribute
     where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
  )
  return `insert into ${table} (${found?.names}) overriding system value
   select ${found?.names} from (
     select (jsonb_populate_record(null::${table}, to_jsonb(x) || '${owner}')).* from ${table} x limit 1) y`
}

describe('the catalogue', () => {
  test('every table but sites has forced row-level security', async () => {
    const open = await rows(
      `select relname from pg_class where ${inSchema} and relkind in ('r', 'p') and relname <> 'sites'
       and not (relrowsecurity and relforcerowsecurity)`,
    )
    expect(open).toEqual([])
    expect(await rows(`select 1 from pg_class where ${inSchema} and relkind in ('v', 'm', 'f')`)).toEqual([])
  })

  test('every primary key, unique index and foreign key begins with site_id', async () => {
    const keys = await rows<{ table: string; first: string; primary: boolean }>(
      `select c.relname as table, a.attname as first, i.indisprimary as primary
       from pg_index i join pg_class c on c.oid = i.indrelid
       join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
       where ${inSchema} and c.relname <> 'sites' and i.indisunique`,
    )
    expect(keys.filter(({ first }) => first !== 'site_id')).toEqual([])
    expect([...new Set(keys.filter(({ primary }) => primary).map(({ table }) => table))].sort()).toEqual(
      await tables(),
    )
    const references = await rows<{ name: string; from: string; to: string }>(
      `select k.conname as name, a.attname as from, b.attname as to from pg_constraint k
       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
       join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
       where k.contype = 'f' and k.connamespace = 'doorward'::regnamespace`,
    )
    expect(references.length).toBeGreaterThan(20)
    expect(
      references.filter(({ from, to }) => from !== 'site_id' || !['site_id', 'id'].includes(to)),
    ).toEqual([])
  })

  test('every other index begins with site_id, and its columns compare without leaking', async () => {
    const columns = await rows<{
      index: string
      n: number
      column: string
      collation: string
      leaks: boolean
    }>(
      `select i.indexrelid::regclass::text as index, n, a.attname as column, coalesce(co.collname, '') as collation,
         exists (select 1 from pg_amop o join pg_operator op on op.oid = o.amopopr join pg_proc p on p.oid = op.oprcode
           where o.amopfamily = oc.opcfamily and o.amoplefttype = oc.opcintype and o.amoprighttype = oc.opcintype
             and not p.proleakproof) as leaks
       from pg_index i join pg_class c on c.oid = i.indrelid
       cross join generate_series(0, i.indnkeyatts - 1) n
       join pg_attribute a on a.attrelid = i.indexrelid and a.attnum = n + 1
       join pg_opclass oc on oc.oid = i.indclass[n]
       left join pg_collation co on co.oid = i.indcollation[n]
       where ${inSchema} and c.relname <> 'sites'`,
    )
    expect(columns.filter(({ n, column }) => n === 0 && column !== 'site_id')).toEqual([])
    // Only the function behind it, which runs past the policies, may use this one: LIKE leaks.
    const searched = columns.filter(({ index }) => index !== 'customers_name')
    expect(searched.filter(({ leaks }) => leaks)).toEqual([])
    expect(searched.filter(({ collation }) => collation !== '' && collation !== 'C')).toEqual([])
  })

  test('policies are for named roles, and the application has exactly one that lets it in', async () => {
    const policies = await rows<{
      table: string
      policy: string
      command: string
      opens: boolean
      roles: string[]
    }>(
      `select c.relname as table, p.polname as policy, p.polcmd as command, p.polpermissive as opens,
         array(select coalesce(rolname, 'public')::text from unnest(p.polroles) r left join pg_roles on oid = r) as roles
       from pg_policy p join pg_class c on c.oid = p.polrelid`,
    )
    expect(policies.length).toBeGreaterThan(50)
    const unnamed = policies.filter(({ roles }) => roles.length !== 1 || !roles[0]?.startsWith('doorward_'))
    expect(unnamed).toEqual([])
    for (const table of await tables()) {
      const own = policies.filter((policy) => policy.table === table && policy.roles[0] === 'doorward_app')
      expect(own.filter(({ opens }) => opens)).toMatchObject([{ policy: 'site', command: '*' }])
    }
    const bounded = policies.filter(({ roles }) => roles[0] === 'doorward_directory')
    expect(bounded.filter(({ policy, opens }) => policy !== 'directory' || opens)).toEqual([])
    expect(bounded.map(({ table }) => table).sort()).toEqual(await mirror())
  })

  test('no role of ours is above the policies; two may only read', async () => {
    const unsafe = await rows(
      `select rolname from pg_roles where rolname like 'doorward%' and (rolsuper or rolbypassrls or rolreplication)`,
    )
    expect(unsafe).toEqual([])
    const granted = await rows<{ grantee: string; privilege: string }>(
      `select distinct grantee, privilege_type as privilege from information_schema.table_privileges
       where table_schema = 'doorward' and grantee in ('doorward_backup', 'doorward_search', 'PUBLIC')`,
    )
    expect(granted).toEqual([{ grantee: 'doorward_backup', privilege: 'SELECT' }])
    const readable = await rows<{ column: string }>(
      `select table_name || '.' || column_name as column from information_schema.column_privileges
       where table_schema = 'doorward' and grantee = 'doorward_search' order by 1`,
    )
    const asked = (table: string, ...columns: string[]) => columns.map((column) => `${table}.${column}`)
    const linked = ['active', 'customer_id', 'directory_id', 'linked_at', 'site_id', 'user_id']
    const searched = [
      ...['customer_id', 'name_folded', 'site_id'].map((column) => `customers.${column}`),
      ...linked.map((column) => `directory_users.${column}`),
      ...asked('mailboxes', 'address', 'is_active', 'mailbox_id', 'site_id'),
      ...asked('request_comments', 'comment_id', 'is_internal', 'request_id', 'site_id', 'words'),
      ...asked(
        'request_participants',
        'customer_id',
        'request_id',
        'site_id',
        'staff_id',
        'via_organization_id',
      ),
      ...asked('requests', 'request_id', 'requester_id', 'requester_staff_id', 'site_id', 'words'),
      ...asked('shared_requests', 'organization_id', 'request_id', 'shared_at', 'site_id'),
      ...asked('sites', 'id', 'removing'),
    ]
    expect(readable.map(({ column }) => column)).toEqual(searched)
    const [create] = await rows(
      `select bool_or(has_schema_privilege(r, 'doorward', 'create')) as may
       from unnest(array['doorward_app', 'doorward_directory', 'doorward_backup', 'doorward_search']) r`,
    )
    expect(create).toEqual({ may: false })
  })

  test('functions that run past the policies are these, and only the application may call them', async () => {
    const functions = await rows(
      `select proname as name, pg_get_userbyid(proowner) = 'doorward_search' as searches,
         proconfig[1] like 'search_path=doorward,%pg_temp' as safe,
         has_function_privilege('doorward_app', oid, 'execute') as ours,
         has_function_privilege('doorward_backup', oid, 'execute') as theirs
       from pg_proc where pronamespace = 'doorward'::regnamespace and prosecdef order by 1`,
    )
    expect(functions).toEqual([
      { name: 'are_common_words', searches: true, safe: true, ours: false, theirs: false },
      { name: 'find_common_words', searches: true, safe: true, ours: false, theirs: false },
      { name: 'find_rare_words', searches: true, safe: true, ours: false, theirs: false },
      { name: 'links_of', searches: true, safe: true, ours: true, theirs: false },
      { name: 'mailbox_of', searches: true, safe: true, ours: true, theirs: false },
      { name: 'refresh_statistics', searches: false, safe: true, ours: true, theirs: false },
      { name: 'search_customers', searches: true, safe: true, ours: true, theirs: false },
      { name: 'search_requests', searches: true, safe: true, ours: true, theirs: false },
      { name: 'search_seen_requests', searches: true, safe: true, ours: true, theirs: false },
    ])
  })
})

describe('the application', () => {
  test('reads no row without a site, and only the site’s rows with one', async () => {
    for (const table of await tables()) {
      expect(await asApplication({}, `select 1 from ${table}`), table).toEqual([])
      const [seen] = await asApplication(
        { site: 1 },
        `select count(*)::int > 0 as some, coalesce(bool_and(site_id = 1), false) as own from ${table}`,
      )
      expect(seen, table).toEqual({ some: true, own: true })
    }
  })

  test('reads only one directory’s mirror inside a directory', async () => {
    for (const table of await mirror()) {
      const [seen] = await asApplication(
        { site: 1, directory: 12 },
        `select count(*)::int > 0 as some, coalesce(bool_and(directory_id = 12), false) as own from ${table}`,
      )
      expect(seen, table).toEqual({ some: true, own: true })
      // A directory of another site is nobody's.
      expect(await asApplication({ site: 1, directory: 21 }, `select 1 from ${table}`), table).toEqual([])
    }
  })

  test('moves no row to another site or directory and inserts none there', async () => {
    for (const table of await tables()) {
      const site = { site: 1 }
      await expect(asApplication(site, `update ${table} set site_id = 2`), table).rejects.toMatchObject(
        refused,
      )
      const moved = await forged(table, '{"site_id": 2}')
      await expect(asApplication(site, moved), table).rejects.toMatchObject(refused)
      await expect(
        asApplication({}, `insert into ${table} (site_id) values (1)`),
        table,
      ).rejects.toMatchObject(refused)
    }
    for (const table of await mirror()) {
      const directory = { site: 1, directory: 11 }
      const move = `update ${table} set directory_id = 12`
      await expect(asApplication(directory, move), table).rejects.toMatchObject(refused)
      await expect(
        asApplication(directory, await forged(table, '{"directory_id": 12}')),
        table,
      ).rejects.toMatchObject(refused)
    }
  })

  test('touches no row of another site or directory', async () => {
    for (const table of await tables()) {
      if (table === 'audit_events') continue
      const gone = await asApplication({ site: 1 }, `delete from ${table} where site_id = 2 returning 1`)
      expect(gone, table).toEqual([])
    }
    for (const table of await mirror()) {
      const gone = await asApplication(
        { site: 1, directory: 11 },
        `delete from ${table} where directory_id = 12 returning 1`,
      )
      expect(gone, table).toEqual([])
    }
  })

  test('neither changes nor removes an audit event, and removes but does not change its personal values', async () => {
    const site = { site: 1 }
    await expect(asApplication(site, `update audit_events set action = 'x'`)).rejects.toMatchObject(refused)
    // Those of a site that is being removed go with it, and no others.
    expect(await asApplication(site, 'delete from audit_events returning 1')).toEqual([])
    await expect(asApplication(site, 'truncate audit_events')).rejects.toMatchObject(refused)
    await expect(asApplication(site, `update audit_values set personal_values = '{}'`)).rejects.toMatchObject(
      refused,
    )
    expect((await asApplication(site, 'delete from audit_values returning 1')).length).toBeGreaterThan(0)
  })

  test('finds nobody of another site through the search, whatever site it names', async () => {
    const search = (site: number) =>
      `select search_customers(${site}, '%lee%', '${idOf('user', 0)}', 10) as id`
    expect((await asApplication({ site: 1 }, search(1))).length).toBe(10)
    expect(await asApplication({ site: 1 }, search(2))).toEqual([])
    expect(await asApplication({}, search(2))).toEqual([])
    expect(
      await asApplication({}, `select search_customers(null, '%lee%', '${idOf('user', 0)}', 10)`),
    ).toEqual([])
  })

  test('finds no request of another site by its words, whatever site it names', async () => {
    const requests = (site: number | null) =>
      `select search_requests(${site}, '''fire'':*', true, '${highestId}', 10) as id`
    expect((await asApplication({ site: 1 }, requests(1))).length).toBe(10)
    const customer = idOf('customer', 3)
    const seen = (site: number | null) =>
      `select search_seen_requests(${site}, '''help''', '${customer}', null, '{}', '{}', '${highestId}', 10) as id`
    expect((await asApplication({ site: 1 }, seen(1))).length).toBeGreaterThan(0)
    for (const search of [requests, seen]) {
      expect(await asApplication({ site: 1 }, search(2))).toEqual([])
      expect(await asApplication({}, search(2))).toEqual([])
      expect(await asApplication({}, search(null))).toEqual([])
    }
  })
})
