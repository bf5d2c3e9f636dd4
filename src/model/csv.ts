export type Cell = string | number | boolean | null

/** Says "UTF-8" to spreadsheet programs, which otherwise take a file for one of their own old encodings. */
export const byteOrderMark = '\ufeff'

/**
 * One record of comma-separated values (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe in
 * front: names come from identity providers, and one that begins with `=` shall stay a name.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`
}

/** What begins a formula, for one program or another, also behind blanks (OWASP, "CSV injection"). */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/

function written(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const harmless = formula.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) || harmless !== harmless.trim()
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless
}
