import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { DoorwardError } from '../model/errors.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** The roles that statements run as. None of them can log in; the owner becomes them with SET ROLE. */
const roles = ['doorward_app', 'doorward_directory', 'doorward_backup', 'doorward_search']
/** May do, within one directory, what the application may; every policy for the application holds for it as well. */
const directoryRole = 'grant doorward_app to doorward_directory'
/** The oldest PostgreSQL on which the views, policies and defaults used here work. */
const oldestVersion = 150_000
/** Any number that no other program in this database uses; held while migrations run. */
export const migrationLock = 6_820_021

/** The numbered SQL files beside this one, in order. */
export function migrations(): Migration[] {
  const folder = join(import.meta.dirname, 'migrations')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => migrationOf(file, readFileSync(join(folder, file), 'utf8')))
}

/** A migration from its file name, which begins with four digits, and its text. */
export function migrationOf(name: string, sql: string): Migration {
  const checksum = createHash('sha256').update(sql).digest('hex')
  return { number: Number(name.slice(0, 4)), name, sql, checksum }
}

/**
 * Brings the database to this version: each file once, in a transaction of its own, under a lock, so several
 * processes may start at once. A file that reads or writes rows becomes `doorward_app` first, site by site: the owner is a member
 * of `doorward_directory` as well, and sees no row of a mirror.
 * @param ownerUrl the role that owns the database (`DATABASE_URL`)
 * @param upTo the number of the last file to apply; for an older backup, whose rows fit the tables of its time
 * @param files all migrations of this version
 * @returns the names of the files that were applied now
 * @throws DoorwardError when an applied file was changed, the database is newer than this version, the server is too
 *   old, or the owner is a superuser or may not make the roles; the sentence says what to do
 */
export async function migrate(
  ownerUrl: string,
  upTo = Number.POSITIVE_INFINITY,
  files: readonly Migration[] = migrations(),
): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'doorward migrate' })
  await client.connect()
  try {
    await refuseUnsafeOwner(client)
    await client.query(`select pg_advisory_lock(${migrationLock})`)
    await makeRoles(client)
    await client.query('create schema if not exists doorward')
    await client.query('create schema if not exists doorward_meta')
    await client.query(
      'create table if not exists doorward_meta.migrations (number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())',
    )
    await client.query('grant usage on schema doorward_meta to doorward_app')
    await client.query('grant select on doorward_meta.migrations to doorward_app')
    await client.query('set search_path = doorward, public')
    return await applyMissing(client, files, upTo)
  } finally {
    await client.end()
  }
}

async function applyMissing(client: pg.Client, files: readonly Migration[], upTo: number): Promise<string[]> {
  const { rows } = await client.query('select number, name, checksum from doorward_meta.migrations')
  const applied = new Map(rows.map((row) => [row.number as number, row.checksum as string]))
  for (const { number, name, checksum } of files) {
    if (applied.has(number) && applied.get(number) !== checksum) {
      throw new DoorwardError(
        'conflict',
        `The migration ${name} was changed after it was applied to this database. Restore the file as it was, and put the change into a new one.`,
      )
    }
  }
  const newest = files.at(-1)?.number ?? 0
  const ahead = [...applied.keys()].filter((number) => number > newest)
  if (ahead.length > 0) {
    throw new DoorwardError(
      'conflict',
      `This database was used by a newer Doorward (migration ${Math.max(...ahead)}; this one knows ${newest}). Start the newer version, or restore a backup made with this one.`,
    )
  }
  const missing = files.filter(({ number }) => !applied.has(number) && number <= upTo)
  for (const file of missing) {
    await client.query('begin')
    try {
      await client.query(file.sql)
      await client.query(
        'insert into doorward_meta.migrations (number, name, checksum) values ($1, $2, $3)',
        [file.number, file.name, file.checksum],
      )
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  }
  return missing.map(({ name }) => name)
}

async function refuseUnsafeOwner(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int as version, rolname, rolsuper, rolbypassrls
       from pg_roles where rolname = session_user`,
  )
  const { version, rolname, rolsuper, rolbypassrls } = rows[0]
  if (version < oldestVersion) {
    throw new DoorwardError('invalid', `DATABASE_URL: PostgreSQL 15 or newer is needed; this is ${version}.`)
  }
  if (rolsuper || rolbypassrls) {
    throw new DoorwardError(
      'forbidden',
      `DATABASE_URL: the role ${rolname} ${rolsuper ? 'is a superuser' : 'has BYPASSRLS'}, for whom row-level security does not hold. Make an owner of its own and use that:\n  create role doorward login createrole password '…';\n  create database doorward owner doorward;`,
    )
  }
}

/** Roles belong to the whole server: another database of it, or another process just now, may have made them. */
async function makeRoles(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    'select rolname, rolsuper, rolbypassrls from pg_roles where rolname = any($1)',
    [roles],
  )
  const present = new Set(rows.map((row) => row.rolname as string))
  const unsafe = rows.find((row) => row.rolsuper || row.rolbypassrls)
  if (unsafe) {
    throw new DoorwardError(
      'forbidden',
      `The role ${unsafe.rolname} must be neither superuser nor BYPASSRLS.`,
    )
  }
  // With PostgreSQL 16 the maker of a role may administer it but not yet become it.
  const mayBecome = `select 1 from pg_auth_members m
    where m.roleid = $1::regrole and m.member = current_user::regrole
      and coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)`
  try {
    for (const role of roles) {
      if (!present.has(role)) await createRole(client, role)
      if ((await client.query(mayBecome, [role])).rowCount === 0) {
        await client.query(`grant ${role} to current_user`)
      }
    }
    const isApplication = `select pg_has_role('doorward_directory', 'doorward_app', 'usage') as yes`
    if (!(await client.query(isApplication)).rows[0].yes) await client.query(directoryRole)
  } catch (error) {
    const { rows: names } = await client.query('select quote_ident(current_user) as owner')
    const statements = roles
      .map(
        (role) =>
          `  ${present.has(role) ? '' : `create role ${role} nologin; `}grant ${role} to ${names[0].owner};`,
      )
      .concat(`  ${directoryRole};`)
      .join('\n')
    throw new DoorwardError(
      'forbidden',
      `The owner in DATABASE_URL may not make the roles it needs (${(error as Error).message}). As an administrator of the database run:\n${statements}`,
    )
  }
}

async function createRole(client: pg.Client, role: string): Promise<void> {
  try {
    await client.query(`create role ${role} nologin`)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== '42710' && code !== '23505') throw error
  }
}
