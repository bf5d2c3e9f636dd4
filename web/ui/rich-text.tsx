import { createElement, Fragment, type ReactNode } from 'react'
import c from './rich-text.module.css'

interface RichElement {
  readonly tag: string
  readonly attrs?:
    | {
        readonly href?: string | undefined
        readonly rel?: string | undefined
        readonly start?: number | undefined
        readonly align?: string | undefined
      }
    | undefined
  readonly children: readonly RichNode[]
}
type RichNode = string | RichElement

type Shown = (element: RichElement, children: readonly ReactNode[]) => ReactNode

/** A tag without attributes of its own. The children never change places and need no keys. */
const bare: Shown = ({ tag }, children) => createElement(tag, null, ...children)
const empty: Shown = ({ tag }) => createElement(tag)
const cell: Shown = ({ tag, attrs }, children) =>
  createElement(tag, { 'data-align': attrs?.align }, ...children)

/** The same tags as the server makes; of any other only the words are shown. */
const shownBy: { readonly [tag: string]: Shown } = {
  ...Object.fromEntries(
    [
      'p',
      'strong',
      'em',
      's',
      'code',
      'pre',
      'blockquote',
      'ul',
      'li',
      'small',
      'table',
      'thead',
      'tbody',
      'tr',
    ].map((tag) => [tag, bare]),
  ),
  br: empty,
  hr: empty,
  th: cell,
  td: cell,
  ol: ({ attrs }, children) => createElement('ol', { start: attrs?.start }, ...children),
  a: ({ attrs }, children) => {
    const href = attrs?.href ?? ''
    // The server has looked at it; a page that shows what strangers wrote looks itself.
    if (!/^(?:https?|mailto):/.test(href)) return createElement(Fragment, null, ...children)
    return createElement('a', { href, rel: 'nofollow noopener noreferrer', target: '_blank' }, ...children)
  },
}

function shown(node: RichNode): ReactNode {
  if (typeof node === 'string') return node
  const children = node.children.map(shown)
  const show = Object.hasOwn(shownBy, node.tag) ? shownBy[node.tag] : undefined
  return show ? show(node, children) : createElement(Fragment, null, ...children)
}

/** What somebody wrote, as the server has read it. No HTML: elements are made of a tree, and none but those listed here. */
export function RichText({ content }: { content: readonly RichNode[] }) {
  return createElement('div', { className: c.text }, ...content.map(shown))
}
