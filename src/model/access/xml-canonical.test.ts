import { expect, test } from 'vitest'
import { readXml } from './xml.ts'
import { canonical } from './xml-canonical.ts'

test.each([
  ['an empty element', '<a />', '<a></a>'],
  [
    'attributes in the order of their namespaces, then of their names',
    '<a xmlns:z="u:1" xmlns:y="u:2" y:b="1" z:c="2" b="3" a="4"/>',
    '<a xmlns:y="u:2" xmlns:z="u:1" a="4" b="3" z:c="2" y:b="1"></a>',
  ],
  [
    'declarations that nothing uses are left out',
    '<a xmlns:z="u" xmlns="v"><z:b/></a>',
    '<a xmlns="v"><z:b xmlns:z="u"></z:b></a>',
  ],
  [
    'what is declared above is not said again',
    '<z:a xmlns:z="u"><z:b><z:c/></z:b></z:a>',
    '<z:a xmlns:z="u"><z:b><z:c></z:c></z:b></z:a>',
  ],
  ['no namespace within one', '<a xmlns="u"><b xmlns=""/></a>', '<a xmlns="u"><b xmlns=""></b></a>'],
  [
    'signs that mean something',
    `<a b='"&lt;&gt;&amp;&#9;&#10;&#13;\t'>"&lt;&gt;&amp;&#13;\r\n</a>`,
    '<a b="&quot;&lt;>&amp;&#x9;&#xA;&#xD; ">"&lt;&gt;&amp;&#xD;\n</a>',
  ],
  ['text between elements', '<a> x<b/>y \n</a>', '<a> x<b></b>y \n</a>'],
  ['the prefix xml', '<a xml:lang="en"/>', '<a xml:lang="en"></a>'],
])('%s', (_, text, expected) => {
  expect(canonical(readXml(text))).toBe(expected)
})

test('a part has what it uses of what was declared around it, and what is to stay', () => {
  const [part] = readXml(
    '<x:a xmlns:x="u" xmlns:y="v" xmlns:z="w" xmlns="d"><b><x:c y:d=""/></b></x:a>',
  ).children
  if (!part) throw new Error('no part')
  expect(canonical(part)).toBe('<b xmlns="d"><x:c xmlns:x="u" xmlns:y="v" y:d=""></x:c></b>')
  expect(canonical(part, ['z', 'q', 'y'])).toBe(
    '<b xmlns="d" xmlns:y="v" xmlns:z="w"><x:c xmlns:x="u" y:d=""></x:c></b>',
  )
})
