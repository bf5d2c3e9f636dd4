import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attachmentNamed, inlineNamed } from './content-disposition.ts'

test.each([
  ['a.txt', `attachment; filename="a.txt"; filename*=UTF-8''a.txt`],
  ['a "b".txt', `attachment; filename="a _b_.txt"; filename*=UTF-8''a%20%22b%22.txt`],
  ['Größe €.txt', `attachment; filename="Gro_e _.txt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%E2%82%AC.txt`],
  ["it's (1)*.txt", `attachment; filename="it's (1)*.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`],
  ['100%25.txt', `attachment; filename="100_25.txt"; filename*=UTF-8''100%2525.txt`],
])('%s', (name, header) => {
  expect(attachmentNamed(name)).toBe(header)
})

test('no name, however it came to be one, says anything else in the header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const [, encoded = ''] =
        /^inline; filename="[\x20-\x7e]*"; filename\*=UTF-8''([A-Za-z0-9%._~!-]*)$/.exec(inlineNamed(name)) ??
        []
      expect(decodeURIComponent(encoded)).toBe(name.toWellFormed())
    }),
  )
})
