import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { de } from '../web/texts/de.ts'
import { en } from '../web/texts/en.ts'

const web = join(import.meta.dirname, '..', 'web')

/** Every text of a catalogue by its dotted path, with what it says; functions are called with stand-ins. */
function textsOf(catalogue: object, above = ''): [path: string, text: string][] {
  return Object.entries(catalogue).flatMap(([name, value]): [string, string][] => {
    const path = above === '' ? name : `${above}.${name}`
    if (typeof value === 'function') return [[path, String(value(...standIns.slice(0, value.length)))]]
    if (typeof value === 'object' && value !== null) return textsOf(value, path)
    return value === undefined ? [] : [[path, String(value)]]
  })
}
const standIns = ['Xq', 'Yq', 'Zq']

const [english, german] = [textsOf(en), textsOf(de)]

test('both catalogues hold the same texts, and none is empty', () => {
  expect(english.length).toBeGreaterThan(200)
  expect(german.map(([path]) => path)).toEqual(english.map(([path]) => path))
  for (const [path, text] of [...english, ...german]) expect([path, text.trim()]).not.toEqual([path, ''])
})

test('a translation has the same parts in braces', () => {
  const partsOf = (texts: [string, string][]) =>
    texts.map(([path, text]) => [path, [...text.matchAll(/\{\w+\}/g)].map(([part]) => part).sort()])
  expect(partsOf(german)).toEqual(partsOf(english))
})

/** Attributes whose texts people read or hear. */
const spoken = /\b(aria-label|title|label|description|placeholder|alt|error|act|button)="[^"]*\p{L}/gu

test('no page says a word of its own: attributes take their words from the catalogues too', () => {
  const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.tsx') && !file.startsWith('dist'),
  )
  expect(files.length).toBeGreaterThan(20)
  const found = files.flatMap((file) =>
    [...readFileSync(join(web, file), 'utf8').matchAll(spoken)].map(([text]) => `${file}: ${text}`),
  )
  expect(found).toEqual([])
  expect('<img alt="A door">').toMatch(spoken)
})

test('every text is used', () => {
  const code = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('dist') && !file.startsWith('texts'))
    .map((file) => readFileSync(join(web, file), 'utf8'))
    .join('\n')
  const unused = Object.entries(en).flatMap(([section, texts]) =>
    (typeof texts === 'object' ? Object.keys(texts) : [section]).filter(
      (name) => !new RegExp(`\\b${name}\\b`).test(code),
    ),
  )
  expect(unused).toEqual([])
})
