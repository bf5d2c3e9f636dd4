import { expect, test } from 'vitest'
import { blockedByDefault, blockedEnding, sizeText } from './attachment.ts'
import { isShownInline, sniff } from './media-type.ts'

const bytes = (latin: string) => Buffer.from(latin, 'latin1')

test.each<[string, Buffer, string, boolean]>([
  ['PNG', bytes('\x89PNG\r\n\x1a\n...'), 'image/png', true],
  ['JPEG', bytes('\xff\xd8\xff\xe0'), 'image/jpeg', true],
  ['GIF', bytes('GIF89a'), 'image/gif', true],
  ['WebP', bytes('RIFF\0\0\0\0WEBPVP8 '), 'image/webp', true],
  ['a sound in the container of WebP', bytes('RIFF\0\0\0\0WAVE'), 'application/octet-stream', false],
  ['PDF', bytes('%PDF-1.7'), 'application/pdf', false],
  ['ZIP, and what is made of it', bytes('PK\x03\x04'), 'application/zip', false],
  ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'application/octet-stream', false],
  ['SVG behind a comment', bytes('\n<!-- x --><svg/>'), 'application/octet-stream', false],
  ['HTML', bytes('hello <b onclick=x>'), 'application/octet-stream', false],
  ['XML', bytes('<?xml version="1.0"?>'), 'application/octet-stream', false],
  ['text', Buffer.from('3 < 4, größer'), 'text/plain', false],
  ['text that is cut within a character', Buffer.from('grö').subarray(0, 3), 'text/plain', false],
  ['no UTF-8', bytes('gr\xf6\xdfer'), 'application/octet-stream', false],
  ['a zero byte in text', bytes('a\0b'), 'application/octet-stream', false],
  ['nothing', Buffer.alloc(0), 'application/octet-stream', false],
])('%s', (_what, head, mediaType, isInline) => {
  const found = sniff(head)
  expect(found.mediaType).toBe(mediaType)
  expect(isShownInline(found.mediaType)).toBe(isInline)
})

test.each<[string, string, string | undefined, string | undefined]>([
  ['a program by its name', 'setup.exe', undefined, 'exe'],
  ['in capitals', 'SETUP.EXE', undefined, 'exe'],
  ['a script', 'a.ps1', undefined, 'ps1'],
  ['a program called a picture', 'a.png', 'MZ\x90\0', 'exe'],
  ['a Linux program', 'a.log', '\x7fELF\x02', 'elf'],
  ['a script for a shell', 'a.txt', '#!/bin/sh', 'sh'],
  ['an ending in the middle of a name', 'a.exe.txt', 'text', undefined],
  ['a picture', 'a.png', '\x89PNG\r\n\x1a\n', undefined],
])('what is refused: %s', (_what, name, head, ending) => {
  const is = head === undefined ? undefined : sniff(bytes(head))
  expect(blockedEnding(name, blockedByDefault, is)).toBe(ending)
})

test('who blocks an ending blocks what is one by its bytes', () => {
  expect(blockedEnding('a.txt', ['pdf'], sniff(bytes('%PDF-1.7')))).toBe('pdf')
  expect(blockedEnding('a.txt', [], sniff(bytes('MZ')))).toBeUndefined()
})

test.each([
  [1, '1 bytes'],
  [999, '999 bytes'],
  [1_500, '1.5 kB'],
  [50_000_000, '50 MB'],
  [2_000_000_000, '2 GB'],
])('%i bytes are read as %s', (size, text) => {
  expect(sizeText(size)).toBe(text)
})
