import { wcagContrast } from 'culori'
import { describe, expect, test } from 'vitest'
import { accentSheet, shadesOf } from './accent.ts'
import { defaultAccent } from './default-accent.ts'

type Tokens = { readonly [name: string]: string }
/** The pages' own; its name is no literal, because the types of pages are not for the server. */
const themeFile: string = '../../../web/ui/theme.ts'
const { resolver } = await import(themeFile)
const tokens: { readonly light: Tokens; readonly dark: Tokens } = resolver({})
const grounds = ['--dw-canvas', '--dw-surface', '--dw-sunken']

describe.each(['#000000', '#ffffff', '#ffcc00', '#00ff00', '#0000ff', '#777777', '#3158b8', '#ff69b4'])(
  'the accent %s',
  (accent) => {
    test.each(['light', 'dark'] as const)('can be read in the %s scheme (WCAG AA)', (scheme) => {
      const { fill, fillHover, link, focus, selected } = shadesOf(accent)[scheme]
      const on = [...grounds.map((name) => tokens[scheme][name] ?? ''), selected]
      for (const shade of [fill, fillHover])
        expect(wcagContrast('#ffffff', shade)).toBeGreaterThanOrEqual(4.5)
      for (const ground of on) {
        expect(ground).toMatch(/^#[0-9a-f]{6}$/)
        expect(wcagContrast(link, ground)).toBeGreaterThanOrEqual(4.5)
        expect(wcagContrast(focus, ground)).toBeGreaterThanOrEqual(3)
        for (const text of ['--dw-text', '--dw-text-2']) {
          expect(wcagContrast(tokens[scheme][text] ?? '', ground)).toBeGreaterThanOrEqual(4.5)
        }
      }
    })
  },
)

test('an accent that can be read stays as it is', () => {
  expect(shadesOf('#3158b8').light).toMatchObject({ fill: '#3158b8', link: '#3158b8' })
})

test('mails and pages have the same colour where a site chose none', () => {
  expect(resolver().light['--dw-site']).toBe(defaultAccent)
})

test('the style sheet says both schemes, stronger than the theme, and nothing but variables', () => {
  const sheet = accentSheet('#ffcc00')
  expect(sheet.match(/^:root:root\[data-mantine-color-scheme='(light|dark)'\] \{$/gm)).toHaveLength(2)
  const lines = sheet.split('\n').filter((line) => !/^[:}]/.test(line))
  for (const line of lines) expect(line).toMatch(/^ {2}--(mantine-color-ink|dw)-[a-z0-9-]+: #[0-9a-f]{6};$/)
})
