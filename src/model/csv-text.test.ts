import { expect, test } from 'vitest'
import { decodeFile, layoutOf } from './csv-text.ts'

const utf16 = (text: string, isBig: boolean) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}

test.each([
  ['UTF-8', Buffer.from('Zoë,王')],
  ['UTF-8 with a byte order mark', Buffer.from('\ufeffZoë,王')],
  ['UTF-16, the small end first', utf16('Zoë,王', false)],
  ['UTF-16, the big end first', utf16('Zoë,王', true)],
])('%s is read', (_name, bytes) => {
  expect(decodeFile(bytes)).toBe('Zoë,王')
})

test.each([
  ['UTF-8', Buffer.from('Zoë', 'latin1')],
  ['UTF-16LE', Buffer.from([0xff, 0xfe, 0x41])],
])('what is no %s is refused with what to do', (name, bytes) => {
  expect(() => decodeFile(bytes)).toThrow(`file: is not in ${name}. Save it anew as "CSV UTF-8"`)
})

test.each([
  ['name,email\na;b;c', ',', 0],
  ['name;email', ';', 0],
  ['name\temail', '\t', 0],
  ['"a,b,c";email', ';', 0],
  ['email', ',', 0],
  ['\ufeffname;email', ';', 1],
  ['sep=;\r\na;b', ';', 7],
  ['\ufeffsep=\t\na,b', '\t', 7],
] as const)('%j is separated by %j', (text, separator, begin) => {
  expect(layoutOf(text)).toEqual({ separator, begin })
})
