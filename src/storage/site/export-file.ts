// Everything of a site as lines of JSON, gzipped: docs/operating.md says what they are. It reads one moment of the whole
// site, and holds a few megabytes of it at a time.
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type pg from 'pg'
import { to } from 'pg-copy-streams'
import { columnList, inSchema } from '../backup/catalogue.ts'
import { withSession } from '../backup/session.ts'
import { ownVersion } from '../version.ts'

const pack = promisify(gzip)
const pieceBytes = 2 * 1024 * 1024

/** What only serves to sign in or to work, and is of no use elsewhere. */
const leftOut: ReadonlySet<string> = new Set([
  'audience_looks',
  'connection_keys',
  'customer_passwords',
  'customer_sessions',
  'domain_keys',
  'import_rows',
  'imports',
  'known_browsers',
  'outbox',
  'pending_sign_ins',
  'receipt_keys',
  'repeatable_calls',
  'reply_keys',
  'request_viewers',
  'setup_sessions',
  'sign_in_attempts',
  'sign_in_codes',
  'sign_in_tests',
  'site_export_parts',
  'site_exports',
  'staff_devices',
  'staff_links',
  'staff_recovery_codes',
  'staff_sessions',
  'used_assertions',
])
/** Digests of files and pictures, and whether there may be passwords. */
const noSecrets: ReadonlySet<string> = new Set([
  'attachments.sha256',
  'site_logos.hash',
  'site_logos.png',
  'sites.customer_passwords',
  'sites.logo_hash',
])

/** Whether a column shows or proves who somebody is: then nobody takes it along. */
export function isSecret(table: string, column: { readonly name: string; readonly type: string }): boolean {
  if (noSecrets.has(`${table}.${column.name}`)) return false
  return (
    column.type === 'bytea' ||
    /hash|secret|password|totp|challenge|credential|private_key|verifier|id_token/.test(column.name)
  )
}

interface ExportTable {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

/** The tables that go along, with all columns that are no secrets. */
async function tablesOf(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<ExportTable>(`
    select c.relname as name,
        json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum) as columns
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relnamespace = to_regnamespace('doorward') and c.relkind = 'r'
      group by c.oid order by c.relname`)
  return rows
    .filter(({ name }) => !leftOut.has(name))
    .map(({ name, columns }) => ({
      name,
      columns: columns.filter((column) => !isSecret(name, column)).map((column) => column.name),
    }))
}

export interface ExportProgress {
  readonly tablesTotal: number
  readonly tablesDone: number
  readonly rows: number
}

/**
 * Writes everything of a site piece by piece; the pieces one after the other are the file.
 * @param take gets each piece; the next one is made when it is done
 * @returns how many rows there are of each table
 */
export async function exportSite(
  ownerUrl: string,
  siteId: number,
  now: Date,
  take: (piece: Buffer, progress: ExportProgress) => Promise<void>,
): Promise<ExportProgress> {
  const whenLost = 'The export was not made: the database does not answer.'
  return withSession(ownerUrl, 'doorward export', whenLost, async (client) => {
    await client.query('begin isolation level repeatable read read only')
    const tables = await tablesOf(client)
    // As the application, which sees nothing but this site.
    await client.query('set local role doorward_app')
    await client.query(`select set_config('doorward.site_id', $1, true)`, [String(siteId)])
    const counts: { [table: string]: number } = {}
    const progress = { tablesTotal: tables.length, tablesDone: 0, rows: 0 }
    let lines: Uint8Array[] = []
    let size = 0
    const flush = async () => {
      const piece = await pack(Buffer.concat(lines))
      lines = []
      size = 0
      await take(piece, { ...progress })
    }
    const add = async (chunk: Uint8Array) => {
      lines.push(chunk)
      size += chunk.length
      if (size >= pieceBytes) await flush()
    }
    const head = {
      format: 'doorward-site',
      formatVersion: 1,
      version: ownVersion(),
      madeAt: now.toISOString(),
    }
    await add(lineOf(head))
    for (const { name, columns } of tables) {
      let rows = 0
      for await (const chunk of linesOf(client, siteId, name, columns)) {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++
        await add(chunk)
      }
      counts[name] = rows
      progress.rows += rows
      progress.tablesDone++
      if (rows > 0) await flush()
    }
    await add(lineOf({ end: true, rows: counts }))
    await flush()
    await client.query('commit')
    return progress
  })
}

const lineOf = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`)

/** `{"table":"customers","row":{…}}`, one a line: JSON holds neither line feeds nor the characters that quote here. */
function linesOf(
  client: pg.Client,
  siteId: number,
  table: string,
  columns: readonly string[],
): AsyncIterable<Uint8Array> {
  const key = table === 'sites' ? 'id' : 'site_id'
  // The number is a number of ours, and COPY takes no parameters.
  const own = `select ${columnList(columns)} from ${inSchema(table)} where ${key} = ${Number(siteId)}`
  const line = `'{"table":"${table}","row":' || row_to_json(t)::text || '}'`
  const copy = client.query(
    to(
      `copy (select ${line} from (${own}) t) to stdout (format csv, quote e'\\x01', delimiter e'\\x02', encoding 'UTF8')`,
    ),
  )
  copy.on('error', () => {})
  return copy
}
