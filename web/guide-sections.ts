// Guides of docs/guides as the pages show them: read when the pages are built, so that there is one text and no reader of Markdown in a
// browser.
import MarkdownIt from 'markdown-it'

/** The form that `RichText` takes. */
interface GuideElement {
  readonly tag: string
  readonly attrs?: { readonly href?: string }
  readonly children: readonly GuideNode[]
}
export type GuideNode = string | GuideElement

/** What stands below each heading of the second level. */
export interface GuideSections {
  readonly [heading: string]: readonly GuideNode[]
}

const reader = new MarkdownIt('default', { html: false, linkify: false })
type Token = ReturnType<typeof reader.parse>[number]

export function guideSections(markdown: string): GuideSections {
  const sections = new Map<string, Token[]>()
  let section: Token[] | undefined
  const tokens = reader.parse(markdown, {})
  for (const [n, token] of tokens.entries()) {
    if (token.type === 'heading_open' && token.tag === 'h2') {
      section = []
      sections.set(tokens[n + 1]?.content ?? '', section)
    } else section?.push(token)
  }
  // The first three are the heading's own.
  return Object.fromEntries([...sections].map(([heading, own]) => [heading, treeOf(own.slice(2))] as const))
}

interface Open {
  readonly tag: string
  readonly attrs?: { readonly href: string }
  readonly children: GuideNode[]
}

function treeOf(tokens: readonly Token[]): GuideNode[] {
  const root: Open = { tag: 'root', children: [] }
  const open: Open[] = [root]
  const add = (node: GuideNode) => open.at(-1)?.children.push(node)
  for (const token of tokens) {
    // The paragraphs of a list whose items are one line each.
    if (token.hidden) continue
    if (token.type === 'inline') for (const node of treeOf(token.children ?? [])) add(node)
    else if (token.type === 'text') add(token.content)
    else if (token.type === 'softbreak') add(' ')
    else if (token.type === 'code_inline') add({ tag: 'code', children: [token.content] })
    else if (token.type === 'fence')
      add({ tag: 'pre', children: [{ tag: 'code', children: [token.content.trimEnd()] }] })
    else if (token.nesting > 0) {
      const href = token.attrGet('href')
      open.push({ tag: token.tag, ...(href !== null && { attrs: { href: String(href) } }), children: [] })
    } else if (token.nesting < 0) {
      const closed = open.pop()
      if (closed) add(closed)
    }
  }
  return root.children
}
