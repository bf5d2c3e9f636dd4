import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanFileName, endingOf } from './file-name.ts'

test.each<[string, string, string]>([
  ['an ordinary name', 'Report 2026.pdf', 'Report 2026.pdf'],
  ['the last part of a path', '/srv/../etc/passwd', 'passwd'],
  ['a path of Windows', '..\\..\\boot.ini', 'boot.ini'],
  ['a folder', 'folder/', 'folder'],
  ['no hidden file', '.htaccess', 'htaccess'],
  ['an ending that Windows would drop', 'run.exe. . .', 'run.exe'],
  ['a device', 'nul.txt', '_nul.txt'],
  ['a stream of NTFS', 'a.txt:evil.exe', 'a.txt_evil.exe'],
  ['decomposed letters', 'Gru\u0308\u00dfe.txt', 'Gr\u00fc\u00dfe.txt'],
  ['half a character', 'a\ud83d.txt', 'a\ufffd.txt'],
  ['what has no width', 'in\u200bvoice\ufeff.pdf', 'invoice.pdf'],
  ['right to left', 'تقرير.pdf', 'تقرير.pdf'],
  ['lines', 'a\nb\u2028c.txt', 'abc.txt'],
  ['white space', '  a \t  b.txt ', 'a b.txt'],
])('%s', (_what, given, clean) => {
  expect(cleanFileName(given)).toBe(clean)
})

test('whatever is given, a name is one line, no path, short, and clean already', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
      const name = cleanFileName(given)
      expect(name).not.toMatch(/[\p{Cc}/\\"]|^\.|^$/u)
      expect([...name].length).toBeLessThanOrEqual(150)
      expect(name.isWellFormed()).toBe(true)
      expect(cleanFileName(name)).toBe(name)
    }),
  )
})

test.each([
  ['a.PNG', 'png'],
  ['a.tar.gz', 'gz'],
  ['a', ''],
  ['a.b c', ''],
])('the ending of %s is "%s"', (name, ending) => {
  expect(endingOf(name)).toBe(ending)
})
