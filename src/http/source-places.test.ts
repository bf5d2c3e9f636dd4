import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { originOf, withSourcePlaces } from './source-places.ts'

// Line 0: column 0 → 0:0:0, column 8 → 1:19:4. Line 1: nothing. Line 2: column 2 → nowhere, column 4 → 1:18:4, column 10 → 0:0:0.
const mappings = 'AAAA,QCmBI;;E,EADA,MDlBJ'

test.each([
  ['at a segment', 0, 8, { source: 1, line: 19, column: 4 }],
  ['behind a segment', 0, 100, { source: 1, line: 19, column: 4 }],
  ['before the next segment', 0, 7, { source: 0, line: 0, column: 0 }],
  ['on a line without any', 1, 0, undefined],
  ['before the first of a line', 2, 1, undefined],
  ['where a segment says that nothing is behind it', 2, 3, undefined],
  ['what lines before it have changed', 2, 4, { source: 1, line: 18, column: 4 }],
  ['backwards', 2, 10, { source: 0, line: 0, column: 0 }],
  ['beyond the last line', 3, 0, undefined],
] as const)('a place of a bundle is that of its source: %s', (_name, line, column, expected) => {
  expect(originOf(mappings, line, column)).toEqual(expected)
})

test('frames of a stack name sources, and stay where there is no map or no file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorward-places-'))
  const file = (name: string) => pathToFileURL(join(folder, name)).href
  try {
    writeFileSync(
      join(folder, 'app.js.map'),
      JSON.stringify({ sources: ['../a.ts', '../src/b.ts'], mappings }),
    )
    const others = `    at ${file('none.js')}:1:9\n    at async ${file('c.ts')}:1:9\n    at node:internal/x.js:1:9`
    const frames = `    at open (${file('app.js')}:1:9)\n${others}`
    const named = `    at open (${pathToFileURL(join(folder, '../src/b.ts')).href}:20:5)\n${others}`
    expect(withSourcePlaces(frames)).toBe(named)
    // Read once: an error that comes a thousand times a second costs no more than another.
    rmSync(join(folder, 'app.js.map'))
    expect(withSourcePlaces(frames)).toBe(named)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
