import type { Query, Write } from '../statement.ts'
import type { ExportProgress } from './export-file.ts'

export interface SiteExport extends ExportProgress {
  readonly id: string
  readonly state: 'waiting' | 'running' | 'ready' | 'failed'
  readonly requestedAt: Date
  readonly bytes: number
  readonly expiresAt: Date
}

const columns = `export_id as id, state, requested_at as "requestedAt", tables_total as "tablesTotal",
  tables_done as "tablesDone", rows::float8 as rows, bytes::float8 as bytes, expires_at as "expiresAt"`

/** The newest first. */
export function listExports(siteId: number): Query {
  return {
    name: 'list-exports',
    text: `select ${columns} from site_exports where site_id = $1 order by export_id desc limit 20`,
    values: [siteId],
  }
}

export function exportById(siteId: number, exportId: string): Query {
  return {
    name: 'export-by-id',
    text: `select ${columns} from site_exports where site_id = $1 and export_id = $2`,
    values: [siteId, exportId],
  }
}

export function insertExport(siteId: number, exportId: string, now: Date, expiresAt: Date): Write {
  return {
    name: 'insert-export',
    table: 'site_exports',
    text: `insert into site_exports (site_id, export_id, state, requested_at, expires_at) values ($1, $2, 'waiting', $3, $4)`,
    values: [siteId, exportId, now, expiresAt],
  }
}

/** Begins from the start, whatever an earlier attempt has left. No row when it is made, or was given up. */
export function beginExport(siteId: number, exportId: string): Query {
  return {
    name: 'begin-export',
    text: `with begun as (
        update site_exports set state = 'running', tables_done = 0, rows = 0, bytes = 0
        where site_id = $1 and export_id = $2 and state in ('waiting', 'running') returning export_id),
      gone as (
        delete from site_export_parts where site_id = $1 and export_id = $2 and exists (select from begun))
      select export_id from begun`,
    values: [siteId, exportId],
  }
}

export function insertPart(siteId: number, exportId: string, part: number, content: Buffer): Write {
  return {
    name: 'insert-part',
    table: 'site_export_parts',
    text: 'insert into site_export_parts (site_id, export_id, part, content) values ($1, $2, $3, $4)',
    values: [siteId, exportId, part, content],
  }
}

export function noteExport(
  siteId: number,
  exportId: string,
  { state, bytes, tablesTotal, tablesDone, rows }: Pick<SiteExport, 'state' | 'bytes'> & ExportProgress,
  expiresAt: Date,
): Write {
  return {
    name: 'note-export',
    table: 'site_exports',
    text: `update site_exports set state = $3, bytes = $4, tables_total = $5, tables_done = $6, rows = $7, expires_at = $8
      where site_id = $1 and export_id = $2`,
    values: [siteId, exportId, state, bytes, tablesTotal, tablesDone, rows, expiresAt],
  }
}

/** Given up: what there is of it goes. */
export function failExport(siteId: number, exportId: string): Write {
  return {
    name: 'fail-export',
    table: 'site_exports',
    alone: true,
    text: `with failed as (
        update site_exports set state = 'failed' where site_id = $1 and export_id = $2 and state <> 'ready'
        returning export_id)
      delete from site_export_parts where site_id = $1 and export_id = $2 and exists (select from failed)`,
    values: [siteId, exportId],
  }
}

export function exportPart(siteId: number, exportId: string, part: number): Query {
  return {
    name: 'export-part',
    text: 'select content from site_export_parts where site_id = $1 and export_id = $2 and part = $3',
    values: [siteId, exportId, part],
  }
}

/** Those whose time is over. */
export function forgetExports(siteId: number, now: Date): Write {
  return {
    name: 'forget-exports',
    table: 'site_exports',
    text: 'delete from site_exports where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}
