/** A table as Markdown that also reads well as text: names to the left, figures to the right. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(3, ...lines.map((line) => (line[column] ?? '').length)))
  const cells = (line: readonly string[]) =>
    widths.map((width, column) => {
      const text = line[column] ?? ''
      return column === 0 ? text.padEnd(width) : text.padStart(width)
    })
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [cells(headings), rule, ...rows.map(cells)].map((line) => `| ${line.join(' | ')} |`).join('\n')
}

/** Thousands apart, because a million and a hundred thousand look alike otherwise. */
export function grouped(value: number): string {
  return value.toLocaleString('en')
}
