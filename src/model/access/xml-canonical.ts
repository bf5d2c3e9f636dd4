// Exclusive XML canonicalisation without comments: https://www.w3.org/TR/xml-exc-c14n/
import { meaningOf, type XmlElement } from './xml.ts'

const escapes: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}
const inText = (text: string) => text.replaceAll(/[&<>\r]/g, (one) => escapes[one] ?? one)
const inValue = (text: string) => text.replaceAll(/[&<"\t\n\r]/g, (one) => escapes[one] ?? one)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** What the elements around have declared already, from the inside out: thousands of them would be much to copy. */
interface Rendered {
  readonly own: ReadonlyMap<string, string>
  readonly outer: Rendered | undefined
}

function saidOf(prefix: string, rendered: Rendered | undefined): string {
  for (let look = rendered; look; look = look.outer) {
    const found = look.own.get(prefix)
    if (found !== undefined) return found
  }
  return ''
}

/**
 * An element and all that is in it as the bytes that are signed.
 * @param inclusive prefixes that stay wherever they mean something, although nothing there uses them
 */
export function canonical(
  element: XmlElement,
  inclusive: readonly string[] = [],
  rendered?: Rendered,
): string {
  const { prefix, name, attributes, scope } = element
  const used = new Set([
    prefix,
    ...attributes.map((one) => one.prefix).filter((one) => one !== '' && one !== 'xml'),
    ...inclusive.filter((one) => meaningOf(one, scope) !== undefined),
  ])
  const own = new Map<string, string>()
  const declarations: string[] = []
  for (const one of [...used].sort(compare)) {
    const meaning = meaningOf(one, scope) ?? ''
    if (saidOf(one, rendered) === meaning) continue
    own.set(one, meaning)
    declarations.push(` xmlns${one === '' ? '' : `:${one}`}="${inValue(meaning)}"`)
  }
  const sorted = attributes
    .map((one) => ({ ...one, namespace: one.prefix === '' ? '' : (meaningOf(one.prefix, scope) ?? '') }))
    .toSorted((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name))
  const values = sorted.map((one) => ` ${tagOf(one)}="${inValue(one.value)}"`)
  const now = own.size === 0 ? rendered : { own, outer: rendered }
  const content = element.content.map((one) =>
    typeof one === 'string' ? inText(one) : canonical(one, inclusive, now),
  )
  const tag = tagOf({ prefix, name })
  return `<${tag}${declarations.join('')}${values.join('')}>${content.join('')}</${tag}>`
}

const tagOf = ({ prefix, name }: { readonly prefix: string; readonly name: string }) =>
  prefix === '' ? name : `${prefix}:${name}`
