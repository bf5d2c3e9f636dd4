// Backup and restore of the whole database, without pg_dump: the embedded PostgreSQL brings none. A backup may be
// restored into another major version of PostgreSQL, which is how a DATA_DIR moves to one.
import type pg from 'pg'
import { to } from 'pg-copy-streams'
import { conflict, DoorwardError } from '../model/errors.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import type { AttachmentFiles, StoredFile } from './attachment-files.ts'
import { ArchiveWriter, readManifest } from './backup/archive.ts'
import {
  appliedMigrations,
  backupRole,
  columnList,
  firstTableWithRows,
  inSchema,
  type Table,
  tablesNotOpenToBackup,
  tablesOf,
} from './backup/catalogue.ts'
import { load, notEmpty, openEmpty } from './backup/load.ts'
import type { Manifest } from './backup/manifest.ts'
import { withSession } from './backup/session.ts'
import { migrate, migrationLock, migrations } from './migrate.ts'
import { ownVersion } from './version.ts'

export interface BackupResult {
  readonly file: string
  /** The size of the file. */
  readonly bytes: number
  readonly tables: number
  readonly rows: number
  /** Attachments, and those that should have been there and were not: gone from the disk, or of another DATA_DIR. */
  readonly files: number
  readonly lostFiles: number
}

export interface RestoreResult {
  readonly tables: number
  readonly rows: number
  readonly files: number
  /** When the backup was made, in ISO 8601. */
  readonly madeAt: string
  /** The Doorward that made it. */
  readonly version: string
}

/**
 * Writes a consistent backup of the whole database to a file while the server runs. The file appears under its name
 * only when it is complete and on the disk, readable by its owner alone: it holds every site's people.
 * @throws DoorwardError when the file exists, its folder does not, the disk is full, or the database goes away
 */
export async function writeBackup(
  ownerUrl: string,
  file: string,
  files: AttachmentFiles,
  options: { now?: Date } = {},
): Promise<BackupResult> {
  const archive = await ArchiveWriter.create(file, options.now ?? new Date())
  const whenLost = 'No backup was written: the database does not answer.'
  try {
    return await withSession(ownerUrl, 'doorward backup', whenLost, async (client) => {
      const { postgresql, applied, tables } = await holdStill(client)
      for (const table of tables) await archive.table(table.name, table.columns, rowsOf(client, table))
      const origin = { version: ownVersion(), postgresql, migrations: applied }
      const absent = await addFiles(client, archive, files)
      await client.query('commit')
      const lostFiles = await stillKnown(client, absent)
      const { manifest, bytes } = await archive.finish(origin)
      return { file, bytes, ...totals(manifest), lostFiles }
    })
  } catch (error) {
    throw await archive.discard(error)
  }
}

/** A backup whose every byte was checked, and which this version can restore. */
export interface CheckedBackup {
  readonly file: string
  readonly manifest: Manifest
  /** The number of the last migration that it knew. */
  readonly upTo: number
}

/**
 * Checks a backup to its last byte, without a database: before one is made for it.
 * @throws DoorwardError when the file is not there, damaged, or of a newer version
 */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  const manifest = await readManifest(file)
  return { file, manifest, upTo: refuseUnknownMigrations(manifest) }
}

/**
 * Restores a backup into an empty database, migrated or not, and brings it to this version.
 * @throws DoorwardError when the database is not empty, or the file changed since it was checked
 */
export async function restoreBackup(
  ownerUrl: string,
  { file, manifest, upTo }: CheckedBackup,
  files: AttachmentFiles,
): Promise<RestoreResult> {
  const whenLost = 'Nothing was restored: the database does not answer. It is still empty; try again.'
  await withSession(ownerUrl, 'doorward restore', whenLost, (client) => makeRoom(client, upTo))
  await migrate(ownerUrl, upTo)
  await withSession(ownerUrl, 'doorward restore', whenLost, (client) => load(client, file, manifest, files))
  await migrate(ownerUrl)
  const whenLostLate =
    'Everything was restored, but the database went away before its statistics were made. They come by themselves.'
  await withSession(ownerUrl, 'doorward restore', whenLostLate, analyze)
  return { ...totals(manifest), madeAt: manifest.madeAt, version: manifest.version }
}

/** Opens the transaction that sees one moment of the whole database, every site included. */
async function holdStill(client: pg.Client) {
  // A migration would change the tables under the snapshot: it waits for the backup, or the backup for it.
  await client.query(`select pg_advisory_lock_shared(${migrationLock})`)
  await client.query('begin isolation level repeatable read read only')
  const applied = await appliedMigrations(client)
  if (applied.length === 0)
    throw conflict('There is nothing to back up: this database was never used by Doorward.')
  const closed = await tablesNotOpenToBackup(client)
  if (closed.length > 0) {
    throw new DoorwardError(
      'forbidden',
      `No backup was written, because it would lack rows: ${backupRole} needs a policy "for select using (true)" on ${closed.join(', ')}.`,
    )
  }
  const tables = await tablesOf(client)
  const { rows } = await client.query(`select current_setting('server_version') as postgresql`)
  await client.query(`set local role ${backupRole}`)
  return { postgresql: rows[0].postgresql as string, applied, tables }
}

function rowsOf(client: pg.Client, { name, columns }: Table): AsyncIterable<Uint8Array> {
  const select = `select ${columnList(columns)} from ${inSchema(name)}`
  const copy = client.query(to(`copy (${select}) to stdout (encoding 'UTF8')`))
  // When the disk fails first, nobody listens any more to the connection that is then cut.
  copy.on('error', () => {})
  return copy
}

/** So many attachments are looked up at once. */
const filesAtOnce = 1_000

/**
 * Adds the files of the attachments that were whole at the moment of the backup. Behind the rows: a file never changes once its
 * row says that it is whole, and comes before that; so each is what its row of that moment says.
 * @returns those that are not on the disk
 */
async function addFiles(
  client: pg.Client,
  archive: ArchiveWriter,
  files: AttachmentFiles,
): Promise<StoredFile[]> {
  const absent: StoredFile[] = []
  const known = await knownFiles(client)
  if (known === undefined) return absent
  let after = { siteId: 0, attachmentId: lowestId }
  for (;;) {
    const { rows } = await client.query<StoredFile>(
      `select site_id as "siteId", id as "attachmentId" from (${known}) x
        where (site_id, id) > ($1, $2) order by site_id, id limit $3`,
      [after.siteId, after.attachmentId, filesAtOnce],
    )
    for (const one of rows) {
      const content = await files.read(one).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
        absent.push(one)
      })
      if (content) await archive.file(keyOf(one.siteId), one.attachmentId, content)
    }
    const last = rows.at(-1)
    if (last === undefined) return absent
    after = last
  }
}

/** SQL of the files that there should be. A database that an older Doorward left behind has not all of these tables. */
async function knownFiles(client: pg.Client): Promise<string | undefined> {
  const sources = {
    attachments: 'attachment_id as id from attachments where completed_at is not null',
    arrived_mails: 'arrived_id as id from arrived_mails where is_whole',
  }
  const { rows } = await client.query<{ name: keyof typeof sources }>(
    `select name from unnest($1::text[]) name where to_regclass('doorward.' || name) is not null`,
    [Object.keys(sources)],
  )
  const parts = rows.map(({ name }) => `select site_id, ${sources[name].replace(name, inSchema(name))}`)
  return parts.length === 0 ? undefined : parts.join(' union all ')
}

/** How many of these have a row now: those of the others were removed while the backup was made. */
async function stillKnown(client: pg.Client, absent: readonly StoredFile[]): Promise<number> {
  if (absent.length === 0) return 0
  await client.query(`begin read only; set local role ${backupRole}`)
  const { rows } = await client.query(
    `select count(*)::int as known from (${await knownFiles(client)}) x
      where (site_id, id) in (select * from unnest($1::int[], $2::uuid[]))`,
    [absent.map(({ siteId }) => siteId), absent.map(({ attachmentId }) => attachmentId)],
  )
  await client.query('commit')
  return rows[0].known
}

/**
 * Refuses a backup whose tables this version cannot make.
 * @returns the number of the last migration that the backup knew
 */
function refuseUnknownMigrations({ migrations: applied, version }: Manifest): number {
  const known = migrations()
  const upTo = Math.max(...applied.map(({ number }) => number))
  const newest = known.at(-1)?.number ?? 0
  if (upTo > newest) {
    throw conflict(
      `This backup was made by a newer Doorward (${version}, migration ${upTo}; this one knows ${newest}). Restore it with that version or a newer one.`,
      'file',
    )
  }
  const expected = known.filter(({ number }) => number <= upTo)
  const same = (n: number) => applied[n]?.checksum === expected[n]?.checksum
  if (applied.length !== expected.length || !expected.every((_, n) => same(n))) {
    throw conflict(
      `This backup was made by a Doorward (${version}) whose migrations are not those of this one. Restore it with the version that made it.`,
      'file',
    )
  }
  return upTo
}

/** Refuses a database in use; one that is empty but ahead of the backup begins anew, since tables cannot go back. */
async function makeRoom(client: pg.Client, upTo: number): Promise<void> {
  await client.query('begin')
  await client.query(`select pg_advisory_xact_lock(${migrationLock})`)
  const filled = await firstTableWithRows(client)
  if (filled !== undefined) throw notEmpty(filled)
  const last = (await appliedMigrations(client)).at(-1)?.number ?? 0
  const newest = migrations().at(-1)?.number ?? 0
  // One that a newer version made is left to `migrate`, which refuses it.
  if (last > upTo && last <= newest) {
    await openEmpty(client, await tablesOf(client))
    await client.query('drop schema doorward cascade')
    await client.query('drop schema doorward_meta cascade')
  }
  await client.query('commit')
}

/** Without statistics the first queries would choose plans for empty tables. */
async function analyze(client: pg.Client): Promise<void> {
  for (const { name } of await tablesOf(client)) await client.query(`analyze ${inSchema(name)}`)
}

function totals(manifest: Manifest): { tables: number; rows: number; files: number } {
  const { tables } = manifest
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return { tables: tables.length, rows, files: manifest.format === 1 ? 0 : manifest.files.count }
}
