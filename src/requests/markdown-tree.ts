/** From the tokens of a Markdown reader to a tree, of which no part is deeper or longer than it may be. */
import type { Element, ElementContent } from 'hast'
import type { Token } from 'markdown-it'
import { destinationToShow, linkTarget } from '../model/desk/link-target.ts'
import { linkRel, plainlyOrdered } from '../model/desk/rich-text.ts'

/** Deeper than this nothing is set apart any more; its words stay. Ten times what anybody quotes. */
const depthMax = 24
/** No comment that somebody wrote has more parts. */
const nodesMax = 20_000

/** The tree would have more parts than it may. */
export class TooManyParts extends Error {}

type Properties = Element['properties']

/** A tree that grows at its last place. */
class Tree {
  readonly root: ElementContent[] = []
  /** What is open, outermost first; null for what was too deep to be set apart. */
  readonly #open: (Element | null)[] = []
  readonly #kept: Element[] = []
  #count = 0

  open(tagName: string, properties: Properties = {}): void {
    if (this.#kept.length >= depthMax) {
      this.skip()
      return
    }
    const element: Element = { type: 'element', tagName, properties, children: [] }
    this.#add(element)
    this.#open.push(element)
    this.#kept.push(element)
  }

  /** What is opened here is not set apart; its words stay. */
  skip(): void {
    this.#open.push(null)
  }

  close(): Element | undefined {
    const element = this.#open.pop()
    if (element) this.#kept.pop()
    return element ?? undefined
  }

  text(written: string): void {
    const value = plainlyOrdered(written)
    if (value === '') return
    const last = this.#place.at(-1)
    if (last?.type === 'text') last.value += value
    else this.#add({ type: 'text', value })
  }

  void(tagName: string): void {
    this.#add({ type: 'element', tagName, properties: {}, children: [] })
  }

  /** A line of its own where what should set it apart was too deep. */
  lineEnd(): void {
    if (this.#kept.length >= depthMax && this.#place.length > 0) this.void('br')
  }

  isWithin(tagName: string): boolean {
    return this.#kept.some((element) => element.tagName === tagName)
  }

  get #place(): ElementContent[] {
    return this.#kept.at(-1)?.children ?? this.root
  }

  #add(node: ElementContent): void {
    this.#count += 1
    if (this.#count > nodesMax) throw new TooManyParts()
    this.#place.push(node)
  }
}

/** The words of a part of a tree, without anything between them. */
function wordsOf(nodes: readonly ElementContent[]): string {
  let words = ''
  for (const node of nodes) {
    if (node.type === 'text') words += node.value
    else if (node.type === 'element') words += wordsOf(node.children)
  }
  return words
}

/** A link that leads nowhere, `[so]()`, is its words. */
function openLink(tree: Tree, written: string): void {
  const href = linkTarget(written)
  if (href === undefined) tree.skip()
  else tree.open('a', { href, rel: linkRel.split(' ') })
}

/** Where a link has no words it is its own; where its words are not its destination, that stands behind it. */
function closeLink(tree: Tree): void {
  const link = tree.close()
  if (!link) return
  const href = String(link.properties.href)
  if (wordsOf(link.children).trim() === '') link.children = [{ type: 'text', value: href }]
  const destination = destinationToShow(wordsOf(link.children), href)
  if (destination === undefined) return
  tree.open('small')
  tree.text(`\u00a0(${destination})`)
  tree.close()
}

function columnAlign(token: Token): Properties {
  const align = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? ''))?.[1]
  return align === undefined ? {} : { align }
}

/** What each kind of token does to the tree; one that is missing here is dropped with its text kept. */
const steps: { readonly [type: string]: (tree: Tree, token: Token) => void } = {
  text: (tree, { content }) => tree.text(content),
  text_special: (tree, { content }) => tree.text(content),
  softbreak: (tree) => tree.void('br'),
  hardbreak: (tree) => tree.void('br'),
  hr: (tree) => tree.void('hr'),
  inline: (tree, { children }) => grow(tree, children ?? []),
  code_inline(tree, { content }) {
    tree.open('code')
    tree.text(content)
    tree.close()
  },
  code_block: codeBlock,
  fence: codeBlock,
  // A picture of another server would tell it who reads, and when: it is a link with the words that stand for it.
  image(tree, token) {
    if (tree.isWithin('a')) return tree.text(token.content)
    openLink(tree, String(token.attrGet('src') ?? ''))
    tree.text(token.content)
    closeLink(tree)
  },
  link_open: (tree, token) => openLink(tree, String(token.attrGet('href') ?? '')),
  link_close: closeLink,
  // A heading in a comment is a paragraph in bold.
  heading_open(tree) {
    tree.open('p')
    tree.open('strong')
  },
  heading_close(tree) {
    tree.close()
    tree.close()
    tree.lineEnd()
  },
  ordered_list_open(tree, token) {
    const start = Number(token.attrGet('start') ?? 1)
    tree.open('ol', Number.isInteger(start) && start !== 1 ? { start } : {})
  },
  th_open: (tree, token) => tree.open('th', columnAlign(token)),
  td_open: (tree, token) => tree.open('td', columnAlign(token)),
}

function codeBlock(tree: Tree, { content }: Token): void {
  tree.open('pre')
  tree.open('code')
  tree.text(content.replace(/\n$/, ''))
  tree.close()
  tree.close()
  tree.lineEnd()
}

function grow(tree: Tree, tokens: readonly Token[]): void {
  for (const token of tokens) {
    const step = steps[token.type]
    // The paragraph of a point in a list without empty lines.
    if (token.hidden) continue
    if (step) step(tree, token)
    else if (token.nesting === 1) tree.open(token.tag)
    else if (token.nesting === -1) {
      tree.close()
      if (token.block) tree.lineEnd()
    } else tree.text(token.content)
  }
}

/**
 * The tree of a Markdown reader's tokens. Every text in it is a text: none is read as HTML again.
 * @throws TooManyParts
 */
export function treeOf(tokens: readonly Token[]): ElementContent[] {
  const tree = new Tree()
  grow(tree, tokens)
  return tree.root
}
