// XML as identity providers write it, read in one pass and strictly: what a document may hold beyond that only serves attacks.
// Nothing is expanded or fetched, and whoever nests deep or writes much is refused before much was read.

export interface XmlAttribute {
  /** Without its prefix. */
  readonly name: string
  readonly prefix: string
  readonly value: string
}

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string
  readonly prefix: string
  readonly namespace: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  /** What stands directly in it, between its children as well. */
  readonly text: string
  /** Texts and children in their order. */
  readonly content: readonly (string | XmlElement)[]
  /** What prefixes mean here. */
  readonly scope: XmlScope
  readonly parent: XmlElement | undefined
}

export interface XmlScope {
  readonly declared: ReadonlyMap<string, string>
  readonly outer: XmlScope | undefined
}

export const xmlLimits = {
  bytesMax: 256 * 1024,
  depthMax: 32,
  elementsMax: 4_000,
  attributesMax: 32,
} as const
export type XmlLimits = { readonly [limit in keyof typeof xmlLimits]: number }

export interface XmlRules extends XmlLimits {
  /**
   * As people publish documents: comments between elements are passed over, never within a value, where two readers may see two
   * values; and the prefix `xml` may be declared as what it always is. Never for what is signed.
   */
  readonly asPublished?: boolean
}

export type XmlRule =
  | 'size'
  | 'encoding'
  | 'declarations'
  | 'instructions'
  | 'entities'
  | 'depth'
  | 'amount'
  | 'form'

/** The document breaks a rule. */
export class XmlRefusal extends Error {
  readonly rule: XmlRule

  constructor(rule: XmlRule, says: string) {
    super(says)
    this.rule = rule
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws XmlRefusal unless the bytes are UTF-8 without a mark before them, and not too many */
export function textOfXml(bytes: Uint8Array, { bytesMax }: Pick<XmlLimits, 'bytesMax'> = xmlLimits): string {
  if (bytes.length > bytesMax) {
    throw new XmlRefusal('size', `It is longer than ${bytesMax / 1024} KiB.`)
  }
  try {
    return decoder.decode(bytes)
  } catch {
    throw new XmlRefusal('encoding', 'It is not UTF-8.')
  }
}

const declaration =
  /^<\?xml[ \t\r\n]+version[ ]?=[ ]?(["'])1\.0\1(?:[ \t\r\n]+encoding[ ]?=[ ]?(["'])utf-8\2)?(?:[ \t\r\n]+standalone[ ]?=[ ]?(["'])(?:yes|no)\3)?[ \t\r\n]*\?>/i
const space = /[ \t\r\n]*/y
const qualifiedName = /(?:([A-Za-z_][A-Za-z0-9_.-]*):)?([A-Za-z_][A-Za-z0-9_.-]*)/y
const attributeValue = /[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y
// Whatever is no Char of XML 1.0 (https://www.w3.org/TR/xml/#charsets); half a character is said otherwise.
const forbidden = /[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/u

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'

interface Open {
  readonly element: XmlElement & {
    readonly children: XmlElement[]
    readonly content: (string | XmlElement)[]
  }
  readonly tag: string
  hasComment?: boolean
}

const isSpace = (text: string) => /^[ \t\r\n]*$/.test(text)

/**
 * The root of a document.
 * @throws XmlRefusal when it is no such document, or holds what none of a provider's has to
 */
export function readXml(text: string, limits: XmlRules = xmlLimits): XmlElement {
  let at = 0
  const malformed = () => new XmlRefusal('form', `It is no well-formed XML (character ${at}).`)
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at = pattern.lastIndex
    return found
  }
  if (forbidden.test(text)) throw new XmlRefusal('form', 'It holds characters that XML does not allow.')
  if (!text.isWellFormed()) throw new XmlRefusal('encoding', 'It is not UTF-8.')
  const [head = ''] = declaration.exec(text) ?? []
  at = head.length

  const open: Open[] = []
  let root: XmlElement | undefined
  let elements = 0

  const readAttributes = (): { own: XmlAttribute[]; isEmpty: boolean } => {
    const own: XmlAttribute[] = []
    for (;;) {
      const from = at
      match(space)
      if (text.startsWith('/>', at)) {
        at += 2
        return { own, isEmpty: true }
      }
      if (text[at] === '>') {
        at++
        return { own, isEmpty: false }
      }
      if (at === from) throw malformed()
      const [, prefix = '', name = ''] = match(qualifiedName) ?? []
      if (name === '') throw malformed()
      const found = match(attributeValue)
      if (!found) throw malformed()
      const value = decoded((found[1] ?? found[2] ?? '').replaceAll(/\r\n|[\t\r\n]/g, ' '))
      if (own.some((one) => one.name === name && one.prefix === prefix)) throw malformed()
      own.push({ prefix, name, value })
      if (own.length > limits.attributesMax) {
        throw new XmlRefusal(
          'amount',
          `One of its elements has more than ${limits.attributesMax} attributes.`,
        )
      }
    }
  }

  const openElement = () => {
    const from = at
    const [tag = '', prefix = '', name = ''] = match(qualifiedName) ?? []
    if (name === '' || from === at) throw malformed()
    if (++elements > limits.elementsMax) {
      throw new XmlRefusal('amount', `It has more than ${limits.elementsMax} elements.`)
    }
    if (open.length >= limits.depthMax) {
      throw new XmlRefusal('depth', `It is nested deeper than ${limits.depthMax} levels.`)
    }
    const above = open.at(-1)
    if (!above && root) throw new XmlRefusal('form', 'It has more than one root.')
    const { own, isEmpty } = readAttributes()
    const declared = limits.asPublished ? own.filter((one) => !isIdleDeclaration(one)) : own
    const scope = scopeOf(declared, above?.element.scope, malformed)
    const attributes = own.filter(
      (one) => one.prefix !== 'xmlns' && !(one.prefix === '' && one.name === 'xmlns'),
    )
    const seen = new Set<string>()
    for (const one of attributes) {
      const key = `${one.prefix === '' ? '' : namespaceOf(one.prefix, scope, malformed)} ${one.name}`
      if (seen.has(key)) throw malformed()
      seen.add(key)
    }
    const element = {
      name,
      prefix,
      namespace: namespaceOf(prefix, scope, malformed),
      attributes,
      children: [],
      text: '',
      content: [],
      scope,
      parent: above?.element,
    }
    if (above) {
      above.element.children.push(element)
      above.element.content.push(element)
    } else root = element
    if (!isEmpty) open.push({ element, tag })
  }

  const closeElement = () => {
    const done = open.pop()
    if (!done || !text.startsWith(done.tag, at)) throw malformed()
    at += done.tag.length
    match(space)
    if (text[at] !== '>') throw malformed()
    at++
    const said = done.element.content.filter((one) => typeof one === 'string').join('')
    if (done.hasComment && !isSpace(said)) {
      throw new XmlRefusal('declarations', 'It holds a comment within a value.')
    }
    Object.assign(done.element, { text: said })
  }

  const passComment = (inside: Open | undefined) => {
    // Two hyphens end a comment, and stand nowhere within it.
    const end = text.indexOf('--', at + 3)
    if (end < 0 || text[end + 2] !== '>') throw malformed()
    at = end + 3
    if (inside) inside.hasComment = true
  }

  while (at < text.length) {
    const next = text.indexOf('<', at)
    const between = next < 0 ? text.slice(at) : text.slice(at, next)
    const inside = open.at(-1)
    if (inside) {
      if (between.includes(']]>')) throw malformed()
      if (between !== '') inside.element.content.push(decoded(between.replaceAll(/\r\n?/g, '\n')))
    } else if (!isSpace(between)) throw malformed()
    if (next < 0) break
    at = next + 1
    const mark = text[at]
    if (limits.asPublished && text.startsWith('!--', at)) {
      passComment(inside)
      continue
    }
    if (mark === '!') {
      throw new XmlRefusal('declarations', 'It holds a DOCTYPE, a comment or a CDATA section.')
    }
    if (mark === '?') throw new XmlRefusal('instructions', 'It holds a processing instruction.')
    if (mark === '/') {
      at++
      closeElement()
    } else openElement()
  }
  if (!root || open.length > 0) throw malformed()
  return root
}

/** The Shibboleth installer writes it. It says nothing: https://www.w3.org/TR/xml-names/#ns-decl */
const isIdleDeclaration = ({ prefix, name, value }: XmlAttribute) =>
  prefix === 'xmlns' && name === 'xml' && value === xmlNamespace

function scopeOf(
  attributes: readonly XmlAttribute[],
  outer: XmlScope | undefined,
  malformed: () => XmlRefusal,
): XmlScope {
  const declared = new Map<string, string>()
  for (const { prefix, name, value } of attributes) {
    if (prefix === '' && name === 'xmlns') declared.set('', value)
    if (prefix === 'xmlns') {
      // A prefix is never taken back, and these two mean what they always do.
      if (value === '' || name === 'xml' || name === 'xmlns') throw malformed()
      declared.set(name, value)
    }
    if (value === xmlNamespace || value === xmlnsNamespace) {
      if (prefix === 'xmlns' || (prefix === '' && name === 'xmlns')) throw malformed()
    }
  }
  return declared.size === 0 && outer ? outer : { declared, outer }
}

function namespaceOf(prefix: string, scope: XmlScope, malformed: () => XmlRefusal): string {
  const found = meaningOf(prefix, scope)
  if (found === undefined) throw malformed()
  return found
}

/** The namespace for which a prefix stands; undefined where nobody declared it. */
export function meaningOf(prefix: string, scope: XmlScope): string | undefined {
  if (prefix === 'xml') return xmlNamespace
  for (let look: XmlScope | undefined = scope; look; look = look.outer) {
    const found = look.declared.get(prefix)
    if (found !== undefined) return found
  }
  return prefix === '' ? '' : undefined
}

const known: { readonly [entity: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Characters by name or number; nobody else's entity is expanded. */
function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&([^;&]{0,12};)?/g, (_, reference?: string) => {
    const entity = reference?.slice(0, -1) ?? ''
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(entity) ?? []
    if (hex !== undefined || decimal !== undefined) {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      if (isCharacter(code)) return String.fromCodePoint(code)
    }
    const plain = Object.hasOwn(known, entity) ? known[entity] : undefined
    if (plain === undefined)
      throw new XmlRefusal('entities', 'It uses an entity that is not one of XML itself.')
    return plain
  })
}

const isCharacter = (code: number) =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x1_0000 && code <= 0x10_ffff)

/** An attribute without a prefix. */
export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((one) => one.prefix === '' && one.name === name)?.value
}

export function childrenOf(element: XmlElement, namespace: string, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name && child.namespace === namespace)
}

/** An element and everything in it. */
export function elementsOf(element: XmlElement): readonly XmlElement[] {
  const all: XmlElement[] = [element]
  for (let n = 0; n < all.length; n++) all.push(...(all[n]?.children ?? []))
  return all
}
