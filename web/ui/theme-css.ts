import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core'
import { resolver, theme } from './theme.ts'

/** The theme as a style sheet: what Mantine would insert into the page at run time. */
export function themeCss(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme)
  const [base, own] = [defaultCssVariablesResolver(merged), resolver(merged)]
  const light = { ...base.light, ...own.light, '--mantine-color-scheme': 'light' }
  const screen = convertCssVariables({
    variables: { ...base.variables, ...own.variables },
    light,
    dark: { ...base.dark, ...own.dark, '--mantine-color-scheme': 'dark' },
  })
  // Paper is white, also for whoever works in the dark.
  return `${screen}\n@media print {\n${convertCssVariables({ variables: {}, light, dark: light })}\n}`
}
