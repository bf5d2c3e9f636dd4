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

/**
 * Where a formula would begin, for one program or another, also behind blanks (OWASP, "CSV injection"). Where commas stand in
 * numbers a spreadsheet ends cells at semicolons or tabs, and quotes do not hold it off: they count only where a cell begins.
 */
const formula = /(?<=^|[;\t\r\n])(?=[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r\n])/g

function written(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const harmless = guarded(cell)
  return /[",\r\n]/.test(harmless) || harmless !== harmless.trim()
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless
}

/** A text as a file of ours has it. */
export function guarded(text: string): string {
  return text.replace(formula, "'")
}

const guard = /(?<=^|[;\t\r\n])'(?=[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20])|^'(?=[\t\r\n])/g

/** A text of a file of ours as it was before. */
export function unguarded(text: string): string {
  return text.replace(guard, '')
}
