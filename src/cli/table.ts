/** Rows as aligned columns for people; an empty list says so in a sentence. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  empty: string,
): string {
  if (rows.length === 0) return empty
  const all = [headings.map((heading) => heading.toUpperCase()), ...rows.map((row) => row.map(plain))]
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A heading with labelled values beneath it; several values of one label stand beneath each other. */
export function details(
  heading: string,
  entries: readonly (readonly [string, string | readonly string[]])[],
): string {
  const width = Math.max(...entries.map(([label]) => label.length))
  const lines = entries.flatMap(([label, values]) =>
    [values].flat().map((value, n) => `  ${(n === 0 ? label : '').padEnd(width)}  ${plain(value)}`),
  )
  return [plain(heading), ...lines].join('\n')
}

/** Names come from identity providers: nothing in them may move the cursor, begin a line or turn the text around. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** As much of a text as a line of a table has room for. */
export function cut(text: string, lengthMax: number): string {
  const letters = Array.from(text)
  return letters.length > lengthMax ? `${letters.slice(0, lengthMax - 1).join('')}…` : text
}

/** A moment as people read it: to the second, in UTC. */
export function moment(date: Date | string | null): string {
  return date === null ? '–' : new Date(date).toISOString().replace('T', ' ').slice(0, 19).concat(' UTC')
}

/** "1 person", "2 people". */
export function counted(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`
}
