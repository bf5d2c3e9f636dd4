/** What becomes of a comment's Markdown: a tree of a few tags, which pages show without ever being given HTML (decision 45). */

/** Every tag that a comment can hold. No heading: a comment must not look like a part of the page. */
export const richTags = [
  'p',
  'br',
  'strong',
  'em',
  's',
  'code',
  'pre',
  'blockquote',
  'ul',
  'ol',
  'li',
  'a',
  /** Where the link before it leads. */
  'small',
  'hr',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
] as const
export type RichTag = (typeof richTags)[number]

/** Where a link may lead. */
export const linkSchemes = ['http', 'https', 'mailto'] as const

/** No page that a link leads to learns where it was clicked, or is vouched for. */
export const linkRel = 'nofollow noopener noreferrer'

export const columnAligns = ['left', 'center', 'right'] as const

/** The attributes of all tags; no tag has more than its own. */
export interface RichAttributes {
  /** Of `a`: absolute, with the host as DNS has it. */
  readonly href?: string | undefined
  readonly rel?: typeof linkRel | undefined
  /** Of `ol`: the number of its first point. */
  readonly start?: number | undefined
  /** Of `th` and `td`. */
  readonly align?: (typeof columnAligns)[number] | undefined
}

export interface RichElement {
  readonly tag: RichTag
  readonly attrs?: RichAttributes | undefined
  readonly children: RichNode[]
}
export type RichNode = string | RichElement

/** Which tag has which attributes. */
export const attributesOfTag: { readonly [tag in RichTag]?: readonly (keyof RichAttributes)[] } = {
  a: ['href', 'rel'],
  ol: ['start'],
  th: ['align'],
  td: ['align'],
}

/**
 * What turns the direction of the text around it, so that a name or a path reads otherwise than it is (CVE-2021-42574), and control
 * characters, which no text needs. The marks that Arabic and Hebrew are written with are not among them.
 */
const deceptive = /[\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu

/** A text without characters that make it read otherwise than it is. */
export function plainlyOrdered(text: string): string {
  return text.replace(deceptive, '')
}
