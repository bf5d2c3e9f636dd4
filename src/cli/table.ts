/** Rows as aligned columns for people; an empty list says so in a sentence. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], empty: string): string {
  if (rows.length === 0) return empty
  const all = [headings.map((heading) => heading.toUpperCase()), ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  return all
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd())
    .join('\n')
}

/** A moment as people read it: local time to the second. */
export function moment(date: Date | null): string {
  return date === null ? '–' : date.toISOString().replace('T', ' ').slice(0, 19).concat(' UTC')
}
