import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace, wrongCursor } from '../../http/page.ts'
import type { Answer, Item } from '../../model/contract.ts'
import { type ImportedRow, type ImportReason, sayNote, sayReason } from '../../model/identity/import.ts'
import { highestId } from '../../model/ids.ts'
import { beginImport, findImport } from '../../people/import/begin.ts'
import { applyImport, cancelImport } from '../../people/import/work.ts'
import { type ImportRow, listImportRows } from '../../storage/identity/import-rows.ts'
import { type ImportRecord, listImports } from '../../storage/identity/imports.ts'
import type { adminApi } from '../contract.ts'

type Api = typeof adminApi
type ImportView = Answer<Api['getImport']>

export function importView(record: ImportRecord): ImportView {
  const { id, kind, state, fileName, format, isProven, rows, applied } = record
  const { creates, changes, same, refused, skipped } = record
  return {
    id,
    kind,
    state,
    fileName,
    format,
    proven: isProven,
    columns: JSON.parse(record.columns),
    createdAt: record.createdAt.toISOString(),
    seenAt: record.seenAt.toISOString(),
    endedAt: record.endedAt?.toISOString() ?? null,
    rows,
    checked: creates + changes + same + refused + skipped,
    counts: { create: creates, change: changes, same, refused, skipped },
    applied,
  }
}

export function importRowView(row: ImportRow): Item<Api['listImportRows']> {
  const { number, reason, by, notes, subjectId, applied } = row
  const { name = null, address = null, organizations = [] } = JSON.parse(row.content) as ImportedRow
  return {
    number,
    name,
    address,
    organizations: [...organizations],
    // Rows are listed by their verdict.
    verdict: row.verdict ?? 'same',
    reason,
    by,
    says: reason === null ? null : sayReason(reason as ImportReason, by),
    notes: notes.map((note) => ({ note, says: sayNote(note) })),
    subjectId,
    applied,
  }
}

const view = async (
  { database, site }: Pick<Call<Api['getImport']>, 'database' | 'site'>,
  importId: string,
): Promise<ImportView> => importView(await findImport(database, site.id, importId))

function readRowPlace(after: string | undefined): number {
  if (after === undefined) return 0
  if (!/^[1-9]\d{0,6}$/.test(after)) throw wrongCursor()
  return Number(after)
}

export const importHandlers = {
  async createImport(call: Call<Api['createImport']>) {
    const { database, site, body, audit } = call
    const { kind, fileName, text, proven } = body
    return view(call, await beginImport(database, site.id, { kind, fileName, text, isProven: proven }, audit))
  },

  async listImports({ database, site, query }: Call<Api['listImports']>) {
    const before = readIdPlace(query.after, highestId)
    const [found = []] = await database.readInSite(site.id, [listImports(site.id, before, query.limit + 1)])
    const { rows, next } = pageOfRows(found as ImportRecord[], query.limit, ({ id }) => id)
    return { items: rows.map(importView), next }
  },

  async getImport(call: Call<Api['getImport']>) {
    return view(call, call.params.importId)
  },

  async listImportRows({ database, site, params, query }: Call<Api['listImportRows']>) {
    const { importId } = params
    await findImport(database, site.id, importId)
    const { verdict, limit } = query
    const page = { verdict, after: readRowPlace(query.after), limit: limit + 1 }
    const [found = []] = await database.readInSite(site.id, [listImportRows(site.id, importId, page)])
    const { rows, next } = pageOfRows(found as ImportRow[], limit, ({ number }) => String(number))
    return { items: rows.map(importRowView), next }
  },

  async applyImport(call: Call<Api['applyImport']>) {
    const { database, site, params, audit } = call
    await applyImport(database, site.id, params.importId, audit)
    return view(call, params.importId)
  },

  async cancelImport(call: Call<Api['cancelImport']>) {
    const { database, site, params, audit } = call
    await cancelImport(database, site.id, params.importId, audit)
    return view(call, params.importId)
  },
}
