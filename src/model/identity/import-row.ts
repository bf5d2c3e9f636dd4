// What one row of a file says.
import { unguarded } from '../csv.ts'
import { isResourceId } from '../ids.ts'
import type { DetailField, DetailType, DetailValue } from './detail-field.ts'
import { isAddress, withPlainDomain } from './email-address.ts'
import { type ImportedRow, type ImportKind, refusedRow, type Verdict } from './import.ts'
import type { Headings, TakenColumn } from './import-columns.ts'

/** A row as it was read, and its verdict where that is clear without looking at anybody. */
export interface ReadRow {
  readonly content: ImportedRow
  readonly verdict?: Verdict
}

const nameMax = 200
const detailMax = 1_000
/** U+FFFD stands where a program could not read what was there. */
const unreadable = /[\p{Cc}\p{Cs}\ufffd]/u

/** Whether a row holds nothing at all. */
export function isEmptyRow(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}

/** Reads a row by its file's headings. Empty cells say nothing, and change nothing. */
export function readRow(
  kind: ImportKind,
  { format, width, taken }: Headings,
  cells: readonly string[],
): ReadRow {
  const row: Writable<ImportedRow> = {}
  let fault: Verdict | undefined
  if (cells.findLastIndex((cell) => cell.trim() !== '') >= width) fault = refusedRow('too-many-cells')
  for (const column of taken) {
    const cell = cells[column.at]?.trim() ?? ''
    if (cell === '') continue
    if (unreadable.test(cell)) {
      fault ??= refusedRow('unreadable', column.heading)
      continue
    }
    const found = takeCell(row, column, format === 'doorward' ? unguarded(cell) : cell)
    fault ??= found
  }
  fault ??= missing(kind, row)
  return fault ? { content: row, verdict: fault } : { content: row }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Puts a cell where it belongs. @returns what is wrong with it */
function takeCell(row: Writable<ImportedRow>, column: TakenColumn, cell: string): Verdict | undefined {
  switch (column.meaning) {
    case 'name':
      row.name = cell.slice(0, nameMax)
      return cell.length > nameMax ? refusedRow('name-too-long') : undefined
    case 'address':
      row.address = withPlainDomain(cell.slice(0, 320))
      return isAddress(row.address) ? undefined : refusedRow('not-an-address')
    case 'id':
      if (isResourceId(cell)) row.id = cell
      return undefined
    case 'role':
      return isEndUser(cell) ? undefined : { verdict: 'skipped', reason: 'staff-role', by: cell.slice(0, 50) }
    case 'active':
      return isActive(cell)
        ? undefined
        : { verdict: 'skipped', reason: 'inactive-there', by: cell.slice(0, 50) }
    case 'organization':
    case 'organizations':
      row.organizations = organizationsIn(cell, column.meaning === 'organizations')
      if (column.meaning === 'organizations' && !cell.includes('|') && row.organizations.length > 1) {
        row.byCommas = true
      }
      return undefined
    case 'detail':
      return takeDetail(row, column.field as DetailField, cell)
  }
}

/** In Zendesk's files; agents and admins are no customers. */
const isEndUser = (role: string) => /^end[- _]?user$/i.test(role)

/** In a list of users; whoever was let go there shall not come in here. */
const isActive = (state: string) => /^(active|yes|true|invited)$/i.test(state)

/** Several organizations stand in one cell behind `|`; in files of Jira Service Management also behind commas. */
function organizationsIn(cell: string, withCommas: boolean): string[] {
  const byCommas = withCommas && !cell.includes('|')
  const parts = cell.split(byCommas ? ',' : '|').map((part) => part.trim().slice(0, nameMax))
  const names = parts.filter((part) => part !== '')
  // The "Inc." of two names are not one name twice.
  return byCommas ? names : [...new Set(names)]
}

function takeDetail(row: Writable<ImportedRow>, field: DetailField, cell: string): Verdict | undefined {
  const value = readDetailValue(field.type, cell)
  if (value === undefined) return refusedRow('detail-invalid', field.label)
  row.details = { ...row.details, [field.key]: value }
  return undefined
}

/** A value of a detail field as people write it in a table; undefined when it is none of that type. */
function readDetailValue(type: DetailType, text: string): DetailValue | undefined {
  if (type === 'text') return text.length <= detailMax ? text : undefined
  if (type === 'number') return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined
  if (type === 'boolean') {
    if (/^(true|yes|1)$/i.test(text)) return true
    return /^(false|no|0)$/i.test(text) ? false : undefined
  }
  const day = /^\d{4}-\d{2}-\d{2}(?=$|T[\d:.]+Z$)/.exec(text)?.[0]
  const isDay = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day)
  return isDay && !Number.isNaN(Date.parse(text)) ? text : undefined
}

function missing(kind: ImportKind, row: ImportedRow): Verdict | undefined {
  if (kind === 'organizations') return row.name === undefined ? refusedRow('no-name') : undefined
  // A file of ours names people who have no address.
  return row.address === undefined && row.id === undefined ? refusedRow('no-address') : undefined
}
