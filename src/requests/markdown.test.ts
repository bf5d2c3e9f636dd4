import fc from 'fast-check'
import type { Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { describe, expect, test } from 'vitest'
import { markdown, richText } from '../desk/contract/rich-text.ts'
import { commentMax } from '../model/desk/request.ts'
import { attributesOfTag, linkSchemes, type RichNode, richTags } from '../model/desk/rich-text.ts'
import { renderMarkdown } from './markdown.ts'

/** Every element of a tree, with how deep it stands. */
function elementsOf(
  nodes: readonly RichNode[],
  depth = 1,
): { node: Exclude<RichNode, string>; depth: number }[] {
  return nodes.flatMap((node) =>
    typeof node === 'string' ? [] : [{ node, depth }, ...elementsOf(node.children, depth + 1)],
  )
}

/** What a browser makes of HTML, in the shape of our tree. */
function asBrowserReads(html: string): unknown {
  const plain = (node: Nodes): unknown => {
    if (node.type === 'text') return node.value
    if (node.type !== 'element') return { other: node.type }
    const { rel, ...properties } = node.properties
    const attrs = { ...properties, ...(rel === undefined ? {} : { rel: [rel].flat().join(' ') }) }
    const children = node.children.map(plain)
    return { tag: node.tagName, children, ...(Object.keys(attrs).length > 0 ? { attrs } : {}) }
  }
  return fromHtml(html, { fragment: true }).children.map(plain)
}

/** Holds what was rendered to everything that the pages rely on. */
function expectHarmless(source: string): void {
  const { tree, html, text } = renderMarkdown(source)
  expect(richText.safeParse(tree).error).toBeUndefined()
  for (const { node, depth } of elementsOf(tree)) {
    expect(richTags).toContain(node.tag)
    expect(depth).toBeLessThanOrEqual(26)
    const names = Object.keys(node.attrs ?? {})
    expect(
      names.filter((name) => !(attributesOfTag[node.tag] as string[] | undefined)?.includes(name)),
    ).toEqual([])
    const href = node.attrs?.href
    if (node.tag === 'a')
      expect(linkSchemes.map((scheme) => `${scheme}:`)).toContain(new URL(href ?? '').protocol)
  }
  for (const shown of [JSON.stringify(tree), html, text])
    expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
  expect(text).not.toMatch(/(?![\n\t])\p{Cc}/u)
}

describe('what people write is shown as they mean it', () => {
  test.each([
    ['paragraphs and lines', 'one\ntwo\n\nthree', '<p>one<br>two</p><p>three</p>'],
    ['emphasis', '*a* **b** ~~c~~ `d`', '<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>'],
    ['lists', '3. a\n4. b\n   - c', '<ol start="3"><li>a</li><li>b<ul><li>c</li></ul></li></ol>'],
    ['quotes', '> a\n> b\n\nc', '<blockquote><p>a<br>b</p></blockquote><p>c</p>'],
    ['code', '```js\nif (a < b) {}\n```', '<pre><code>if (a &#x3C; b) {}</code></pre>'],
    [
      'tables',
      'a|b\n-|-:\n1|2',
      '<table><thead><tr><th>a</th><th align="right">b</th></tr></thead><tbody><tr><td>1</td><td align="right">2</td></tr></tbody></table>',
    ],
    ['a heading is a paragraph', '# a\nb', '<p><strong>a</strong></p><p>b</p>'],
    [
      'an address',
      'see https://globex.com/a, please',
      '<p>see <a href="https://globex.com/a" rel="nofollow noopener noreferrer">https://globex.com/a</a>, please</p>',
    ],
    [
      'an address without its scheme',
      '(www.globex.com/a).',
      '<p>(<a href="https://www.globex.com/a" rel="nofollow noopener noreferrer">www.globex.com/a</a>).</p>',
    ],
    [
      'a mail address',
      'ann@globex.com',
      '<p><a href="mailto:ann@globex.com" rel="nofollow noopener noreferrer">ann@globex.com</a></p>',
    ],
    ['a file', 'README.md and main.rs', '<p>README.md and main.rs</p>'],
    ['HTML is text', '<b>a</b> <!-- b -->', '<p>&#x3C;b>a&#x3C;/b> &#x3C;!-- b --></p>'],
  ])('%s', (_name, source, html) => {
    expect(renderMarkdown(source).html).toBe(html)
  })

  test('as plain text it has its points, quotes and whole addresses', () => {
    const source =
      'Hello *Ann*,\n\n> first\n> second\n\n1. [the invoice](https://globex.com/1)\n2. b\n   - c\n\n`x`'
    expect(renderMarkdown(source).text).toBe(
      'Hello Ann,\n\n> first\n> second\n\n1. the invoice (https://globex.com/1)\n2. b\n   - c\n\nx',
    )
  })
})

describe('nobody is led elsewhere than they read', () => {
  test.each([
    ['[https://globex.com](https://evil.example/x)', 'https://globex.com', 'evil.example'],
    ['[our portal](https://evil.example)', 'our portal', 'evil.example'],
    ['https://аpple.com/x', 'https://аpple.com/x', 'xn--pple-43d.com'],
    ['<https://globex.com@evil.example/>', 'https://globex.com@evil.example/', 'evil.example'],
    ['![a picture](https://evil.example/pixel.gif)', 'a picture', 'evil.example'],
    ['[](https://evil.example/)', 'https://evil.example/', undefined],
    ['[*globex*.com](https://evil.example)', 'globex.com', 'evil.example'],
    ['[globex&#8238;.com](https://evil.example)', 'globex.com', 'evil.example'],
  ])('%s', (source, words, destination) => {
    const { html } = renderMarkdown(source)
    const shown = html.replace(/<(?!\/?(a|small)\b)[^>]*>/g, '')
    const [, linked, , beside] = /<a [^>]*>(.*?)<\/a>(<small>\u00a0\((.*?)\)<\/small>)?/.exec(shown) ?? []
    expect([linked, beside]).toEqual([words, destination])
  })
})

describe('injections', () => {
  const links = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'javascript&colon;alert(1)',
    'java&#x09;script:alert(1)',
    'java&#10;script:alert(1)',
    '&#1;javascript:alert(1)',
    '&#x6A;avascript:alert(1)',
    'vbscript:msgbox(1)',
    'data:text/html;base64,PHNjcmlwdD4=',
    'data:image/svg+xml,<svg/onload=alert(1)>',
    'file:///etc/passwd',
    '//evil.example',
    '/admin',
    '\\\\evil.example\\x',
    'blob:https://a/b',
    'view-source:https://a',
    'https:\\/evil.example"onclick="alert(1)',
  ]
  test.each(links)('a link to %s', (target) => {
    for (const source of [
      `[a](${target})`,
      `[a](<${target}>)`,
      `<${target}>`,
      `![a](${target})`,
      `[![a](${target})](${target})`,
      target,
    ]) {
      expectHarmless(source)
      const hrefs = elementsOf(renderMarkdown(source).tree).map(({ node }) => node.attrs?.href ?? '')
      expect(hrefs.filter((href) => /script:|data:|file:|blob:|["<>]/i.test(href))).toEqual([])
    }
  })

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg><style><img src=x onerror=alert(1)></style></svg>',
    '<svg/onload=alert(1)>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">a</a>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<form id=a><input name=attributes>',
    '<style>@import "//evil.example"</style>',
    '<base href="//evil.example">',
    '<!--><script>alert(1)</script>-->',
    '<![CDATA[><script>alert(1)</script>]]>',
    '<?x ><script>alert(1)</script>?>',
    '</p></div></body><script>alert(1)</script>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&#60;script&#62;alert(1)&#60;/script&#62;',
    '`<script>alert(1)</script>`',
    '```"><script>alert(1)</script>\na\n```',
    '~~~html onload=alert(1)\n<script>\n~~~',
    '[a](https://a.example "\\"onclick=alert(1)")',
    '[a](https://a.example/"onclick="alert(1))',
    '[a](https://a.example/<script>)',
    '<https://a.example/"onclick="alert(1)>',
    'https://a.example/"onclick="alert(1)',
    'https://a.example/<script>alert(1)</script>',
    '[<img src=x onerror=alert(1)>](https://a.example)',
    '[a]: javascript:alert(1)\n\n[a]',
    '[[[[a](https://b.example)](javascript:alert(1))](data:x)]',
    '![![a](javascript:alert(1))](https://b.example)',
    '|<script>|b|\n|-|-|\n|<img src=x onerror=alert(1)>|c|',
    '|a|\n|:-:\\" onclick=alert(1)|\n|b|',
    '# <script>alert(1)</script>',
    '99999999999. a',
    '\u202e[moc.xebolg](https://evil.example)\u2066',
    '&#x202e;&#8294;a',
    'a&#0;b&#27;[31mc&#x9b;d',
    '\u0000<\u0000script>alert(1)</script>',
  ])('%s', (source) => {
    expectHarmless(source)
    const { html, tree } = renderMarkdown(source)
    // Every element is one that Markdown has: of what was written as HTML nothing became an element.
    expect(asBrowserReads(html)).toEqual(tree)
  })

  const pieces = [
    ...[
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '!',
      '`',
      '*',
      '_',
      '~',
      '|',
      '-',
      '#',
      ':',
      '&',
      ';',
      '\\',
      '"',
      "'",
      '/',
      '=',
      '.',
      '@',
    ],
    ...[
      ' ',
      '\n',
      '\n\n',
      '    ',
      '> ',
      '- ',
      '1. ',
      '```',
      'a',
      'javascript:',
      'data:',
      'https://',
      'www.',
      'mailto:',
      '&#x',
      '&lt;',
    ],
    ...[
      '<script>',
      '</p>',
      '<img src=x onerror=a>',
      '<svg onload=a>',
      '<!--',
      '\u202e',
      '\u0001',
      'ⓐ',
      'а',
      '|-|',
      '[a](',
      '![a](',
    ],
  ]
  const written = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...' \n>*_`[]()!<&#;:-1.|'), maxLength: 80 }),
  )
  test('no text makes a tag or an attribute that is not on the list', () => {
    fc.assert(fc.property(written, expectHarmless), { numRuns: 1_500 })
  })

  test('the HTML is read by a browser as the very tree that the pages show, or as a harmless one', () => {
    const html = fc.property(written, (source) => {
      const read = asBrowserReads(renderMarkdown(source).html)
      expect(richText.safeParse(read).error).toBeUndefined()
    })
    fc.assert(html, { numRuns: 1_000 })
  })
})

describe('bounds', () => {
  test('a text of 1 MB is refused before anything reads it, with its limit', () => {
    const { error } = markdown.safeParse('a'.repeat(1_000_000))
    expect(error?.issues).toMatchObject([{ code: 'too_big', maximum: commentMax }])
    expect(() => renderMarkdown('a'.repeat(commentMax + 1))).toThrow(RangeError)
    expect(markdown.parse(`  ${'a'.repeat(commentMax)}\n`)).toHaveLength(commentMax)
  })

  const full = (part: string) => part.repeat(Math.ceil(commentMax / part.length)).slice(0, commentMax)
  test.each([
    ['brackets', full('[')],
    ['links in links', full('[a](https://b.example ')],
    ['pictures', full('![a](https://b.example/)')],
    ['one address many times', `[a]: https://a.example/${'b'.repeat(1_900)}\n\n${'[a]'.repeat(10_000)}`],
    ['stars', full('*a **b ')],
    ['quotes in quotes', full('>')],
    ['points in points', Array.from({ length: 200 }, (_, n) => `${'  '.repeat(n)}- a\n`).join('')],
    ['points', full('- \n')],
    ['cells', `${'|a'.repeat(2_000)}|\n${'|-'.repeat(2_000)}|\n${'|\n'.repeat(9_000)}`],
    ['backticks', Array.from({ length: 250 }, (_, n) => '`'.repeat(n)).join(' ')],
    ['addresses', full('http://a.b/ ')],
    ['ampersands', full('&')],
  ])(
    '%s: the answer is no more than fifteen times what was written, and no deeper than it may be',
    (_name, source) => {
      const { tree, html, text } = renderMarkdown(source.slice(0, commentMax))
      for (const { length } of [JSON.stringify(tree), html, text])
        expect(length).toBeLessThan(15 * commentMax)
      expect(Math.max(...elementsOf(tree).map(({ depth }) => depth))).toBeLessThanOrEqual(26)
      expect(elementsOf(tree).length).toBeLessThanOrEqual(20_000)
    },
  )

  test.each([
    ['quotes', `${'> '.repeat(60)}the end`],
    ['points', `${'- '.repeat(60)}the end`],
    ['emphasis', `${'*a **b '.repeat(60)}the end${'** *'.repeat(60)}`],
    ['quotes that fill the tree', `${'> '.repeat(30)}# the end`],
  ])('of %s in one another no word is lost', (_name, source) => {
    expect(renderMarkdown(source).text).toContain('the end')
  })
})

test.each([
  [
    'a table of more cells than anybody writes',
    `${'|a'.repeat(100)}\n${'|-'.repeat(100)}\n${'|b\n'.repeat(9_000)}`,
  ],
  ['thousands of addresses', 'a@b.cc '.repeat(4_000)],
])('%s is shown as it was written, before it costs seconds', (_what, source) => {
  const written = source.slice(0, commentMax)
  expect(renderMarkdown(written).tree).toEqual([
    { tag: 'pre', children: [{ tag: 'code', children: [written] }] },
  ])
})
