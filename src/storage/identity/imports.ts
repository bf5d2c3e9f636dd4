// Imports and their rows: what came in a file, what was judged of it, and how far it is.
import type { Actor } from '../../model/audit.ts'
import {
  countOf,
  type ImportCounts,
  type ImportFormat,
  type ImportKind,
  type ImportState,
  importVerdicts,
} from '../../model/identity/import.ts'
import type { Query, Write } from '../statement.ts'

export interface ImportRecord {
  readonly id: string
  readonly kind: ImportKind
  readonly state: ImportState
  readonly fileName: string
  readonly format: ImportFormat
  readonly isProven: boolean
  /** JSON: each heading, with what is taken from its column. */
  readonly columns: string
  readonly actorKind: Actor['kind']
  readonly actor: string | null
  readonly actorId: string | null
  readonly createdAt: Date
  readonly seenAt: Date
  readonly endedAt: Date | null
  readonly rows: number
  readonly creates: number
  readonly changes: number
  readonly same: number
  readonly refused: number
  readonly skipped: number
  readonly applied: number
}

const columns = `import_id as id, kind, state, file_name as "fileName", format, is_proven as "isProven", columns,
  actor_kind as "actorKind", actor, actor_id as "actorId", created_at as "createdAt", seen_at as "seenAt",
  ended_at as "endedAt", rows, creates, changes, same, refused, skipped, applied`

export function insertImport(
  siteId: number,
  given: Pick<ImportRecord, 'id' | 'kind' | 'fileName' | 'format' | 'isProven' | 'columns' | 'rows'>,
  counts: ImportCounts,
  actor: Actor,
  now: Date,
): Write {
  return {
    name: 'insert-import',
    table: 'imports',
    text: `insert into imports (site_id, import_id, kind, state, file_name, format, is_proven, columns, actor_kind, actor,
        actor_id, created_at, seen_at, rows, creates, changes, same, refused, skipped)
      values ($1, $2, $3, 'checking', $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15, $16, $17)`,
    values: [
      siteId,
      given.id,
      given.kind,
      given.fileName,
      given.format,
      given.isProven,
      given.columns,
      ...actorValues(actor),
      now,
      given.rows,
      ...countValues(counts),
    ],
  }
}

const actorValues = ({ kind, name, staffId }: Actor) => [kind, name ?? null, staffId ?? null]
const countValues = (counts: ImportCounts) => importVerdicts.map((verdict) => counts[verdict])

/** The newest first. */
export function listImports(siteId: number, before: string, limit: number): Query {
  return {
    name: 'list-imports',
    text: `select ${columns} from imports where site_id = $1 and import_id < $2 order by import_id desc limit $3`,
    values: [siteId, before, limit],
  }
}

export function importById(siteId: number, importId: string): Query {
  return {
    name: 'import-by-id',
    text: `select ${columns} from imports where site_id = $1 and import_id = $2`,
    values: [siteId, importId],
  }
}

/** Locks an import: its steps follow each other, whichever process takes them. */
export function importForUpdate(siteId: number, importId: string): Query {
  return {
    name: 'import-for-update',
    text: `select ${columns} from imports where site_id = $1 and import_id = $2 for update`,
    values: [siteId, importId],
  }
}

/** A step was taken, after which these counts are higher by so much. */
export function advanceImport(
  siteId: number,
  importId: string,
  by: ImportCounts & { readonly applied: number },
  now: Date,
): Write {
  const raised = importVerdicts.map((verdict, n) => `${countOf[verdict]} = ${countOf[verdict]} + $${n + 5}`)
  return {
    name: 'advance-import',
    table: 'imports',
    text: `update imports set seen_at = $3, applied = applied + $4, ${raised.join(', ')}
      where site_id = $1 and import_id = $2`,
    values: [siteId, importId, now, by.applied, ...countValues(by)],
  }
}

/** @param actor who has it go on; without one whoever acted last */
export function setImportState(
  siteId: number,
  importId: string,
  state: ImportState,
  now: Date,
  actor?: Actor,
): Write {
  return {
    name: 'set-import-state',
    table: 'imports',
    text: `update imports set state = $3::text, seen_at = $4::timestamptz,
        ended_at = case when $3::text in ('applied', 'cancelled') then $4::timestamptz end,
        actor_kind = coalesce($5::text, actor_kind), actor = case when $5::text is null then actor else $6::text end,
        actor_id = case when $5::text is null then actor_id else $7::uuid end
      where site_id = $1 and import_id = $2`,
    values: [siteId, importId, state, now, ...(actor ? actorValues(actor) : [null, null, null])],
  }
}

/** Those whose time is over, with their rows. */
export function forgetImports(siteId: number, before: Date): Write {
  return {
    name: 'forget-imports',
    table: 'imports',
    text: 'delete from imports where site_id = $1 and created_at <= $2',
    values: [siteId, before],
  }
}
