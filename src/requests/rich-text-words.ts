import type { RichElement, RichNode } from '../model/desk/rich-text.ts'

/** A link in a text without links: its words, and the whole address behind them unless they are the same. */
function linkWords({ attrs, children }: RichElement): string {
  const words = inLine(children)
  const href = attrs?.href ?? ''
  const same = [href, href.replace(/\/$/, ''), href.replace(/^mailto:/, ''), href.replace(/^https:\/\//, '')]
  return href === '' || same.includes(words) ? words : `${words} (${href})`
}

function inLine(nodes: readonly RichNode[]): string {
  let words = ''
  for (const node of nodes) {
    if (typeof node === 'string') words += node
    else if (node.tag === 'br') words += '\n'
    else if (node.tag === 'a') words += linkWords(node)
    // The whole address stands there already.
    else if (node.tag !== 'small') words += inLine(node.children)
  }
  return words
}

const prefixed = (text: string, first: string, rest: string) =>
  text
    .split('\n')
    .map((line, n) => (n === 0 ? first : rest) + line)
    .join('\n')

/** What stands in blocks of its own; everything between two of them is one. */
const blocks: { readonly [tag: string]: (element: RichElement) => string } = {
  p: ({ children }) => inLine(children),
  pre: ({ children }) => inLine(children),
  hr: () => '---',
  blockquote: ({ children }) => prefixed(wordsOfRichText(children), '> ', '> '),
  ul: ({ children }) => points(children, () => '- '),
  ol: ({ children, attrs }) => points(children, (n) => `${(attrs?.start ?? 1) + n}. `),
  table: ({ children }) => rows(children).join('\n'),
}

function points(children: readonly RichNode[], marker: (n: number) => string): string {
  const items = children.filter((child): child is RichElement => typeof child !== 'string')
  return items
    .map((item, n) => prefixed(wordsOfRichText(item.children, '\n'), marker(n), ' '.repeat(marker(n).length)))
    .join('\n')
}

function rows(children: readonly RichNode[]): string[] {
  return children.flatMap((child) => {
    if (typeof child === 'string') return []
    if (child.tag !== 'tr') return rows(child.children)
    return [
      child.children.map((cell) => inLine(typeof cell === 'string' ? [cell] : cell.children)).join(' | '),
    ]
  })
}

/**
 * A comment as plain text, for mails, notifications and the search: paragraphs, points and quotes as one writes them, and every
 * link with its whole address.
 * @param between what parts two blocks
 */
export function wordsOfRichText(nodes: readonly RichNode[], between = '\n\n'): string {
  const parts: string[] = []
  let line: RichNode[] = []
  const endLine = () => {
    if (line.length > 0) parts.push(inLine(line))
    line = []
  }
  for (const node of nodes) {
    const block = typeof node === 'string' ? undefined : blocks[node.tag]
    if (!block || typeof node === 'string') line.push(node)
    else {
      endLine()
      parts.push(block(node))
    }
  }
  endLine()
  return parts.join(between)
}
