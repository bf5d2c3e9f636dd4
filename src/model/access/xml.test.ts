import { expect, test } from 'vitest'
import { elementsOf, readXml, textOfXml, type XmlAttribute, xmlLimits } from './xml.ts'

const ruleOf = (read: () => unknown): string | undefined => {
  try {
    read()
    return undefined
  } catch (error) {
    return (error as { rule?: string }).rule
  }
}

test('elements, attributes and text are read with their namespaces', () => {
  const root = readXml(
    `<?xml version="1.0"?><a:r xmlns:a="urn:a" xmlns="urn:b" a:x="1" y='&lt;&#65;'>t<s>u</s>v</a:r>`,
  )
  const attributes: XmlAttribute[] = [...root.attributes]
  expect(attributes.map(({ prefix, name, value }) => [prefix, name, value])).toEqual([
    ['a', 'x', '1'],
    ['', 'y', '<A'],
  ])
  expect(root).toMatchObject({ name: 'r', namespace: 'urn:a', text: 'tv' })
  expect(elementsOf(root).map(({ name, namespace }) => [name, namespace])).toEqual([
    ['r', 'urn:a'],
    ['s', 'urn:b'],
  ])
})

test.each([
  ['a DOCTYPE', '<!DOCTYPE a><a/>', 'declarations'],
  ['a comment', '<a><!-- --></a>', 'declarations'],
  ['a comment before the root', '<!-- --><a/>', 'declarations'],
  ['a declaration of the prefix xml', '<a xmlns:xml="http://www.w3.org/XML/1998/namespace"/>', 'form'],
  ['CDATA', '<a><![CDATA[b]]></a>', 'declarations'],
  ['an instruction', '<a><?b?></a>', 'instructions'],
  ['an entity of its own', '<a>&b;</a>', 'entities'],
  ['a character that XML has not', '<a>&#0;</a>', 'entities'],
  ['an entity without an end', '<a>&lt</a>', 'entities'],
  ['depth', '<a>'.repeat(xmlLimits.depthMax + 1), 'depth'],
  ['very many elements', `<r>${'<a/>'.repeat(xmlLimits.elementsMax)}</r>`, 'amount'],
  ['two roots', '<a/><b/>', 'form'],
  ['no end', '<a>', 'form'],
  ['another end', '<a></b>', 'form'],
  ['a prefix of nobody', '<x:a/>', 'form'],
  ['one attribute twice', '<a b="1" b="2"/>', 'form'],
  ['one attribute twice under two prefixes', '<a xmlns:x="u" xmlns:y="u" x:b="1" y:b="2"/>', 'form'],
  ['text beside the root', '<a/>b', 'form'],
  ['half a character', '<a>\ud800</a>', 'encoding'],
])('%s is refused', (_what, text, rule) => {
  expect(ruleOf(() => readXml(text))).toBe(rule)
})

test('bytes are UTF-8, and not too many', () => {
  expect(textOfXml(Buffer.from('<ä/>'))).toBe('<ä/>')
  expect(ruleOf(() => textOfXml(Buffer.from([0x3c, 0xff])))).toBe('encoding')
  expect(ruleOf(() => textOfXml(Buffer.alloc(xmlLimits.bytesMax + 1, 0x20)))).toBe('size')
})
