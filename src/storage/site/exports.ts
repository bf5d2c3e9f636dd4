import type { ExportState, lostBefore } from '../../model/site-export.ts'
import type { Query, Write } from '../statement.ts'
import type { ExportProgress } from './export-file.ts'

type LostBefore = ReturnType<typeof lostBefore>

export interface SiteExport extends ExportProgress {
  readonly id: string
  readonly state: ExportState
  readonly requestedAt: Date
  readonly bytes: number
  /** Its last sign of life. */
  readonly seenAt: Date
  readonly expiresAt: Date
}

const columns = `export_id as id, state, requested_at as "requestedAt", tables_total as "tablesTotal",
  tables_done as "tablesDone", rows::float8 as rows, bytes::float8 as bytes,
  coalesce(seen_at, requested_at) as "seenAt", expires_at as "expiresAt"`

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

/** One attempt to make an export; what another one has taken over it touches no more. */
export interface ExportAttempt {
  readonly siteId: number
  readonly exportId: string
  readonly attemptId: string
}

const isOurs = `site_id = $1 and export_id = $2 and attempt = $3 and state = 'running'`

/** Takes an export over from whatever attempt there was before. No row when it is made, or was given up. */
export function beginExport({ siteId, exportId, attemptId }: ExportAttempt, now: Date): Query {
  return {
    name: 'begin-export',
    text: `update site_exports set state = 'running', attempt = $3, seen_at = $4, tables_done = 0, rows = 0, bytes = 0
      where site_id = $1 and export_id = $2 and state in ('waiting', 'running') returning export_id`,
    values: [siteId, exportId, attemptId, now],
  }
}

/**
 * Removes what earlier attempts have kept. A statement behind `beginExport`, and not a part of it: that may wait for an attempt
 * which keeps a piece just then, and would not see it.
 */
export function dropExportParts({ siteId, exportId }: ExportAttempt): Write {
  return {
    name: 'drop-export-parts',
    table: 'site_export_parts',
    text: 'delete from site_export_parts where site_id = $1 and export_id = $2',
    values: [siteId, exportId],
  }
}

/** Says that an attempt is alive. */
export function showExportLife({ siteId, exportId, attemptId }: ExportAttempt, now: Date): Write {
  return {
    name: 'show-export-life',
    table: 'site_exports',
    text: `update site_exports set seen_at = $4 where ${isOurs}`,
    values: [siteId, exportId, attemptId, now],
  }
}

/** Keeps a piece, and how far the export is with it. No row when the attempt was given up. */
export function keepExportPart(
  { siteId, exportId, attemptId }: ExportAttempt,
  part: { readonly number: number; readonly content: Buffer },
  { bytes, tablesTotal, tablesDone, rows }: Pick<SiteExport, 'bytes'> & ExportProgress,
  now: Date,
): Query {
  return {
    name: 'keep-export-part',
    text: `with noted as (
        update site_exports set seen_at = $4, bytes = $5, tables_total = $6, tables_done = $7, rows = $8
        where ${isOurs} returning site_id, export_id)
      insert into site_export_parts (site_id, export_id, part, content)
      select site_id, export_id, $9, $10 from noted returning part`,
    values: [
      siteId,
      exportId,
      attemptId,
      now,
      bytes,
      tablesTotal,
      tablesDone,
      rows,
      part.number,
      part.content,
    ],
  }
}

/** All pieces are kept. No row when the attempt was given up. */
export function finishExport({ siteId, exportId, attemptId }: ExportAttempt, expiresAt: Date): Query {
  return {
    name: 'finish-export',
    text: `update site_exports set state = 'ready', expires_at = $4 where ${isOurs} returning export_id as id`,
    values: [siteId, exportId, attemptId, expiresAt],
  }
}

/** An attempt ends without a file: what there is of it goes, and the export waits for the next attempt or has failed. */
export function breakOffExport(
  { siteId, exportId, attemptId }: ExportAttempt,
  state: 'waiting' | 'failed',
  now: Date,
): Write {
  return {
    name: 'break-off-export',
    table: 'site_exports',
    alone: true,
    text: `with ended as (
        update site_exports set state = $4, seen_at = $5 where ${isOurs} returning export_id)
      delete from site_export_parts where site_id = $1 and export_id = $2 and exists (select from ended)`,
    values: [siteId, exportId, attemptId, state, now],
  }
}

/** Gives up what showed no sign of life since these moments. */
export function giveUpLostExports(siteId: number, { running, waiting }: LostBefore): Query {
  return {
    name: 'give-up-lost-exports',
    text: `with lost as (
        update site_exports set state = 'failed'
        where site_id = $1 and state in ('waiting', 'running')
          and coalesce(seen_at, requested_at) < case state when 'running' then $2::timestamptz else $3 end
        returning export_id)
      delete from site_export_parts where site_id = $1 and export_id in (select export_id from lost)`,
    values: [siteId, running, waiting],
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
