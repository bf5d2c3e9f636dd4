import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { originsOf, withSourcePlaces } from './source-places.ts'

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
  expect(originsOf(mappings, [{ line, column }])).toEqual([expected])
})

test('several places are found in one go, in whatever order they are asked for', () => {
  const places = [
    { line: 2, column: 10 },
    { line: 0, column: 8 },
    { line: 3, column: 0 },
    { line: 0, column: 7 },
    { line: 0, column: 8 },
  ]
  expect(originsOf(mappings, places).map((origin) => origin?.line)).toEqual([0, 19, undefined, 0, 19])
})

test('a file that is no part of the build is not looked for, whatever an error says', () => {
  for (const place of ['file:///etc/passwd.js:1:1', 'file://elsewhere/app.js:1:1', 'file:///../app.js:1:1']) {
    expect(withSourcePlaces(`    at open (${place})`)).toBe(`    at open (${place})`)
  }
})

test('frames of a stack name sources, and stay where there is no map or no file', () => {
  const place = mkdtempSync(join(tmpdir(), 'doorward-places-'))
  const folder = pathToFileURL(`${place}/`).href
  const file = (name: string) => folder + name
  try {
    writeFileSync(
      join(place, 'app.js.map'),
      JSON.stringify({ sources: ['../a.ts', '../src/b.ts'], mappings }),
    )
    const others = `    at ${file('none.js')}:1:9\n    at async ${file('c.ts')}:1:9\n    at node:internal/x.js:1:9`
    const frames = `    at open (${file('app.js')}:1:9)\n${others}`
    const named = `    at open (${pathToFileURL(join(place, '../src/b.ts')).href}:20:5)\n${others}`
    expect(withSourcePlaces(frames, folder)).toBe(named)
    const odd = `    at open (${file('a%2Fb.js')}:1:1)\n    at ${file('%E0.js')}:1:1`
    expect(withSourcePlaces(odd, folder)).toBe(odd)
    // Read once: an error that comes a thousand times a second costs no more than another.
    const nowhere = `    at ${file('app.js')}:4:1`
    expect(withSourcePlaces(nowhere, folder)).toBe(nowhere)
    rmSync(join(place, 'app.js.map'))
    expect(withSourcePlaces(frames, folder)).toBe(named)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
})
