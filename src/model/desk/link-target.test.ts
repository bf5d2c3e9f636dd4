import { describe, expect, test } from 'vitest'
import { destinationToShow, linkTarget } from './link-target.ts'

describe('where a link may lead', () => {
  test.each([
    ['https://globex.com', 'https://globex.com/'],
    ['HTTP://Globex.COM/a?b#c', 'http://globex.com/a?b#c'],
    ['mailto:ann@globex.com', 'mailto:ann@globex.com'],
    // What would be sent, and to whom else, is not the stranger's who wrote the link.
    ['mailto:ann@globex.com?bcc=eve@evil.example&body=Yes', 'mailto:ann@globex.com'],
    // Confusable letters are shown as what they are in DNS.
    ['https://аpple.com/', 'https://xn--pple-43d.com/'],
    ['https://ⓔvil.example', 'https://evil.example/'],
    ['https://2130706433/', 'https://127.0.0.1/'],
  ])('%s is followed as %s', (written, target) => {
    expect(linkTarget(written)).toBe(target)
  })

  test.each([
    ['a script', 'javascript:alert(1)'],
    ['a script, in other letters', 'JavaScript:alert(1)'],
    ['a script behind a control character', '\u0001javascript:alert(1)'],
    ['a script with a tab in its scheme', 'java\tscript:alert(1)'],
    ['a script of another kind', 'vbscript:msgbox(1)'],
    ['a document of its own', 'data:text/html,<script>alert(1)</script>'],
    ['a file', 'file:///etc/passwd'],
    ['a blob', 'blob:https://globex.com/1'],
    ['a page of ours', '/admin'],
    ['whatever scheme the page has', '//evil.example'],
    ['nothing', ''],
    ['no host', 'https://'],
    ['a host that no host is called', 'https://evil.example"x'],
    ['several recipients', 'mailto:ann@globex.com,eve@evil.example'],
    ['no recipient', 'mailto:'],
    ['more than two thousand characters', `https://globex.com/${'a'.repeat(2_000)}`],
    ['more than two thousand once it is encoded', `https://globex.com/${'ä'.repeat(900)}`],
  ])('%s is no link', (_name, written) => {
    expect(linkTarget(written)).toBeUndefined()
  })
})

describe('what stands beside a link', () => {
  test.each([
    // The words are the destination.
    ['https://globex.com/invoices', 'https://globex.com/', undefined],
    ['globex.com', 'https://globex.com/login', undefined],
    ['Globex.com:443/a', 'https://globex.com/', undefined],
    ['ann@globex.com', 'mailto:ann@globex.com', undefined],
    ['mailto:ann@globex.com', 'mailto:ann@globex.com', undefined],
    // They say nothing of it.
    ['the invoice', 'https://globex.com/', 'globex.com'],
    ['write to me', 'mailto:ann@globex.com', 'ann@globex.com'],
    // They say something else.
    ['https://globex.com', 'https://evil.example/', 'evil.example'],
    ['globex.com', 'https://globex.com.evil.example/', 'globex.com.evil.example'],
    ['globex.com', 'https://www.globex.com/', 'www.globex.com'],
    ['globex.com', 'https://globex.com:8443/', 'globex.com:8443'],
    ['globex.com is safe', 'https://globex.com/', 'globex.com'],
    ['https://globex.com@evil.example', 'https://globex.com@evil.example/', 'evil.example'],
    ['ann@globex.com', 'mailto:eve@evil.example', 'eve@evil.example'],
    ['ann@globex.com', 'https://ann@globex.com/', 'globex.com'],
    // Signs that cannot be seen, and letters that look alike (a Cyrillic а, a fullwidth dot, a Kelvin sign).
    ['globex\u200b.com', 'https://globex.com/', 'globex.com'],
    ['https://аpple.com/', 'https://xn--pple-43d.com/', 'xn--pple-43d.com'],
    ['globex．com', 'https://globex.com/', 'globex.com'],
    ['\u212alm.com', 'https://klm.com/', 'klm.com'],
  ])('“%s” to %s: %s', (words, href, destination) => {
    expect(destinationToShow(words, href)).toBe(destination)
  })
})
