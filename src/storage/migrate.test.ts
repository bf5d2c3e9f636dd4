import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { firstPortal } from '../model/desk/portal.ts'
import { type Migration, migrate, migrationOf, migrations } from './migrate.ts'

const files = migrations()
const all = files.map(({ name }) => name)
const made: string[] = []
let administrator: Client

beforeAll(async () => {
  administrator = new Client({ connectionString: inject('superuserUrl') })
  await administrator.connect()
})
afterEach(async () => {
  for (const name of made.splice(0)) {
    await administrator.query(`drop database ${name}`)
    await administrator.query(`drop role if exists ${name}`)
  }
})
afterAll(() => administrator.end())

/** An empty database of the owner's, or of a role of its own with the given attributes. */
async function emptyDatabase(attributes?: string): Promise<URL> {
  const name = `test_${randomBytes(6).toString('hex')}`
  made.push(name)
  const url = new URL(inject('ownerUrl'))
  if (attributes !== undefined) {
    await administrator.query(`create role ${name} login password 'p' ${attributes}`)
    url.username = name
    url.password = 'p'
  }
  await administrator.query(`create database ${name} owner ${attributes === undefined ? 'doorward' : name}`)
  url.pathname = name
  return url
}

async function query<Row>(url: URL, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url.href })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

const tablesOf = async (url: URL) =>
  (
    await query<{ name: string }>(
      url,
      `select tablename as name from pg_tables where schemaname = 'doorward'`,
    )
  ).map(({ name }) => name)
const appliedTo = async (url: URL) =>
  (await query<{ name: string }>(url, 'select name from doorward_meta.migrations order by number')).map(
    ({ name }) => name,
  )

test('the files are numbered one by one', () => {
  expect(files.map(({ number }) => number)).toEqual(files.map((_, n) => n + 1))
})

test('several processes may migrate one empty database at once: each file is applied once', async () => {
  const url = await emptyDatabase()
  const applied = await Promise.all(Array.from({ length: 6 }, () => migrate(url.href)))
  expect(applied.flat().sort()).toEqual(all)
  expect(await appliedTo(url)).toEqual(all)
  expect(await migrate(url.href)).toEqual([])
})

test('an older database gets what it misses', async () => {
  const url = await emptyDatabase()
  expect(await migrate(url.href, 2)).toEqual(all.slice(0, 2))
  expect(await migrate(url.href)).toEqual(all.slice(2))
})

test('organizations that are there already have their own name for their plain one', async () => {
  const url = await emptyDatabase()
  const before = files.find(({ name }) => name.endsWith('-plain-names.sql'))?.number ?? 0
  await migrate(url.href, before - 1)
  for (const site of [1, 2]) {
    await query(
      url,
      `set search_path = doorward; set role doorward_app;
       insert into sites values (${site}, 's${site}', 'S', '{}', 'standard', 'active', now());
       set doorward.site_id = ${site};
       insert into organizations (site_id, organization_id, name, name_folded, created_at, updated_at)
         select ${site}, gen_random_uuid(), name, lower(name), now(), now() from unnest('{Ops,Ops (B)}'::text[]) name;`,
    )
  }
  await migrate(url.href)
  const reader = new URL(url)
  reader.searchParams.set('options', '-c role=doorward_backup -c search_path=doorward')
  const found = await query(
    reader,
    'select site_id, plain_name_folded as plain from organizations order by 1, 2',
  )
  expect(found).toEqual(
    [1, 2].flatMap((site) => ['ops', 'ops (b)'].map((plain) => ({ site_id: site, plain }))),
  )
})

test('users who are there already are found by their manager', async () => {
  const url = await emptyDatabase()
  const before = files.find(({ name }) => name.endsWith('-lists.sql'))?.number ?? 0
  await migrate(url.href, before - 1)
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
  const resources = [{ manager: { value: 'Boss-Ä' } }, { manager: {} }, { department: 'a "manager":' }]
  for (const site of [1, 2]) {
    await query(
      url,
      `set search_path = doorward; set role doorward_app;
       insert into sites values (${site}, 's${site}', 'S', '{}', 'standard', 'active', now());
       set doorward.site_id = ${site};
       insert into directories values (${site}, 5, 'D', 'd', 'customers', 'live', 'infinity', now(), now());
       ${resources
         .map(
           (extension, n) => `insert into directory_users
             (site_id, directory_id, user_id, user_name_folded, active, resource, created_at, updated_at)
             values (${site}, 5, gen_random_uuid(), 'u${n}', true,
               '${JSON.stringify({ userName: 'u', [enterprise]: extension })}', now(), now());`,
         )
         .join('')}`,
    )
  }
  await migrate(url.href)
  const reader = new URL(url)
  reader.searchParams.set('options', '-c role=doorward_backup -c search_path=doorward')
  const found = await query(
    reader,
    'select site_id, user_name_folded as name, manager_folded as manager from directory_users where manager_folded is not null order by 1',
  )
  expect(found).toEqual([1, 2].map((site) => ({ site_id: site, name: 'u0', manager: 'boss-Ä' })))
})

test('every site that is there already gets a first portal, in its language', async () => {
  const url = await emptyDatabase()
  const before = files.find(({ name }) => name.endsWith('-portals.sql'))?.number ?? 0
  await migrate(url.href, before - 1)
  await query(
    url,
    `set search_path = doorward; set role doorward_app;
     insert into sites (id, slug, name, plan, subscription, created_at, language) values
       (1, 's1', 'S', 'none', 'active', now(), 'en'), (2, 's2', 'S', 'none', 'active', now(), 'de')`,
  )
  await migrate(url.href)
  const reader = new URL(url)
  reader.searchParams.set('options', '-c role=doorward_backup -c search_path=doorward')
  const found = await query(
    reader,
    `select site_id as "siteId", p.key, p.name, p.audience, t.name as "requestType", f.label, f.kind, f.is_required as needed
     from portals p join request_types t using (site_id, portal_id) join request_fields f using (site_id, request_type_id)
     order by 1`,
  )
  const asNew = (language: 'en' | 'de') => {
    const { key, name, requestType, field } = firstPortal[language]
    return { key, name, audience: 'signed-in', requestType, label: field, kind: 'paragraph', needed: true }
  }
  expect(found).toEqual([
    { siteId: 1, ...asNew('en') },
    { siteId: 2, ...asNew('de') },
  ])
})

describe('nothing is applied', () => {
  const more = migrationOf('9000-more.sql', 'create table more ()')

  /** A database with every file of this version, and what happens to it then. */
  async function refused(last: Migration[], words: RegExp): Promise<void> {
    const url = await emptyDatabase()
    await migrate(url.href, undefined, [...files, more])
    const before = [await appliedTo(url), await tablesOf(url)]
    const changing = migrate(url.href, undefined, last)
    await expect(changing).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(words) })
    expect([await appliedTo(url), await tablesOf(url)]).toEqual(before)
  }

  test('when an applied file was changed', async () => {
    const [first, ...others] = files as [Migration, ...Migration[]]
    const changed = migrationOf(first.name, `${first.sql}\n-- a comment`)
    await refused(
      [changed, ...others, more, migrationOf('9001-new.sql', 'create table fresh ()')],
      /0001-sites.sql/,
    )
  })

  test('when the database was used by a newer version', () =>
    refused(files.slice(), /newer Doorward \(migration 9000/))

  test('of a file that fails in its middle, and what stands before it stays', async () => {
    const url = await emptyDatabase()
    const broken = migrationOf(
      '9001-broken.sql',
      'create table half (); insert into sites (id) values (1 / 0)',
    )
    await expect(migrate(url.href, undefined, [...files, more, broken])).rejects.toThrow('division by zero')
    expect(await appliedTo(url)).toEqual([...all, '9000-more.sql'])
    expect(await tablesOf(url)).not.toContain('half')
    const mended = migrationOf('9001-broken.sql', 'create table half ()')
    expect(await migrate(url.href, undefined, [...files, more, mended])).toEqual(['9001-broken.sql'])
    expect(await tablesOf(url)).toContain('half')
  })
})

describe('an owner that will not do is told what to run', () => {
  test.each([
    ['is a superuser', 'superuser'],
    ['has BYPASSRLS', 'createrole bypassrls'],
  ])('because it %s', async (why, attributes) => {
    const url = await emptyDatabase(attributes)
    const refusal = {
      code: 'forbidden',
      message: expect.stringContaining(`${why}, for whom row-level security`),
    }
    await expect(migrate(url.href)).rejects.toMatchObject(refusal)
    await expect(migrate(url.href)).rejects.toThrow('create role doorward login createrole')
    expect(await query(url, `select 1 from pg_namespace where nspname like 'doorward%'`)).toEqual([])
  })

  test('because it may not make the roles; after that it may migrate', async () => {
    const url = await emptyDatabase('nocreaterole')
    const error = await migrate(url.href).catch((reason: Error) => reason as Error)
    expect(error).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('As an administrator'),
    })
    const [, ...statements] = (error as Error).message.split('\n')
    expect(statements.length).toBe(5)
    await administrator.query(statements.join('\n'))
    expect(await migrate(url.href)).toEqual(all)
  })
})
