/**
 * Shades of a site's accent colour that can be read (WCAG 2.2 AA: 4.5 for text, 3 for what only marks): hue and chroma stay,
 * the lightness (of OKLCH) moves as far as it must.
 */
import { clampChroma, converter, formatHex, type Oklch, wcagContrast } from 'culori'

/** What an accent is used for in one colour scheme, as `#rrggbb`. */
export interface Shades {
  /** Behind the white text of a primary button, and the same under the pointer. */
  readonly fill: string
  readonly fillHover: string
  readonly link: string
  /** Rings around what has the focus, and marks. */
  readonly focus: string
  /** Behind what is selected. */
  readonly selected: string
}

const textMin = 4.5
const markMin = 3
/** The darkest and the lightest ground that text stands on, by scheme; `web/ui/theme.ts` has them, and a test compares. */
const grounds = { light: ['#ffffff', '#f0f0ed'], dark: ['#121312', '#222422'] }
const step = 0.005

const toOklch = converter('oklch')

/** The nearest shade to a colour, darker or lighter, that stands out enough from all of the grounds. */
function standingOut(colour: Oklch, on: readonly string[], least: number, direction: 1 | -1): string {
  for (let l = colour.l; l > 0 && l < 1; l += direction * step) {
    const hex = hexOf({ ...colour, l })
    if (on.every((ground) => wcagContrast(hex, ground) >= least)) return hex
  }
  return direction < 0 ? '#000000' : '#ffffff'
}

const hexOf = (colour: Oklch) => formatHex(clampChroma(colour, 'oklch', 'rgb'))

/** @param accent as `#rrggbb` */
export function shadesOf(accent: string): { readonly light: Shades; readonly dark: Shades } {
  const colour = toOklch(accent)
  if (!colour) throw new TypeError('an accent is no colour')
  const fill = standingOut(colour, ['#ffffff'], textMin, -1)
  const fillHover = hexOf({ ...(toOklch(fill) as Oklch), l: Math.max(0, (toOklch(fill)?.l ?? 0) - 0.06) })
  const selected = {
    light: hexOf({ ...colour, l: 0.965, c: Math.min(colour.c, 0.02) }),
    dark: hexOf({ ...colour, l: 0.25, c: Math.min(colour.c, 0.03) }),
  }
  const inScheme = (scheme: 'light' | 'dark', direction: 1 | -1): Shades => {
    const on = [...grounds[scheme], selected[scheme]]
    return {
      fill,
      fillHover,
      link: standingOut(colour, on, textMin, direction),
      focus: standingOut(colour, on, markMin, direction),
      selected: selected[scheme],
    }
  }
  return { light: inScheme('light', -1), dark: inScheme('dark', 1) }
}

/** The pages' colours for an accent, as a style sheet that goes before those of the theme. */
export function accentSheet(accent: string): string {
  const { light, dark } = shadesOf(accent)
  return [rules('light', light, '6', '7'), rules('dark', dark, '5', '6')].join('\n')
}

/** Numbers are those of the theme's primary colour that it fills buttons with. */
function rules(
  scheme: string,
  { fill, fillHover, link, focus, selected }: Shades,
  at: string,
  hover: string,
) {
  const values = {
    [`mantine-color-ink-${at}`]: fill,
    [`mantine-color-ink-${hover}`]: fillHover,
    'mantine-color-ink-filled': fill,
    'mantine-color-ink-filled-hover': fillHover,
    'mantine-color-ink-light': selected,
    'mantine-color-ink-light-hover': selected,
    'mantine-color-ink-light-color': link,
    'mantine-color-ink-outline': link,
    'mantine-color-ink-outline-hover': selected,
    'mantine-color-ink-text': link,
    'dw-link': link,
    'dw-focus': focus,
    'dw-select-bg': selected,
    'dw-select-line': focus,
    'dw-chart-1': focus,
    'dw-site': fill,
  }
  const lines = Object.entries(values).map(([name, value]) => `  --${name}: ${value};`)
  // Once more named than the theme, whichever comes first.
  return `:root:root[data-mantine-color-scheme='${scheme}'] {\n${lines.join('\n')}\n}`
}
