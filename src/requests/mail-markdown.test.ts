import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asMarkdown, headerText, plainMailText, withinComment } from '../model/desk/mail-text.ts'
import { commentMax } from '../model/desk/request.ts'
import { renderMarkdown } from './markdown.ts'

/** Spaces are shown as one, and empty lines part paragraphs, whatever there is between them. */
const asShown = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

test.each([
  ['emphasis', 'a *b* _c_ **d** ~~e~~'],
  ['a heading', '# No heading'],
  ['a heading beneath', 'Title\n===\nTitle\n---'],
  ['lists', '- one\n+ two\n1. three\n2) four'],
  ['code', '    indented\n`code`\n```\nfence\n```'],
  ['quotes', '> somebody said'],
  ['links and pictures', '[click](https://evil.test) ![x](https://evil.test/x.png) <https://evil.test>'],
  ['HTML', '<script>alert(1)</script> <b>x</b> &amp; &copy;'],
  ['a table', 'a | b\n--|--\nc | d'],
  ['names and paths', 'my_file_name.txt C:\\temp\\*.log a*b*c'],
])('what a mail says is shown as it is: %s', (_name, text) => {
  const { text: shown } = renderMarkdown(asMarkdown(text))
  expect(asShown(shown)).toBe(asShown(text))
})

test('addresses in a mail are links still', () => {
  const { html } = renderMarkdown(asMarkdown('See https://globex.test/a_b_c?d=e, thanks'))
  expect(html).toContain('href="https://globex.test/a_b_c?d=e"')
})

test('whatever characters there are, they are shown', () => {
  const alphabet = fc.constantFrom(...'ab _*`~[]()<>#+-=.!|\\&:;"1)\n\t'.split(''))
  fc.assert(
    fc.property(fc.string({ unit: alphabet, maxLength: 60 }), (given) => {
      const text = plainMailText(given)
      expect(asShown(renderMarkdown(asMarkdown(text)).text)).toBe(asShown(text))
    }),
    { numRuns: 2_000 },
  )
})

test('what is too long for a comment is cut, and says so', () => {
  const cut = withinComment(asMarkdown('*'.repeat(commentMax)))
  expect(cut.length).toBeLessThanOrEqual(commentMax)
  expect(cut.endsWith('\\*\n…')).toBe(true)
  expect(withinComment('short')).toBe('short')
})

test('a header is one line, without what cannot be seen', () => {
  expect(headerText('Help\r\nBcc: x@y.test\u0000 me')).toBe('Help Bcc: x@y.test me')
  expect(plainMailText('a\u0000b\u200bc\r\nd\r\n\r\n\r\n\r\ne  \n')).toBe('abc\nd\n\ne')
})

test('a mail of blanks alone costs no more than one of letters', () => {
  const blanks = ' \t\u00a0'.repeat(70_000)
  expect(plainMailText(`a${blanks}x${blanks}\nb`)).toBe(`a${blanks}x\nb`)
})
