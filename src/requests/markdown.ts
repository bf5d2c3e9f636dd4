/** What somebody wrote in Markdown, as it may be shown: as a tree, as HTML and as plain text, all three of one reading (decision 45). */
import type { Element, ElementContent, Root } from 'hast'
import { type Schema, sanitize } from 'hast-util-sanitize'
import { toHtml } from 'hast-util-to-html'
import MarkdownIt from 'markdown-it'
import { linkTarget } from '../model/desk/link-target.ts'
import { commentMax } from '../model/desk/request.ts'
import {
  attributesOfTag,
  columnAligns,
  linkRel,
  linkSchemes,
  plainlyOrdered,
  type RichAttributes,
  type RichElement,
  type RichNode,
  type RichTag,
  richTags,
} from '../model/desk/rich-text.ts'
import { TooManyParts, treeOf } from './markdown-tree.ts'
import { wordsOfRichText } from './rich-text-words.ts'

/** Deeper quotes are not read: the whole text is then shown as it was written, since the reader would leave parts out. */
const nestingMax = 40

const reader = new MarkdownIt('default', {
  html: false,
  // People press Enter for a new line.
  breaks: true,
  linkify: true,
  typographer: false,
  maxNesting: nestingMax,
})
// An address that is defined once could be repeated by three characters, until a comment of 32 kB is one of 15 MB.
reader.disable('reference')
reader.validateLink = (address) => linkTarget(address) !== undefined
reader.normalizeLink = (address) => linkTarget(address) ?? ''
// As it was written: how a host really reads stands beside it.
reader.normalizeLinkText = (address) => address
// `README.md` is a file, though .md is a country; what begins like an address is one.
reader.linkify.set({ fuzzyLink: false, fuzzyEmail: true })
reader.linkify.add('www.', {
  validate: (text, at) =>
    /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?:[/?#][^\s<>"]*[^\s<>"'.,:;!?()])?/u.exec(text.slice(at))?.[0]
      .length ?? 0,
  normalize: (match) => {
    match.url = `https://${match.url}`
  },
})

/** The second wall: whatever the reader or our tree may let through, only this leaves. */
const allowed: Schema = {
  tagNames: [...richTags],
  attributes: {
    a: ['href', ['rel', ...linkRel.split(' ')]],
    ol: ['start'],
    th: [['align', ...columnAligns]],
    td: [['align', ...columnAligns]],
  },
  protocols: { href: [...linkSchemes] },
  ancestors: {},
  required: {},
  clobber: [],
  strip: [],
  allowComments: false,
  allowDoctypes: false,
}

interface Rendered {
  /** For the pages, whose content security policy lets no HTML in. */
  readonly tree: RichNode[]
  /** For mails and for programs that read the API. */
  readonly html: string
  /** For the text of mails, notifications and the search. */
  readonly text: string
}

/** What was written, word for word and set apart. */
function asWritten(source: string): ElementContent[] {
  const text: ElementContent = { type: 'text', value: plainlyOrdered(source) }
  const code: Element = { type: 'element', tagName: 'code', properties: {}, children: [text] }
  return [{ type: 'element', tagName: 'pre', properties: {}, children: [code] }]
}

/** A table has as many cells as its columns times its lines, and one of thousands is none that somebody wrote. */
const tableMarksMax = 2_000
/** Looking for an address behind each of thousands of @ takes a second. */
const addressMarksMax = 300

const countOf = (source: string, mark: string) => source.split(mark).length - 1

/** Reads a text, or shows it as it was written where reading it takes too long. */
function read(source: string): ElementContent[] {
  if (countOf(source, '|') > tableMarksMax || countOf(source, '@') > addressMarksMax) return asWritten(source)
  const tokens = reader.parse(source, {})
  if (tokens.some(({ level }) => level >= nestingMax - 1)) return asWritten(source)
  try {
    return treeOf(tokens)
  } catch (error) {
    if (error instanceof TooManyParts) return asWritten(source)
    throw error
  }
}

const isRichTag = (name: string): name is RichTag => (richTags as readonly string[]).includes(name)

function richAttributes(tag: RichTag, properties: Element['properties']): RichAttributes | undefined {
  const names = (attributesOfTag[tag] ?? []).filter((name) => properties[name] !== undefined)
  if (names.length === 0) return undefined
  const given = names.map((name) => [name, name === 'rel' ? linkRel : properties[name]])
  return Object.fromEntries(given) as RichAttributes
}

function richNodes(nodes: Root['children']): RichNode[] {
  return nodes.flatMap((node): RichNode[] => {
    if (node.type === 'text') return [node.value]
    if (node.type !== 'element' || !isRichTag(node.tagName)) return []
    const attrs = richAttributes(node.tagName, node.properties)
    const element: RichElement = { tag: node.tagName, children: richNodes(node.children) }
    return [attrs === undefined ? element : { ...element, attrs }]
  })
}

/**
 * Reads Markdown and makes it safe to show.
 * @param source at most `commentMax` long: whoever takes it from outside has refused more before
 */
export function renderMarkdown(source: string): Rendered {
  if (source.length > commentMax) throw new RangeError('a text to be rendered is longer than it may be')
  const safe = sanitize({ type: 'root', children: read(source) }, allowed) as Root
  const tree = richNodes(safe.children)
  return { tree, html: toHtml(safe), text: wordsOfRichText(tree) }
}
