import { conflict, invalid, notFound } from '../../model/errors.ts'
import type { DetailField } from '../../model/identity/detail-field.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import {
  countedVerdicts,
  type ImportedRow,
  type ImportKind,
  importRowsMax,
  importsMax,
  refusedRow,
  type Verdict,
} from '../../model/identity/import.ts'
import { type Headings, readHeadings } from '../../model/identity/import-columns.ts'
import { isEmptyRow, readRow } from '../../model/identity/import-row.ts'
import { foldName } from '../../model/identity/organization.ts'
import { highestId } from '../../model/ids.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Database } from '../../storage/database.ts'
import { listDetailFields } from '../../storage/identity/detail-fields.ts'
import { insertImportRows } from '../../storage/identity/import-rows.ts'
import { type ImportRecord, importById, insertImport, listImports } from '../../storage/identity/imports.ts'
import { newId } from '../../storage/new-id.ts'
import { leaveTask } from '../../storage/outbox.ts'
import { siteForUpdate } from '../../storage/sites.ts'
import { rowsOf } from './parse-file.ts'

/** A file that somebody wants to import. */
export interface GivenFile {
  readonly kind: ImportKind
  readonly fileName: string
  readonly text: string
  /** The importer's word that the mailboxes of the file were checked. */
  readonly isProven: boolean
}

/** A column as people see it, and what is taken from it: a word, or a detail field's label; null: nothing. */
interface ImportColumn {
  readonly heading: string
  readonly meaning: string | null
}

interface FileRow {
  readonly number: number
  readonly content: ImportedRow
  readonly verdict: Verdict | undefined
}

const rowsPerStatement = 2_000

/**
 * Reads a file and keeps its rows, which are checked in the background. Nothing of it is applied before somebody says so.
 * @returns the id of the import
 * @throws DoorwardError 'invalid', field `text`, for a file that is no table of customers or organizations; 'conflict' when
 *   enough imports are kept
 */
export async function beginImport(
  database: Database,
  siteId: number,
  { kind, fileName, text, isProven }: GivenFile,
  context: AuditContext,
): Promise<string> {
  const [fields = []] = await database.readInSite(siteId, [listDetailFields(siteId)])
  const { headings, rows } = await readFile(kind, text, fields as DetailField[])
  const importId = newId()
  const { now, actor } = context
  const counts = countedVerdicts(rows.flatMap(({ verdict }) => verdict?.verdict ?? []))
  await database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const kept = await tx.read(listImports(siteId, highestId, importsMax))
    if (kept.length >= importsMax) {
      throw conflict(`${importsMax} imports are kept already. Each goes by itself a week after it came.`)
    }
    const { format } = headings
    const columns = JSON.stringify(columnsOf(headings))
    const given = { id: importId, kind, fileName, format, isProven, columns, rows: rows.length }
    tx.write(insertImport(siteId, given, counts, actor, now))
    for (let from = 0; from < rows.length; from += rowsPerStatement) {
      const some = rows.slice(from, from + rowsPerStatement).map(({ number, content, verdict }) => ({
        number,
        content: JSON.stringify(content),
        verdict: verdict?.verdict ?? null,
        reason: verdict?.reason ?? null,
        by: verdict?.by ?? null,
      }))
      tx.write(insertImportRows(siteId, importId, some))
    }
    leaveTask(tx, now, 'work-on-import', { importId })
    audit(tx, context, {
      action: 'import.begun',
      subjectKind: 'import',
      subject: importId,
      details: { kind, rows: rows.length, proven: isProven },
    })
  })
  return importId
}

/** @throws DoorwardError 'not-found' */
export async function findImport(
  database: Database,
  siteId: number,
  importId: string,
): Promise<ImportRecord> {
  const [rows = []] = await database.readInSite(siteId, [importById(siteId, importId)])
  const [found] = rows as ImportRecord[]
  if (!found) throw notFound('This import')
  return found
}

function columnsOf({ taken, ignored }: Headings): ImportColumn[] {
  return [
    ...taken.map(({ heading, meaning, field }) => ({ heading, meaning: field?.label ?? meaning })),
    ...ignored.map((heading) => ({ heading, meaning: null })),
  ]
}

async function readFile(
  kind: ImportKind,
  text: string,
  fields: readonly DetailField[],
): Promise<{ headings: Headings; rows: readonly FileRow[] }> {
  let headings: Headings | undefined
  const rows: FileRow[] = []
  const firsts = new Map<string, number>()
  for await (const { number, cells } of rowsOf(text)) {
    if (isEmptyRow(cells)) continue
    if (!headings) {
      headings = readHeadings(kind, cells, fields)
      continue
    }
    if (rows.length >= importRowsMax) {
      throw invalid(
        'text',
        `must have at most ${importRowsMax} rows. Split the file, and import one part after the other.`,
      )
    }
    const { content, verdict } = readRow(kind, headings, cells)
    rows.push({ number, content, verdict: verdict ?? repeated(kind, content, number, firsts) })
  }
  if (!headings || rows.length === 0) throw invalid('text', 'has no row besides its headings.')
  return { headings, rows }
}

/** Of two rows about the same the first counts, and the second names it. */
function repeated(
  kind: ImportKind,
  { name, address, id }: ImportedRow,
  number: number,
  firsts: Map<string, number>,
): Verdict | undefined {
  const same = kind === 'organizations' ? foldName(name ?? '') : foldAddress(id ?? address ?? '')
  const first = firsts.get(same)
  if (first !== undefined) return refusedRow('twice', String(first))
  firsts.set(same, number)
  return undefined
}
