import type { ImportNote, ImportReason, ImportVerdict } from '../../model/identity/import.ts'
import type { Query, Write } from '../statement.ts'
import { TextArray } from '../text-array.ts'

/** A row's verdict as it is kept. */
export interface JudgedRow {
  readonly number: number
  readonly verdict: ImportVerdict
  readonly reason: ImportReason | null
  readonly by: string | null
  readonly notes: readonly ImportNote[]
  readonly subjectId: string | null
}

export interface ImportRow extends Omit<JudgedRow, 'verdict'> {
  /** JSON: `ImportedRow`. */
  readonly content: string
  readonly verdict: ImportVerdict | null
  readonly applied: boolean
}

/** Many rows of a file at once; those with a verdict need none any more. */
export function insertImportRows(
  siteId: number,
  importId: string,
  rows: readonly Pick<ImportRow, 'number' | 'content' | 'verdict' | 'reason' | 'by'>[],
): Write {
  return {
    name: 'insert-import-rows',
    table: 'import_rows',
    text: `insert into import_rows (site_id, import_id, row_number, content, verdict, reason, reason_by)
      select $1, $2, n, content, verdict, reason, by
      from unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[]) r (n, content, verdict, reason, by)`,
    values: [
      siteId,
      importId,
      rows.map(({ number }) => number),
      new TextArray(rows.map(({ content }) => content)),
      new TextArray(rows.map(({ verdict }) => verdict)),
      new TextArray(rows.map(({ reason }) => reason)),
      new TextArray(rows.map(({ by }) => by)),
    ],
  }
}

const columns = `row_number as number, content, verdict, reason, reason_by as by, notes, subject_id as "subjectId", applied`

/** The next rows without a verdict. */
export function rowsToCheck(siteId: number, importId: string, limit: number): Query {
  return {
    name: 'rows-to-check',
    text: `select ${columns} from import_rows where site_id = $1 and import_id = $2 and verdict is null
      order by row_number limit $3`,
    values: [siteId, importId, limit],
  }
}

/** The next rows that do something and have not done it. */
export function rowsToApply(siteId: number, importId: string, limit: number): Query {
  return {
    name: 'rows-to-apply',
    text: `select ${columns} from import_rows where site_id = $1 and import_id = $2
        and verdict in ('create', 'change') and not applied
      order by row_number limit $3`,
    values: [siteId, importId, limit],
  }
}

/** The rows of one verdict behind a row. */
export function listImportRows(
  siteId: number,
  importId: string,
  {
    verdict,
    after,
    limit,
  }: { readonly verdict: ImportVerdict; readonly after: number; readonly limit: number },
): Query {
  return {
    name: 'list-import-rows',
    text: `select ${columns} from import_rows where site_id = $1 and import_id = $2 and verdict = $3 and row_number > $4
      order by row_number limit $5`,
    values: [siteId, importId, verdict, after, limit],
  }
}

/** Keeps verdicts, and whether their rows are done. */
export function keepVerdicts(
  siteId: number,
  importId: string,
  rows: readonly JudgedRow[],
  applied: boolean,
): Write {
  return {
    name: 'keep-verdicts',
    table: 'import_rows',
    text: `update import_rows r set verdict = w.verdict, reason = w.reason, reason_by = w.by,
        notes = string_to_array(w.notes, ' '), subject_id = w.subject_id, applied = $3
      from unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[])
        w (n, verdict, reason, by, notes, subject_id)
      where r.site_id = $1 and r.import_id = $2 and r.row_number = w.n`,
    values: [
      siteId,
      importId,
      applied,
      rows.map(({ number }) => number),
      rows.map(({ verdict }) => verdict),
      rows.map(({ reason }) => reason),
      rows.map(({ by }) => by),
      rows.map(({ notes }) => notes.join(' ')),
      rows.map(({ subjectId }) => subjectId),
    ],
  }
}

/** What was not applied is nobody's business any more. */
export function dropImportRows(siteId: number, importId: string): Write {
  return {
    name: 'drop-import-rows',
    table: 'import_rows',
    text: 'delete from import_rows where site_id = $1 and import_id = $2 and not applied',
    values: [siteId, importId],
  }
}
