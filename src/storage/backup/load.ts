import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from } from 'pg-copy-streams'
import { conflict } from '../../model/errors.ts'
import { idOf } from '../../model/ids.ts'
import type { AttachmentFiles } from '../attachment-files.ts'
import { migrationLock } from '../migrate.ts'
import { readArchive } from './archive.ts'
import { appliedMigrations, columnList, inSchema, type Table, tablesOf } from './catalogue.ts'
import { damaged } from './file-errors.ts'
import type { Manifest } from './manifest.ts'

/** The refusal to mix a backup's rows with others. */
export function notEmpty(table: string): Error {
  return conflict(
    `This database is in use: the table ${table} has rows, and a backup is restored into an empty database only. Name another database in DATABASE_URL, or without one another DATA_DIR, and restore there.`,
  )
}

/**
 * Fills the empty tables from a backup, all in one transaction: whatever goes wrong, they are empty again.
 * @throws DoorwardError when they are not empty, or not those of the backup's time
 */
export async function load(
  client: pg.Client,
  file: string,
  manifest: Manifest,
  files: AttachmentFiles,
): Promise<void> {
  await client.query('begin')
  try {
    await client.query(`select pg_advisory_xact_lock(${migrationLock})`)
    const tables = await tablesOf(client)
    await openEmpty(client, tables)
    await refuseOtherTables(client, tables, manifest)
    const links = await dropLinks(client)
    await copyIn(client, file, manifest, files)
    await setSequences(client)
    for (const link of links) await client.query(link)
    for (const { name, rowSecurityForced } of tables) {
      if (rowSecurityForced) await client.query(`alter table ${inSchema(name)} force row level security`)
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

/**
 * Takes the tables for this transaction and makes sure that they hold nothing. Until it ends row-level security does
 * not hold for the owner, who could otherwise neither see rows nor COPY them in; nobody else meets this state, because
 * the lock keeps everybody out.
 */
export async function openEmpty(client: pg.Client, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables) await client.query(`lock table ${inSchema(name)} in access exclusive mode`)
  for (const { name, rowSecurityForced } of tables) {
    if (rowSecurityForced) await client.query(`alter table ${inSchema(name)} no force row level security`)
    const { rows } = await client.query(`select exists (select from ${inSchema(name)}) as filled`)
    if (rows[0].filled) throw notEmpty(name)
  }
}

/** A server that started in between may have brought the tables to its own version. */
async function refuseOtherTables(
  client: pg.Client,
  tables: readonly Table[],
  manifest: Manifest,
): Promise<void> {
  const shape = (migrations: { number: number; checksum: string }[], names: string[]) =>
    JSON.stringify([migrations.map(({ number, checksum }) => [number, checksum]), names.sort()])
  const here = shape(
    await appliedMigrations(client),
    tables.map(({ name }) => name),
  )
  const there = shape(
    manifest.migrations,
    manifest.tables.map(({ name }) => name),
  )
  if (here !== there) {
    throw conflict(
      'The tables of this database are not those of the backup: something else changed them meanwhile. Stop every Doorward that uses this database and restore again.',
    )
  }
}

/**
 * Takes away the foreign keys, so that tables can be filled in any order, cycles included, and each key is checked
 * once at the end instead of row by row.
 * @returns the statements that bring them back
 */
async function dropLinks(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
      from pg_constraint
      where connamespace = 'doorward'::regnamespace and contype = 'f' and conparentid = 0
      order by conrelid, conname`,
  )
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${name}`)
  return rows.map(
    ({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`,
  )
}

/** The second reading of the file, checked like the first: should it have changed since, this throws. */
async function copyIn(
  client: pg.Client,
  file: string,
  manifest: Manifest,
  files: AttachmentFiles,
): Promise<void> {
  const columnsOf = new Map(manifest.tables.map(({ name, columns }) => [name, columns]))
  const parts = readArchive(file)
  try {
    let next = await parts.next()
    while (!next.done) {
      if ('attachmentId' in next.value) {
        const { attachmentId, siteKey } = next.value
        const siteId = idOf(siteKey)
        if (siteId === undefined) throw damaged(file, 'it changed while it was read')
        // On the disk before their rows are: no row is ever without its file.
        await files.write({ siteId, attachmentId }, async function* () {
          for (; !next.done && isOf(next.value, attachmentId); next = await parts.next())
            yield next.value.chunk
        })
        continue
      }
      const { table } = next.value
      const columns = columnsOf.get(table)
      if (columns === undefined) throw damaged(file, 'it changed while it was read')
      const copy = from(`copy ${inSchema(table)} (${columnList(columns)}) from stdin (encoding 'UTF8')`)
      await pipeline(async function* () {
        for (; !next.done && isRowOf(next.value, table); next = await parts.next()) yield next.value.chunk
      }, client.query(copy))
    }
  } finally {
    await parts.return(manifest)
  }
}

type Part = { readonly table: string } | { readonly attachmentId: string }
const isRowOf = (part: Part, table: string) => 'table' in part && part.table === table
const isOf = (part: Part, attachmentId: string) =>
  'attachmentId' in part && part.attachmentId === attachmentId

/** Numbers that PostgreSQL gives out go on above those that came with the rows. */
async function setSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `select t.name as table, quote_ident(a.attname) as column, s.name as sequence
      from pg_class c
      cross join lateral (select c.oid::regclass::text) t (name)
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      cross join lateral (select pg_get_serial_sequence(t.name, a.attname)) s (name)
      where c.relnamespace = 'doorward'::regnamespace and c.relkind = 'r' and s.name is not null`,
  )
  for (const { table, column, sequence } of rows) {
    await client.query(
      `select setval($1::regclass, max(${column})) from ${table} having max(${column}) is not null`,
      [sequence],
    )
  }
}
